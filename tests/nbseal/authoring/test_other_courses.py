"""Courses of other authors: stock nbgrader's points for work that is right, half done or wrong."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.nbseal.authoring import variants

COURSES = Path(__file__).resolve().parents[4] / "shared" / "courses"
#: Of each course that was graded: the checks that are sealed, and those that pass.
SEALED: list[tuple[int, int]] = []
NAMES = [path.name for path in sorted(COURSES.glob("*/")) if (path / "source").is_dir()]
MUTANTS = 10  # a notebook
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "other"
c.ClearSolutions.enforce_metadata = False
c.ClearHiddenTests.enforce_metadata = False
c.ClearMarkScheme.enforce_metadata = False
"""
OURS = "import nbseal\nnbseal.configure(c)\n"


def make_submissions(course, target):
    """Hand in the course's right work and what is made of it."""
    handed_in = course / "submitted"
    for path in sorted((handed_in / "right" / course.name).glob("*.ipynb")):
        right = nbformat.read(path, as_version=4)
        stub = nbformat.read(handed_in / "stub" / course.name / path.name, as_version=4)
        made = {"right": right, "stub": stub, "half": variants.half(right, stub)}
        made["renamed"] = variants.renamed(right)
        made |= {f"wrong{n}": wrong for n, wrong in enumerate(variants.mutants(right, MUTANTS))}
        for student, notebook in made.items():
            folder = target / student / course.name
            if not folder.exists():
                shutil.copytree(path.parent, folder)
            nbformat.write(notebook, folder / path.name)


def grade(root, course, config):
    """Grade what was handed in; return each student's points by notebook and check."""
    shutil.copytree(course / "source", root / "source")
    (root / "nbgrader_config.py").write_text(config)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for verb in ("generate_assignment", "autograde"):
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "nbgrader", verb, course.name],
            cwd=root,
            env={**os.environ, "PATH": path, "MPLBACKEND": "agg"},
            capture_output=True,
        )
    with Gradebook(f"sqlite:///{root}/gradebook.db", "other") as book:
        return {
            (submission.student.id, notebook.name, grade.name): grade.auto_score or 0.0
            for submission in book.assignment_submissions(course.name)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


@pytest.mark.long
@pytest.mark.skipif(not NAMES, reason=f"{COURSES} has no courses")
@pytest.mark.parametrize("name", NAMES)
def test_points_are_those_of_stock_nbgrader(name, tmp_path):
    course = COURSES / name
    stock, ours = tmp_path / "stock", tmp_path / "ours"
    make_submissions(course, stock / "submitted")
    shutil.copytree(stock / "submitted", ours / "submitted")
    expected, got = grade(stock, course, CONFIG), grade(ours, course, CONFIG + OURS)
    assert expected
    assert len({student for student, *_ in expected}) > 4
    assert {key: got.get(key) for key in expected if got.get(key) != expected[key]} == {}
    kept = json.loads((ours / "source" / ".nbseal" / f"{name}.json").read_text(encoding="utf-8"))
    rulings = [r for some in kept["checks"].values() for r in some.values()]
    passing = [r["judge"] for r in rulings if r["points"]["right"][0]]
    SEALED.append((passing.count("sealed"), len(passing)))


@pytest.mark.long
@pytest.mark.skipif(not NAMES, reason=f"{COURSES} has no courses")
def test_nine_checks_in_ten_are_sealed():
    if len(SEALED) < len(NAMES):
        pytest.skip("only some of the courses were graded")
    sealed, passing = map(sum, zip(*SEALED, strict=True))
    assert sealed >= 0.9 * passing
