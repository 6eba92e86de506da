"""The interface between the grader and a learning management system."""

from collections.abc import Sequence

from nbseal.errors import LMSError
from nbseal.lms.grades import Grades
from nbseal.lms.names import Named
from nbseal.lms.roster import STUDENT_ID, Person, Roster, find_column


class System:
    """One LMS: how it names files, how its table of a class looks, how grades go into it.

    A new one is a subclass in a module of its own and a line in `nbseal.lms.systems.SYSTEMS`.

    Attributes
    ----------
    name : str
        As it stands after ``--from`` and ``--format``.
    numbers : tuple of str
        Headings of the column with the number by which it names a person's files, in lower case;
        empty where files are named by student id.
    ids : tuple of str
        Headings of columns with student ids, best first.
    takes_grades : bool
        Whether grades can be filled into its table.
    one_assignment : bool
        Whether that table is of one assignment.
    """

    name = ""
    numbers: tuple[str, ...] = ()
    ids: tuple[str, ...] = STUDENT_ID
    takes_grades = False
    one_assignment = False

    def parse(self, parts: Sequence[str]) -> Named | None:
        """Read the path of a file of its archive.

        Parameters
        ----------
        parts : sequence of str
            Folders and file name, within the archive.

        Returns
        -------
        Named or None
            None if it is not named in this way, or was not submitted by a student.
        """
        return None

    def has_header(self, header: Sequence[str]) -> bool:
        """Tell whether a line has the headings of its table of a class."""
        return bool(self.numbers) and find_column(header, self.numbers) is not None

    def is_person(self, number: str) -> bool:
        """Tell whether a line is a person's, by the number that stands in it."""
        return True

    def find(self, roster: Roster, person: str) -> Person | None:
        """Return who is meant by what a file is named with; None if nobody is."""
        return roster.with_number(person) if self.numbers else roster.with_id(person)

    def fill(self, roster: Roster, grades: Grades, scale: bool) -> list[str]:
        """Fill the grades of one assignment into its table.

        Parameters
        ----------
        roster : nbseal.lms.roster.Roster
            The table; changed in place.
        grades : nbseal.lms.grades.Grades
            Who has no grade keeps what is there.
        scale : bool
            Whether points are rescaled to the maximum in the table.

        Returns
        -------
        list of str
            Remarks for the teacher.

        Raises
        ------
        LMSError
            If it is not the table into which grades go.
        """
        raise LMSError(f"grades cannot be filled into a table of {self.name.capitalize()}")


def as_number(text: str) -> float | None:
    """Return the number of a cell, written with a point or a comma; None without one."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
