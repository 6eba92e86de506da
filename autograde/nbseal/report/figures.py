"""Pictures of a class, as SVG that stands in the page."""

import io
import warnings
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nbseal.report.markup import picture

_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=["#0072B2"]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "font.size": 11,
    "grid.color": "#e5e5e5",
    # Letters stay letters: the reader's browser has the fonts for them, Japanese among them.
    "svg.fonttype": "none",
    "svg.hashsalt": "nbseal",
}


def histogram(values: Sequence[float], maximum: float, xlabel: str, ylabel: str) -> str | None:
    """Draw how scores are spread.

    Parameters
    ----------
    values : sequence of float
        Scores.
    maximum : float
        The highest possible score.
    xlabel, ylabel : str
        What the axes show.

    Returns
    -------
    str
        The picture's address, of the kind ``data:image/svg+xml;base64,...``.
    """
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = Figure(figsize=(5.6, 2.8))
        ax = figure.subplots()
        low, high = min(0, *values), max(maximum, *values, 1)
        step = max(1, np.ceil((high - low) / 25))
        edges = np.arange(np.floor(low), high + step + 1e-9, step) - step / 2
        ax.hist(values, bins=edges, edgecolor="white")
        ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(edges[0], max(edges[-1], high + step / 2)))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        ax.grid(axis="x", visible=False)
        FigureCanvasSVG(figure)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    return picture("image/svg+xml", file.getvalue())
