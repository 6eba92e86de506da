"""A notebook's file has a line for each cell, and is the same notebook when it is read."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbseal.batch.task import as_file


def test_a_file_is_the_notebook_with_a_line_for_each_cell():
    shown = new_output("display_data", data={"image/png": "AAAA", "application/json": {"b": [1]}})
    code = new_code_cell("a = 1\nprint('日本語')", outputs=[shown], execution_count=1)
    notebook = new_notebook(cells=[new_markdown_cell("# one\n\ntwo"), code, new_code_cell()])
    notebook.metadata["record"] = {"points": 1.5}
    text = as_file(notebook)
    assert text.endswith("\n")
    assert len(text.splitlines()) == 2 + len(notebook.cells)
    read = nbformat.reads(text, as_version=4)
    nbformat.validate(read)
    assert read == notebook


def test_a_file_without_cells_is_a_notebook():
    assert nbformat.reads(as_file(new_notebook()), as_version=4) == new_notebook()
