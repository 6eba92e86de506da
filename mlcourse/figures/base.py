"""What the figures of all lessons share: the style, loss curves and pictures that move."""

import base64
import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML
from matplotlib.animation import FuncAnimation
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from mlcourse.messages import page_language

STEPPER_DPI = 108  # 6.4 inches are 690 pixels: as wide as the text
#: English to Japanese: what the player says. Where no script runs there are no buttons, and the
#: last line stands in their place.
PLAYER_TEXTS = {
    "Decrease speed": "遅くする",
    "First frame": "最初の1枚",
    "Previous frame": "1枚戻る",
    "Play backwards": "逆に再生",
    "Pause": "一時停止",
    "Play": "再生",
    "Next frame": "1枚進む",
    "Last frame": "最後の1枚",
    "Increase speed": "速くする",
    "Repetition mode": "繰り返し方",
    "Frame": "何枚目か",
    "Once": "1回",
    "Loop": "繰り返す",
    "Reflect": "往復する",
    "The last picture of a series. Run this cell to step through it.": (
        "最後の1枚です。このセルを実行すると、1枚ずつ見られます。"
    ),
}

__all__ = ["loss_curves", "player_in_japanese", "stepper", "use_style"]

#: Icons of matplotlib's player to characters that every font has.
BUTTONS = {
    "minus": "\N{MINUS SIGN}",
    "plus": "+",
    "fast-backward": "|\N{LEFTWARDS ARROW}",
    "fast-forward": "\N{RIGHTWARDS ARROW}|",
    "step-backward": "\N{LEFTWARDS ARROW}",
    "step-forward": "\N{RIGHTWARDS ARROW}",
    "play": "\N{BLACK RIGHT-POINTING TRIANGLE}",
    "play fa-flip-horizontal": "\N{BLACK LEFT-POINTING TRIANGLE}",
    "pause": "\N{DOUBLE VERTICAL LINE}",
}


def use_style() -> None:
    """Set the course's look for all figures that follow."""
    plt.style.use(resources.files("mlcourse") / "mlcourse.mplstyle")  # type: ignore[arg-type]


def loss_curves(
    ax: Axes,
    curves: Mapping[str, Sequence[float] | np.ndarray],
    *,
    log: bool = False,
    xlabel: str = "iteration",
    ylabel: str = "loss",
) -> None:
    """Draw one or more loss curves.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    curves : dict of str to sequence of float
        Label to losses; a legend is drawn for two curves or more.
    log : bool
        Whether the losses' axis is logarithmic.
    xlabel, ylabel : str
        Names of the axes.
    """
    for label, losses in curves.items():
        ax.plot(range(len(losses)), losses, label=label)
    if log:
        ax.set_yscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if len(curves) > 1:
        ax.legend()


def stepper(
    fig: Figure,
    draw: Callable[[int], Any],
    num_frames: int,
    *,
    interval: int = 400,
    name: str = "steps",
) -> HTML:
    """Turn a figure into a picture that moves and can be stepped through by hand.

    Where no script runs, as in a notebook that JupyterLab does not trust, it is a picture of the
    last frame, and a line that says how to step through it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure; closed afterwards, so that it is not shown a second time.
    draw : callable
        ``draw(frame)`` changes the figure to show frame 0 ... num_frames - 1.
    num_frames : int
        Number of frames; each costs some 10 kB in the notebook.
    interval : int
        Milliseconds a frame when playing.
    name : str
        Names the picture in the page; differs between pictures of one notebook.

    Returns
    -------
    IPython.display.HTML
        A player with buttons, the same bytes every time.
    """
    fig.set_dpi(STEPPER_DPI)
    with mpl.rc_context({"animation.embed_limit": 5, "savefig.dpi": fig.dpi}):
        animation = FuncAnimation(fig, draw, frames=num_frames, interval=interval, repeat=False)
        page = animation.to_jshtml(default_mode="once")
    plt.close(fig)
    # matplotlib names each player at random; a name from the content keeps builds alike.
    random_name = re.findall(r'id="_anim_img([0-9a-f]{32})"', page)[0]
    fixed_name = hashlib.sha256(name.encode()).hexdigest()[:32]
    page = page.replace(random_name, fixed_name)
    page = re.sub(r'data:image/png;base64,([^"]*)"', _with_palette, page)
    # The buttons' icons come from a web font: plain characters serve without network.
    page = re.sub(r'<link rel="stylesheet"\s+href="https://[^"]*">', "", page)
    page = re.sub(
        r'<i class="fa fa-([a-z-]+)( fa-[a-z-]+)?"></i>',
        lambda icon: BUTTONS[icon[1] + (icon[2] or "")],
        page,
    )
    page = page.replace('type="range"', 'type="range" aria-label="Frame"', 1)
    page = _with_still_picture(page)
    return HTML(player_in_japanese(page) if page_language() == "ja" else page)


def player_in_japanese(page: str) -> str:
    """Translate what the player of `stepper` says.

    Parameters
    ----------
    page : str
        HTML, with labels in English.

    Returns
    -------
    str
    """
    for english, japanese in PLAYER_TEXTS.items():
        pattern = rf'((?:title|aria-label)=\\?"|>){re.escape(english)}(\\?"|</)'
        page = re.sub(pattern, rf"\g<1>{japanese}\g<2>", page)
    return page


def _with_still_picture(page: str) -> str:
    """Show the last frame until the script runs, which then puts the buttons below it."""
    still = next(reversed(PLAYER_TEXTS))
    last_frame = re.findall(r'"(data:image/png;base64,[^"]*)"', page)[-1]
    controls = re.findall(r'<div class="anim-controls">.*?</form>\s*</div>', page, re.DOTALL)[0]
    page = page.replace(controls, f'<p class="anim-still">{still}</p>')
    page = re.sub(r'<img id="(_anim_img\w+)">', rf'<img id="\1" alt="" src="{last_frame}">', page)
    # In the time-out: before it, JupyterLab may not have put the picture into its page yet.
    return page.replace(
        "setTimeout(function() {",
        "setTimeout(function() {\n        document.getElementById(img_id).parentNode"
        f".querySelector('.anim-still').outerHTML = {json.dumps(controls, ensure_ascii=False)};",
    )


def _with_palette(match: re.Match[str]) -> str:
    """Store a frame with at most 256 colors, on one line: a third of the bytes."""
    stored = Image.open(io.BytesIO(base64.b64decode(match[1].replace("\\\n", ""))))
    frame = stored.convert("RGB")
    frame = frame.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    packed = io.BytesIO()
    frame.save(packed, "png", optimize=True)
    return f'data:image/png;base64,{base64.b64encode(packed.getvalue()).decode()}"'
