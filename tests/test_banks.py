"""Every answer of the banks, graded by the real nbgrader, gets its points and its messages."""

import os
import re

import pytest
from nbseal.sealed.raised import MAX_MESSAGE

from build_tools.answers import read_answers
from build_tools.classroom import Classroom, expected_points, pack, solutions
from build_tools.lessons import find_lessons, read_exercise

LESSONS = find_lessons()


#: Lessons whose bank is graded a second time, without sealing; all of them where this is set.
COMPARE_ALL = "AUTOGRADE_COMPARE_ALL"
COMPARED = [
    lesson
    for lesson in LESSONS
    if os.environ.get(COMPARE_ALL) or lesson.topic in ("setup", "gradient_descent")
]


def grade_bank(lesson, folder, *options):
    """Grade the reference and all answers of a lesson.

    Returns
    -------
    packs : dict of str to list of build_tools.answers.Answer
        Student id to the answers that were handed in; the rest is the reference's.
    results : dict of str to dict of str to build_tools.classroom.Result
        Student id to grade_id to what was given.
    """
    exercise = read_exercise(lesson)
    reference = solutions(lesson)
    classroom = Classroom(folder)
    packs = {"student-000": []}  # the reference itself
    for number, answers in enumerate(pack(exercise, read_answers(lesson)), 1):
        packs[f"student-{number:03d}"] = answers
    for number, (student, answers) in enumerate(packs.items()):
        sources = dict(reference)
        for answer in answers:
            sources.update(answer.sources)
        classroom.submit(student, lesson, sources, ("en", "ja")[number % 2])
    classroom.nbgrader("autograde", lesson.topic, *options)
    return packs, classroom.results(lesson)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_answer_gets_what_it_must(lesson, tmp_path):
    exercise = read_exercise(lesson)
    packs, results = grade_bank(lesson, tmp_path)
    problems = []
    for student, answers in packs.items():
        used = ", ".join(answer.name for answer in answers)
        for name, points in expected_points(exercise, answers).items():
            got = results[student][name]
            messages = [a.messages[name] for a in answers if name in a.messages]
            wrong = got.points != points or (not messages and points and got.message)
            if wrong or any(text not in (got.message or "") for text in messages):
                said = f"{points:g} points {messages}"
                problems.append(f"{name}: expected {said}, got {got}; answers: {used}")
    assert not problems, "\n".join(problems)


def same_message(sealed, plain):
    """Tell whether a check says the same: but for addresses and last digits, which differ between
    any two runs that diverge, and but for the end of a student's long exception, which is cut."""
    is_cut = len(sealed or "") > MAX_MESSAGE and sealed.endswith("...")
    sealed, plain = (
        re.sub(
            r"\d+\.\d+(e[+-]?\d+)?",
            lambda number: f"{float(number[0]):.4g}",
            re.sub(r"0x[0-9a-f]+", "0x", message or ""),
        )
        for message in (sealed, plain)
    )
    return sealed == plain or (is_cut and plain.startswith(sealed[:-3]))


@pytest.mark.parametrize("lesson", COMPARED, ids=lambda lesson: lesson.name)
def test_sealed_and_in_one_kernel_the_same_points_and_messages(lesson, tmp_path):
    packs, sealed = grade_bank(lesson, tmp_path / "sealed")
    _, plain = grade_bank(lesson, tmp_path / "plain", "--SealedExecute.sealed=False")
    compared, problems = 0, []
    for student, answers in packs.items():
        for name, got in sealed[student].items():
            other = plain[student][name]
            compared += 1
            if got.points != other.points or not same_message(got.message, other.message):
                used = ", ".join(answer.name for answer in answers)
                problems.append(f"{name}: sealed {got}, in one kernel {other}; answers: {used}")
    print(f"{lesson.name}: {compared} checks of {len(packs)} submissions compared")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_item_has_three_wrong_and_two_right_answers(lesson):
    if lesson.topic == "setup":
        pytest.skip("lesson 00 only shows how checks look")
    answers = read_answers(lesson)
    items = {
        cell["id"]
        for cell in read_exercise(lesson).cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }
    for item in items:
        own = [answer for answer in answers if answer.path.parent.name == item]
        assert sum(answer.passes for answer in own) >= 2, item
        assert sum(not answer.passes for answer in own) >= 3, item
