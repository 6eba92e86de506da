"""nbgrader's exchange, as the watch reads and writes it."""

import contextlib
import getpass
import os
import stat

import pytest
from nbgrader.utils import notebook_hash
from nbseal.arrival.exchange import Inbox, install, is_installed, release_notice
from nbseal.course import open_course

from tests.nbseal.small_course import SmallCourse, submit


@pytest.fixture
def course(tmp_path):
    return SmallCourse(tmp_path)


@pytest.fixture
def inbox(course):
    (course.root / "exchange").mkdir()
    (course.root / "exchange").chmod(0o777)
    with contextlib.chdir(course.root):
        coursedir = open_course()
        yield Inbox(coursedir, coursedir.parent.config)


@pytest.fixture
def private_files():
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_the_class_is_asked_for_only_where_owner_and_name_differ(course, inbox):
    submit(course, getpass.getuser())
    submit(course, "s1")
    asked = []
    for one in inbox.scan():
        inbox.forged_by(one, lambda one=one: asked.append(one.student) or set())
    assert asked == ["s1"]


def test_an_assignment_is_never_another_folder(course, inbox):
    submit(course, "s1")
    for name in ("", ".", ".."):
        folder = inbox.folder / f"s1+{name}+2026-11-20 12:00:00.000000 UTC+x"
        folder.mkdir()
        (folder / "timestamp.txt").write_text("2026-11-20 12:00:00.000000 UTC")
        (folder / "submission_secret.txt").write_text("secret")
    assert [one.assignment for one in inbox.scan()] == ["hw"]


def test_a_time_is_of_the_zone_that_it_names(course, inbox):
    submit(course, "s1", when="2026-11-20 21:00:00.000000 JST")
    submit(course, "s2", when="2026-11-20 17:30:00.000000 IST")  # India's, Israel's or Ireland's
    assert [(one.student, one.time.hour) for one in inbox.scan()] == [("s1", 12)]
    (unread,) = inbox.unread
    assert unread.startswith("s2+hw")
    coursedir = open_course()
    coursedir.parent.config.Exchange.timezone = "Asia/Kolkata"
    again = Inbox(coursedir, coursedir.parent.config)
    assert [one.time.hour for one in again.scan()] == [12, 12]


def test_what_nbgrader_collected_is_not_put_in_place_once_more(course, inbox):
    submit(course, "s1", when="2026-11-20 21:00:00.000000 JST")
    course.hand_in("s1", time="2026-11-20 21:00:00.000000 JST")
    (one,) = inbox.scan()
    about = (open_course(), one.path, "s1", "hw")
    received = f"{one.time:%Y-%m-%d %H:%M:%S.%f}"
    assert is_installed(about[0], "s1", "hw", received)
    assert install(*about, received)
    assert not (course.root / "superseded").exists()
    assert not install(*about, "2026-11-20 11:00:00.000000")  # older
    assert install(*about, "2026-11-20 13:00:00.000000")
    kept = course.root / "superseded" / "s1" / "hw" / "20261120T120000Z"
    assert (kept / "hw.ipynb").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_students_reach_a_notice_also_where_the_umask_is_strict(course, inbox, private_files):
    page = submit(course, "s1")
    (one,) = inbox.scan()
    release_notice(inbox.feedback, one.path, ["hw"], "wait")
    assert stat.S_IMODE(inbox.feedback.stat().st_mode) == 0o711
    assert stat.S_IMODE(page.stat().st_mode) == 0o644


def test_a_notice_never_takes_the_place_of_feedback(course, inbox):
    page = submit(course, "s1")
    (one,) = inbox.scan()
    page.parent.mkdir()
    page.write_text("3 of 5")
    release_notice(inbox.feedback, one.path, ["hw", "more"], "superseded")
    assert page.read_text() == "3 of 5"
    secret = (one.path / "submission_secret.txt").read_text()
    more = page.with_name(notebook_hash(secret=secret, notebook_id="more") + ".html")
    assert more.read_text() == "superseded"
