"""``make demo``: a made-up class hands in, is graded by nbgrader, and gets what it must.

The submissions are put together from the answer banks; the table says for each what was expected,
what nbgrader gave and what failed. The exit status is 1 if any score differs.
"""

import argparse
import dataclasses
import io
import itertools
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from build_tools.answers import read_answers
from build_tools.classroom import Classroom, expected_points, pack, solutions
from build_tools.lessons import find_lessons, read_exercise

STUDENTS = (
    *("aoki", "baker", "chiba", "dubois", "endo", "fischer"),
    *("goto", "hansen", "ito", "jones", "kato", "lopez"),
)
#: What the students of a whole class do, in turn; `few` take part in the other lessons.
WHOLE_CLASS = ("wrong",) * 5 + ("all right", "right, otherwise") * 2 + ("half", "empty", "broken")
FEW = ("all right", "wrong")
WHOLE_CLASS_LESSONS = ("01_gradient_descent", "02_perceptron")


@dataclasses.dataclass(frozen=True)
class HandIn:
    """One submission of the demo.

    Attributes
    ----------
    student, language, what : str
        Who hands in, in which language, and what kind of work.
    lesson : build_tools.lessons.Lesson
        The exercise.
    expected : dict of str to float
        grade_id of each automatic check to the points it must get.
    """

    student: str
    language: str
    what: str
    lesson: object
    expected: dict


def hand_in(classroom, lesson, students, kinds):
    """Make the submissions of one lesson.

    Parameters
    ----------
    classroom : build_tools.classroom.Classroom
        Where they are submitted.
    lesson : build_tools.lessons.Lesson
        The exercise.
    students, kinds : sequence of str
        Who does what.

    Returns
    -------
    list of HandIn
    """
    exercise = read_exercise(lesson)
    reference = solutions(lesson)
    answers = read_answers(lesson)
    wrong = itertools.cycle(pack(exercise, [a for a in answers if not a.passes]))
    right = itertools.cycle(pack(exercise, [a for a in answers if a.passes]))
    made = []
    for number, (student, kind) in enumerate(zip(students, kinds, strict=True)):
        language = ("en", "ja")[number % 2]
        used = {"wrong": wrong, "right, otherwise": right}.get(kind)
        used = next(used) if used else []
        sources = dict(reference)
        for answer in used:
            sources.update(answer.sources)
        unanswered = set()
        if kind == "half":
            unanswered = set(list(reference)[len(reference) // 2 :])
        elif kind == "empty":
            unanswered = set(reference)
        sources = {item: text for item, text in sources.items() if item not in unanswered}
        path = classroom.submit(student, lesson, sources, language)
        expected = expected_points(exercise, used, unanswered)
        if kind == "broken":
            path.write_text(path.read_text(encoding="utf-8")[:2000], encoding="utf-8")
            expected = dict.fromkeys(expected, 0)
        made.append(HandIn(student, language, kind, lesson, expected))
    return made


def judge(made, results):
    """Compare what was given with what was expected.

    Parameters
    ----------
    made : HandIn
        The submission.
    results : dict of str to build_tools.classroom.Result
        grade_id to what nbgrader gave.

    Returns
    -------
    list of str
        A line for each check that differs.
    """
    return [
        f"{made.student}, {made.lesson.topic}: {name}: expected {points:g}, got "
        + (f"{results[name].points:g}" if name in results else "nothing")
        for name, points in made.expected.items()
        if name not in results or results[name].points != points
    ]


def main(arguments=None):
    """Run the demo; return the exit status."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, help="keep the scratch course in this empty folder")
    parser.add_argument("--picture", type=Path, help="draw the table into this SVG file")
    parser.add_argument("--lesson", action="append", help="only this lesson, such as 02_perceptron")
    options = parser.parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        classroom = Classroom(options.folder or Path(temporary))
        hand_ins = []
        for lesson in find_lessons():
            if options.lesson and lesson.name not in options.lesson:
                continue
            if lesson.name in WHOLE_CLASS_LESSONS:
                hand_ins += hand_in(classroom, lesson, STUDENTS, WHOLE_CLASS)
            else:
                hand_ins += hand_in(classroom, lesson, STUDENTS[: len(FEW)], FEW)
        console.print(f"{len(hand_ins)} submissions are in {classroom.root}/submitted")
        lessons = list(dict.fromkeys(made.lesson for made in hand_ins))
        results = {}
        for lesson in lessons:
            for command in ("autograde", "generate_feedback"):
                with console.status(f"nbgrader {command} {lesson.topic}"):
                    begun = time.monotonic()
                    classroom.nbgrader(command, lesson.topic)
                seconds = time.monotonic() - begun
                console.print(f"nbgrader {command} {lesson.topic}: {seconds:.1f} s")
            results[lesson] = classroom.results(lesson)
        classroom.nbgrader("export")
        rows = len((classroom.root / "grades.csv").read_text(encoding="utf-8").splitlines()) - 1
        console.print(f"nbgrader export: {rows} rows in grades.csv")
        problems = []
        for made in hand_ins:
            problems += judge(made, results[made.lesson].get(made.student, {}))
            feedback = classroom.root / "feedback" / made.student / made.lesson.topic
            if not list(feedback.glob("*.html")):
                problems.append(f"{made.student}, {made.lesson.topic}: no feedback was made")
        console.print(_table(hand_ins, results))
        if options.picture:
            drawn = Console(width=120, record=True, file=io.StringIO())
            drawn.print(_table(hand_ins, results))
            drawn.save_svg(str(options.picture), title="make demo")
    for problem in problems:
        console.print(problem, style="red", markup=False)
    verdict = f"{len(problems)} differences" if problems else "every expected score met"
    seconds = time.monotonic() - started
    console.print(f"{len(hand_ins)} submissions: {verdict}, in {seconds:.0f} s")
    return 1 if problems else 0


def _table(hand_ins, results):
    table = Table(title="A class, graded by nbgrader (automatic checks; essays await marking)")
    for name in ("student", "assignment", "", "work"):
        table.add_column(name, no_wrap=True)
    for name in ("expected", "graded", "of"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("what failed")
    for made in hand_ins:
        got = {
            name: result
            for name, result in results[made.lesson].get(made.student, {}).items()
            if name in made.expected
        }
        expected = sum(made.expected.values())
        graded = sum(result.points for result in got.values())
        failed = [name for name, result in got.items() if result.message]
        table.add_row(
            made.student,
            made.lesson.topic,
            made.language,
            made.what,
            f"{expected:g}",
            f"{graded:g}",
            f"{sum(result.max_points for result in got.values()):g}",
            _by_item(failed, made.expected),
            style=None if not judge(made, got) else "red",
        )
    return table


def _by_item(failed, checks):
    """Name the items that failed; which check did, where only one of two failed."""
    if len(failed) == len(checks):
        return "every check"
    kinds = {}
    for name in failed:
        item, _, kind = name.rpartition("-")
        kinds.setdefault(item, []).append(kind)
    return ", ".join(
        item if len(found) == 2 else f"{item} ({found[0]})" for item, found in kinds.items()
    )


if __name__ == "__main__":
    sys.exit(main())
