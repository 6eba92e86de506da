"""A script that jupytext made of a released notebook is the same work as the notebook."""

import functools

import jupytext
import nbformat
import pytest
from nbseal.conventions import RECORD
from nbseal.errors import ScriptError
from nbseal.intake.assignment import read_assignment
from nbseal.intake.fitting import fit_to_source
from nbseal.intake.reading import read_submission
from nbseal.lms.scripts import notebook_of_script

from build_tools.classroom import solutions
from build_tools.lessons import LANGUAGES, ROOT, find_lessons

LESSONS = find_lessons()
answers_of = functools.cache(solutions)


def assignment_of(lesson):
    return read_assignment(ROOT / "source" / lesson.topic / f"{lesson.topic}.ipynb")


def script(lesson, language, bare):
    """A released notebook with the right answers as a script, with or without cells' headers."""
    path = ROOT / "release" / language / lesson.topic / f"{lesson.topic}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = answers_of(lesson).get(cell["id"], cell.source)
        if bare:
            cell.metadata = {}
    return jupytext.writes(notebook, fmt="py:percent").encode()


@pytest.mark.parametrize("bare", [False, True], ids=["headers", "bare"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.topic)
def test_every_answer_is_found(lesson, language, bare, tmp_path):
    made = notebook_of_script(script(lesson, language, bare), assignment_of(lesson))
    path = tmp_path / f"{lesson.topic}.ipynb"
    nbformat.write(made, path)
    fitted, notes = fit_to_source(read_submission(path), assignment_of(lesson))
    assert notes == []
    assert fitted.metadata[RECORD]["language"] == language
    cells = {cell["id"]: cell.source for cell in fitted.cells}
    for item, answer in answers_of(lesson).items():
        assert cells[item].strip() == answer.strip()


def test_a_mistake_in_the_syntax_hides_no_answer():
    lesson = LESSONS[0]
    content = script(lesson, "en", bare=True).replace(b"np.mean(x**2)", b"np.mean(x**2")
    made = notebook_of_script(content, assignment_of(lesson))
    found = {cell.metadata.get("nbgrader", {}).get("grade_id") for cell in made.cells}
    assert {"hello", "mean_of_squares"} <= found


def test_another_lessons_script_is_refused():
    content = script(LESSONS[1], "en", bare=False)
    with pytest.raises(ScriptError, match="none of its cells is an answer"):
        notebook_of_script(content, assignment_of(LESSONS[0]))
