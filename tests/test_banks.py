"""Every answer of the banks, graded by the real nbgrader, gets its points and its messages."""

import pytest

from build_tools.answers import read_answers
from build_tools.classroom import Classroom, expected_points, pack, solutions
from build_tools.lessons import find_lessons, read_exercise

LESSONS = find_lessons()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_answer_gets_what_it_must(lesson, tmp_path):
    exercise = read_exercise(lesson)
    reference = solutions(lesson)
    classroom = Classroom(tmp_path)
    packs = {"student-000": []}  # the reference itself
    for number, answers in enumerate(pack(exercise, read_answers(lesson)), 1):
        packs[f"student-{number:03d}"] = answers
    for number, (student, answers) in enumerate(packs.items()):
        sources = dict(reference)
        for answer in answers:
            sources.update(answer.sources)
        classroom.submit(student, lesson, sources, ("en", "ja")[number % 2])
    classroom.nbgrader("autograde", lesson.topic)
    results = classroom.results(lesson)
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
