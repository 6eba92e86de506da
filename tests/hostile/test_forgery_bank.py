"""Wrong work that tries to score, graded by the real command: no point gained, nothing seen."""

import html

import nbformat
import pytest

from build_tools.classroom import Classroom
from tests.hostile.bank import LESSONS, hand_in, hidden_lines
from tests.hostile.forgery import BANK

pytestmark = pytest.mark.long

NAMES = {submission.name: submission for submission in BANK}
TOPICS = sorted({submission.topic for submission in BANK})
#: Inputs of hidden checks, which no student's output may show.
HIDDEN_INPUTS = ("a0000042", "2026-AB-7")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The bank, graded once: the class, what was printed, and the results by student."""
    classroom = Classroom(tmp_path_factory.mktemp("course"))
    for submission in BANK:
        hand_in(classroom, submission)
    printed, results = "", {}
    for topic in TOPICS:
        seconds = 3 if topic == "setup" else 60  # the others' honest parts take their time
        limit = f"--SealedExecute.timeout={seconds}"
        printed += classroom.nbgrader("autograde", topic, limit).stdout
        printed += classroom.nbgrader("generate_feedback", topic).stdout
        results |= classroom.results(LESSONS[topic])
    return classroom, printed, results


@pytest.mark.parametrize("name", NAMES)
def test_points_are_those_of_the_honest_parts(graded, name):
    _, _, results = graded
    expected = NAMES[name].expected()
    assert {check: results[name][check].points for check in expected} == expected
    for check, points in NAMES[name].points.items():
        if points == 0:
            assert results[name][check].message


@pytest.mark.parametrize("name", NAMES)
def test_no_hidden_line_is_seen(graded, name):
    classroom, _, _ = graded
    topic = NAMES[name].topic
    lines = hidden_lines(topic)
    path = classroom.root / "autograded" / name / topic / f"{topic}.ipynb"
    for cell in nbformat.read(path, as_version=4).cells:
        if not cell.metadata.get("nbgrader", {}).get("grade"):
            assert not [line for line in lines if line in str(cell.get("outputs"))], cell["id"]
    page = classroom.root / "feedback" / name / topic / f"{topic}.html"
    text = html.unescape(page.read_text(encoding="utf-8"))
    # The teacher's copy shows what a student's code printed of its inputs, the student's does not.
    assert not [secret for secret in (*lines, *HIDDEN_INPUTS) if secret in text]


@pytest.mark.parametrize("name", NAMES)
def test_no_markup_or_terminal_code_reaches_page_or_log(graded, name):
    classroom, printed, _ = graded
    topic = NAMES[name].topic
    page = classroom.root / "feedback" / name / topic / f"{topic}.html"
    text = page.read_text(encoding="utf-8")
    assert "<script>alert('MARKUP')" not in text
    assert "\x1b[2J" not in text
    assert "\x1b[2J" not in printed
