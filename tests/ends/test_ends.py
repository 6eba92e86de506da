"""The oldest and the newest libraries that students may have: right is right, wrong is wrong.

Each end is an environment made by uv for the day, of what the wheel asks for and nothing else.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from build_tools.answers import Answer, read_answers
from build_tools.lessons import ROOT, find_lessons, read_exercise
from build_tools.release_zips import build_wheel

LESSONS = find_lessons()
BANK = Path(__file__).with_name("bank.py")
#: End to what uv is told.
ENDS = {"oldest": ["--resolution", "lowest-direct"], "newest": ["--upgrade"]}
#: End to Python, and to what else is asked for; torch 2.2 is the last with wheels for Intel Macs.
PYTHONS = {"oldest": ("3.10", ["torch==2.2.*", "numpy==1.26.*"]), "newest": ("3.13", [])}


def find_uv():
    return shutil.which("uv") or shutil.which("uv", path=os.path.dirname(sys.executable))


@pytest.fixture(scope="module", params=ENDS)
def python(request, tmp_path_factory):
    """An end's Python, with the wheel and all its extras; MLCOURSE_TEST_ENDS may have it made."""
    version, more = PYTHONS[request.param]
    made = os.environ.get("MLCOURSE_TEST_ENDS")
    if made and Path(made, request.param, "bin", "python").exists():
        return Path(made, request.param, "bin", "python")
    extras = "mlcourse[lab,sklearn,torchvision]"
    return make(tmp_path_factory.mktemp(request.param), request.param, version, extras, more)


@pytest.fixture(scope="module", params=ENDS)
def small_python(request, tmp_path_factory):
    """This Python with an end's libraries, as far as the lessons without PyTorch need them."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return make(tmp_path_factory.mktemp(request.param), request.param, version, "mlcourse", [])


def make(folder, end, version, package, more):
    """Make an environment with the wheel; return its Python."""
    uv = find_uv()
    if uv is None:
        pytest.skip("no uv here to make the environment with")
    environment = folder / "env"
    found = subprocess.run([uv, "venv", "--python", version, environment], capture_output=True)
    if found.returncode:
        pytest.skip(f"no Python {version} here: {found.stderr.decode()[-200:]}")
    wheel = build_wheel(folder)
    command = [uv, "pip", "install", "--python", environment, *ENDS[end], *more]
    command += [f"{package} @ {wheel.as_uri()}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800)
    if done.returncode and re.search("network|failed to fetch", done.stderr, re.IGNORECASE):
        pytest.skip(f"no index within reach: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    return environment / "bin" / "python"


@pytest.mark.parametrize("lesson", LESSONS[:2], ids=lambda lesson: lesson.topic)
def test_without_pytorch_each_answer_gets_what_it_must(small_python, lesson, tmp_path):
    expect_points(small_python, lesson, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.topic)
def test_each_answer_gets_what_it_must(python, lesson, tmp_path):
    expect_points(python, lesson, tmp_path)


def expect_points(python, lesson, tmp_path):
    exercise = read_exercise(lesson)
    cells = []
    for cell in exercise.cells:
        grading = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and grading:
            points = grading.points if grading.grade and not grading.solution else None
            cells.append({"id": cell.id, "source": cell.source, "points": points})
    own = Answer(lesson.exercise, "the solution", {}, {}, {})
    answers = [
        {"name": a.name, "sources": a.sources, "points": a.points, "messages": a.messages}
        for a in [own, *read_answers(lesson)]
    ]
    tasks, found = tmp_path / "tasks.json", tmp_path / "found.json"
    tasks.write_text(json.dumps([cells, answers]), encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment["OMP_NUM_THREADS"] = "1"  # a process that has started OpenMP's threads cannot fork
    command = [python, BANK, tasks, found]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path, timeout=1800)
    results = json.loads(found.read_text(encoding="utf-8"))
    assert len(results) == len(answers)
    assert {name: problems for name, problems in results.items() if problems} == {}


@pytest.mark.long
def test_the_first_cell_leaves_the_torch_that_is_there(python, tmp_path):
    """Without the package, but with its libraries, a notebook gets the package and nothing else."""
    wheel = build_wheel(tmp_path)
    uninstall = [find_uv() or "uv", "pip", "uninstall", "--python", python, "mlcourse"]
    subprocess.run(uninstall, check=True, capture_output=True)
    ask = [python, "-c", "import torch, numpy; print(torch.__version__, numpy.__version__)"]
    before = subprocess.run(ask, check=True, capture_output=True).stdout
    topic = "pytorch_regression"
    shutil.copy(ROOT / "release" / "en" / topic / f"{topic}.ipynb", tmp_path)
    script = "import nbformat, nbclient, sys; n = nbformat.read(sys.argv[1], 4); "
    script += "nbclient.NotebookClient(n, allow_errors=True, kernel_name='python3').execute(); "
    script += "print([o for c in n.cells[:12] for o in c.get('outputs', [])])"
    command = [python, "-c", script, f"{topic}.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "ModuleNotFoundError" not in done.stdout
    assert wheel.exists()
    assert subprocess.run(ask, check=True, capture_output=True).stdout == before
    found = [python, "-c", "import mlcourse; print(mlcourse.__file__)"]
    file = subprocess.run(found, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "site-packages" in file
