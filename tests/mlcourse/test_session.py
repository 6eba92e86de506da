"""A student's notebook: one line for each check, in the page's language, and a table at the end."""

import os
import re

import nbformat
import pytest
from nbclient import NotebookClient

from build_tools.lessons import ROOT, find_lessons
from build_tools.visible import visible_checks
from mlcourse import messages, session

ANSWERS = {
    "hello": "def hello(student_id):\n    return f'Hello, {student_id}'",
    "mean_of_squares": "def mean_of_squares(x):\n    return (x**2).sum()",
}


@pytest.fixture(autouse=True)
def english():
    yield
    messages.use_language("en")
    session._lesson = None


def run_release(language, answers, folder, **environment):
    """Run a released exercise in a kernel; return each code cell's id and what it showed."""
    path = ROOT / "release" / language / "setup" / "setup.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    client = NotebookClient(
        notebook, allow_errors=True, kernel_name="python3", resources={"metadata": {"path": folder}}
    )
    client.execute(env={**os.environ, **environment})
    shown = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts = []
            for output in cell.outputs:
                text = output.get("text") or "\n".join(output.get("traceback", []))
                texts.append(text or output.get("data", {}).get("text/plain", ""))
            shown[cell.id] = re.sub(r"\x1b\[[0-9;]*m", "", "".join(texts)).strip()
    return shown


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_unanswered_check_says_so_in_one_line(language, tmp_path):
    shown = run_release(language, {}, tmp_path)
    start = {"en": "○ Not answered yet: hello.", "ja": "○ 未解答です：hello。"}[language]
    for name in ("hello-visible", "hello-hidden"):
        assert shown[name].startswith(start)
        assert "\n" not in shown[name]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_passed_and_wrong_checks_and_the_table(language, tmp_path):
    (tmp_path / "mlcourse-0.1.10-py3-none-any.whl").touch()
    (tmp_path / "mlcourse-99.1.2-py3-none-any.whl").touch()
    shown = run_release(language, ANSWERS, tmp_path)
    assert "mlcourse-99.1.2" in shown[f"mlcourse-package-{language}"]
    japanese = language == "ja"
    passed = "✓ 1. あいさつ" if japanese else "✓ 1. Say hello: the check passes."
    assert shown["hello-visible"].startswith(passed)
    assert "\n" not in shown["hello-visible"]
    first = shown["mean_of_squares-visible"].splitlines()[0]
    assert ("のはずが" in first) == japanese
    table = shown[f"mlcourse-progress-{language}"].splitlines()
    assert table[0].startswith("2問中1問が" if japanese else "1 of 2 items pass")
    assert [line.split()[-1] for line in table if "✓" in line or "✗" in line] == (
        ["合格", "不合格"] if japanese else ["solved", "wrong"]
    )
    assert any(line.strip() == first.removeprefix("AssertionError: ") for line in table)


def test_a_check_before_its_answer_was_run(tmp_path):
    shown = run_release("en", {"hello": ""}, tmp_path)
    assert shown["hello-visible"].startswith("○ Not answered yet: hello is not defined.")
    assert "\n" not in shown["hello-visible"]


def test_errors_of_a_students_own_keep_their_traceback(tmp_path):
    answers = {
        "hello": "def hello(student_id):\n    return nothing",
        "mean_of_squares": "def mean_of_squares(x):\n    raise NotImplementedError('later')",
    }
    shown = run_release("en", answers, tmp_path)
    assert "NameError: name 'nothing' is not defined" in shown["hello-visible"]
    assert "Traceback" in shown["hello-visible"]
    assert "NotImplementedError: later" in shown["mean_of_squares-visible"]


def test_in_grading_nothing_is_added(tmp_path):
    shown = run_release("ja", ANSWERS, tmp_path, NBGRADER_EXECUTION="autograde")
    assert shown["hello-visible"] == ""
    assert shown["mlcourse-progress-ja"] == ""
    assert "のはずが" not in shown["mean_of_squares-visible"].splitlines()[0]
    session.begin("00_setup", language="ja")  # no notebook
    assert messages.page_language() == "en"
    assert session.progress() is None


@pytest.mark.parametrize("lesson", find_lessons(), ids=lambda lesson: lesson.name)
def test_the_package_knows_the_visible_checks(lesson):
    path = ROOT / "mlcourse" / "exercises" / f"{lesson.name}.json"
    assert path.read_text(encoding="utf-8") == visible_checks(lesson), "run make build"
    for item in session.read_lesson(lesson.name)["items"]:
        assert item["points"] > 0
        assert re.match(r"\d+\. ", item["title"]["en"])
        assert re.match(r"\d+\. ", item["title"]["ja"])


def test_an_exercise_that_the_package_does_not_have():
    with pytest.raises(ValueError, match="does not know the exercise 99_other"):
        session.read_lesson("99_other")


def test_the_table_needs_the_first_cell():
    with pytest.raises(RuntimeError, match="first code cell"):
        session.progress({})


def test_newer_means_by_number_not_by_letter(tmp_path):
    assert session.newer_wheel(tmp_path) is None
    for version in ("0.0.9", "99.9.0", "99.10.0", "100.0rc1"):
        (tmp_path / f"mlcourse-{version}-py3-none-any.whl").touch()
    assert session.newer_wheel(tmp_path).name == "mlcourse-99.10.0-py3-none-any.whl"
    (tmp_path / "mlcourse-99.11.0-py3-none-any (1).whl").touch()  # a browser's second copy
    assert session.newer_wheel(tmp_path).name == "mlcourse-99.11.0-py3-none-any (1).whl"


def test_a_row_with_an_error_names_it():
    session._lesson = {
        "items": [
            {"item": "f", "title": {"en": "1. f"}, "points": 2, "names": ["f"], "check": "f(1)"},
            {"item": "g", "title": {"en": "2. g"}, "points": 1, "names": ["g"], "check": "g(1)"},
            {"item": "e", "title": {"en": "3. <e>"}, "points": 4, "names": [], "check": None},
        ]
    }
    table = session.progress({"f": lambda x: 1 / 0})
    assert [row.status for row in table.rows] == ["wrong", "not-answered", "by-hand"]
    assert table.rows[0].message == "ZeroDivisionError: division by zero"
    assert table.summary.startswith("0 of 2 items")
    page = table._repr_html_()
    assert "3. &lt;e&gt;" in page
    assert page.count("<tr>") == 4
