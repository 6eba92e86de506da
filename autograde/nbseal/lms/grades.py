"""The grades of a class, read from nbgrader's gradebook."""

import dataclasses

from nbgrader.api import Gradebook, MissingEntry

from nbseal.errors import LMSError
from nbseal.persons import full_name


@dataclasses.dataclass(frozen=True)
class Grade:
    """A student's grade for an assignment.

    Attributes
    ----------
    score : float
        Points, what is taken off for lateness taken off, at least 0.
    penalty : float
        The points taken off.
    unmarked : bool
        Whether something of it awaits marking by hand; its points are not in the score.
    """

    score: float
    penalty: float
    unmarked: bool


@dataclasses.dataclass(frozen=True)
class Grades:
    """The grades of a class for an assignment.

    Attributes
    ----------
    assignment : str
        Its name.
    maximum : float
        The points to be had.
    of : dict of str to Grade
        Student id to grade; who handed nothing in is not in it.
    """

    assignment: str
    maximum: float
    of: dict[str, Grade]


def read_grades(gradebook: Gradebook, assignment: str) -> Grades:
    """Read an assignment's grades.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        The course's, open.
    assignment : str
        Its name.

    Returns
    -------
    Grades

    Raises
    ------
    LMSError
        If the gradebook does not know the assignment.
    """
    try:
        maximum = gradebook.find_assignment(assignment).max_score
    except MissingEntry:
        known = ", ".join(sorted(row.name for row in gradebook.assignments))
        raise LMSError(
            f"nothing of {assignment!r} is graded; the gradebook has: {known or 'nothing'}"
        ) from None
    grades = {}
    for submission in gradebook.assignment_submissions(assignment):
        penalty = submission.late_submission_penalty or 0.0
        grades[submission.student.id] = Grade(
            max(0.0, submission.score - penalty), penalty, submission.needs_manual_grade
        )
    return Grades(assignment, maximum, grades)


def read_names(gradebook: Gradebook) -> dict[str, str]:
    """Return the full name of each student whose name the gradebook has."""
    names = {}
    for student in gradebook.students:
        name = full_name(student.first_name, student.last_name)
        if name:
            names[student.id] = name
    return names
