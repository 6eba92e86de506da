"""nbgrader's own ways around grading work from the course's root: exchange and formgrader."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest

from build_tools.classroom import Classroom, solutions
from build_tools.lessons import find_lessons

LESSON = find_lessons()[0]


def test_release_fetch_submit_collect_grade(tmp_path):
    classroom = Classroom(tmp_path / "course")
    classroom.nbgrader("generate_assignment", LESSON.topic)
    classroom.nbgrader("release_assignment", LESSON.topic)
    home = tmp_path / "home"
    home.mkdir()
    (home / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        'c.CourseDirectory.course_id = "mlcourse"\n'
        f'c.Exchange.root = "{classroom.root / "exchange"}"\n'
        f'c.Exchange.cache = "{home / "cache"}"\n'
    )

    def student(*arguments):
        command = [sys.executable, "-m", "nbgrader", *arguments]
        subprocess.run(command, cwd=home, check=True, capture_output=True)

    student("fetch_assignment", LESSON.topic)
    path = home / LESSON.topic / f"{LESSON.topic}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = solutions(LESSON).get(cell["id"], cell.source)
    nbformat.write(notebook, path)
    student("submit", LESSON.topic)
    classroom.nbgrader("collect", LESSON.topic)
    classroom.nbgrader("autograde", LESSON.topic)
    (results,) = classroom.results(LESSON).values()
    assert sum(result.points for result in results.values()) == 2


@pytest.fixture
def server(tmp_path):
    """A Jupyter server on a course with one graded submission; a function that gets its pages."""
    classroom = Classroom(tmp_path)
    classroom.submit("right", LESSON, solutions(LESSON))
    classroom.nbgrader("autograde", LESSON.topic)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
    command += ["--IdentityProvider.token=test", "--allow-root", "--ServerApp.port_retries=0"]
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    with open(tmp_path / "server.log", "w") as log:
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT
        )

    def get(path):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", headers={"Authorization": "token test"}
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.read().decode()

    for _ in range(120):
        try:
            get("/api")
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    yield get
    process.terminate()
    process.wait(30)


def test_formgrader_shows_the_graded_class(server):
    (assignment,) = [
        a for a in json.loads(server("/formgrader/api/assignments")) if a["name"] == LESSON.topic
    ]
    assert assignment["num_submissions"] == 1
    assert assignment["average_score"] == 2
    (notebook,) = json.loads(
        server(f"/formgrader/api/submitted_notebooks/{LESSON.topic}/{LESSON.topic}")
    )
    page = server(f"/formgrader/submissions/{notebook['id']}/")
    assert "mean_of_squares" in page
