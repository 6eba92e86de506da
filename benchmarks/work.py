"""What is graded: the right answers of a lesson, and a trial that imports much and does little."""

import dataclasses

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from build_tools.classroom import solutions
from build_tools.lessons import ROOT, find_lessons

TRIAL = "trial"
TRIAL_CELL = """\
import time

import torch
import torchvision

begun = time.process_time()
a = torch.eye(64)
while time.process_time() - begun < 1:
    a = a @ a
answer = float(a.sum())
"""


@dataclasses.dataclass(frozen=True)
class Work:
    """One kind of submission.

    Attributes
    ----------
    name, topic : str
        What it is called here and as an assignment.
    submission : nbformat.NotebookNode
        Right work, as a student hands it in.
    source : nbformat.NotebookNode or None
        The assignment's source, where the course has none.
    """

    name: str
    topic: str
    submission: nbformat.NotebookNode
    source: nbformat.NotebookNode | None = None

    @property
    def source_path(self):
        """The assignment's source in the course."""
        return ROOT / "source" / self.topic / f"{self.topic}.ipynb"

    @property
    def student_cells(self):
        """The text of the cells that a student's process runs: all code but the checks."""
        return [
            cell.source
            for cell in self.submission.cells
            if cell.cell_type == "code"
            and not (_grading(cell).get("grade") and not _grading(cell).get("solution"))
        ]

    @property
    def all_cells(self):
        """The text of all code cells, hidden checks included: the source has the right answers."""
        source = self.source or nbformat.read(self.source_path, as_version=4)
        return [cell.source for cell in source.cells if cell.cell_type == "code"]

    def install(self, classroom):
        """Put the assignment's source into a scratch course."""
        if self.source is not None:
            folder = classroom.root / "source" / self.topic
            folder.mkdir()
            nbformat.write(self.source, folder / f"{self.topic}.ipynb")


def lesson_work(number):
    """Return the right answers of the lesson of a number such as ``"01"``."""
    (lesson,) = (lesson for lesson in find_lessons() if lesson.name.startswith(number))
    path = ROOT / "release" / "en" / lesson.topic / f"{lesson.topic}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    answers = solutions(lesson)
    for cell in notebook.cells:
        cell.source = answers.get(cell["id"], cell.source)
    return Work(lesson.name, lesson.topic, notebook)


def trial_work():
    """Return a submission that imports torch and torchvision and computes for 1 s."""
    source = new_notebook(
        cells=[
            _cell("answer", "### BEGIN SOLUTION\n" + TRIAL_CELL + "### END SOLUTION", False),
            _cell("answer-hidden", "assert answer == 64", True),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    submission = nbformat.from_dict(source)
    submission.cells[0].source = TRIAL_CELL
    return Work("trial, 1 s", TRIAL, submission, source)


def _cell(name, text, check):
    about = {"grade_id": name, "grade": check, "solution": not check, "locked": check}
    about |= {"schema_version": 3, "task": False}
    if check:
        about["points"] = 1
    return new_code_cell(text, id=name, metadata={"nbgrader": about})


def _grading(cell):
    return cell.metadata.get("nbgrader", {})
