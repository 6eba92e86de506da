"""A submission that is a script: its answers, found and put into a notebook."""

import ast
import itertools
import re

import jupytext
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbseal.conventions import LANGUAGE_TAG, LANGUAGES, RECORD
from nbseal.errors import ScriptError
from nbseal.intake.reading import MAX_CELLS

_HIDDEN = re.compile(r"\n?[^\n]*### BEGIN (?:HIDDEN TESTS|MARK SCHEME)")
_KANA = re.compile(r"[\u3041-\u30ff]")


def notebook_of_script(content, source):
    """Make a notebook of a py:percent script.

    A script that jupytext made of a released notebook says in its cells' headers which cell is
    which. Where those were dropped, an answer is known by the function or class that it defines,
    a locked cell by its text, an essay by the cell above it.

    Parameters
    ----------
    content : bytes
        The script, in UTF-8 or cp932.
    source : nbformat.NotebookNode
        The assignment's source notebook.

    Returns
    -------
    nbformat.NotebookNode
        Cells known to nbgrader have their ``grade_id``.

    Raises
    ------
    ScriptError
        If it is no text, or none of its cells is an answer.
    """
    try:
        script = jupytext.reads(_decode(content), fmt="py:percent")
    except ScriptError:
        raise
    except Exception as error:  # jupytext fails in many ways on what is no script
        reason = " ".join(str(error).split())[:200]
        raise ScriptError(f"it cannot be read as a py:percent script: {reason}") from None
    if len(script.cells) > MAX_CELLS:
        raise ScriptError(f"it has {len(script.cells)} cells; {MAX_CELLS} at most are read")
    known = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in source.cells
        if "nbgrader" in cell.metadata
    }
    ids = [_said(cell, known) for cell in script.cells]
    if not any(ids):
        ids = _recognise(script.cells, known)
    answers = [name for name in ids if name and known[name].metadata.nbgrader.solution]
    if not answers:
        raise ScriptError(
            "none of its cells is an answer; make it with `jupytext --to py:percent` "
            "from the notebook that was handed out"
        )
    notebook = new_notebook(metadata=source.metadata.copy())
    notebook.metadata[RECORD] = {"language": _language(script.cells, ids)}
    for number, (cell, name) in enumerate(zip(script.cells, ids, strict=True), 1):
        make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        # Ids of our own: the same script gives the same bytes.
        made = make(cell.source, id=f"script-{number}")
        if name:
            made.metadata["nbgrader"] = known[name].metadata.nbgrader.copy()
        notebook.cells.append(made)
    return notebook


def _decode(content):
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ScriptError("it is neither UTF-8 nor cp932 (Shift_JIS) text")


def _said(cell, known):
    """Return the grade_id in a cell's header, if the assignment has it."""
    grading = cell.metadata.get("nbgrader")
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    return name if isinstance(name, str) and name in known else None


def _recognise(cells, known):
    """Return the grade_id of each cell of a script without headers; None for a student's own."""
    ids = [None] * len(cells)
    bound = [_bound(cell.source) if cell.cell_type == "code" else (set(), set()) for cell in cells]
    wanted = {
        name: _bound(cell.source.partition("### BEGIN SOLUTION")[0])
        for name, cell in known.items()
        if cell.cell_type == "code" and cell.metadata.nbgrader.solution
    }
    for place, (defined, _) in enumerate(bound):
        items = [name for name, (definitions, _) in wanted.items() if definitions & defined]
        if len(items) > 1:
            raise ScriptError(
                f"its cell {place + 1} answers {', '.join(items)} at once; "
                "keep the lines `# %%` of the notebook that was handed out"
            )
    for name, (definitions, values) in wanted.items():
        for place, (defined, assigned) in enumerate(bound):
            is_answer = definitions & defined if definitions else values and values <= assigned
            if is_answer and ids[place] is None:
                ids[place] = name
                break
    _recognise_text(cells, known, ids)
    return ids


def _recognise_text(cells, known, ids):
    """Find locked cells by the part of their text that is handed out, essays by what is above."""
    for name, cell in known.items():
        if cell.metadata.nbgrader.solution:
            continue
        text = _HIDDEN.split(cell.source)[0].strip()
        for place, candidate in enumerate(cells):
            same = candidate.source.strip() == text
            if cell.cell_type == "markdown":
                same = bool(text) and candidate.source.strip().startswith(text)
            if same and candidate.cell_type == cell.cell_type and ids[place] is None:
                ids[place] = name
                break
    for above, name in itertools.pairwise(known):
        cell = known[name]
        if cell.cell_type != "markdown" or not cell.metadata.nbgrader.solution:
            continue
        if above in ids:
            place = ids.index(above) + 1
            if place < len(cells) and ids[place] is None and cells[place].cell_type == "markdown":
                ids[place] = name


def _bound(source):
    """Return the names that a cell defines at its top, and those that it assigns there."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # A mistake in the body does not hide which function was meant.
        return set(re.findall(r"^(?:def|class)\s+(\w+)", source, re.MULTILINE)), set()
    defined, assigned = set(), set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            defined.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target)]
            assigned.update(part.id for part in parts if isinstance(part, ast.Name))
    return defined, assigned


def _language(cells, ids):
    """Tell the language of the release that a script was made of."""
    for cell in cells:
        tags = cell.metadata.get("tags")
        for language in LANGUAGES:
            if isinstance(tags, list) and f"{LANGUAGE_TAG}{language}" in tags:
                return language
    # Statements are in one language; cells that are graded may show both.
    text = "\n".join(
        cell.source
        for cell, name in zip(cells, ids, strict=True)
        if cell.cell_type == "markdown" and not name
    )
    return "ja" if len(_KANA.findall(text)) > 20 else "en"
