"""The work and the grades of a class: read from the gradebook and from ``autograded/``."""

import collections
import dataclasses
import glob
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import (
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory

from nbseal.batch.gradebook import opened
from nbseal.conventions import RECORD
from nbseal.errors import ReportError
from nbseal.messages import Message
from nbseal.persons import full_name
from nbseal.report.markup import plain

#: Errors that stand in the place of a check that could not be done.
NOT_DONE = ("NotDone", "KernelEnded", "NoSuchPoints")
MAX_MESSAGE = 5_000  # characters that are kept


@dataclasses.dataclass(frozen=True)
class Check:
    """Something that gives points.

    Attributes
    ----------
    notebook, name : str
        Where it stands; the name is its grade_id.
    maximum : float
        What is to be had.
    automatic : bool
        Whether code judges it, not a marker.
    """

    notebook: str
    name: str
    maximum: float
    automatic: bool


@dataclasses.dataclass
class Result:
    """The result of a check of one submission.

    Attributes
    ----------
    points : float
        The points given, by code or by a marker.
    waiting : bool
        Whether a marker has to look at it.
    error, message : str
        The name and the text of the error that a failed check ended with.
    replayed : bool
        Whether it was judged in the process that ran the submission's code.
    """

    points: float
    waiting: bool
    error: str = ""
    message: str = ""
    replayed: bool = False

    def fraction(self, check: Check) -> float:
        """Return the part of the points that was given, from 0 to 1; nan while it is waited for."""
        if self.waiting and not check.automatic:
            return math.nan
        if not check.maximum:
            return float(not self.error)
        return self.points / check.maximum


@dataclasses.dataclass
class Submission:
    """The work that a student handed in.

    Attributes
    ----------
    student, name : str
        The student's id and, where the gradebook knows it, name.
    results : dict of Check to Result
        What each check gave; empty if it has not been graded.
    penalty : float
        Points taken off for handing in late.
    seconds : float or None
        How long the student's code ran.
    mebibytes : float or None
        The most memory that it took beyond the libraries, in any of its notebooks; pages that its
        processes share count for each.
    problems : list of str
        Why it, or a part of it, could not be graded.
    unreadable : bool
        Whether a notebook of it was recorded with 0 points without having been run.
    sources : dict of str to str
        grade_id to the student's text.
    notebooks : list of pathlib.Path
        The graded notebooks.
    """

    student: str
    name: str = ""
    results: dict[Check, Result] = dataclasses.field(default_factory=dict)
    penalty: float = 0.0
    seconds: float | None = None
    mebibytes: float | None = None
    problems: list[str] = dataclasses.field(default_factory=list)
    unreadable: bool = False
    sources: dict[str, str] = dataclasses.field(default_factory=dict)
    notebooks: list[Path] = dataclasses.field(default_factory=list)

    @property
    def score(self) -> float:
        """The points of all checks, less the penalty."""
        return sum(result.points for result in self.results.values()) - self.penalty

    @property
    def waiting(self) -> list[Check]:
        """The checks that a marker has to look at."""
        return [check for check, result in self.results.items() if result.waiting]


@dataclasses.dataclass
class Assignment:
    """An assignment and all that was handed in for it.

    Attributes
    ----------
    name : str
        nbgrader's id.
    checks : list of Check
        In the notebook's order.
    submissions : list of Submission
        By student.
    absent : list of str
        Students whom the gradebook knows and who handed in nothing.
    """

    name: str
    checks: list[Check]
    submissions: list[Submission]
    absent: list[str]

    @property
    def maximum(self) -> float:
        """The points to be had."""
        return sum(check.maximum for check in self.checks)

    @property
    def graded(self) -> list[Submission]:
        """The submissions that have results."""
        return [submission for submission in self.submissions if submission.results]

    @property
    def readable(self) -> list[Submission]:
        """The graded submissions that could be run: what they got says something of the checks."""
        return [submission for submission in self.graded if not submission.unreadable]


def gather(coursedir: CourseDirectory, names: Sequence[str] = ()) -> list[Assignment]:
    """Read what the class handed in and got.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    names : sequence of str
        Assignments; by default all with submissions.

    Returns
    -------
    list of Assignment

    Raises
    ------
    ReportError
        If the gradebook does not have such an assignment.
    GradebookError
        If it does not exist, or cannot be read.
    """
    with opened(coursedir.db_url, coursedir.course_id) as gradebook:
        known = [assignment.name for assignment in gradebook.assignments]
        for name in names:
            if name not in known:
                there = ", ".join(known) or "no assignment"
                raise ReportError(f"Unknown assignment {name!r}; the gradebook has: {there}")
        assignments = [_read_gradebook(gradebook, name) for name in names or known]
    for assignment in assignments:
        _read_folders(coursedir, assignment)
    assignments = [a for a in assignments if names or a.submissions]
    if not assignments:
        raise ReportError("No assignment has submissions yet")
    return assignments


def _read_gradebook(gradebook: Gradebook, name: str) -> Assignment:
    database = gradebook.db
    students = {
        student: full_name(first, last)
        for student, first, last in database.query(
            Student.id, Student.first_name, Student.last_name
        )
    }
    submissions: dict[str, Submission] = {}
    rows = (
        database.query(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
        .select_from(SubmittedAssignment)
        .join(AssignmentRow, AssignmentRow.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .filter(AssignmentRow.name == name)
    )
    for student, penalty in rows:
        made = submissions.setdefault(student, Submission(student, students.get(student, "")))
        made.penalty += penalty or 0
    # Whole cells, of which there are few; of grades, of which there are many, only the columns.
    cells = {
        cell.id: Check(notebook.name, cell.name, cell.max_score, cell.cell_type == "code")
        for notebook in gradebook.find_assignment(name).notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    rows = (
        database.query(
            SubmittedAssignment.student_id,
            Grade.cell_id,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(AssignmentRow, AssignmentRow.id == SubmittedAssignment.assignment_id)
        .filter(AssignmentRow.name == name)
    )
    found: dict[str, dict[Check, Result]] = collections.defaultdict(dict)
    for student, cell, automatic, manual, extra, waiting in rows:
        points = automatic if manual is None else manual
        waiting = bool(waiting) or points is None
        found[student][cells[cell]] = Result((points or 0) + (extra or 0), waiting)
    for student, results in found.items():
        # In the order of the cells, whatever the database's.
        submissions[student].results = {c: results[c] for c in cells.values() if c in results}
    absent = sorted(set(students) - set(submissions))
    ordered = [submissions[student] for student in sorted(submissions)]
    return Assignment(name, list(cells.values()), ordered, absent)


def _read_folders(coursedir: CourseDirectory, assignment: Assignment) -> None:
    """Add what stands in the notebooks, and what was handed in and never graded."""
    order: dict[tuple[str, str | None], int] = {}
    for submission in assignment.submissions:
        folder = Path(
            coursedir.format_path(
                coursedir.autograded_directory, submission.student, assignment.name
            )
        )
        for notebook in sorted({check.notebook for check in assignment.checks}):
            _read_notebook(folder / f"{notebook}.ipynb", notebook, submission, order)
    assignment.checks.sort(key=lambda check: order.get((check.notebook, check.name), math.inf))
    pattern = coursedir.format_path(coursedir.submitted_directory, "*", assignment.name)
    expression = coursedir.format_path(
        coursedir.submitted_directory, "(?P<student>.*)", assignment.name, escape=True
    )
    graded = {submission.student for submission in assignment.submissions}
    for folder in sorted(glob.glob(pattern)):
        match = re.match(expression, folder)
        student = match["student"] if match else ""
        if student and student not in graded:
            made = Submission(student, problems=["handed in, but not graded yet"])
            assignment.submissions.append(made)
            if student in assignment.absent:
                assignment.absent.remove(student)


def _read_notebook(
    path: Path, name: str, submission: Submission, order: dict[tuple[str, str | None], int]
) -> None:
    """Add what a graded notebook says; one that is damaged is a problem of its own."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        _scan(content["metadata"].get(RECORD, {}), content["cells"], name, submission, order)
    except OSError as error:
        submission.problems.append(f"{name}.ipynb in autograded/ cannot be read: {error.strerror}")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        submission.problems.append(f"{name}.ipynb in autograded/ is damaged: {error!r}")
    else:
        submission.notebooks.append(path)


def _scan(
    course: dict[str, Any],
    cells: list[dict[str, Any]],
    name: str,
    submission: Submission,
    order: dict[tuple[str, str | None], int],
) -> None:
    if isinstance(course.get("seconds"), (int, float)):
        submission.seconds = (submission.seconds or 0) + course["seconds"]
    if isinstance(course.get("mebibytes"), (int, float)):
        submission.mebibytes = max(submission.mebibytes or 0, course["mebibytes"])
    if course.get("unreadable"):
        submission.unreadable = True
        submission.problems.append(_told(course["unreadable"]))
    results = {c.name: r for c, r in submission.results.items() if c.notebook == name}
    for number, cell in enumerate(cells):
        grading = cell["metadata"].get("nbgrader", {})
        grade_id = grading.get("grade_id")
        order.setdefault((name, grade_id), number)
        if grading.get("solution"):
            submission.sources[grade_id] = _text(cell["source"])
        if grade_id not in results:
            continue
        record = cell["metadata"].get(RECORD, {})
        results[grade_id].replayed = record.get("judge") == "replay"
        error = next((o for o in cell.get("outputs", ()) if o["output_type"] == "error"), None)
        if error:
            result = results[grade_id]
            result.error = plain(error["ename"])
            result.message = _told(record.get("told") or error["evalue"])
            if result.error in NOT_DONE:
                submission.problems.append(_of_check(grade_id, result.message))


def _told(text: str | dict[str, str]) -> str:
    """Return a text that a notebook holds, in each language where that is known."""
    if isinstance(text, dict):
        return Message({language: plain(one)[:MAX_MESSAGE] for language, one in text.items()})
    return plain(text)[:MAX_MESSAGE]


def _of_check(grade_id: str, text: str) -> str:
    if isinstance(text, Message):
        return Message({lang: f"{grade_id}: {one}" for lang, one in text.texts.items()})
    return f"{grade_id}: {text}"


def _text(source: str | list[str]) -> str:
    return plain("".join(source) if isinstance(source, list) else source)
