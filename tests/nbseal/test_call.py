"""Grading by a call: sealed as ever, with a reason for whatever comes, and warm the second time."""

import concurrent.futures
import contextlib
import json
import os
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request

import nbformat
import nbseal
import pytest
from nbseal.errors import CourseError
from traitlets.config import Config

from build_tools.lessons import ROOT
from tests.nbseal.small_course import RIGHT, WRONG, source, submission


@pytest.fixture(scope="module")
def grader():
    config = Config()
    config.CourseAutograde.settles = False
    with nbseal.Grader(source(), config, workers=2, name="hw") as grader:
        yield grader


def test_right_and_wrong_work(grader):
    right, wrong = grader.grade(submission(), "s1"), grader.grade(submission(WRONG), "s2")
    assert (right.points, right.maximum, right.waiting) == (3, 5, ("why",))
    assert right.messages == {}
    assert wrong.points == 0
    assert wrong.messages["double-hidden"] == "negative numbers"
    assert "3 of 5" in right.feedback
    assert "double(-4)" not in wrong.feedback  # of a hidden check
    printed = grader.grade(submission(f"{RIGHT}\nprint('hello')"))
    assert [output.text for output in printed.outputs] == ["hello\n"]


def test_a_notebook_in_memory_is_what_json_reads(grader):
    assert grader.grade(json.loads(submission())).points == 3
    assert grader.grade(bytearray(submission())).points == 3
    assert grader.grade({"cells": "none"}).unreadable
    with pytest.raises(TypeError, match="got an object of type NoneType"):
        grader.grade(None)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"cells": 3}', os.fspath("no such file.ipynb")],
    ids=["empty", "cut off", "bytes", "list", "no cells", "missing"],
)
def test_what_cannot_be_read_has_a_reason(grader, content):
    got = grader.grade(content)
    assert got.points == 0
    assert got.unreadable
    assert not got.failure
    assert "could not be graded" in got.feedback


def test_a_submission_ends_its_own_process_only(grader):
    got = grader.grade(submission(f"{RIGHT}\nimport os\nos._exit(3)"))
    assert got.points == 0
    assert "ended" in got.messages["double-visible"]
    assert grader.grade(submission()).points == 3


def test_files_of_the_students_own(grader):
    work = submission("from helper import double")
    files = {"helper.py": RIGHT.encode()}
    assert grader.grade(work, files=files).points == 3
    assert grader.grade(work).points == 0


def test_calls_from_several_threads(grader):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        got = list(pool.map(grader.grade, [submission(), submission(WRONG)] * 3))
    assert [grade.points for grade in got] == [3, 0] * 3


def test_settings_of_a_course_and_what_is_at_fault_itself(tmp_path):
    config = tmp_path / "nbgrader_config.py"
    config.write_text(
        "import nbseal\nc = get_config()\nnbseal.configure(c)\n"
        "c.CourseAutograde.settles = False\nc.SealedExecute.timeout = 1\n"
    )
    endless = submission("def double(x):\n    while True:\n        pass")
    assert nbseal.grade(source(), endless, config=config).points == 0
    with pytest.raises(CourseError, match="no such configuration"):
        nbseal.grade(source(), submission(), config=tmp_path / "other.py")
    other = source()
    other.metadata["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    with pytest.raises(CourseError, match="kernel ir"):
        nbseal.grade(other, submission())


def test_the_examples_of_the_guide_run(tmp_path, monkeypatch, capsys):
    text = (ROOT / "docs" / "call.md").read_text(encoding="utf-8")
    (tmp_path / "source" / "hw").mkdir(parents=True)
    nbformat.write(source(), tmp_path / "source" / "hw" / "hw.ipynb")
    (tmp_path / "handed-in").mkdir()
    (tmp_path / "handed-in" / "s1.ipynb").write_bytes(submission())
    (tmp_path / "handed-in" / "s2.ipynb").write_bytes(submission(WRONG))
    monkeypatch.chdir(tmp_path)
    blocks = text.split("```python\n")[1:]
    namespace = {}
    for block in blocks:
        exec(textwrap.dedent(block.partition("```")[0]), namespace)
    printed = capsys.readouterr().out
    assert "3 of 5" in printed
    assert "negative numbers" in printed
    assert (tmp_path / "s2.html").is_file()


def test_nobody_waits_for_a_grader_that_was_closed():
    config = Config()
    config.CourseAutograde.settles = False
    slow = submission("import time\ntime.sleep(20)\n" + RIGHT)
    executor = concurrent.futures.ThreadPoolExecutor(2)
    with nbseal.Grader(source(), config, name="hw") as grader, executor as threads:
        first = threads.submit(grader.grade, slow, "s1")
        time.sleep(2)
        second = threads.submit(grader.grade, slow, "s2")
        time.sleep(0.5)
        grader.close()
        for future in (first, second):
            with pytest.raises(CourseError, match="the grader was closed meanwhile"):
                future.result(60)


def test_a_web_service(tmp_path):
    pytest.importorskip("fastapi", reason="fastapi is not installed: pip install 'nbseal[web]'")
    nbformat.write(source(), tmp_path / "hw.ipynb")
    path = ROOT / "autograde" / "examples" / "web_service.py"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    service = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "--port", str(port), "web_service:app"],
        cwd=path.parent,
        env={**os.environ, "NBSEAL_SOURCE": str(tmp_path / "hw.ipynb")},
    )

    def post(query, content):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/grade{query}", content)
        return urllib.request.urlopen(request, timeout=60)

    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        with post("?student=s1", submission(WRONG)) as answer:
            got = json.load(answer)
        assert (got["points"], got["of"]) == (0, 5)
        assert got["checks"][1]["message"] == "negative numbers"
        assert "double(-4)" not in got["page"]
        with pytest.raises(urllib.error.HTTPError) as refused:
            post("", b"x" * 10_000_001)
        assert refused.value.code == 413
        refused.value.close()
    finally:
        service.terminate()
        service.wait(30)
    assert len(path.read_text().splitlines()) <= 45
