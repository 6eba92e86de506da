"""All banks again and again, also on a busy machine: not one score differs."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from build_tools.answers import read_answers
from build_tools.classroom import Classroom, pack, solutions
from build_tools.lessons import read_exercise
from tests.hostile.bank import LESSONS, hand_in
from tests.hostile.forgery import BANK as FORGERY
from tests.hostile.isolation import BANK as ISOLATION
from tests.hostile.surroundings import Surroundings

pytestmark = pytest.mark.long

TIMES = int(os.environ.get("MLCOURSE_REPEATS", "3"))  # on a quiet machine, and on a busy one
BUSY = 4  # processes beside
CASES = Path("../shared/cases")  # what was tried from outside, where it is there
TOPICS = os.environ.get(
    "MLCOURSE_TOPICS", "setup gradient_descent perceptron forward_propagation"
).split()


def hand_in_all(classroom, topic, where):
    """Hand in every bank's submissions of an assignment."""
    lesson = LESSONS[topic]
    right = solutions(lesson)
    for number, answers in enumerate([(), *pack(read_exercise(lesson), read_answers(lesson))]):
        sources = {**right, **{k: v for answer in answers for k, v in answer.sources.items()}}
        classroom.submit(f"answers-{number}", lesson, sources, ("en", "ja")[number % 2])
    for submission in (*FORGERY, *ISOLATION):
        if submission.topic == topic:
            hand_in(classroom, submission, where)
    for folder in sorted(CASES.glob(f"*/submitted/*/{topic}")):
        student = f"case-{folder.parts[-4]}-{folder.parts[-2]}"
        target = classroom.root / "submitted" / student / topic
        shutil.copytree(folder, target)


@contextlib.contextmanager
def busy(processes):
    """Keep the machine busy."""
    spinning = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)
    ]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


@pytest.mark.parametrize("topic", TOPICS)
def test_each_score_is_the_same_each_time(tmp_path, topic):
    surroundings = Surroundings(tmp_path)
    with contextlib.closing(surroundings), pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings.environment().items():
            patch.setenv(name, value)
        classroom = Classroom(surroundings.course)
        hand_in_all(classroom, topic, surroundings.where())
        found = []
        for processes in (0,) * TIMES + (BUSY,) * TIMES:
            (classroom.root / "gradebook.db").unlink(missing_ok=True)
            shutil.rmtree(classroom.root / "autograded", ignore_errors=True)
            with busy(processes):
                classroom.nbgrader("autograde", topic, "--SealedExecute.timeout=20", check=False)
            results = classroom.results(LESSONS[topic])
            found.append(
                {
                    (student, check): result.points
                    for student, checks in results.items()
                    for check, result in checks.items()
                }
            )
    assert len(found[0]) > 50
    differing = {
        key: [one.get(key) for one in found]
        for key in set().union(*found)
        if len({one.get(key) for one in found}) > 1
    }
    assert not differing
