"""A check that fails because another cell failed says so, in the student's language."""

import nbformat
import pytest

from build_tools.classroom import Classroom, solutions
from build_tools.lessons import find_lessons

LESSON = find_lessons()[0]
MEAN = "def mean_of_squares(x):\n    return float((x**2).mean())"

#: student: language, answer to mean_of_squares, cells before it, and what the check says
CLASS = {
    "tabs": (
        "en",
        "def mean_of_squares(x):\n    total = 0\n    for v in x:\n        total += v * v\n"
        "\treturn total / len(x)",
        [],
        "The cell `mean_of_squares` ends with an error in line 5 (TabError",
        "indent with spaces only.",
    ),
    "wide-space": (
        "ja",
        "def mean_of_squares(x):\n\u3000\u3000return float((x**2).mean())",
        [],
        "セル `mean_of_squares` が2行目のエラーで終わっています（SyntaxError: invalid",
        "全角などの文字（U+3000）は、文字列の外では使えません。",
    ),
    "smart-quotes": (
        "en",
        f"{MEAN}\n\n\nprint(\u201cdone\u201d)",
        [],
        "The cell `mean_of_squares` ends with an error in line 5 (SyntaxError: invalid character",
        "type the ordinary half-width one in its place.",
    ),
    "magic": (
        "ja",
        f"%no_such_magic\n{MEAN}",
        [],
        "セル `mean_of_squares` が1行目のエラーで終わっています（UsageError",
        "採点環境にはこのマジックコマンドがありません。",
    ),
    "asks": (
        "ja",
        f'n = input("n?")\n{MEAN}',
        [],
        "セル `mean_of_squares` が1行目のエラーで終わっています（StdinNotImplementedError",
        "採点時にはinput()に答える人がいません。",
    ),
    "own-cell": (
        "en",
        "def mean_of_squares(x):\n    return helper(x)",
        ["import no_such_package.part\n\n\ndef helper(x):\n    return (x**2).mean()"],
        "The cell `import no_such_package.part` ends with an error in line 1 (ModuleNotFoundError",
        "The grader does not have the module no_such_package:",
    ),
    "chain": (
        "en",
        f"squares = table['x']\n\n\n{MEAN}",
        ["numbers = [1][2]", "table = {'x': numbers}"],
        "The cell `numbers = [1][2]` ends with an error in line 1 (IndexError: list index out",
        "",
    ),
    "generic": (
        "en",
        "def mean_of_squares[T](x: T):\n    return (x**2).mean()",
        [],
        "The cell `mean_of_squares` ends with an error in line 1 (SyntaxError",
        "The grader runs Python 3.11,",
    ),
    "wrong-besides": (
        "en",
        "def mean_of_squares(x):\n    return float(x.sum())\n\n\n1 / 0",
        [],
        "The cell `mean_of_squares` ends with an error in line 5 (ZeroDivisionError",
        "",
    ),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    classroom = Classroom(tmp_path_factory.mktemp("causes") / "course")
    for student, (language, answer, before, _, _) in CLASS.items():
        sources = {**solutions(LESSON), "mean_of_squares": answer}
        path = classroom.submit(student, LESSON, sources, language)
        notebook = nbformat.read(path, as_version=4)
        place = next(n for n, c in enumerate(notebook.cells) if c["id"] == "mean_of_squares")
        made = [nbformat.v4.new_code_cell(source) for source in before]
        notebook.cells[place:place] = made
        nbformat.write(notebook, path)
    done = classroom.nbgrader("autograde", LESSON.topic)
    classroom.nbgrader("generate_feedback", LESSON.topic)
    return classroom, done.stdout, classroom.results(LESSON)


@pytest.mark.parametrize("student", CLASS)
def test_check_page_and_log_say_the_first_cause(graded, student):
    import html
    import re

    classroom, printed, results = graded
    language, _, _, cause, hint = CLASS[student]
    said = results[student]["mean_of_squares-hidden"].message
    assert cause in said
    assert hint in said
    assert results[student]["hello-hidden"].points == 1
    page = classroom.root / "feedback" / student / LESSON.topic / f"{LESSON.topic}.html"
    table = page.read_text(encoding="utf-8").partition('<section id="work"')[0]
    text = html.unescape(re.sub(r"<[^>]+>", "", table))
    assert cause in text
    other = "The cell `" if language == "ja" else "がエラーで終わっています"
    assert other not in text
    (line,) = [line for line in printed.splitlines() if f"'{student}'" in line]
    assert "ends with an error" in line
    assert "mean_of_squares-hidden" in line


def test_what_the_check_itself_found_stays_the_headline(graded):
    said = graded[2]["wrong-besides"]["mean_of_squares-hidden"].message
    assert said.index("expected") < said.index("ZeroDivisionError")
