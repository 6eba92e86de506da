"""Answers on which checks were once wrong, graded by the real nbgrader: right ones get all points.

They are kept outside the repository; kinds of them stand in the banks, ``lessons/*/answers``.
"""

import ast

import pytest

from build_tools.classroom import Classroom, solutions
from build_tools.lessons import ROOT, find_lessons

ANSWERS = ROOT.parent / "shared" / "cases" / "answers" / "answers.py"
LESSONS = find_lessons()

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not ANSWERS.is_file(), reason=f"no {ANSWERS.name} beside the repository"),
]


def answers_of(lesson):
    """Read the answers to a lesson's exercise: a list of dicts, without running their file."""
    tree = ast.parse(ANSWERS.read_text(encoding="utf-8"))
    (listed,) = (node.value for node in tree.body if isinstance(node, ast.Assign))
    found = [
        {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        for call in listed.elts
    ]
    return [answer for answer in found if answer["assignment"] == lesson.topic]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_what_was_misjudged_is_judged_right(lesson, tmp_path):
    answers = answers_of(lesson)
    if not answers:
        pytest.skip("no such answers to this lesson")
    classroom, reference = Classroom(tmp_path), solutions(lesson)
    for number, answer in enumerate(answers):
        sources = reference | {answer["item"]: answer["code"].strip("\n")}
        classroom.submit(f"student-{number:03d}", lesson, sources, ("en", "ja")[number % 2])
    classroom.nbgrader("autograde", lesson.topic)
    results = classroom.results(lesson)
    problems = []
    for number, answer in enumerate(answers):
        checks = [f"{answer['item']}-{kind}" for kind in ("visible", "hidden")]
        given = [results[f"student-{number:03d}"][name] for name in checks]
        full = all(result.points == result.max_points for result in given)
        if full != answer["right"]:
            said = [result.message for result in given]
            problems.append(f"{answer['item']}, {answer['name']}, {answer['right']}: {said}")
    assert problems == []
