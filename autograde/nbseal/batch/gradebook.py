"""The one writer of the gradebook: a submission is recorded in one transaction or not at all."""

import contextlib
import datetime
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeVar

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    BaseCell,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    Notebook,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from nbseal.batch.changes import Changes, adapt, complete
from nbseal.errors import GradebookError

_T = TypeVar("_T")

RETRY_AFTER = 0.5  # seconds
_BUSY = (
    *("locked", "busy", "deadlock", "could not serialize", "lock timeout"),
    *("server closed", "connection", "starting up", "shutting down"),
)


class Recorder:
    """Writes to the gradebook, and waits where another program keeps it busy.

    Parameters
    ----------
    db_url : str
        As nbgrader has it.
    course_id : str
        As nbgrader has it.
    patience : float
        Seconds to wait for a busy gradebook.
    say : callable
        Gets a line when it has to wait, and when that is over.
    """

    def __init__(
        self, db_url: str, course_id: str, patience: float, say: Callable[[str], object]
    ) -> None:
        self._patience = patience
        self._say = say
        url = make_url(db_url)
        sqlite = url.get_backend_name() == "sqlite"
        # Waiting is done here, so that it can be said.
        self._engine = create_engine(url, connect_args={"timeout": RETRY_AFTER} if sqlite else {})
        if sqlite:
            _begin_at_once(self._engine)
        self._shown = url.render_as_string(hide_password=True)
        self._gradebook = self.retry(lambda: Gradebook(db_url, course_id))

    def close(self) -> None:
        """Let go of the database."""
        self._gradebook.close()
        self._engine.dispose()

    def retry(self, action: Callable[[], _T]) -> _T:
        """Do something with the database; do it again while that is busy.

        Raises
        ------
        GradebookError
            If it stays busy, or fails for another reason.
        """
        deadline = time.monotonic() + self._patience
        waiting = False
        while True:
            try:
                result = action()
            except (DBAPIError, InvalidEntry) as error:  # nbgrader makes the one into the other
                reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
                busy = any(word in reason.lower() for word in _BUSY)
                if not busy:
                    raise GradebookError(f"Cannot write to {self._shown}: {reason}") from error
                if time.monotonic() > deadline:
                    raise GradebookError(
                        f"{self._shown} stayed busy for {self._patience:g} s ({reason})"
                    ) from error
                if not waiting:
                    self._say(f"The gradebook is busy ({reason}): waiting for it")
                    waiting = True
                time.sleep(RETRY_AFTER)
            else:
                if waiting:
                    self._say("The gradebook is free again")
                return result

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Gradebook]:
        """Give nbgrader's gradebook; all that it commits is committed at the end, or not at all."""
        with (
            self._engine.begin() as connection,
            Session(connection, join_transaction_mode="rollback_only") as session,
        ):
            before, self._gradebook.db = self._gradebook.db, session
            try:
                yield self._gradebook
                session.flush()
            finally:
                self._gradebook.db = before

    def require_writable(self) -> None:
        """Stop where nothing could be recorded."""

        def write() -> None:
            with self._engine.begin() as connection:
                connection.execute(text("UPDATE course SET id = id"))

        self.retry(write)

    def checksums(self, assignment: str) -> dict[str, dict[str, str]]:
        """Return what the gradebook knows of an assignment's cells.

        Returns
        -------
        dict of str to dict of str to str
            Notebook name to grade_id to nbgrader's checksum.
        """

        def read() -> list[Any]:
            with Session(self._engine) as session:
                return (
                    session.query(Notebook.name, SourceCell.name, SourceCell.checksum)
                    .join(AssignmentRow, AssignmentRow.id == Notebook.assignment_id)
                    .join(SourceCell, SourceCell.notebook_id == Notebook.id)
                    .filter(AssignmentRow.name == assignment)
                    .all()
                )

        known: dict[str, dict[str, str]] = {}
        for notebook, cell, checksum in self.retry(read):
            known.setdefault(notebook, {})[cell] = checksum
        return known

    def adapt(
        self,
        assignment: str,
        templates: Mapping[str, NotebookNode],
        keep: Callable[[Changes], None],
    ) -> Changes:
        """Let the gradebook have an assignment's cells as they stand now.

        Parameters
        ----------
        assignment, templates
            See `nbseal.batch.changes.adapt`.
        keep : callable
            Takes the changes and keeps what is taken out; nothing is changed where it fails.

        Returns
        -------
        nbseal.batch.changes.Changes
        """

        def write() -> Changes:
            with self._transaction() as gradebook:
                changes = adapt(gradebook.db, assignment, templates)
                keep(changes)
                return changes

        return self.retry(write)

    def recorded(self, assignment: str) -> set[str]:
        """Return the ids of the students with a score in every automatic check."""

        def read() -> set[str]:
            with Session(self._engine) as session:
                checks = (
                    session.query(Student.id, Grade.auto_score)
                    .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
                    .join(AssignmentRow, AssignmentRow.id == SubmittedAssignment.assignment_id)
                    .join(
                        SubmittedNotebook,
                        SubmittedNotebook.assignment_id == SubmittedAssignment.id,
                    )
                    .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
                    .join(BaseCell, BaseCell.id == Grade.cell_id)
                    .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
                    .filter(AssignmentRow.name == assignment, Grade.cell_type == "code")
                    .all()
                )
            return {who for who, _ in checks} - {who for who, score in checks if score is None}

        return self.retry(read)

    def record(
        self,
        assignment: str,
        student: str,
        timestamp: datetime.datetime | None,
        notebooks: Mapping[str, NotebookNode],
        create: bool = True,
        late_penalty: AssignLatePenalties | None = None,
    ) -> tuple[float, float, float | None]:
        """Record what a submission got; manual grades and comments stay.

        Parameters
        ----------
        assignment, student : str
            What it is, and whose.
        timestamp : datetime.datetime or None
            When it was handed in.
        notebooks : dict of str to nbformat.NotebookNode
            The executed notebooks.
        create : bool
            Whether a student whom the gradebook does not know is entered.
        late_penalty : nbgrader.preprocessors.AssignLatePenalties, optional
            Says what is taken off for handing in late.

        Returns
        -------
        (float, float, float or None)
            The points that the recorded notebooks now have, what there is to be had, and the
            points that they had before; None where nothing was recorded.

        Raises
        ------
        GradebookError
            If nothing was recorded.
        """

        def write() -> tuple[float, float, float | None]:
            with self._transaction() as gradebook:
                if create:
                    gradebook.update_or_create_student(student)
                else:
                    _find_student(gradebook, student)
                when = {"timestamp": timestamp} if timestamp else {}
                submission = gradebook.update_or_create_submission(assignment, student, **when)
                complete(gradebook.db, submission)
                before = _before(submission, notebooks)
                rows = {row.name: row for row in submission.notebooks}
                for name, notebook in notebooks.items():
                    cells = _cells(gradebook.db, rows[name])
                    _record_notebook(rows[name], notebook, cells)
                gradebook.db.flush()
                gradebook.db.expire_all()
                for name in notebooks:
                    _record_penalty(rows[name], submission, student, late_penalty)
                return (
                    sum(rows[name].score for name in notebooks),
                    sum(rows[name].max_score for name in notebooks),
                    before,
                )

        return self.retry(write)


def _before(submission: SubmittedAssignment, names: Collection[str]) -> float | None:
    """Return the points that some notebooks of a submission have; None before the first grading."""
    rows = [row for row in submission.notebooks if row.name in names]
    scores = [grade.auto_score for row in rows for grade in row.grades]
    return sum(row.score for row in rows) if any(s is not None for s in scores) else None


def _begin_at_once(engine: Engine) -> None:
    """Let SQLite's transactions take their lock when they begin.

    Else two that have read and want to write would each wait for the other.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _find_student(gradebook: Gradebook, student: str) -> None:
    try:
        gradebook.find_student(student)
    except MissingEntry:
        raise GradebookError(f"No student with ID {student!r} exists in the database") from None


def _cells(session: Session, row: SubmittedNotebook) -> dict[str, str]:
    """Return the names of a notebook's cells by their ids."""
    cells = session.query(BaseCell.id, BaseCell.name)
    return dict(cells.filter(BaseCell.notebook_id == row.notebook_id).all())


def _record_notebook(row: SubmittedNotebook, notebook: NotebookNode, cells: dict[str, str]) -> None:
    """Do what nbgrader's SaveAutoGrades does, without a query and a commit for each cell."""
    grades = {cells[grade.cell_id]: grade for grade in row.grades}
    comments = {cells[comment.cell_id]: comment for comment in row.comments}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if utils.is_grade(cell):
            grade = grades[name]
            grade.auto_score, _ = utils.determine_grade(cell)
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        if utils.is_solution(cell) or utils.is_task(cell):
            unchanged = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            empty = unchanged and not utils.is_task(cell)
            comments[name].auto_comment = "No response." if empty else None


def _record_penalty(
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
