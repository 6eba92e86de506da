import pytest

from build_tools.answers import read_answer
from build_tools.lessons import Lesson, LessonError, read_exercise, read_lecture

GOOD = """\
# %% role="setup"
x = 1

# %% role="solution" item="one" points=4
def one():
    ### BEGIN SOLUTION
    return 1
    ### END SOLUTION

# %% role="check" item="one"
def check_one():
    assert one() == 1
check_one()

# %% role="hidden" item="one"
check_one()
### BEGIN HIDDEN TESTS
check_one()
### END HIDDEN TESTS

# %% [markdown] role="rubric" item="why"
# 3 points
# ### BEGIN MARK SCHEME
# - because
# ### END MARK SCHEME

# %% [markdown] role="essay" item="why" points=3
# Because.
"""

SOLUTION = "    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"


def lesson(tmp_path, exercise=GOOD, lecture=""):
    folder = tmp_path / "01_topic"
    folder.mkdir()
    (folder / "exercise.py").write_text(exercise, encoding="utf-8")
    (folder / "lecture.py").write_text(lecture, encoding="utf-8")
    return Lesson(folder)


def test_roles_become_nbgraders_metadata(tmp_path):
    cells = {cell["id"]: cell for cell in read_exercise(lesson(tmp_path)).cells}
    assert list(cells) == ["setup", "one", "one-visible", "one-hidden", "why-rubric", "why"]
    grading = {name: cell.metadata.nbgrader for name, cell in cells.items()}
    assert [grading[name].get("points") for name in cells] == [None, None, 1, 3, None, 3]
    assert [name for name in cells if grading[name].locked] == [
        *("setup", "one-visible", "one-hidden", "why-rubric"),
    ]
    assert [name for name in cells if grading[name].solution] == ["one", "why"]
    assert all(grading[name].grade_id == name for name in cells)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role="setup"', "", "a code cell's role is one of"),
        ('role="setup"', 'role="answer"', "a code cell's role is one of"),
        ("points=4", "points=0", "points=0 is no whole number above 0"),
        ('item="one" points=4', 'item="One" points=4', "is not lower_case"),
        ("    ### END SOLUTION\n", "", "do not pair"),
        (
            "    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION",
            "    pass",
            "stands between",
        ),
        ("check_one()\n### BEGIN HIDDEN", "### BEGIN HIDDEN", "visible line must use the answer"),
        ("check_one()\n### BEGIN HIDDEN", "one()\n### BEGIN HIDDEN", "counts as partial credit"),
        ("### END HIDDEN TESTS", "### END HIDDEN TESTS\nx = 2", "all but the first lines"),
        ("def check_one():", "y = 2\ndef check_one():", "binds 'y'"),
        ("def check_one():", "import os\ndef check_one():", "binds 'os'"),
        ("x = 1", "x =", "not Python"),
        ('role="check" item="one"', 'role="check" item="two"', "no solution or essay cell"),
        ('role="check" item="one"', 'role="run"', "one lacks its cell one-visible"),
        ('role="essay" item="why" points=3', 'role="essay"', "is not lower_case"),
        ("# ### BEGIN MARK SCHEME\n# - because\n# ### END MARK SCHEME", "# x", "a rubric stands"),
    ],
)
def test_a_wrong_exercise_is_an_error_that_names_the_cell(tmp_path, old, new, said):
    assert old in GOOD
    with pytest.raises(LessonError, match=said) as raised:
        read_exercise(lesson(tmp_path, GOOD.replace(old, new, 1)))
    assert "exercise.py" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('# %% [markdown] lang="en"\n# A\n\n# %%\n1\n', "no partner"),
        ('# %% [markdown] lang="en"\n# A\n', "the last cell has no partner"),
        ('# %% [markdown] lang="fr"\n# A\n', "only markdown has a language"),
        ('# %% lang="en"\n1\n', "only markdown has a language"),
        ('# %% role="run"\n1\n', "a lecture's cells have no role"),
    ],
)
def test_a_wrong_lecture_is_an_error(tmp_path, text, said):
    with pytest.raises(LessonError, match=said):
        read_lecture(lesson(tmp_path, lecture=text))


ANSWER = """# /// answer
# why = "Two is not one."
# [points]
# one-visible = 0
# one-hidden = 0
# [messages]
# one-visible = "AssertionError"
# ///

# %% item="one"
def one():
    return 2
"""


def put_answer(tmp_path, name="fails_two", text=ANSWER):
    folder = tmp_path / "01_topic" / "answers" / "one"
    folder.mkdir(parents=True)
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_answer_is_read(tmp_path):
    exercise = read_exercise(lesson(tmp_path))
    answer = read_answer(put_answer(tmp_path), exercise)
    assert not answer.passes
    assert answer.name == "one/fails_two"
    assert answer.sources == {"one": "def one():\n    return 2"}
    assert answer.points == {"one-visible": 0, "one-hidden": 0}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("passes_two", "", "", "do not fit its name"),
        ("two", "", "", "starts with passes_ or fails_"),
        ("fails_two", "# /// answer", "# ///", "the header between"),
        ("fails_two", "why = ", "why ", "header"),
        ("fails_two", "one-visible = 0", "two-visible = 0", "two-visible"),
        ("fails_two", 'item="one"', 'item="setup"', "is no solution cell"),
        ("fails_two", 'item="one"', 'item="why"', "does not answer one"),
        ("fails_two", '# one-visible = "AssertionError"\n', "", "says no message"),
    ],
)
def test_a_wrong_answer_file_is_an_error_that_names_it(tmp_path, name, old, new, said):
    exercise = read_exercise(lesson(tmp_path))
    path = put_answer(tmp_path, name, ANSWER.replace(old, new, 1))
    with pytest.raises(LessonError, match=said) as raised:
        read_answer(path, exercise)
    assert path.name in str(raised.value)
