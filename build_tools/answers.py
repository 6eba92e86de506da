"""The answer banks: right and wrong answers, each with the points and messages it must get.

An answer is a file ``lessons/<lesson>/answers/<item>/fails_<how>.py`` (or ``passes_<how>.py``)
that replaces the text of one or more solution cells::

    # /// answer
    # why = "Adds the step instead of subtracting it."
    # [points]
    # gradient_step-visible = 0
    # gradient_step-hidden = 0
    # [messages]
    # gradient_step-visible = "uphill"
    # ///

    # %% item="gradient_step"
    def gradient_step(x, grad, lr):
        return x + lr * grad

A check that is not named must give all its points.
"""

import contextlib
import dataclasses
import io
import os
import re
import sys
import tempfile
import tomllib
from pathlib import Path

import jupytext

from build_tools.lessons import LessonError, find_lessons, read_exercise


@dataclasses.dataclass(frozen=True)
class Answer:
    """One file of an answer bank.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    why : str
        What is wrong, or different, about it.
    sources : dict of str to str
        grade_id of a solution cell to the text that replaces it.
    points : dict of str to float
        grade_id of a check to the points it must give; all points where a check is not named.
    messages : dict of str to str
        grade_id of a check to a part of the message it must give.
    """

    path: Path
    why: str
    sources: dict
    points: dict
    messages: dict

    @property
    def name(self):
        """``item/fails_how``."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def passes(self):
        """Whether it is a right answer."""
        return self.path.stem.startswith("passes_")


def read_answer(path, exercise):
    """Read one answer and compare it with its exercise.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    exercise : nbformat.NotebookNode
        What `build_tools.lessons.read_exercise` gave.

    Returns
    -------
    Answer

    Raises
    ------
    LessonError
        If the file is wrong; the message names it and the reason.
    """
    shown = f"{path.parents[2].name}/{path.parent.name}/{path.name}"
    text = path.read_text(encoding="utf-8")
    header = re.search(r"^# /// answer\n((?:#.*\n)*?)# ///$", text, re.MULTILINE)
    if header is None:
        raise LessonError(f"{shown}: the header between '# /// answer' and '# ///' is missing")
    try:
        about = tomllib.loads(re.sub(r"^# ?", "", header[1], flags=re.MULTILINE))
    except tomllib.TOMLDecodeError as error:
        raise LessonError(f"{shown}: header: {error}") from None
    cells = {cell["id"]: cell for cell in exercise.cells if "nbgrader" in cell.metadata}
    checks = {name: cell for name, cell in cells.items() if cell.metadata.nbgrader.grade}
    unknown = set(about) - {"why", "points", "messages"}
    points, messages = about.get("points", {}), about.get("messages", {})
    unknown |= (set(points) | set(messages)) - set(checks)
    if unknown or not about.get("why"):
        raise LessonError(f"{shown}: header: {sorted(unknown) or 'why is missing'}")
    sources = {}
    for cell in jupytext.reads(text[header.end() :], fmt="py:percent").cells:
        item = cell.metadata.get("item")
        if item is None and not cell.source.strip():
            continue
        if item not in cells or not cells[item].metadata.nbgrader.solution:
            raise LessonError(f"{shown}: a cell's item={item!r} is not a solution cell")
        sources[item] = cell.source.strip("\n")
    if path.parent.name not in sources:
        raise LessonError(f"{shown}: it does not answer {path.parent.name}")
    if not path.stem.startswith(("passes_", "fails_")):
        raise LessonError(f"{shown}: the name starts with passes_ or fails_")
    answer = Answer(path, about["why"], sources, points, messages)
    # A visible check may be worth no points: its message then shows that it failed.
    loses = any(points[name] < checks[name].metadata.nbgrader.points for name in points)
    if answer.passes == bool(loses or messages):
        raise LessonError(f"{shown}: its points and messages do not fit its name")
    if loses and not messages:
        raise LessonError(f"{shown}: it says no message")
    return answer


def read_answers(lesson, item="*"):
    """Read a lesson's answer bank.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        The lesson.
    item : str
        One item, or all.

    Returns
    -------
    list of Answer
        In the order of their names.
    """
    exercise = read_exercise(lesson)
    return [read_answer(path, exercise) for path in sorted(lesson.answers.glob(f"{item}/*.py"))]


def run_checks(exercise, sources, only=None, run_cells=False):
    """Run an exercise's code cells in this process, as nbgrader would in a kernel.

    Quick, for authors and mutation testing; what counts is what nbgrader gives.

    Parameters
    ----------
    exercise : nbformat.NotebookNode
        What `build_tools.lessons.read_exercise` gave.
    sources : dict of str to str
        grade_id of a solution cell to the text that replaces it.
    only : collection of str, optional
        grade_ids of the checks to run; all where not given.
    run_cells : bool
        Whether to run the cells between answer and check, too.

    Returns
    -------
    dict of str to BaseException or None
        grade_id of each code cell run to what it raised.
    """
    namespace = {"__name__": "__main__"}
    raised = {}
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for cell in exercise.cells:
                grading = cell.metadata.get("nbgrader")
                if cell.cell_type != "code" or (grading is None and not run_cells):
                    continue
                if grading and grading.grade and only is not None and cell["id"] not in only:
                    continue
                raised[cell["id"]] = _run(sources.get(cell["id"], cell.source), cell, namespace)
        finally:
            os.chdir(before)
    return raised


def compare(answer, exercise, raised):
    """Compare what the checks raised with what an answer must get.

    Parameters
    ----------
    answer : Answer
        The answer.
    exercise : nbformat.NotebookNode
        Its exercise.
    raised : dict of str to (BaseException, str or None)
        grade_id of each check to its error, as `run_checks` gives it.

    Returns
    -------
    list of str
        A line for each check that gave something else.
    """
    problems = []
    for cell in exercise.cells:
        grading = cell.metadata.get("nbgrader")
        if not grading or not grading.grade or grading.solution:
            continue
        name, error = cell["id"], raised.get(cell["id"])
        got = 0 if error else grading.points
        wanted = answer.points.get(name, grading.points)
        said = answer.messages.get(name)
        if got != wanted or (grading.points == 0 and bool(error) != bool(said)):
            problems.append(f"{answer.name}: {name}: expected {wanted} points, got {got} ({error})")
        elif said and said not in str(error):
            problems.append(f"{answer.name}: {name}: no {said!r} in the message {str(error)!r}")
    return problems


def _run(source, cell, namespace):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, f"<{cell['id']}>", "exec"), namespace)
    except (Exception, SystemExit) as error:
        return error
    return None


def main(arguments):
    """Try the answers of a lesson quickly: ``answers LESSON [ITEM]``; return the exit status."""
    import matplotlib as mpl

    mpl.use("agg")
    lessons = {lesson.name: lesson for lesson in find_lessons()}
    if not arguments or arguments[0] not in lessons:
        print(f"usage: python -m build_tools answers LESSON [ITEM], a lesson of {list(lessons)}")
        return 2
    lesson = lessons[arguments[0]]
    exercise = read_exercise(lesson)
    problems = []
    raised = run_checks(exercise, {}, run_cells=True)
    problems += [f"solution: {name}: {error!r}" for name, error in raised.items() if error]
    answers = read_answers(lesson, *arguments[1:2])
    for answer in answers:
        touched = set(answer.points) | set(answer.messages)
        touched |= {f"{item}-{kind}" for item in answer.sources for kind in ("visible", "hidden")}
        raised = run_checks(exercise, answer.sources, only=touched if arguments[1:] else None)
        found = compare(answer, exercise, raised)
        print("ok  " if not found else "BAD ", answer.name, flush=True)
        problems += found
    print("\n".join(problems) or f"{len(answers)} answers get what they must")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
