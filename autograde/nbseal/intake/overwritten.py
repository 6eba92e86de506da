"""Answers that were typed into cells of the course's: a check, a locked cell, a question."""

import dataclasses

from nbseal.intake.assignment import Assignment, handed_out, squeezed
from nbseal.intake.finding import no_answer
from nbseal.intake.names import bound, parsed, python_of
from nbseal.intake.reading import Cell, Submission


def take_out(submission: Submission, assignment: Assignment) -> Submission:
    """Give answers that stand in checks, locked cells and questions cells of their own.

    Parameters
    ----------
    submission : nbseal.intake.reading.Submission
        What was handed in.
    assignment : nbseal.intake.assignment.Assignment
        What it is graded as.

    Returns
    -------
    nbseal.intake.reading.Submission
        The same, or one with such cells before those in which the answers stood. Only what answers
        a cell that is empty is taken: the rest of a check is the course's.
    """
    answered = {
        cell.grade_id
        for cell in submission.cells
        if cell.grade_id in assignment.answers and not no_answer(assignment, cell.grade_id, cell)
    }
    unanswered = [name for name in assignment.answers if name not in answered]
    wanted = frozenset().union(*(assignment.asked.get(name, ()) for name in unanswered))
    essays = any(assignment.known[name].cell_type != "code" for name in unanswered)
    cells = []
    for cell in submission.cells:
        template = assignment.known.get(cell.grade_id or "")
        cells.append(cell)
        if template is None and essays and cell.kind == "markdown":
            cells[-1:] = _without_own(cell, assignment)
        if template is None or cell.grade_id in assignment.answers:
            continue
        if cell.kind != template.cell_type:
            continue
        given = handed_out(template.source)
        if cell.kind == "code" and wanted:
            own = _own_statements(cell.source, given)
            if bound(own).names & wanted:  # before the check, which met it
                cells.insert(-1, _taken(cell, own))
        if cell.kind == "markdown" and essays:
            own = _own_lines(cell.source, given)
            if own:
                cells.append(_taken(cell, own))
    return dataclasses.replace(submission, cells=cells)


def _without_own(cell: Cell, assignment: Assignment) -> list[Cell]:
    """Part a text that is handed out, such as a question, from what was typed below it."""
    there = squeezed(cell.source)
    for (kind, text), place in assignment.texts.items():
        if kind == "markdown" and len(text) < len(there) and text in there:
            given = handed_out(assignment.template.cells[place].source)
            own = _own_lines(cell.source, given)
            if own and own != cell.source.strip():
                return [
                    dataclasses.replace(cell, source=given, attachments={}),
                    Cell("markdown", own, attachments=cell.attachments, number=cell.number),
                ]
    return [cell]


def _taken(cell: Cell, source: str) -> Cell:
    return Cell(cell.kind, source, number=cell.number, within=cell.grade_id)


def _own_lines(source: str, template: str) -> str:
    """Return the lines that were added to the template's text; none where that is another one."""
    given, there = (list(map(squeezed, text.split("\n"))) for text in (template, source))
    if not set(given) <= set(there):  # as it was handed out before the course changed it
        return ""
    return "\n".join(line for line in source.split("\n") if squeezed(line) not in given).strip()


def _own_statements(source: str, template: str) -> str:
    """Return the statements of a cell that are not the template's."""
    given = set(map(squeezed, _statements(template)))
    return "\n".join(text for text in _statements(source) if squeezed(text) not in given)


def _statements(source: str) -> list[str]:
    """Return the texts of a cell's statements; its lines where it is not Python."""
    code = python_of(source)
    lines = code.split("\n")
    tree = parsed(code)
    if tree is None:
        return lines
    texts = []
    for node in tree.body:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        texts.append("\n".join(lines[first - 1 : node.end_lineno]))
    return texts
