"""A submission that is a script: its answers, found and put into a notebook."""

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbseal.conventions import LANGUAGE_TAG, LANGUAGES, RECORD
from nbseal.errors import ScriptError
from nbseal.intake.assignment import Assignment
from nbseal.intake.finding import find, language_of
from nbseal.intake.reading import MAX_CELLS, Cell, Submission


def notebook_of_script(content: bytes, assignment: Assignment) -> NotebookNode:
    """Make a notebook of a py:percent script.

    A script that jupytext made of a released notebook says in its cells' headers which cell is
    which. Where those were dropped, cells are found as in any submission
    (`nbseal.intake.finding.find`).

    Parameters
    ----------
    content : bytes
        The script, in UTF-8 or cp932.
    assignment : nbseal.intake.assignment.Assignment
        What it answers.

    Returns
    -------
    nbformat.NotebookNode
        Cells known to nbgrader have their ``grade_id``.

    Raises
    ------
    ScriptError
        If it is not text, none of its cells is an answer, or one of them answers several items.
    """
    try:
        script = jupytext.reads(_decode(content), fmt="py:percent")
    except ScriptError:
        raise
    except Exception as error:  # jupytext fails in many ways on what is not a script
        reason = " ".join(str(error).split())[:200]
        raise ScriptError(f"it cannot be read as a py:percent script: {reason}") from None
    if len(script.cells) > MAX_CELLS:
        raise ScriptError(f"it has {len(script.cells)} cells; {MAX_CELLS} at most are read")
    cells = [Cell(cell.cell_type, cell.source, _said(cell)) for cell in script.cells]
    submission = Submission(cells, _language(script.cells))
    found = find(submission, assignment)
    for place, name in enumerate(found.names):
        also = [item for item, where in found.within.items() if where == name]
        if name and also:
            items = [item for item in assignment.known if item in (name, *also)]
            raise ScriptError(
                f"its cell {place + 1} answers {', '.join(items)} at once; "
                "keep the lines `# %%` of the notebook that was handed out"
            )
    if not set(found.counts) & set(assignment.answers):
        raise ScriptError(
            "none of its cells is an answer; make it with `jupytext --to py:percent` "
            "from the notebook that was handed out"
        )
    notebook = new_notebook(metadata=assignment.template.metadata.copy())
    notebook.metadata[RECORD] = {"language": language_of(submission, assignment)}
    for number, (cell, name) in enumerate(zip(cells, found.names, strict=True), 1):
        make = new_code_cell if cell.kind == "code" else new_markdown_cell
        # Ids of our own: the same script gives the same bytes.
        made = make(cell.source, id=f"script-{number}")
        if name:
            made.metadata["nbgrader"] = assignment.known[name].metadata.nbgrader.copy()
        notebook.cells.append(made)
    return notebook


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ScriptError("it is neither UTF-8 nor cp932 (Shift_JIS) text")


def _said(cell: NotebookNode) -> str | None:
    """Return the grade_id in a cell's header."""
    grading = cell.metadata.get("nbgrader")
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    return name if isinstance(name, str) else None


def _language(cells: list[NotebookNode]) -> str | None:
    """Return the language that cells' headers state."""
    for cell in cells:
        tags = cell.metadata.get("tags")
        for language in LANGUAGES:
            if isinstance(tags, list) and f"{LANGUAGE_TAG}{language}" in tags:
                return language
    return None
