"""One assignment, kept ready for submissions that arrive one by one."""

import contextlib
import os
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from nbseal.batch.converter import CourseAutograde
from nbseal.batch.gradebook import Recorder
from nbseal.batch.lock import only_run
from nbseal.batch.task import Outcome, Task
from nbseal.conventions import code_of
from nbseal.errors import SubmissionError
from nbseal.execution.libraries import popular
from nbseal.intake.assignment import read_source
from nbseal.intake.names import imported_modules
from nbseal.report.generate import CourseGenerateFeedback, ReleaseFeedback
from nbseal.settings import Course


class ReadyAssignment(CourseAutograde):
    """``nbgrader autograde`` in three steps: get ready, prepare a submission, record its outcome.

    The assignment's lock is held during each step only, so that ``nbgrader autograde`` and
    ``nbseal collect`` go on working beside a watch.
    """

    def get_ready(self, recorder: Recorder) -> None:
        """Read the source, settle its checks, and enter it into the gradebook.

        Parameters
        ----------
        recorder : nbseal.batch.gradebook.Recorder
            The gradebook's.

        Raises
        ------
        nbseal.errors.LockedError
            If another run has the assignment.
        """
        source = self._source_folder()
        self._course = Course(parent=self)
        self._read_source(source)
        self._names = list(self._templates)
        self._split_preprocessors()
        self.assignments = {}
        with self.alone():  # nobody waits: a watch has others to grade
            if self.settles and self._settings.get("SealedExecute", {}).get("sealed", True):
                self._use_verdict()
                self._set_fingerprint()
            self._register(recorder)
        self._signature = self.signature()

    def _popular(self) -> list[str]:
        """Return what all the course's sources import: one kind of worker serves them all."""
        code = []
        for path in sorted(self._source_folder().parent.glob("*/*.ipynb")):
            with contextlib.suppress(SubmissionError, OSError, UnicodeDecodeError):
                code += code_of([read_source(path)])
        return sorted({*super()._popular(), *popular(imported_modules(code, whole=True))})

    def signature(self) -> tuple[tuple[str, int, int], ...]:
        """Return names, sizes and times of the source's files."""
        found = []
        for top, _, names in os.walk(self._source_folder()):
            for name in sorted(names):
                with contextlib.suppress(OSError):
                    status = os.stat(os.path.join(top, name))
                    found.append((os.path.join(top, name), status.st_size, status.st_mtime_ns))
        return tuple(sorted(found))

    def is_stale(self) -> bool:
        """Tell whether the source has changed since it was read."""
        return self.signature() != self._signature

    @property
    def notebooks_of_assignment(self) -> list[str]:
        """The names of its notebooks."""
        return self._names

    def code(self) -> list[str]:
        """Return cells such as the submissions have."""
        return self._prepared.code()

    def runs_by(self) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Return preprocessors and settings, as in `nbseal.batch.task.Task`."""
        return self._worker_names, self._settings

    def alone(self, patience: float = 0.0) -> contextlib.AbstractContextManager[None]:
        """Keep other runs from the assignment; raise `LockedError` where one goes on."""
        lock = self._require_writable() / f".{self.coursedir.assignment_id}.lock"
        return only_run(lock, patience, self.log.warning)

    def begin(self, student: str, recorder: Recorder) -> Task | None:
        """Prepare what a student has in ``submitted/``; None where it is graded already."""
        self._extensions = recorder.extensions(self.coursedir.assignment_id)
        submission = self._found(student)
        if self._is_graded(submission) and student in recorder.recorded(
            self.coursedir.assignment_id
        ):
            return None
        return self._prepare(submission)

    def end(
        self, task: Task, outcome: Outcome | Exception, recorder: Recorder
    ) -> tuple[float, float, str]:
        """Record what came of a task.

        Returns
        -------
        (float, float, str)
            Points, what is to be had, and why it could not be graded where that is not the
            student's doing: it is to be tried again.
        """
        submission = self._found(task.student)
        got, most = self._finish(submission, outcome, recorder)
        return got, most, "; ".join(submission.failures)

    def fingerprint(self, student: str) -> str:
        """Return a hash of all that decides the grade of what a student has in ``submitted/``."""
        return str(self._found(student).fingerprint)

    def _found(self, student: str) -> Any:
        folder = self._format_source(self.coursedir.assignment_id, student)
        paths = [os.path.join(folder, f"{name}.ipynb") for name in self._names]
        self.assignments = {folder: paths}
        submission = self._find(folder)
        if submission is None:
            raise LookupError(f"{student} is left out by student_id_exclude")
        return submission


def coursedir_of(
    config: Config, root: Path, assignment: str, student: str = "*"
) -> CourseDirectory:
    """Return a course's folder as nbgrader's converters take it."""
    coursedir = CourseDirectory(config=config, root=str(root))
    coursedir.assignment_id = assignment
    coursedir.student_id = student
    return coursedir


def give_feedback(config: Config, root: Path, assignment: str, student: str, release: bool) -> None:
    """Make a student's page and put it where the student finds it.

    Parameters
    ----------
    config : traitlets.config.Config
        The course's.
    root : pathlib.Path
        The course's folder.
    assignment, student : str
        What, and whose; ``*`` for all.
    release : bool
        Whether it came through the exchange, and goes back through it.
    """
    coursedir = coursedir_of(config, root, assignment, student)
    CourseGenerateFeedback(coursedir=coursedir, config=config).start()
    if release:
        exchange = config.ExchangeFactory.get("release_feedback", ReleaseFeedback)
        exchange(coursedir=coursedir, config=config).start()
