"""Grading by a call: a source and a submission in, points, messages and feedback out.

No course's folder and no gradebook take part; a submission is sealed and confined as always. What
takes a second at the first call, a `Grader` keeps for the next ones::

    with nbseal.Grader("source/hw/hw.ipynb") as grader:
        for path in paths:
            print(path, grader.grade(path).points)
"""

import copy
import dataclasses
import json
import logging
import os
import queue
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets.config import Config, LoggingConfigurable, PyFileConfigLoader
from traitlets.utils.importstring import import_item

from nbseal.batch import files, verdict
from nbseal.batch.converter import CourseAutograde
from nbseal.batch.pool import Pool
from nbseal.batch.prepared import Prepared, complete_source, other_kernel, prepare
from nbseal.batch.task import Task, dump, load, run_one, settings_for
from nbseal.conventions import cell_record, notebook_record
from nbseal.errors import CourseError, ForkServerError, SubmissionError
from nbseal.execution.libraries import popular
from nbseal.intake.assignment import source_of
from nbseal.intake.fitting import fit_to_source
from nbseal.intake.names import imported_modules
from nbseal.intake.reading import parse_submission, read_bytes
from nbseal.messages import Message, in_language
from nbseal.nbgrader import configure
from nbseal.report.feedback import HideChecks, Receipt, feedback_page
from nbseal.sealed.analysis import PLAN
from nbseal.settings import Course
from nbseal.submissions import add_notes, unreadable_notebook

Notebook = str | os.PathLike[str] | bytes | Mapping[str, Any]
CONFIG = "nbgrader_config.py"


@dataclasses.dataclass(frozen=True)
class Check:
    """Something that gives points.

    Attributes
    ----------
    name : str
        Its grade_id.
    points : float or None
        What it gave, from 0 to `maximum`; None where a person has to mark it.
    maximum : float
        What is to be had.
    error, message : str
        The name and the text of the error that it ended with, in the submission's language; empty
        where there was none.
    """

    name: str
    points: float | None
    maximum: float
    error: str = ""
    message: str = ""


@dataclasses.dataclass(frozen=True)
class Grade:
    """The result of a submission.

    Attributes
    ----------
    checks : tuple of Check
        In the notebook's order.
    notebook : nbformat.NotebookNode
        As it was run: the source's cells with the submission's answers and all outputs. **It holds
        the hidden checks**: give students `feedback` instead.
    unreadable : str
        Why it could not be read; every check then gives 0 points. Empty where it could.
    failure : str
        Why it could not be graded for a reason that is not the student's (a worker was lost, the
        machine is full): 0 points that say nothing. Empty where it could.
    notes : tuple of str
        What a teacher should know of the file, in English.
    seconds : float
        How long the submission's code ran.
    feedback : str
        The student's page, as HTML that stands alone and loads nothing.
    """

    checks: tuple[Check, ...]
    notebook: NotebookNode
    unreadable: str = ""
    failure: str = ""
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    feedback: str = ""

    @property
    def points(self) -> float:
        """The points of all checks; what a person has to mark is not in it."""
        return sum(check.points or 0.0 for check in self.checks)

    @property
    def maximum(self) -> float:
        """The points to be had, those by hand included."""
        return sum(check.maximum for check in self.checks)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The names of what a person has to mark."""
        return tuple(check.name for check in self.checks if check.points is None)

    @property
    def messages(self) -> dict[str, str]:
        """The message of each check that did not give all points, by its name."""
        return {check.name: check.message or check.error for check in self.checks if check.error}

    @property
    def outputs(self) -> list[NotebookNode]:
        """The outputs of all code cells, in order, in the form of nbformat."""
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        return [output for cell in cells for output in cell.outputs]


class Grader:
    """Grades submissions of one assignment, with processes that stay warm.

    Parameters
    ----------
    source : path, bytes or mapping
        The assignment's source notebook, with solutions and hidden checks. Files beside a path
        are given to submissions, as nbgrader does it.
    config : traitlets.config.Config or path, optional
        Settings as in ``nbgrader_config.py``, or the path of such a file; by default the grader's
        own. Limits are ``c.SealedExecute.timeout``, ``c.Isolation.memory_limit``, ...
    workers : int
        How many submissions may be graded at once, by calls from several threads.
    name : str, optional
        The assignment's name, by default that of the file, else ``"assignment"``.

    Raises
    ------
    nbseal.errors.SubmissionError
        If the source is not a notebook.
    nbseal.errors.CourseError
        If it is not written for Python, or its own solution fails.
    """

    def __init__(
        self,
        source: Notebook,
        config: Config | str | os.PathLike[str] | None = None,
        workers: int = 1,
        name: str | None = None,
    ) -> None:
        self._config = _read_config(config)
        # It has a logger, as nbgrader's application would.
        self._settings = LoggingConfigurable(config=self._config)
        path = Path(source) if isinstance(source, str | os.PathLike) else None
        if path is not None and path.is_dir():
            found = sorted(path.glob("*.ipynb"))
            if len(found) != 1:
                raise CourseError(f"{path} holds {len(found)} notebooks: name one of them")
            path = found[0]
        self.name = name or (path.stem if path else "assignment")
        self._prepared = self._prepare(source, path)
        self._split()
        self._limit = workers
        self._pools: queue.SimpleQueue[Pool | None] = queue.SimpleQueue()
        self._made: list[Pool] = []
        self._lock = threading.Lock()
        self._settled = False

    def _prepare(self, source: Notebook, path: Path | None) -> Prepared:
        name = f"{self.name}.ipynb"
        text = path.read_text(encoding="utf-8-sig") if path else _text(source)
        notebook = source_of(name, text)
        kernel = other_kernel(notebook)
        if kernel:
            raise CourseError(f"{name} is written for the kernel {kernel}; only Python is graded")
        folder = path.parent if path else Path.cwd()
        given: dict[str, bytes] = {}
        if path:
            beside = files.source_files(folder, [".ipynb_checkpoints", "__pycache__"], [])
            given = files.read_files(beside, folder)
        complete = complete_source(notebook, self.name, folder, self._settings)
        return prepare({self.name: complete}, given, self._settings)

    def _split(self) -> None:
        """Decide what runs before the worker, and what in it: all before grades are saved."""
        of = CourseAutograde(config=self._config)
        self._settles, self._sealed_only = of.settles, of.sealed_only
        self._before = [_class(one)(parent=self._settings) for one in of.sanitize_preprocessors]
        classes = [_class(one) for one in of.autograde_preprocessors]
        saves = [issubclass(one, SaveAutoGrades) for one in classes]
        in_worker = classes[: saves.index(True)] if True in saves else classes
        self._names = tuple(f"{one.__module__}.{one.__qualname__}" for one in in_worker)
        self._about = settings_for(in_worker, self._config)
        course = Course(config=self._config)
        if not (course.preload or course.libraries):
            modules = imported_modules(self._prepared.code(), whole=True)
            self._about.setdefault("Course", {})["preload"] = popular(modules)

    def __enter__(self) -> Self:
        """Settle which checks are sealed, and have the processes warm."""
        self._settle()
        with self._lock:
            while len(self._made) < self._limit:
                pool = Pool(self._names, self._about, 1, self._prepared.code())
                pool.start()
                self._made.append(pool)
                self._pools.put(pool)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; a later call starts them again."""
        with self._lock:
            pools, self._pools = self._pools, queue.SimpleQueue()
            pools.put(None)  # whoever waits for one waits in vain
            while self._made:
                self._made.pop().close()

    def grade(
        self,
        submission: Notebook,
        student: str = "",
        files: Mapping[str, bytes] | None = None,
    ) -> Grade:
        """Grade a submission.

        Parameters
        ----------
        submission : path, bytes or mapping
            What was handed in: anything at all. Of a path only the file itself is read.
        student : str
            A name for the page and the log.
        files : mapping of str to bytes, optional
            Further files of the student's, by path within the submission; its code finds them.

        Returns
        -------
        Grade
            Also of what cannot be read or ends its process: with the reason.

        Raises
        ------
        nbseal.errors.UnfitWorkerError
            If this machine cannot confine a student's code; ``nbseal doctor`` says why.
        nbseal.errors.CourseError
            If the source's own solution fails, and its checks cannot be settled.
        """
        if not self._made:
            self.__enter__()
        notes: list[str] = []
        content = b""
        template = self._prepared.templates[self.name]
        try:
            content = _content(submission)
            notebook, found = self._fit(content)
            notes += [in_language(note, "en") for note in found]
        except SubmissionError as error:
            notebook = unreadable_notebook(template, error.message)
        task = Task(
            self.name,
            student,
            {self.name: dump(notebook)},
            self._names,
            self._about,
            None,
            self._prepared.given,
            {name: one for name, one in (files or {}).items() if name not in self._prepared.given},
        )
        outcome = self._run(task)
        failure = ""
        if isinstance(outcome, Exception) or self.name in outcome.errors:
            failure = str(outcome if isinstance(outcome, Exception) else outcome.errors[self.name])
            notebook = unreadable_notebook(template, f"{self.name}.ipynb: {failure}")
        else:
            notes += [text for level, text in outcome.log if level >= logging.WARNING]
            notebook = load(outcome.notebooks[self.name])
        notebook.metadata.pop(PLAN, None)
        return self._result(notebook, student, content, failure, notes)

    def _fit(self, content: bytes) -> tuple[NotebookNode, list[Message]]:
        submission = parse_submission(f"{self.name}.ipynb", content)
        notebook, notes = fit_to_source(submission, self._prepared.parts[self.name])
        notes = [*submission.notes, *notes] if not set(submission.notes) <= set(notes) else notes
        if notes:
            add_notes(notebook, notes)
        resources: dict[str, Any] = {"unique_key": self.name, "nbgrader": {}}
        for preprocessor in self._before:
            notebook, resources = preprocessor(notebook, resources)
        return notebook, notes

    def _run(self, task: Task) -> Any:
        pools = self._pools
        pool = pools.get()
        try:
            for _, outcome in pool.run([task]) if pool is not None else ():
                return outcome
            raise CourseError(f"{self.name}: the grader was closed meanwhile")
        finally:
            pools.put(pool)

    def _result(
        self, notebook: NotebookNode, student: str, content: bytes, failure: str, notes: list[str]
    ) -> Grade:
        record = notebook_record(notebook)
        language = record.get("language", "en")
        checks = []
        shown = copy.deepcopy(notebook)
        for cell, copied in zip(notebook.cells, shown.cells, strict=True):
            if not (is_grade(cell) or is_task(cell)):
                continue
            check = _check(cell, language)
            checks.append(check)
            about = copied.metadata.nbgrader
            about["score"], about["points"] = check.points or 0.0, check.maximum
            about["waiting"] = check.points is None
            untouched = is_solution(cell) and about.get("checksum") == compute_checksum(cell)
            about["comment"] = "No response." if untouched else None
        points = sum(check.points or 0.0 for check in checks)
        maximum = sum(check.maximum for check in checks)
        ids = {
            **{"assignment": self.name, "student": student, "notebook": self.name},
            **{"content": content, "score": points, "max_score": maximum, "late_penalty": 0.0},
            "receipt": Receipt.of_content(content),
        }
        shown, resources = HideChecks(config=self._config).preprocess(shown, {"nbgrader": ids})
        return Grade(
            tuple(checks),
            notebook,
            Message(record["unreadable"]) if "unreadable" in record and not failure else "",
            failure,
            tuple(notes),
            record.get("seconds", 0.0),
            feedback_page(shown, resources["nbgrader"]),
        )

    def _settle(self) -> None:
        """Settle which judge each check gets: by the source's own solution, once."""
        with self._lock:
            if self._settled or not self._settles:
                return
            try:
                ruling = verdict.settle(
                    self._prepared.instructors,
                    self._prepared.templates,
                    self._run_own,
                    "",
                    self._limit,
                    given=self._prepared.given,
                )
            except verdict.VerdictError as error:
                raise CourseError(f"{self.name}: its own solution fails: {error}") from error
            except ForkServerError as error:
                raise CourseError(f"{self.name}: {error}") from error
            replayed = ruling.replayed()
            if replayed and self._sealed_only:
                names = ", ".join(name for _, name, _ in replayed)
                raise CourseError(f"sealed_only: {names} cannot be sealed")
            ruling.apply(self._prepared.templates)
            self._settled = True

    def _run_own(self, name: str, notebook: NotebookNode, sealed: bool) -> NotebookNode:
        """Run a notebook of the assignment's author."""
        about = {**self._about, "SealedExecute": {**self._about.get("SealedExecute", {})}}
        about["SealedExecute"]["sealed"] = sealed
        task = Task(
            *("", "the source", {name: dump(notebook)}, self._names[:1], about),
            given=self._prepared.given,
        )
        return run_one(task)


def grade(
    source: Notebook,
    submission: Notebook,
    student: str = "",
    config: Config | str | os.PathLike[str] | None = None,
) -> Grade:
    """Grade one submission; for several, a `Grader` saves what each call would do again.

    Parameters
    ----------
    source, submission : path, bytes or mapping
        The assignment with its solutions and hidden checks, and what was handed in.
    student : str
        A name for the page.
    config : traitlets.config.Config or path, optional
        See `Grader`.

    Returns
    -------
    Grade

    Raises
    ------
    nbseal.errors.NbsealError
        Where the source, or this machine, is at fault; never for what was handed in.
    """
    with Grader(source, config) as grader:
        return grader.grade(submission, student)


def _read_config(config: Config | str | os.PathLike[str] | None) -> Config:
    """Return a configuration with what makes nbgrader grade sealed."""
    if isinstance(config, str | os.PathLike):
        path = Path(config)
        path = path / CONFIG if path.is_dir() else path
        if not path.is_file():
            raise CourseError(f"{path}: no such configuration")
        read = PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
        if "autograde_preprocessors" in read.Autograde:
            return read
        config = read
    made = Config()
    configure(made, Path.cwd())
    if config is not None:
        made.merge(config)
    return made


def _class(preprocessor: str | type) -> Any:
    return import_item(preprocessor) if isinstance(preprocessor, str) else preprocessor


def _text(notebook: Notebook) -> str:
    return _content(notebook).decode("utf-8-sig")


def _content(notebook: Notebook) -> bytes:
    """Return the bytes of what was handed in."""
    if isinstance(notebook, str | os.PathLike):
        return read_bytes(Path(notebook))
    if isinstance(notebook, bytes | bytearray | memoryview):
        return bytes(notebook)
    if not isinstance(notebook, Mapping):
        kind = type(notebook).__name__
        raise TypeError(f"expected a path, bytes or a notebook, got an object of type {kind}")
    return json.dumps(notebook, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")


def _check(cell: NotebookNode, language: str) -> Check:
    grading = cell.metadata.nbgrader
    maximum = float(grading.get("points", 0) or 0)
    if is_task(cell):
        return Check(grading["grade_id"], None, maximum)
    points, _ = determine_grade(cell)
    error = next((o for o in cell.get("outputs", ()) if o.output_type == "error"), None)
    if error is None:
        return Check(grading["grade_id"], points, maximum)
    text = in_language(cell_record(cell).get("told") or str(error.evalue), language)
    return Check(grading["grade_id"], points, maximum, str(error.ename), text)
