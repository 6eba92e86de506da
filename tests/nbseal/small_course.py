"""A course of one short assignment with an answer, two checks and an essay, for any test."""

import contextlib
import csv
import io
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.apps.nbgraderapp import NbGraderApp
from nbgrader.utils import notebook_hash
from nbseal.__main__ import main
from traitlets.config import SingletonConfigurable

CONFIG = """
import nbseal

c = get_config()  # noqa: F821
nbseal.configure(c)
c.CourseDirectory.course_id = "small"
c.Exchange.root = {exchange!r}
c.Autograde.settles = False
c.ClearMarkScheme.enforce_metadata = False
c.CourseAutograde.workers = {workers}
"""
SCHEME = "### BEGIN MARK SCHEME\nOne point for $x^2$.\n### END MARK SCHEME"
RIGHT = "def double(x):\n    return 2 * x"
WRONG = "def double(x):\n    return x"


def cell(make, source, name=None, **kinds):
    """A cell of a source notebook."""
    made = make(source)
    if name:
        made["id"] = name
        about = {"grade": False, "solution": False, "locked": False, "task": False}
        made.metadata["nbgrader"] = {**about, "schema_version": 3, "grade_id": name, **kinds}
    return made


def source(check="assert double(3) == 6", question="Why? (2 points)", points=2):
    """The source notebook of the assignment ``hw``."""
    hidden = f"### BEGIN HIDDEN TESTS\nassert double(-4) == -8, 'negative numbers'\n{'#' * 3} "
    hidden += "END HIDDEN TESTS"
    cells = [
        cell(new_markdown_cell, "# Doubling"),
        cell(
            new_code_cell,
            "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
            "double",
            solution=True,
        ),
        cell(new_code_cell, check, "double-visible", grade=True, locked=True, points=1),
        cell(new_code_cell, hidden, "double-hidden", grade=True, locked=True, points=points),
        cell(new_markdown_cell, question),
        cell(new_markdown_cell, SCHEME, "scheme", locked=True),
        cell(new_markdown_cell, "Because.", "why", grade=True, solution=True, points=2),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "language": "python",
        "display_name": "Python 3",
    }
    return notebook


def submission(answer=RIGHT, essay="It is $x^2$."):
    """A filled-in notebook, as bytes."""
    notebook = source()
    for one in notebook.cells:
        if one["id"] == "double":
            one.source = answer
        elif one["id"] == "why":
            one.source = essay
        elif "HIDDEN" in one.source:
            one.source = ""
    return nbformat.writes(notebook).encode()


class SmallCourse:
    """The course in a folder; its commands run in this process."""

    def __init__(self, root: Path, workers: int = 0) -> None:
        self.root = root
        (root / "source" / "hw").mkdir(parents=True)
        self.write_source()
        config = CONFIG.format(exchange=str(root / "exchange"), workers=workers)
        (root / "nbgrader_config.py").write_text(config)

    def write_source(self, **about):
        nbformat.write(source(**about), self.root / "source" / "hw" / "hw.ipynb")

    def hand_in(self, student, content=None, time="2026-11-20 12:00:00 UTC"):
        folder = self.root / "submitted" / student / "hw"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "hw.ipynb").write_bytes(submission() if content is None else content)
        (folder / "timestamp.txt").write_text(time)

    def roster(self, *rows):
        file = io.StringIO()
        csv.writer(file).writerows([("student_id", "name"), *rows])
        (self.root / "class.csv").write_text(file.getvalue(), encoding="utf-8")

    def nbgrader(self, *arguments):
        """Run an nbgrader command; return what it logged."""
        name, *rest = arguments
        app = NbGraderApp.subcommands[name][0]
        said = io.StringIO()
        with (
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
            contextlib.suppress(SystemExit),
        ):
            _forget_applications()
            app.launch_instance(rest)
        _forget_applications()
        return said.getvalue()

    def nbseal(self, *arguments):
        """Run an nbseal command; return what it printed."""
        said = io.StringIO()
        with (
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            status = main(list(arguments))
        assert status in (0, 1), said.getvalue()
        return said.getvalue()

    def page(self, student):
        path = self.root / "feedback" / student / "hw" / "hw.html"
        return path.read_text(encoding="utf-8")

    def url(self):
        return f"sqlite:///{self.root / 'gradebook.db'}"


def _forget_applications():
    """Let another command run in this process: traitlets knows one application at a time."""
    waiting = [SingletonConfigurable]
    while waiting:
        kind = waiting.pop()
        kind._instance = None
        waiting += kind.__subclasses__()


def submit(course, student, content=None, when="2026-11-20 12:00:00.000000 UTC", mark="x"):
    """Hand in through the exchange, as nbgrader's ``submit`` does; return the page's file."""
    inbound = course.root / "exchange" / "small" / "inbound"
    inbound.mkdir(parents=True, exist_ok=True)
    (course.root / "exchange").chmod(0o777)
    folder = inbound / f"{student}+hw+{when}+{mark}"
    folder.mkdir()
    (folder / "hw.ipynb").write_bytes(submission() if content is None else content)
    (folder / "timestamp.txt").write_text(when)
    secret = f"secret of {student} {when} {mark}"
    (folder / "submission_secret.txt").write_text(secret)
    name = notebook_hash(secret=secret, notebook_id="hw")
    return course.root / "exchange" / "small" / "feedback" / f"{name}.html"
