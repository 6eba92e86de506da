"""Pictures show data or they do not, in whatever style they are drawn."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mlcourse.checks.pictures import shows_data


def picture(draw, style, **options):
    with plt.style.context(style):
        fig, ax = plt.subplots(figsize=(5, 4))
        draw(ax)
        file = io.BytesIO()
        fig.savefig(file, format="png", **options)
        plt.close(fig)
    return file.getvalue()


def level_curve(ax):
    """Draw losses that fall at once, and then run level from edge to edge."""
    ax.plot(np.r_[1, 0.3, np.full(1998, 0.1)], color="0.4" if ax.get_facecolor()[0] else "0.9")
    ax.set(xlim=(0, 1999), ylim=(0, 1))


def grid(ax):
    ax.grid(True)
    ax.set(xlim=(0, 30), ylim=(0, 30), xlabel="actual", ylabel="predicted")


@pytest.mark.parametrize("style", ["default", "dark_background", "seaborn-v0_8-whitegrid"])
@pytest.mark.parametrize("transparent", [False, True])
def test_a_level_curve_is_seen_and_a_grid_is_no_curve(style, transparent):
    assert shows_data(picture(level_curve, style, transparent=transparent))
    if style != "dark_background":
        assert not shows_data(picture(grid, style, transparent=transparent))
