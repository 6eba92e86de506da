"""nbgrader's ``generate_feedback``: a page is made again when what it shows has changed."""

import contextlib
import functools
import glob
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.converters import GenerateFeedback, NbGraderException
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash
from sqlalchemy.exc import DBAPIError
from traitlets import default

from nbseal import private
from nbseal.batch import files
from nbseal.batch.gradebook import opened
from nbseal.conventions import RECORD
from nbseal.errors import GradebookError
from nbseal.intake.reading import MAX_BYTES
from nbseal.report.feedback import HideChecks

MADE = ".nbseal-feedback.json"  # beside the pages: a hash of what they show
_MEASURED = ("seconds", "mebibytes", "fingerprint", "isolation")  # which no page shows
_READABLE = 0o644  # of what the exchange gives to students


class CourseGenerateFeedback(GenerateFeedback):
    """Make the pages whose notebook, marks, comments, penalty or time have changed.

    Each folder of pages appears in one step; one that cannot be made leaves the old one in place.
    """

    _staged: Path | None = None

    @default("permissions")
    def _default_permissions(self) -> int:
        return 660 if self.coursedir.groupshared else 600

    def convert_notebooks(self) -> None:
        """Make what has changed, and say how much that was."""
        shared = self.coursedir.groupshared
        private.only_owner(shared)
        if self.coursedir.student_id == "*":  # a watch makes one student's pages at a time
            warning = private.protect_course(self.coursedir.root, shared=shared)
            if warning:
                self.log.warning(warning)
        made, unchanged = 0, 0
        failed: dict[str, Exception] = {}
        excluded = self.coursedir.student_id_exclude.split(",")
        with self._gradebook() as gradebook:
            for folder in sorted(self.assignments):
                self.notebooks = sorted(self.assignments[folder])
                pattern = self._format_source(
                    "(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True
                )
                match = re.match(pattern, folder)
                if match is None:
                    raise NbGraderException(f"Could not match {folder!r} with {pattern!r}")
                assignment, student = match["assignment_id"], match["student_id"]
                if student in excluded:
                    continue
                try:
                    if self._make(gradebook, assignment, student):
                        made += 1
                    else:
                        unchanged += 1
                except DBAPIError:  # it would be the same for all others
                    raise
                except Exception as error:
                    self.log.exception("The feedback of %s could not be made", student)
                    failed[student] = error
                finally:
                    self._staged = None
        self.log.info("%d students' pages made, %d unchanged", made, unchanged)
        if failed:
            raise NbGraderException(
                f"The feedback of {len(failed)} students could not be made: {', '.join(failed)}"
            ) from next(iter(failed.values()))

    @contextlib.contextmanager
    def _gradebook(self) -> Iterator[Gradebook]:
        try:
            with opened(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
                yield gradebook
        except GradebookError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error

    def _make(self, gradebook: Gradebook, assignment: str, student: str) -> bool:
        """Make a student's pages where they are not what they should be; tell whether they were."""
        target = Path(os.path.normpath(super()._format_dest(assignment, student)))
        shown = self._fingerprint(gradebook, assignment, student)
        pages = [f"{Path(path).stem}{self.exporter.file_extension}" for path in self.notebooks]
        there = all((target / page).is_file() for page in pages)
        if there and not self.force and _made(target) == shown:
            return False
        self.run_pre_convert_hook()
        self._staged = files.beside(target)
        self.init_assignment(assignment, student)
        for path in self.notebooks:
            self.convert_single_notebook(path)
        (self._staged / MADE).write_text(json.dumps({"shown": shown}), encoding="utf-8")
        self.set_permissions(assignment, student)
        changed = self.force or not there or _differ(self._staged, target, pages)
        if self.coursedir.notebook_id == "*":
            if changed:
                files.put_in_place(self._staged, target)
            else:  # a page of the same bytes keeps its time
                os.replace(self._staged / MADE, target / MADE)
                files.clear_beside(target)
        else:
            (self._staged / MADE).unlink()  # of some of the pages only
            files.put_in_place_each(self._staged, target)
        self.run_post_convert_hook()
        return changed

    def _fingerprint(self, gradebook: Gradebook, assignment: str, student: str) -> str:
        """Return a hash of all that a student's pages show."""
        try:
            submission = gradebook.find_submission(assignment, student)
        except MissingEntry:
            raise NbGraderException(f"{student}: nothing is recorded in the gradebook") from None
        source = Path(self._format_source(assignment, student))
        submitted = Path(
            self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment)
        )
        digest = hashlib.sha256(_own_code().encode())
        parts: list[Any] = [
            {name: repr(dict(self.config[name])) for name in sorted(self.config)},
            _graded(submission),
            HideChecks(parent=self).holds_back(
                submission.assignment.duedate and submission.duedate
            ),
        ]
        for path in map(Path, self.notebooks):
            parts.append([path.name, _content(path), _hash(submitted / path.name)])
        for path in sorted(source.glob("*.txt")):
            parts.append([path.name, _hash(path)])
        digest.update(json.dumps(parts, sort_keys=True, default=str).encode())
        return digest.hexdigest()

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Make a page; nbgrader would log a line for each."""
        found: ResourcesDict = self.init_single_notebook_resources(notebook_filename)
        output, found = self.exporter.from_filename(notebook_filename, resources=found)
        self.write_single_notebook(output, found)

    def _format_dest(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        """Return the folder that is being made, while one is."""
        return str(self._staged or super()._format_dest(assignment_id, student_id, escape))

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy what belongs beside the pages: the time and the exchange's word of the submission.

        nbgrader copies all files of a submission, which can be of any size.
        """
        source, dest = (
            Path(self._format_source(assignment_id, student_id)),
            Path(self._format_dest(assignment_id, student_id)),
        )
        names = ("timestamp.txt", "submission_secret.txt")
        present = [source / name for name in names if (source / name).is_file()]
        files.copy_files(present, source, dest)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Do so as nbgrader does, without a line for each student."""
        files.set_permissions(
            Path(self._format_dest(assignment_id, student_id)),
            int(str(self.permissions), 8),
            self.coursedir.groupshared,
        )


class ReleaseFeedback(ExchangeReleaseFeedback):
    """Give the pages to the exchange, where students may read what is private in the course."""

    def copy_files(self) -> None:
        """Copy each page in one step; what did not come through the exchange has no place there.

        nbgrader stops at the first student without a secret.
        """
        excluded = self.coursedir.student_id_exclude.split(",")
        pattern = re.escape(os.path.sep).join(
            (
                self.coursedir.format_path(
                    self.coursedir.feedback_directory,
                    "(?P<student>.*)",
                    self.coursedir.assignment_id,
                    escape=True,
                ),
                ".*",
            )
        )
        released, without = 0, 0
        for name in sorted(glob.glob(os.path.join(self.src_path, "*.html"))):
            page = Path(name)
            match = re.match(pattern, name)
            if match is None:
                self.log.error("Could not match %r with %r", name, pattern)
                continue
            if match["student"] in excluded:
                continue
            try:
                secret = (page.parent / "submission_secret.txt").read_text(encoding="utf-8")
            except FileNotFoundError:
                without += 1
                continue
            target = Path(
                self.dest_path, f"{notebook_hash(secret=secret, notebook_id=page.stem)}.html"
            )
            files.write_in_one_step(target, page.read_bytes(), _READABLE)
            released += 1
        self.log.info("%d pages released", released)
        if without:
            self.log.info("%d pages are of work that did not come through the exchange", without)


@functools.cache
def _own_code() -> str:
    """Return a hash of the code, words and templates that make a page."""
    digest = hashlib.sha256()
    for package in ("nbseal.report", "nbseal.messages"):
        waiting = [resources.files(package)]
        while waiting:
            for entry in sorted(waiting.pop().iterdir(), key=lambda entry: entry.name):
                if entry.is_dir():
                    waiting.append(entry)
                elif not entry.name.endswith(".pyc"):
                    digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()


def _graded(submission: SubmittedAssignment) -> list[Any]:
    """Return what the gradebook says of a submission, in order."""
    said: list[Any] = [submission.timestamp, submission.assignment.duedate]
    for notebook in sorted(submission.notebooks, key=lambda notebook: notebook.name):
        said.append([notebook.name, notebook.late_submission_penalty])
        for grade in sorted(notebook.grades, key=lambda grade: grade.name):
            waiting = grade.auto_score is None and grade.manual_score is None
            said.append([grade.name, grade.score, grade.max_score, waiting])
        for comment in sorted(notebook.comments, key=lambda comment: comment.name):
            said.append([comment.name, comment.comment])
    return said


def _content(path: Path) -> str:
    """Return a hash of a graded notebook without what grading it once more measures anew."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    record = notebook.get("metadata", {}).get(RECORD, {})
    for name in _MEASURED:
        record.pop(name, None)
    return hashlib.sha256(json.dumps(notebook, sort_keys=True).encode()).hexdigest()


def _hash(path: Path) -> str:
    """Return a hash of a file that was handed in; of a large one, of its size and time."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):  # such as a link to /dev/zero, which never ends
            return f"{stat.S_IFMT(status.st_mode)}"
        if status.st_size > MAX_BYTES:
            return f"{status.st_size} {status.st_mtime_ns}"
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _made(folder: Path) -> str | None:
    """Return the hash of what a folder's pages show; None where it is not known."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        return str(json.loads((folder / MADE).read_text(encoding="utf-8"))["shown"])
    return None


def _differ(one: Path, other: Path, names: list[str]) -> bool:
    return any((one / name).read_bytes() != (other / name).read_bytes() for name in names)
