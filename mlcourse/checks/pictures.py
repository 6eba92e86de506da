"""Judge saved figures by their pixels, in any style: black and white, gray, dark, transparent."""

import io
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from mlcourse.checks.probes import probe
from mlcourse.checks.values import expect, fail
from mlcourse.messages import message

LARGEST = 20_000_000  # bytes of a file that are looked at
SIDES = (200, 5000)  # pixels, the least and the most
INK = 24  # of 255: how much a pixel differs from the ground where something is drawn
EDGE = 4  # pixels: the frame itself, and what blurs it
FULL = 0.97  # of a row or column: where as much is drawn, a line goes from edge to edge
OTHER = 60  # of 255: how much the color of a curve differs from that of the lines of a grid


def check_pictures(names: Iterable[str]) -> None:
    """Check that files are PNG pictures of figures, each with something in it, no two the same.

    Parameters
    ----------
    names : iterable of str
        Paths in the notebook's folder.
    """
    __tracebackhide__ = True
    pictures = {name: probe(read_picture, name) for name in names}
    for name, picture in pictures.items():
        if picture is None:
            fail(message("picture-missing", name=name))
        expect(_is_png(picture), "picture-not-png", name=name)
        width, height = (int.from_bytes(picture[i : i + 4], "big") for i in (16, 20))
        fits = all(SIDES[0] <= side <= SIDES[1] for side in (width, height))
        expect(fits, "picture-size", name=name, width=width, height=height)
        try:
            shown = shows_data(picture) or _has_points(picture)
        except (OSError, ValueError, SyntaxError):
            shown = None
        expect(shown is not None, "picture-not-png", name=name)
        expect(shown, "picture-blank", name=name)
    expect(len({*pictures.values()}) == len(pictures), "picture-same")


def read_picture(name: str) -> bytes | None:
    """Read a file of the notebook's folder, up to `LARGEST` bytes; None where there is none."""
    if not Path(name).is_file():
        return None
    with Path(name).open("rb") as file:
        return file.read(LARGEST)


def _is_png(picture: bytes) -> bool:
    return picture[:8] == b"\x89PNG\r\n\x1a\n" and picture[12:16] == b"IHDR"


def _has_points(picture: bytes) -> bool:
    """Tell whether there is color, or what is unlike most of its row and of its column.

    Axes alone are gray, and their grid is the same in every row and column. Measured: axes alone
    0 and 0; a curve 0.003 to 0.01 and 0.002 to 0.006, 200 points of one pixel 0.0006 and 0.001.
    """
    image = Image.open(io.BytesIO(picture), formats=["PNG"]).convert("RGB")
    image.thumbnail((1000, 1000))
    pixels = np.asarray(image) / 255
    gray = pixels.mean(axis=2)
    rows, columns = gray.shape
    inside = gray[rows // 8 : -rows // 6, columns // 7 : -columns // 20]
    alone = np.minimum(
        abs(inside - np.median(inside, axis=0, keepdims=True)),
        abs(inside - np.median(inside, axis=1, keepdims=True)),
    )
    return (np.ptp(pixels, axis=2) > 0.2).mean() >= 0.0005 or (alone > 0.1).mean() >= 0.0005


def shows_data(picture: bytes) -> bool:
    """Tell whether a PNG picture of a figure shows more than empty axes.

    Parameters
    ----------
    picture : bytes
        The file.

    Returns
    -------
    bool
        Whether anything but the frame, its ticks and a grid stands within the axes.

    Raises
    ------
    OSError, ValueError, SyntaxError
        If the file is not a picture.
    """
    image = Image.open(io.BytesIO(picture), formats=["PNG"]).convert("RGBA")
    image.thumbnail((1000, 1000))
    # A transparent picture is looked at on white and on black.
    transparent = image.getextrema()[3][0] < 255  # type: ignore[misc]
    for ground in ("white", "black")[: 1 + transparent]:
        under = Image.new("RGBA", image.size, ground)
        pixels = np.asarray(Image.alpha_composite(under, image).convert("RGB")).astype(np.int16)
        if _shows_data(pixels):
            return True
    return False


def _shows_data(pixels: np.ndarray) -> bool:
    pixels, contrast = _axes(pixels)
    frame = _within_frame(contrast > INK)
    pixels, contrast = pixels[frame], contrast[frame]
    within = (slice(EDGE, -EDGE), slice(EDGE, -EDGE))
    inside = contrast[within] > INK
    if not inside.size:
        return False
    # A line of the grid goes from edge to edge; curves keep a distance, by matplotlib's margins.
    lines = inside.mean(axis=1) >= FULL
    columns = inside.mean(axis=0) >= FULL
    if (inside & ~lines[:, np.newaxis] & ~columns).mean() >= 0.0005:
        return True
    # A level curve without margins goes from edge to edge, too: alone, or in another color.
    # From the sides without ticks, top and right, on: there the frame ends where it must.
    upright, flat = pixels[:, within[1]], pixels[within[0]].transpose(1, 0, 2)[::-1]
    colors = [*_colors(upright, contrast[:, within[1]])]
    colors += _colors(flat, contrast[within[0]].T[::-1])
    usual = np.median(colors, axis=0) if colors else 0
    return len(colors) == 1 or any(np.abs(color - usual).max() > OTHER for color in colors)


def _colors(pixels: np.ndarray, contrast: np.ndarray) -> Iterator[np.ndarray]:
    """Give the color of each line that goes from edge to edge, but for the frame's two.

    The last line may have ticks that stick out of the axes beyond it.
    """
    full = (contrast > INK).mean(axis=1) >= FULL
    steps = np.flatnonzero(np.diff(np.concatenate([[False], full, [False]]).astype(np.int8)))
    lines = [*zip(steps[::2], steps[1::2], strict=True)]
    # The frame is the outermost line of its side, however thick.
    if lines and lines[0][0] < EDGE:
        del lines[0]
    if lines and lines[-1][1] > len(full) - EDGE - max(8, len(full) // 50):
        del lines[-1]
    for start, end in lines:
        clearest = start + np.median(contrast[start:end], axis=1).argmax()
        yield np.median(pixels[clearest], axis=0)


def _axes(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut to where the commonest color lies; return the pixels and how much they differ from it."""
    coarse = (pixels // 8 * [1, 32, 1024]).sum(axis=2)
    values, counts = np.unique(coarse, return_counts=True)
    at = np.argwhere(coarse == values[counts.argmax()])[0]
    contrast = np.abs(pixels - pixels[tuple(at)]).max(axis=2)
    rows = np.flatnonzero((contrast <= INK).mean(axis=1) >= 0.3)
    columns = np.flatnonzero((contrast <= INK).mean(axis=0) >= 0.3)
    within = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return pixels[within], contrast[within]


def _within_frame(ink: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and columns that the longest straight lines enclose, else the middle."""
    height, width = ink.shape
    across, up = _long_runs(ink), _long_runs(ink.T)
    # One line alone is no frame, but the level end of a curve in a figure without axes, which may
    # fill the picture. Else what is outside the axes, such as numbers, has its place.
    alone = (not up and _adjoin(across)) or (not across and _adjoin(up))
    part = 50 if alone else 10
    left, right, top, bottom = (
        width // part,
        width - width // part,
        height // part,
        height - height // part,
    )
    if across and not alone:
        left, right = _ends(across.values())
    if up and not alone:
        top, bottom = _ends(up.values())
    return slice(top, bottom), slice(left, right)


def _long_runs(ink: np.ndarray) -> dict[int, tuple[int, int]]:
    """Give the longest run of each row where it is at least half as long as the row."""
    runs = {number: run for number, row in enumerate(ink) if (run := _longest_run(row))}
    return {n: run for n, run in runs.items() if run[1] - run[0] >= 0.5 * ink.shape[1]}


def _adjoin(rows: Collection[int]) -> bool:
    return bool(rows) and max(rows) - min(rows) == len(rows) - 1


def _ends(runs: Collection[tuple[int, int]]) -> tuple[int, int]:
    return min(start for start, _ in runs), max(end for _, end in runs)


def _longest_run(row: np.ndarray) -> tuple[int, int] | None:
    steps = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    if not steps.size:
        return None
    starts, ends = steps[::2], steps[1::2]
    longest = (ends - starts).argmax()
    return int(starts[longest]), int(ends[longest])
