"""Which answers are shown side by side, on small classes made here."""

import shutil

import pytest
from nbseal.course import open_course
from nbseal.report.gather import Assignment, Check, Result, Submission
from nbseal.report.similarity import REFERENCE, find_pairs, fingerprints

from build_tools.classroom import solutions
from build_tools.lessons import ROOT, find_lessons

LESSON = next(lesson for lesson in find_lessons() if lesson.topic == "gradient_descent")
CODE = """
def fit(x, t, lr):
    w, b = 0.0, 0.0
    for _ in range(100):
        error = w * x + b - t
        w -= lr * 2 * (x * error).mean()
        b -= lr * 2 * error.mean()
    return w, b
"""


def test_names_numbers_comments_and_spacing_do_not_matter():
    other = CODE.replace("error", "difference").replace("100", "50").replace("2 *", "2*  # twice\n")
    other = other.replace("x *", "x*").replace("(x, t, lr)", "( features, targets, rate )")
    assert fingerprints(CODE) == fingerprints(other)
    assert not fingerprints(CODE) & fingerprints("import numpy as np\nprint(np.mean([1, 2, 3]))")


@pytest.mark.parametrize("text", ["", "x", "def (", "'''" + "a" * 10_000, "'" * 9_999, "\x00" * 99])
def test_what_is_no_python_is_compared_all_the_same(text):
    assert isinstance(fingerprints(text), set)


def test_the_reference_is_found_and_what_was_handed_out_is_not_compared(tmp_path, monkeypatch):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "source", tmp_path / "source")
    monkeypatch.chdir(tmp_path)
    answers = solutions(LESSON)
    check = Check(LESSON.topic, "mse-hidden", 2, True)
    texts = {"same": answers}
    for number in range(8):
        texts[f"other{number}"] = dict.fromkeys(answers, "print(1)\n" * number)
    submissions = [
        Submission(student, results={check: Result(0, False)}, sources=sources)
        for student, sources in texts.items()
    ]
    assignment = Assignment(LESSON.topic, [check], submissions, [])
    (pair,) = find_pairs(open_course(), assignment)
    assert (pair.first, pair.second, pair.likeness) == ("same", REFERENCE, 1)
    (item,) = [item for item in pair.items if item.name == "gradient_descent"]
    assert item.first == item.second
    assert ("    trajectory = [x]", True) in item.first
    assert ("    …", False) in item.first  # the docstring, which all were given
    assert not [line for line, shared in item.first if shared and "def " in line]
