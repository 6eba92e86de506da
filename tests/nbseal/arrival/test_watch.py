"""``nbseal watch`` on a real course: whatever comes, each submission is graded once."""

import contextlib
import datetime
import errno
import logging
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile

import pytest
from nbgrader.api import Gradebook
from nbseal.__main__ import main
from nbseal.arrival.line import Line
from nbseal.arrival.watch import Watcher
from nbseal.batch.gradebook import Recorder
from nbseal.batch.lock import only_run
from nbseal.course import open_course
from nbseal.lms.collect import zone_asked

from build_tools.lessons import ROOT
from tests.nbseal.small_course import WRONG, SmallCourse, submission, submit

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


@contextlib.contextmanager
def one_step(course, settings=""):
    """A watch that takes its steps one by one, in this process and without workers."""
    with open(course.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(settings)
    log = logging.getLogger("nbseal.watch.test")
    with contextlib.chdir(course.root), contextlib.closing(Line(course.root / "arrivals.db")) as db:
        coursedir = open_course()
        watcher = Watcher(coursedir, coursedir.parent.config, log)
        watcher._line, watcher._workers = db, 0
        watcher._recorder = Recorder(coursedir.db_url, "small", 0.0, log.warning)
        with contextlib.closing(watcher._recorder):
            yield watcher


@contextlib.contextmanager
def busy_gradebook(course):
    """Keep the gradebook from all others."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.rollback()


def test_a_busy_gradebook_delays_what_arrives(tmp_path, caplog):
    course = SmallCourse(tmp_path)
    for student in ("s1", "s2", "s3"):
        submit(course, student)
    with one_step(course) as watch:
        with busy_gradebook(course):
            begun = time.monotonic()
            watch._take_in()
            assert time.monotonic() - begun < 2.5  # it is waited for once, 1 s
            assert watch._line.counts() == {}
        watch._take_in()
        assert watch._line.counts() == {"waiting": 3}
    assert caplog.text.count("busy for") == 1


def test_what_cannot_be_told_now_is_told_later(tmp_path, caplog):
    course = SmallCourse(tmp_path)
    page = submit(course, "s1")
    submit(course, "s1", when="2026-11-20 13:00:00.000000 UTC")
    page.parent.write_text("no folder")
    with one_step(course) as watch:
        watch._ready["hw"] = type("Ready", (), {"notebooks_of_assignment": ["hw"]})
        watch._take_in()
        for _ in range(2):
            watch._tell_waiting()
        assert len(watch._line.untold()) == 1
        page.parent.unlink()
        watch._tell_waiting()
        assert watch._line.untold() == []
    assert "Superseded" in page.read_text(encoding="utf-8")
    assert caplog.text.count("File exists") == 1


def test_what_stops_the_inbox_is_said_once_and_tried_again(tmp_path, caplog):
    course = SmallCourse(tmp_path)
    (tmp_path / "class.csv").write_text("name\nAda\n")  # no ids
    folder = tmp_path / "inbox" / "hw"
    folder.mkdir(parents=True)
    (folder / "s1.ipynb").write_bytes(submission())
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "s1.ipynb").write_bytes(submission())
    settings = "c.Watch.inbox = 'inbox'\nc.Watch.roster = 'class.csv'\n"
    with one_step(course, settings) as watch:

        def look():
            watch._inbox_at.clear()  # half a minute later
            watch._take_in()

        for _ in range(3):
            look()
        assert watch._line.counts() == {}
        (tmp_path / "class.csv").write_text("student_id,name\ns1,Ada\n")
        (tmp_path / "autograded").mkdir(exist_ok=True)
        with only_run(tmp_path / "autograded" / ".hw.lock", 0.0, print):
            look()
        assert watch._line.counts() == {}
        (tmp_path / "submitted").write_text("no folder")
        look()
        assert watch._line.counts() == {}
        (tmp_path / "submitted").unlink()
        look()
        assert watch._line.counts() == {"waiting": 1}
    assert caplog.text.count("class.csv") == 1
    assert caplog.text.count("unknown assignment 'elsewhere'") == 1
    assert "still grading" in caplog.text


def test_a_broken_source_costs_nobody_a_life(tmp_path, caplog):
    course = SmallCourse(tmp_path)
    for student in ("s1", "s2"):
        submit(course, student)
    with one_step(course) as watch:
        watch._take_in()
        (tmp_path / "source" / "hw" / "hw.ipynb").write_text("{")
        for _ in range(5):
            assert watch._begin_next()
            assert not watch._begin_next()  # nor another of this assignment's
            assert watch._has_ended()  # for --once
            watch._closed.clear()  # half a minute later
            watch._line._db.execute("UPDATE arrivals SET not_before = 0")
        assert [one.lives for one in watch._line.in_state("waiting")] == [0, 0]
        course.write_source()
        assert watch._assignment("hw").notebooks_of_assignment == ["hw"]
        assert not watch._has_ended()
    assert caplog.text.count("hw cannot be graded") == 1


@pytest.mark.parametrize(
    ("error", "lives"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 0),
        (PermissionError(errno.EACCES, "Permission denied"), 1),
        (LookupError("whatever"), 1),
    ],
)
def test_what_goes_by_costs_no_life(tmp_path, error, lives):
    course = SmallCourse(tmp_path)
    submit(course, "s1")
    with one_step(course) as watch:
        watch._take_in()
        one = watch._line.next(0)
        with watch._put_back_where_it_fails(one):
            raise error
        assert [one.lives for one in watch._line.in_state("waiting")] == [lives]


def test_what_waits_outlives_an_exchange_that_is_gone_for_a_while(tmp_path, caplog):
    course = SmallCourse(tmp_path)
    course.hand_in("s1")  # an earlier one, which is not what waits
    submit(course, "s1", when="2026-11-21 12:00:00.000000 UTC")
    with one_step(course) as watch:
        watch._take_in()
        (tmp_path / "exchange").rename(tmp_path / "elsewhere")  # as a disk that is not mounted
        for _ in range(4):
            watch._line._db.execute("UPDATE arrivals SET not_before = 0")  # half a minute later
            assert watch._begin_next()
            watch._take_in()
        assert [one.lives for one in watch._line.in_state("waiting")] == [0]
        (tmp_path / "elsewhere").rename(tmp_path / "exchange")
        (folder,) = (tmp_path / "exchange").glob("small/inbound/*")
        shutil.rmtree(folder)  # that submission alone: it does not come back
        watch._line._db.execute("UPDATE arrivals SET not_before = 0")
        assert watch._begin_next()
        assert watch._line.counts() == {"failed": 1}
    assert caplog.text.count("nothing comes from an exchange") == 1


def test_a_student_whose_clock_was_ahead_can_hand_in_again(tmp_path):
    course = SmallCourse(tmp_path)
    submit(course, "s1", when="2099-11-20 12:00:00.000000 UTC")
    with one_step(course) as watch:
        watch._take_in()
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=1)
        submit(course, "s1", when=f"{now:%Y-%m-%d %H:%M:%S.%f} UTC")
        watch._take_in()
        (waiting,) = watch._line.in_state("waiting")
        (superseded,) = watch._line.in_state("superseded")
    assert "+2099" in superseded.place
    assert waiting.received > superseded.received > "2026"


def test_a_second_watch_says_that_one_is_there(tmp_path, capsys):
    SmallCourse(tmp_path)
    with contextlib.chdir(tmp_path), only_run(tmp_path / ".watch.lock", 0.0, print):
        assert main(["watch", "--once"]) == 2
    assert f"process {os.getpid()}" in capsys.readouterr().err


@pytest.mark.parametrize("broken", ["feedback/s1", "gradebook.db"])
def test_a_page_that_cannot_be_made_yet_costs_no_life(tmp_path, broken):
    course = SmallCourse(tmp_path)
    submit(course, "s1")
    course.hand_in("s1")
    course.nbgrader("autograde", "hw")
    with one_step(course) as watch:
        watch._take_in()
        (tmp_path / broken).parent.mkdir(exist_ok=True)
        (tmp_path / broken).write_text("neither a folder nor a database" * 100)
        for _ in range(4):
            watch._line._db.execute("UPDATE arrivals SET not_before = 0")
            one = watch._line.next(0)
            with watch._put_back_where_it_fails(one):
                watch._give(one)
        assert [one.lives for one in watch._line.in_state("waiting")] == [0]


def test_messages_are_shown_once_a_students_own_date_has_passed(tmp_path, caplog):
    course = SmallCourse(tmp_path)
    pages = {}
    for student in ("s1", "s2", "s3"):
        pages[student] = submit(course, student, submission(WRONG))
        course.hand_in(student, submission(WRONG))
        if student != "s1":
            (secret,) = pages[student].parents[1].glob(f"inbound/{student}+*/submission_secret*")
            shutil.copy(secret, tmp_path / "submitted" / student / "hw")

    def due(when):
        course.nbgrader("db", "assignment", "add", "hw", f"--duedate={when}")

    def shows(student):
        return "negative numbers" in course.page(student)

    def look(watch):
        watch._due_at = 0
        watch._look_at_due_dates()
        while watch._ripe:
            watch._show_what_was_held_back()

    due("2099-01-01 00:00:00 UTC")
    course.nbseal("extend", "s3", "hw", "--minutes", str(366 * 24 * 60))
    course.nbgrader("autograde", "hw")
    settings = "c.HideChecks.messages = 'after the due date'\n"
    with one_step(course, settings) as watch:
        for student in pages:
            watch._line.enter(student, "hw", student, "2026-11-20 12:00:00.000000", "somewhere")
            with contextlib.suppress(Exception):
                watch._give(watch._line.in_state("waiting")[-1])
        look(watch)
        assert not any(map(shows, pages))
    yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    due(f"{yesterday:%Y-%m-%d %H:%M:%S} UTC")  # no watch runs, and one page cannot be made at first
    (tmp_path / "feedback" / "s2").rename(tmp_path / "aside")
    (tmp_path / "feedback" / "s2").write_text("no folder")
    with one_step(course) as watch:
        look(watch)
        assert shows("s1")
        assert not shows("s3")
        assert ("hw", "s2") in watch._line.held_back()
        (tmp_path / "feedback" / "s2").unlink()
        look(watch)
        assert shows("s2")
        assert "negative numbers" in pages["s2"].read_text(encoding="utf-8")
        assert not pages["s1"].exists()  # it did not come through the exchange
        assert watch._line.held_back() == [("hw", "s3")]
        watch._config.HideChecks.messages = "at once"
        look(watch)
        assert shows("s3")
        assert watch._line.held_back() == []
    assert caplog.text.count("s2, hw: the page could not be made") == 1


def test_a_line_that_cannot_be_written_is_said_in_one_line(tmp_path, capsys):
    SmallCourse(tmp_path)
    (tmp_path / "arrivals.db").write_text("no database" * 1000)
    with contextlib.chdir(tmp_path):
        assert main(["watch", "--once"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "nbseal watch: arrivals.db: file is not a database; the next watch goes on where it stands"
    ]


def test_once_takes_the_inbox_and_does_not_wait_for_an_hour(watching):
    watch = watching("c.Watch.inbox = 'inbox'\nc.Watch.attempts_per_hour = 1\n")
    folder = watch.course.root / "inbox" / "hw"
    folder.mkdir(parents=True)
    (folder / "s1.ipynb").write_bytes(submission())
    submit(watch.course, "s2")
    with contextlib.closing(Line(watch.course.root / "arrivals.db")) as line:
        line._db.execute("INSERT INTO attempts VALUES ('s2', 'hw', ?)", (time.time() - 60,))
    watch.start("--once")
    watch.process.wait(LIMIT)
    assert watch.states() == {"done": 1, "waiting": 1}


def test_times_in_an_archive_are_of_the_zone_that_is_set(tmp_path):
    course = SmallCourse(tmp_path)
    folder = tmp_path / "inbox" / "hw"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("s1.ipynb", (2026, 11, 20, 21, 0, 0)), submission())
    with one_step(course, "c.Watch.inbox = 'inbox'\nc.Watch.timezone = 'Asia/Tokyo'\n") as watch:
        watch._zone = zone_asked(watch.settings.timezone)
        for _ in range(2):
            watch._take_in()
        (one,) = watch._line.in_state("waiting")
    assert one.received == "2026-11-20 12:00:00.000000"


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
    graded = re.findall(r"INFO (\w+), hw: .* points", watch.said())
    assert sorted(graded) == sorted(set(graded))
    assert set(graded) <= set(expected)
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
