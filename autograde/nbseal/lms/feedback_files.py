"""Feedback for Moodle: a zip of pages that it hands out, and a line for its page of grades."""

import os
import re
import zipfile
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from nbseal.batch.files import write_in_one_step
from nbseal.batch.gradebook import opened
from nbseal.errors import LMSError
from nbseal.lms.grades import read_grades
from nbseal.lms.roster_files import read_roster
from nbseal.lms.systems.moodle import FEEDBACK
from nbseal.lms.tables import number

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same pages make the same bytes


def write_zip(course: CourseDirectory, assignment: str, worksheet: str, output: Path) -> str:
    """Write the pages as Moodle's "Upload multiple feedback files in a zip" takes them.

    Parameters
    ----------
    course : nbgrader.coursedir.CourseDirectory
        The course, with the pages in ``feedback/``.
    assignment : str
        Whose pages.
    worksheet : str
        Moodle's grading worksheet, whose participants' numbers name the files.
    output : pathlib.Path
        The zip.

    Returns
    -------
    str
        A line about what was written.

    Raises
    ------
    LMSError
        If the worksheet has no participants' numbers, or there is no page.
    """
    roster = read_roster(worksheet)
    count, without = 0, []
    new = output.with_name(f".{output.name}.new")
    try:
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
            for person in roster.people:
                if not person.number:
                    raise LMSError(f"{worksheet}: no participant's number of {person.student!r}")
                folder = Path(
                    course.format_path(course.feedback_directory, person.student, assignment)
                )
                pages = sorted(folder.glob("*.html"))
                if not pages:
                    without.append(person.student)
                # As Moodle named what was handed in: it reads name, number and plug-in.
                name = re.sub(r"[_/\\\x00-\x1f]", " ", person.name).strip() or person.student
                for page in pages:
                    member = zipfile.ZipInfo(
                        f"{name}_{person.number}_assignsubmission_file_{page.name}", _EPOCH
                    )
                    member.compress_type = zipfile.ZIP_DEFLATED
                    member.external_attr = 0o600 << 16
                    archive.writestr(member, page.read_bytes())
                    count += 1
        if not count:
            raise LMSError(f"no page of {assignment!r}: run nbgrader generate_feedback first")
        os.replace(new, output)
    finally:
        new.unlink(missing_ok=True)
    more = f"; {len(without)} of the worksheet have none" if without else ""
    return f"{output}: {count} pages written{more}"


def fill_comments(course: CourseDirectory, assignment: str, table: Path) -> str:
    """Write a line for each graded student into a worksheet's column of feedback comments.

    Parameters
    ----------
    course : nbgrader.coursedir.CourseDirectory
        The course.
    assignment : str
        Its assignment.
    table : pathlib.Path
        The worksheet, with grades; a comment that somebody wrote stays.

    Returns
    -------
    str
        A line about what was written.
    """
    roster = read_roster(table)
    column = roster.column(FEEDBACK)
    if column is None:
        return f"note: {table} has no column of feedback comments (Moodle: Feedback comments)"
    with opened(course.db_url, course.course_id) as gradebook:
        grades = read_grades(gradebook, assignment)
    count = 0
    for person in roster.people:
        grade = grades.of.get(person.student)
        cells = roster.rows[person.row]
        if grade is None or (cells[column].strip() and not _OURS.match(cells[column])):
            continue
        line = f"{number(grade.score)} / {number(grades.maximum)}"
        if grade.unmarked:
            line += " (+ ...)"  # in any language: more may come
        if grade.penalty:
            line += f" (-{number(grade.penalty)})"
        cells[column] = f"{line}: {assignment}.html"
        count += 1
    write_in_one_step(table, roster.text())
    return f"{table}: {count} feedback comments written"


_OURS = re.compile(r"[0-9.]+ / [0-9.]+.*: \S+\.html$")
