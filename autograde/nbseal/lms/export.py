"""``nbseal export``: a class's grades, in the form that an LMS or a spreadsheet takes.

Built on nbgrader's gradebook; ``nbgrader export`` stays what it is. `GradesExport` is the same as
a plug-in of that command, for those who prefer it.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Enum, Unicode

from nbseal import private
from nbseal.batch.files import write_in_one_step
from nbseal.batch.gradebook import opened
from nbseal.course import open_course
from nbseal.errors import LMSError
from nbseal.lms import tables
from nbseal.lms.grades import Grades, read_grades, read_names
from nbseal.lms.roster import Roster
from nbseal.lms.roster_files import read_roster
from nbseal.lms.systems import SYSTEMS

#: The systems whose table is filled in, and the tables of our own.
FORMATS = (*(name for name, one in SYSTEMS.items() if one.takes_grades), "csv", "xlsx")
SHOWN = 20  # names in a list


def add_arguments(parser: ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("assignments", nargs="+", metavar="ASSIGNMENT", help="such as perceptron")
    parser.add_argument("--format", choices=FORMATS, required=True, help="the form of the table")
    parser.add_argument(
        "--roster",
        help="the grading worksheet (moodle) or gradebook (canvas) to fill in, or the class's list",
    )
    parser.add_argument(
        "--output", help="the file to write; by default ASSIGNMENT-FORMAT, such as setup-moodle.csv"
    )
    parser.add_argument(
        "--feedback",
        action="store_true",
        help="moodle: write the pages as ASSIGNMENT-feedback.zip, too, which Moodle takes as "
        "multiple feedback files, and a line into its column of feedback comments",
    )
    parser.add_argument(
        "--force", action="store_true", help="write over a file that is another table"
    )
    parser.add_argument(
        "--scale", action="store_true", help="rescale points to the maximum in the roster"
    )


def main(options: Namespace) -> int:
    """Export; return 0 if the file was written, 2 if not."""
    course = open_course()
    private.only_owner(course.groupshared)
    output = Path(options.output or default_name(options.assignments, options.format))
    with opened(course.db_url, course.course_id) as gradebook:
        lines = export(
            gradebook,
            options.assignments,
            options.format,
            options.roster,
            output,
            options.scale,
            options.force,
        )
    zipped = []
    if options.feedback:
        if options.format != "moodle" or not options.roster:
            raise LMSError(
                "--feedback is for Moodle; Canvas's import of grades takes no comments: hand the "
                "pages in feedback/ out by its own pages"
            )
        from nbseal.lms.feedback_files import fill_comments, write_zip

        for assignment in options.assignments:
            target = Path(f"{assignment}-feedback.zip")
            lines.append(write_zip(course, assignment, options.roster, target))
            lines.append(fill_comments(course, assignment, output))
            zipped.append(target)
    for line in lines:
        print(line)
    named = [output, *zipped, *([Path(options.roster)] if options.roster else [])]
    warning = private.protect_course(course.root, named, course.groupshared)
    if warning:
        print(f"warning: {warning}", file=sys.stderr)
    return 0


def default_name(assignments: Sequence[str], form: str) -> str:
    """Return a file name that no other assignment or format has, nor ``nbgrader export``."""
    ending = "xlsx" if form == "xlsx" else "csv"
    kind = "grades" if form == "xlsx" else "table" if form == "csv" else form
    return f"{'-'.join(assignments)}-{kind}.{ending}"


def export(
    gradebook: Gradebook,
    assignments: Sequence[str],
    form: str,
    roster_path: str | None,
    output: Path,
    scale: bool = False,
    force: bool = False,
) -> list[str]:
    """Write a table of grades.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        The course's, open.
    assignments : list of str
        What to export; Moodle's worksheet takes one.
    form : {"moodle", "canvas", "csv", "xlsx"}
        The form of the table.
    roster_path : str or None
        The table that is filled in (moodle, canvas), or names the class.
    output : pathlib.Path
        Where to write; appears whole or not at all.
    scale : bool
        Whether points are rescaled to the roster's maximum.
    force : bool
        Whether a file that is there may be another table: one with other headings is not written
        over else, as it is another command's, another assignment's, or the roster.

    Returns
    -------
    list of str
        What was written, and what a teacher should know.

    Raises
    ------
    LMSError
        If nothing was written.
    """
    system = SYSTEMS.get(form)
    if system and not roster_path:
        raise LMSError(f"--format {form} fills in a table of yours: name it with --roster")
    if system and system.one_assignment and len(assignments) > 1:
        raise LMSError(f"{system.name.capitalize()}'s table is one assignment's: export one by one")
    roster = read_roster(roster_path) if roster_path else None
    grades = [read_grades(gradebook, assignment) for assignment in assignments]
    names = read_names(gradebook)
    notes = list(roster.notes) if roster else []
    if system and roster is not None:
        for one in grades:
            notes += system.fill(roster, one, scale)
        content = roster.text()
    else:
        lines = tables.table(_people(roster, grades, names), grades)
        content = tables.as_csv(lines) if form == "csv" else tables.as_xlsx(lines)
    for one in grades:
        notes += _remarks(one, roster)
    if roster_path and output.exists() and output.samefile(roster_path):
        raise LMSError(f"{output} is the roster: name another file with --output")
    if not force:
        _require_same_table(output, content)
    _write(output, content)
    count = sum(len(one.of) for one in grades)
    return [*(f"note: {note}" for note in notes), f"{output}: {count} grades written"]


def _people(
    roster: Roster | None, grades: Sequence[Grades], names: Mapping[str, str]
) -> dict[str, str]:
    """Return who stands in the table, by student id: the roster's order, then the others."""
    people = {person.student: person.name for person in roster.people} if roster else {}
    for student in sorted({student for one in grades for student in one.of}):
        people.setdefault(student, names.get(student, ""))
    return people


def _remarks(grades: Grades, roster: Roster | None) -> list[str]:
    """Say who has no grade, whose grade goes nowhere, and whose is not final."""
    known = [person.student for person in roster.people] if roster else []
    groups = {
        "no grade": [student for student in known if student not in grades.of],
        "not in the roster": sorted(set(grades.of) - set(known)) if roster else [],
        "awaiting marks by hand, written without them": sorted(
            student for student, grade in grades.of.items() if grade.unmarked
        ),
        "with points taken off for lateness": sorted(
            student for student, grade in grades.of.items() if grade.penalty
        ),
    }
    return [
        f"{grades.assignment}: {len(students)} {what}: {_list(students)}"
        for what, students in groups.items()
        if students
    ]


def _list(students: Sequence[str]) -> str:
    more = len(students) - SHOWN
    return ", ".join(students[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _require_same_table(path: Path, content: bytes) -> None:
    """Stop where a file that is there has other headings, and so is another table."""
    try:
        there = path.read_bytes()
    except OSError:  # it is not there, or writing says why it cannot be
        return
    if _headings(there) != _headings(content):
        raise LMSError(
            f"{path} is another table, and stays: name another file with --output, or add --force"
        )


def _headings(content: bytes) -> bytes:
    """Return the headings by which tables of different commands and assignments differ."""
    if content.startswith(b"PK"):  # a workbook, which no other command writes
        return content[:2]
    return b"".join(content.removeprefix(b"\xef\xbb\xbf").splitlines()[:1])


def _write(path: Path, content: bytes) -> None:
    """Write a file in one step."""
    try:
        write_in_one_step(path, content)
    except OSError as error:
        raise LMSError(f"{path}: cannot be written: {error.strerror}") from None


class GradesExport(ExportPlugin):
    """The same for ``nbgrader export --exporter=nbseal.lms.export.GradesExport``."""

    form = Enum(FORMATS, "csv", help="The form of the table.").tag(config=True)
    roster = Unicode(help="The table to fill in, or the class's list.").tag(config=True)
    scale = Bool(help="Rescale points to the maximum in the roster.").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the assignments of ``--assignment``, by default all that are graded."""
        assignments = [str(name) for name in self.assignment]
        if not assignments:
            assignments = [row.name for row in gradebook.assignments if row.num_submissions]
        output = Path(self.to or default_name(assignments, self.form))
        try:
            lines = export(
                gradebook, assignments, self.form, self.roster or None, output, self.scale
            )
        except LMSError as error:
            self.log.error("%s", error)
            raise SystemExit(2) from error
        for line in lines:
            self.log.info("%s", line)
