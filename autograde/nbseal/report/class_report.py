"""A page, and a table, about what a class handed in and got."""

import csv
import os
import statistics
import urllib.parse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from nbgrader.coursedir import CourseDirectory

from nbseal.messages import in_language, translator
from nbseal.report.figures import histogram
from nbseal.report.gather import Assignment, Submission
from nbseal.report.item_analysis import check_statistics, failures
from nbseal.report.page import render
from nbseal.report.similarity import find_pairs
from nbseal.spreadsheet import neutral

MAX_FAILURES = 20  # rows of the table of messages


def class_report(
    course: CourseDirectory,
    assignments: Iterable[Assignment],
    language: str,
    output: Path,
    similarity: bool = False,
) -> str:
    """Make the page.

    Parameters
    ----------
    course : nbgrader.coursedir.CourseDirectory
        The course.
    assignments : list of nbseal.report.gather.Assignment
        What `nbseal.report.gather.gather` gave.
    language : {"en", "ja"}
        The page's language.
    output : pathlib.Path
        Where it will be: links are relative to it.
    similarity : bool
        Whether answers are compared.

    Returns
    -------
    str
        HTML.
    """
    sections = []
    for assignment in assignments:
        all_failures = failures(assignment, language)
        sections.append(
            {
                "assignment": assignment,
                "summary": _summary(assignment),
                "histogram": _histogram(assignment, language),
                "checks": check_statistics(assignment),
                "failures": all_failures[:MAX_FAILURES],
                "more_failures": max(0, len(all_failures) - MAX_FAILURES),
                "waiting": [
                    (check, students)
                    for check in assignment.checks
                    if (students := [s.student for s in assignment.graded if check in s.waiting])
                ],
                "pairs": find_pairs(course, assignment) if similarity else None,
            }
        )
    folder = output.resolve().parent
    return render(
        "class_report.html",
        language,
        script="sort.js",
        course=course.course_id or Path(course.root).name,
        sections=sections,
        in_language=in_language,
        link=lambda path: _link(path, folder),
        feedback=lambda assignment, submission: _feedback(course, assignment, submission, folder),
    )


def _summary(assignment: Assignment) -> dict[str, float | None]:
    scores = [submission.score for submission in assignment.graded]
    seconds = [s.seconds for s in assignment.graded if s.seconds is not None]
    memory = [s.mebibytes for s in assignment.graded if s.mebibytes is not None]
    return {
        "mean": statistics.fmean(scores) if scores else None,
        "median": statistics.median(scores) if scores else None,
        "deviation": statistics.stdev(scores) if len(scores) > 1 else None,
        "seconds": statistics.median(seconds) if seconds else None,
        "longest": max(seconds, default=None),
        "memory": statistics.median(memory) if memory else None,
        "most": max(memory, default=None),
    }


def _histogram(assignment: Assignment, language: str) -> dict[str, str | None] | None:
    scores = [submission.score for submission in assignment.graded]
    say = translator(language)
    if not scores:
        return None
    quarters = ", ".join(f"{q:g}" for q in np.quantile(scores, (0, 0.25, 0.5, 0.75, 1)))
    return {
        "address": histogram(scores, assignment.maximum, say("score"), say("submissions")),
        "alternative": say("histogram", quarters=quarters, maximum=assignment.maximum),
    }


def _link(path: Path, folder: Path) -> str | None:
    """Return a file's address, relative to the page's folder; None if it does not exist."""
    path = Path(path)
    if not path.is_file():
        return None
    relative = os.path.relpath(path.resolve(), folder)
    return urllib.parse.quote(relative.replace(os.sep, "/"))


def _feedback(
    course: CourseDirectory, assignment: Assignment, submission: Submission, folder: Path
) -> str | None:
    for notebook in submission.notebooks:
        directory = course.format_path(
            course.feedback_directory, submission.student, assignment.name
        )
        return _link(Path(directory) / f"{notebook.stem}.html", folder)
    return None


def write_csv(path: Path, assignments: Iterable[Assignment]) -> int:
    """Write a row for each submission and check.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    assignments : list of nbseal.report.gather.Assignment
        What `nbseal.report.gather.gather` gave.

    Returns
    -------
    int
        The number of rows, without the heading.
    """
    rows = 0
    # With a mark of the encoding, without which Excel takes Japanese for something else.
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        columns = ("student", "name", "check", "points", "maximum", "waiting", "error", "message")
        writer.writerow(("assignment", *columns, "seconds", "mebibytes", "problems"))
        for assignment in assignments:
            for submission in assignment.submissions:
                problems = "; ".join(submission.problems)
                who = (assignment.name, submission.student, submission.name)
                checks = submission.results.items() or [(None, None)]
                for check, result in checks:
                    what: tuple[object, ...] = ("", "", "", "", "", "")
                    if check and result:
                        what = (check.name, result.points, check.maximum, int(result.waiting))
                        what += (result.error, result.message)
                    row = (*who, *what, submission.seconds, submission.mebibytes, problems)
                    writer.writerow(neutral(v) if isinstance(v, str) else v for v in row)
                    rows += 1
    return rows
