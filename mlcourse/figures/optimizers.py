"""Figures of training: optimizers on one surface, mini-batches, and parts of a data set."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from mlcourse.figures.descent import contour_with_path
from mlcourse.figures.perceptron import loss_contours

__all__ = ["batch_step", "gradient_clouds", "part_strips", "paths_on_surface", "race_step"]

#: How the first, second, ... of several paths or groups is drawn: color, line style, marker.
LOOKS = (
    ("#0072B2", "-", "o"),
    ("#D55E00", "--", "s"),
    ("#009E73", "-.", "^"),
    ("#CC79A7", ":", "D"),
    ("#E69F00", "-", "v"),
    ("#000000", "--", "P"),
)
#: What the parts of a data set are filled with, in the order in which they are named.
PART_COLORS = ("#9ecae1", "#E69F00", "#009E73", "#CC79A7")


def paths_on_surface(
    ax: Axes,
    w1_grid: ArrayLike,
    w2_grid: ArrayLike,
    losses: ArrayLike,
    paths: Mapping[str, ArrayLike],
    *,
    every: int = 1,
) -> None:
    """Draw the contours of a loss over two weights, and the path of each optimizer on them.

    The paths carry labels, for a legend if one is wanted.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits become those of the grids.
    w1_grid : array_like, shape (c,)
        Values of the first weight, to the right.
    w2_grid : array_like, shape (r,)
        Values of the second weight, upwards.
    losses : array_like, shape (r, c)
        The loss at each; 0 or more.
    paths : dict of str to array_like, shape (steps + 1, 2)
        Name of each optimizer to the weights it visited, the start first; up to six.
    every : int
        A marker stands at every step that is a multiple of this, and at the last.
    """
    contour_with_path(ax, w1_grid, w2_grid, losses)
    for (name, path), (color, style, marker) in zip(paths.items(), LOOKS, strict=False):
        path = np.asarray(path, dtype=float)
        ax.plot(*path.T, linestyle=style, color=color, linewidth=1.2)
        marked = path[: -1 if len(path) > 1 else None : every]
        ax.plot(*marked.T, linestyle="", marker=marker, color=color, markersize=3)
        ax.plot(
            *path[-1], linestyle="", marker=marker, color=color, markersize=8, label=name,
            markeredgecolor="black", markeredgewidth=0.5, zorder=3,
        )  # fmt: skip
    ax.set(xlabel="$w_1$", ylabel="$w_2$")


def race_step(
    axes: Sequence[Axes] | np.ndarray,
    w1_grid: ArrayLike,
    w2_grid: ArrayLike,
    losses: Sequence[Sequence[float]] | np.ndarray,
    paths: Mapping[str, Sequence[Sequence[float]] | np.ndarray],
    curves: Mapping[str, Sequence[float] | np.ndarray],
    s: int,
    *,
    limits: tuple[float, float],
    title: str = "",
) -> None:
    """Show several optimizers after `s` steps: on the left their paths, on the right their losses.

    Parameters
    ----------
    axes : sequence of two matplotlib.axes.Axes
        Where to draw; cleared first.
    w1_grid, w2_grid, losses, paths
        As in `paths_on_surface`.
    curves : dict of str to array_like, shape (steps + 1,)
        Name of each optimizer to the loss at each point of its path; above 0.
    s : int
        Number of steps to show.
    limits : (float, float)
        Range of the loss, which has a logarithmic axis.
    title : str
        Title of the left panel.
    """
    left, right = axes
    for ax in axes:
        ax.clear()
        ax.grid(False)
    shown = {name: path[: s + 1] for name, path in paths.items()}
    paths_on_surface(left, w1_grid, w2_grid, losses, shown, every=len(losses))
    left.set_title(title)
    left.locator_params(nbins=4)
    for (name, curve), (color, style, marker) in zip(curves.items(), LOOKS, strict=False):
        right.plot(curve[: s + 1], linestyle=style, color=color, linewidth=1.2)
        right.plot(s, curve[s], marker, color=color, markersize=6, label=name)
    steps = max(len(curve) for curve in curves.values()) - 1
    right.set(xlim=(0, steps), ylim=limits, yscale="log", xlabel="iteration", ylabel="E")
    right.minorticks_off()
    right.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5), handletextpad=0.2)


def gradient_clouds(ax: Axes, gradients: Mapping[str, ArrayLike]) -> None:
    """Draw the gradients of many mini-batches at one place, a cloud for each batch size.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    gradients : dict of str to array_like, shape (num_batches, 2)
        Name of each batch size to (dE/dw, dE/db) of each batch; the first is drawn lowest.
    """
    for (name, cloud), (color, _, marker) in zip(gradients.items(), LOOKS, strict=False):
        ax.plot(
            *np.transpose(cloud), linestyle="", marker=marker, color=color, markersize=4,
            alpha=0.7, label=name,
        )  # fmt: skip
    ax.axhline(0, color="0.4", linewidth=0.8, linestyle="-")
    ax.axvline(0, color="0.4", linewidth=0.8, linestyle="-")
    ax.set(xlabel="dE/dw of the batch", ylabel="dE/db of the batch")
    ax.legend(fontsize="small", markerscale=1.5, loc="center left", bbox_to_anchor=(1, 0.5))


def batch_step(
    axes: Sequence[Axes] | np.ndarray,
    x: ArrayLike,
    t: ArrayLike,
    batches: Sequence[ArrayLike],
    path: ArrayLike,
    s: int,
    *,
    w_values: ArrayLike,
    b_values: ArrayLike,
) -> None:
    """Show one iteration of training with mini-batches: on the left the batch, on the right (w, b).

    Parameters
    ----------
    axes : sequence of two matplotlib.axes.Axes
        Where to draw; cleared first.
    x, t : array_like, shape (k, 1)
        All inputs and targets.
    batches : sequence of array_like of int
        The rows of each batch, in the order of training.
    path : array_like, shape (len(batches) + 1, 2)
        Weight and bias before the first batch and after each.
    s : int
        The number of updates done; batch s - 1 is shown, which led to the last one.
    w_values, b_values : array_like, shapes (p,), (q,)
        The values of w (to the right) and b (upwards) on the contour map.
    """
    left, right = axes
    for ax in axes:
        ax.clear()
    x, t, path = np.ravel(x), np.ravel(t), np.asarray(path, dtype=float)
    left.plot(x, t, "s", color="0.8", markersize=2, antialiased=False)
    ends = np.array([x.min(), x.max()])
    old, new = LOOKS[4][0], LOOKS[0][0]
    if s:
        rows = np.asarray(batches[s - 1])
        left.plot(x[rows], t[rows], "o", color=LOOKS[1][0], markersize=4)
        w, b = path[s - 1]
        left.plot(ends, w * ends + b, "--", color=old, linewidth=1.4)
    w, b = path[s]
    left.plot(ends, w * ends + b, "-", color=new, linewidth=1.6)
    loss_contours(right, x, t, w_values, b_values)
    right.plot(*path[: s + 1].T, "-", color="0.4", linewidth=0.9)
    right.plot(*path[:s].T, ".", color="0.4", markersize=4)
    if s:
        right.plot(*path[s - 1], "o", color=old, markersize=5)
    right.plot(w, b, "o", color=new, markersize=7)
    for ax in axes:
        ax.locator_params(nbins=4)
        ax.grid(False)


def part_strips(
    ax: Axes,
    rows: Mapping[str, Mapping[str, ArrayLike]],
    num_samples: int,
    *,
    xlabel: str = "sample",
    title: str = "",
) -> None:
    """Draw data sets that are divided into parts: a strip a division, a colored bar a sample.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    rows : dict of str to dict of str to array_like of int
        Name of each strip to its parts: name of the part to the indices of its samples. A part
        has the same color in all strips.
    num_samples : int
        Number of samples; what is in no part stays white.
    xlabel : str
        Name of the horizontal axis.
    title : str
        Title of the figure.
    """
    names = list(dict.fromkeys(name for parts in rows.values() for name in parts))
    colors = dict(zip(names, PART_COLORS, strict=False))
    for place, parts in enumerate(rows.values()):
        for name, indices in parts.items():
            spans = [(index - 0.5, 1) for index in np.sort(indices)]
            ax.broken_barh(spans, (place - 0.36, 0.72), color=colors[name], linewidth=0)
    ax.set(xlim=(-0.5, num_samples - 0.5), ylim=(len(rows) - 0.5, -0.5))
    ax.set(xlabel=xlabel, title=title)
    ax.set_yticks(range(len(rows)), rows)
    ax.grid(False)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    handles = [Patch(color=color, label=name) for name, color in colors.items()]
    ax.figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
