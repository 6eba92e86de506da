"""What the author of an assignment reads where its source cannot be graded as it stands."""

import nbformat
import pytest

from tests.nbseal.small_course import SmallCourse, cell, source


def unlike(change):
    """Return the source's text after a change to its notebook."""
    notebook = source()
    change(notebook)
    return nbformat.writes(notebook)


def name_twice(notebook):
    notebook.cells[3].metadata.nbgrader.grade_id = "double-visible"


def without_points(notebook):
    del notebook.cells[2].metadata.nbgrader["points"]


def without_name(notebook):
    del notebook.cells[2].metadata.nbgrader["grade_id"]


def of_older_nbgrader(notebook):
    for one in notebook.cells:
        if "nbgrader" in one.metadata:
            one.metadata.nbgrader.schema_version = 1


def without_end(notebook):
    notebook.cells[1].source = "### BEGIN SOLUTION\ndef double(x):\n    return 2 * x"


def solution_elsewhere(notebook):
    text = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
    notebook.cells.append(cell(nbformat.v4.new_code_cell, text, "more", locked=True))


FAULTS = {
    "cut off": (unlike(lambda notebook: None)[:-40], "cannot be read as a notebook"),
    "empty": ("", "cannot be read as a notebook"),
    "not text": ("\udcff\udcfe", "cannot be read as a notebook"),
    "a name twice": (unlike(name_twice), "Duplicate grade id: double-visible"),
    "no points": (unlike(without_points), "'double-visible' does not have points), in cell 3"),
    "no name": (unlike(without_name), "does not have a grade_id"),
    "older": (unlike(of_older_nbgrader), "`nbgrader update .` renews them"),
    "no end": (unlike(without_end), "hw.ipynb: its solutions cannot be taken out: no end"),
    "elsewhere": (unlike(solution_elsewhere), "hw.ipynb: its solutions cannot be taken out"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_line_says_what_is_wrong_with_a_source(fault, tmp_path, capsys):
    text, expected = FAULTS[fault]
    course = SmallCourse(tmp_path)
    path = tmp_path / "source" / "hw" / "hw.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(AssertionError) as raised:  # of the helper: a status of 2, and the line
        course.nbseal("check", "hw")
    (said,) = str(raised.value).strip().splitlines()[:1]
    assert said.startswith("nbseal check: ")
    assert expected in said
    assert "Nothing was run" in said
    assert "and it in" not in said  # no words for students
    assert "提出" not in said


def test_generate_assignment_says_it_last(tmp_path):
    course = SmallCourse(tmp_path)
    path = tmp_path / "source" / "hw" / "hw.ipynb"
    path.write_text(unlike(name_twice), encoding="utf-8")
    said = course.nbgrader("generate_assignment", "hw")
    assert "Duplicate grade id: double-visible" in said.strip().splitlines()[-1]


def test_cells_that_fail_with_the_sources_own_solution_are_named_with_the_remedy(tmp_path):
    course = SmallCourse(tmp_path)
    notebook = source()
    more = {
        "library": "### BEGIN SOLUTION\nimport not_installed\nfound = 1\n### END SOLUTION",
        "table": "### BEGIN SOLUTION\nrows = open('rows.csv').read()\n### END SOLUTION",
        "typo": "### BEGIN SOLUTION\ntotal = sum(rows_)\n### END SOLUTION",
    }
    for name, text in more.items():
        notebook.cells.append(cell(nbformat.v4.new_code_cell, text, name, solution=True))
    shown = cell(nbformat.v4.new_code_cell, "1 / 0")
    shown.metadata.tags = ["raises-exception"]
    checks = {"found": "assert found == 1", "absent": "import not_there\nassert found"}
    for name, text in checks.items():
        about = {"grade": True, "locked": True, "points": 1}
        notebook.cells.append(cell(nbformat.v4.new_code_cell, text, name, **about))
    notebook.cells.append(shown)
    nbformat.write(notebook, tmp_path / "source" / "hw" / "hw.ipynb")
    said = course.nbseal("check", "hw", "--quick")
    faults = [block.splitlines() for block in said.split("hw: ") if "ends with an error" in block]
    assert [(cell_name.split()[4], remedy.split()[0]) for cell_name, remedy, *_ in faults] == [
        ("library", "A"),
        ("table", "Put"),
        ("typo", "Correct"),
    ]
    assert "No module named 'not_installed'" in faults[0][2]
    assert "'rows.csv'" in faults[1][2]
    assert "beside the notebook in source/" in said.split("hw: absent")[1].split("hw: ")[0]
    assert said.count("ends with an error") == 3  # and of the cell that should, nothing


def test_an_assignment_without_checks_is_told_from_a_sealed_one(tmp_path):
    course = SmallCourse(tmp_path)
    notebook = source()
    notebook.cells = [one for one in notebook.cells if "assert" not in one.source]
    nbformat.write(notebook, tmp_path / "source" / "hw" / "hw.ipynb")
    said = course.nbseal("check", "hw", "--quick")
    assert "hw: no cell gives points by itself" in said
