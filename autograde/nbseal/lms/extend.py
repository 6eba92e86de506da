"""``nbseal extend``: another due date, or more time, for some students."""

import argparse
import contextlib
import datetime
import sys
from pathlib import Path

from nbseal import private
from nbseal.batch.gradebook import Recorder
from nbseal.course import open_course
from nbseal.errors import LMSError
from nbseal.lms.course import source_notebook
from nbseal.lms.names import student_id
from nbseal.lms.roster import normalized
from nbseal.lms.roster_files import read_roster
from nbseal.lms.zones import parse_utc

PATIENCE = 60.0  # seconds to wait for a busy gradebook
MOST_MINUTES = 366 * 24 * 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("students", nargs="*", metavar="STUDENT", help="ids")
    parser.add_argument("assignment", help="such as gradient_descent")
    parser.add_argument("--until", help='such as "2026-11-25 17:00 Asia/Tokyo"; else UTC')
    parser.add_argument("--minutes", type=float, help="after the due date, whatever it becomes")
    parser.add_argument("--none", action="store_true", help="take an extension back")
    parser.add_argument("--roster", help="the class, for --where")
    parser.add_argument(
        "--where", metavar="COLUMN=VALUE", help="all students of the roster with this in a column"
    )


def main(options: argparse.Namespace) -> int:
    """Set extensions; return the exit status."""
    asked = (options.until is not None, options.minutes is not None, options.none)
    if sum(asked) != 1:
        raise LMSError("say --until, --minutes or --none")
    if options.minutes is not None and not 0 < options.minutes <= MOST_MINUTES:
        raise LMSError(f"--minutes: more than 0, and {MOST_MINUTES} at most")
    course = open_course()
    source_notebook(course, options.assignment)
    students = [_student(one) for one in options.students]
    if options.where:
        students += _where(options.roster, options.where)
    if not students:
        raise LMSError("name students, or --roster with --where COLUMN=VALUE")
    until = _time(options.until) if options.until else None
    private.only_owner(course.groupshared)
    recorder = Recorder(
        course.db_url, course.course_id, PATIENCE, lambda line: print(line, file=sys.stderr)
    )
    with contextlib.closing(recorder):
        unknown = sorted(set(students) - recorder.students())
        due = recorder.extend(options.assignment, students, until, options.minutes)
    shown = ", ".join(students)
    if options.none:
        print(f"{options.assignment}: no extension for {shown}")
    else:
        what = f"until {until:%Y-%m-%d %H:%M} UTC" if until else f"{options.minutes:g} minutes more"
        print(f"{options.assignment}: {what} for {shown}")
    if unknown:
        print(
            f"note: the gradebook does not know {', '.join(unknown)}: mistyped, or nothing is "
            "graded yet"
        )
    if due is None:
        print("note: the gradebook has no due date of it yet; the extension counts once it has")
    print(f"What is graded already follows with: nbgrader autograde {options.assignment}")
    return 0


def _student(text: str) -> str:
    try:
        return student_id(text)
    except ValueError as error:
        raise LMSError(f"{text!r}: {error}") from None


def _time(text: str) -> datetime.datetime:
    try:
        time = parse_utc(text)
        assert time is not None
    except Exception as error:  # dateutil fails in many ways
        raise LMSError(
            f"--until {text!r} is not a time such as '2026-11-25 17:00 UTC': {error}"
        ) from None
    return time


def _where(path: str | None, condition: str) -> list[str]:
    """Return the students of a roster who have a value in a column."""
    column, equals, value = condition.partition("=")
    if not path or not equals:
        raise LMSError("--where COLUMN=VALUE is of a roster: name it with --roster")
    roster = read_roster(Path(path))
    place = roster.column([normalized(column)])
    if place is None:
        there = ", ".join(repr(name) for name in roster.header)
        raise LMSError(f"{path} has no column {column!r}; it has {there}")
    found = [p.student for p in roster.people if roster.rows[p.row][place].strip() == value.strip()]
    if not found:
        raise LMSError(f"{path}: nobody has {value!r} in {column!r}")
    return found
