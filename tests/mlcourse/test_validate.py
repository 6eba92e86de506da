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


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_an_untouched_exercise_is_a_short_table(language):
    path, notebook = released(language, "setup")
    failed = Validator().validate(str(path))["failed"]
    table = table_of(notebook, failed)
    assert {row.status for row in table.rows} == {"not-answered"}
    assert len(str(table).splitlines()) == len(table.rows) + 3
    assert ("未解答" in str(table)) == (language == "ja")


def failing(notebook, **errors):
    found = []
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").replace("-", "_")
        if name in errors:
            found.append({"source": "".join(cell["source"]), "raw_error": errors[name]})
    return found


def test_a_row_says_what_is_wrong_in_the_pages_language():
    _, notebook = released("ja", "gradient_descent")
    said = "AssertionError: \x1b[31mf：3のはず\x1b[0m\nf: expected 3\n原因：符号\nCause: the sign"
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
