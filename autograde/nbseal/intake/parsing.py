"""Make a notebook of JSON, whatever an editor left out of it or put into it."""

import json
import re
from typing import Any

import nbformat
import nbformat.reader
from nbformat import NotebookNode
from nbformat.v4.nbjson import JSONReader

from nbseal.errors import SubmissionError
from nbseal.messages import Message, message

MAX_FOLLOWING = 20  # notebooks behind another one in a file
_SPACES = re.compile(r"\s*")


def parse(name: str, text: str, notes: list[Message] | None = None) -> NotebookNode:
    """Return the notebook that some text is, in the current format.

    Parameters
    ----------
    name : str
        The file's, for messages.
    text : str
        JSON.
    notes : list of nbseal.messages.Message, optional
        One is added where there is more in the text than the notebook.

    Returns
    -------
    nbformat.NotebookNode
        Its cells are dicts, of which nothing else is known.

    Raises
    ------
    SubmissionError
        If it is not a notebook.
    """
    content = _notebook_in(name, text, [] if notes is None else notes)
    if not isinstance(content, dict) or not ({"cells", "worksheets"} & set(content)):
        raise SubmissionError("file-no-cells", file=name)
    try:
        notebook = _current(content)
    except Exception as error:  # the converters fail in many ways on what is not a notebook
        raise SubmissionError("file-version", file=name, reason=_one_line(error)) from None
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise SubmissionError("file-no-cells", file=name)
    return notebook


def _notebook_in(name: str, text: str, notes: list[Message]) -> object:
    """Return the JSON with which a text begins, with the cells of notebooks that follow it."""
    text = text.strip(" \t\r\n\0")
    content, end = _first_value(name, text, notes)
    following = 0
    while _has_cells(content) and following < MAX_FOLLOWING:
        more, after = _next_value(text, end)
        if not _has_cells(more) or more["cells"] == content["cells"]:
            break
        content["cells"] += more["cells"]
        end, following = after, following + 1
    if following:
        notes.append(message("file-of-several", file=name))
    # A shorter file that was written over a longer one leaves the longer one's end.
    if end < len(text):
        if not isinstance(content, dict):
            raise SubmissionError(_found_in(text), file=name, reason="Extra data")
        notes.append(message("file-goes-on", file=name))
    return content


def _first_value(name: str, text: str, notes: list[Message]) -> tuple[Any, int]:
    """Return the JSON with which a text begins, and where it ends."""
    try:
        content, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        # Headers of a download, say; but which side of a merge was meant, nobody can tell.
        begin = text.find("\n{") if not text.startswith(("{", "[", "<")) else -1
        content, end = _next_value(text, begin) if begin >= 0 else (None, 0)
        if not _has_cells(content):
            found = "file-not-json" if isinstance(error, RecursionError) else _found_in(text)
            raise SubmissionError(found, file=name, reason=_one_line(error)) from None
        notes.append(message("file-begins-late", file=name))
    return _unwrapped(content), end


def _next_value(text: str, begin: int) -> tuple[Any, int]:
    """Return the object that follows after some spaces, and where it ends; None for nothing."""
    place = begin + len(_SPACES.match(text, begin)[0])  # type: ignore[index]
    if not text.startswith("{", place):
        return None, begin
    try:
        content, end = json.JSONDecoder().raw_decode(text, place)
    except (ValueError, RecursionError):
        return None, begin
    return _unwrapped(content), end


def _unwrapped(content: Any) -> Any:
    """Return the notebook in what a server gives a browser, in a list, or of a list of cells."""
    if isinstance(content, dict) and content.get("type") == "notebook":
        inside = content.get("content")
        return inside if isinstance(inside, dict) else content
    if isinstance(content, list) and all(isinstance(one, dict) for one in content):
        if content and all("cell_type" in one for one in content):
            return {"cells": content}
        if len(content) == 1:
            return content[0]
    return content


def _has_cells(content: Any) -> bool:
    return isinstance(content, dict) and isinstance(content.get("cells"), list)


def _current(content: dict[str, Any]) -> NotebookNode:
    """Return a notebook in the current format; its structure tells which it has."""
    if not isinstance(content.get("metadata"), dict):
        content["metadata"] = {}
    if isinstance(content.get("cells"), list):
        content["cells"] = [cell for cell in content["cells"] if cell is not None]
        _mend(content["cells"])
        notebook = JSONReader().to_notebook(content)
        notebook.nbformat, notebook.nbformat_minor = 4, 5
        return notebook
    for sheet in content["worksheets"]:
        _mend(sheet["cells"])
    if content.get("nbformat") not in (1, 2, 3):
        content["nbformat"] = 3
    content["nbformat_minor"] = 0
    return nbformat.convert(nbformat.reader.reads(json.dumps(content)), 4)


def _mend(cells: list[Any]) -> None:
    """Drop parts of cells on which nbformat would fail."""
    for cell in cells:
        if not isinstance(cell, dict):
            continue
        if not isinstance(cell.get("metadata"), dict):
            cell["metadata"] = {}
        outputs = cell.get("outputs")
        if cell.get("cell_type") == "code":
            outputs = outputs if isinstance(outputs, list) else []
            cell["outputs"] = [one for one in outputs if isinstance(one, dict)]
        attachments = cell.get("attachments", {})
        if not isinstance(attachments, dict) or not all(
            isinstance(bundle, dict) for bundle in attachments.values()
        ):
            del cell["attachments"]


def _found_in(text: str) -> str:
    """Return the message that says what a text is that is not JSON."""
    text = text.strip()
    if text.startswith("<") and not text.startswith("<<<<<<<"):
        return "file-web-page"
    if re.search(r"^<<<<<<< ", text, re.MULTILINE) and re.search(r"^>>>>>>>", text, re.MULTILINE):
        return "file-merge-conflict"
    if text.startswith("{"):
        return "file-not-json" if text.endswith("}") else "file-cut-off"
    if re.match(r"https?://\S+\s*$|version https://git-lfs|\[InternetShortcut\]", text):
        return "file-link"
    is_script = re.search(r"^(import|from|def) ", text, re.MULTILINE)
    return "file-script" if is_script else "file-not-json"


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:197] + "..."
