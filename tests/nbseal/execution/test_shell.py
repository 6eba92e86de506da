"""Cells of plain Python are not tokenized, and are what IPython would have made of them."""

import os
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbseal.execution.shell import CellShell, make_shell

PIECES = (
    *("x = 1", "x = %time 1", "x = !ls", "%time", "%%time", "!ls", "x?", "?x", "x != 1"),
    *(">>> 1", "... 1", "In [1]: 1", "/f 1", ",f 1", ";f 1", "if x:", "exit", "ls", "'''", '"""'),
    *("# why?", "x = (", ")", "\\", "a, %ls", "x = '= %s'", "'%d' % 1", "def f():", "$"),
    *("    return 1", "\n", "\n\n", " ", "\t", "    ", "\f", "\r", "\r\n", "\v", "\x1c", "\x85"),
    *("\u2028", "\ufeff"),
)


@pytest.fixture(scope="module")
def shell():
    with mock.patch.dict(os.environ):  # a notebook's shell asks programs for colors
        yield make_shell()
    CellShell.clear_instance()


def by_ipython(shell, cell):
    try:
        return super(CellShell, shell).transform_cell(cell)
    except SyntaxError:
        return SyntaxError


def by_ours(shell, cell):
    try:
        return shell.transform_cell(cell)
    except SyntaxError:
        return SyntaxError


@pytest.mark.filterwarnings("ignore:`make_tokens_by_line`")
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30))
@example("text = '''a\n   \nb'''\n")
def test_a_cell_is_what_ipython_makes_of_it(shell, cell):
    assert by_ours(shell, cell) == by_ipython(shell, cell)


def test_transformers_of_a_cell_count(shell):
    cell = "x = 1\ny = 2\n"
    manager = shell.input_transformer_manager
    for transformers in (manager.cleanup_transforms, shell.input_transformers_post):
        transformers.append(lambda lines: [line.replace("1", "3") for line in lines])
        assert shell.transform_cell(cell) == "x = 3\ny = 2\n"
        transformers.pop()
    assert shell.transform_cell(cell) == cell
