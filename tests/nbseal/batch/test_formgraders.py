"""Two formgraders on one gradebook in PostgreSQL, while a third process grades."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text

from build_tools.lessons import ROOT
from tests.nbseal.small_course import SmallCourse

STUDENTS = tuple(f"s{number}" for number in range(6))
LIMIT = 60  # seconds
TOKEN = "a marker's"


class Formgrader:
    """A Jupyter server with the formgrader, as a marker's machine runs it."""

    def __init__(self, root):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/formgrader/api/"
        self.log = (root / f"formgrader-{port}.log").open("wb")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter", "server", f"--ServerApp.port={port}"),
                *("--no-browser", "--allow-root", f"--IdentityProvider.token={TOKEN}"),
                "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
            ],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT / "autograde")},
            stdout=self.log,
            stderr=self.log,
        )

    def call(self, path, **content):
        """Get something; put it, with content."""
        request = urllib.request.Request(
            self.address + path,
            data=json.dumps(content).encode() if content else None,
            headers={"Authorization": f"token {TOKEN}"},
            method="PUT" if content else "GET",
        )
        with urllib.request.urlopen(request, timeout=LIMIT) as reply:
            return json.load(reply)

    def wait(self):
        """Wait until it answers."""
        end = time.monotonic() + LIMIT
        while True:
            with contextlib.suppress(urllib.error.URLError):
                return self.call("status")
            assert self.process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.2)

    def stop(self):
        """End it."""
        self.process.terminate()
        self.process.wait(LIMIT)
        self.log.close()


@pytest.fixture
def course(tmp_path, postgresql):
    """A class that is graded but for its essays."""
    engine = create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    course = SmallCourse(tmp_path)
    with open(tmp_path / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(f"c.CourseDirectory.db_url = {postgresql!r}\n")
    for student in STUDENTS:
        course.hand_in(student)
    course.nbgrader("autograde", "hw")
    return course


@pytest.fixture
def formgraders(course):
    made = [Formgrader(course.root) for _ in range(2)]
    for one in made:
        one.wait()
    yield made
    for one in made:
        one.stop()


def rows(url):
    """By student: ids and content of the essay's grade and comment, and all points."""
    with Gradebook(url, "small") as gradebook:
        found = {}
        for submission in gradebook.assignment_submissions("hw"):
            where = ("why", "hw", "hw", submission.student.id)
            grade, comment = gradebook.find_grade(*where), gradebook.find_comment(*where)
            found[submission.student.id] = (
                *(grade.id, grade.manual_score, comment.id, comment.manual_comment),
                *(submission.score, grade.needs_manual_grade),
            )
        return found


@pytest.mark.long
def test_two_markers_and_a_grading_lose_nothing(course, formgraders, postgresql):
    first, second = formgraders
    ids = {student: (row[0], row[2]) for student, row in rows(postgresql).items()}
    failed = []

    def mark(marker, students, points):
        try:
            for student in students:
                grade, comment = ids[student]
                marker.call(f"grade/{grade}", manual_score=points)
                marker.call(f"comment/{comment}", manual_comment=f"{points} for {student}")
        except Exception as error:
            failed.append(error)

    markers = [
        threading.Thread(target=mark, args=(first, STUDENTS[::2], 1)),
        threading.Thread(target=mark, args=(second, STUDENTS[1::2], 2)),
    ]
    for one in markers:
        one.start()
    said = course.nbgrader("autograde", "hw", "--force")
    for one in markers:
        one.join(LIMIT)
    assert failed == []
    assert "6 submissions" in said
    for number, student in enumerate(STUDENTS):
        points = 1 + number % 2
        marked = (points, f"{points} for {student}", 3 + points, False)
        row = rows(postgresql)[student]
        assert (row[1], *row[3:]) == marked

    # Of two marks of the same essay the later one counts, whatever each page still shows.
    grade, _ = ids["s0"]
    for marker, points in ((second, 2), (first, 0), (second, 1), (first, 2)):
        marker.call(f"grade/{grade}", manual_score=points)
        assert rows(postgresql)["s0"][1] == points
    other, _ = ids["s1"]
    second.call(f"grade/{other}", manual_score=0)  # then it reads what others have written
    assert second.call(f"grade/{grade}")["manual_score"] == 2
