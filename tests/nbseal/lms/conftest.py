"""A course with the smallest lesson, and archives as learning management systems make them."""

import functools
import shutil
import stat
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbseal.__main__ import main

from build_tools.classroom import solutions
from build_tools.lessons import ROOT, find_lessons

LESSON = find_lessons()[0]
TOPIC = LESSON.topic
RELEASE = ROOT / "release" / "en" / TOPIC / f"{TOPIC}.ipynb"
NOON = (2026, 11, 20, 12, 0, 0)


@functools.cache
def answered(mark="", language="en"):
    """The bytes of a notebook with the right answers; `mark` makes it another one."""
    path = ROOT / "release" / language / TOPIC / f"{TOPIC}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = solutions(LESSON).get(cell["id"], cell.source)
    notebook.cells[0].source += mark
    return nbformat.writes(notebook).encode()


def write_zip(path, members, encrypted=()):
    """Make a zip: name, or `zipfile.ZipInfo`, to content; some names are marked as encrypted."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = name if isinstance(name, zipfile.ZipInfo) else member(name)
            archive.writestr(info, content, compresslevel=9)
            if info.filename in encrypted:
                info.flag_bits |= 1  # written to the directory at the zip's end
    return path


def member(name, time=NOON, kind=stat.S_IFREG):
    """A zip's header of a file."""
    info = zipfile.ZipInfo(name, time)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (kind | 0o644) << 16
    return info


def moodle(name, number, file=f"{TOPIC}.ipynb"):
    """A member's name as Moodle makes it."""
    return f"{name}_{number}_assignsubmission_file_/{file}"


class Course:
    """A scratch course, and the command run in it."""

    def __init__(self, root, monkeypatch, capsys):
        self.root = root
        self._capsys = capsys
        shutil.copy(ROOT / "nbgrader_config.py", root)
        shutil.copytree(ROOT / "source" / TOPIC, root / "source" / TOPIC)
        monkeypatch.chdir(root)

    def collect(self, *arguments):
        """Run ``nbseal collect``; return its exit status and what it printed."""
        return self.run("collect", TOPIC, *map(str, arguments))

    def run(self, *arguments):
        self._capsys.readouterr()
        status = main(list(arguments))
        done = self._capsys.readouterr()
        return status, done.out + done.err

    def work(self, student):
        """The submitted notebook of a student."""
        return Path(self.root, "submitted", student, TOPIC, f"{TOPIC}.ipynb").read_bytes()

    def time(self, student):
        return Path(self.root, "submitted", student, TOPIC, "timestamp.txt").read_text().strip()

    def students(self):
        return sorted(path.name for path in Path(self.root, "submitted").glob("*"))

    def kept(self, student):
        """The files of a student that were set aside."""
        folder = Path(self.root, "superseded", student)
        return sorted(folder.rglob(f"{TOPIC}.*"))


@pytest.fixture
def course(tmp_path, monkeypatch, capsys):
    root = tmp_path / "course"
    root.mkdir()
    return Course(root, monkeypatch, capsys)
