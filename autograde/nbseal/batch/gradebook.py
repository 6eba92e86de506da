"""The one writer of the gradebook: a submission is recorded in one transaction or not at all."""

import contextlib
import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from nbformat import NotebookNode
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
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from nbseal.batch import extensions, marking
from nbseal.batch.changes import Changes, adapt, complete
from nbseal.batch.recording import names_of_cells, points_of, record_notebook, record_penalty
from nbseal.errors import GradebookError

_T = TypeVar("_T")

RETRY_AFTER = 0.5  # seconds
_BUSY = (
    *("locked", "busy", "deadlock", "could not serialize", "lock timeout"),
    *("server closed", "connection", "starting up", "shutting down"),
    "pg_type_typname",  # two make a table at the same time
)


@contextlib.contextmanager
def opened(db_url: str, course_id: str) -> Iterator[Gradebook]:
    """Give nbgrader's gradebook to what only reads it.

    Parameters
    ----------
    db_url, course_id : str
        As nbgrader has them.

    Raises
    ------
    GradebookError
        If it does not exist, or cannot be read as another program keeps it, say.
    """
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        # Opening it would make an empty one.
        raise GradebookError(f"No gradebook at {url.database}: run nbgrader autograde first")
    try:
        with Gradebook(db_url, course_id) as gradebook:
            yield gradebook
    except DBAPIError as error:
        shown = url.render_as_string(hide_password=True)
        raise GradebookError(f"Cannot read {shown}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """Return what the database says, in one line."""
    return str(getattr(error, "orig", error)).strip().partition("\n")[0]


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
        self._has_own_tables = False  # as far as is known
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
                reason = _reason(error)
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

    def enter(self, students: Mapping[str, Mapping[str, str]]) -> None:
        """Let the gradebook know a class.

        Parameters
        ----------
        students : mapping of str to mapping of str to str
            By student id: ``first_name``, ``last_name``, ``email``. What is empty stays as it is.
        """

        def write() -> None:
            with self._transaction() as gradebook:
                session = gradebook.db
                there = {row.id: row for row in session.query(Student).all()}
                for student, about in students.items():
                    row = there.get(student)
                    if row is None:
                        row = Student(id=student)
                        session.add(row)
                    for name, value in about.items():
                        if value:
                            setattr(row, name, value)

        self.retry(write)

    def extensions(self, assignment: str) -> dict[str, tuple[datetime.datetime | None, float]]:
        """Return who has more time for an assignment; see `nbseal.batch.extensions.read`."""

        def read() -> dict[str, tuple[datetime.datetime | None, float]]:
            with self._engine.connect() as connection:
                if not inspect(connection).has_table(extensions.TABLE.name):
                    return {}
                with Session(connection) as session:
                    return extensions.read(session, assignment)

        return self.retry(read)

    def extend(
        self,
        assignment: str,
        students: Iterable[str],
        until: datetime.datetime | None,
        minutes: float | None,
    ) -> datetime.datetime | None:
        """Give students more time, or take it back; see `nbseal.batch.extensions.write`.

        Returns
        -------
        datetime.datetime or None
            The assignment's due date.
        """
        students = list(students)

        def write() -> datetime.datetime | None:
            with self._transaction() as gradebook:
                gradebook.db.execute(CreateTable(extensions.TABLE, if_not_exists=True))
                extensions.write(gradebook.db, assignment, students, until, minutes)
                try:
                    due = gradebook.find_assignment(assignment).duedate
                except MissingEntry:
                    return None
                return due

        return self.retry(write)

    def forget(self, student: str) -> bool:
        """Take out all that the gradebook has of a student; tell whether there was anything."""

        def write() -> bool:
            with self._transaction() as gradebook:
                session = gradebook.db
                for table in (marking.TABLE, extensions.TABLE):
                    session.execute(CreateTable(table, if_not_exists=True))
                gone = extensions.TABLE.c.student == student
                extended = session.execute(extensions.TABLE.delete().where(gone)).rowcount
                row = session.query(Student).filter(Student.id == student).one_or_none()
                if row is None:
                    return bool(extended)
                grades = (
                    session.query(Grade.id)
                    .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
                    .join(
                        SubmittedAssignment,
                        SubmittedAssignment.id == SubmittedNotebook.assignment_id,
                    )
                    .filter(SubmittedAssignment.student_id == student)
                )
                ids = [one for (one,) in grades.all()]
                session.execute(marking.TABLE.delete().where(marking.TABLE.c.grade_id.in_(ids)))
                for submission in list(row.submissions):
                    for notebook in list(submission.notebooks):
                        for one in (*notebook.grades, *notebook.comments):
                            session.delete(one)
                        session.flush()
                        session.delete(notebook)
                    session.flush()
                    session.delete(submission)
                session.flush()
                session.expire(row)
                session.delete(row)
                return True

        return self.retry(write)

    def students(self) -> set[str]:
        """Return the ids of all students."""

        def read() -> set[str]:
            with Session(self._engine) as session:
                return {row[0] for row in session.query(Student.id).all()}

        return self.retry(read)

    def points(self, assignment: str, student: str) -> tuple[float | None, float | None]:
        """Return what a student has and what is to be had; None where nothing is recorded."""

        def read() -> tuple[float | None, float | None]:
            with self._transaction() as gradebook:
                try:
                    submission = gradebook.find_submission(assignment, student)
                except MissingEntry:
                    return None, None
                return submission.score, submission.max_score

        return self.retry(read)

    def due_dates(self) -> dict[tuple[str, str], datetime.datetime]:
        """Return until when each student who handed in has time, in UTC and without a zone.

        Returns
        -------
        dict of (str, str) to datetime.datetime
            By assignment and student; assignments without a due date are left out.
        """

        def read() -> dict[tuple[str, str], datetime.datetime]:
            with Session(self._engine) as session:
                rows = (
                    session.query(
                        AssignmentRow.name,
                        SubmittedAssignment.student_id,
                        AssignmentRow.duedate,
                        SubmittedAssignment.extension,
                    )
                    .join(AssignmentRow, AssignmentRow.id == SubmittedAssignment.assignment_id)
                    .filter(AssignmentRow.duedate.is_not(None))
                    .all()
                )
            none = datetime.timedelta(0)
            return {(name, student): due + (more or none) for name, student, due, more in rows}

        return self.retry(read)

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
        asked: Mapping[str, Mapping[str, str]] | None = None,
        before: Mapping[str, NotebookNode] | None = None,
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
        asked : mapping of str to mapping of str to str, optional
            By notebook: what `nbseal.batch.marking.questions` gave. A mark by hand stays final
            while question and answer are what they were.
        before : mapping of str to nbformat.NotebookNode, optional
            The graded notebooks that markers have seen until now.

        Returns
        -------
        (float, float, float or None)
            The points that the recorded notebooks now have, could have, and had before; None where
            nothing was recorded.

        Raises
        ------
        GradebookError
            If nothing was recorded.
        """

        def write() -> tuple[float, float, float | None]:
            with self._transaction() as gradebook:
                if not self._has_own_tables:
                    for table in (marking.TABLE, extensions.TABLE):
                        gradebook.db.execute(CreateTable(table, if_not_exists=True))
                if create:
                    gradebook.update_or_create_student(student)
                else:
                    _find_student(gradebook, student)
                when = {"timestamp": timestamp} if timestamp else {}
                submission = gradebook.update_or_create_submission(assignment, student, **when)
                complete(gradebook.db, submission)
                given = extensions.read(gradebook.db, assignment).get(student)
                submission.extension = extensions.extension(given, submission.assignment.duedate)
                points_before = points_of(submission, notebooks)
                rows = {row.name: row for row in submission.notebooks}
                for name, notebook in notebooks.items():
                    cells = names_of_cells(gradebook.db, rows[name])
                    questions = (asked or {}).get(name, {})
                    seen = (before or {}).get(name)
                    shown = marking.digests(seen, questions) if seen is not None else {}
                    record_notebook(
                        gradebook.db,
                        rows[name],
                        notebook,
                        cells,
                        marking.digests(notebook, questions),
                        shown,
                    )
                gradebook.db.flush()
                gradebook.db.expire_all()
                for name in notebooks:
                    record_penalty(rows[name], submission, student, late_penalty)
                return (
                    sum(rows[name].score for name in notebooks),
                    sum(rows[name].max_score for name in notebooks),
                    points_before,
                )

        recorded = self.retry(write)
        self._has_own_tables = True
        return recorded


def _begin_at_once(engine: Engine) -> None:
    """Let SQLite's transactions take their lock when they begin.

    Else two that have read and want to write would each wait for the other.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA secure_delete = ON")  # who is forgotten is in no free page

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _find_student(gradebook: Gradebook, student: str) -> None:
    try:
        gradebook.find_student(student)
    except MissingEntry:
        raise GradebookError(f"No student with ID {student!r} exists in the database") from None
