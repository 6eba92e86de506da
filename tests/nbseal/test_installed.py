"""The grader by itself: its wheel, in an environment without the course, grades a toy course."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hatchling.builders.wheel import WheelBuilder
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from build_tools.lessons import ROOT

CONFIG = """\
import nbseal
c = get_config()
nbseal.configure(c)
"""
SOLUTION = """\
def total(values):
    ### BEGIN SOLUTION
    return np.sum(values)
    ### END SOLUTION
"""
RIGHT = "def total(values):\n    return sum(values)\n"
WRONG = "def total(values):\n    return max(values)\n"
FORGED = """\
class Same(float):
    def __eq__(self, other):
        return True
def total(values):
    return Same()
"""


def _graded(cell, name, points=0, solution=False, locked=True):
    cell.metadata["nbgrader"] = {
        "grade_id": name,
        "grade": bool(points),
        "solution": solution,
        "locked": locked,
        "points": points,
        "schema_version": 3,
        "task": False,
    }
    return cell


def _toy_course(root):
    """Make a course as a teacher elsewhere would: English, NumPy, plain asserts."""
    cells = [
        new_markdown_cell("# Sums"),
        _graded(new_code_cell("import numpy as np"), "imports"),
        _graded(new_code_cell(SOLUTION), "total", solution=True, locked=False),
        _graded(new_code_cell("assert total(np.array([1, 2, 3])) == 6"), "total-small", 1),
        _graded(
            new_code_cell(
                "### BEGIN HIDDEN TESTS\nassert total(np.arange(10)) == 45\n### END HIDDEN TESTS"
            ),
            "total-large",
            2,
        ),
    ]
    (root / "source" / "sums").mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), root / "source" / "sums" / "sums.ipynb")
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")


def _hand_in(root, student, answer):
    notebook = nbformat.read(root / "release" / "sums" / "sums.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "total":
            cell.source = answer
    folder = root / "submitted" / student / "sums"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "sums.ipynb")


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment with the grader's wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = WheelBuilder(str(ROOT / "autograde")).build(
        directory=str(folder), versions=["standard"]
    )
    target = folder / "environment"
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    pins = str(ROOT / "requirements.lock")
    if Path(uv).is_file():
        make = [uv, "venv", "--quiet", "--python", sys.executable, str(target)]
        install = [uv, "pip", "install", "--quiet", "--python", str(target / "bin" / "python")]
    else:
        make = [sys.executable, "-m", "venv", str(target)]
        install = [str(target / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run(make, check=True)
    # The versions of the lock file, without its hashes: the wheel just built has none in it.
    lines = Path(pins).read_text(encoding="utf-8").splitlines()
    constraints = [line.rstrip(" \\") for line in lines if "==" in line and line[0] not in " #"]
    (folder / "constraints.txt").write_text("\n".join(constraints), encoding="utf-8")
    subprocess.run([*install, "-c", str(folder / "constraints.txt"), wheel], check=True)
    return target / "bin"


@pytest.mark.skipif(sys.platform != "linux", reason="confinement needs Linux")
def test_the_wheel_alone_grades_a_toy_course(environment, tmp_path):
    variables = {
        n: v for n, v in os.environ.items() if not n.startswith(("MLCOURSE", "PYTHONPATH"))
    }
    variables["PATH"] = f"{environment}{os.pathsep}{os.environ['PATH']}"

    def run(*command):
        done = subprocess.run(
            [str(environment / command[0]), *command[1:]],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    _toy_course(tmp_path)
    run("nbgrader", "generate_assignment", "sums", "--create")
    for student, answer in {"right": RIGHT, "wrong": WRONG, "forged": FORGED}.items():
        _hand_in(tmp_path, student, answer)
    _hand_in(tmp_path, "empty", "def total(values):\n    raise NotImplementedError()\n")
    run("nbgrader", "autograde", "sums")
    run("nbgrader", "generate_feedback", "sums")
    script = (
        "import json\n"
        "from nbgrader.api import Gradebook\n"
        "with Gradebook('sqlite:///gradebook.db') as book:\n"
        "    scores = {s.student.id: s.score for s in book.assignment_submissions('sums')}\n"
        "print(json.dumps(scores))"
    )
    scores = json.loads(run("python", "-W", "ignore", "-c", script))
    assert scores == {"right": 3, "wrong": 0, "forged": 0, "empty": 0}
    assert "max" in (tmp_path / "feedback" / "wrong" / "sums" / "sums.html").read_text("utf-8")
    listed = "import importlib.metadata as m; print(*{d.name for d in m.distributions()})"
    installed = set(run("python", "-c", listed).split())
    assert "nbseal" in installed
    assert not installed & {"mlcourse", "torch", "torchvision", "distributed", "openpyxl"}
