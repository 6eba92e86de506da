"""A small assignment with a function, a variable, a drawing and an essay, and ways to break it."""

import copy
import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbseal.intake.assignment import read_assignment
from nbseal.intake.fitting import fit_to_source
from nbseal.intake.reading import parse_submission

SQUARE = "def square(x):\n    return x * x"
TOTAL = "total = square(3) + 1"
PLOT = "points = [(x, square(x)) for x in range(3)]\nprint(points)"
ESSAY = "Because squares grow."
STUBS = {
    "square": "def square(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "total": "# YOUR CODE HERE\nraise NotImplementedError()",
    "plot": "# YOUR CODE HERE\nraise NotImplementedError()",
    "why": "YOUR ANSWER HERE",
}
ANSWERS = {"square": SQUARE, "total": TOTAL, "plot": PLOT, "why": ESSAY}


def known(cell, grade_id, **kind):
    flags = {"grade": False, "solution": False, "locked": False, "task": False, **kind}
    cell.metadata["nbgrader"] = {"grade_id": grade_id, "schema_version": 3, **flags}
    cell["id"] = f"source-{grade_id}"
    return cell


def source_cells():
    check = {"grade": True, "points": 1, "locked": True}
    manual = {"grade": True, "points": 2, "solution": True}
    return [
        new_markdown_cell("# Squares", id="md-1"),
        new_markdown_cell("## 1. Write `square(x)`.", id="md-2"),
        known(new_code_cell(ANSWERS["square"]), "square", solution=True),
        known(new_code_cell("assert square(2) == 4"), "square-check", **check),
        new_markdown_cell("## 2. Compute the total.", id="md-3"),
        known(new_code_cell(ANSWERS["total"]), "total", solution=True),
        known(new_code_cell("assert total == 10"), "total-check", **check),
        new_markdown_cell("## 3. Draw.", id="md-4"),
        known(new_code_cell(ANSWERS["plot"]), "plot", **manual),
        new_markdown_cell("## 4. Why do they grow?", id="md-5"),
        known(new_markdown_cell(ANSWERS["why"]), "why", **manual),
        new_markdown_cell("Thank you.", id="md-6"),
    ]


class Exercise:
    """The assignment, and what comes of a changed release."""

    def __init__(self, folder):
        path = folder / "squares.ipynb"
        path.write_text(json.dumps(new_notebook(cells=source_cells())), encoding="utf-8")
        self.assignment = read_assignment(path, self._clear)

    @staticmethod
    def _clear(notebook):
        notebook = copy.deepcopy(notebook)
        for cell in notebook.cells:
            cell.source = STUBS.get(cell["id"].removeprefix("source-"), cell.source)
        return notebook

    def released(self, **answers):
        """Return the cells of a release, with answers filled in."""
        notebook = self._clear(new_notebook(cells=source_cells()))
        for name, answer in answers.items():
            self.cell(notebook.cells, name).source = answer
        return notebook.cells

    @staticmethod
    def cell(cells, name):
        return next(cell for cell in cells if cell["id"] == f"source-{name}")

    def fit(self, cells, **metadata):
        content = nbformat.writes(new_notebook(cells=cells, metadata=metadata)).encode()
        return fit_to_source(parse_submission("squares.ipynb", content), self.assignment)

    def outcome(self, cells):
        """Return the checks that pass, the answers that a marker reads, and the notes."""
        notebook, notes = self.fit(cells)
        nbformat.validate(notebook)
        passed, namespace = set(), {}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                try:
                    exec(cell.source, namespace)
                except Exception:
                    continue
                if cell.metadata.get("nbgrader", {}).get("grade"):
                    passed.add(cell.metadata.nbgrader.grade_id)
        texts = {name: self.cell(notebook.cells, name).source for name in ("plot", "why")}
        return passed & {"square-check", "total-check"}, texts, notes


@pytest.fixture(scope="session")
def exercise(tmp_path_factory):
    return Exercise(tmp_path_factory.mktemp("source"))
