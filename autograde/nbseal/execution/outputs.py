"""The outputs of a cell, made of what its process says."""

import json
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from nbseal.conventions import cell_record, is_check
from nbseal.messages import texts_of

if TYPE_CHECKING:
    from nbseal.execution.messages import CellNews

MOST_OUTPUTS = 10_000  # of one cell
_MAX_JSON = 1 << 20  # characters of an output that is not text


class Outputs:
    """Takes what is said of one cell after the other.

    Parameters
    ----------
    limit : int
        Characters of all cells together that are kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.left = limit
        self._cell: NotebookNode | None = None

    def begin(self, cell: NotebookNode) -> None:
        """Get ready for a cell."""
        self._cell = cell
        self._pieces: list[Any] = []  # outputs; and of streams lists of texts
        self._streams: dict[str, list[str]] = {}
        self._displays: dict[str, list[NotebookNode]] = {}
        self._clear = False
        self._told: dict[str, str] | None = None

    def take(self, header: "CellNews", parts: list[str]) -> None:
        """Take one output; what is not one is left out."""
        if self.left < 0:
            return
        kind = header.get("kind")
        if kind == "clear":
            self._clear = header.get("wait") is True
            if not self._clear:
                self._forget()
            return
        self.left -= sum(map(len, parts)) + 100
        if kind == "cut" or self.left < 0 or len(self._pieces) >= MOST_OUTPUTS:
            self.left = -1
            self._say_cut()
            return
        if kind not in ("stream", "display", "result", "update", "error"):
            return
        if self._clear and kind != "update":
            self._clear = False
            self._forget()
        if kind == "stream":
            self._take_stream(header, parts)
        elif kind == "error":
            name, (message, *lines) = str(header.get("name"))[:1000], parts or [""]
            self._told = texts_of(header.get("texts"))
            self._add(new_output("error", ename=name, evalue=message, traceback=lines))
        else:
            self._take_display(kind, header, parts)

    def end(self) -> None:
        """Give the cell its outputs."""
        if self._cell is None:
            return
        self._cell.outputs = [
            new_output("stream", name=piece[0], text=overwritten("".join(piece[1])))
            if isinstance(piece, tuple)
            else piece
            for piece in self._pieces
        ]
        if self._told and is_check(self._cell):
            cell_record(self._cell)["told"] = self._told
        self._cell = None

    def _add(self, output: NotebookNode) -> None:
        self._streams = {}
        self._pieces.append(output)

    def _forget(self) -> None:
        self._pieces, self._streams, self._displays = [], {}, {}

    def _take_stream(self, header: "CellNews", parts: list[str]) -> None:
        name = "stderr" if header.get("name") == "stderr" else "stdout"
        texts = self._streams.get(name)
        if texts is None:
            # One output for each stream between two others.
            texts = self._streams[name] = []
            self._pieces.append((name, texts))
        texts += parts

    def _say_cut(self) -> None:
        note = f"[output over {self._limit >> 20} MiB in all was cut / 出力は"
        note += f"合計{self._limit >> 20} MiBで打ち切りました]\n"
        self._add(new_output("stream", name="stdout", text=note))

    def _take_display(self, kind: str, header: "CellNews", parts: list[str]) -> None:
        data = _data(header.get("types"), parts)
        metadata = header.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        identity = header.get("display_id")
        if kind == "update":
            for output in self._displays.get(str(identity), ()):
                output.data, output.metadata = data, metadata
            return
        if kind == "result":
            count = header.get("count")
            output = new_output(
                "execute_result",
                data=data,
                metadata=metadata,
                execution_count=count if type(count) is int and count >= 0 else None,
            )
        else:
            output = new_output("display_data", data=data, metadata=metadata)
        if isinstance(identity, str):
            self._displays.setdefault(identity, []).append(output)
        self._add(output)


def _data(types: Any, parts: list[str]) -> dict[str, Any]:
    """Return a display's forms by type."""
    data: dict[str, Any] = {}
    if not isinstance(types, list):
        return data
    for about, part in zip(types, parts, strict=False):
        if not (isinstance(about, list) and len(about) == 2 and isinstance(about[0], str)):
            continue
        name, form = about[0][:200], about[1]
        if form == "text":
            data[name] = part
        elif len(part) <= _MAX_JSON:
            try:
                data[name] = json.loads(part)
            except (ValueError, RecursionError):
                continue
    return data


def overwritten(text: str) -> str:
    """Leave out what a carriage return lets a later text of its line overwrite.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        In time in proportion to the text's length.
    """
    if "\r" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        kept = line.rstrip("\r")
        lines.append(kept[kept.rfind("\r") + 1 :] + line[len(kept) :])
    return "\n".join(lines)
