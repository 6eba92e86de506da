"""Pictures of a class, as SVG that stands in the page."""

import io
import warnings
from importlib import resources

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nbseal.report.markup import picture


def histogram(values, maximum, xlabel, ylabel):
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
    style = mpl.rc_params_from_file(
        resources.files("mlcourse") / "mlcourse.mplstyle", use_default_template=False
    )
    # Letters stay letters: the reader's browser has the fonts for them, Japanese among them.
    style |= {"svg.fonttype": "none", "svg.hashsalt": "mlcourse"}
    with mpl.rc_context(style), warnings.catch_warnings():
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
