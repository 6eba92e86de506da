"""Judge saved figures by their pixels, in any style: black and white, gray, dark, transparent."""

import io

import numpy as np
from PIL import Image

INK = 24  # of 255: how much a pixel differs from the ground where something is drawn


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
    image = Image.open(io.BytesIO(picture), formats=["PNG"]).convert("RGB")
    image.thumbnail((1000, 1000))
    pixels = np.asarray(image).astype(np.int16)
    inside = _within_frame(_ink(pixels))
    if not inside.size:
        return False
    # A line of the grid goes from edge to edge; curves keep a distance, by matplotlib's margins.
    lines = inside.mean(axis=1, keepdims=True) >= 0.97
    columns = inside.mean(axis=0, keepdims=True) >= 0.97
    return bool((inside & ~lines & ~columns).mean() >= 0.0005)


def _ink(pixels):
    """Return where pixels differ from the commonest color, cut to where that color lies."""
    coarse = (pixels // 8 * [1, 32, 1024]).sum(axis=2)
    values, counts = np.unique(coarse, return_counts=True)
    at = np.argwhere(coarse == values[counts.argmax()])[0]
    ink = np.abs(pixels - pixels[tuple(at)]).max(axis=2) > INK
    rows = np.flatnonzero((~ink).mean(axis=1) >= 0.3)
    columns = np.flatnonzero((~ink).mean(axis=0) >= 0.3)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _within_frame(ink):
    """Cut to what the longest straight lines enclose, or to the middle if it has none."""
    height, width = ink.shape
    across = [run for row in ink if (run := _longest_run(row)) and run[1] - run[0] >= 0.5 * width]
    up = [run for row in ink.T if (run := _longest_run(row)) and run[1] - run[0] >= 0.5 * height]
    left, right = _ends(across) if across else (width // 10, width - width // 10)
    top, bottom = _ends(up) if up else (height // 10, height - height // 10)
    edge = 4  # the frame itself, and what blurs it
    return ink[top + edge : max(bottom - edge, top), left + edge : max(right - edge, left)]


def _ends(runs):
    return min(start for start, _ in runs), max(end for _, end in runs)


def _longest_run(row):
    steps = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    if not steps.size:
        return None
    starts, ends = steps[::2], steps[1::2]
    longest = (ends - starts).argmax()
    return int(starts[longest]), int(ends[longest])
