"""Computational graphs: nodes joined by arrows, values above the arrows, gradients below."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation

__all__ = ["draw_graph", "draw_graph_step"]

#: A node, or an arrow by its source and its target.
Place = str | tuple[str, str | None]

VALUE_COLOR = "#0072B2"
GRADIENT_COLOR = "#D55E00"


def draw_graph(
    ax: Axes,
    nodes: Mapping[str, tuple[Any, ...]],
    arrows: Sequence[tuple[str, str | None]],
    values: Mapping[Place, float | str] | None = None,
    gradients: Mapping[Place, float | str] | None = None,
    *,
    newest: tuple[str, Place] | None = None,
    note: str = " ",
) -> None:
    """Draw a computational graph.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; cleared first, its frame is hidden.
    nodes : dict of str to tuple
        Name of a variable to (column, row), or to (column, row, symbol) where an operation gives
        that variable. An operation is drawn as its symbol in a box, an input as its name.
        Columns count from left to right, rows from bottom to top.
    arrows : list of (str, str or None)
        From which node to which; from a node to None for the end of the graph.
    values : dict of str to float or str, optional
        What flows forward out of a node; written above its arrow.
    gradients : dict of str to float or str, optional
        What comes back to a node; written below the same arrow. Where a node has several arrows,
        ``(source, target)`` names one of them, for values too.
    newest : (str, str), optional
        ``("value", name)`` or ``("gradient", name)``: the text to set in bold.
    note : str
        One line above the graph.
    """
    ax.clear()
    ax.set_axis_off()
    columns = [node[0] for node in nodes.values()]
    rows = [node[1] for node in nodes.values()]
    ax.set_xlim(min(columns) - 0.55, max(columns) + 1.25)
    ax.set_ylim(min(rows) - 0.4, max(rows) + 0.4)
    ax.set_title(note)
    boxes = {name: _draw_node(ax, name, node) for name, node in nodes.items()}
    for source, target in arrows:
        start = np.array(nodes[source][:2], dtype=float)
        end = start + np.array([0.9, 0.0])
        if target is not None:
            end = np.array(nodes[target][:2], dtype=float)
        ax.annotate(
            "",
            xy=end,
            xytext=start,  # type: ignore[arg-type]
            arrowprops={
                "arrowstyle": "-|>",
                "color": "0.45",
                "patchA": boxes[source],
                "patchB": None if target is None else boxes[target],
                "shrinkA": 1,
                "shrinkB": 1,
            },
        )
        if target is None:
            ax.text(end[0], end[1], f" {source}", ha="left", va="center")
        for kind, texts, color in (
            ("value", values or {}, VALUE_COLOR),
            ("gradient", gradients or {}, GRADIENT_COLOR),
        ):
            key: Place = (source, target) if (source, target) in texts else source
            if key in texts:
                bold = newest == (kind, key)
                middle = _visible_middle(nodes, source, target)
                _write_on_arrow(ax, start, end, middle, texts[key], kind, color, bold)


def draw_graph_step(
    ax: Axes,
    nodes: Mapping[str, tuple[Any, ...]],
    arrows: Sequence[tuple[str, str | None]],
    steps: Sequence[tuple[str, Place, float | str, str]],
    frame: int,
) -> None:
    """Draw a computational graph after its first few steps.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw; cleared first.
    nodes, arrows : dict, list
        As for `draw_graph`.
    steps : list of (str, str, float or str, str)
        In the order in which things happen: ``"value"`` or ``"gradient"``, the variable, what is
        written, and the line above the graph.
    frame : int, 0 to len(steps)
        How many steps have been taken.
    """
    done = steps[:frame]
    values = {name: text for kind, name, text, _ in done if kind == "value"}
    gradients = {name: text for kind, name, text, _ in done if kind == "gradient"}
    newest, note = None, f"step 0 of {len(steps)}: nothing computed yet"
    if done:
        kind, name, _, about = done[-1]
        direction = "forward" if kind == "value" else "backward"
        newest, note = (kind, name), f"step {frame} of {len(steps)}, {direction}: {about}"
    draw_graph(ax, nodes, arrows, values, gradients, newest=newest, note=note)


def _draw_node(ax: Axes, name: str, node: tuple[Any, ...]) -> Patch | None:
    """Draw one node; return the patch at whose border arrows end."""
    column, row, *symbol = node
    if symbol:
        shape = "circle,pad=0.35" if len(symbol[0]) == 1 else "round,pad=0.5"
        box = {"boxstyle": shape, "facecolor": "#f3f3f3", "edgecolor": "0.45"}
    else:
        box = {"boxstyle": "round,pad=0.25", "facecolor": "none", "edgecolor": "none"}
    label = symbol[0] if symbol else name
    text = ax.text(column, row, label, ha="center", va="center", bbox=box)
    return text.get_bbox_patch()


def _visible_middle(nodes: Mapping[str, tuple[Any, ...]], source: str, target: str | None) -> float:
    """Return where an arrow's visible part has its middle, from 0 (source) to 1 (target)."""
    wide_source = len("".join(nodes[source][2:])) > 1
    wide_target = target is not None and len("".join(nodes[target][2:])) > 1
    return 0.5 + 0.25 * wide_source - 0.12 * wide_target


def _write_on_arrow(
    ax: Axes,
    start: np.ndarray,
    end: np.ndarray,
    middle: float,
    text: float | str,
    kind: str,
    color: str,
    bold: bool,
) -> None:
    """Write along the middle of an arrow, above it or below it."""
    if not isinstance(text, str):
        text = f"{text:.6g}"
    if kind == "gradient":
        text = f"\N{LEFTWARDS ARROW} {text}"
    away = ScaledTranslation(0, (2 if kind == "value" else -3) / 72, ax.figure.dpi_scale_trans)
    place = start + middle * (end - start)
    ax.text(
        place[0],
        place[1],
        text,
        transform=ax.transData + away,
        ha="center",
        va="bottom" if kind == "value" else "top",
        rotation=np.degrees(np.arctan2(*(end - start)[::-1])),
        rotation_mode="anchor",
        transform_rotates_text=True,
        color=color,
        fontweight="bold" if bold else "normal",
    )
