"""Grades as tables: filled into an LMS's own, or as a table of ours."""

import csv
import io
import re

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from nbseal.errors import LMSError
from nbseal.lms.roster import GRADE, IDENTIFIER, MAXIMUM, POINTS_POSSIBLE
from nbseal.spreadsheet import neutral

_FEEDBACK = ("feedback comments", "フィードバックコメント")  # Moodle reads them back


def number(value):
    """Write points with two decimals at most: ``7``, ``7.5``, ``6.67``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def fill_moodle(roster, grades, scale):
    """Fill the grades of one assignment into Moodle's grading worksheet.

    Parameters
    ----------
    roster : nbseal.lms.roster.Roster
        The worksheet; changed in place.
    grades : nbseal.lms.grades.Grades
        What to fill in. Who has no grade keeps what is there.
    scale : bool
        Whether points are rescaled to Moodle's maximum.

    Returns
    -------
    list of str
        What a teacher should know.
    """
    grade, maximum = roster.column(GRADE), roster.column(MAXIMUM)
    if roster.kind != "moodle" or grade is None:
        raise LMSError(
            "the roster is no grading worksheet of Moodle: it needs a column "
            f"{IDENTIFIER[0].capitalize()!r} and one {GRADE[0].capitalize()!r}"
        )
    kept = {grade, roster.column(IDENTIFIER), roster.column(_FEEDBACK)}
    _neutralise(roster, kept)
    others = set()
    for person in roster.people:
        row = roster.rows[person.row]
        if person.student not in grades.of:
            continue
        points = grades.of[person.student].score
        most = _float(row[maximum]) if maximum is not None else None
        if most is not None and most != grades.maximum:
            others.add(most)
            if scale:
                points = points * most / grades.maximum if grades.maximum else 0.0
        row[grade] = f"{points:.2f}"
    if others and not scale:
        most = ", ".join(number(most) for most in sorted(others))
        return [
            f"Moodle's maximum grade is {most}, the assignment's {number(grades.maximum)}: points "
            "are written as they are (set Moodle's maximum, or use --scale)"
        ]
    return []


def fill_canvas(roster, grades, scale):
    """Fill the grades of an assignment into Canvas's gradebook; add its column if it is not there.

    Parameters and what is returned are those of `fill_moodle`.
    """
    if roster.kind != "canvas":
        raise LMSError("the roster is no gradebook of Canvas: it must begin with 'Student', 'ID'")
    place = _canvas_column(roster, grades)
    points_row = next(
        (row for row in roster.rows if row[0].strip().lower() == POINTS_POSSIBLE), None
    )
    most = _float(points_row[place]) if points_row else None
    _neutralise(roster, kept=range(1, len(roster.header)))
    for person in roster.people:
        if person.student in grades.of:
            points = grades.of[person.student].score
            if scale and most is not None and grades.maximum:
                points = points * most / grades.maximum
            roster.rows[person.row][place] = number(points)
    if most is not None and most != grades.maximum and not scale:
        return [
            f"Canvas's points possible for {grades.assignment!r} are {number(most)}, the "
            f"assignment's {number(grades.maximum)}: points are written as they are (use --scale)"
        ]
    return []


def _canvas_column(roster, grades):
    """Find an assignment's column, "name (12345)" or "name"; add it where there is none."""
    wanted = re.compile(rf"{re.escape(grades.assignment)}( \([0-9]+\))?", re.IGNORECASE)
    for place, heading in enumerate(roster.header):
        if wanted.fullmatch(heading.strip()):
            return place
    # Assignments stand behind the section, and before the totals, which are read only.
    lower = [heading.strip().lower() for heading in roster.header]
    place = lower.index("section") + 1 if "section" in lower else 2
    roster.header.insert(place, grades.assignment)
    for row in roster.rows:
        possible = row[0].strip().lower() == POINTS_POSSIBLE
        row.insert(place, number(grades.maximum) if possible else "")
    return place


def _neutralise(roster, kept):
    for row in roster.rows:
        for place, text in enumerate(row):
            if place not in kept:
                row[place] = neutral(text)


def table(people, grades):
    """Return a table of all grades.

    Parameters
    ----------
    people : dict of str to str
        Student id to full name, in the order of the lines.
    grades : list of nbseal.lms.grades.Grades
        The assignments.

    Returns
    -------
    list of list of str or float or None
        A header, a line of the points to be had, and a line for each student; None where a
        student has no grade.
    """
    names = [one.assignment for one in grades]
    lines = [["student_id", "name", *names, "total"]]
    most = [one.maximum for one in grades]
    lines.append(["(maximum)", "", *most, sum(most)])
    for student, name in people.items():
        got = [one.of[student].score if student in one.of else None for one in grades]
        lines.append([neutral(student), neutral(name), *got, sum(score or 0 for score in got)])
    return lines


def as_csv(lines):
    """Return a table as CSV that Excel reads as UTF-8."""
    file = io.StringIO()
    writer = csv.writer(file)
    for line in lines:
        writer.writerow(
            "" if cell is None else cell if isinstance(cell, str) else number(cell) for cell in line
        )
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(lines):
    """Return a table as a spreadsheet: the header stays in sight and filters the lines."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Grades"
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                cell.value = value
                cell.data_type = "s"  # a text, whatever it begins with
            elif value is not None:
                cell.value = round(value, 2)
            if row <= 2:
                cell.font = Font(bold=row == 1, italic=row == 2)
            if row == 1 and column > 2:
                cell.alignment = Alignment(horizontal="right")
    sheet.freeze_panes = "C3"
    last = get_column_letter(len(lines[0]))
    sheet.auto_filter.ref = f"A1:{last}{len(lines)}"
    for column in range(1, len(lines[0]) + 1):
        widest = max(_width(line[column - 1]) for line in lines)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(widest + 3, 9), 40)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _width(value):
    """Return how wide a cell is; a Japanese character takes two columns."""
    if isinstance(value, str):
        return sum(2 if ord(character) > 0x2E7F else 1 for character in value)
    return 0 if value is None else len(number(value))


def _float(text):
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
