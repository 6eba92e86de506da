"""What feedback and report look like: text can be read, in the light and in the dark."""

import re
from pathlib import Path

import nbseal.report
import pytest

STYLE = (Path(nbseal.report.__file__).parent / "templates" / "style.css").read_text("utf-8")
SCHEMES = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
TEXT = ("ink", "quiet", "accent", "good", "bad", "middle", "word", "number")


def luminance(color):
    """Relative luminance of ``#rgb`` or ``#rrggbb``, as WCAG defines it."""
    digits = color.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(*colors):
    dark, light = sorted(map(luminance, colors))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_every_color_of_text_stands_out_from_every_ground(scheme):
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", scheme))
    for text in TEXT:
        for ground in ("page", "ground"):
            assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
    for ground in ("note", "mark"):
        assert contrast(colors["ink"], colors[ground]) >= 4.5, ground


def test_the_dark_is_for_screens_and_no_color_stands_outside_the_schemes():
    assert "@media screen and (prefers-color-scheme: dark)" in STYLE
    rest = re.sub(r":root \{.*?\}", "", STYLE, flags=re.DOTALL)
    # pictures that a student drew for a white page
    assert re.findall(r"#[0-9a-f]{3,6}\b", rest) == ["#fff"]
