"""A scratch course with a class of made-up students, graded by the real nbgrader commands."""

import ast
import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from build_tools.lessons import BEGIN_SOLUTION, END_SOLUTION, ROOT, read_exercise
from build_tools.names import bound_names


@dataclasses.dataclass(frozen=True)
class Result:
    """The result of one check of one submission.

    Attributes
    ----------
    points, max_points : float
        The points given and those to be had.
    message : str or None
        The error's name and message, where there was one.
    """

    points: float
    max_points: float
    message: str | None


class Classroom:
    """A folder with the course's source, in which submissions are made and graded.

    Parameters
    ----------
    root : pathlib.Path
        An empty folder.
    """

    def __init__(self, root):
        self.root = Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "nbgrader_config.py", self.root)
        shutil.copytree(ROOT / "source", self.root / "source", dirs_exist_ok=True)

    def submission_path(self, student, lesson):
        """Return where a student's notebook belongs, in a folder that is there."""
        folder = self.root / "submitted" / student / lesson.topic
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{lesson.topic}.ipynb"

    def submit(self, student, lesson, sources, language="en"):
        """Fill in a released notebook and submit it.

        Parameters
        ----------
        student : str
            The student's id.
        lesson : build_tools.lessons.Lesson
            The lesson whose exercise is submitted.
        sources : dict of str to str
            grade_id to the text of the answer; other cells stay as they were handed out.
        language : {"en", "ja"}
            Which release the student works in.

        Returns
        -------
        pathlib.Path
            The submitted file.
        """
        name = f"{lesson.topic}.ipynb"
        notebook = nbformat.read(ROOT / "release" / language / lesson.topic / name, as_version=4)
        cells = {cell["id"]: cell for cell in notebook.cells}
        for item, source in sources.items():
            cells[item].source = source
        path = self.submission_path(student, lesson)
        nbformat.write(notebook, path)
        return path

    def nbgrader(self, *arguments, check=True):
        """Run an nbgrader command in the scratch course.

        Returns
        -------
        subprocess.CompletedProcess
            Its output is text, stderr included in stdout.

        Raises
        ------
        RuntimeError
            If `check` and the command fails; the message is what it printed.
        """
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"nbgrader {' '.join(arguments)} failed:\n{done.stdout}")
        return done

    def results(self, lesson):
        """Read from gradebook and graded notebooks what each student got.

        Returns
        -------
        dict of str to dict of str to Result
            Student id to grade_id to result.
        """
        from nbgrader.api import Gradebook

        results = {}
        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "mlcourse") as gradebook:
            for submission in gradebook.assignment_submissions(lesson.topic):
                student = submission.student.id
                path = self.root / "autograded" / student / lesson.topic / f"{lesson.topic}.ipynb"
                notebook = nbformat.read(path, as_version=4)
                messages = {cell["id"]: _error(cell) for cell in notebook.cells}
                (graded,) = submission.notebooks
                results[student] = {
                    grade.name: Result(grade.score, grade.max_score, messages.get(grade.name))
                    for grade in graded.grades
                }
        return results


def solutions(lesson):
    """Return the reference answers: grade_id of each solution and essay cell to its text."""
    return {
        cell["id"]: "\n".join(
            line
            for line in cell.source.split("\n")
            if BEGIN_SOLUTION not in line and END_SOLUTION not in line
        )
        for cell in read_exercise(lesson).cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def expected_points(exercise, answers=(), unanswered=()):
    """Say what each automatic check must give.

    Parameters
    ----------
    exercise : nbformat.NotebookNode
        What `build_tools.lessons.read_exercise` gave.
    answers : iterable of build_tools.answers.Answer
        The answers used; the others are the reference's.
    unanswered : collection of str
        Items left as they were handed out.

    Returns
    -------
    dict of str to float
        grade_id of each automatic check to its points.
    """
    points = {}
    for cell in exercise.cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade") and not grading.get("solution"):
            item = cell["id"].rpartition("-")[0]
            points[cell["id"]] = 0 if item in unanswered else grading.points
    for answer in answers:
        points.update(answer.points)
    return points


def pack(exercise, answers):
    """Put answers that have nothing to do with each other together into few submissions.

    Parameters
    ----------
    exercise : nbformat.NotebookNode
        What `build_tools.lessons.read_exercise` gave.
    answers : list of build_tools.answers.Answer
        Answers to it.

    Returns
    -------
    list of list of Answer
        Each inner list fits one submission: no answer of it replaces or touches what another one
        replaces, touches or uses.
    """
    item_of = {
        name: cell["id"]
        for cell in exercise.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
        for name in bound_names(cell.source)
    }
    packs = []
    for answer in answers:
        items = {name.rpartition("-")[0] for name in (*answer.points, *answer.messages)}
        touched = items | set(answer.sources)
        used = {
            item_of[name]
            for source in answer.sources.values()
            for name in _borrowed_names(source)
            if name in item_of
        }
        for members, all_touched, all_used in packs:
            if not (touched & (all_touched | all_used) or used & all_touched):
                members.append(answer)
                all_touched |= touched
                all_used |= used
                break
        else:
            packs.append(([answer], touched, used))
    return [members for members, _, _ in packs]


def _borrowed_names(source):
    """Return the names that a cell reads and does not itself bind."""
    read, bound = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return read - bound


def _error(cell):
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"
    return None
