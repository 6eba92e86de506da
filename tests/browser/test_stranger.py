"""A stranger fills in a whole exercise by hand in JupyterLab; plain nbgrader gives full marks."""

import shutil
import sys

from jupyterlab_page import Notebook, written_answers
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from build_tools.classroom import Classroom, expected_points
from build_tools.lessons import find_lessons, read_exercise

LESSONS = {lesson.topic: lesson for lesson in find_lessons()}


def fill_in_and_submit(page, server, lesson, classroom, student):
    """Answer every item, run all, read that Validate is content, save and hand in."""
    notebook = Notebook(page, server, lesson.topic)
    for item, parts in written_answers(lesson).items():
        notebook.answer(item, parts)
    notebook.run_all()
    expect(notebook.errors()).to_have_count(0)
    assert "Success! Your notebook passes all the tests." in notebook.validate()
    notebook.save()
    shutil.copy(notebook.path, classroom.submission_path(student, lesson))


def assert_full_marks(classroom, lesson, students):
    """Grade the class, and look whether each automatic check gave all its points."""
    classroom.nbgrader("autograde", lesson.topic)
    results = classroom.results(lesson)
    assert set(results) == set(students)
    expected = expected_points(read_exercise(lesson))
    for student in students:
        points = {name: results[student][name].points for name in expected}
        assert points == expected, student


def mark_in_formgrader(page, server, lesson, essay, score, comment):
    """Mark the class's only essay as a teaching assistant does, its rubric in sight."""
    page.goto(server.url("lab"))
    page.get_by_role("button", name="No", exact=True).click()  # news of Jupyter
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    formgrader = page.frame_locator("iframe")
    table = formgrader.locator("table")
    formgrader.get_by_role("link", name="Manual Grading").click()
    table.get_by_role("link", name=lesson.topic).click()  # the assignment
    formgrader.locator(".breadcrumb .active", has_text=lesson.topic).wait_for()
    table.get_by_role("link", name=lesson.topic).click()  # its notebook
    table.get_by_role("link", name="Submission #1").click()

    shown = formgrader.get_by_role("main").inner_text()
    (answer,) = written_answers(lesson)[essay]
    for rubric in ("Gradient descent stops after finitely many steps", "有限回で止まる"):
        assert shown.index(rubric) < shown.index(answer[:40])

    score_box, comment_box = (
        formgrader.locator(f"#{essay}"),
        formgrader.locator(f"#{essay}-comment"),
    )
    score_box.scroll_into_view_if_needed()
    for box, text, api in ((score_box, score, "grade"), (comment_box, comment, "comment")):
        box.fill(text)
        with page.expect_response(lambda reply, api=api: f"/api/{api}/" in reply.url) as saved:
            box.press("Tab")
        assert saved.value.ok


def test_strangers_get_full_marks_in_both_languages(page, make_lab, tmp_path):
    lesson = LESSONS["setup"]
    classroom = Classroom(tmp_path / "course")
    for language in ("en", "ja"):
        fill_in_and_submit(page, make_lab(language), lesson, classroom, language)
    assert_full_marks(classroom, lesson, ("en", "ja"))


def test_a_stranger_gets_full_marks_and_a_mark_for_the_essay(page, make_lab, serve, tmp_path):
    lesson, essay = LESSONS["gradient_descent"], "why_numerical"
    classroom = Classroom(tmp_path / "course")
    fill_in_and_submit(page, make_lab("ja"), lesson, classroom, "hanako")
    assert_full_marks(classroom, lesson, ("hanako",))

    server = serve([sys.executable, "-m", "jupyterlab"], classroom.root, classroom.root)
    mark_in_formgrader(page, server, lesson, essay, "3.5", "理由がよく書けています。")
    with Gradebook(f"sqlite:///{classroom.root / 'gradebook.db'}", "mlcourse") as gradebook:
        where = (essay, lesson.topic, lesson.topic, "hanako")
        grade = gradebook.find_grade(*where)
        assert grade.manual_score == 3.5
        assert not grade.needs_manual_grade
        assert gradebook.find_comment(*where).manual_comment == "理由がよく書けています。"
