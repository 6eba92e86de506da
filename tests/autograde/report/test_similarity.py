"""Which answers are shown side by side, on small classes made here."""

from types import SimpleNamespace

import pytest

from autograde.report.similarity import fingerprints
from build_tools.lessons import find_lessons

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


def course(root):
    return SimpleNamespace(
        source_directory="source",
        format_path=lambda folder, student, assignment: root / folder / assignment,
        config={},
        log=None,
    )


def test_names_numbers_comments_and_spacing_do_not_matter():
    other = CODE.replace("error", "difference").replace("100", "50").replace("2 *", "2*  # twice\n")
    other = other.replace("x *", "x*").replace("(x, t, lr)", "( features, targets, rate )")
    assert fingerprints(CODE) == fingerprints(other)
    assert not fingerprints(CODE) & fingerprints("import numpy as np\nprint(np.mean([1, 2, 3]))")


@pytest.mark.parametrize("text", ["", "x", "def (", "'''" + "a" * 10_000, "'" * 9_999, "\x00" * 99])
def test_what_is_no_python_is_compared_all_the_same(text):
    assert isinstance(fingerprints(text), set)
