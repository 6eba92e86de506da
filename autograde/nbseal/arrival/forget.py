"""``nbseal forget``: take out what a course holds of a student."""

import argparse
import contextlib
import csv
import glob
import os
import shutil
import sys
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import rmtree

from nbseal.arrival.exchange import Inbox
from nbseal.arrival.line import Line
from nbseal.arrival.watch import LINE
from nbseal.batch.gradebook import Recorder
from nbseal.course import open_course
from nbseal.errors import CourseError
from nbseal.lms.names import student_id

PATIENCE = 60.0  # seconds to wait for a busy gradebook
MARKS = "marks_taken_out.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("student", help="an id")
    parser.add_argument("--yes", action="store_true", help="do it; else only say what there is")


def main(options: argparse.Namespace) -> int:
    """Forget a student; return the exit status."""
    try:
        student = student_id(options.student)
    except ValueError as error:
        raise CourseError(f"{options.student!r}: {error}") from None
    course = open_course()
    folders = _folders(course, student)
    exchange = Inbox(course, course.parent.config)
    inbound, pages = exchange.of_student(student)
    for path in (*folders, *inbound, *pages):
        print(path)
    if not options.yes:
        print(f"All of these, and what the gradebook has of {student}, go with --yes")
        return 0
    recorder = Recorder(
        course.db_url, course.course_id, PATIENCE, lambda line: print(line, file=sys.stderr)
    )
    with contextlib.closing(recorder):
        known = recorder.forget(student)
    root = Path(course.root)
    arrived = 0
    if (root / LINE).exists():
        with contextlib.closing(Line(root / LINE)) as line:
            arrived = line.forget(student)
    marks = _strike(root / MARKS, student)
    for path in (*folders, *inbound):
        if path.is_symlink():
            path.unlink()
        else:
            rmtree(str(path))
    for path in pages:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in folders}:
        with contextlib.suppress(OSError):
            os.rmdir(folder)  # that of a student, which is empty now
    if not (known or folders or inbound or arrived or marks):
        raise CourseError(f"nothing of {student!r} is here")
    print(
        f"{student} is forgotten. Make reports and tables again, and look after what is elsewhere: "
        "rosters, the LMS's archives, backups, and the student's own folders"
    )
    return 0


def _folders(course: CourseDirectory, student: str) -> list[Path]:
    """Return the folders of a student's work."""
    found = []
    for directory in (
        *(course.submitted_directory, course.autograded_directory, course.feedback_directory),
    ):
        pattern = course.format_path(directory, glob.escape(student), "*")
        found += [Path(path) for path in sorted(glob.glob(pattern))]
    submitted = Path(course.format_path(course.submitted_directory, ".", "."))
    kept = submitted.resolve().parent / "superseded" / student
    return [*found, *([kept] if kept.is_dir() else [])]


def _strike(path: Path, student: str) -> int:
    """Take a student's lines out of a table of marks; return how many there were."""
    if not path.is_file():
        return 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if not rows or "student" not in rows[0]:
        return 0
    column = rows[0].index("student")
    left = [row for row in rows if len(row) <= column or row[column] != student]
    if len(left) < len(rows):
        new = path.with_name(f".{path.name}.new")
        with new.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(left)
        shutil.copymode(path, new)
        os.replace(new, path)
    return len(rows) - len(left)
