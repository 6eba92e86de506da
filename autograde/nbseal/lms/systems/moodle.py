"""Moodle: the zip of "Download all submissions", and the grading worksheet."""

import re
from collections.abc import Sequence

from nbseal.errors import LMSError
from nbseal.lms.grades import Grades
from nbseal.lms.names import Named
from nbseal.lms.roster import Roster
from nbseal.lms.systems.base import System, as_number
from nbseal.lms.tables import number

# "Full Name_12345_assignsubmission_file_", a folder or the beginning of the file's name. The first
# match counts: what follows is the student's to choose, and could name another one.
_NAMED = re.compile(
    r"(?P<name>.+?)_(?P<person>[0-9]+)_assignsubmission_(?P<kind>[a-z]+)(_(?P<file>.*))?", re.DOTALL
)
# Headings in English and Japanese, in lower case.
IDENTIFIER = ("identifier", "識別子")
GRADE = ("grade", "評点", "評定", "成績")
MAXIMUM = ("maximum grade", "最大評点", "最大評定", "最高評点")
FEEDBACK = ("feedback comments", "フィードバックコメント")  # Moodle reads them back


class Moodle(System):
    """Files are named by the participant's number, which the worksheet has too."""

    name = "moodle"
    numbers = IDENTIFIER
    takes_grades = one_assignment = True

    def parse(self, parts: Sequence[str]) -> Named | None:
        """Read the path of a file of its archive."""
        for place, part in enumerate(parts):
            match = _NAMED.fullmatch(part)
            if match:
                inside = "/".join(parts[place + 1 :]) or match["file"] or ""
                if match["kind"] != "file" or not inside:  # a text typed into Moodle's page, say
                    return None
                return Named(match["person"], match["name"], inside)
        return None

    def fill(self, roster: Roster, grades: Grades, scale: bool) -> list[str]:
        """Fill the grades of one assignment into the grading worksheet."""
        grade, maximum = roster.column(GRADE), roster.column(MAXIMUM)
        if roster.kind != self.name or grade is None:
            raise LMSError(
                "the roster is not a grading worksheet of Moodle: it needs a column "
                f"{IDENTIFIER[0].capitalize()!r} and one {GRADE[0].capitalize()!r}"
            )
        kept = {grade, roster.column(IDENTIFIER), roster.column(FEEDBACK)}
        roster.neutralise(kept)
        others = set()
        for person in roster.people:
            row = roster.rows[person.row]
            if person.student not in grades.of:
                continue
            points = grades.of[person.student].score
            most = as_number(row[maximum]) if maximum is not None else None
            if most is not None and most != grades.maximum:
                others.add(most)
                if scale:
                    points = points * most / grades.maximum if grades.maximum else 0.0
            row[grade] = f"{points:.2f}"
        if others and not scale:
            there = ", ".join(map(number, sorted(others)))
            return [
                f"Moodle's maximum grade is {there}, the assignment's {number(grades.maximum)}: "
                "points are written as they are (set Moodle's maximum, or use --scale)"
            ]
        return []
