"""Pictures that answer the reader: sliders that redraw a figure, and a pad to draw a digit on.

Each shows a widget where a front end has widgets and the kernel runs, and else a still picture:
in a stored notebook, on a web page, on paper.
"""

import base64
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import traitlets
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from mlcourse.figures import images

__all__ = ["digit_pad", "like_mnist", "sliders"]


class Interactive:
    """A widget, and the picture that stands for it where there are none.

    Parameters
    ----------
    widget : ipywidgets.Widget
        What a front end with widgets shows.
    picture : bytes
        A PNG, which all others show.
    """

    def __init__(self, widget: ipywidgets.Widget, picture: bytes) -> None:
        self.widget = widget
        self.picture = picture

    def _repr_mimebundle_(self, **options: object) -> dict[str, Any]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        return {
            "application/vnd.jupyter.widget-view+json": view,
            "text/plain": "An interactive figure: run this cell in JupyterLab.",
            "image/png": base64.b64encode(self.picture).decode(),
        }


def sliders(
    draw: Callable[..., object],
    *,
    figsize: tuple[float, float] = (6.4, 3.6),
    **ranges: tuple[float, float, float, float],
) -> Interactive:
    """Show a figure with a slider for each number that it depends on.

    Parameters
    ----------
    draw : callable
        ``draw(ax, **numbers)`` draws on fresh axes; the names are those of `ranges`.
    figsize : tuple of float
        Width and height in inches.
    **ranges : tuple of float
        Start, lowest value, highest value and step of each slider.

    Returns
    -------
    Interactive
        The still picture is the one at the start.
    """

    def picture() -> bytes:
        fig = Figure(figsize=figsize)
        draw(fig.subplots(), **{name: slider.value for name, slider in controls.items()})
        return _png(fig)

    def redraw(change: object) -> None:
        shown.value = picture()

    controls = {}
    for name, (start, lowest, highest, step) in ranges.items():
        controls[name] = ipywidgets.FloatSlider(
            value=start,
            min=lowest,
            max=highest,
            step=step,
            description=name,
            readout_format=f".{_decimals(step)}f",
            layout=ipywidgets.Layout(width="32em", max_width="100%"),
        )
        controls[name].observe(redraw, "value")
    shown = _shown(picture())
    return Interactive(ipywidgets.VBox([*controls.values(), shown]), shown.value)


def digit_pad(classify: Callable[[np.ndarray], ArrayLike], example: ArrayLike) -> Interactive:
    """Show a pad to draw a digit on, and what a network makes of it after every stroke.

    Parameters
    ----------
    classify : callable
        Takes a picture, a float32 array of shape (28, 28) from 0 (paper) to 1 (ink), and returns
        the probabilities of the ten digits.
    example : array_like, shape (28, 28)
        The picture that is shown before anything is drawn.

    Returns
    -------
    Interactive
        The still picture shows the example.
    """

    def picture(digit: ArrayLike) -> bytes:
        digit = np.asarray(digit, dtype=np.float32)
        probabilities = np.asarray(classify(digit), dtype=float)
        fig = Figure(figsize=(5.6, 2.8))
        seen, bars = fig.subplots(1, 2)
        answer = int(probabilities.argmax())
        images.image_grid([seen], [digit], ["what the network sees"], limits=(0, 1))
        images.probability_bars(bars, probabilities, horizontal=True)
        bars.set(xlabel="probability", ylabel="class")
        bars.set_title(f"{answer}, it says, with {probabilities[answer]:.2f}")
        return _png(fig)

    def guess(change: Mapping[str, bytes]) -> None:
        drawn = np.frombuffer(change["new"], dtype=np.uint8).reshape(28, 28) / 255
        shown.value = picture(like_mnist(drawn) if drawn.any() else example)

    pad = _DigitPad()
    pad.observe(guess, "pixels")
    shown = _shown(picture(example))
    box = ipywidgets.HBox([pad, shown], layout=ipywidgets.Layout(flex_flow="row wrap"))
    return Interactive(box, shown.value)


def like_mnist(picture: ArrayLike) -> NDArray[np.float32]:
    """Bring a drawn digit to the size and the place that those of MNIST have.

    Parameters
    ----------
    picture : array_like, shape (28, 28)
        Ink from 0 to 1; there is some.

    Returns
    -------
    numpy.ndarray of float32, shape (28, 28)
        The digit with its longer side 20 pixels long and its centre of mass in the middle.
    """
    picture = np.asarray(picture, dtype=np.float32)
    rows, columns = (np.flatnonzero(picture.any(axis=axis)) for axis in (1, 0))
    digit = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    factor = 20 / max(digit.shape)
    height, width = (max(1, round(factor * side)) for side in digit.shape)
    resized = Image.fromarray(digit).resize((width, height), Image.Resampling.BILINEAR)
    digit = np.clip(np.asarray(resized), 0, 1)

    total = digit.sum()
    middle = [
        (digit.sum(axis=1 - axis) @ np.arange(side)) / total
        for axis, side in enumerate(digit.shape)
    ]
    top, left = (
        int(np.clip(round(14 - centre), 0, 28 - side))
        for centre, side in zip(middle, digit.shape, strict=True)
    )
    placed = np.zeros((28, 28), dtype=np.float32)
    placed[top : top + height, left : left + width] = digit
    return placed


class _DigitPad(anywidget.AnyWidget):
    """A square to draw on; `pixels` are its 28 x 28 gray levels, row by row."""

    _esm = Path(__file__).with_name("digit_pad.js")
    # CBytes: what comes from the browser is a memoryview.
    pixels = traitlets.CBytes(bytes(28 * 28)).tag(sync=True)


def _shown(picture: bytes) -> ipywidgets.Image:
    """Make the widget of a picture, which a box is not to stretch."""
    layout = ipywidgets.Layout(width="auto", max_width="100%", align_self="flex-start")
    return ipywidgets.Image(format="png", value=picture, layout=layout)


def _decimals(step: float) -> int:
    """Tell how many decimals a slider must show for its step to be seen."""
    return len(f"{step:.6f}".rstrip("0").partition(".")[2])


def _png(fig: Figure) -> bytes:
    packed = io.BytesIO()
    fig.savefig(packed, format="png", metadata={"Software": None})
    return packed.getvalue()
