"""``nbseal forget``: take out what a course holds of a student."""

import argparse
import contextlib
import csv
import glob
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import rmtree
from traitlets.config import Config

from nbseal import private
from nbseal.arrival.exchange import Inbox
from nbseal.arrival.line import Line
from nbseal.arrival.watch import LINE, Watch
from nbseal.batch.files import write_in_one_step
from nbseal.batch.gradebook import Recorder
from nbseal.batch.lock import lock_of, only_run
from nbseal.course import open_course
from nbseal.errors import ArchiveError, CourseError, LMSError
from nbseal.lms.archives import open_source
from nbseal.lms.names import student_id
from nbseal.lms.roster_files import read_roster
from nbseal.lms.systems import SYSTEMS, layout_of, parse

PATIENCE = 60.0  # seconds to wait for a busy gradebook
MARKS = "marks_taken_out.csv"
#: Takes an assignment, a file's path and, where it is known, who named it; see `_named_by`.
_IsOf = Callable[..., bool]


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
    config = course.parent.config
    private.only_owner(course.groupshared)
    is_of = _named_by(course, config, student)
    paths = _paths(course, config, student, is_of)
    for path in paths:
        print(path)
    archives = _archives(course, config, is_of)
    if not options.yes:
        for told in archives:
            print(told)
        print(f"All of these, and what the gradebook has of {student}, go with --yes")
        return 0
    root = Path(course.root)
    arrived = 0
    with _alone(course), contextlib.closing(_recorder(course)) as recorder:
        known = recorder.forget(student)
        # Once more: a run that ended meanwhile may have left something.
        paths = _paths(course, config, student, is_of)
        failed = [path for path in paths if not _remove(path)]
        for folder in {path.parent for path in paths if path.parent.name == student}:
            with contextlib.suppress(OSError):
                os.rmdir(folder)  # where it is empty now
        # A watch would grade again what is still in the exchange, were it not in the line.
        if (root / LINE).exists() and not failed:
            with contextlib.closing(Line(root / LINE)) as line:
                arrived = line.forget(student)
                line.forget_files([key for key in line.files() if is_of(*key.split("/", 1))])
        marks = _strike(root / MARKS, student)
    for path in failed:
        print(f"could not be taken out: {path}", file=sys.stderr)
    if failed:
        print(
            f"nbseal forget: {len(failed)} of {len(paths)} are still there: take them out as the "
            "user to whom they belong, or as root, and run this once more",
            file=sys.stderr,
        )
        return 1
    if not (known or paths or arrived or marks):
        raise CourseError(f"nothing of {student!r} is here")
    for told in archives:
        print(told)
    print(
        f"{student} is forgotten. Make reports and tables again, and look after what is elsewhere: "
        "rosters, the LMS's archives, backups, logs, and the student's own folders"
    )
    return 0


def _recorder(course: CourseDirectory) -> Recorder:
    return Recorder(course.db_url, course.course_id, PATIENCE, _say)


def _say(line: str) -> None:
    print(line, file=sys.stderr)


@contextlib.contextmanager
def _alone(course: CourseDirectory) -> Iterator[None]:
    """Keep runs and watches from all assignments: none records a student who is forgotten."""
    sources = Path(course.format_path(course.source_directory, ".", "."))
    with contextlib.ExitStack() as stack:
        for folder in sorted(sources.glob("*/")):
            stack.enter_context(only_run(lock_of(course, folder.name), PATIENCE, _say))
        yield


def _paths(course: CourseDirectory, config: Config, student: str, is_of: _IsOf) -> list[Path]:
    """Return all files and folders of a student, pages before the submissions that name them."""
    inbound, pages = Inbox(course, config).of_student(student)
    return [*pages, *inbound, *_in_inbox(course, config, is_of), *_folders(course, student)]


def _remove(path: Path) -> bool:
    """Remove a file, or a folder with all that is in it; tell whether it is gone."""
    try:
        if path.is_dir() and not path.is_symlink():
            rmtree(str(path))
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _named_by(course: CourseDirectory, config: Config, student: str) -> _IsOf:
    """Return what tells whether the name of a file in an assignment's inbox is of a student."""
    path = Watch(config=config).roster
    roster = None
    if path:
        try:
            roster = read_roster(Path(course.root) / path)
        except (LMSError, OSError) as error:
            print(f"note: {path} cannot be read, so names alone count: {error}", file=sys.stderr)

    def is_of(assignment: str, name: str, layout: str | None = None) -> bool:
        parts = tuple(name.partition(":(")[0].split("/"))
        layout = layout or layout_of([parts])
        named = parse(parts, layout, assignment)
        if named is None:
            return False
        if layout in SYSTEMS:
            person = SYSTEMS[layout].find(roster, named.person) if roster else None
            return person is not None and person.student == student
        with contextlib.suppress(ValueError):
            return student_id(named.person) == student
        return False

    return is_of


def _archives(course: CourseDirectory, config: Config, is_of: _IsOf) -> list[str]:
    """Say which zips of a class have work of a student's: they are taken out by hand."""
    root, inbox = Path(course.root), Watch(config=config).inbox
    sources = Path(course.format_path(course.source_directory, ".", "."))
    assignments = [folder.name for folder in sorted(sources.glob("*/"))]
    asked = [(path, assignments) for path in sorted(root.glob("*.zip"))]
    for path in sorted(Path(root, inbox).glob("*/*.zip")) if inbox else ():
        asked.append((path, [path.parent.name]))
    said = []
    for path, names in asked:
        with contextlib.suppress(ArchiveError, OSError), open_source(path, None) as entries:
            layout = layout_of(entry.parts for entry in entries)
            count = sum(
                any(is_of(name, "/".join(entry.parts), layout) for name in names)
                for entry in entries
            )
            if count:
                said.append(f"{path}: {count} files in it are theirs: delete it, or write it anew")
    return said


def _in_inbox(course: CourseDirectory, config: Config, is_of: _IsOf) -> list[Path]:
    """Return the files in the watch's inbox that are a student's; archives are a class's."""
    inbox = Watch(config=config).inbox
    paths = sorted(Path(course.root, inbox).glob("*/*")) if inbox else []
    return [path for path in paths if path.is_file() and is_of(path.parent.name, path.name)]


def _folders(course: CourseDirectory, student: str) -> list[Path]:
    """Return the folders of a student's work."""
    found = []
    for directory in (
        *(course.submitted_directory, course.autograded_directory, course.feedback_directory),
    ):
        for name in ("*", ".*"):  # a run that was killed leaves .hw.new, say
            pattern = course.format_path(directory, glob.escape(student), name)
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
        text = io.StringIO(newline="")
        csv.writer(text).writerows(left)
        write_in_one_step(path, text.getvalue().encode())
    return len(rows) - len(left)
