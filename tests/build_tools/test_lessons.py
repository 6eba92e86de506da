import ast
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_output
from nbseal.nbgrader import select_language

from build_tools.answers import read_answer
from build_tools.japanese_lines import PARSER, join_lines
from build_tools.lecture_cells import student_version
from build_tools.lessons import (
    LANGUAGES,
    ROOT,
    Lesson,
    LessonError,
    find_lessons,
    read_exercise,
    read_lecture,
)

#: Lectures whose questions have been given their roles.
FOLDED = [lecture for lesson in find_lessons() for lecture in lesson.lectures]
#: A line break beside Japanese text, but for code, which stands between spaces, and formulas.
BREAK = re.compile(r"(?<!`)[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60]\n(?!`|\$\$)")
QUESTION = """\
# %% [markdown] lang="en" role="predict"
# > **Predict.** How much?
# %% [markdown] lang="ja" role="predict"
# > **予想**：いくつでしょうか。
# %% role="reveal"
print(1 + 1)
# %% [markdown] lang="en" role="answer"
# 2.
# %% [markdown] lang="ja" role="answer"
# 2です。
"""
FIGURE = """\
# %%
print("drawn")

# %% [markdown] lang="en" role="figure"
# A line that
# rises.
# %% [markdown] lang="ja" role="figure"
# 右上がりの
# 直線。
# %%
2
"""
TURN = """\
# %% role="turn"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% role="check"
assert double(2) == 4
"""

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


def lesson(tmp_path, exercise=GOOD, **lectures):
    folder = tmp_path / "01_topic"
    folder.mkdir()
    (folder / "exercise.py").write_text(exercise, encoding="utf-8")
    for name, text in lectures.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return Lesson(folder)


def lecture(tmp_path, text):
    return lesson(tmp_path, lecture=text).lectures[0]


def test_a_lecture_may_have_parts(tmp_path):
    first, second = lesson(tmp_path, lecture="# %%\n1\n", lecture_2="# %%\n2\n").lectures
    assert (first.name, second.name) == ("01_topic", "01_topic_2")
    assert read_lecture(first).cells[-1].id == "topic-01"
    assert read_lecture(second).cells[-1].id == "topic_2-01"


def test_roles_become_nbgraders_metadata(tmp_path):
    cells = {cell["id"]: cell for cell in read_exercise(lesson(tmp_path)).cells}
    first = [f"mlcourse-package-{language}" for language in LANGUAGES]
    last = [f"mlcourse-progress-{language}" for language in LANGUAGES]
    added = {name: cells.pop(name) for name in (*first, *last)}
    assert not any("nbgrader" in cell.metadata for cell in added.values())
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
        ("points=4", "points=0", "points=0 is not a whole number above 0"),
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
        ('# %% [markdown] lang="en"\n# A\n\n# %%\n1\n', "the text before it lacks lang=ja"),
        ('# %% [markdown] lang="en"\n# A\n', "the last text lacks lang=ja"),
        ('# %% [markdown] lang="fr"\n# A\n', "only markdown has a language"),
        ('# %% lang="en"\n1\n', "only markdown has a language"),
        ('# %% role="run"\n1\n', "one of the roles"),
        (QUESTION.replace(' role="reveal"', ""), "below a question has the role reveal"),
        (QUESTION.replace('role="answer"', ""), "followed, after its code, by a text of role"),
        (TURN.replace(' role="check"', ""), "a turn is followed by its check"),
        (TURN.replace(' role="turn"', ""), "a check follows a turn"),
        (TURN.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", ""), "a turn has its"),
        (TURN + "# %%\nprint(double(2))\n", "double is used further down"),
        (FIGURE.partition("\n\n")[2], "stands below the code that draws it"),
        (FIGURE.replace("# A line that\n", "# A line.\n#\n"), "not the same in number"),
        (FIGURE.partition('# %% [markdown] lang="ja"')[0], "not the same in number"),
    ],
)
def test_a_wrong_lecture_is_an_error(tmp_path, text, said):
    with pytest.raises(LessonError, match=said):
        read_lecture(lecture(tmp_path, text))


def test_a_figures_text_goes_to_its_cell_and_moves_no_id(tmp_path):
    first, *rest = [
        cell
        for cell in read_lecture(lecture(tmp_path, FIGURE)).cells
        if not cell.id.startswith("mlcourse")
    ]
    assert first.metadata.mlcourse.alt == {"en": ["A line that rises."], "ja": ["右上がりの直線。"]}
    assert [cell.id.rpartition("-")[2] for cell in (first, *rest)] == ["01", "02"]


def test_a_lecture_folds_answers_and_leaves_a_line_to_guess(tmp_path):
    cells = {cell["id"]: cell for cell in read_lecture(lecture(tmp_path, QUESTION)).cells}
    for language in LANGUAGES:
        del cells[f"mlcourse-package-{language}"]
    assert list(cells) == [
        *("topic-01", "topic-02", "topic-01-guess", "topic-02-guess"),
        *("topic-03", "topic-04", "topic-05"),
    ]
    assert cells["topic-01-guess"].cell_type == "raw"
    assert cells["topic-02-guess"].metadata.tags == ["guess", "lang:ja"]
    assert cells["topic-03"].metadata.jupyter == {"outputs_hidden": True}
    assert cells["topic-05"].source.startswith("<details><summary>答え</summary>\n\n2です。")


def test_a_students_turn_is_empty_and_its_solution_folded(tmp_path):
    built = select_language(read_lecture(lecture(tmp_path, TURN)), "en")
    built.metadata.mlcourse["language"] = "en"
    package, turn, check = built.cells
    assert package.id == "mlcourse-package-en"
    assert turn.source == "def double(x):\n    return 2 * x"
    assert check.metadata.jupyter == {"source_hidden": True}
    check.outputs = [new_output("stream", name="stdout", text="Right.")]
    _, empty, solution, check = student_version(built).cells
    assert "2 * x" not in str(empty)
    assert "raise NotImplementedError()" in empty.source
    assert solution.source.startswith("<details>")
    assert "return 2 * x" in solution.source
    assert check.outputs == []
    assert built.cells[1].source == turn.source  # the built one is left as it is


@pytest.mark.parametrize("lecture", FOLDED, ids=lambda lecture: lecture.name)
def test_every_question_of_a_lecture_is_folded(lecture):
    for cell in read_lecture(lecture).cells:
        if cell.cell_type == "markdown" and re.search(r"\*\*(Predict\.|予想\*\*)", cell.source):
            guess = f"{cell.id}-guess"
            assert guess in [other.id for other in read_lecture(lecture).cells], cell.source


#: Names for checks that no student is likely to bind, besides those that start with "check_".
OF_CHECKS = {
    "answered",
    "call_and_keep",
    "domains",
    "expect",
    "fit_method",
    "outputs_with",
    "parameters_of",
    "probe",
    "shapes_of",
    "without_autograd",
}


@pytest.mark.parametrize("lesson", find_lessons(), ids=lambda lesson: lesson.name)
def test_no_answer_is_likely_to_bind_a_name_that_checks_use(lesson):
    # Such as Tensor, by ``from torch import Tensor``: such names are imported within the checks.
    cells = [cell for cell in read_exercise(lesson).cells if cell.cell_type == "code"]
    given = [cell for cell in cells if "nbgrader" not in cell.metadata]
    imported = {
        alias.asname or alias.name
        for cell in given
        for node in ast.parse(cell.source).body
        if isinstance(node, ast.ImportFrom) and node.module.startswith("mlcourse.checks")
        for alias in node.names
    }
    assert {name for name in imported if not name.startswith("check_")} <= OF_CHECKS


@pytest.mark.parametrize("lesson", find_lessons(), ids=lambda lesson: lesson.name)
def test_no_line_break_within_a_japanese_sentence_becomes_a_space(lesson):
    names = [f"notebooks/ja/{lecture.name}" for lecture in lesson.lectures]
    for name in (*names, f"release/ja/{lesson.topic}/{lesson.topic}"):
        for cell in nbformat.read(ROOT / f"{name}.ipynb", as_version=4).cells:
            if cell.cell_type == "markdown":
                for token in PARSER.parse(cell.source):
                    if token.type == "inline":
                        assert not BREAK.search(token.content), token.content


@given(st.text("あ。`x$\n >-#|\\*", max_size=40))
def test_joining_twice_is_joining_once_and_loses_nothing_but_space(text):
    joined = join_lines(text)
    assert join_lines(joined) == joined
    assert re.sub(r"[\s>]", "", joined) == re.sub(r"[\s>]", "", text)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("傾きを\n求めます。", "傾きを求めます。"),
        ("値は\n$k = 6$で\nNumPyの\n配列です。", "値は$k = 6$でNumPyの配列です。"),
        ("関数\n`f` を\n使います。\n`g` も。", "関数 `f` を使います。`g` も。"),
        ("- 一\n  つ\n- 二\n  つ", "- 一つ\n- 二つ"),
        ("> 引\n> 用\n>\n> 次", "> 引用\n>\n> 次"),
        ("式です。\n$$\nE\n$$\nここで", "式です。\n$$\nE\n$$\nここで"),
        ("```\nあ\nい\n```", "```\nあ\nい\n```"),
        ("| あ |\n|---|\n| い |", "| あ |\n|---|\n| い |"),
        ("あ  \nい", "あ  \nい"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_lines_are_joined_beside_japanese_only(text, joined):
    assert join_lines(text) == joined


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
        ("fails_two", 'item="one"', 'item="setup"', "is not a solution cell"),
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
