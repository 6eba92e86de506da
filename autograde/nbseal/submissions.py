"""Notes about the file that was handed in, written into the graded notebook."""

import copy
from collections.abc import Iterable

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from nbseal.conventions import (
    LANGUAGES,
    RECORD,
    NotebookRecord,
    cell_record,
    notebook_record,
)
from nbseal.messages import Message, in_language

NOTE = "about-the-submitted-file"  # the id of the cell that says what was found in the file


def grade_id_of(cell: NotebookNode) -> str | None:
    """Return the name by which nbgrader knows a cell; None where the cell is an ordinary one."""
    grading = cell.metadata.get("nbgrader")
    if not isinstance(grading, dict):
        return None
    known = any(grading.get(kind) for kind in ("grade", "solution", "locked", "task"))
    return grading.get("grade_id") if known else None


def unreadable_notebook(template: NotebookNode, reason: str) -> NotebookNode:
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
    texts = {language: in_language(reason, language) for language in LANGUAGES}
    record = NotebookRecord(language="en", unreadable=texts)
    notebook.metadata[RECORD] = NotebookNode(record)
    return notebook


def fail_checks(notebook: NotebookNode, name: str, reason: str) -> None:
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
            record_told(cell, reason)


def record_told(cell: NotebookNode, text: str) -> None:
    """Keep the text of the error that a check ends with, in each language.

    Parameters
    ----------
    cell : nbformat.NotebookNode
        The check; its record is changed.
    text : str
        A `Message`; any other text removes what was kept.
    """
    if isinstance(text, Message):
        cell_record(cell)["told"] = text.texts
    elif RECORD in cell.metadata:
        cell_record(cell).pop("told", None)


def add_notes(notebook: NotebookNode, notes: Iterable[str]) -> None:
    """Begin a notebook with what was found in the file, in the notebook's language."""
    language = notebook_record(notebook).get("language", "en")
    notebook.cells.insert(0, note_cell([in_language(note, language) for note in notes]))


def note_cell(notes: Iterable[str]) -> NotebookNode:
    """Return a markdown cell that tells student and marker what was found in the file."""
    lines = "\n".join("- " + "  \n  ".join(map(_quiet, note.split("\n"))) for note in notes)
    text = f"**About the submitted file / 提出ファイルについて**\n\n{lines}"
    return new_markdown_cell(text, id=NOTE)


def _quiet(text: str) -> str:
    """Keep markup in file names and the like from being markup in the page."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(f"\\{c}" if c in "<>*_[]#|" else c for c in text if c.isprintable())
