"""Pictures of one perceptron: its separating line, gates, and the path of its training."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

__all__ = [
    "class_points",
    "decision_line",
    "descent_panels",
    "gate_plane",
    "loss_contours",
    "predicted_against_actual",
]

CLASS_COLORS = ("#0072B2", "#D55E00")
CLASS_MARKERS = ("o", "s")


def class_points(
    ax: Axes,
    x: ArrayLike,
    labels: ArrayLike,
    *,
    names: tuple[str, str] = ("0", "1"),
    size: float = 60,
) -> None:
    """Draw points of two classes: class 0 as hollow circles, class 1 as filled squares.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    x : array_like, shape (k, 2)
        The points.
    labels : array_like of 0 and 1, shape (k,)
        Their classes.
    names : (str, str)
        What the legend calls the classes; call ``ax.legend()`` to show it.
    size : float
        Area of a marker, in square points.
    """
    x, labels = np.asarray(x, dtype=float), np.asarray(labels)
    for label, (color, marker, name) in enumerate(
        zip(CLASS_COLORS, CLASS_MARKERS, names, strict=True)
    ):
        chosen = x[labels == label]
        ax.scatter(
            chosen[:, 0],
            chosen[:, 1],
            s=size,
            marker=marker,
            facecolors=color if label else "white",
            edgecolors=color,
            linewidths=1.5,
            label=name,
            zorder=3,
        )


def decision_line(
    ax: Axes,
    w: ArrayLike,
    b: ArrayLike,
    *,
    arrow: float = 1.0,
    shade: bool = True,
    color: str = "0.15",
    linestyle: str = "-",
) -> None:
    """Draw the line w1 x1 + w2 x2 + b = 0 across the axes, whose limits stay as they are.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; its limits must have been set.
    w : array_like, shape (2,)
        The weights; where both are 0 there is no line, and none is drawn.
    b : float
        The bias.
    arrow : float
        Length of the arrow, in lengths of the weight vector; 0 for none. It starts at the line's
        point nearest to the middle of the axes.
    shade : bool
        Whether to shade the side where w1 x1 + w2 x2 + b > 0.
    color, linestyle : str
        Of the line and the arrow.
    """
    w, b = np.asarray(w, dtype=float).ravel(), float(np.ravel(b)[0])
    length = np.hypot(*w)
    xlim, ylim = ax.get_xlim(), ax.get_ylim()
    if length > 0:
        normal, along = w / length, np.array([-w[1], w[0]]) / length
        middle = np.array([np.mean(xlim), np.mean(ylim)])
        start = middle - (w @ middle + b) * w / length**2
        far = np.ptp(xlim) + np.ptp(ylim) + np.hypot(*(start - middle))
        ends = np.array([start - far * along, start + far * along])
        ax.plot(*ends.T, color=color, linestyle=linestyle)
        if shade:
            corners = [*ends, ends[1] + 2 * far * normal, ends[0] + 2 * far * normal]
            # A solid edge: older releases of matplotlib cannot dash one of no width.
            edge: dict[str, Any] = {"linewidth": 0, "linestyle": "-"}
            ax.fill(*np.transpose(corners), color=CLASS_COLORS[1], alpha=0.12, **edge)
        if arrow:
            style = {"arrowstyle": "-|>", "color": color, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", xy=start + arrow * w, xytext=start, arrowprops=style, zorder=2.5)
    ax.set(xlim=xlim, ylim=ylim)


def gate_plane(
    ax: Axes,
    x: ArrayLike,
    labels: ArrayLike,
    w: ArrayLike,
    b: ArrayLike,
    *,
    names: tuple[str, str] = ("$x_1$", "$x_2$"),
    title: str = "",
) -> None:
    """Draw the four inputs of a gate in their plane, with the line that should part them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    x : array_like, shape (k, 2)
        The inputs.
    labels : array_like of 0 and 1, shape (k,)
        What the gate gives for each.
    w, b : array_like of shape (2,), float
        The line; see `decision_line`.
    names : (str, str)
        Names of the axes.
    title : str
        The panel's title.
    """
    ax.set(xlim=(-0.6, 1.9), ylim=(-0.6, 1.9), aspect="equal", title=title)
    ax.set(xticks=(0, 1), yticks=(0, 1), xlabel=names[0], ylabel=names[1])
    decision_line(ax, w, b, arrow=0.4)
    class_points(ax, x, labels)


def loss_contours(
    ax: Axes, x: ArrayLike, t: ArrayLike, w_values: ArrayLike, b_values: ArrayLike
) -> None:
    """Draw contours of the mean squared error of y = w x + b over the plane of w and b.

    The levels lie 0.4, 1.6, 6.4, 25.6, 102.4 above the smallest loss; least squares is a cross.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    x, t : array_like, shape (k, 1)
        Inputs and targets.
    w_values, b_values : array_like, shapes (p,), (q,)
        The values of w (to the right) and b (upwards).
    """
    x, t = np.ravel(x), np.ravel(t)
    w, b = np.meshgrid(w_values, b_values)
    loss = np.mean((w[..., None] * x + b[..., None] - t) ** 2, axis=-1)
    best_w, best_b = np.polyfit(x, t, 1)
    smallest = np.mean((best_w * x + best_b - t) ** 2)
    levels = smallest + 0.4 * 4.0 ** np.arange(5)
    ax.contour(w, b, loss, levels=levels, colors="0.6", linewidths=0.8)
    ax.plot(best_w, best_b, "x", color="#D55E00", markersize=9, markeredgewidth=2.5)
    ax.set(xlabel="weight $w$", ylabel="bias $b$")


def descent_panels(
    data_ax: Axes,
    loss_ax: Axes,
    x: ArrayLike,
    t: ArrayLike,
    path: Sequence[tuple[ArrayLike, ArrayLike]],
    *,
    num_colors: int | None = None,
    num_lines: int | None = None,
) -> None:
    """Draw the states of a training twice, in the same colors: as lines and as points.

    Parameters
    ----------
    data_ax : matplotlib.axes.Axes
        Gets the data and the line y = w x + b of each state, light to dark.
    loss_ax : matplotlib.axes.Axes
        Gets each state as a point (w, b), joined in order.
    x, t : array_like, shape (k, 1)
        Inputs and targets.
    path : list of (w, b)
        The states, each of one weight and one bias.
    num_colors : int, optional
        The number of states that the colors must last for; as many as there are if not given.
    num_lines : int, optional
        How many of the last states are drawn as lines; all if not given.
    """
    x, t = np.ravel(x), np.ravel(t)
    states = np.array([(np.ravel(w)[0], np.ravel(b)[0]) for w, b in path])
    colors = plt.get_cmap("viridis_r")(np.linspace(0.05, 1, num_colors or len(states)))
    ends = np.array([x.min(), x.max()])
    data_ax.plot(x, t, "s", color="0.75", markersize=2, antialiased=False)
    loss_ax.plot(*states.T, "-", color="0.4", linewidth=0.8)
    first_line = max(0, len(states) - num_lines) if num_lines else 0
    for index, ((w, b), color) in enumerate(zip(states, colors, strict=False)):
        if index >= first_line:
            data_ax.plot(ends, w * ends + b, "-", color=color, linewidth=1.4)
        loss_ax.plot(w, b, "o", color=color, markersize=5)


def predicted_against_actual(
    ax: Axes, t: ArrayLike, y: ArrayLike, *, marked: Sequence[int] = (), unit: str = ""
) -> None:
    """Draw predictions against the right values, with the diagonal where both agree.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    t, y : array_like, shape (k, 1) or (k,)
        Right values and predictions.
    marked : sequence of int
        Rows to ring and number.
    unit : str
        The unit, for the axes' names.
    """
    t, y = np.ravel(t), np.ravel(y)
    ends = [min(t.min(), y.min()), max(t.max(), y.max())]
    ax.plot(ends, ends, "--", color="0.5")
    ax.plot(t, y, "o", color=CLASS_COLORS[0], markersize=4)
    for row in marked:
        ax.plot(t[row], y[row], "o", color=CLASS_COLORS[1], markersize=10, fillstyle="none")
        # To the left of the ring, away from the crowd; below it where the axis is in the way.
        room = t[row] > ends[0] + 0.2 * (ends[1] - ends[0])
        ax.annotate(
            f"row {row}",
            (t[row], y[row]),
            xytext=(-8, 4) if room else (-6, -16),
            textcoords="offset points",
            ha="right" if room else "left",
            fontsize="small",
        )
    ax.set(xlabel=f"actual{unit}", ylabel=f"predicted{unit}", aspect="equal")
