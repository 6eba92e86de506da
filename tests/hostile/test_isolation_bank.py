"""Submissions that reach around them, graded by the real command between honest ones."""

import contextlib
import html
import os
import signal
import time
from pathlib import Path

import nbformat
import pytest
from nbseal.confinement import linux
from nbseal.execution.trees import remove_tree

from build_tools.classroom import Classroom
from tests.hostile.bank import LESSONS, Submission, full_points, hand_in
from tests.hostile.isolation import BANK
from tests.hostile.surroundings import Surroundings, children

pytestmark = pytest.mark.long

NAMES = {submission.name: submission for submission in BANK}
HONEST = [f"honest-{number}" for number in range(1, 5)] + ["a-first", "zz-last"]
LESSON = LESSONS["setup"]


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """The surroundings of the class."""
    made = Surroundings(tmp_path_factory.mktemp("around"))
    yield made
    made.close()
    # Deeper than what pytest can remove.
    remove_tree(str(made.course / "submitted"))


@pytest.fixture(scope="module")
def graded(surroundings):
    """The bank, graded once: class, what was printed, results, and what was there before."""
    classroom = Classroom(surroundings.course)
    where = surroundings.where()
    classmate = {"added": {"end": f"# {surroundings.tokens['CLASSMATE']}"}}
    for name in HONEST:
        hand_in(classroom, Submission(name, "right work", **classmate))
    for submission in BANK:
        hand_in(classroom, submission, where)
    before = surroundings.files()
    # What is orphaned below this process becomes its child: nothing can stay behind unseen.
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    own = children()
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - set(surroundings.environment()):
            patch.delenv(name)
        for name, value in surroundings.environment().items():
            patch.setenv(name, value)
        printed = classroom.nbgrader("autograde", "setup", "--SealedExecute.timeout=4").stdout
        printed += classroom.nbgrader("generate_feedback", "setup").stdout
    orphans = children() - own
    deadline = time.monotonic() + 5
    while orphans and time.monotonic() < deadline:
        for pid in set(orphans):
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0]:
                    orphans.discard(pid)
        time.sleep(0.05)
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 0)
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in orphans}
    for pid in orphans:
        os.kill(pid, signal.SIGKILL)
    return classroom, printed, classroom.results(LESSON), before, commands


@pytest.mark.parametrize("name", HONEST)
def test_honest_submissions_between_them_are_right(graded, name):
    _, _, results, _, _ = graded
    assert {check: result.points for check, result in results[name].items()} == full_points("setup")


@pytest.mark.parametrize("name", NAMES)
def test_points_and_reason_are_what_they_must_be(graded, name):
    _, _, results, _, _ = graded
    submission = NAMES[name]
    expected = submission.expected()
    messages = {check: results[name][check].message for check in expected}
    assert {check: results[name][check].points for check in expected} == expected, messages
    for check, points in submission.points.items():
        if points == 0:
            assert (submission.said or "") in messages[check]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_out_of_reach_is_seen(graded, surroundings, name):
    classroom, _, _, _, _ = graded
    path = classroom.root / "autograded" / name / "setup" / "setup.ipynb"
    for cell in nbformat.read(path, as_version=4).cells:
        outputs = str(cell.get("outputs"))
        assert "GOT THROUGH" not in outputs, outputs[:3000]
    everything = [
        file
        for folder in ("autograded", "feedback")
        for file in (classroom.root / folder / name).rglob("*")
        if file.is_file() and not file.is_symlink() and file.stat().st_size < 50_000_000
    ]
    text = "".join(file.read_text(encoding="utf-8", errors="replace") for file in everything)
    assert not [token for token in surroundings.tokens.values() if token in text]


@pytest.mark.parametrize("name", NAMES)
def test_no_markup_or_terminal_code_reaches_the_page(graded, name):
    classroom, _, _, _, _ = graded
    page = classroom.root / "feedback" / name / "setup" / "setup.html"
    text = page.read_text(encoding="utf-8")
    assert "\x1b" not in text
    for line in text.splitlines():
        if "MARKUP" in line:
            shown = html.unescape(line)
            assert "<script>alert" not in line, shown
            assert "onerror=" not in line or "&lt;img" in line, shown
            assert "onload=" not in line or "&lt;svg" in line, shown


def test_nothing_reaches_the_log_as_a_terminal_code(graded):
    _, printed, _, _, _ = graded
    assert "\x1b" not in printed
    assert "Traceback" not in printed


def test_nothing_was_changed(graded, surroundings):
    _, _, _, before, _ = graded
    after = surroundings.files()
    assert [path for path in before | after if before.get(path) != after.get(path)] == []


def test_nothing_was_reached(graded, surroundings):
    assert surroundings.reached() == 0


def test_no_process_is_left_or_ended(graded, surroundings):
    _, _, _, _, left = graded
    assert left == {}
    assert surroundings.victim.poll() is None


def test_no_file_is_left(graded, surroundings):
    assert surroundings.left_behind() == []
