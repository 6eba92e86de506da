"""The line of submissions: nothing lost, nothing twice, and nobody waits for another's haste."""

import sqlite3
import time

import pytest
from nbseal.arrival.line import ENDS, HOUR, Line

FIRST, SECOND, THIRD = (f"2026-11-20 1{hour}:00:00.000000" for hour in (1, 2, 3))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "arrivals.db"


@pytest.fixture
def line(path):
    line = Line(path)
    yield line
    line.close()


def enter(line, student, received=FIRST, assignment="hw"):
    key = f"{student} {assignment} {received}"
    return [one.key for one in line.enter(key, assignment, student, received, "/some/where")]


def turns(line, count=10, **limits):
    """Begin and finish what may run; return whose turn it was."""
    students = []
    while len(students) < count and (one := line.next(limits.get("attempts_per_hour", 0))):
        line.finish(one, 1, 1)
        students.append(one.student)
    return students


def test_what_is_entered_is_there_after_the_power_went(line, path):
    enter(line, "a")
    begun = line.next(0)
    again = Line(path)  # the first was not closed
    assert again.in_state("running") == [begun]
    assert again.recover() == 1
    assert again.next(0).key == begun.key
    again.close()


def test_the_same_submission_is_entered_once(line):
    enter(line, "a")
    enter(line, "a")
    assert turns(line) == ["a"]
    enter(line, "a")
    assert turns(line) == []


def test_a_newer_one_supersedes_those_that_wait(line):
    enter(line, "a", FIRST)
    enter(line, "b", FIRST)
    assert enter(line, "a", SECOND) == [f"a hw {FIRST}"]
    assert turns(line) == ["a", "b"]  # it keeps its place
    assert line.counts() == {"done": 2, "superseded": 1}
    assert enter(line, "a", FIRST.replace("20", "19")) != []  # came late, is older
    assert turns(line) == []


def test_one_that_runs_is_not_superseded_and_its_student_waits(line):
    enter(line, "a", FIRST)
    one = line.next(0)
    enter(line, "a", SECOND)
    assert line.next(0, [("a", "hw")]) is None
    line.finish(one, 1, 1)
    assert line.next(0).received == SECOND


def test_who_was_graded_often_comes_after_the_others(line):
    for received in (FIRST, SECOND):
        enter(line, "often", received)
        assert turns(line) == ["often"]
    enter(line, "often", THIRD)
    enter(line, "seldom", FIRST)
    assert turns(line) == ["seldom", "often"]


def test_attempts_in_an_hour_are_bounded(line, path):
    for received in (FIRST, SECOND, THIRD):
        enter(line, "a", received)
        turns(line, attempts_per_hour=2)
    assert line.counts() == {"done": 2, "waiting": 1}
    (waiting,) = line.in_state("waiting")
    assert waiting.not_before == pytest.approx(time.time() + HOUR, abs=60)
    assert [one.key for one in line.untold()] == [waiting.key]
    line.tell(waiting)
    assert line.untold() == []
    with sqlite3.connect(path) as clock:  # an hour later
        clock.execute("UPDATE attempts SET begun = begun - 3601")
        clock.execute("UPDATE arrivals SET not_before = 0")
    clock.close()
    assert turns(line, attempts_per_hour=2) == ["a"]


def test_a_clock_that_was_ahead_keeps_nobody_waiting(line, path):
    enter(line, "a")
    with sqlite3.connect(path) as ahead:  # by a year: what it said is still there
        ahead.execute("INSERT INTO attempts VALUES ('a', 'hw', ?)", (time.time() + 8760 * HOUR,))
        ahead.execute("UPDATE arrivals SET not_before = ?", (time.time() + 8760 * HOUR,))
    ahead.close()
    assert turns(line, attempts_per_hour=1) == ["a"]


def test_one_that_ends_its_watch_each_time_runs_last_and_is_set_aside(line):
    enter(line, "bad")
    for number in range(ENDS):
        if number:
            enter(line, f"good{number}")
            assert turns(line, 1) == [f"good{number}"]
        assert line.next(0).student == "bad"
        line.recover()
    assert line.counts()["failed"] == 1


def test_what_the_machine_failed_is_tried_again_later(line):
    enter(line, "a")
    one = line.next(0)
    line.put_back(one, 1000, "full disk")
    assert line.next(0) is None
    line.put_back(one, -1, "full disk")
    one = line.next(1)  # that was no attempt of the student's
    line.put_back(one, -1, "worker lost", counts=True)
    assert line.next(1).lives == 1


def test_a_step_that_fails_changes_nothing(line):
    enter(line, "a", FIRST)
    line._db.execute(
        "CREATE TRIGGER full BEFORE UPDATE ON arrivals BEGIN SELECT RAISE(FAIL, 'disk full'); END"
    )
    with pytest.raises(sqlite3.Error, match="disk full"):
        enter(line, "a", SECOND)
    line._db.execute("DROP TRIGGER full")
    assert line.counts() == {"waiting": 1}
    assert enter(line, "a", SECOND) != []


def test_who_waits_for_long_is_stuck_but_not_who_waits_for_the_hour(line):
    for student in ("hour", "disk", "new", "failed"):
        enter(line, student)
    line._db.execute("UPDATE arrivals SET seen = seen - 900 WHERE student != 'new'")
    for student in ("hour", "new"):
        line._db.execute("INSERT INTO attempts VALUES (?, 'hw', ?)", (student, time.time() - 60))
    line.put_back(line.next(1), 30, "full disk")
    line.put_back(line.next(1), 1000, "worker lost", counts=True)
    assert line.next(1) is None
    assert [one.student for one in line.stuck(600)] == ["disk", "failed"]


def test_none_of_a_closed_assignment_is_begun(line):
    assert line.due() is None
    enter(line, "a", assignment="broken")
    enter(line, "a", assignment="whole")
    assert line.due({"broken", "whole"}) is None
    one = line.next(0, closed=["broken"])
    assert one.assignment == "whole"
    assert line.next(0, closed=["broken"]) is None
    line.put_back(one, 100, "busy")
    assert line.due() == 0
    assert line.due({"broken"}) > time.time() + 90


def test_a_student_is_forgotten(line):
    enter(line, "a")
    enter(line, "b")
    turns(line)
    assert line.forget("a") == 1
    assert [one.student for one in line.in_state("done")] == ["b"]


def test_what_is_refused_never_waits_and_supersedes_nothing(line):
    enter(line, "a", FIRST)
    assert line.enter("forged", "hw", "a", THIRD, "/some/where", "belongs to b") == []
    (failed,) = line.in_state("failed")
    assert (failed.key, failed.reason) == ("forged", "belongs to b")
    assert turns(line) == ["a"]
    enter(line, "a", SECOND)
    assert turns(line) == ["a"]


def test_a_file_of_the_inbox_is_taken_once_its_submissions_are_in_the_line(line, path):
    assert not line.has_taken("hw/in.zip")
    again = Line(path)  # the watch ended meanwhile
    assert not again.has_taken("hw/in.zip")
    again.take(["hw/in.zip", "hw/in.zip"])
    again.close()
    assert line.has_taken("hw/in.zip")
