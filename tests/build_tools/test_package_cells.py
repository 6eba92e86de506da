"""A notebook alone: its first cell finds the package or gets it, or says in two lines why not."""

import json
import os
import re
import shutil
import subprocess
import sysconfig
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from build_tools.lessons import LANGUAGES, ROOT, find_lessons
from build_tools.package_cells import first_cell
from build_tools.release_zips import build_wheel
from mlcourse.version import __version__

LESSONS = find_lessons()
RUN = """
import json, sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, allow_errors=True, kernel_name="python3", timeout=600).execute()
shown = []
for cell in notebook.cells:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            shown.append([cell.id, output.traceback])
json.dump(shown, open(sys.argv[2], "w"))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def python(tmp_path):
    """A Python with all libraries but the course's package, and with pip."""
    venv.create(tmp_path / "env", with_pip=True)
    folder = sysconfig.get_paths(vars={"base": str(tmp_path / "env")})["purelib"]
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    for entry in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if not re.search("mlcourse|nbseal|\\.pth$", entry.name):
            (libraries / entry.name).symlink_to(entry)
    Path(folder, "libraries.pth").write_text(f"{libraries}\n")
    return tmp_path / "env" / "bin" / "python"


def run(python, notebook, **variables):
    """Run a notebook in its own folder; return the id and the lines of each cell that failed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", **variables}
    shown = notebook.parent / "shown.json"
    command = [python, "-c", RUN, notebook.name, shown]
    subprocess.run(command, cwd=notebook.parent, env=environment, check=True, capture_output=True)
    return json.loads(shown.read_text())


def solved(lesson, language, folder):
    """The exercise as a student with all answers has it."""
    source = ROOT / "source" / lesson.topic / f"{lesson.topic}.ipynb"
    answers = {cell.id: cell.source for cell in nbformat.read(source, as_version=4).cells}
    released = ROOT / "release" / language / lesson.topic / f"{lesson.topic}.ipynb"
    notebook = nbformat.read(released, as_version=4)
    for cell in notebook.cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("solution") and cell.cell_type == "code":
            cell.source = answers[cell.id]
    path = folder / released.name
    nbformat.write(notebook, path)
    return path


@pytest.mark.parametrize(
    ("lesson", "language"),
    [
        pytest.param(lesson, language, marks=() if number < 2 else pytest.mark.long)
        for number, (lesson, language) in enumerate(
            [(LESSONS[0], "ja"), (LESSONS[1], "en"), *((lesson, "ja") for lesson in LESSONS[1:])]
        )
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_solved_exercise_runs_with_the_wheel_beside_it(wheel, python, tmp_path, lesson, language):
    shutil.copy(wheel, tmp_path)
    assert run(python, solved(lesson, language, tmp_path)) == []
    assert not list((tmp_path / "env").rglob("torch"))  # the one that was there stays


@pytest.mark.long
@pytest.mark.parametrize(
    "lecture", [each for lesson in LESSONS for each in lesson.lectures], ids=lambda each: each.name
)
def test_a_lecture_runs_with_the_wheel_beside_it(wheel, python, tmp_path, lecture):
    shutil.copy(wheel, tmp_path)
    path = tmp_path / "lecture" / f"{lecture.name}.ipynb"  # as in the zip
    path.parent.mkdir()
    shutil.copy(ROOT / "notebooks" / "ja" / path.name, path)
    cells = nbformat.read(path, as_version=4).cells
    meant = {cell.id for cell in cells if "raises-exception" in cell.metadata.get("tags", [])}
    assert {cell for cell, _ in run(python, path)} == meant


@pytest.mark.long
@pytest.mark.parametrize("there", [("jupyterlab",), ("jupyterlab", "numpy", "matplotlib")], ids=len)
@pytest.mark.parametrize("beside", [True, False], ids=["wheel beside", "by name"])
def test_where_only_jupyter_is_the_first_cell_gets_the_rest(wheel, tmp_path, there, beside):
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", *there]
    if subprocess.run(install, capture_output=True).returncode:
        pytest.skip("no index of packages within reach")
    (tmp_path / "work").mkdir()
    notebook = solved(LESSONS[1], "ja", tmp_path / "work")
    if beside:
        shutil.copy(wheel, notebook.parent)
    links = f"{os.environ.get('PIP_FIND_LINKS', '')} {wheel.parent}".strip()
    environment = {**os.environ, "PIP_FIND_LINKS": links}
    shown = notebook.parent / "shown.json"
    command = [python, "-c", RUN, notebook.name, shown]
    subprocess.run(command, cwd=notebook.parent, env=environment, check=True, capture_output=True)
    assert json.loads(shown.read_text()) == []


def test_a_lone_notebook_gets_the_package_by_name(wheel, python, tmp_path):
    notebook = solved(LESSONS[0], "en", tmp_path)
    assert run(python, notebook, PIP_FIND_LINKS=str(wheel.parent)) == []


def renamed(wheel, folder, version, name):
    """The wheel as one of another version, under the name that a browser saved it with."""
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(folder / name, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry.endswith(("METADATA", "version.py")):
                content = content.replace(__version__.encode(), version.encode())
            if not entry.endswith("RECORD"):
                new.writestr(entry.replace(f"-{__version__}.", f"-{version}."), content)
        new.writestr(f"mlcourse-{version}.dist-info/RECORD", "")


def test_a_newer_wheel_replaces_an_older_one_whatever_a_browser_calls_it(wheel, python, tmp_path):
    notebook = solved(LESSONS[0], "en", tmp_path)
    shutil.copy(wheel, tmp_path / "mlcourse-0.1.0-py3-none-any.whl")  # never looked into
    shutil.copy(wheel, tmp_path / wheel.name.replace(".whl", " (1).whl"))
    assert run(python, notebook) == []
    renamed(wheel, tmp_path, "99.0.0", "mlcourse-99.0.0-py3-none-any (2).whl")
    assert run(python, notebook) == []
    command = [python, "-c", "import mlcourse; print(mlcourse.__version__)"]
    found = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "99.0.0"
    # VS Code may start a kernel in another folder; it tells the notebook's place in a variable.
    renamed(wheel, tmp_path, "99.1.0", "mlcourse-99.1.0-py3-none-any.whl")
    cells = nbformat.read(notebook, as_version=4)
    cells.cells.insert(0, new_code_cell(f"__vsc_ipynb_file__ = {str(notebook)!r}"))
    workspace = tmp_path / "another" / "folder"
    workspace.mkdir(parents=True)
    nbformat.write(cells, workspace / notebook.name)
    assert run(python, workspace / notebook.name) == []
    found = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "99.1.0"


def test_the_remedy_fits_the_reason(wheel, python, tmp_path):
    notebook = solved(LESSONS[0], "en", tmp_path)
    renamed(wheel, tmp_path, "98.0.0", "mlcourse-98.0.0-py3-none-any.whl")
    (tmp_path / "libraries" / "pooch").unlink()
    for path in (tmp_path / "libraries").glob("pooch-*"):
        path.unlink()
    (_, lines), *_ = run(python, notebook)
    assert "connect to the network" in lines[1]
    assert "was found" in lines[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_clear_lines_where_it_cannot_be_had(python, tmp_path, language):
    (cell, lines), *_ = run(python, solved(LESSONS[0], language, tmp_path))
    assert cell == f"mlcourse-package-{language}"
    assert len(lines) == 2
    assert "mlcourse" in lines[0]
    assert ".whl" in lines[1]
    assert bool(re.search("[ぁ-ん]", lines[1])) == (language == "ja")


def test_what_a_notebook_imports_is_asked_for(monkeypatch):
    text = first_cell("en", "04_pytorch_regression", ["torch"])
    assert "('mlcourse', 'torch')" in text
    assert 'mlcourse.begin("04_pytorch_regression", language="en")' in text
    compile(text, "first cell", "exec")
    monkeypatch.setattr(
        "build_tools.package_cells.package_source", lambda: "mlcourse{extras} @ a:b"
    )
    assert 'f"mlcourse{extras} @ a:b"' in first_cell("en", None, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_lessons_on_pytorch_ask_for_it(language):
    for lesson in LESSONS:
        paths = [ROOT / "release" / language / lesson.topic / f"{lesson.topic}.ipynb"]
        paths += [ROOT / "notebooks" / language / f"{each.name}.ipynb" for each in lesson.lectures]
        for path in paths:
            code = (c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")
            wanted = re.search(r"for name in \((.*?)\) if find_spec", next(code).source)[1]
            asked = "'torch'" in wanted
            assert asked == (lesson.topic in ("pytorch_regression", "mnist_classification")), path
