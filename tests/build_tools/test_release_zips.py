"""What students are handed out: complete, without secrets, the same bytes each time."""

import io
import os
import re
import shutil
import subprocess
import sys
import time
import venv
import zipfile

import nbformat
import pytest

from build_tools.lessons import (
    BEGIN_HIDDEN,
    BEGIN_SCHEME,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SCHEME,
    END_SOLUTION,
    LANGUAGES,
    ROOT,
    find_lessons,
)
from build_tools.release_zips import main, raise_version, release_date, start_guide

LESSONS = find_lessons()
REGIONS = (
    (BEGIN_HIDDEN, END_HIDDEN),
    (BEGIN_SOLUTION, END_SOLUTION),
    (BEGIN_SCHEME, END_SCHEME),
)


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    assert main(["--folder", str(folder)]) == 0
    return folder


def contents(content):
    """Every file of a zip, those of wheels within it too: name to bytes."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            found[name] = archive.read(name)
            if name.endswith(".whl"):
                inner = contents(found[name])
                found.update({f"{name}!{inside}": text for inside, text in inner.items()})
    return found


def text_of(name, content):
    """A file as text; of a notebook, its cells."""
    if name.endswith(".ipynb"):
        notebook = nbformat.reads(content.decode(), as_version=4)
        return "\n\n".join(cell.source for cell in notebook.cells)
    return content.decode("utf-8", "replace")


def secrets(lesson):
    """The texts that a student must not see: each region between markers, each model essay."""
    source = nbformat.read(ROOT / "source" / lesson.topic / f"{lesson.topic}.ipynb", as_version=4)
    for cell in source.cells:
        for begin, end in REGIONS:
            for region in re.findall(f"{begin}(.*?){end}", cell.source, re.DOTALL):
                yield region.strip()
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade") and grading.get("solution"):
            yield cell.source.strip()


def test_there_is_a_zip_for_each_assignment_and_language(dist):
    wanted = {f"{lesson.topic}-{language}.zip" for lesson in LESSONS for language in LANGUAGES}
    assert {path.name for path in dist.iterdir()} == wanted


def test_two_builds_are_the_same_bytes(dist, tmp_path):
    assert main(["--folder", str(tmp_path), "setup", "perceptron"]) == 0
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (dist / path.name).read_bytes()


def test_the_wheel_alone_needs_neither_pytorch_nor_jupyterlab(dist):
    files = contents((dist / "setup-en.zip").read_bytes())
    (about,) = (text.decode() for name, text in files.items() if name.endswith("METADATA"))
    needed = re.findall(r"^Requires-Dist: ([\w-]+)(?!.*extra)", about, re.MULTILINE)
    small = {"matplotlib", "numpy", "pandas", "pooch", "tomli", "tqdm", "anywidget", "ipywidgets"}
    assert set(needed) == small
    assert re.search(r"^Requires-Python: .*<3\.\d+", about, re.MULTILINE)


def test_an_unknown_assignment_is_an_error(tmp_path, capsys):
    assert main(["--folder", str(tmp_path), "nothing"]) == 2
    assert "unknown assignment nothing; there are setup" in capsys.readouterr().err


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.topic)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_secret_is_inside(dist, lesson, language):
    files = contents((dist / f"{lesson.topic}-{language}.zip").read_bytes())
    (wheel,) = (name for name in files if name.endswith(".whl"))
    names = {start_guide(language).name, f"{lesson.topic}.ipynb"}
    names.update(f"lecture/{lecture.name}.ipynb" for lecture in lesson.lectures)
    outer = {name for name in files if "!" not in name}
    assert outer == {f"{lesson.topic}/{name}" for name in names} | {wheel}
    inner = {name.partition("!")[2] for name in files if "!" in name}
    tops = {name.partition("/")[0].partition("-")[0] for name in inner}
    assert tops == {"mlcourse"}
    assert any(name.endswith("etc/jupyter/jupyter_server_config.d/mlcourse.json") for name in inner)
    assert not [name for name in inner if "entry_points" in name]
    texts = {name: text_of(name, content) for name, content in files.items()}
    for name, text in texts.items():
        for begin, _ in REGIONS:
            assert begin not in text, name
    hidden = [secret for each in LESSONS for secret in secrets(each)]
    assert len(hidden) > 50
    for secret in hidden:
        # A solution of a few characters (`return x`) may stand anywhere.
        if len(secret) > 30:
            # A lecture shows lines of a few words that a solution has, too.
            where = [name for name, text in texts.items() if secret in text]
            assert not [name for name in where if "/lecture/" not in name or len(secret) > 60]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_names_notebook_and_wheel(dist, language):
    files = contents((dist / f"setup-{language}.zip").read_bytes())
    start = files[f"setup/{start_guide(language).name}"].decode("utf-8-sig")
    assert "jupyter lab setup.ipynb" in start
    assert "{" not in start
    (wheel,) = (name for name in files if name.endswith(".whl"))
    assert wheel.partition("/")[2] in start


def install(wheel, target):
    """Install a wheel alone into a folder, with uv or pip."""
    uv = shutil.which("uv") or shutil.which("uv", path=os.path.dirname(sys.executable))
    if uv:
        command = [uv, "pip", "install", "--quiet", "--offline", "--python", sys.executable]
    else:
        venv.create(target / "pip", with_pip=True)
        command = [target / "pip" / "bin" / "python", "-m", "pip", "install", "--no-index"]
    subprocess.run([*command, "--no-deps", "--target", target, wheel], check=True)


def test_a_student_who_installs_the_wheel_can_run_the_notebook(dist, tmp_path):
    with zipfile.ZipFile(dist / "forward_propagation-ja.zip") as archive:
        archive.extractall(tmp_path)
    (wheel,) = (tmp_path / "forward_propagation").glob("*.whl")
    target = tmp_path / "installed"
    target.mkdir()
    install(wheel, target)
    notebook = nbformat.read(
        tmp_path / "forward_propagation" / "forward_propagation.ipynb", as_version=4
    )
    (setup,) = (cell.source for cell in notebook.cells if cell["id"] == "setup")
    program = f"{setup}\nimport mlcourse, mlcourse.data, mlcourse.messages\n"
    program += "print(mlcourse.data.load_pretrained()['W1'].shape)\n"
    program += "print(len(mlcourse.messages.catalogue()) > 50)\nprint(mlcourse.__file__)\n"
    environment = {**os.environ, "PYTHONPATH": str(target), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    shape, enough, file = done.stdout.splitlines()[-3:]
    assert (shape, enough) == ("(784, 50)", "True")
    assert file.startswith(str(target))
    assert (target / "mlcourse" / "embedded_data" / "sample" / "advertising.csv").is_file()


def test_the_version_grows_when_what_is_released_has_changed(tmp_path):
    for folder in ("mlcourse", "data/sample", "data/pretrained", "release"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    version, check = tmp_path / "mlcourse" / "version.py", tmp_path / "mlcourse" / "checks.py"
    version.write_text('"""Doc."""\n\n__version__ = "0.2.9"\n')
    check.write_text("old = 1\n")
    assert raise_version(tmp_path) == "0.2.9"  # the first release
    assert raise_version(tmp_path) == "0.2.9"
    check.write_text("mended = 1\n")
    assert raise_version(tmp_path) == "0.2.10"
    assert version.read_text() == '"""Doc."""\n\n__version__ = "0.2.10"\n'
    assert raise_version(tmp_path) == "0.2.10"
    version.write_text('"""Doc."""\n\n__version__ = "0.3.0"\n')  # raised by hand
    check.write_text("more = 1\n")
    assert raise_version(tmp_path) == "0.3.0"


def test_unpacked_files_are_as_old_as_what_was_released(dist, monkeypatch):
    with zipfile.ZipFile(dist / "setup-ja.zip") as archive:
        dates = {entry.date_time for entry in archive.infolist()}
    (date,) = dates
    assert date == time.gmtime(release_date() // 2 * 2)[:6]  # a zip knows every other second
    assert date >= (2025, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert release_date() == 1_800_000_000


def test_where_there_is_no_git_the_newest_file_dates_a_release(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    (tmp_path / "mlcourse").mkdir()
    file = tmp_path / "mlcourse" / "version.py"
    file.touch()
    os.utime(file, (1_750_000_000, 1_750_000_000))
    assert release_date(tmp_path) == 1_750_000_000
