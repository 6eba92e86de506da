"""A window for figures may be chosen, as in a kernel that has not loaded pyplot yet."""

import subprocess
import sys

import pytest

LOADED = (
    "import matplotlib\n"
    "matplotlib.use('agg')\n"
    "import matplotlib.pyplot as plt\n"
    "from nbseal.execution.backends import let_windows_be_chosen\n"
    "let_windows_be_chosen()\n"
    "let_windows_be_chosen()\n"
)


@pytest.mark.parametrize("window", ["TkAgg", "tkagg", "QtAgg", "Qt5Agg", "wxagg", "macosx"])
def test_a_window_is_taken_and_figures_are_drawn_as_before(window):
    code = f"{LOADED}matplotlib.use({window!r})\nplt.plot([1])\nprint(matplotlib.get_backend())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip().lower() == "agg", done.stderr


@pytest.mark.parametrize(
    ("choice", "said"),
    [("'svg'", "svg"), ("'no such'", "ValueError"), ("'module://no_such'", "ModuleNotFoundError")],
)
def test_other_choices_are_matplotlibs(choice, said):
    code = f"{LOADED}matplotlib.use({choice})\nprint(matplotlib.get_backend())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert said in done.stdout + done.stderr
