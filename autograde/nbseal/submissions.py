"""Read what a student submitted, and fit it to the assignment it is meant for.

What decides a grade comes from the source notebook alone: the list of graded and locked cells,
their order, metadata and locked text. From the submission come the text of solution cells and
the cells that the student added.
"""

import contextlib
import copy
import json
import os
import re
import stat
from pathlib import Path

import nbformat
import nbformat.reader
import nbformat.v4
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nbseal.conventions import RECORD, notebook_record, stated_language

MAX_BYTES = 20_000_000  # of a notebook; the largest release has a hundredth of that
MAX_CELLS = 2_000
_CELL_ID = re.compile("[a-zA-Z0-9_-]{1,64}")  # as nbformat's schema has it


class SubmissionError(Exception):
    """A submission that cannot be read; the message says why, for student and teacher."""


def read_submission(path):
    """Read a submitted notebook, trusting nothing in it.

    Parameters
    ----------
    path : pathlib.Path
        The submitted file.

    Returns
    -------
    nbformat.NotebookNode
        Cells with type, source and, where there is one, ``metadata.nbgrader.grade_id``; nothing
        else of the file is kept but the language that its metadata state.

    Raises
    ------
    SubmissionError
        If there is no such file, or it is no notebook.
    """
    notebook = _read_notebook(path)
    cells = [_plain_cell(path, n, cell) for n, cell in enumerate(notebook.cells, 1)]
    clean = new_notebook(cells=cells)
    notebook_record(clean)["language"] = stated_language(notebook.get("metadata")) or "en"
    return clean


def read_source(path: Path) -> NotebookNode:
    """Read an assignment's source notebook, whatever its format.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.

    Returns
    -------
    nbformat.NotebookNode
        In the current format; every cell has an id, the same on every reading.

    Raises
    ------
    SubmissionError
        If it is not a notebook.
    """
    # Not `nbformat.read`: it warns of cells without ids, and draws ids for them.
    text = path.read_text(encoding="utf-8-sig")
    notebook = _parse(path.name, text)
    has_ids = nbformat.reader.get_version(json.loads(text)) >= (4, 5)
    notebook.nbformat_minor = nbformat.v4.nbformat_minor
    taken = set()
    for number, cell in enumerate(notebook.cells, 1):
        cell.setdefault("metadata", NotebookNode())
        wanted = (has_ids and cell.get("id"), cell.metadata.get("nbgrader", {}).get("grade_id"))
        made = f"cell-{number}"
        while made in taken:
            made += "-"
        cell["id"] = next(
            (
                name
                for name in wanted
                if isinstance(name, str) and _CELL_ID.fullmatch(name) and name not in taken
            ),
            made,
        )
        taken.add(cell["id"])
    return notebook


def grade_id_of(cell: NotebookNode) -> str | None:
    """Return the name by which nbgrader knows a cell; None where the cell is an ordinary one."""
    grading = cell.metadata.get("nbgrader")
    if not isinstance(grading, dict):
        return None
    known = any(grading.get(kind) for kind in ("grade", "solution", "locked", "task"))
    return grading.get("grade_id") if known else None


def fit_to_source(submission, template):
    """Put a submission's answers and added cells into the assignment's own structure.

    Parameters
    ----------
    submission : nbformat.NotebookNode
        What `read_submission` gave.
    template : nbformat.NotebookNode
        The source notebook without its solutions: all cells that nbgrader knows.

    Returns
    -------
    notebook : nbformat.NotebookNode
        The template's cells in the template's order, each followed by the cells that follow it
        in the submission.
    notes : list of str
        A line for each cell that was deleted, doubled, moved, retyped or changed though locked.
    """
    wanted = {name: cell for cell in template.cells if (name := grade_id_of(cell))}
    found = {}
    notes = []
    earlier = {}
    followers = {None: []}
    previous = None
    for cell in submission.cells:
        grade_id = _get(cell, "metadata", "nbgrader", "grade_id")
        cell.metadata.pop("nbgrader", None)
        if grade_id in wanted:
            if grade_id in found:
                notes.append(f"cell `{grade_id}` is there more than once: the last one counts")
                earlier.setdefault(grade_id, []).append(found[grade_id])
            found[grade_id] = cell
            previous = grade_id
        else:
            followers.setdefault(previous, []).append(cell)
    order = [name for name in wanted if name in found]
    if order != list(found):
        moved = next(a for a, b in zip(order, found, strict=True) if a != b)
        notes.append(f"cell `{moved}` is not in its place: the assignment's order counts")
    cells = list(followers[None])
    for name, cell in wanted.items():
        answer = found.get(name)
        fitted = copy.deepcopy(cell)
        if answer is None:
            notes.append(f"cell `{name}` is missing: it was put back as it was handed out")
        else:
            if answer.cell_type != cell.cell_type:
                notes.append(
                    f"cell `{name}` was changed from {cell.cell_type} to {answer.cell_type}: "
                    f"it counts as {cell.cell_type}"
                )
            if cell.metadata.nbgrader.get("solution"):
                fitted.source = answer.source
        cells += [*earlier.get(name, ()), fitted]
        cells += followers.get(name, ())
    notebook = new_notebook(cells=cells, metadata=copy.deepcopy(template.metadata))
    notebook.metadata[RECORD] = submission.metadata[RECORD]
    _number(notebook)
    return notebook, notes


def unreadable_notebook(template, reason):
    """Stand in for a submission that cannot be read: every check fails with the reason.

    Parameters
    ----------
    template : nbformat.NotebookNode
        The source notebook without its solutions.
    reason : str
        Why the submission cannot be graded.

    Returns
    -------
    nbformat.NotebookNode
        To be recorded as it is, not executed.
    """
    notebook = copy.deepcopy(template)
    notebook.cells = [cell for cell in notebook.cells if grade_id_of(cell)]
    fail_checks(notebook, "SubmissionError", reason)
    notebook.cells.insert(0, note_cell([reason]))
    notebook.metadata[RECORD] = NotebookNode(language="en", unreadable=reason)
    return notebook


def fail_checks(notebook, name, reason):
    """Give every check that has not run an error as its output.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place.
    name : str
        The error's name.
    reason : str
        The error's message.
    """
    for cell in notebook.cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and grading.get("grade") and not cell.execution_count:
            text = f"{name}: {reason}"
            cell.outputs = [new_output("error", ename=name, evalue=reason, traceback=[text])]


def note_cell(notes):
    """Return a markdown cell that tells student and marker what was found in the file."""
    lines = "\n".join(f"- {_quiet(note)}" for note in notes)
    text = f"**About the submitted file / 提出ファイルについて**\n\n{lines}"
    return new_markdown_cell(text, id="about-the-submitted-file")


def read_outputs(path):
    """Read what the cells of a submission showed when it was handed in.

    Parameters
    ----------
    path : pathlib.Path
        The submitted file.

    Returns
    -------
    dict of str to list of list of dict
        A code cell's source to the outputs of each cell that has it, in order. They have the form
        of nbformat's outputs; what they say is the student's.

    Raises
    ------
    SubmissionError
        If there is no such file, or it is no notebook.
    """
    outputs = {}
    for number, cell in enumerate(_read_notebook(path).cells, 1):
        shown = cell.get("outputs")
        if cell.get("cell_type") == "code" and isinstance(shown, list):
            source = _plain_cell(path, number, cell).source
            plain = [_plain_output(output) for output in shown if isinstance(output, dict)]
            outputs.setdefault(source, []).append(plain)
    return outputs


def _plain_output(output):
    """Return an output with nothing but texts."""
    plain = {
        name: text
        for name in ("output_type", "text", "ename", "evalue")
        if (text := _joined(output.get(name))) is not None
    }
    if isinstance(output.get("traceback"), list):
        plain["traceback"] = [line for line in output["traceback"] if isinstance(line, str)]
    if isinstance(output.get("data"), dict):
        texts = {mime_type: _joined(content) for mime_type, content in output["data"].items()}
        plain["data"] = {mime_type: text for mime_type, text in texts.items() if text is not None}
    return plain


def _joined(text):
    """Return a text that may stand there in lines; None where it is none."""
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    return text if isinstance(text, str) else None


def _read_notebook(path):
    """Read a notebook of bounded size; its cells are dicts, of which nothing else is known."""
    notebook = _parse(path.name, _read_text(path))
    if len(notebook.cells) > MAX_CELLS:
        raise SubmissionError(
            f"{path.name} has {len(notebook.cells)} cells; {MAX_CELLS} at most are read"
        )
    return notebook


def _parse(name, text):
    """Return the notebook that some text is, in the current format."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubmissionError(f"{name} is not JSON: {_one_line(error)}") from None
    if not isinstance(content, dict) or not ({"cells", "worksheets"} & set(content)):
        raise SubmissionError(f"{name} is JSON, but no notebook: it has no cells")
    try:
        notebook = nbformat.convert(nbformat.reader.reads(text), 4)
    except Exception as error:  # the converters fail in many ways on what is no notebook
        raise SubmissionError(
            f"{name} is no notebook of a known version: {_one_line(error)}"
        ) from None
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise SubmissionError(f"{name} is JSON, but no notebook: its cells are no list")
    return notebook


def _read_text(path):
    """Read a regular file of bounded size; follow no link, of the folders that are a student's."""
    if path.parent.is_symlink() or path.parent.parent.is_symlink():
        raise SubmissionError(f"{path.name} cannot be opened: its folder is a link")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        places = [*path.parent.glob("*.ipynb"), *path.parent.glob("*/*.ipynb")]
        others = sorted(str(other.relative_to(path.parent)) for other in places)
        seen = f"found {', '.join(map(repr, others))}" if others else "found no notebook"
        raise SubmissionError(
            f"{path.name} is missing ({seen}): submit it under the name it was handed out with"
        ) from None
    except OSError as error:
        raise SubmissionError(f"{path.name} cannot be opened: {error.strerror}") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise SubmissionError(f"{path.name} is no regular file")
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size > MAX_BYTES:
            raise SubmissionError(
                f"{path.name} has {status.st_size:,} bytes; {MAX_BYTES:,} at most are read: "
                "clear the outputs and submit it again"
            )
        content = file.read(MAX_BYTES + 1)
    if not content.strip():
        raise SubmissionError(f"{path.name} is empty")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(f"{path.name} is not UTF-8 text: {error.reason}") from None


def _plain_cell(path, number, cell):
    """Return a cell with nothing but its type, its text and its grade_id."""
    source = _joined(cell.get("source", ""))
    if source is None:
        raise SubmissionError(f"{path.name}: cell {number} has no text as its source")
    # A lone surrogate is valid JSON, but no text that could be written again.
    source = source.encode("utf-8", "replace").decode("utf-8")
    make = new_code_cell if cell.get("cell_type") == "code" else new_markdown_cell
    plain = make(source)
    grade_id = _get(cell, "metadata", "nbgrader", "grade_id")
    if isinstance(grade_id, str):
        plain.metadata["nbgrader"] = {"grade_id": grade_id}
    return plain


def _number(notebook):
    """Give added cells ids that do not change from run to run and clash with none."""
    taken = {cell["id"] for cell in notebook.cells if grade_id_of(cell)}
    numbers = iter(range(1, 10 * MAX_CELLS))
    for cell in notebook.cells:
        if not grade_id_of(cell):
            cell["id"] = next(name for n in numbers if (name := f"added-{n}") not in taken)


def _get(mapping, *keys):
    for key in keys:
        if not isinstance(mapping, dict):
            return None
        mapping = mapping.get(key)
    return mapping


def _one_line(error):
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:197] + "..."


def _quiet(text):
    """Keep markup in file names and the like from being markup in the page."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(f"\\{c}" if c in "<>*_[]#|" else c for c in text if c.isprintable())
