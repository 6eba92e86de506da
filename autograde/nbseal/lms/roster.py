"""The list of a class: Moodle's grading worksheet, Canvas's gradebook, or a table of student ids.

A roster says which student id belongs to a number that a system uses in file names, and takes the
grades. It is written back as it was read, but for the cells that change.
"""

import csv
import dataclasses
import io
import re
import unicodedata
from pathlib import Path

from nbseal.errors import LMSError
from nbseal.lms.names import student_id

# Headings as Moodle (English, Japanese) and others write them, in lower case, best first.
IDENTIFIER = ("identifier", "識別子")
STUDENT_ID = (
    *("id number", "idナンバー", "student_id", "student id", "studentid", "student number"),
    *("student no", "student no.", "学籍番号", "学生番号", "学生証番号", "学生id", "学修番号"),
    *("username", "user name", "ユーザ名", "ユーザー名", "login id", "ログインid", "id"),
)
FULL_NAME = ("full name", "name", "姓名", "氏名", "名前", "フルネーム", "student")
GRADE = ("grade", "評点", "評定", "成績")
MAXIMUM = ("maximum grade", "最大評点", "最大評定", "最高評点")
CANVAS = ("student", "id")  # how Canvas's gradebook begins
CANVAS_STUDENT_ID = ("sis user id", "sis login id", "id")
BLACKBOARD = ("username", "last name", "availability")  # all of them are in its gradebook
MAX_TITLE_LINES = 20  # above the headings
MAX_BYTES = 20_000_000
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
    kind : {"moodle", "canvas", "blackboard", "plain"}
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
    above : list of list of str
        The lines above the headings: a title, say.
    """

    kind: str
    header: list
    rows: list
    encoding: str
    delimiter: str
    newline: str
    people: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)
    above: list = dataclasses.field(default_factory=list)

    def find(self, person, layout):
        """Return who is meant by what a file is named with; None if nobody is.

        Parameters
        ----------
        person : str
            A number, if `layout` is a system's; else a student id.
        layout : {"moodle", "canvas", "plain"}
            Who named the file.
        """
        if layout in ("moodle", "canvas"):
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
        writer.writerows([*self.above, self.header, *self.rows])
        return file.getvalue().encode(self.encoding)


def read_roster(path):
    """Read a roster.

    Parameters
    ----------
    path : str or pathlib.Path
        A CSV file in UTF-8, UTF-16, cp932 or EUC-JP, or an Excel workbook, whose first sheet
        counts. Lines above the headings are passed over.

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
    if len(content) > MAX_BYTES:
        raise LMSError(f"{path}: has {len(content):,} bytes; {MAX_BYTES:,} at most are read")
    if content.startswith(b"PK"):
        table, encoding, delimiter, newline = _sheet(path, content), "utf-8-sig", ",", "\r\n"
    else:
        text, encoding = _decode(path, content)
        newline = "\r\n" if "\r\n" in text else "\n"
        table, delimiter = _cells(path, text)
    numbered = [(number, row) for number, row in enumerate(table, 1) if any(map(str.strip, row))]
    if not numbered:
        raise LMSError(f"{path}: is empty")
    place = _place_of_header(path, [row for _, row in numbered[:MAX_TITLE_LINES]])
    _, header = numbered[place]
    below = numbered[place + 1 :]
    for number, row in below:
        if any(map(str.strip, row[len(header) :])):
            raise LMSError(f"{path}: line {number} has more cells than the header")
        row += [""] * (len(header) - len(row))
        del row[len(header) :]
    roster = Roster(
        _kind(header),
        header,
        [row for _, row in below],
        encoding,
        delimiter,
        newline,
        above=[row for _, row in numbered[:place]],
    )
    _read_people(path, roster, [number for number, _ in below])
    return roster


def _place_of_header(path, rows):
    """Return which of the first lines has the headings."""
    for place, row in enumerate(rows):
        if _is_header(row):
            return place
    found = ", ".join(repr(cell.strip()) for cell in rows[0][:8] if cell.strip())
    raise LMSError(
        f"{path}: no column of student ids in its first {len(rows)} lines; expected a heading "
        f"such as {STUDENT_ID[0]!r}, 'student id' or '学籍番号', found {found}"
    )


def _cells(path, text):
    """Return the cells of a CSV table, and what parts them."""
    if match := re.match(r"sep=(.)\r?\n", text):  # a line that is for Excel
        marks, text = [match[1]], text[match.end() :]
    else:
        first = text.split("\n", MAX_TITLE_LINES)[:MAX_TITLE_LINES]
        marks = sorted(",\t;", key=lambda mark: -max(line.count(mark) for line in first))
    tables = []
    for mark in marks:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
            tables.append((list(reader), mark))
        except csv.Error as error:
            reason = error
            continue
        if any(_is_header(row) for row in tables[-1][0][:MAX_TITLE_LINES]):
            return tables[-1]
    if not tables:
        raise LMSError(f"{path}: is not a CSV table: {reason}")
    return tables[0]


def _is_header(row):
    """Tell whether a line has the headings."""
    is_canvas = tuple(map(_heading, row[:2])) == CANVAS
    return is_canvas or _column(row, (*IDENTIFIER, *STUDENT_ID)) is not None


def _sheet(path, content):
    """Return the cells of a workbook's first sheet as texts."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [[_text(cell) for cell in row] for row in book.worksheets[0].values]
    except Exception as error:  # openpyxl fails in many ways on what is not a workbook
        raise LMSError(f"{path}: is not an Excel workbook: {error}") from None
    return rows


def _text(cell):
    """Return a cell of a workbook as a text; a number that is whole without its point."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _decode(path, content):
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = next((name for mark, name in marks.items() if content.startswith(mark)), None)
    zeros = content[:1000].count(b"\0")
    if marked is None and zeros:  # half of each ASCII letter in UTF-16
        little = content[1:1000:2].count(b"\0") > zeros / 2
        marked = "utf-16-le" if little else "utf-16-be"
    encodings = (marked,) if marked else ("utf-8", "euc_jp", "cp932")
    fitting = []
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "euc_jp":
            fitting.append((len(re.findall("[\uff61-\uff9f]", text)), encoding, text))
            if encoding != "cp932":
                break
        elif not re.search("[\uff61-\uff9f]", text):
            fitting.append((0, encoding, text))
    if not fitting:
        raise LMSError(f"{path}: is not text in UTF-8, UTF-16, cp932 (Shift_JIS) or EUC-JP")
    # What is read in a wrong encoding is full of half-width katakana.
    _, encoding, text = min(fitting, key=lambda one: one[0])
    return text, encoding


def _heading(text):
    """Return a heading as it is compared: without case, width and spaces around."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _column(header, headings):
    names = [_heading(cell) for cell in header]
    return next((names.index(heading) for heading in headings if heading in names), None)


def _kind(header):
    names = [_heading(cell) for cell in header]
    if _column(header, IDENTIFIER) is not None:
        return "moodle"
    if tuple(names[:2]) == CANVAS:
        return "canvas"
    return "blackboard" if set(BLACKBOARD) <= set(names) else "plain"


def _read_people(path, roster, lines):
    """Find the students; `lines` has the line of the file for each row."""
    numbers = {"moodle": IDENTIFIER, "canvas": ("id",)}.get(roster.kind, ())
    number_column = roster.column(numbers)
    ids = {"canvas": CANVAS_STUDENT_ID, "blackboard": ("username",)}.get(roster.kind, STUDENT_ID)
    id_columns = [c for c in (roster.column([heading]) for heading in ids) if c is not None]
    name_column = roster.column(FULL_NAME)
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
                roster.notes.append(f"{path}, line {lines[row]}: no student id, left out")
            continue
        try:
            student = student_id(text)
        except ValueError as error:
            roster.notes.append(f"{path}, line {lines[row]}: {error}, left out")
            continue
        if student in seen:
            raise LMSError(f"{path}: lines {seen[student]} and {lines[row]} both say {student!r}")
        seen[student] = lines[row]
        roster.people.append(Person(row, student, number, name))
    if not roster.people:
        raise LMSError(f"{path}: no student in it")


def _number(text):
    """Return the number of "Participant 12345", "参加者12345" or "12345"; "" if there is none."""
    match = re.search(r"([0-9]+)\s*$", unicodedata.normalize("NFKC", text))
    return match[1] if match else ""
