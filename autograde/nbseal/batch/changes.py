"""A course that changes under way: let the gradebook follow the source, and keep what people wrote.

nbgrader refuses to add or remove cells once there are submissions. Here cells are added, renamed
and removed in one transaction; marks and comments by hand stay, or are handed back where their
cell is gone.
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy.orm import Session

from nbseal.intake.assignment import squeezed
from nbseal.submissions import grade_id_of

_KINDS: dict[str, type[BaseCell]] = {
    "GradeCell": GradeCell,
    "SolutionCell": SolutionCell,
    "TaskCell": TaskCell,
}


@dataclasses.dataclass
class Changes:
    """The changes in an assignment that has submissions.

    Attributes
    ----------
    notes : list of str
        A line for each change.
    taken_out : list of dict of str to object
        Marks and comments by hand of cells that are gone: ``notebook``, ``cell``, ``student``,
        ``manual_score``, ``extra_credit``, ``comment``.
    """

    notes: list[str] = dataclasses.field(default_factory=list)
    taken_out: list[dict[str, object]] = dataclasses.field(default_factory=list)


def adapt(session: Session, assignment: str, templates: Mapping[str, NotebookNode]) -> Changes:
    """Let the gradebook have the cells of an assignment as it stands now.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
        Of the gradebook; nothing is committed.
    assignment : str
        Its name.
    templates : mapping of str to nbformat.NotebookNode
        The source's notebooks without solutions, by name.

    Returns
    -------
    Changes
        Nothing, where the gradebook has no submission of the assignment: nbgrader does it then.
    """
    changes = Changes()
    row = session.query(AssignmentRow).filter(AssignmentRow.name == assignment).one_or_none()
    if row is None or not row.submissions:
        return changes
    for notebook in list(row.notebooks):
        if notebook.name not in templates:
            changes.notes.append(f"notebook {notebook.name} is gone")
            for name in sorted({cell.name for cell in _base_cells(session, notebook)}):
                _remove(session, notebook, name, changes)
            for source in list(notebook.source_cells):
                session.delete(source)
            for submitted in list(notebook.submissions):
                session.delete(submitted)
            session.flush()
            session.delete(notebook)
    there = {notebook.name: notebook for notebook in row.notebooks}
    for name, template in templates.items():
        if name not in there:
            changes.notes.append(f"notebook {name} is new")
            there[name] = Notebook(name=name, assignment=row)
            session.add(there[name])
            session.flush()
        _adapt_notebook(session, there[name], template, changes)
    session.flush()
    return changes


def complete(session: Session, submission: SubmittedAssignment) -> None:
    """Give a submission the rows that were added to its assignment since it was recorded."""
    there = {row.notebook_id: row for row in submission.notebooks}
    for notebook in submission.assignment.notebooks:
        row = there.get(notebook.id)
        if row is None:
            row = SubmittedNotebook(notebook=notebook, assignment=submission)
            session.add(row)
            session.flush()
        graded = {grade.cell_id for grade in row.grades}
        commented = {comment.cell_id for comment in row.comments}
        for cell in _base_cells(session, notebook):
            if isinstance(cell, GradeCell | TaskCell) and cell.id not in graded:
                session.add(Grade(cell_id=cell.id, notebook=row))
            if isinstance(cell, SolutionCell | TaskCell) and cell.id not in commented:
                session.add(Comment(cell_id=cell.id, notebook=row))
    if session.new:
        session.flush()
        session.expire_all()


def _adapt_notebook(
    session: Session, notebook: Notebook, template: NotebookNode, changes: Changes
) -> None:
    wanted = {name: cell for cell in template.cells if (name := grade_id_of(cell))}
    known = {cell.name: cell for cell in notebook.source_cells}
    for old, new in _renamed(known, wanted).items():
        changes.notes.append(f"cell `{old}` is now called `{new}`")
        for cell in _base_cells(session, notebook):
            if cell.name == old:
                cell.name = new
        known[new] = known.pop(old)
        known[new].name = new
        session.flush()
    for name, cell in wanted.items():
        source = known.get(name)
        if source is None:
            changes.notes.append(f"cell `{name}` is new")
            source = SourceCell(
                name=name,
                notebook=notebook,
                cell_type=cell.cell_type,
                locked=bool(utils.is_locked(cell)),
                source=cell.source,
            )
            session.add(source)
        elif source.checksum != cell.metadata.nbgrader.get("checksum"):
            changes.notes.append(f"cell `{name}` was changed")
        _adapt_kinds(session, notebook, name, cell, changes)
    for name in sorted(set(known) - set(wanted)):
        changes.notes.append(f"cell `{name}` is gone")
        _remove(session, notebook, name, changes)
        session.delete(known[name])
    session.flush()
    session.expire(notebook)


def _adapt_kinds(
    session: Session, notebook: Notebook, name: str, cell: NotebookNode, changes: Changes
) -> None:
    """Let a cell be graded, filled in, or a task as the source says."""
    kinds = {
        "GradeCell": utils.is_grade(cell),
        "SolutionCell": utils.is_solution(cell),
        "TaskCell": utils.is_task(cell),
    }
    there = {one.type: one for one in _base_cells(session, notebook) if one.name == name}
    points = cell.metadata.nbgrader.get("points")
    for kind, is_wanted in kinds.items():
        old = there.get(kind)
        if is_wanted and old is None:
            graded = {"max_score": float(points or 0), "cell_type": cell.cell_type}
            values = {} if kind == "SolutionCell" else graded
            session.add(_KINDS[kind](name=name, notebook=notebook, **values))
        elif old is not None and not is_wanted:
            _remove(session, notebook, name, changes, kind)
        elif old is not None and kind != "SolutionCell" and old.max_score != float(points or 0):
            changes.notes.append(f"cell `{name}` gives {points:g} instead of {old.max_score:g}")


def _remove(
    session: Session, notebook: Notebook, name: str, changes: Changes, kind: str | None = None
) -> None:
    """Take out a cell with its grades and comments; keep what people wrote."""
    for cell in _base_cells(session, notebook):
        if cell.name != name or kind not in (None, cell.type):
            continue
        grades = session.query(Grade).filter(Grade.cell_id == cell.id).all()
        comments = session.query(Comment).filter(Comment.cell_id == cell.id).all()
        for row in (*grades, *comments):
            by_hand = {
                "manual_score": getattr(row, "manual_score", None),
                "extra_credit": getattr(row, "extra_credit", None),
                "comment": getattr(row, "manual_comment", None),
            }
            if any(value is not None for value in by_hand.values()):
                who = row.notebook.student.id
                where = {"notebook": notebook.name, "cell": name, "student": who}
                changes.taken_out.append({**where, **by_hand})
            session.delete(row)
        session.flush()
        session.delete(cell)
    session.flush()


def _renamed(known: Mapping[str, SourceCell], wanted: Mapping[str, NotebookNode]) -> dict[str, str]:
    """Return the new names of cells whose text is the same, and no other's."""
    gone = {name: squeezed(known[name].source or "") for name in set(known) - set(wanted)}
    new = {name: squeezed(wanted[name].source) for name in set(wanted) - set(known)}
    once = [
        {text for text, count in Counter(texts.values()).items() if count == 1}
        for texts in (gone, new)
    ]
    names = {text: name for name, text in new.items()}
    return {
        old: names[text]
        for old, text in sorted(gone.items())
        if text in once[0] & once[1]
        and known[old].cell_type == wanted[names[text]].cell_type
        and bool(known[old].locked) == bool(utils.is_locked(wanted[names[text]]))
    }


def _base_cells(session: Session, notebook: Notebook) -> list[BaseCell]:
    return session.query(BaseCell).filter(BaseCell.notebook_id == notebook.id).all()
