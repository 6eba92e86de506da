"""Which judge a check gets is settled by the source, never by a machine's bad moment."""

import nbseal
import pytest
from nbseal.batch import task
from nbseal.batch.verdict import TRIES
from nbseal.errors import CourseError, ForkServerError

from tests.nbseal.small_course import source, submission


@pytest.fixture
def losing(monkeypatch):
    """Let the processes of the source be lost; a function takes how many times."""
    run, left = task._run, [0]

    def lose_or_run(*arguments):
        if left[0] > 0:
            left[0] -= 1
            raise ForkServerError("the process was lost with what kept it")
        return run(*arguments)

    def lose(times):
        left[0] = times

    monkeypatch.setattr(task, "_run", lose_or_run)
    return lose


def test_processes_that_are_lost_while_it_is_settled_make_no_check_a_replayed_one(losing):
    losing(2 * task.ATTEMPTS)
    with nbseal.Grader(source(), workers=1, name="hw") as grader:
        got = grader.grade(submission(), "s1")
    assert got.points == 3
    assert "judged in" not in got.feedback


def test_where_they_are_always_lost_nothing_is_settled(losing):
    losing(1000)
    with (
        pytest.raises(CourseError, match=f"hw: .* could not be settled.* lost {TRIES} times"),
        nbseal.Grader(source(), workers=1, name="hw"),
    ):
        pass
