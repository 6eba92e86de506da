"""The list of a class: Moodle's grading worksheet, Canvas's gradebook, or a table of student ids.

A roster says which student id belongs to a number that a system uses in file names, and takes the
grades. It is written back as it was read, but for the cells that change.
"""

import csv
import dataclasses
import io
import re
from pathlib import Path

from nbseal.errors import LMSError
from nbseal.lms.names import student_id

# Headings as Moodle (English, Japanese) and others write them, in lower case, best first.
IDENTIFIER = ("identifier", "識別子")
STUDENT_ID = (
    *("id number", "idナンバー", "student_id", "student id", "学籍番号", "学生番号"),
    *("username", "user name", "ユーザ名", "id"),
)
FULL_NAME = ("full name", "name", "姓名", "氏名", "フルネーム", "student")
GRADE = ("grade", "評点", "評定", "成績")
MAXIMUM = ("maximum grade", "最大評点", "最大評定", "最高評点")
CANVAS = ("student", "id")  # how Canvas's gradebook begins
CANVAS_STUDENT_ID = ("sis user id", "sis login id", "id")
POINTS_POSSIBLE = "points possible"  # Canvas's second line, in the column of the names


@dataclasses.dataclass(frozen=True)
class Person:
    """A line of a roster.

    Attributes
    ----------
    row : int
        Its place in `Roster.rows`.
    student : str
        The student id, as it names folders and is in nbgrader's gradebook.
    number : str
        Moodle's participant or Canvas's user; empty elsewhere.
    name : str
        The full name; empty where there is none.
    """

    row: int
    student: str
    number: str
    name: str


@dataclasses.dataclass
class Roster:
    """A table of students.

    Attributes
    ----------
    kind : {"moodle", "canvas", "plain"}
        Whose table it is.
    header : list of str
        The headings.
    rows : list of list of str
        The cells below them, each row as long as the header.
    people : list of Person
        Who stands in the rows.
    notes : list of str
        What a teacher should know of it.
    encoding, delimiter, newline : str
        How it was written.
    """

    kind: str
    header: list
    rows: list
    encoding: str
    delimiter: str
    newline: str
    people: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)

    def find(self, person, layout):
        """Return who is meant by what a file is named with; None if nobody is.

        Parameters
        ----------
        person : str
            A number, if `layout` is a system's; else a student id.
        layout : {"moodle", "canvas", "plain"}
            Who named the file.
        """
        if layout != "plain":
            return next((p for p in self.people if p.number == person), None)
        wanted = student_id(person)
        same = [p for p in self.people if p.student == wanted]
        # S1234567 is s1234567, unless the roster has both.
        alike = [p for p in self.people if p.student.casefold() == wanted.casefold()]
        return (same or (alike if len(alike) == 1 else [None]))[0]

    def column(self, headings):
        """Return the place of the first of some headings that is there, or None."""
        return _column(self.header, headings)

    def text(self):
        """Return the table as it is to be written, encoded."""
        file = io.StringIO()
        writer = csv.writer(file, delimiter=self.delimiter, lineterminator=self.newline)
        writer.writerows([self.header, *self.rows])
        return file.getvalue().encode(self.encoding)


def read_roster(path):
    """Read a roster.

    Parameters
    ----------
    path : str or pathlib.Path
        A CSV file, in UTF-8 or cp932.

    Raises
    ------
    LMSError
        If it cannot be read, has no column of ids, or two lines have one student id.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LMSError(f"{path}: cannot be read: {error.strerror}") from None
    text, encoding = _decode(path, content)
    newline = "\r\n" if "\r\n" in text else "\n"
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise LMSError(f"{path}: is no CSV table: {error}") from None
    table = [row for row in table if row]
    if not table:
        raise LMSError(f"{path}: is empty")
    header, *rows = table
    for number, row in enumerate(rows, 2):
        if len(row) > len(header):
            raise LMSError(f"{path}: line {number} has more cells than the header")
        row += [""] * (len(header) - len(row))
    roster = Roster(_kind(header), header, rows, encoding, delimiter, newline)
    _read_people(path, roster)
    return roster


def _decode(path, content):
    for encoding in ("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8", "cp932"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise LMSError(f"{path}: is neither UTF-8 nor cp932 (Shift_JIS) text")


def _column(header, headings):
    lower = [heading.strip().lower() for heading in header]
    return next((lower.index(heading) for heading in headings if heading in lower), None)


def _kind(header):
    if _column(header, IDENTIFIER) is not None:
        return "moodle"
    if tuple(heading.strip().lower() for heading in header[:2]) == CANVAS:
        return "canvas"
    return "plain"


def _read_people(path, roster):
    numbers = {"moodle": IDENTIFIER, "canvas": ("id",), "plain": ()}[roster.kind]
    number_column = roster.column(numbers)
    ids = CANVAS_STUDENT_ID if roster.kind == "canvas" else STUDENT_ID
    id_columns = [c for c in (roster.column([heading]) for heading in ids) if c is not None]
    name_column = roster.column(FULL_NAME)
    if roster.kind == "plain" and not id_columns:
        raise LMSError(f"{path}: no column of student ids; expected one named {STUDENT_ID[0]!r}")
    if roster.kind == "moodle" and not id_columns:
        roster.notes.append(
            f"{path} has no column 'ID number': participants' numbers serve as student ids"
        )
    seen = {}
    for row, cells in enumerate(roster.rows):
        number = _number(cells[number_column]) if number_column is not None else ""
        texts = [cells[column].strip() for column in id_columns]
        text = next((text for text in texts if text), number)
        name = cells[name_column].strip() if name_column is not None else ""
        if roster.kind == "canvas" and not number:
            continue  # the line of points possible, or of a test student without an account
        if not text:
            if any(cells):
                roster.notes.append(f"{path}, line {row + 2}: no student id, left out")
            continue
        try:
            student = student_id(text)
        except ValueError as error:
            roster.notes.append(f"{path}, line {row + 2}: {error}, left out")
            continue
        if student in seen:
            raise LMSError(f"{path}: lines {seen[student]} and {row + 2} both say {student!r}")
        seen[student] = row + 2
        roster.people.append(Person(row, student, number, name))
    if not roster.people:
        raise LMSError(f"{path}: no student in it")


def _number(text):
    """Return the number of "Participant 12345", "参加者12345" or "12345"; "" if there is none."""
    match = re.search(r"([0-9]+)\s*$", text)
    return match[1] if match else ""
