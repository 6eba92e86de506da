"""Cells are known by their grade_id, whatever the notebook's format and its cells' ids."""

import json

import nbformat
import pytest
from nbseal.intake.assignment import read_assignment
from nbseal.intake.fitting import fit_to_source
from nbseal.intake.reading import read_submission


def graded_cell(grade_id, source, **kind):
    flags = {"grade": False, "solution": False, "locked": False, "task": False, **kind}
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["nbgrader"] = {"grade_id": grade_id, "schema_version": 3, **flags}
    return cell


def notebook_of_4_4(cells):
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    return notebook


def ids_from_elsewhere(cells):
    notebook = nbformat.v4.new_notebook(cells=cells)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"adaf25{number}"
    return notebook


def notebook_of_3(cells):
    return nbformat.convert(nbformat.v4.new_notebook(cells=cells), 3)


@pytest.mark.parametrize("form", [notebook_of_4_4, ids_from_elsewhere, notebook_of_3])
@pytest.mark.parametrize("name", ["squares", "問題 1: x², {y}", "a" * 100, "cell-3"])
def test_an_answer_is_found_by_its_grade_id(tmp_path, form, name):
    def cells(answer):
        return [
            nbformat.v4.new_markdown_cell("# Question"),
            graded_cell(name, answer, solution=True),
            graded_cell(f"test {name}", "assert square(2) == 4", grade=True, points=1),
            graded_cell("", "# an ordinary cell"),
        ]

    for path, answer in (("source", "raise NotImplementedError()"), ("submitted", "square = 4")):
        content = nbformat.from_dict(form(cells(answer)))
        (tmp_path / f"{path}.ipynb").write_text(json.dumps(content), encoding="utf-8")
    assignment = read_assignment(tmp_path / "source.ipynb")
    assert assignment.template == read_assignment(tmp_path / "source.ipynb").template
    fitted, notes = fit_to_source(read_submission(tmp_path / "submitted.ipynb"), assignment)
    assert not notes
    nbformat.validate(fitted)
    assert [cell.source for cell in fitted.cells if "nbgrader" in cell.metadata] == [
        "square = 4",
        "assert square(2) == 4",
    ]
