"""Nothing that befalls a submission's processes holds up the run or costs anybody else a point."""

import contextlib
import signal
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbseal.batch.pool import SPARE, Pool
from nbseal.batch.task import Outcome, Task
from nbseal.conventions import notebook_record
from nbseal.errors import OverdueError, WorkerEndedError
from nbseal.execution.server import ForkServer
from nbseal.sealed.analysis import PLAN, plan_checks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux's fork only")

SEALED = ("nbseal.sealed.execute.SealedExecute",)
LIMIT = 60  # seconds of a submission
SHORT = 20  # of one whose processes are stopped
SLACK = 5  # seconds of a busy machine
NAP = 1.5  # seconds that the victim's cell takes, and its check
STEPS = {"start": 0.0, "cell": 0.7, "check": 2.2, "end": 3.05}  # seconds from its first process
#: Who of a submission can be struck: below the worker, the zygote, and each side's processes.
TARGETS = ["worker", "zygote", "box"] + [
    f"{side}'s {who}" for side in ("student", "check") for who in ("keeper", "init", "process")
]
#: Strikes some seconds after the first process of a submission appears.
STRIKE = """
import os, sys, time
import psutil
worker, box, target, number, delay = sys.argv[1:]
side, _, who = target.rpartition(" ")

def keepers():
    for process in [psutil.Process(int(box)), *psutil.Process(int(box)).children(recursive=True)]:
        if process.name().startswith("python"):
            return process, sorted(process.children(), key=lambda child: child.pid)
    return None, []

ends = time.monotonic() + 60
while len(keepers()[1]) < 2 and time.monotonic() < ends:
    time.sleep(0.01)
time.sleep(float(delay))
zygote, kept = keepers()
found = {"worker": psutil.Process(int(worker)), "zygote": zygote, "box": psutil.Process(int(box))}
for name, keeper in zip(("student's", "check's"), kept):
    below = [keeper, *keeper.children(recursive=True)]
    found |= {f"{name} keeper": below[0], f"{name} init": below[min(1, len(below) - 1)]}
    found[f"{name} process"] = below[min(2, len(below) - 1)]
if target in found:
    found[target].send_signal(int(number))
    print("struck", found[target].pid, flush=True)
"""


def submission(student, cells, checks, total=LIMIT, cell=4, **settings):
    """Return the task of running a notebook: its answers, then checks of a point each."""
    notebook = new_notebook()
    for kind, sources in (("answer", cells), ("check", checks)):
        for number, source in enumerate(sources):
            about = {"grade_id": f"{kind}-{number}", "grade": kind == "check", "points": 1}
            about |= {"solution": kind == "answer", "locked": kind == "check"}
            about |= {"schema_version": 3, "task": False, "cell_type": "code"}
            notebook.cells.append(new_code_cell(source, metadata={"nbgrader": about}))
    notebook.metadata[PLAN] = {**plan_checks(notebook), **settings}
    limits = {"SealedExecute": {"notebook_timeout": total, "timeout": cell}}
    return Task("course", student, {"n": nbformat.writes(notebook)}, SEALED, limits)


def napping(student, nap, total=LIMIT):
    """Return a submission that has two points, whose cell and check take some seconds."""
    cells = ["import time\ndef f(x):\n    time.sleep(x)\n    return x", f"done = f({nap})"]
    checks = [f"assert f({nap}) == {nap}", f"assert done == {nap}"]
    return submission(student, cells, checks, total)


def points(outcome):
    """Return the points that the checks of an outcome give."""
    assert isinstance(outcome, Outcome), outcome
    assert not outcome.errors, outcome.errors
    cells = nbformat.reads(outcome.notebooks["n"], as_version=4).cells
    checks = [cell for cell in cells if cell.metadata.nbgrader.grade]
    return sum(not any(o.output_type == "error" for o in cell.outputs) for cell in checks)


@contextlib.contextmanager
def one_worker(task):
    """Give a pool of one worker, whose zygote is ready; nothing of it is left afterwards."""
    ForkServer.close_all()
    others = set(psutil.Process().children(recursive=True))  # another test's, such as a tracker
    with contextlib.closing(Pool(task.preprocessors, task.settings, 1)) as pool:
        pool.start()
        (server,) = ForkServer._servers.values()
        server.load([])
        box = psutil.Process(server.pid)
        zygote = [box, *box.children(recursive=True)]
        yield pool, server.pid
    ForkServer.close_all()
    deadline = time.monotonic() + 15
    while (
        left := {
            *psutil.Process().children(recursive=True),
            *(one for one in zygote if one.is_running()),
        }
        - others
    ):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def strike(target, number, step):
    """Grade a submission of whose processes one is struck, and others after it."""
    victim = napping("victim", NAP, LIMIT if number == signal.SIGKILL else SHORT)
    others = [napping(f"s{n}", 0.01) for n in range(3)]
    with one_worker(victim) as (pool, box):
        worker = pool._workers[0].pid
        arguments = [str(worker), str(box), target, str(number), str(STEPS[step])]
        killer = subprocess.Popen(
            [sys.executable, "-c", STRIKE, *arguments], stdout=subprocess.PIPE, text=True
        )
        begun, got = time.monotonic(), {}
        for task, outcome in pool.run([victim, *others]):
            got[task.student] = outcome
            if task.student == "victim":
                seconds = time.monotonic() - begun
        assert "struck" in killer.communicate(timeout=60)[0] or step == "end"
    assert seconds < (LIMIT if number == signal.SIGKILL else SHORT) + SPARE + SLACK
    assert {student: points(got[student]) for student in ("s0", "s1", "s2")} == dict.fromkeys(
        ("s0", "s1", "s2"), 2
    )
    return got["victim"]


@pytest.mark.parametrize(
    ("target", "number", "step"),
    [("zygote", 9, "cell"), ("student's keeper", 9, "cell"), ("check's process", 9, "check")],
)
def test_what_is_ended_from_outside_costs_the_submission_nothing(target, number, step):
    assert points(strike(target, number, step)) == 2


def test_a_check_that_is_stopped_holds_nobody_up():
    outcome = strike("check's process", 19, "check")
    # Given up at its limit, or run again where there is time for it.
    assert isinstance(outcome, OverdueError) or outcome.errors or points(outcome) == 2


@pytest.mark.long
@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("number", [9, 19], ids=["killed", "stopped"])
@pytest.mark.parametrize("target", TARGETS)
def test_whatever_is_ended_or_stopped_the_others_have_their_points(target, number, step):
    outcome = strike(target, number, step)
    if isinstance(outcome, Exception):
        assert isinstance(outcome, OverdueError | WorkerEndedError)
    elif number == 9 and target != "student's process" and target != "student's init":
        assert outcome.errors or points(outcome) == 2


SLOW = "import time\ntime.sleep(0.8)"


@pytest.mark.parametrize("replayed", [False, True], ids=["sealed", "replayed"])
def test_a_submission_that_is_slow_everywhere_ends_by_its_total_limit(replayed):
    cells = ["import time\ndef f():\n    time.sleep(0.8)\n    return 1", SLOW]
    checks = ["assert f() == 1"] * 12
    # Each check is within the limit of a cell; together they would take more than thrice the total.
    settings = {"replayed": [f"check-{n}" for n in range(6, 12)]} if replayed else {}
    slow = submission("slow", cells, checks, total=3, cell=1, **settings)
    with one_worker(slow) as (pool, _):
        begun = time.monotonic()
        ((_, outcome),) = pool.run([slow])
        seconds = time.monotonic() - begun
    assert 3 <= seconds < 3 * (2 if replayed else 1) + SPARE
    assert 1 <= points(outcome) <= 3


def test_a_replay_ends_behind_the_last_check_that_it_is_for():
    checks = ["assert n == 1", "import time\ntime.sleep(1.5)"]
    twice = submission("twice", ["n = 1"], checks, replayed=["check-0"])
    with one_worker(twice) as (pool, _):
        ((_, outcome),) = pool.run([twice])
    assert points(outcome) == 2
    record = notebook_record(nbformat.reads(outcome.notebooks["n"], as_version=4))
    assert record["seconds"] < 1  # in the process of the student's kind


EACH = "import os\nfor fd in range(3, 100):\n    try: {}\n    except OSError: pass"
#: Cells after which something could race with what is recorded, and the points that remain: of
#: two checks, of a variable that stands before such a cell and of one after it.
RACY = {
    "exit": ("exit()", 2),
    "sys.exit": ("print('x')\nimport sys; sys.exit(1)", 2),
    "exit in a thread": ("import threading, _thread\nthreading.Thread(target=exit).start()", 2),
    "ends": ("import os\nprint('x' * 100_000); os._exit(0)", 0),
    "crashes": ("import ctypes\nprint('x'); ctypes.string_at(0)", 0),
    "kills": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", 0),
    "interrupts": ("import _thread\n_thread.interrupt_main()", 2),
    "a child writes on": (
        "import os, time\nif os.fork() == 0:\n    for _ in range(50):\n        print('child')\n"
        "        time.sleep(0.01)\n    os._exit(0)",
        2,
    ),
    "a thread writes on": (
        "import threading, time\ndef go():\n    for _ in range(50):\n        print('thread')\n"
        "        time.sleep(0.01)\nthreading.Thread(target=go).start()",
        2,
    ),
    "a timer": ("import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.alarm(1)", 2),
    "closes": (EACH.format("os.close(fd)"), 0),
    "scribbles": (EACH.format("os.write(fd, b'true\\n')"), 0),
    "fills": (
        EACH.format(
            "\n        os.set_blocking(fd, False)\n        while os.write(fd, b'x' * 65536): pass\n"
        ),
        0,
    ),
}


def racy(copies):
    """Return submissions of each kind, copies of one not beside each other."""
    return [
        submission(
            f"{kind} {copy}", ["a = 1", cell, "b = 2"], ["assert a == 1", "assert b == 2"], 60, 20
        )
        for copy in range(copies)
        for kind, (cell, _) in RACY.items()
    ]


def graded(tasks):
    """Grade on two workers; return the points by student."""
    ForkServer.close_all()
    with contextlib.closing(Pool(tasks[0].preprocessors, tasks[0].settings, 2)) as pool:
        got = {task.student: points(outcome) for task, outcome in pool.run(tasks)}
    ForkServer.close_all()
    return got


def test_what_races_with_the_end_of_a_process_costs_the_same_points_each_time():
    for student, got in graded(racy(2)).items():
        assert got == RACY[student.rpartition(" ")[0]][1], student


@pytest.mark.long
def test_scores_are_the_same_ten_times_however_busy_the_machine():
    expected = {task.student: RACY[task.student.rpartition(" ")[0]][1] for task in racy(5)}
    assert graded(racy(5)) == expected
    spin = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(spin) for _ in range(4)]
    try:
        assert graded(racy(5)) == expected
    finally:
        for process in busy:
            process.kill()
            process.wait()


@pytest.mark.long
def test_twenty_scribblers_ten_times_hold_up_nobody():
    cells = ["a = 1", RACY["scribbles"][0], RACY["fills"][0], RACY["closes"][0]]
    scribblers = [submission(f"x{n}", cells, ["assert a == 1"], 60, 20) for n in range(20)]
    others = [napping(f"s{n}", 0.01) for n in range(5)]
    for _ in range(10):
        begun = time.monotonic()
        got = graded([*scribblers, *others])
        assert {got[task.student] for task in others} == {2}
        assert time.monotonic() - begun < 120
