"""Activation functions, layers as matrix products, and networks drawn neuron by neuron."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from numpy.typing import ArrayLike

__all__ = ["activation_plots", "layer_product", "network_diagram", "signal_frame"]

#: Where something is drawn, in the units of the axes.
Point = tuple[float, float]

GRAY = "#b4b4b4"
PALE = "#f2f2f2"
INPUT = "#dcecf7"
ACTIVE = "#D55E00"
ACTIVE_PALE = "#fbe3d6"
RESULT = "#0072B2"
RADIUS = 0.37
COLUMN = 2.1  # distance of two layers
ROW = 0.95  # distance of two neurons


def activation_plots(
    axes: np.ndarray, a: np.ndarray, functions: Mapping[str, tuple[np.ndarray, np.ndarray]]
) -> None:
    """Draw activation functions in the upper row and their derivatives below.

    Parameters
    ----------
    axes : numpy.ndarray of matplotlib.axes.Axes, shape (2, number of functions)
        Where to draw.
    a : numpy.ndarray, shape (points,)
        Weighted sums, ascending.
    functions : dict of str to tuple of (numpy.ndarray, numpy.ndarray)
        Name to values and derivatives at `a`, each of shape (points,).
    """
    for index, (name, (values, slopes)) in enumerate(functions.items()):
        upper, lower = axes[:, index]
        _plot_with_jumps(upper, a, values, color=RESULT, linestyle="-")
        _plot_with_jumps(lower, a, slopes, color=ACTIVE, linestyle="--")
        upper.set(title=name, ylim=(-1.25, 2.25))
        lower.set(xlabel="a", ylim=(-0.1, 1.15))
        for ax in (upper, lower):
            ax.axvline(0, color=GRAY, linewidth=0.8, zorder=0)
    axes[0, 0].set_ylabel("h(a)")
    axes[1, 0].set_ylabel("derivative h'(a)")


def layer_product(
    ax: Axes,
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray,
    a: np.ndarray,
    *,
    row: int | None = None,
    column: int | None = None,
    names: tuple[str, str, str, str] = ("x", "w", "b", "a"),
) -> None:
    """Write out ``x @ w + b = a`` as tables of numbers, each with its shape.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its frame is removed.
    x : numpy.ndarray, shape (k, n)
        Inputs, a sample a row.
    w : numpy.ndarray, shape (n, m)
        Weights, a neuron a column.
    b : numpy.ndarray, shape (m,)
        Biases.
    a : numpy.ndarray, shape (k, m)
        Weighted sums.
    row, column : int, optional
        The sample and the neuron to highlight; the tables show how their number comes about.
    names : tuple of str
        Names of the four tables.
    """
    tables = [np.atleast_2d(table) for table in (x, w, b, a)]
    shapes = [np.shape(table) for table in (x, w, b, a)]
    marked = [(row, None), (None, column), (None, column), (row, column)]
    both = row is not None and column is not None
    colors = [RESULT, ACTIVE, ACTIVE, "#009E73"]
    signs = ["", "@", "+", "="]
    left = 0.0
    height = max(len(table) for table in tables)
    for table, shape, (mark_row, mark_column), color, sign, name in zip(
        tables, shapes, marked, colors, signs, names, strict=True
    ):
        if sign:
            ax.text(left + 0.45, height / 2, sign, ha="center", va="center", fontsize=16)
            left += 0.9
        top = (height + len(table)) / 2
        for (line, place), number in np.ndenumerate(table):
            chosen = both and mark_row in (None, line) and mark_column in (None, place)
            face = color if chosen else PALE
            corner = (left + place, top - line - 1)
            ax.add_patch(Rectangle(corner, 1, 1, facecolor=face, edgecolor="white", linewidth=2))
            ax.text(
                corner[0] + 0.5,
                corner[1] + 0.5,
                f"{number:.4g}",
                ha="center",
                va="center",
                color="white" if chosen else "black",
                fontweight="bold" if chosen else "normal",
            )
        title = f"{name}\n{shape}"
        ax.text(left + table.shape[1] / 2, top + 0.12, title, ha="center", va="bottom")
        left += table.shape[1]
    if both:
        products = [f"{_number(p)}·{_number(q)}" for p, q in zip(x[row], w[:, column], strict=True)]
        text = " + ".join([*products, _number(b[column])]) + f" = {a[row, column]:.4g}"
        ax.text(left / 2, -0.55, text, ha="center", va="center", color="#00684c", fontsize=12)
    ax.set(xlim=(-0.1, left + 0.1), ylim=(-1, height + 1.1), aspect="equal")
    ax.axis("off")


def network_diagram(
    ax: Axes,
    sizes: Sequence[int],
    *,
    labels: Sequence[Sequence[str]] | None = None,
    layer_names: Sequence[str] | None = None,
) -> list[list[Point]]:
    """Draw a fully connected network: a circle a neuron, an arrow a weight.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its frame is removed.
    sizes : sequence of int
        Number of inputs, then of neurons in each layer.
    labels : sequence of sequence of str, optional
        What stands in each circle.
    layer_names : sequence of str, optional
        What stands above each column.

    Returns
    -------
    list of list of tuple of float
        The middle of each circle.
    """
    places = _places(sizes)
    for layer in range(1, len(sizes)):
        for end in places[layer]:
            for start in places[layer - 1]:
                _arrow(ax, start, end, color=GRAY)
    for layer, column in enumerate(places):
        for index, place in enumerate(column):
            face = INPUT if layer == 0 else "white"
            circle = Circle(
                place, RADIUS, facecolor=face, edgecolor="black", linewidth=0.8, zorder=3
            )
            ax.add_patch(circle)
            if labels is not None:
                ax.text(*place, labels[layer][index], ha="center", va="center", zorder=4)
    top = max(y for column in places for _, y in column)
    if layer_names is not None:
        for column, name in zip(places, layer_names, strict=True):
            ax.text(column[0][0], top + 0.65, name, ha="center", va="center")
    bottom = min(y for column in places for _, y in column)
    ax.set(
        xlim=(-0.5, places[-1][0][0] + 0.75),
        ylim=(bottom - 0.5, top + 0.9),
        aspect="equal",
    )
    ax.axis("off")
    return places


def signal_frame(
    ax: Axes,
    frame: int,
    x: Sequence[float] | np.ndarray,
    weights: Sequence[np.ndarray],
    biases: Sequence[np.ndarray],
    sums: Sequence[np.ndarray],
    signals: Sequence[np.ndarray],
    functions: Sequence[str],
) -> None:
    """Draw one moment of a forward pass: two frames a neuron, its sum and its output.

    Frame 0 shows the inputs only; the last one, number twice the number of neurons, shows all.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; what was there is removed.
    frame : int
        The moment.
    x : sequence of float, length n
        The inputs of one sample.
    weights, biases : sequence of numpy.ndarray
        For each layer, shape (neurons before, neurons) and (neurons,).
    sums, signals : sequence of numpy.ndarray
        For each layer, the weighted sums and what the activation function makes of them.
    functions : sequence of str
        For each layer, the name of its activation function.
    """
    ax.clear()
    sizes = [len(x), *(len(layer) for layer in sums)]
    last = len(sums)
    names = ["input", *(f"layer {layer}" for layer in range(1, last + 1))]
    names[-1] += " (output)"
    places = network_diagram(ax, sizes, layer_names=names)
    values = [x, *signals]
    order = [(layer, neuron) for layer in range(1, last + 1) for neuron in range(sizes[layer])]
    for place, value in zip(places[0], x, strict=True):
        ax.text(*place, _number(value), ha="center", va="center", zorder=5)
    for position, (layer, neuron) in enumerate(order[: (frame + 1) // 2]):
        here = places[layer][neuron]
        summing = frame == 2 * position + 1
        focused = position == (frame - 1) // 2
        total, signal = sums[layer - 1][neuron], signals[layer - 1][neuron]
        letter = "y" if layer == last else "z"
        text = f"a {total:.3f}" + ("" if summing else f"\n{letter} {signal:.3f}")
        ax.text(*here, text, ha="center", va="center", fontsize=8.5, zorder=5)
        if not focused:
            continue
        ax.add_patch(
            Circle(here, RADIUS, facecolor=ACTIVE_PALE, edgecolor=ACTIVE, linewidth=2, zorder=4)
        )
        w, b = weights[layer - 1][:, neuron], biases[layer - 1][neuron]
        _incoming(ax, places[layer - 1], here, w, b)
        products = [
            f"{_number(p, 3)}·{_number(q)}" for p, q in zip(values[layer - 1], w, strict=True)
        ]
        explanation = f"a = {' + '.join([*products, _number(b)])} = {total:.3f}"
        if not summing:
            explanation = f"{letter} = {functions[layer - 1]}({total:.3f}) = {signal:.3f}"
        ax.set_title(f"layer {layer}, neuron {neuron + 1}:   {explanation}", fontsize=11)
    if frame == 0:
        ax.set_title("the inputs arrive", fontsize=11)
    bottom, top = ax.get_ylim()
    ax.set(xlim=(-0.5, places[-1][0][0] + 1.2), ylim=(bottom - 0.3, top))


def _incoming(ax: Axes, starts: Sequence[Point], end: Point, w: np.ndarray, b: float) -> None:
    """Highlight the arrows into one neuron, with their weights, and its bias from below."""
    for start, weight in zip(starts, w, strict=True):
        _arrow(ax, start, end, color=ACTIVE, linewidth=2, zorder=2)
        along = 0.36
        ax.text(
            start[0] + along * (end[0] - start[0]),
            start[1] + along * (end[1] - start[1]),
            _number(weight),
            ha="center",
            va="center",
            color=ACTIVE,
            zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
    foot = (end[0] + 0.85, end[1] - 0.62)
    _arrow(ax, foot, end, color=ACTIVE, linewidth=2, zorder=2, start_radius=0.12)
    ax.text(
        *foot,
        f"b {_number(b)}",
        ha="center",
        va="center",
        color=ACTIVE,
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )


def _arrow(
    ax: Axes, start: Point, end: Point, *, start_radius: float = RADIUS, **style: Any
) -> None:
    """Draw an arrow from the rim of one circle to the rim of another."""
    first, last = np.asarray(start), np.asarray(end)
    way = (last - first) / np.hypot(*(last - first))
    ends = first + start_radius * way, last - RADIUS * way
    shape: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 10, "shrinkA": 0, "shrinkB": 0}
    ax.add_patch(FancyArrowPatch(*ends, **shape, **style))  # type: ignore[misc]


def _places(sizes: Sequence[int]) -> list[list[Point]]:
    """Return the middle of each circle, columns centred on the same height."""
    return [
        [(layer * COLUMN, ((size - 1) / 2 - index) * ROW) for index in range(size)]
        for layer, size in enumerate(sizes)
    ]


def _number(value: float | np.ndarray, digits: int = 2) -> str:
    """Write a number with up to `digits` decimals, negative ones in brackets."""
    text = f"{value:.{digits}f}".rstrip("0")
    if text.endswith("."):
        text += "0"
    return f"({text})" if text.startswith("-") else text


def _plot_with_jumps(ax: Axes, x: np.ndarray, y: ArrayLike, **style: Any) -> None:
    """Plot a curve that is broken where it jumps by more than a half."""
    y = np.asarray(y, dtype=float)
    jumps = np.flatnonzero(np.abs(np.diff(y)) > 0.5) + 1
    ax.plot(np.insert(x, jumps, np.nan), np.insert(y, jumps, np.nan), **style)
