"""Submissions as data: what each does to a notebook, and the points that it must get."""

import dataclasses
import json
from collections.abc import Callable, Mapping

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from build_tools.classroom import solutions
from build_tools.lessons import find_lessons

#: Goes before the code of a submission that is given places: says aloud what is in reach.
PRELUDE = '''
def tried(name, function, *arguments):
    """Say whether something that should be out of reach is in reach."""
    try:
        result = function(*arguments)
    except BaseException as error:
        print(f"{name}: {type(error).__name__}: {error}"[:300])
    else:
        print("GOT", "THROUGH:", name, str(result)[:3000])
'''
LESSONS = {lesson.topic: lesson for lesson in find_lessons()}


@dataclasses.dataclass(frozen=True)
class Submission:
    """One submission of somebody who wants more than his work is worth.

    Attributes
    ----------
    name : str
        The student's id.
    what : str
        What it tries, in one line.
    points : dict of str to float
        grade_id of each check that must give less than all its points.
    answers : dict of str to (str or None)
        Solution cells: their text, or None for as they were handed out. The others are right.
    added : dict of str to str
        Code of a cell added after the cell of this id; ``"top"`` and ``"end"`` for the notebook's.
    change : callable, optional
        Changes the notebook, which is given as nested dicts and lists.
    file : callable, optional
        Called with the path of the submitted file and a dict of places; changes what is there.
    topic : str
        The assignment.
    said : str, optional
        A part of the message of each check that gives no points.
    alone : bool
        Whether code of it may run only where it is confined.
    """

    name: str
    what: str
    points: Mapping[str, float] = dataclasses.field(default_factory=dict)
    answers: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    added: Mapping[str, str] = dataclasses.field(default_factory=dict)
    change: Callable | None = None
    file: Callable | None = None
    topic: str = "setup"
    said: str | None = None
    alone: bool = False

    def expected(self):
        """Return the points that each automatic check must give."""
        return {**full_points(self.topic), **self.points}


def full_points(topic):
    """Return grade_id of each automatic check of an assignment to all its points."""
    notebook = nbformat.read(f"source/{topic}/{topic}.ipynb", as_version=4)
    gradings = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return {g.grade_id: g.points for g in gradings if g.get("grade") and not g.get("solution")}


def hand_in(classroom, submission, where=None):
    """Put a submission into a class's folder.

    Parameters
    ----------
    classroom : build_tools.classroom.Classroom
    submission : Submission
    where : dict, optional
        What its code finds as ``WHERE``: the places and tokens that it is after.
    """
    lesson = LESSONS[submission.topic]
    answers = {**solutions(lesson), **submission.answers}
    answers = {item: text for item, text in answers.items() if text is not None}
    path = classroom.submit(submission.name, lesson, answers)
    notebook = nbformat.read(path, as_version=4)
    if where:
        notebook.cells.insert(0, new_code_cell(f"WHERE = {where!r}\n{PRELUDE}", id="where"))
    for place, source in submission.added.items():
        index = {"top": bool(where), "end": len(notebook.cells)}.get(place)
        if index is None:
            index = [cell["id"] for cell in notebook.cells].index(place) + 1
        notebook.cells.insert(index, new_code_cell(source.strip(), id=f"added-after-{place}"))
    if submission.change:
        submission.change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    if submission.file:
        submission.file(path, where)


def cell_of(notebook, cell_id):
    """Return a notebook's cell by its id."""
    return next(cell for cell in notebook.cells if cell["id"] == cell_id)


def checks_of(notebook):
    """Return a notebook's check cells."""
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def added_cell(source, grade_id=None, kind="code", **metadata):
    """Return a cell that claims to be one of nbgrader's."""
    cell = (new_code_cell if kind == "code" else new_markdown_cell)(source)
    if grade_id:
        metadata["nbgrader"] = {
            "grade_id": grade_id,
            "grade": True,
            "points": 1,
            "solution": False,
            "locked": True,
            "task": False,
            "schema_version": 3,
            "cell_type": kind,
        }
    cell.metadata.update(metadata)
    return cell


def hidden_lines(topic):
    """Return the lines of an assignment's hidden regions that stand nowhere else in it."""
    notebook = nbformat.read(f"source/{topic}/{topic}.ipynb", as_version=4)
    hidden, shown = set(), set()
    for cell in notebook.cells:
        within = False
        for line in cell.source.splitlines():
            within = within or "### BEGIN HIDDEN TESTS" in line
            (hidden if within else shown).add(line.strip())
            within = within and "### END HIDDEN TESTS" not in line
    return {line for line in hidden - shown if len(line) > 20 and not line.startswith("###")}
