"""A stranger fills in a whole exercise by hand in JupyterLab; plain nbgrader gives full marks."""

import shutil

import pytest
from jupyterlab_page import Notebook, written_answers
from playwright.sync_api import expect

from build_tools.classroom import Classroom, expected_points
from build_tools.lessons import find_lessons, read_exercise

LESSONS = {lesson.topic: lesson for lesson in find_lessons()}


@pytest.mark.parametrize(
    ("topic", "languages"), [("setup", ("en", "ja")), ("gradient_descent", ("ja",))]
)
def test_strangers_get_full_marks(topic, languages, page, make_lab, tmp_path):
    lesson = LESSONS[topic]
    classroom = Classroom(tmp_path / "course")
    for language in languages:
        notebook = Notebook(page, make_lab(language), topic)
        for item, parts in written_answers(lesson).items():
            notebook.answer(item, parts, paste=True)
        notebook.run_all()
        expect(page.locator('.jp-OutputArea-output[data-mime-type*="error"]')).to_have_count(0)
        assert "Success! Your notebook passes all the tests." in notebook.validate()
        notebook.save()
        shutil.copy(notebook.path, classroom.submission_path(f"stranger-{language}", lesson))
    classroom.nbgrader("autograde", topic)
    expected = expected_points(read_exercise(lesson))
    for student, results in classroom.results(lesson).items():
        assert {name: results[name].points for name in expected} == expected, student
