"""A student in JupyterLab: types answers, runs them, looks, and reads what Validate says."""

import dataclasses

import nbformat
import pytest
from jupyterlab_page import Notebook, written_answers
from playwright.sync_api import expect

from build_tools.classroom import solutions
from build_tools.lessons import LANGUAGES, find_lessons
from mlcourse.messages import catalogue

LESSONS = {lesson.topic: lesson for lesson in find_lessons()}


@dataclasses.dataclass(frozen=True)
class Session:
    """What a student does in an exercise.

    Attributes
    ----------
    topic : str
        The exercise.
    typed : tuple of str
        The items solved in the browser, the first of them wrongly afterwards; the others are
        solved before.
    right, wrong : str
        A line of the first item, and what is written over it.
    cause : str
        Key of the message that the wrong line must get.
    extra : str, optional
        A line to look at the data, in a cell of the student's own.
    """

    topic: str
    typed: tuple
    right: str
    wrong: str
    cause: str
    extra: str | None = None


SESSIONS = (
    Session(
        topic="gradient_descent",
        typed=("gradient_step", "gradient_descent"),
        right="return x - lr * grad",
        wrong="return x - grad",
        cause="gd-lr-unused",
    ),
    Session(
        topic="mnist_classification",
        typed=("loaders", "linear_classifier"),
        right="return -(-num_samples // batch_size) * epochs",
        wrong="return num_samples // batch_size * epochs",
        cause="mnist-last-batch-counts",
        extra="plt.imshow(train_x[0, 0]);",
    ),
)


def solve_others(path, lesson, typed):
    """Write the answers of an exercise into its file, but for some."""
    notebook = nbformat.read(path, as_version=4)
    answers = solutions(lesson)
    for cell in notebook.cells:
        if cell["id"] not in typed:
            cell.source = answers.get(cell["id"], cell.source)
    nbformat.write(notebook, path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "session",
    [pytest.param(session, id=session.topic) for session in SESSIONS if session.topic in LESSONS],
)
def test_answers_are_typed_run_seen_and_validated(session, language, page, make_lab):
    lesson, item = LESSONS[session.topic], session.typed[0]
    written = written_answers(lesson)
    server = make_lab(language)
    solve_others(server.folder / session.topic / f"{session.topic}.ipynb", lesson, session.typed)
    notebook = Notebook(page, server, session.topic)
    if session.extra:
        notebook.add_cell("setup", session.extra)
    if not session.extra:  # once a language
        said = notebook.validate()
        words = {"en": ("5 of 7 items", "not answered yet"), "ja": ("7問中5問", "未解答")}
        assert all(word in said for word in words[language])
        assert "def check_" not in said
    for typed in session.typed:
        notebook.answer(typed, written[typed])
    notebook.run_all()
    # The check's code is folded; that it passed stands below it in one line.
    expect(notebook.output(f"{item}-visible")).to_have_count(1)
    expect(notebook.output(f"{item}-visible")).to_contain_text("✓")
    figure = page.locator(".jp-OutputArea-output img").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_be_visible()
    assert figure.evaluate("image => image.naturalWidth") > 300
    expect(notebook.errors()).to_have_count(0)
    assert "Success! Your notebook passes all the tests." in notebook.validate()

    notebook.replace_line(item, session.right, session.wrong)
    notebook.run_all()
    # The run stops here, but for cells that a busy machine's browser sends only afterwards.
    expect(notebook.errors().first).to_be_visible()
    cause = catalogue()[session.cause][language]
    message = notebook.output(f"{item}-visible").get_by_text(cause)
    message.scroll_into_view_if_needed()
    expect(message).to_be_visible()
    said = notebook.validate()
    assert cause in said
    assert said.count("✗") == 1
    assert "def check_" not in said  # what a student wants to know is not the check's code
    assert "Traceback" not in said
