"""What a check and the student's code change for each other, where a check needs it."""

import os
import socket
import threading

import numpy as np
import pandas as pd
import pytest
from nbseal.sealed.checker import CheckSide
from nbseal.sealed.sharing import Files, renew
from nbseal.sealed.student import StudentSide
from nbseal.sealed.wire import Channel

STUDENT = """
import random

count = 0
cache = {}

def add_to(values, one):
    values.append(one)

def clear(array):
    array[:] = 0

def bump():
    global count
    count += 1
    cache[count] = "seen"

def helper():
    return 1

def uses_helper():
    return helper()

def roll():
    return random.randint(1, 6)
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a check that shares what changes; returns the check's variables."""
    folders = {name: tmp_path / name for name in ("student", "check")}
    for folder in folders.values():
        folder.mkdir()
    ours, theirs = socket.socketpair()
    student, known = {"__name__": "student"}, {"__name__": "__main__"}
    exec(STUDENT, student)
    monkeypatch.chdir(folders["student"])
    student_side = StudentSide(Channel(theirs), student)
    monkeypatch.chdir(folders["check"])
    check_side = CheckSide(Channel(ours), known, limit=60)

    def serve():
        with theirs:
            while not student_side.over:
                student_side.serve()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()

    def run_check(source, seeds=False):
        plan = {"student": list(student), "altered": ["count"], "seeds": seeds}
        check_side.fetch(source, {**plan, "shares": {"files": True}})
        exec(source, known)
        check_side.leave()
        return known

    run_check.folders, run_check.student = folders, student
    with ours:
        yield run_check
    thread.join(10)


def test_what_a_call_does_to_its_arguments_is_seen(run):
    known = run("x = [[1], 2]\ninner = x[0]\nadd_to(x, 3)\nadd_to(inner, 4)")
    assert known["x"] == [[1, 4], 2, 3]
    assert known["x"][0] is known["inner"]


def test_variables_change_on_both_sides(run):
    known = run(
        "before = count\nbump()\nafter = count\ncount = 10\nbump()\nlast, seen = count, cache"
    )
    assert (known["before"], known["after"], known["last"]) == (0, 1, 11)
    assert run.student["count"] == 11
    assert known["seen"] == run.student["cache"] == {1: "seen", 11: "seen"}


def test_a_name_that_a_check_deletes_is_gone_until_it_is_put_back(run):
    source = (
        "kept = helper\ndel helper\ntry:\n    uses_helper()\n    found = True\n"
        "except NameError:\n    found = False\nhelper = kept\nagain = uses_helper()"
    )
    known = run(source)
    assert (known["found"], known["again"]) == (False, 1)


def test_random_numbers_go_on_from_the_same_state(run):
    known = run("import random\nrandom.seed(1)\na = roll()\nrandom.seed(1)\nb = roll()", seeds=True)
    assert known["a"] == known["b"]


def test_no_file_of_a_students_is_code_or_takes_the_place_of_the_assignments(tmp_path):
    (tmp_path / "expected.csv").write_text("1")
    files = Files(str(tmp_path))
    forged = {
        "expected.csv": b"2",
        **dict.fromkeys(["tools.py", "numpy/__init__.py", "a.SO", "matplotlibrc", "x.pth"], b"x"),
        **dict.fromkeys(["../out.txt", "/out.txt", "a/../../b.txt", ".hidden", "a\nb"], b"x"),
        "folder/answer.txt": b"data",
        "n": 3,
        4: b"x",
    }
    files.put(forged, trusted=False)
    assert (tmp_path / "expected.csv").read_text() == "1"
    found = {os.path.relpath(p, tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"expected.csv", "folder/answer.txt"}
    assert not (tmp_path.parent / "out.txt").exists()
    os.symlink(tmp_path / "expected.csv", tmp_path / "link.txt")
    files.put({"link.txt": b"2", "folder": b"x"}, trusted=False)
    assert (tmp_path / "expected.csv").read_text() == "1"


def test_an_object_holds_what_another_one_holds_and_stays_itself():
    array, frame = np.ones(3), pd.DataFrame({"a": [1, 2]})
    for old, new in (
        ({1: [2]}, {1: [3], 4: 5}),
        ({1, 2}, {3}),
        (bytearray(b"a"), bytearray(b"bc")),
        (array, np.zeros(3)),
    ):
        assert renew(old, new)
        assert np.array_equal(old, new)
    assert renew(frame, pd.DataFrame({"b": ["x"]}))
    assert list(frame.columns) == ["b"]
    for old, new in (((1,), (2,)), ([1], (1,)), (array, np.zeros(4)), (array, np.zeros(3, int))):
        assert not renew(old, new)
