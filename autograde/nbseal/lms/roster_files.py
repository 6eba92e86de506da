"""Reading a roster from a file: CSV in the encodings that are met, or an Excel workbook."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbseal.errors import LMSError
from nbseal.lms.names import student_id
from nbseal.lms.roster import (
    EMAIL,
    FIRST_NAME,
    FULL_NAME,
    LAST_NAME,
    STUDENT_ID,
    Person,
    Roster,
    find_column,
    normalized,
)
from nbseal.lms.systems import SYSTEMS, system_of
from nbseal.lms.systems.base import System

MAX_TITLE_LINES = 20  # above the headings
MAX_BYTES = 20_000_000
MAX_COLUMNS = 1_000  # of a workbook's sheet
_ENCODINGS = ("utf-8", "euc_jp", "cp932", "gb18030", "big5", "euc_kr", "cp1252")
_HALF_WIDTH_KATAKANA = re.compile("[\uff61-\uff9f]")
#: The first bytes of files that are not tables.
_NO_TABLES = {
    b"\xd0\xcf\x11\xe0": "a workbook of an old Excel (.xls)",
    b"<html": "a web page",
    b"<!doctype": "a web page",
    b"<?xml": "XML",
    b"%pdf": "a PDF",
}


def read_roster(path: str | Path) -> Roster:
    """Read a roster.

    Parameters
    ----------
    path : str or pathlib.Path
        A CSV file in UTF-8, UTF-16, cp932, EUC-JP or another East Asian encoding, or an Excel
        workbook, whose first sheet with headings counts. Lines above these are passed over.

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
    for mark, kind in _NO_TABLES.items():
        if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:100].lower().startswith(mark):
            raise LMSError(f"{path}: is {kind}: save it as CSV or as an Excel workbook (.xlsx)")
    if content.startswith(b"PK"):
        table, encoding, delimiter, newline = _sheet(path, content), "utf-8-sig", ",", "\r\n"
    else:
        table, delimiter, encoding, newline = _table(path, content)
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
        system_of(header),
        header,
        [row for _, row in below],
        encoding,
        delimiter,
        newline,
        above=[row for _, row in numbered[:place]],
    )
    _read_people(path, roster, [number for number, _ in below])
    return roster


def _place_of_header(path: Path, rows: list[list[str]]) -> int:
    """Return which of the first lines has the headings."""
    for place, row in enumerate(rows):
        if _is_header(row):
            return place
    found = ", ".join(repr(cell.strip()) for cell in rows[0][:8] if cell.strip())
    raise LMSError(
        f"{path}: no column of student ids in its first {len(rows)} lines; expected a heading "
        f"such as {STUDENT_ID[0]!r}, 'student id' or '学籍番号', found {found}"
    )


def _table(path: Path, content: bytes) -> tuple[list[list[str]], str, str, str]:
    """Return a table's cells, what parts them, its encoding, and how its lines end."""
    first = None
    for text, encoding in _texts(content):
        try:
            table, delimiter = _cells(path, text)
        except LMSError:
            if first is None:
                raise
            continue
        found = (table, delimiter, encoding, "\r\n" if "\r\n" in text else "\n")
        if any(_is_header(row) for row in table[:MAX_TITLE_LINES]):
            return found
        first = first or found
    if first is None:
        raise LMSError(f"{path}: is not text in UTF-8, UTF-16, cp932 (Shift_JIS) or EUC-JP")
    return first


def _cells(path: Path, text: str) -> tuple[list[list[str]], str]:
    """Return the cells of a CSV table, and what parts them."""
    if match := re.match(r"sep=(.)\r?\n", text):  # a line that is for Excel
        marks, text = [match[1]], text[match.end() :]
    else:
        first = text.split("\n", MAX_TITLE_LINES)[:MAX_TITLE_LINES]
        marks = sorted(",\t;|", key=lambda mark: -max(line.count(mark) for line in first))
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


def _is_header(row: list[str]) -> bool:
    """Tell whether a line has the headings."""
    if system_of(row) != "plain" or find_column(row, STUDENT_ID) is not None:
        return True
    names = (*FIRST_NAME, *LAST_NAME, *FULL_NAME)
    return find_column(row, EMAIL) is not None and find_column(row, names) is not None


def _sheet(path: Path, content: bytes) -> list[list[str]]:
    """Return as texts the cells of the first sheet with headings, else of the first."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a cell that was only coloured may be the last of a million
        sheets = [[_texts_of(row) for row in sheet] for sheet in book.worksheets]
    except Exception as error:  # openpyxl fails in many ways on what is not a workbook
        raise LMSError(f"{path}: is not an Excel workbook: {error}") from None
    tables = (rows for rows in sheets if any(_is_header(row) for row in rows[:MAX_TITLE_LINES]))
    return next(tables, sheets[0])


def _texts_of(row: Sequence[Any]) -> list[str]:
    """Return a line's cells as texts, up to the last one that holds something."""
    texts = [_text(cell) for cell in row[:MAX_COLUMNS]]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: Any) -> str:
    """Return a cell of a workbook as it is shown: a whole number without point, 0012 with zeros."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and re.fullmatch("0+", str(cell.number_format)):
        return str(value).zfill(len(cell.number_format))
    return str(value)


def _texts(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts that some bytes may be, each with its encoding, the likeliest first."""
    marks = {
        b"\xef\xbb\xbf": "utf-8-sig",
        b"\xff\xfe\0\0": "utf-32",
        b"\xff\xfe": "utf-16",
        b"\xfe\xff": "utf-16",
    }
    marked = next((name for mark, name in marks.items() if content.startswith(mark)), None)
    zeros = content[:1000].count(b"\0")
    if marked is None and 4 * zeros > len(content[:1000]):  # half of each ASCII letter in UTF-16
        little = content[1:1000:2].count(b"\0") > zeros / 2
        marked = "utf-16-le" if little else "utf-16-be"
    fitting = []
    for number, encoding in enumerate((marked,) if marked else _ENCODINGS):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # What is read in a wrong encoding is full of half-width katakana.
        wrong = len(_HALF_WIDTH_KATAKANA.findall(text))
        fitting.append((wrong if encoding in ("euc_jp", "cp932") else 0, number, text, encoding))
        if encoding == "utf-8":
            break
    japanese = sorted(one for one in fitting if one[3] in ("utf-8", "euc_jp", "cp932"))
    others = [one for one in fitting if one not in japanese]
    for _, _, text, encoding in [*japanese, *others]:
        yield text.replace("\0", ""), encoding


def _read_people(path: Path, roster: Roster, lines: list[int]) -> None:
    """Find the students; `lines` has the line of the file for each row."""
    system = SYSTEMS.get(roster.kind, System())
    number_column = roster.column(system.numbers)
    id_columns = [c for c in (roster.column([heading]) for heading in system.ids) if c is not None]
    if system.numbers and not id_columns:
        roster.notes.append(
            f"{path} has no column of student ids, such as 'ID number': the numbers of "
            f"{system.name.capitalize()} serve as student ids"
        )
    if not id_columns and number_column is None:
        id_columns = [c for c in (roster.column(EMAIL),) if c is not None]
        roster.notes.append(f"{path} has no column of student ids: the e-mail addresses serve")
    seen: dict[str, int] = {}
    for row, cells in enumerate(roster.rows):
        number = _number(cells[number_column]) if number_column is not None else ""
        texts = [_id_in(cells[column]) for column in id_columns]
        text = next((text for text in texts if text), number)
        if not system.is_person(number):
            continue
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
        roster.people.append(Person(row, student, number, _name(roster, cells)))
    if not roster.people:
        why = f" ({roster.notes[-1].removeprefix(f'{path}, ')})" if roster.notes else ""
        raise LMSError(f"{path}: no student in it{why}")


def _id_in(cell: str) -> str:
    """Return the id in a cell, which spreadsheets write as ="0012", '0012 or 1001.0."""
    text = cell.strip()
    if match := re.fullmatch(r"=\"(.*)\"|'(.+)|([0-9]+)\.0", text):
        return next(group for group in match.groups() if group is not None).strip()
    return text


def _name(roster: Roster, cells: list[str]) -> str:
    """Return the full name, from one column or two."""
    columns = [roster.column(FULL_NAME)]
    if columns == [None]:
        columns = [roster.column(headings) for headings in (FIRST_NAME, LAST_NAME)]
        if normalized(roster.header[columns[1] or 0]) == "姓":  # in Japanese it comes first
            columns.reverse()
    return " ".join(cells[column].strip() for column in columns if column is not None).strip()


def _number(text: str) -> str:
    """Return the number of "Participant 12345", "参加者12345" or "12345"; "" for other texts."""
    match = re.search(r"(?<![0-9])([0-9]+)\s*$", unicodedata.normalize("NFKC", text))
    return match[1] if match else ""
