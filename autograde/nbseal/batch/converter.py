"""nbgrader's ``autograde`` for a whole class at once."""

import contextlib
import csv
import dataclasses
import datetime
import errno
import fnmatch
import glob
import json
import os
import re
import stat
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from nbformat import NotebookNode
from nbgrader.converters import Autograde, GenerateAssignment, NbGraderException
from nbgrader.preprocessors import (
    AssignLatePenalties,
    Execute,
    SaveAutoGrades,
)
from sqlalchemy.engine import make_url
from traitlets import Bool, Float, Integer, Unicode, default
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from nbseal import private
from nbseal.batch import engine, files
from nbseal.batch import verdict as verdicts
from nbseal.batch.changes import Changes
from nbseal.batch.fingerprint import (
    environment,
    fingerprint_of_assignment,
    fingerprint_of_submission,
)
from nbseal.batch.gradebook import Recorder
from nbseal.batch.lock import only_run
from nbseal.batch.prepared import complete_source, other_kernel, prepare, wrong_metadata
from nbseal.batch.progress import Progress
from nbseal.batch.task import Outcome, Task, as_file, dump, load, run_one, settings_for
from nbseal.batch.verdict import Verdict
from nbseal.conventions import RECORD, code_of, is_printable, notebook_record
from nbseal.errors import (
    CourseError,
    ForkServerError,
    GradebookError,
    LockedError,
    NbsealError,
    SubmissionError,
    UnfitWorkerError,
)
from nbseal.execution.libraries import popular
from nbseal.execution.server import ForkServer
from nbseal.intake.assignment import read_source, solutions_of
from nbseal.intake.fitting import fit_to_source
from nbseal.intake.locating import read_from_folder
from nbseal.intake.names import imported_modules
from nbseal.messages import Message, in_language
from nbseal.sealed.analysis import PLAN
from nbseal.sealed.execute import SealedExecute
from nbseal.settings import Course
from nbseal.spreadsheet import neutral
from nbseal.submissions import add_notes, grade_id_of, unreadable_notebook


@dataclasses.dataclass
class _Submission:
    """A submission on its way.

    Attributes
    ----------
    folder : pathlib.Path
        Where it was handed in.
    student : str
        Whose it is.
    fingerprint : str
        A hash of all that decides its grade.
    regular, odd : list of pathlib.Path
        Its files; and links, pipes and the like, which are left out.
    unreadable : list of str
        Why notebooks of it are recorded with 0 points.
    failures : list of str
        Why notebooks of it could not be graded, where that is not the student's doing.
    """

    folder: Path
    student: str
    fingerprint: str
    regular: list[Path]
    odd: list[Path]
    unreadable: list[str] = dataclasses.field(default_factory=list)
    failures: list[str] = dataclasses.field(default_factory=list)


class CourseAutograde(Autograde):
    """Grade submissions on all cores or a cluster; each ends with a score and a reason.

    A submission is read and fitted to the source here, run by a worker, and recorded here again:
    first in the gradebook, in one transaction, then in ``autograded/``, in one step. So a run that
    was killed is made up for by running it again.
    """

    workers = Integer(
        help="How many submissions run at once on this machine; by default one a core. 0: run "
        "them in this process, one after the other."
    ).tag(config=True)
    scheduler = Unicode(
        help="A Dask cluster to run on instead: its scheduler's address (tcp://host:8786) or file."
    ).tag(config=True)
    patience = Float(
        600, help="Seconds to wait for a busy gradebook, and for another run of the assignment."
    ).tag(config=True)

    settles = Bool(
        True,
        help="Settle first, by the source's own solution, which checks can be sealed; the others "
        "are judged by a replay. False: every check is sealed.",
    ).tag(config=True)
    sealed_only = Bool(
        False, help="Grade nothing of an assignment with checks that cannot be sealed."
    ).tag(config=True)

    @default("workers")
    def _default_workers(self) -> int:
        with contextlib.suppress(AttributeError):  # not everywhere
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1

    @default("permissions")
    def _default_permissions(self) -> int:
        return 660 if self.coursedir.groupshared else 400

    def start(self) -> None:
        """Grade; what takes long to get ready begins at once."""
        if not self.scheduler:
            sealed = SealedExecute(parent=self)
            with contextlib.suppress(NbsealError):  # which the first submission meets again
                if sealed.fork:
                    ForkServer.begin(sealed.isolation)
        super().start()

    def init_notebooks(self) -> None:
        """Find the submissions, those without a notebook among them."""
        assignment, student = self.coursedir.assignment_id, self.coursedir.student_id
        source = self._source_folder()
        if not list(source.glob("*.ipynb")):
            known = ", ".join(sorted(path.parent.name for path in source.parent.glob("*/*.ipynb")))
            self._stop(f"Unknown assignment {assignment!r}; source/ has: {known or 'nothing'}")
        submitted = self._format_source(assignment, student)
        folders = sorted(path for path in glob.glob(submitted) if os.path.isdir(path))
        if not folders:
            who = "" if student == "*" else f" by {student!r}"
            self._stop(f"No submission of {assignment!r}{who}: nothing matches {submitted}")
        self._read_source(source)
        self._names = [n for n in self._templates if fnmatch.fnmatch(n, self.coursedir.notebook_id)]
        if not self._names:
            known = ", ".join(sorted(self._templates))
            self._stop(f"No notebook {self.coursedir.notebook_id!r} in {assignment!r}: {known}")
        self.assignments = {
            folder: [os.path.join(folder, f"{name}.ipynb") for name in self._names]
            for folder in folders
        }

    def _read_source(self, source: Path) -> None:
        """Read the assignment: its notebooks with and without solutions, and its other files."""
        excluded = self.exclude_overwriting.get(self.coursedir.assignment_id, [])
        shared = files.source_files(source, self.coursedir.ignore, excluded)
        read = {path.stem: self._read_instructors(path) for path in sorted(source.glob("*.ipynb"))}
        given = files.read_files(shared, source)
        try:
            self._prepared = prepare(
                read, given, self, lambda name: self._others(source / f"{name}.ipynb")
            )
        except CourseError as error:
            self._stop(f"{error}. Nothing was run")
        self._instructors = self._prepared.instructors
        self._templates = self._prepared.templates
        self._parts = self._prepared.parts
        self._given = self._prepared.given

    def read_source_alone(self) -> None:
        """Read the assignment where no submission is being graded.

        Raises
        ------
        nbgrader.converters.NbGraderException
            If it cannot be graded as it stands; the reason is logged.
        """
        self._course = Course(parent=self)
        source = self._source_folder()
        if not list(source.glob("*.ipynb")):
            self._stop(f"Unknown assignment {source.name!r}: {source} has no notebooks")
        self._read_source(source)
        self._split_preprocessors()

    def settle(self, thorough: bool = False) -> Verdict:
        """Settle which judge each check of the assignment gets, or read what is settled.

        Parameters
        ----------
        thorough : bool
            Whether each solution has to have been withdrawn by turns.

        Raises
        ------
        nbgrader.converters.NbGraderException
            If the source's own solution cannot be run.
        """
        if not hasattr(self, "_course"):  # no submission is being graded
            self.read_source_alone()
        folder = self._source_folder().parent / ".nbseal"
        path = folder / f"{self.coursedir.assignment_id}.json"
        fingerprint = fingerprint_of_assignment(
            self._instructors,
            [self._settings, self._prepared.digests()],
            self._course,
        )
        verdict = verdicts.load(path, fingerprint, thorough)
        if verdict is None:
            self.log.info("Settling which checks of %s are sealed", self.coursedir.assignment_id)
            try:
                verdict = verdicts.settle(
                    self._instructors,
                    self._templates,
                    self._run_own,
                    fingerprint,
                    self.workers,
                    thorough,
                    given=self._given,
                )
            except verdicts.VerdictError as error:
                self._stop(f"{self.coursedir.assignment_id}: its own solution fails: {error}")
            except ForkServerError as error:
                self._stop(f"{self.coursedir.assignment_id}: {error}")
            verdicts.save(path, verdict)
        return verdict

    def _run_own(self, name: str, notebook: NotebookNode, sealed: bool) -> NotebookNode:
        """Run a notebook of the assignment's author."""
        settings = {**self._settings, "SealedExecute": {**self._settings.get("SealedExecute", {})}}
        settings["SealedExecute"]["sealed"] = sealed
        names = tuple(
            f"{k.__module__}.{k.__qualname__}" for k in self._in_worker if issubclass(k, Execute)
        )
        content = {name: dump(notebook)}
        task = Task("", "the source", content, names, settings, given=self._given)
        return run_one(task)

    def _use_verdict(self) -> None:
        """Give each check its judge; stop where one cannot be had."""
        verdict = self.settle()
        replayed = verdict.replayed()
        if replayed and self.sealed_only:
            names = ", ".join(f"{notebook}: {name}" for notebook, name, _ in replayed)
            self._stop(
                f"sealed_only: {len(replayed)} checks of {self.coursedir.assignment_id} cannot be "
                f"sealed ({names}); `nbseal check {self.coursedir.assignment_id}` says why"
            )
        verdict.apply(self._templates)
        if replayed:
            self.log.warning(
                "%d of %d checks cannot be sealed and are judged in the student's process; "
                "`nbseal check %s` says why",
                len(replayed),
                verdicts.count(verdict)[1],
                self.coursedir.assignment_id,
            )

    def convert_notebooks(self) -> None:
        """Grade what has changed."""
        shared = self.coursedir.groupshared
        private.only_owner(shared)
        self._course = Course(parent=self)
        self._split_preprocessors()
        lock = self._require_writable() / f".{self.coursedir.assignment_id}.lock"
        try:
            with only_run(lock, self.patience, self.log.warning):
                if self.settles and self._settings.get("SealedExecute", {}).get("sealed", True):
                    self._use_verdict()
                    self._set_fingerprint()
                db_url, course = self.coursedir.db_url, self.coursedir.course_id
                recorder = Recorder(db_url, course, self.patience, self.log.warning)
                with contextlib.closing(recorder):
                    self._grade(recorder)
            warning = private.protect_course(self.coursedir.root, shared=shared)
            if warning:
                self.log.warning(warning)
        except (LockedError, GradebookError, engine.ClusterError, UnfitWorkerError) as error:
            self._stop(str(error))
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
                raise
            self._stop(f"Cannot write {error.filename}: {error.strerror}; what was recorded stays")

    def _split_preprocessors(self) -> None:
        """Decide what runs here and what runs in a worker: all before the grades are saved."""
        here = [self._class(preprocessor) for preprocessor in self.sanitize_preprocessors]
        self._before = [preprocessor(parent=self) for preprocessor in here]
        classes = [self._class(preprocessor) for preprocessor in self.autograde_preprocessors]
        saves = [issubclass(preprocessor, SaveAutoGrades) for preprocessor in classes]
        cut = saves.index(True)
        self._in_worker = classes[:cut]
        self._late_penalty, self._after = None, []
        for preprocessor in classes[cut + 1 :]:
            if issubclass(preprocessor, AssignLatePenalties):
                self._late_penalty = preprocessor(parent=self)
                self._late_penalty.init_plugin()
            else:
                self._after.append(preprocessor(parent=self))
        for preprocessor in self._in_worker:
            if issubclass(preprocessor, Execute) and not preprocessor(parent=self).enabled:
                self._stop("--no-execute: outputs that students hand in cannot be graded")
        self._worker_names = tuple(f"{k.__module__}.{k.__qualname__}" for k in self._in_worker)
        self._settings = settings_for(self._in_worker, self.config)
        if not (self._course.preload or self._course.libraries):
            self._settings.setdefault("Course", {})["preload"] = self._popular()
        self._everywhere = settings_for([*here, *classes], self.config)
        self._everything = [klass.__qualname__ for klass in (*here, *classes)]
        self._set_fingerprint()

    def _popular(self) -> list[str]:
        """Return what the source imports of the libraries that take long to import."""
        code = code_of(self._instructors.values(), self._given)
        return popular(imported_modules(code, whole=True))

    def _set_fingerprint(self) -> None:
        self._fingerprint = fingerprint_of_assignment(
            self._templates,
            [self._everywhere, self._everything, self._prepared.digests()],
            self._course,
        )

    def _class(self, preprocessor: str | type[Any]) -> type[Any]:
        return import_item(preprocessor) if isinstance(preprocessor, str) else preprocessor

    def _grade(self, recorder: Recorder) -> None:
        """Run what has changed and record what comes."""
        begun = time.monotonic()
        self.log.info("Graded files get the permissions %s", self.permissions)
        self._extensions = recorder.extensions(self.coursedir.assignment_id)
        found = [self._find(folder) for folder in sorted(self.assignments)]
        everything = [submission for submission in found if submission]
        for submission in everything:
            files.clear_beside(self._graded_folder(submission))
        changed = {s.student for s in everything if self.force or not self._is_graded(s)}
        with contextlib.ExitStack() as stack:
            # What runs them gets ready while the gradebook does.
            ready = self._start(len(changed), stack)
            recorder.require_writable()
            self._register(recorder)
            kept = recorder.recorded(self.coursedir.assignment_id) - changed
            todo = [submission for submission in everything if submission.student not in kept]
            ready = ready or self._start(len(todo), stack)
            if len(todo) < len(everything):
                unchanged = len(everything) - len(todo)
                self.log.info("%d submissions are graded already and unchanged", unchanged)
            waiting = {submission.student: submission for submission in todo}
            workers = max(1, min(self.workers, len(todo)))
            progress = stack.enter_context(Progress(len(todo), workers, self.log))
            tasks = (self._prepare(submission) for submission in todo)
            for task, outcome in ready(tasks) if ready else ():
                submission = waiting.pop(task.student)
                got, of = self._finish(submission, outcome, recorder)
                what = f"{got:g} of {of:g} points"
                progress.advance(
                    submission.student,
                    what,
                    unreadable=bool(submission.unreadable),
                    failed=bool(submission.failures),
                )
        self._sum_up(todo, time.monotonic() - begun)

    def _start(self, count: int, stack: contextlib.ExitStack) -> engine.Runner | None:
        """Let what will run so many submissions get ready; return what runs them."""
        if not count:
            return None
        code = self._prepared.code()
        runner = engine.runner(
            self.scheduler, self.workers, count, self._worker_names, self._settings, code
        )
        return stack.enter_context(runner)

    def _sum_up(self, graded: list[_Submission], seconds: float) -> None:
        """Say what was done and what could not be done."""
        for submission in graded:
            for line in submission.unreadable:
                self.log.warning("Recorded with 0 points: %s", line)
        failed = [line for submission in graded for line in submission.failures]
        unreadable = sum(bool(submission.unreadable) for submission in graded)
        self.log.info(
            "%d submissions graded in %.1f s; %d could not be read, %d could not be graded",
            len(graded),
            seconds,
            unreadable,
            sum(bool(submission.failures) for submission in graded),
        )
        if failed:
            for line in failed:
                self.log.error("Could not be graded, recorded with 0 points: %s", line)
            raise NbGraderException(
                f"{len(failed)} notebooks could not be graded for a reason that is not the "
                "student's; the next run tries them again"
            )

    def _find(self, folder: str) -> _Submission | None:
        """Return the submission in a folder; None for a student who is left out."""
        pattern = self._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
        match = re.match(pattern, folder)
        student = match["student_id"] if match else ""
        if not student or student in self.coursedir.student_id_exclude.split(","):
            return None
        path = Path(folder)
        regular, odd = files.split_files(path, self.coursedir.ignore)
        more_time = self._extensions.get(student)  # decides what is taken off for lateness
        decides = f"{self._fingerprint} {more_time}" if more_time else self._fingerprint
        fingerprint = fingerprint_of_submission(path, regular + odd, decides)
        return _Submission(path, student, fingerprint, regular, odd)

    def _is_graded(self, submission: _Submission) -> bool:
        """Tell whether what is in autograded/ is what grading would give."""
        folder = self._graded_folder(submission)
        for name in self._names:
            try:
                content = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))
                if content["metadata"][RECORD]["fingerprint"] != submission.fingerprint:
                    return False
            except (OSError, ValueError, LookupError, TypeError):  # not there, cut off, another's
                return False
        return True

    def _prepare(self, submission: _Submission) -> Task:
        """Fit the submitted notebooks to the source; return the task of running them."""
        self.notebooks = self.assignments[str(submission.folder)]
        self.run_pre_convert_hook()
        where = self._where(submission)
        for path in submission.odd:
            shown = str(path.relative_to(submission.folder))
            reason = "is not a regular file"
            if not is_printable(path.name):
                reason = "is a name that cannot be printed"
            elif stat.S_ISREG(path.lstat().st_mode):
                reason = "makes the submission too large"
            self.log.warning("%s: %r %s: left out", where, shown, reason)
        beside, notes = files.choose_files(
            submission.regular,
            submission.folder,
            self._given,
            self._prepared.protected,
            graded=self._names,
        )
        for note in notes:
            self.log.warning("%s: %s", where, in_language(note, "en"))
        notebooks = {}
        for name in self._names:
            path = submission.folder / f"{name}.ipynb"
            try:
                notebook = self._fit(path, where, notes)
            except SubmissionError as error:
                submission.unreadable.append(f"{where}: {in_language(error.message, 'en')}")
                notebook = unreadable_notebook(self._templates[name], error.message)
            except Exception as error:  # whatever it was, the student gets a record and a reason
                self.log.exception("%s could not be read", where)
                notebook = self._set_aside(submission, name, error)
            notebooks[name] = dump(notebook)
        return Task(
            self.coursedir.assignment_id,
            submission.student,
            notebooks,
            self._worker_names,
            self._settings,
            environment(self._course) if self.scheduler else None,
            self._given,
            beside,
        )

    def _fit(self, path: Path, where: str, on_files: list[Message]) -> NotebookNode:
        """Read a submitted notebook, wherever it stands in its folder, and fit it to the source."""
        submission = read_from_folder(path, self._parts)
        notebook, notes = fit_to_source(submission, self._parts[path.stem])
        for note in notes:
            self.log.warning("%s: %s: %s", where, path.name, in_language(note, "en"))
        if notes or on_files:
            add_notes(notebook, [*notes, *on_files])
        resources = self.init_single_notebook_resources(str(path))
        for preprocessor in self._before:
            notebook, resources = preprocessor(notebook, resources)
        return notebook

    def _set_aside(
        self, submission: _Submission, name: str, error: Exception | str
    ) -> NotebookNode:
        """Return what stands in for a notebook that could not be graded."""
        kind = f"{type(error).__name__}: " if isinstance(error, Exception) else ""
        reason = f"{name}.ipynb could not be graded: {kind}{error}"
        submission.failures.append(f"{self._where(submission)}: {reason}")
        return unreadable_notebook(self._templates[name], reason)

    def _finish(
        self, submission: _Submission, outcome: Outcome | Exception, recorder: Recorder
    ) -> tuple[float, float]:
        """Record what came of a submission, then let its files appear."""
        notebooks = {}
        errors: dict[str, Any] = dict.fromkeys(self._names, outcome)
        ran: dict[str, str] = {}
        for level, text in getattr(outcome, "log", ()):
            self.log.log(level, "%s", text)
        if not isinstance(outcome, Exception):
            errors, ran = outcome.errors, outcome.notebooks
        for name in self._names:
            if name in errors:
                notebook = self._set_aside(submission, name, errors[name])
            else:
                notebook = load(ran[name])
            path = submission.folder / f"{name}.ipynb"
            resources = self.init_single_notebook_resources(str(path))
            for preprocessor in self._after:
                notebook, resources = preprocessor(notebook, resources)
            notebook.metadata.pop(PLAN, None)  # of what was set aside
            if not submission.failures:  # those are tried again
                notebook_record(notebook)["fingerprint"] = submission.fingerprint
            notebooks[name] = notebook
        graded = self._graded_folder(submission)
        new = self._make_folder(submission, graded, notebooks)
        got, most, before = recorder.record(
            self.coursedir.assignment_id,
            submission.student,
            self._read_timestamp(submission.folder),
            notebooks,
            create=self.create_student,
            late_penalty=self._late_penalty,
            asked=self._prepared.asked,
            before=self._shown(graded),
        )
        if self._names == list(self._templates):
            files.put_in_place(new, graded)
        else:
            files.put_in_place_each(new, graded)
        self.notebooks = self.assignments[str(submission.folder)]
        self.run_post_convert_hook()
        if self._scores_may_move and before is not None and before != got:
            where = self._where(submission)
            self.log.warning("%s: %g points instead of %g", where, got, before)
        return got, most

    def _shown(self, graded: Path) -> dict[str, NotebookNode]:
        """Return the graded notebooks that are there: markers see these."""
        shown = {}
        for name in self._names:
            # What a run that was killed left, or a person changed, is taken as never seen.
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
                text = (graded / f"{name}.ipynb").read_text(encoding="utf-8")
                shown[name] = load(text)
        return shown

    def _make_folder(
        self, submission: _Submission, graded: Path, notebooks: dict[str, NotebookNode]
    ) -> Path:
        """Make a graded submission's folder beside its place."""
        new = files.beside(graded)
        copied = [path for path in submission.regular if path.suffix != ".ipynb"]
        files.copy_files(copied, submission.folder, new)
        source = self._source_folder()
        excluded = self.exclude_overwriting.get(self.coursedir.assignment_id, [])
        shared = files.source_files(source, self.coursedir.ignore, excluded)
        files.copy_files(shared, source, new)
        for name, notebook in notebooks.items():
            path = new / f"{name}.ipynb"
            path.write_text(as_file(notebook), encoding="utf-8")
        self._staged = new
        try:
            self.set_permissions(self.coursedir.assignment_id, submission.student)
        finally:
            self._staged = None
        return new

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Do so as nbgrader does, without a line for each submission."""
        files.set_permissions(
            Path(self._format_dest(assignment_id, student_id)),
            int(str(self.permissions), 8),
            self.coursedir.groupshared,
        )

    _staged: Path | None = None
    _extensions: Mapping[str, tuple[datetime.datetime | None, float]] = MappingProxyType({})
    _scores_may_move = False  # because the assignment changed

    def _format_dest(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        """Return the folder that is being made, while one is."""
        return str(self._staged or super()._format_dest(assignment_id, student_id, escape))

    def _graded_folder(self, submission: _Submission) -> Path:
        folder = self._format_dest(self.coursedir.assignment_id, submission.student)
        return Path(os.path.normpath(folder))

    def _source_folder(self) -> Path:
        assignment = self.coursedir.assignment_id
        return Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment))

    def _where(self, submission: _Submission) -> str:
        return f"student {submission.student!r}, {self.coursedir.assignment_id}"

    def _read_timestamp(self, folder: Path) -> datetime.datetime | None:
        """Read when a submission was handed in; warn where its file does not tell a time."""
        try:
            return self.coursedir.get_existing_timestamp(str(folder))
        except Exception:  # nbgrader fails in several ways on text that is not a time
            self.log.warning("%s/timestamp.txt says no time: it is left out", folder)
            return None

    def _read_instructors(self, path: Path) -> NotebookNode:
        """Return a source notebook as its author means it."""
        try:
            notebook = read_source(path)
        except (SubmissionError, OSError, UnicodeDecodeError) as error:
            values = error.values if isinstance(error, SubmissionError) else {}
            self._stop(
                f"{path}: this source cannot be read as a notebook "
                f"({values.get('reason') or str(error).partition(chr(10))[0]}). Nothing was run"
            )
        kernel = other_kernel(notebook)
        if kernel:
            self._stop(
                f"{path.name} is written for the kernel {kernel}; only Python is graded. "
                "Nothing was run"
            )
        try:
            notebook = complete_source(notebook, path.stem, path.parent, self)
        except Exception as error:  # nbgrader's preprocessors fail in several ways
            self._stop(
                f"{path.name}: its header, footer or AUTOTEST lines cannot be filled in "
                f"({type(error).__name__}: {error}). Nothing was run"
            )
        wrong = wrong_metadata(notebook)
        if wrong:
            self._stop(f"{path.name}: {wrong}. Nothing was run")
        return notebook

    def _others(self, path: Path) -> dict[str, frozenset[str]]:
        """Return the names of the course's other notebooks, with the names of their answers."""
        others = {}
        for other in sorted(self._source_folder().parent.glob("*/*.ipynb")):
            if other != path:
                with contextlib.suppress(SubmissionError, OSError, UnicodeDecodeError):
                    others[other.stem] = frozenset(solutions_of(read_source(other)))
        return others

    def _register(self, recorder: Recorder) -> None:
        """Put the assignment, as it stands in source/, into the gradebook; touch no release."""
        checksums = {
            name: {
                grade_id: cell.metadata.nbgrader.get("checksum")
                for cell in notebook.cells
                if (grade_id := grade_id_of(cell))
            }
            for name, notebook in self._templates.items()
        }
        if recorder.checksums(self.coursedir.assignment_id) == checksums:
            return
        recorder.adapt(self.coursedir.assignment_id, self._templates, self._keep_changes)
        with tempfile.TemporaryDirectory() as folder:
            config = Config(self.config)
            config.CourseDirectory.release_directory = folder
            config.CourseDirectory.assignment_id = self.coursedir.assignment_id
            config.CourseDirectory.notebook_id = "*"
            coursedir = type(self.coursedir)(config=config)
            url = make_url(self.coursedir.db_url)
            if url.get_backend_name() == "sqlite":
                url = url.update_query_dict({"timeout": str(self.patience)})
            coursedir.db_url = url.render_as_string(hide_password=False)
            converter = GenerateAssignment(coursedir=coursedir, config=config, force=True)
            level = self.log.level
            self.log.setLevel("ERROR")  # one logger serves all of nbgrader
            try:
                converter.start()
            finally:
                self.log.setLevel(level)

    def _keep_changes(self, changes: Changes) -> None:
        """Log what changed since the last run, and keep marks by hand of cells that are gone."""
        for note in changes.notes:
            self.log.warning("%s was changed: %s", self.coursedir.assignment_id, note)
        self._scores_may_move = bool(changes.notes)
        if not changes.taken_out:
            return
        path = Path(self.coursedir.root) / "marks_taken_out.csv"
        is_new = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(["assignment", *changes.taken_out[0]])
            for one in changes.taken_out:
                values = ("" if value is None else str(value) for value in one.values())
                writer.writerow([self.coursedir.assignment_id, *map(neutral, values)])
        self.log.warning(
            "%d marks and comments by hand belong to cells that are gone: they are in %s",
            len(changes.taken_out),
            path.name,
        )

    def _require_writable(self) -> Path:
        """Stop before grading anything if its results could not be kept; return their folder."""
        target = Path(self.coursedir.format_path(self.coursedir.autograded_directory, ".", "."))
        try:
            target.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=target):
                return target
        except OSError as error:
            self._stop(f"Cannot write to {target}: {error.strerror}; nothing was graded")

    def _stop(self, reason: str) -> NoReturn:
        self.log.error(reason)
        raise NbGraderException(reason)
