"""What a check and the student's code change for each other, where a check needs it."""

import os
import random
import socket
import threading

import numpy as np
import pandas as pd
import pytest
import torch
from nbseal.errors import WireError
from nbseal.sealed import sharing
from nbseal.sealed.checker import CheckSide
from nbseal.sealed.sharing import (
    MAX_FILE_BYTES,
    MAX_FILES,
    Files,
    RandomNumbers,
    renew,
    set_generators,
)
from nbseal.sealed.student import StudentSide
from nbseal.sealed.wire import Channel, decode, encode

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

def outer(values, function):
    values.append(1)
    function()
    values.append(2)

def ask():
    return input("name? ")

def show(text):
    print(text)

def forge():
    global math
    class math:
        isclose = staticmethod(lambda *_: True)
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

    def run_check(source, seeds=False, **more):
        theirs = [name for name in student if not name.startswith("__")]
        plan = {"student": theirs, "altered": ["count"], "seeds": seeds, **more}
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


def test_a_name_that_the_students_code_deletes_may_be_bound_to_the_same_value_again(run):
    run.student["forget"] = lambda: run.student.pop("count")
    run.student["seen"] = lambda: run.student.get("count")
    known = run("a = count\nseen()\nforget()\ncount = a\nb = seen()")
    assert (known["a"], known["b"]) == (0, 0)


def test_random_numbers_go_on_from_the_same_state(run):
    known = run("import random\nrandom.seed(1)\na = roll()\nrandom.seed(1)\nb = roll()", seeds=True)
    assert known["a"] == known["b"]


DRAWS = {
    "python": (random.random, lambda: random.gauss(0, 1)),
    "numpy": (np.random.rand, np.random.randn),
    "torch": (lambda: torch.rand(1).item(), lambda: torch.randn(1).item()),
}


@pytest.mark.parametrize("name", DRAWS)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_generators_go_on_from_what_is_told_of_them(name, times):
    for draw in DRAWS[name]:
        numbers = RandomNumbers()
        assert numbers.changes() == {}
        for _ in range(times):
            draw()
        told = decode(encode(numbers.changes()))
        assert list(told) == [name]
        expected = [draw(), draw(), draw()]
        numbers.take(told)
        assert numbers.changes() == {}
        assert [draw(), draw(), draw()] == expected


def test_a_normal_number_that_is_no_longer_kept_is_told():
    np.random.seed(1)  # noqa: NPY002
    np.random.randn()  # noqa: NPY002 - two are drawn, one is kept
    numbers = RandomNumbers()
    kept = np.random.randn()  # noqa: NPY002
    assert list(numbers.changes()) == ["numpy"]
    assert np.random.randn() != kept  # noqa: NPY002


@pytest.mark.parametrize(
    "states",
    [
        {"python": None},
        {"python": (3, (0,) * 625, None)},
        {"python": (3, (1,) * 624 + (625,), None)},
        {"python": (3, (2**32,) * 625, None)},
        {"python": (2, (1,) * 625, None)},
        {"numpy": (b"\0" * 2500, 0, 0.0)},
        {"numpy": (b"\1" * 2500, 0, 0.0)},  # a place outside
        {"numpy": (b"\1" * 2499, 0, 0.0)},
        {"numpy": (b"\1" * 2496 + b"\1\0\0\0", 2, 0.0)},
        {"torch": b"\1" * 5056},
        {"torch": b""},
        {"torch": "text"},
    ],
    ids=lambda states: repr(states)[:30],
)
def test_no_state_is_set_that_no_generator_has(states):
    before = RandomNumbers()
    with pytest.raises(WireError):
        set_generators(states)
    assert before.changes() == {}


def test_no_file_of_a_students_is_code_or_takes_the_place_of_the_assignments(tmp_path):
    (tmp_path / "expected.csv").write_text("1")
    files = Files(str(tmp_path))
    forged = {
        "expected.csv": b"2",
        **dict.fromkeys(["tools.py", "numpy/__init__.py", "a.SO", "matplotlibrc", "x.pth"], b"x"),
        **dict.fromkeys(["../out.txt", "/out.txt", "a/../../b.txt", ".hidden", "a\nb"], b"x"),
        **dict.fromkeys(["./expected.csv", "tools.py/", "tools.py/.", "tools.py//"], b"2"),
        **dict.fromkeys(["Expected.csv", "a//b.txt", ""], b"2"),
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


def test_a_call_within_a_call_keeps_what_the_outer_one_changed(run):
    known = run("x = [0]\nouter(x, lambda: add_to([], 1))")
    assert known["x"] == [0, 1, 2]


def test_a_module_that_a_check_imports_is_never_the_students(run):
    plan = {"imports": {"math": "import math"}}
    run.student["math"] = __import__("math")
    known = run("forge()\nwrong = math.isclose(-1, 4)", **plan)
    assert known["wrong"] is False


def test_what_a_check_puts_for_input_answers_in_the_next_check_too(run, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda *_: "nobody")
    for _ in range(2):
        known = run("input = lambda *_: 'Ann'\nname = ask()")
        assert known["name"] == "Ann"


def test_between_checks_the_students_cells_print_as_ever(run, capsys, monkeypatch):
    monkeypatch.setattr("builtins.print", print)  # so that it is put back
    run("shown = []\nprint = shown.append\nshow('check')\nassert shown == ['check']\ndel print")
    run.student["show"]("a cell")
    assert "a cell" in capsys.readouterr().out


def test_all_files_of_the_assignment_are_kept_however_many(tmp_path):
    for number in range(MAX_FILES + 20):
        (tmp_path / f"img{number:04}.txt").write_text("given")
    (tmp_path / "truth.csv").write_text("given")
    files = Files(str(tmp_path))
    files.put({"truth.csv": b"forged"}, trusted=False)
    assert (tmp_path / "truth.csv").read_text() == "given"
    (tmp_path / "a.txt").write_text("new")  # the listing ends earlier now
    assert files.changes() == {"a.txt": b"new"}


def test_what_a_check_wrote_itself_is_kept(tmp_path):
    files = Files(str(tmp_path))
    files.put({"theirs.txt": b"1"}, trusted=False)
    (tmp_path / "expected.json").write_text("own")
    files.keep()
    files.put({"expected.json": b"forged", "theirs.txt": b"2"}, trusted=False)
    assert (tmp_path / "expected.json").read_text() == "own"
    assert (tmp_path / "theirs.txt").read_text() == "2"


def test_files_that_are_told_of_have_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "MAX_FILE_BYTES", 1000)
    files = Files(str(tmp_path))
    for turn in range(4):
        files.put({f"{turn}-{n}.txt": b"x" * 10 for n in range(3 * MAX_FILES)}, trusted=False)
    found = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(found) <= MAX_FILES
    assert sum(found) <= 4 * 1000
    files.put({"large.txt": b"x" * 1001}, trusted=False)
    assert not (tmp_path / "large.txt").exists()


def test_a_file_that_found_no_room_is_told_of_with_the_next_look(tmp_path):
    files = Files(str(tmp_path))
    (tmp_path / "a.bin").write_bytes(bytes(MAX_FILE_BYTES))
    (tmp_path / "b.txt").write_bytes(b"b")
    assert set(files.changes()) == {"a.bin"}
    assert files.changes() == {"b.txt": b"b"}
    (tmp_path / "b.txt").unlink()
    assert files.changes() == {"b.txt": None}
