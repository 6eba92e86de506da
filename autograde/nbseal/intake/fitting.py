"""Put a submission's answers and added cells into the assignment's own structure.

What decides a grade comes from the source notebook alone: the list of graded and locked cells,
their order, metadata and locked text. From the submission come the text of solution cells and
the cells that the student added.
"""

import copy
import hashlib
import re

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from nbseal.conventions import RECORD, NotebookRecord
from nbseal.errors import SubmissionError
from nbseal.intake.assignment import Assignment
from nbseal.intake.finding import Found, code_in, find, language_of, no_answer
from nbseal.intake.names import bound
from nbseal.intake.overwritten import take_out
from nbseal.intake.reading import Cell, Submission, labels_of
from nbseal.messages import Message, message
from nbseal.submissions import grade_id_of

SHOWN = 10  # names in a line


def fit_to_source(
    submission: Submission, assignment: Assignment
) -> tuple[NotebookNode, list[Message]]:
    """Put a submission's answers and added cells into the assignment's own structure.

    Parameters
    ----------
    submission : nbseal.intake.reading.Submission
        What was handed in.
    assignment : nbseal.intake.assignment.Assignment
        What it is graded as.

    Returns
    -------
    notebook : nbformat.NotebookNode
        The template's cells in the template's order, each followed by the cells that follow it
        in the submission.
    notes : list of nbseal.messages.Message
        What student and teacher should know, each in English and Japanese: a line on cells that
        are missing, doubled, moved, retyped, or found elsewhere than expected.

    Raises
    ------
    nbseal.intake.reading.SubmissionError
        If it is the notebook of another assignment, or of none.
    """
    submission = take_out(submission, assignment)
    found = find(submission, assignment)
    _require_own(submission, assignment, found)
    notes = [*submission.notes, *_notes(submission, assignment, found)]
    followers = _followers(submission, assignment, found)
    cells = list(followers.get(None, ()))
    for name, template in assignment.known.items():
        fitted = copy.deepcopy(template)
        earlier: list[NotebookNode] = []
        if name in assignment.answers:
            earlier = _fill(fitted, name, submission, assignment, found)
        cells += [*earlier, fitted, *followers.get(name, ())]
    notebook = new_notebook(metadata=copy.deepcopy(assignment.template.metadata))
    notebook.cells = cells
    record = NotebookRecord(language=language_of(submission, assignment))
    notebook.metadata[RECORD] = NotebookNode(record)
    _number(notebook)
    return notebook, notes


def _require_own(submission: Submission, assignment: Assignment, found: Found) -> None:
    """Stop at the notebook of another assignment."""
    graded = {
        name for name, cell in assignment.known.items() if cell.metadata.nbgrader.get("grade")
    }
    if (graded | set(assignment.answers)) & (set(found.counts) | set(found.within)):
        return
    said = {cell.grade_id for cell in submission.cells if cell.grade_id}
    file = f"{assignment.name}.ipynb"
    matches = {name: len(said & answers) for name, answers in assignment.others().items()}
    best = max(matches, key=lambda name: matches[name], default=None)
    if best is not None and matches[best]:
        raise SubmissionError("another-assignment", file=file, other=best, name=assignment.name)
    own = labels_of(assignment.template.metadata)
    labels = [text for key, text in submission.labels.items() if own.get(key, text) != text]
    if labels or not found.given:
        titles = [*labels, *([f'"{submission.title}"'] if submission.title else [])]
        key = "no-cell-of-it-titled" if titles else "no-cell-of-it"
        title = ", ".join(titles)
        raise SubmissionError(key, file=file, name=assignment.name, title=title)


def _notes(submission: Submission, assignment: Assignment, found: Found) -> list[Message]:
    known, names = assignment.known, found.names
    notes = []
    many = len(found.lost) > 1
    if many:
        notes.append(message("metadata-lost", count=len(found.lost)))
    said: dict[str, list[str]] = {}  # key to cells, as each line names them
    for name in known:
        places = [place for place, other in enumerate(names) if other == name]
        if len(places) > 1 and found.counts.get(name) not in found.moved:
            key = "cells-doubled" if found.counts.get(name) == places[-1] else "cells-doubled-stub"
            said.setdefault(key, []).append(f"`{name}`")
    for name, within in found.within.items():
        said.setdefault("found-within", []).append(f"`{name}` (`{within}`)")
    for name, place in found.counts.items():
        cell = submission.cells[place]
        if place in found.moved and cell.within:
            said.setdefault("found-in-locked", []).append(f"`{name}` (`{cell.within}`)")
        elif place in found.moved:
            places = found.texts.get(name, [place])
            numbers = ", ".join(str(submission.cells[at].number) for at in places)
            said.setdefault("found-elsewhere", []).append(f"`{name}` ({numbers})")
        elif cell.kind != known[name].cell_type:
            said.setdefault("cells-retyped", []).append(f"`{name}` ({cell.kind})")
    notes += [message(key, cells=_list(cells)) for key, cells in said.items()]
    order = [name for name in known if name in found.counts]
    there = sorted(order, key=lambda name: found.counts[name])
    there = [name for name in there if found.counts[name] not in found.moved]
    order = [name for name in order if found.counts[name] not in found.moved]
    if order != there:
        moved = next(a for a, b in zip(order, there, strict=True) if a != b)
        notes.append(message("cell-moved", cell=moved))
    missing = [name for name in known if name not in found.counts and name not in found.within]
    if missing:
        key = "cell-missing" if len(missing) == 1 else "cells-missing"
        notes.append(message(key, cells=_list([f"`{name}`" for name in missing])))
    return notes


def _list(cells: list[str]) -> str:
    more = len(cells) - SHOWN
    return ", ".join(cells[:SHOWN]) + (f" (+{more})" if more > 0 else "")


def _followers(
    submission: Submission, assignment: Assignment, found: Found
) -> dict[str | None, list[NotebookNode]]:
    """Return the cells of the student's own behind each cell of the assignment's."""
    order = {name: place for place, name in enumerate(assignment.known)}
    followers: dict[str | None, list[NotebookNode]] = {}
    previous = None
    for place, cell in enumerate(submission.cells):
        name = found.names[place]
        if name is None:
            followers.setdefault(previous, []).append(_node(cell))
        elif place not in found.moved or previous is None or order[name] > order[previous]:
            # What follows an answer that was found far behind its place stays where it is.
            previous = name
    return followers


def _fill(
    fitted: NotebookNode, name: str, submission: Submission, assignment: Assignment, found: Found
) -> list[NotebookNode]:
    """Put an answer into its cell; return the cells that were handed in as it before."""
    places = [place for place, said in enumerate(found.names) if said == name]
    is_code = fitted.cell_type == "code"
    if name in found.within:
        if is_code:
            fitted.source = "# " + message("see-cell", cell=found.within[name]).replace(
                "\n", "\n# "
            )
        return []
    if name in found.texts:
        _join(fitted, [submission.cells[place] for place in found.texts[name]])
        return []
    if name not in found.counts:
        if is_code and _would_override(name, submission, assignment):
            fitted.source = ""
        return []
    counts = submission.cells[found.counts[name]]
    fitted.source = code_in(counts) if is_code else counts.source
    if not is_code and counts.attachments:
        fitted.attachments = copy.deepcopy(counts.attachments)
    # A stub must not run after an answer; what else was handed in does, before it.
    return [
        _node(submission.cells[place])
        for place in places
        if place != found.counts[name] and not no_answer(assignment, name, submission.cells[place])
    ]


def _would_override(name: str, submission: Submission, assignment: Assignment) -> bool:
    """Tell whether what was handed out for a missing answer binds what the student binds."""
    names = assignment.stubs[name].names | assignment.asked.get(name, frozenset())
    own = [bound(cell.source) for cell in submission.cells if cell.kind == "code"]
    return any(binding.dynamic or binding.names & names for binding in own)


def _join(fitted: NotebookNode, cells: list[Cell]) -> None:
    """Make one text of several, with their pictures."""
    texts = []
    pictures: dict[str, dict[str, str]] = {}
    for cell in cells:
        source = cell.source
        for picture, data in cell.attachments.items():
            target = picture
            if pictures.get(picture, data) != data:
                content = "".join(data.values()).encode()
                target = f"{hashlib.sha256(content).hexdigest()[:8]}-{picture}"
                source = re.sub(
                    rf"\(attachment:{re.escape(picture)}\)", f"(attachment:{target})", source
                )
            pictures[target] = data
        texts.append(source.strip("\n"))
    fitted.source = "\n\n".join(texts)
    if pictures:
        fitted.attachments = pictures


def _node(cell: Cell) -> NotebookNode:
    """Return a cell of the student's own; `_number` gives it its id."""
    made = NotebookNode(id="added", metadata=NotebookNode(), source=cell.source)
    if cell.kind == "code":
        made.update(cell_type="code", outputs=[], execution_count=None)
        return made
    made.cell_type = "markdown"
    if cell.attachments:
        made.attachments = copy.deepcopy(cell.attachments)
    return made


def _number(notebook: NotebookNode) -> None:
    """Give added cells ids that do not change from run to run and clash with none."""
    taken = {cell["id"] for cell in notebook.cells if grade_id_of(cell)}
    number = 0
    for cell in notebook.cells:
        if not grade_id_of(cell):
            number += 1
            while f"added-{number}" in taken:
                number += 1
            cell["id"] = f"added-{number}"
