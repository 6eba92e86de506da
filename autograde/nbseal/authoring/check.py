"""``nbseal check``: which checks of an assignment are sealed, and what to write instead."""

import argparse
import logging
import os

from nbseal.conventions import LANGUAGES
from nbseal.errors import CourseError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    default = os.environ.get("COURSE_LANGUAGE", "en")
    parser.add_argument("assignment", nargs="*", help="by default all in source/")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="withdraw the solutions by halves only, not each of them by turns",
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=default if default in LANGUAGES else "en",
        help="of the words; by default COURSE_LANGUAGE, else en",
    )


def main(options: argparse.Namespace) -> int:
    """Settle the checks and print a table.

    Returns
    -------
    int
        0 where every check is sealed and tells a solution from the release and no other cell of the
        source fails, 1 otherwise.
    """
    from nbgrader.converters import NbGraderException

    from nbseal.batch import verdict as verdicts
    from nbseal.batch.converter import CourseAutograde
    from nbseal.course import open_course
    from nbseal.messages import translator

    course = open_course()
    word = translator(options.language)
    source = course.format_path(course.source_directory, ".", "*")
    names = options.assignment or sorted(_assignments(source))
    if not names:
        raise CourseError(f"{source} has no notebooks")
    fine = True
    for name in names:
        course.assignment_id = name
        grading = CourseAutograde(coursedir=course, parent=course.parent)
        grading.log.setLevel(logging.CRITICAL)  # an error's text is shown below, once
        try:
            verdict = grading.settle(thorough=not options.quick)
        except NbGraderException as error:
            raise CourseError(str(error)) from None
        for line in verdicts.describe(verdict, word):
            print(line)
        sealed, total = verdicts.count(verdict)
        key = "judge-summary" if total else "no-checks"
        print(word(key, assignment=name, sealed=sealed, total=total))
        rulings = [r for some in verdict.rulings.values() for r in some.values()]
        reasons = any(ruling.reason for ruling in rulings)
        fine = fine and not (reasons or any(verdict.broken.values()))
    return 0 if fine else 1


def _assignments(pattern: str) -> set[str]:
    """Return the names of the folders with notebooks that match."""
    from pathlib import Path

    root = Path(pattern).parent
    return {path.parent.name for path in root.glob("*/*.ipynb")}
