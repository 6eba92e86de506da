"""All grades as one table."""

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from nbseal.lms.grades import Grades
from nbseal.spreadsheet import neutral

Cell = str | float | None


def number(value: float) -> str:
    """Write points with two decimals at most: ``7``, ``7.5``, ``6.67``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def table(people: dict[str, str], grades: list[Grades]) -> list[list[Cell]]:
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
    lines: list[list[Cell]] = [["student_id", "name", *names, "total"]]
    most = [one.maximum for one in grades]
    lines.append(["(maximum)", "", *most, sum(most)])
    for student, name in people.items():
        got = [one.of[student].score if student in one.of else None for one in grades]
        lines.append([neutral(student), neutral(name), *got, sum(score or 0 for score in got)])
    return lines


def as_csv(lines: list[list[Cell]]) -> bytes:
    """Return a table as CSV that Excel reads as UTF-8."""
    file = io.StringIO()
    writer = csv.writer(file)
    for line in lines:
        writer.writerow(
            "" if cell is None else cell if isinstance(cell, str) else number(cell) for cell in line
        )
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(lines: list[list[Cell]]) -> bytes:
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


def _width(value: Cell) -> int:
    """Return how wide a cell is; a Japanese character takes two columns."""
    if isinstance(value, str):
        return sum(2 if ord(character) > 0x2E7F else 1 for character in value)
    return 0 if value is None else len(number(value))
