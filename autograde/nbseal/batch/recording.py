"""The rows of one graded notebook, as nbgrader's own preprocessors would write them."""

from collections.abc import Collection, Mapping

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import BaseCell, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import Session

from nbseal.batch import marking


def points_of(submission: SubmittedAssignment, names: Collection[str]) -> float | None:
    """Return the points that some notebooks of a submission have; None before the first grading."""
    rows = [row for row in submission.notebooks if row.name in names]
    scores = [grade.auto_score for row in rows for grade in row.grades]
    return sum(row.score for row in rows) if any(s is not None for s in scores) else None


def names_of_cells(session: Session, row: SubmittedNotebook) -> dict[str, str]:
    """Return the names of a notebook's cells by their ids."""
    cells = session.query(BaseCell.id, BaseCell.name)
    return dict(cells.filter(BaseCell.notebook_id == row.notebook_id).all())


def record_notebook(
    session: Session,
    row: SubmittedNotebook,
    notebook: NotebookNode,
    cells: Mapping[str, str],
    made: Mapping[str, str],
    shown: Mapping[str, str],
) -> None:
    """Do what nbgrader's SaveAutoGrades does, without a query and a commit for each cell.

    Other than there, a mark by hand is final while what was marked is unchanged: what was
    recorded last (`nbseal.batch.marking.kept`), and what `shown` says that markers saw.
    """
    grades = {cells[grade.cell_id]: grade for grade in row.grades}
    comments = {cells[comment.cell_id]: comment for comment in row.comments}
    ids = {name: grade.id for name, grade in grades.items()}
    last = marking.kept(session, ids)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_grade(cell) or utils.is_task(cell):
            grade = grades[name]
            # A task is marked by hand; nbgrader says so to nobody.
            points = None if utils.is_task(cell) else utils.determine_grade(cell)[0]
            seen = {digests[name] for digests in (last, shown) if name in digests}
            unchanged = seen == {made[name]} and (
                utils.is_solution(cell) or points == grade.auto_score  # None, of a task
            )
            grade.auto_score = points
            if grade.manual_score is None:
                grade.needs_manual_grade = points is None
            elif not unchanged:
                grade.needs_manual_grade = True
        if utils.is_solution(cell) or utils.is_task(cell):
            unchanged = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            empty = unchanged and not utils.is_task(cell)
            comments[name].auto_comment = "No response." if empty else None
    session.flush()
    marking.keep(session, ids, made)


def record_penalty(
    row: SubmittedNotebook,
    submission: SubmittedAssignment,
    student: str,
    late_penalty: AssignLatePenalties | None,
) -> None:
    """Do what nbgrader's AssignLatePenalties does."""
    if late_penalty is None:
        return
    row.late_submission_penalty = None
    late = submission.total_seconds_late
    if late > 0:
        penalty = late_penalty.plugin_inst.late_submission_penalty(student, row.score, late)
        if penalty is not None:
            row.late_submission_penalty = late_penalty._check_late_penalty(row, penalty)
