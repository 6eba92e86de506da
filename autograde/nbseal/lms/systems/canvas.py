"""Canvas: the zip of "Download Submissions", and the exported gradebook."""

import re
from collections.abc import Sequence

from nbseal.errors import LMSError
from nbseal.lms.grades import Grades
from nbseal.lms.names import Named
from nbseal.lms.roster import Roster, normalized
from nbseal.lms.systems.base import System, as_number
from nbseal.lms.tables import number

# "lastfirst_LATE_12345_67890_file-2.ipynb", the user's number and the file's.
_NAMED = re.compile(
    r"(?P<name>.+?)_((?P<late>LATE)_)?(?P<person>[0-9]+)_(?P<order>[0-9]+)_(?P<file>.+)", re.DOTALL
)
# With anonymous grading: five letters and digits in the place of name and number.
_ANONYMOUS = re.compile(
    r"anon_((?P<late>LATE)_)?(?P<person>[A-Za-z0-9]{5})_(?P<order>[0-9]+)_(?P<file>.+)", re.DOTALL
)
HEADER = ("student", "id")  # how the gradebook begins
POINTS_POSSIBLE = "points possible"  # its second line, in the column of the names


class Canvas(System):
    """Files are named by the user's number, which the gradebook has too."""

    name = "canvas"
    numbers = ("id",)
    ids = ("sis user id", "sis login id", "id")
    takes_grades = True

    def parse(self, parts: Sequence[str]) -> Named | None:
        """Read the path of a file of its archive."""
        for place, part in enumerate(parts):  # an archive that was handed in has parts of its own
            match = _ANONYMOUS.fullmatch(part) or _NAMED.fullmatch(part)
            if match:
                groups = match.groupdict()
                file = "/".join([match["file"], *parts[place + 1 :]])
                late, order = bool(match["late"]), int(match["order"][:18])
                return Named(match["person"], groups.get("name") or "", file, late, order)
        return None

    def has_header(self, header: Sequence[str]) -> bool:
        """Tell whether a line has the gradebook's headings."""
        return tuple(map(normalized, header[:2])) == HEADER

    def is_person(self, number: str) -> bool:
        """Leave out the line of points possible, and a test student without an account."""
        return bool(number)

    def fill(self, roster: Roster, grades: Grades, scale: bool) -> list[str]:
        """Fill the grades of one assignment into the gradebook; add its column where it lacks."""
        if roster.kind != self.name:
            raise LMSError(
                "the roster is not a gradebook of Canvas: it must begin with 'Student', 'ID'"
            )
        place = _column(roster, grades)
        points_row = next(
            (row for row in roster.rows if row[0].strip().lower() == POINTS_POSSIBLE), None
        )
        most = as_number(points_row[place]) if points_row else None
        roster.neutralise(kept=range(1, len(roster.header)))
        for person in roster.people:
            if person.student in grades.of:
                points = grades.of[person.student].score
                if scale and most is not None and grades.maximum:
                    points = points * most / grades.maximum
                roster.rows[person.row][place] = number(points)
        if most is not None and most != grades.maximum and not scale:
            return [
                f"Canvas's points possible for {grades.assignment!r} are {number(most)}, "
                f"the assignment's {number(grades.maximum)}: points are written as they are "
                "(use --scale)"
            ]
        return []


def _column(roster: Roster, grades: Grades) -> int:
    """Find an assignment's column, "name (12345)" or "name"; add it if it is missing."""
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
