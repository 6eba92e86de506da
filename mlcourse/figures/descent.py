"""Figures of gradient descent: a point on a curve, basins, a path on the surface of a loss."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, PowerNorm
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from mpl_toolkits.mplot3d.axes3d import Axes3D

__all__ = [
    "basin_map",
    "contour_with_path",
    "curve_with_path",
    "light_to_dark",
    "lines_light_to_dark",
    "samples_with_errors",
    "starts_by_end",
    "step_on_curve",
    "step_to_line",
    "surface_with_path",
    "tangents_and_steps",
]

#: A function of one variable, which takes arrays.
Function = Callable[[np.ndarray], np.ndarray]

CURVE = "0.55"  # gray of what stands still: curves, contours
CROSS = "#D55E00"  # the exact answer
POINT: dict[str, Any] = {"zorder": 3, "edgecolors": "black", "linewidths": 0.5}

#: How a start is drawn by where it ends: color, marker.
BOUNCES = ("0.7", "x")
ESCAPES = ("black", "^")
MINIMA = (("#0072B2", "o"), ("#E69F00", "s"), ("#009E73", "D"), ("#CC79A7", "v"))


def light_to_dark(count: int) -> np.ndarray:
    """Return colors for the steps of a path, the first light, the last dark.

    Parameters
    ----------
    count : int
        Number of colors.

    Returns
    -------
    numpy.ndarray, shape (count, 4)
        Red, green, blue and opacity, 0 to 1.
    """
    return plt.get_cmap("viridis_r")(np.linspace(0.12, 1.0, count))


def curve_with_path(
    ax: Axes,
    f: Function,
    path: ArrayLike,
    *,
    xlim: tuple[float, float],
    ylim: tuple[float, float] | None = None,
    colors: ArrayLike | None = None,
    title: str = "",
) -> None:
    """Draw a function of one variable and the points that a descent visits on it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    f : callable
        The function; takes arrays.
    path : sequence of float, shape (steps + 1,)
        The visited values of x, the start first.
    xlim : tuple of float
        Range of x.
    ylim : tuple of float, optional
        Range of f(x).
    colors : array_like, shape (steps + 1, 4), optional
        A color for each point; `light_to_dark` where None.
    title : str
        Title of the figure.
    """
    path = np.asarray(path, dtype=float)
    grid = np.linspace(*xlim, 400)
    ax.plot(grid, f(grid), color=CURVE, linestyle="-")
    ax.plot(path, f(path), color=CURVE, linestyle=":", linewidth=1)
    colors = light_to_dark(len(path)) if colors is None else colors
    ax.scatter(path, f(path), c=colors, s=_sizes(path), **POINT)
    ax.set(xlim=xlim, ylim=ylim, xlabel="x", ylabel="f(x)", title=title)


def tangents_and_steps(
    ax: Axes,
    f: Function,
    df: Callable[[float], float],
    path: ArrayLike,
    *,
    xlim: tuple[float, float],
    ylim: tuple[float, float] | None = None,
) -> None:
    """Draw the tangent at each point of a path, and the step from it to the next as an arrow.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    f, df : callable
        The function and its derivative.
    path : sequence of float, shape (steps + 1,)
        The visited values of x; an arrow goes from each to the next.
    xlim : tuple of float
        Range of x.
    ylim : tuple of float, optional
        Range of f(x).
    """
    path = np.asarray(path, dtype=float)
    colors = light_to_dark(len(path))
    for here, following, color in zip(path[:-1], path[1:], colors, strict=False):
        # Tangents of the same length whatever their slope, in units of the axes.
        reach = 1.6 / np.hypot(1, df(here) / 3)
        ends = np.array([here - reach, here + reach])
        ax.plot(ends, f(here) + df(here) * (ends - here), color=color, linestyle="--")
        ax.annotate(
            "",
            xy=(following, f(here)),
            xytext=(here, f(here)),
            arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 2, "shrinkA": 0},
        )
        drop = [f(here), f(following)]
        ax.plot([following, following], drop, color=CURVE, linestyle=":", linewidth=1)
    curve_with_path(ax, f, path, xlim=xlim, ylim=ylim, colors=colors)


def starts_by_end(
    ax: Axes,
    f: Function,
    starts: ArrayLike,
    ends: ArrayLike,
    minima: Mapping[str, float],
    *,
    tolerance: float = 0.0005,
    ylabel: str = "f(x)",
    title: str = "",
) -> None:
    """Draw starts on a curve, colored by the minimum in which each descent ends.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    f : callable
        The function; takes arrays.
    starts, ends : array_like, shape (k,)
        Where each descent started and ended.
    minima : dict of str to float
        Name and place of each minimum, up to four.
    tolerance : float
        How near to a minimum an end counts as there.
    ylabel : str
        Name of the upright axis.
    title : str
        Title of the figure.
    """
    starts = np.asarray(starts, dtype=float)
    kinds = _kinds(ends, minima, tolerance)
    grid = np.linspace(starts.min() - 0.1, starts.max() + 0.1, 400)
    ax.plot(grid, f(grid), color=CURVE, linestyle="-", linewidth=1)
    for kind, (label, (color, marker)) in enumerate(_categories(minima)):
        here = starts[kinds == kind]
        ax.plot(here, f(here), marker, color=color, markersize=5, label=label)
    places = np.array(list(minima.values()))
    ax.plot(places, f(places), "*", color="black", markersize=11, label="the minima")
    ax.set(xlabel="start x", ylabel=ylabel, title=title)


def basin_map(
    ax: Axes,
    starts: ArrayLike,
    rates: ArrayLike,
    ends: ArrayLike,
    minima: Mapping[str, float],
    *,
    tolerance: float = 0.0005,
) -> None:
    """Map start and learning rate to where the descent ends, with a legend below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    starts : array_like, shape (k,)
        The starts, evenly spaced.
    rates : array_like, shape (r,)
        The learning rates, evenly spaced.
    ends : array_like, shape (r, k)
        Where each descent ended; nan and infinity are allowed.
    minima : dict of str to float
        Name and place of each minimum, up to four.
    tolerance : float
        How near to a minimum an end counts as there.
    """
    categories = _categories(minima)
    colors = ListedColormap([color for _, (color, _) in categories])
    ax.pcolormesh(
        starts,
        rates,
        _kinds(ends, minima, tolerance),
        cmap=colors,
        vmin=-0.5,
        vmax=len(categories) - 0.5,
        shading="nearest",
        rasterized=True,
    )
    ax.grid(False)
    ax.set(xlabel="start x", ylabel="learning rate")
    handles = [Patch(color=color, label=label) for label, (color, _) in categories]
    ax.figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))


def samples_with_errors(
    ax: Axes, x: ArrayLike, t: ArrayLike, y: ArrayLike, *, label: str = "prediction y"
) -> None:
    """Draw samples, the outputs for them, and each error as a bar between the two.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    x, t : array_like, shape (k,)
        Inputs in increasing order, and targets.
    y : array_like, shape (k,)
        Outputs for `x`.
    label : str
        What to call the outputs in the legend.
    """
    ax.vlines(x, t, y, color=CROSS, linestyle=":", linewidth=2, label="error y - t")
    ax.plot(x, y, color="#0072B2", linestyle="-", label=label)
    ax.plot(x, t, linestyle="", marker="o", color="black", label="target t")
    ax.legend()


def lines_light_to_dark(
    ax: Axes,
    x: ArrayLike,
    t: ArrayLike,
    path: ArrayLike,
    *,
    exact: tuple[float, float] | None = None,
    colors: Sequence[Sequence[float]] | np.ndarray | None = None,
) -> None:
    """Draw samples and the line of each step of a descent, the first light, the last dark.

    The samples and the exact line carry labels, for a legend if one is wanted.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    x, t : array_like, shape (k,)
        Inputs and targets.
    path : array_like, shape (steps + 1, 2)
        Weight w and bias b of each line.
    exact : tuple of float, optional
        w and b of the exact answer, drawn dashed.
    colors : array_like, shape (steps + 1, 4), optional
        A color for each line; `light_to_dark` where None.
    """
    path = np.asarray(path, dtype=float)
    colors = light_to_dark(len(path)) if colors is None else colors
    ends = np.array([0.0, np.max(x) + 0.5])
    for (w, b), color in zip(path, colors, strict=True):
        ax.plot(ends, w * ends + b, color=color, linestyle="-")
    if exact is not None:
        line = exact[0] * ends + exact[1]
        ax.plot(ends, line, color=CROSS, linestyle="--", label="least squares")
    ax.plot(x, t, "o", color="black", zorder=3, label="data")


def contour_with_path(
    ax: Axes,
    w_grid: ArrayLike,
    b_grid: ArrayLike,
    losses: ArrayLike,
    path: Sequence[Sequence[float]] | np.ndarray = (),
    *,
    exact: tuple[float, float] | None = None,
    colors: ArrayLike | None = None,
    title: str = "",
) -> None:
    """Draw contour lines of a loss over two parameters and the path of a descent on them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    w_grid : array_like, shape (c,)
        Values of the weight w, to the right.
    b_grid : array_like, shape (r,)
        Values of the bias b, upwards.
    losses : array_like, shape (r, c)
        The loss at each; above 0.
    path : array_like, shape (steps + 1, 2)
        The visited (w, b), the start first.
    exact : tuple of float, optional
        w and b of the exact answer, drawn as a cross.
    colors : array_like, shape (steps + 1, 4), optional
        A color for each point of the path; `light_to_dark` where None.
    title : str
        Title of the figure.
    """
    levels = _levels(losses)
    shades = [str(gray) for gray in np.linspace(1.0, 0.82, len(levels) - 1)]
    ax.contourf(w_grid, b_grid, losses, levels=levels, colors=shades)
    # Lines without antialiasing keep the frames of a picture that moves small.
    ax.contour(w_grid, b_grid, losses, levels, colors="0.6", linewidths=0.6, antialiased=False)
    if len(path):
        path = np.asarray(path, dtype=float)
        colors = light_to_dark(len(path)) if colors is None else colors
        ax.plot(path[:, 0], path[:, 1], color=CURVE, linestyle="-", linewidth=1)
        ax.scatter(path[:, 0], path[:, 1], c=colors, s=_sizes(path), **POINT)
    if exact is not None:
        ax.plot(*exact, marker="x", color=CROSS, markersize=11, markeredgewidth=2.5, zorder=4)
    ax.grid(False)
    ax.set(
        xlim=(np.min(w_grid), np.max(w_grid)),
        ylim=(np.min(b_grid), np.max(b_grid)),
        xlabel="weight w",
        ylabel="bias b",
        title=title,
    )


def step_on_curve(
    axes: Sequence[Axes] | np.ndarray,
    f: Function,
    df: Callable[[float], float],
    path: Sequence[float] | np.ndarray,
    s: int,
    *,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
) -> None:
    """Show one iteration of a descent on a curve: on the left the curve, on the right x.

    Parameters
    ----------
    axes : sequence of two matplotlib.axes.Axes
        Where to draw; cleared first.
    f, df : callable
        The function and its derivative.
    path : sequence of float, shape (steps + 1,)
        The visited values of x, the start first.
    s : int
        The iteration to show, 0 ... steps; those before stay visible.
    xlim, ylim : tuple of float
        Range of x and of f(x).
    """
    left, right = axes
    left.clear()
    right.clear()
    visited = np.asarray(path, dtype=float)[: s + 1]
    colors = light_to_dark(len(path))[: s + 1]
    title = f"x = {visited[-1]:.3f}, slope {df(visited[-1]):.3f}"
    curve_with_path(left, f, visited, xlim=xlim, ylim=ylim, colors=colors, title=title)
    right.scatter(range(s + 1), visited, c=colors, s=_sizes(visited), **POINT)
    right.set(xlim=(-1, len(path)), ylim=xlim, xlabel="iteration", ylabel="x")
    right.set_title(f"iteration {s}")
    _plain(axes)


def step_to_line(
    axes: Sequence[Axes] | np.ndarray,
    x: ArrayLike,
    t: ArrayLike,
    path: Sequence[Sequence[float]] | np.ndarray,
    s: int,
    w_grid: ArrayLike,
    b_grid: ArrayLike,
    losses: ArrayLike,
    *,
    exact: tuple[float, float],
    title: str = "",
) -> None:
    """Show one iteration of a descent to a line: on the left the line, on the right (w, b).

    Parameters
    ----------
    axes : sequence of two matplotlib.axes.Axes
        Where to draw; cleared first, labels and range of the left one excepted.
    x, t : array_like, shape (k,)
        Inputs and targets.
    path : array_like, shape (steps + 1, 2)
        The visited (w, b), the start first.
    s : int
        The iteration to show, 0 ... steps; the line and all points before stay visible.
    w_grid, b_grid, losses : array_like, shapes (c,), (r,), (r, c)
        The loss over weight and bias, as for `contour_with_path`.
    exact : tuple of float
        w and b of the exact answer.
    title : str
        Title of the right-hand figure.
    """
    left, right = axes
    kept = {"xlabel": left.get_xlabel(), "ylabel": left.get_ylabel(), "ylim": left.get_ylim()}
    kept["title"] = left.get_title(loc="left")
    left.clear()
    right.clear()
    colors = light_to_dark(len(path))[: s + 1]
    first = max(0, s - 1)
    lines_light_to_dark(left, x, t, path[first : s + 1], exact=exact, colors=colors[first:])
    left.set(**kept)
    contour_with_path(
        right, w_grid, b_grid, losses, path[: s + 1], exact=exact, colors=colors, title=title
    )
    _plain(axes)


def surface_with_path(
    ax: "Axes3D",
    w_grid: ArrayLike,
    b_grid: ArrayLike,
    losses: ArrayLike,
    path: ArrayLike,
    path_losses: ArrayLike,
    *,
    exact: tuple[float, float, float] | None = None,
) -> None:
    """Draw a loss over two parameters as a surface, with the path of a descent on it.

    Parameters
    ----------
    ax : mpl_toolkits.mplot3d.axes3d.Axes3D
        Where to draw.
    w_grid : array_like, shape (c,)
        Values of the weight w.
    b_grid : array_like, shape (r,)
        Values of the bias b.
    losses : array_like, shape (r, c)
        The loss at each.
    path : array_like, shape (steps + 1, 2)
        The visited (w, b), the start first.
    path_losses : array_like, shape (steps + 1,)
        The loss at each of them.
    exact : tuple of float, optional
        w, b and loss of the exact answer, drawn as a cross.
    """
    ax.computed_zorder = False  # so that the path is not hidden by the surface it lies on
    ax.plot_surface(
        *np.meshgrid(w_grid, b_grid), losses, cmap="viridis", norm=PowerNorm(0.4),
        rcount=30, ccount=30, linewidth=0, antialiased=False, zorder=1,
    )  # fmt: skip
    path = np.asarray(path, dtype=float)
    ax.plot(
        *path.T, path_losses, color="black", linestyle="-", marker="o", markersize=4, linewidth=1,
        zorder=3,
    )  # fmt: skip
    if exact is not None:
        ax.plot(*exact, marker="x", color=CROSS, markersize=11, markeredgewidth=2.5, zorder=4)
    ax.set(xlabel="weight w", ylabel="bias b", zlabel="E(w, b)")


def _plain(axes: Sequence[Axes] | np.ndarray) -> None:
    """Leave few numbers on the axes and no grid: they make up half the bytes of a small frame."""
    for ax in axes:
        ax.locator_params(nbins=3)
        ax.grid(False)


def _sizes(path: np.ndarray) -> list[int]:
    """Return the area of each point of a path: the last one is the largest."""
    return [34] * (len(path) - 1) + [80]


def _levels(losses: ArrayLike) -> np.ndarray:
    """Return levels for contour lines, nearer to each other where the loss is small."""
    low, high = np.min(losses), np.max(losses)
    return low + (high - low) * np.linspace(0.0, 1.0, 8) ** 2.5


def _categories(minima: Mapping[str, float]) -> list[tuple[str, tuple[str, str]]]:
    """List the kinds of ends, each with its label, color and marker."""
    labels = [f"{name} minimum" for name in minima]
    kinds = list(zip(labels, MINIMA, strict=False))
    return [*kinds, ("keeps bouncing", BOUNCES), ("runs away", ESCAPES)]


def _kinds(ends: ArrayLike, minima: Mapping[str, float], tolerance: float) -> np.ndarray:
    """Return the index into `_categories` of each end."""
    ends = np.asarray(ends, dtype=float)
    kinds = np.where(np.isfinite(ends), len(minima), len(minima) + 1)
    for index, place in enumerate(minima.values()):
        kinds[np.abs(ends - place) < tolerance] = index
    return kinds
