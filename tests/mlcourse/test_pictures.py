"""Pictures show data or they do not, in whatever style they are drawn."""

import contextlib
import io
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mlcourse.checks.pictures import check_pictures, shows_data


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


def level_curve_near_the_frame(ax):
    """Draw a gray curve that runs level five pixels or more from the axis below it."""
    ax.plot(np.r_[1, np.full(1999, 0.02)], color="0.3" if ax.get_facecolor()[0] else "0.9")
    ax.set(xlim=(0, 1999), ylim=(0, 1))
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(False)


def no_curve(ax):
    ax.set(xlim=(0, 30), ylim=(0, 30))
    ax.grid(False)


def grid(ax):
    ax.grid(True)
    ax.set(xlim=(0, 30), ylim=(0, 30), xlabel="actual", ylabel="predicted")


@pytest.mark.parametrize("style", ["default", "dark_background", "seaborn-v0_8-whitegrid"])
@pytest.mark.parametrize("transparent", [False, True])
def test_a_level_curve_is_seen_and_a_grid_is_no_curve(style, transparent):
    assert shows_data(picture(level_curve, style, transparent=transparent))
    if style != "dark_background":
        assert not shows_data(picture(grid, style, transparent=transparent))


@pytest.mark.parametrize("style", ["default", "dark_background", "seaborn-v0_8-whitegrid"])
@pytest.mark.parametrize("dpi", [72, 150])
def test_a_level_curve_beside_the_frame_is_seen_and_a_thick_frame_is_no_curve(style, dpi):
    assert shows_data(picture(level_curve_near_the_frame, style, dpi=dpi))
    for width in (0.5, 4):
        frame = [style, {"axes.linewidth": width}]
        assert not shows_data(picture(no_curve, frame, dpi=dpi)), width


def test_files_are_different_pictures_of_figures(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    good, other = picture(level_curve, "default"), picture(lambda ax: ax.plot([1, 2]), "default")
    tiny = picture(level_curve, "default", dpi=20)
    for second, said in (
        (None, "there is no file b.png"),
        (b"%PDF-1.7", "b.png is not a PNG picture"),
        (good[:900], "b.png is not a PNG picture"),
        (tiny, "b.png is 100 x 80 pixels"),
        (picture(grid, "default"), "b.png shows no curve or points"),
        (good, "the same picture"),
        (other, None),
    ):
        Path("a.png").write_bytes(good)
        Path("b.png").unlink(missing_ok=True)
        if second is not None:
            Path("b.png").write_bytes(second)
        with pytest.raises(AssertionError, match=said) if said else contextlib.nullcontext():
            check_pictures(["a.png", "b.png"])


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_a_curve_without_axes_is_seen_and_no_axes_are_no_curve(style):
    def curve(ax):
        ax.plot(0.9 + 0.5 ** np.arange(150))
        ax.set_axis_off()

    assert shows_data(picture(curve, style))
    assert not shows_data(picture(lambda ax: ax.set_axis_off(), style))
