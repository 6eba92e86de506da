"""Pictures in a grid, a picture as numbers, bars of probabilities, the confusion matrix."""

from collections.abc import Iterable, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import FigureBase
from numpy.typing import ArrayLike

__all__ = [
    "confusion_matrix",
    "image_grid",
    "images_with_bars",
    "number_grid",
    "probability_bars",
]

BAR = "#9cc3de"
RIGHT = "#0072B2"
WRONG = "#D55E00"


def image_grid(
    fig_or_axes: FigureBase | Sequence[Axes] | np.ndarray,
    images: Iterable[ArrayLike],
    labels: Sequence[object] | np.ndarray | None = None,
    *,
    columns: int = 10,
    cmap: str = "gray_r",
    limits: tuple[float, float] | None = None,
    colors: Sequence[str] | None = None,
) -> list[Axes]:
    """Draw small pictures side by side, each with its label above.

    Parameters
    ----------
    fig_or_axes : matplotlib.figure.Figure, SubFigure, or array of Axes
        A figure, which gets as many axes as there are pictures, or axes at least as many.
    images : sequence of array_like, each of shape (height, width)
        The pictures.
    labels : sequence, optional
        What stands above each picture.
    columns : int
        Pictures in a row; for a figure only.
    cmap : str
        The color map; a diverging one such as ``"RdBu_r"`` for signed pictures.
    limits : tuple of (float, float), optional
        Values of the first and the last color. By default all pictures share those of the
        smallest and the largest value there is; with a diverging map choose ``(-v, v)``.
    colors : sequence, optional
        A color for each label.

    Returns
    -------
    list of matplotlib.axes.Axes
        The axes with pictures.
    """
    pictures = [np.asarray(image) for image in images]
    if not pictures:
        return []
    if hasattr(fig_or_axes, "subplots"):
        columns = min(columns, len(pictures))
        rows = -(-len(pictures) // columns)
        axes = fig_or_axes.subplots(rows, columns, squeeze=False)
    else:
        axes = np.asarray(fig_or_axes)
    axes = list(axes.flat)
    if limits is None:
        limits = min(image.min() for image in pictures), max(image.max() for image in pictures)
    for ax in axes:
        ax.axis("off")
    axes = axes[: len(pictures)]
    for index, (ax, image) in enumerate(zip(axes, pictures, strict=True)):
        ax.imshow(image, cmap=cmap, vmin=limits[0], vmax=limits[1])
        if labels is not None:
            color = "black" if colors is None else colors[index]
            ax.set_title(str(labels[index]), loc="center", fontsize=11, color=color)
    return axes


def number_grid(
    ax: Axes, image: ArrayLike, *, corner: tuple[int, int] = (0, 0), fontsize: float = 7
) -> None:
    """Draw a picture with the number of each pixel written on it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    image : array_like of int, shape (height, width)
        Gray levels, 0 (background) to 255; may be a part of a picture.
    corner : tuple of int
        Row and column of the first pixel in the whole picture.
    fontsize : float
        Size of the numbers, in points.
    """
    image = np.asarray(image)
    top, left = corner
    height, width = image.shape
    edges = (left - 0.5, left + width - 0.5, top + height - 0.5, top - 0.5)
    ax.imshow(image, cmap="gray_r", vmin=0, vmax=255, extent=edges)
    for (row, column), level in np.ndenumerate(image):
        color = "white" if level > 127 else "black" if level else "#b0b0b0"
        place = (left + column, top + row)
        ax.text(*place, str(level), ha="center", va="center", color=color, fontsize=fontsize)
    ax.set_xticks(range(left, left + width, 3))
    ax.set_yticks(range(top, top + height, 3))
    ax.set(xlabel="column", ylabel="row")
    ax.grid(visible=False)


def probability_bars(
    ax: Axes,
    y: ArrayLike,
    *,
    target: int | None = None,
    names: Sequence[str] | None = None,
    horizontal: bool = False,
    numbers: bool = False,
) -> None:
    """Draw a class's probability as a bar, for each class.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    y : array_like, shape (m,)
        Probabilities, from 0 to 1.
    target : int, optional
        The right class: its bar is blue; where another bar is longest, that one is orange.
    names : sequence of str, optional
        Names of the classes; 0, 1, 2 ... if not given.
    horizontal : bool
        Whether the bars lie, with the first class on top.
    numbers : bool
        Whether each bar carries its number.
    """
    y = np.asarray(y, dtype=float)
    names = [str(index) for index in range(len(y))] if names is None else list(names)
    colors = [BAR if target is not None else RIGHT] * len(y)
    if target is not None:
        colors[int(y.argmax())] = WRONG
        colors[int(target)] = RIGHT
    places = np.arange(len(y))
    if horizontal:
        bars = ax.barh(places, y, color=colors)
        ax.set_yticks(places, names, fontsize=8)
        ax.invert_yaxis()
        ax.set(xlim=(0, 1.05), xticks=[0, 0.5, 1])
        ax.grid(visible=False, axis="y")
    else:
        bars = ax.bar(places, y, color=colors)
        ax.set_xticks(places, names)
        ax.set(ylim=(0, 1.2), yticks=[0, 0.5, 1])
        ax.grid(visible=False, axis="x")
    if numbers:
        ax.bar_label(bars, labels=[f"{value:.3f}" for value in y], padding=2)


def images_with_bars(
    fig: FigureBase,
    images: Iterable[ArrayLike],
    probabilities: ArrayLike,
    targets: Sequence[int] | np.ndarray,
    *,
    labels: Sequence[str] | None = None,
) -> None:
    """Draw pictures in a row, and below each what a network makes of it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        An empty figure, some 1.5 inches wide a picture and 3.5 high.
    images : sequence of array_like, each of shape (height, width)
        The pictures.
    probabilities : array_like, shape (k, m)
        The network's probability of each class, a row a picture.
    targets : sequence of int, length k
        The right classes: their bars are blue, those of a wrong answer orange.
    labels : sequence of str, optional
        What stands above each picture; the target and the answer if not given.
    """
    probabilities = np.asarray(probabilities)
    if len(probabilities) == 0:
        return
    answers = probabilities.argmax(axis=1)
    if labels is None:
        labels = [
            f"{t} taken for {y}" if t != y else f"{t}"
            for t, y in zip(targets, answers, strict=True)
        ]
    axes = fig.subplots(2, len(labels), squeeze=False, height_ratios=(1, 1.5))
    colors = [RIGHT if t == y else WRONG for t, y in zip(targets, answers, strict=True)]
    image_grid(axes[0], images, labels, colors=colors)
    for ax, y, target in zip(axes[1], probabilities, targets, strict=True):
        probability_bars(ax, y, target=target, horizontal=True)
        ax.set_xlabel("probability")
    axes[1, 0].set_ylabel("class")


def confusion_matrix(ax: Axes, matrix: ArrayLike, *, names: Sequence[str] | None = None) -> None:
    """Draw a confusion matrix: colors are shares of a row, numbers are counts.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; about 6 by 5.5 inches for ten classes.
    matrix : array_like of int, shape (m, m)
        Entry (i, j) counts the samples of class i that were taken for class j.
    names : sequence of str, optional
        Names of the classes; 0, 1, 2 ... if not given.
    """
    matrix = np.asarray(matrix)
    names = [str(index) for index in range(len(matrix))] if names is None else list(names)
    totals = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, totals, out=np.zeros(matrix.shape), where=totals > 0)
    # Errors are a few in a hundred: a scale from 0 to 1 would leave them all in one color.
    norm = mpl.colors.PowerNorm(0.4, vmin=0, vmax=1)
    picture = ax.imshow(shares, cmap="viridis", norm=norm)
    for (row, column), count in np.ndenumerate(matrix):
        color = "black" if norm(shares[row, column]) > 0.6 else "white"
        ax.text(column, row, str(count), ha="center", va="center", color=color, fontsize=9)
    ax.set_xticks(range(len(matrix)), names)
    ax.set_yticks(range(len(matrix)), names)
    ax.set(xlabel="answer of the network", ylabel="right class")
    ax.grid(visible=False)
    ticks = [0, 0.01, 0.05, 0.2, 0.5, 1]
    ax.figure.colorbar(picture, ax=ax, label="share of the row", ticks=ticks, format="%g")
