"""An author's slips are refused before a student meets them."""

import pytest

from build_tools.authors import lesson_problems, message_keys
from build_tools.lessons import Lesson, find_lessons

EXERCISE = """\
# %% [markdown] lang="en"
# There are 4 points.
# %% [markdown] lang="ja"
# 全部で4点です。
# %% role="setup"
from mlcourse.checks import check_close
# %% [markdown] lang="en"
# ## 1. One (4 points)
# %% [markdown] lang="ja"
# ## 1. 一（4点）
# %% role="solution" item="one" points=4
def one():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION
# %% role="check" item="one"
check_close("one()", one(), 1.0, hint="gd-uphill")
# %% role="hidden" item="one"
check_close("one()", one(), 1.0)
### BEGIN HIDDEN TESTS
check_close("one()", one(), 1.0, mistakes={"gd-first-row": 2.0})
### END HIDDEN TESTS
"""


def lesson(folder, text=EXERCISE, answers=("passes_a", "fails_b")):
    folder = folder / "09_tiny_topic"
    (folder / "answers" / "one").mkdir(parents=True)
    (folder / "exercise.py").write_text(text, encoding="utf-8")
    for name in answers:
        (folder / "answers" / "one" / f"{name}.py").touch()
    return Lesson(folder)


def test_a_sound_lesson_has_no_problem(tmp_path):
    assert lesson_problems(lesson(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("gd-uphill", "setup-squared", "one-visible: the message 'setup-squared' has no entry"),
        ("gd-first-row", "no-such-row", "one-hidden: the message 'no-such-row' has no entry"),
        ("(4 points)", "(3 points)", "'## 1. One (3 points)', but the cells of one have 4"),
        ("一（4点）", "一（5点）", "but the cells of one have 4"),
        ("There are 4", "There are 9", "the text says 'There are 9 points', the cells have 4"),
        ("全部で4点", "全部で3点", "the text says '全部で3点', the cells have 4"),
    ],
)
def test_slips_are_named(tmp_path, old, new, reason):
    (problem,) = lesson_problems(lesson(tmp_path, EXERCISE.replace(old, new)))
    assert reason in problem
    assert problem.startswith("lessons/09_tiny_topic/exercise.py")


@pytest.mark.parametrize("kind", ["passes", "fails"])
def test_an_item_without_answers_is_named(tmp_path, kind):
    (problem,) = lesson_problems(lesson(tmp_path, answers=[f"{kind}_a"]))
    assert "answers/one: no " in problem
    assert f"{kind}_*" not in problem


def test_keys_are_found_where_a_check_names_them():
    source = """
hint = "a-b" if x else None
expect(x, "plain", name="not-a-key")
fail(message("c-d"), hint="e")
check(mistakes={"f-g": 1, "h": 2})
"""
    assert message_keys(source) == {"a-b", "plain", "c-d", "e", "f-g"}


@pytest.mark.parametrize("lesson", find_lessons(), ids=lambda lesson: lesson.name)
def test_the_courses_lessons_have_no_problem(lesson):
    assert lesson_problems(lesson) == []
