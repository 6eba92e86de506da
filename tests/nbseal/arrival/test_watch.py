"""``nbseal watch`` on a real course: whatever comes, each submission is graded once."""

import collections
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from nbgrader.api import Gradebook

from build_tools.lessons import ROOT
from tests.nbseal.small_course import RIGHT, WRONG, SmallCourse, submission, submit

LIMIT = 120  # seconds
ENDLESS = "def double(x):\n    while True:\n        pass"


class Watching:
    """A course and the process that watches it."""

    def __init__(self, root, settings=""):
        self.course = SmallCourse(root, workers=2)
        with open(root / "nbgrader_config.py", "a", encoding="utf-8") as file:
            file.write(settings)
        self.process = None
        self.log = (root / "watch.log").open("ab")

    def start(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nbseal", "watch", *arguments],
            cwd=self.course.root,
            stderr=self.log,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "autograde")},
        )

    def kill(self, number=signal.SIGKILL):
        """End it, with all its workers: as when the power goes."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process.wait(LIMIT)
            self.process = None

    def until(self, true, limit=LIMIT):
        """Wait until something holds."""
        end = time.monotonic() + limit
        while not true():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)

    def said(self):
        self.log.flush()
        return (self.course.root / "watch.log").read_text(encoding="utf-8")

    def states(self):
        """How many submissions stand in each state."""
        path = self.course.root / "arrivals.db"
        with (
            contextlib.suppress(sqlite3.OperationalError),  # there is none yet
            contextlib.closing(sqlite3.connect(path)) as line,
        ):
            return dict(line.execute("SELECT state, COUNT(*) FROM arrivals GROUP BY state"))
        return {}

    def scores(self):
        with Gradebook(self.course.url(), "small") as gradebook:
            return {one.student.id: one.score for one in gradebook.assignment_submissions("hw")}


@pytest.fixture
def watching(tmp_path):
    made = []

    def make(settings=""):
        made.append(Watching(tmp_path / "course", settings))
        return made[-1]

    (tmp_path / "course").mkdir()
    yield make
    for one in made:
        one.kill()
        one.log.close()


def test_a_class_is_graded_as_it_arrives(watching):
    watch = watching("c.Watch.inbox = 'inbox'\nc.HideChecks.messages = 'after the due date'\n")
    course = watch.course
    early = submit(course, "s1", submission(WRONG))
    newer = submit(course, "s1", when="2026-11-20 13:00:00.000000 UTC")
    pages = [early, newer, submit(course, "s2", submission(WRONG)), submit(course, "s3", b"{")]
    course.nbgrader("db", "assignment", "add", "hw", "--duedate=2099-01-01 00:00:00 UTC")
    watch.start()
    watch.until(lambda: watch.states().get("running"))
    watch.kill()  # in the middle of it
    watch.start()
    (course.root / "inbox" / "hw").mkdir(parents=True)
    (course.root / "inbox" / "hw" / "s4.ipynb").write_bytes(submission())
    watch.until(lambda: all(page.exists() for page in pages) and len(watch.scores()) == 4)
    watch.until(lambda: not {"waiting", "running"} & set(watch.states()))
    begun = time.monotonic()
    last = submit(course, "s5")
    watch.until(last.exists)
    assert time.monotonic() - begun < 10  # on a machine that does other things, too
    watch.until(lambda: "running" not in watch.states())
    watch.kill(signal.SIGTERM)
    assert watch.scores() == {"s1": 3, "s2": 0, "s3": 0, "s4": 3, "s5": 3}
    assert watch.states() == {"done": 5, "superseded": 1}
    assert "Superseded" in early.read_text(encoding="utf-8")
    assert "3 of 5" in newer.read_text(encoding="utf-8")
    told = pages[2].read_text(encoding="utf-8")
    assert "after the due date" in told
    assert "negative numbers" not in told
    assert (course.root / "feedback" / "s4" / "hw" / "hw.html").is_file()
    page = (course.root / "watch.html").read_text(encoding="utf-8")
    assert "5 graded" in page


@pytest.mark.long
@pytest.mark.parametrize("kills", [int(os.environ.get("MLCOURSE_KILLS", "100"))])
def test_killed_at_any_moment_while_a_class_arrives(watching, kills):
    watch = watching("c.SealedExecute.timeout = 5\nc.SealedExecute.notebook_timeout = 10\n")
    course, rng = watch.course, random.Random(0)
    size = 2 * kills
    expected = {}
    waiting = list(range(size))
    for _ in range(kills):
        watch.start()
        for number in waiting[:2]:
            student = f"s{number:03}"
            kind = number % 10
            work = {3: submission(WRONG), 7: submission(ENDLESS), 9: b"{"}.get(kind)
            expected[student] = 0 if work else 3
            submit(course, student, work, mark=str(number))
        del waiting[:2]
        time.sleep(rng.uniform(0, 8))
        watch.kill()
    watch.start("--once")
    watch.process.wait(3600)
    watch.process = None
    assert watch.scores() == expected
    assert watch.states() == {"done": size}
    pages = list((course.root / "exchange" / "small" / "feedback").glob("*.html"))
    assert len(pages) == size
    graded = collections.Counter(
        path.parts[-3] for path in course.root.glob("autograded/*/hw/hw.ipynb")
    )
    assert set(graded.values()) == {1}
    assert not list(course.root.glob("superseded/*"))


@pytest.mark.long
def test_a_hostile_submission_delays_nobody_by_more_than_its_own_limits(watching):
    limit = 10
    watch = watching(
        f"c.SealedExecute.timeout = {limit}\nc.SealedExecute.notebook_timeout = {limit}\n"
    )
    course = watch.course
    watch.start()
    first = submit(course, "warm")
    watch.until(first.exists)
    begun = time.monotonic()
    for number in range(2):  # one for each worker
        submit(course, f"hostile{number}", submission(ENDLESS))
    honest = [submit(course, f"s{number}") for number in range(4)]
    watch.until(lambda: all(page.exists() for page in honest), 10 * limit)
    assert time.monotonic() - begun < limit + 2 * 15  # its limit, and the watchdog's seconds
    assert RIGHT
