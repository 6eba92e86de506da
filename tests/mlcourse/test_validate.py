"""Validate's table: nbgrader's own findings, by items, in the page's language."""

import json

import pytest
from nbgrader.validator import Validator

from build_tools.lessons import ROOT
from mlcourse import messages
from mlcourse.validate import table_of


@pytest.fixture(autouse=True)
def language():
    yield
    messages.use_language("en")


def released(language, topic):
    path = ROOT / "release" / language / topic / f"{topic}.ipynb"
    return path, json.loads(path.read_text(encoding="utf-8"))


def validated(notebook, folder):
    path = folder / "setup.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return table_of(notebook, Validator().validate(str(path))["failed"])


def test_an_untouched_exercise_is_a_short_table(tmp_path):
    table = validated(released("en", "setup")[1], tmp_path)
    assert {row.status for row in table.rows} == {"not-answered"}
    assert len(str(table).splitlines()) == len(table.rows) + 3


def test_what_a_check_says_stands_in_the_table_in_the_pages_language_alone(tmp_path):
    _, notebook = released("ja", "setup")
    wrong = "def mean_of_squares(values):\n    return 2 * np.mean(values**2)\n"
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "mean_of_squares":
            cell["source"] = wrong.splitlines(keepends=True)
    table = validated(notebook, tmp_path)
    status = {row.item: row.status for row in table.rows}
    assert status == {"mean_of_squares": "wrong", "hello": "not-answered"}
    (said,) = (row.message for row in table.rows if row.status == "wrong")
    assert "4.666667 のはずが、9.333333" in said
    assert "expected" not in said


def failing(notebook, **errors):
    found = []
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").replace("-", "_")
        if name in errors:
            found.append({"source": "".join(cell["source"]), "raw_error": errors[name]})
    return found


def test_a_row_says_what_is_wrong_in_the_pages_language():
    _, notebook = released("ja", "gradient_descent")
    said = "AssertionError: \x1b[31mf：3のはず\x1b[0m\n原因：符号"
    found = failing(
        notebook,
        gradient_step_visible=said,
        mse_hidden="Traceback ...\nZeroDivisionError: division by zero",
        why_numerical="You did not provide a response.",
    )
    table = table_of(notebook, found)
    rows = {row.item: row for row in table.rows}
    assert rows["gradient_step"].message == "f：3のはず 原因：符号"
    assert rows["mse"].message == "ZeroDivisionError: division by zero"
    assert (rows["why_numerical"].status, rows["why_numerical"].message) == ("by-hand", "未解答")
    assert [row.status for row in table.rows].count("solved") == len(rows) - 3


def test_other_notebooks_are_left_to_nbgrader():
    _, notebook = released("en", "gradient_descent")
    assert table_of({**notebook, "metadata": {}}, []) is None
    assert table_of(notebook, [{"source": "1 / 0", "raw_error": "?"}]) is None
