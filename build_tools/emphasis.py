"""Find bold text that Markdown does not show: its asterisks would stand on the page.

Where words are not parted by spaces, ``**です。**次`` looks right to an author, but CommonMark
ends bold text only at asterisks that have no punctuation before a letter around them.
"""

import re
import unicodedata
from collections.abc import Iterator

from build_tools.japanese_lines import PARSER

_CODE_OR_FORMULA = re.compile(r"(`+).+?\1|\$[^$\n]+\$", re.DOTALL)
_SHOWN = 30  # characters of the text


def unshown_bold(text: str) -> list[str]:
    """List the places where bold text begins or ends with asterisks that are shown.

    Parameters
    ----------
    text : str
        Markdown in any language.

    Returns
    -------
    list of str
        The words around each place.
    """
    paragraphs = (t.content for t in PARSER.parse(text) if t.type == "inline")
    return [place for paragraph in paragraphs for place in _places(paragraph)]


def _places(paragraph: str) -> Iterator[str]:
    # What is inside may hold asterisks; its marks are punctuation like any other.
    plain = _CODE_OR_FORMULA.sub(lambda found: "`" + "x" * (len(found[0]) - 2) + "`", paragraph)
    opens = True
    for mark in re.finditer(r"\*\*", plain):
        inside, outside = plain[mark.end() :][:1], plain[: mark.start()][-1:]
        if not opens:
            inside, outside = outside, inside
        if not inside.strip() or (_is_punctuation(inside) and _is_letter(outside)):
            start = max(0, mark.start() - _SHOWN // 2)
            yield paragraph[start : start + _SHOWN].replace("\n", " ")
        opens = not opens


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_letter(character: str) -> bool:
    """Tell what is neither a space, nor punctuation, nor an end of the paragraph."""
    return bool(character.strip()) and not _is_punctuation(character)
