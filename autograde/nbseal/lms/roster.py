"""The list of a class, as a system or a teacher keeps it.

A roster says which student id belongs to a number that a system uses in file names, and takes the
grades. It is written back as it was read, but for the cells that change.
"""

import csv
import dataclasses
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from nbseal.lms.names import student_id
from nbseal.spreadsheet import neutral

# Headings of Moodle (English, Japanese) and others, in lower case, best first.
STUDENT_ID = (
    *("id number", "idナンバー", "student_id", "student id", "studentid", "student number"),
    *("student no", "student no.", "学籍番号", "学生番号", "学生証番号", "学生id", "学修番号"),
    *("matriculation number", "matrikelnummer", "registration number", "user id", "userid"),
    *("ユーザid", "ユーザーid", "学号", "學號", "학번", "netid", "net id", "uid", "login"),
    *("username", "user name", "ユーザ名", "ユーザー名", "login id", "ログインid", "id"),
)
FIRST_NAME = ("first name", "given name", "名")
LAST_NAME = ("last name", "surname", "family name", "姓")
EMAIL = ("email address", "email", "e-mail", "mail", "メールアドレス", "メール")
FULL_NAME = ("full name", "name", "姓名", "氏名", "名前", "フルネーム", "student")


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
        By which the system names the person's files; empty where it has none.
    name : str
        The full name; empty if the table does not give one.
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
    kind : str
        The name of the system whose table it is (`nbseal.lms.systems.SYSTEMS`), or ``"plain"``.
    header : list of str
        The headings.
    rows : list of list of str
        The cells below them, each row as long as the header.
    people : list of Person
        Who stands in the rows.
    notes : list of str
        Remarks for the teacher.
    encoding, delimiter, newline : str
        How it was written.
    above : list of list of str
        The lines above the headings: a title, say.
    """

    kind: str
    header: list[str]
    rows: list[list[str]]
    encoding: str
    delimiter: str
    newline: str
    people: list[Person] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    above: list[list[str]] = dataclasses.field(default_factory=list)

    def with_number(self, number: str) -> Person | None:
        """Return who has this number in the system; None if nobody has."""
        return next((person for person in self.people if person.number == number), None)

    def with_id(self, text: str) -> Person | None:
        """Return who has this student id, or alone has it but for the case of its letters.

        Raises
        ------
        ValueError
            If it cannot be a student id.
        """
        wanted = student_id(text)
        same = [person for person in self.people if person.student == wanted]
        folded = wanted.casefold()
        alike = [person for person in self.people if person.student.casefold() == folded]
        # S1234567 is s1234567, unless the roster has both.
        return same[0] if same else alike[0] if len(alike) == 1 else None

    def column(self, headings: Iterable[str]) -> int | None:
        """Return the place of the first of some headings that is there, or None."""
        return find_column(self.header, headings)

    def neutralise(self, kept: Collection[int | None]) -> None:
        """Keep a spreadsheet from computing cells, but in the columns `kept`."""
        for row in self.rows:
            for place, text in enumerate(row):
                if place not in kept:
                    row[place] = neutral(text)

    def text(self) -> bytes:
        """Return the table as it is to be written, encoded."""
        file = io.StringIO()
        writer = csv.writer(file, delimiter=self.delimiter, lineterminator=self.newline)
        writer.writerows([*self.above, self.header, *self.rows])
        return file.getvalue().encode(self.encoding)


def normalized(heading: str) -> str:
    """Return a heading as it is compared.

    Without case, width, spaces around, marks behind, and what stands in brackets.
    """
    text = unicodedata.normalize("NFKC", heading).lower()
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text)
    text = " ".join(re.sub(r"[-_]", " ", text).split()).strip(" :*#")
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)  # a line's break in a cell


def find_column(header: Sequence[str], headings: Iterable[str]) -> int | None:
    """Return the place of the first of some headings that a header has, or None."""
    names = [normalized(cell) for cell in header]
    wanted = map(normalized, headings)
    return next((names.index(heading) for heading in wanted if heading in names), None)
