"""A teaching assistant in nbgrader's formgrader: from opening it to an essay's recorded mark."""

import sys

from nbgrader.api import Gradebook

from build_tools.classroom import Classroom, solutions
from build_tools.lessons import find_lessons, read_exercise

LESSON = next(lesson for lesson in find_lessons() if lesson.topic == "gradient_descent")
ESSAY = "why_numerical"


def test_an_essay_is_marked(page, serve, tmp_path):
    classroom = Classroom(tmp_path / "course")
    classroom.submit("hanako", LESSON, solutions(LESSON), "ja")
    classroom.nbgrader("autograde", LESSON.topic)
    server = serve([sys.executable, "-m", "jupyterlab"], classroom.root, classroom.root)
    page.goto(server.url("lab"))
    page.get_by_role("button", name="No", exact=True).click()  # news of Jupyter
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    formgrader = page.frame_locator("iframe")
    formgrader.get_by_role("link", name="Manual Grading").click()
    formgrader.locator("table").get_by_role("link", name=LESSON.topic).click()  # assignment
    formgrader.locator(".breadcrumb .active", has_text=LESSON.topic).wait_for()
    formgrader.locator("table").get_by_role("link", name=LESSON.topic).click()  # notebook
    formgrader.locator("table").get_by_role("link", name="Submission #1").click()

    # The rubric stands above the answer, in both languages.
    rubric = next(c for c in read_exercise(LESSON).cells if c["id"] == f"{ESSAY}-rubric")
    shown = formgrader.get_by_role("main").inner_text()
    for words in ("Gradient descent stops after finitely many steps", "有限回で止まる"):
        assert words in rubric.source
        assert words in shown
        assert shown.index(words) < shown.index("The least-squares formula jumps")

    score = formgrader.locator(f"#{ESSAY}")
    score.scroll_into_view_if_needed()
    score.fill("3.5")
    with page.expect_response(lambda reply: "/api/grade/" in reply.url) as saved:
        score.press("Tab")
    assert saved.value.ok
    comment = formgrader.locator(f"#{ESSAY}-comment")
    comment.fill("理由がよく書けています。")
    with page.expect_response(lambda reply: "/api/comment/" in reply.url) as saved:
        comment.press("Tab")
    assert saved.value.ok
    with Gradebook(f"sqlite:///{classroom.root / 'gradebook.db'}", "mlcourse") as gradebook:
        where = (ESSAY, LESSON.topic, LESSON.topic, "hanako")
        grade = gradebook.find_grade(*where)
        assert grade.manual_score == 3.5
        assert not grade.needs_manual_grade
        assert gradebook.find_comment(*where).manual_comment == "理由がよく書けています。"
