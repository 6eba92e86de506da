"""Pictures of a classifier in training: its curves, its weights, the regions it makes."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from mlcourse.figures.images import image_grid
from mlcourse.figures.perceptron import CLASS_COLORS, class_points, decision_line

__all__ = [
    "class_regions",
    "history_curves",
    "neuron_frame",
    "weight_frame",
]

MODEL_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
NEURON_COLORS = ("#009E73", "#CC79A7", "#E69F00", "#56B4E9")
LINE_STYLES = ("-", "--", "-.", ":")


def history_curves(
    loss_ax: Axes,
    accuracy_ax: Axes,
    histories: Mapping[str, Mapping[str, Sequence[float] | np.ndarray]],
) -> None:
    """Draw loss and accuracy side by side, one color a model, training dashed, test solid.

    Parameters
    ----------
    loss_ax, accuracy_ax : matplotlib.axes.Axes
        Where to draw; the legend stands in the first.
    histories : dict of str to dict
        Name of a model to its history: ``train_loss``, ``test_loss``, ``train_accuracy``,
        ``test_accuracy``, each one number an epoch, the first measured after epoch 1.
    """
    for (name, history), color in zip(histories.items(), MODEL_COLORS, strict=False):
        for part, style in (("train", "--"), ("test", "-")):
            for ax, quantity in ((loss_ax, "loss"), (accuracy_ax, "accuracy")):
                values = history[f"{part}_{quantity}"]
                epochs = range(1, len(values) + 1)
                ax.plot(epochs, values, color=color, linestyle=style, label=f"{name}, {part}")
    loss_ax.set(xlabel="epoch", ylabel="cross entropy per picture")
    accuracy_ax.set(xlabel="epoch", ylabel="accuracy (share right)")
    for ax in (loss_ax, accuracy_ax):
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    loss_ax.legend()


def weight_frame(
    axes: np.ndarray, w: ArrayLike, *, absolute_limit: float, signed_limit: float
) -> None:
    """Show a linear classifier's weights as pictures: above their sizes, below with their signs.

    Parameters
    ----------
    axes : array of matplotlib.axes.Axes, shape (2, m)
        Where to draw; called again, it changes the pictures that are there.
    w : array_like, shape (m, 784)
        Weights, a row a class.
    absolute_limit, signed_limit : float
        The value that gets the last color, above and below.
    """
    w = np.asarray(w).reshape(-1, 28, 28)
    if axes[0, 0].images:
        for column, picture in enumerate(w):
            axes[0, column].images[0].set_data(np.abs(picture))
            axes[1, column].images[0].set_data(picture)
        return
    image_grid(axes[0], np.abs(w), range(len(w)), cmap="viridis", limits=(0, absolute_limit))
    image_grid(axes[1], w, cmap="RdBu_r", limits=(-signed_limit, signed_limit))
    for row, label in zip(axes, ("$|w|$", "$w$"), strict=True):
        row[0].text(-0.15, 0.5, label, transform=row[0].transAxes, ha="right", va="center")


def class_regions(
    ax: Axes,
    classify: Callable[[np.ndarray], ArrayLike],
    x: ArrayLike,
    labels: ArrayLike,
    *,
    limit: float = 3.0,
    names: tuple[str, str] = ("0", "1"),
    size: float = 14,
    points: int = 161,
) -> None:
    """Draw points of two classes over the regions that a classifier gives to each.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    classify : callable
        ``classify(x)`` gives for points, a float array of shape (p, 2), how much larger the
        output of class 1 is than that of class 0, an array of shape (p,).
    x : array_like, shape (k, 2)
        The points.
    labels : array_like of 0 and 1, shape (k,)
        Their classes.
    limit : float
        Both axes run from ``-limit`` to ``limit``.
    names : (str, str)
        What a legend calls the classes.
    size : float
        Area of a marker, in square points.
    points : int
        Points of the grid along each axis.
    """
    steps = np.linspace(-limit, limit, points)
    grid = np.stack(np.meshgrid(steps, steps), axis=-1)
    margin = np.asarray(classify(grid.reshape(-1, 2))).reshape(points, points)
    answers = (margin > 0).astype(float)
    ax.contourf(steps, steps, answers, levels=[-0.5, 0.5, 1.5], colors=CLASS_COLORS, alpha=0.15)
    if margin.min() < 0 < margin.max():
        ax.contour(steps, steps, margin, levels=[0], colors="0.15", linewidths=1.8)
    class_points(ax, x, labels, names=names, size=size)
    ax.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    ax.set(xlabel="$x_1$", ylabel="$x_2$")


def neuron_frame(
    data_ax: Axes,
    weight_ax: Axes,
    classify: Callable[[np.ndarray], ArrayLike],
    x: ArrayLike,
    labels: ArrayLike,
    path: Sequence[tuple[ArrayLike, ArrayLike]],
    *,
    limit: float = 3.0,
    weight_limit: float = 3.0,
) -> None:
    """Draw hidden neurons twice in the same colors: as lines in the data, as weight vectors.

    Parameters
    ----------
    data_ax : matplotlib.axes.Axes
        Gets the points, the classifier's regions and, for each hidden neuron, the line where
        its weighted sum is 0; cleared first.
    weight_ax : matplotlib.axes.Axes
        Gets each neuron's two weights as a point, with the way it has come; cleared first.
    classify : callable
        As in `class_regions`, for the last state of `path`.
    x, labels : array_like
        As in `class_regions`.
    path : list of (w, b)
        States of the hidden layer, oldest first: ``w`` of shape (h, 2), ``b`` of shape (h,),
        at most 4 neurons.
    limit, weight_limit : float
        The axes run from minus to plus this number.
    """
    for ax in (data_ax, weight_ax):
        ax.clear()
    class_regions(data_ax, classify, x, labels, limit=limit, size=10, points=81)
    weights = np.array([np.asarray(w) for w, _ in path])
    bias = np.asarray(path[-1][1])
    styles = zip(NEURON_COLORS, LINE_STYLES, strict=True)
    for neuron, (color, style) in zip(range(len(bias)), styles, strict=False):
        w = weights[-1, neuron]
        decision_line(data_ax, w, bias[neuron], arrow=0, shade=False, color=color, linestyle=style)
        weight_ax.plot(*weights[:, neuron].T, color=color, linewidth=1, linestyle="-")
        weight_ax.plot([0, w[0]], [0, w[1]], color=color, linestyle=style)
        weight_ax.plot(*w, "o", color=color, markersize=8)
    weight_ax.axhline(0, color="0.7", linewidth=0.8, linestyle="-")
    weight_ax.axvline(0, color="0.7", linewidth=0.8, linestyle="-")
    weight_ax.set(xlim=(-weight_limit, weight_limit), ylim=(-weight_limit, weight_limit))
    weight_ax.set(xlabel="weight $w_1$", ylabel="weight $w_2$", aspect="equal")
    data_ax.set_title("data space")
    weight_ax.set_title("parameter space")
