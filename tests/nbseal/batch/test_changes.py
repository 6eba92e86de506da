"""An assignment that changes after grading: marks by hand stay."""

import copy
import shutil

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbseal.batch.gradebook import Recorder

from tests.nbseal.batch.test_gradebook import ASSIGNMENT, COURSE, cell, enter_assignment, graded


@pytest.fixture(scope="module")
def gradebook_file(tmp_path_factory):
    """A gradebook in which a submission has marks and a comment by hand."""
    path = tmp_path_factory.mktemp("changes") / "gradebook.db"
    url = f"sqlite:///{path}"
    enter_assignment(url)
    recorder = Recorder(url, COURSE, 5, print)
    recorder.record(ASSIGNMENT, "s", None, graded())
    with Gradebook(url, COURSE) as gradebook:
        gradebook.find_grade("f-check", "n", ASSIGNMENT, "s").manual_score = 0.5
        gradebook.find_grade("essay", "n", ASSIGNMENT, "s").manual_score = 3
        gradebook.find_comment("essay", "n", ASSIGNMENT, "s").manual_comment = "see me"
        gradebook.db.commit()
    recorder.adapt(ASSIGNMENT, graded(), lambda changes: None)
    recorder.close()
    return path


@pytest.fixture
def url(gradebook_file, tmp_path):
    shutil.copy(gradebook_file, tmp_path)
    return f"sqlite:///{tmp_path / 'gradebook.db'}"


@pytest.fixture
def marked(url):
    recorder = Recorder(url, COURSE, 5, print)
    yield recorder
    recorder.close()


def change(marked, url, edit):
    """Change the assignment and grade again; return changes, points and what the gradebook has."""
    notebooks = graded()
    edit(notebooks)
    kept = []
    changes = marked.adapt(ASSIGNMENT, notebooks, kept.append)
    assert kept == [changes]
    points = marked.record(ASSIGNMENT, "s", None, notebooks)
    with Gradebook(url, COURSE) as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "s")
        rows = {
            f"{notebook.name}/{grade.name}": (grade.auto_score, grade.manual_score)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
        comments = {
            comment.name: comment.manual_comment
            for notebook in submission.notebooks
            for comment in notebook.comments
        }
    return changes, points, rows, comments


def test_nothing_changed(marked, url):
    changes, points, rows, comments = change(marked, url, lambda notebooks: None)
    assert changes.taken_out == []
    assert points == (3.5, 6, 3.5)
    assert rows == {"n/f-check": (2, 0.5), "n/essay": (None, 3)}
    assert comments == {"f": None, "essay": "see me"}


def test_cells_added(marked, url):
    def edit(notebooks):
        cells = notebooks["n"].cells
        cells.append(cell(new_code_cell, "g-check", "check_g()", True, False, 1))
        cells.append(cell(new_markdown_cell, "more", "YOUR ANSWER", True, True, 5))

    changes, points, rows, comments = change(marked, url, edit)
    assert [n for n in changes.notes if "new" in n] == [
        "cell `g-check` is new",
        "cell `more` is new",
    ]
    assert points == (4.5, 12, 3.5)
    assert rows["n/g-check"] == (1, None)
    assert rows["n/more"] == (None, None)
    assert rows["n/essay"] == (None, 3)
    assert comments["essay"] == "see me"


def test_a_cell_removed_hands_its_marks_back(marked, url):
    def edit(notebooks):
        del notebooks["n"].cells[2]

    changes, points, rows, comments = change(marked, url, edit)
    assert "cell `essay` is gone" in changes.notes
    where = {"notebook": "n", "cell": "essay", "student": "s"}
    assert changes.taken_out == [
        {**where, "manual_score": 3, "extra_credit": None, "comment": None},
        {**where, "manual_score": None, "extra_credit": None, "comment": "see me"},
    ]
    assert points == (0.5, 2, 0.5)
    assert rows == {"n/f-check": (2, 0.5)}
    assert comments == {"f": None}


def test_a_cell_renamed_takes_its_marks_along(marked, url):
    def edit(notebooks):
        for old in notebooks["n"].cells[1:]:
            old.metadata.nbgrader.grade_id += "-2"

    # The texts that are handed out tell which is which.
    templates = graded(essay="YOUR ANSWER")
    marked.adapt(ASSIGNMENT, templates, lambda changes: None)
    with Gradebook(url, COURSE) as gradebook:
        for source in gradebook.find_notebook("n", ASSIGNMENT).source_cells:
            source.source = next(
                c.source for c in graded()["n"].cells if c.metadata.nbgrader.grade_id == source.name
            )
        gradebook.db.commit()
    changes, points, rows, comments = change(marked, url, edit)
    assert [note for note in changes.notes if "called" in note] == [
        "cell `essay` is now called `essay-2`",
        "cell `f-check` is now called `f-check-2`",
    ]
    assert changes.taken_out == []
    assert points == (3.5, 6, 3.5)
    assert rows == {"n/f-check-2": (2, 0.5), "n/essay-2": (None, 3)}
    assert comments == {"f": None, "essay-2": "see me"}


def test_other_points(marked, url):
    def edit(notebooks):
        notebooks["n"].cells[2].metadata.nbgrader.points = 10

    changes, _, rows, _ = change(marked, url, edit)
    assert "cell `essay` gives 10 instead of 4" in changes.notes
    assert rows["n/essay"] == (None, 3)


def test_a_check_that_becomes_one_by_hand(marked, url):
    def edit(notebooks):
        notebooks["n"].cells[1].metadata.nbgrader.update(solution=True, locked=False)

    changes, _, rows, comments = change(marked, url, edit)
    assert changes.taken_out == []
    assert rows["n/f-check"][1] == 0.5
    assert "f-check" in comments


def test_notebooks_added_and_removed(marked, url):
    def edit(notebooks):
        notebooks["m"] = copy.deepcopy(notebooks.pop("n"))
        del notebooks["m"].cells[2]

    changes, points, rows, _ = change(marked, url, edit)
    assert "notebook n is gone" in changes.notes
    assert "notebook m is new" in changes.notes
    assert {one["manual_score"] for one in changes.taken_out} == {3, None, 0.5}
    assert points == (2, 2, None)
    assert rows == {"m/f-check": (2, None)}


def test_an_assignment_without_submissions_is_nbgraders(marked):
    changes = marked.adapt("another", {}, lambda changes: None)
    assert (changes.notes, changes.taken_out) == ([], [])
