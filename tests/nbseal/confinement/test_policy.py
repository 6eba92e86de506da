"""A student's code stays in its kernel: each barrier tried for real, in both ways of confining."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from nbformat.v4 import new_code_cell
from nbseal.__main__ import main
from nbseal.confinement.policy import LAYERS, MIB, Isolation
from nbseal.doctor import attacks
from nbseal.errors import ForkServerError, IsolationError, KernelEndedError
from nbseal.execution.cells import CellProcess
from nbseal.execution.server import ForkServer
from nbseal.execution.trees import remove_tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="isolation needs Linux")

MODES = {"all layers": set(LAYERS), "Landlock alone": {"landlock", "seccomp"}}


@pytest.fixture(params=MODES, scope="module")
def layers(request):
    """The layers of a way of confining that this machine has."""
    isolation = Isolation(layers=MODES[request.param])
    missing = MODES[request.param] - set(isolation.used)
    if missing:
        pytest.skip(f"this machine lacks {', '.join(sorted(missing))}")
    return isolation.layers


@pytest.fixture(scope="module")
def targets(layers):
    with attacks.Targets(Isolation(layers=layers)) as found:
        yield found


def run(isolation, *sources, timeout=30, **options):
    """Run cells in one confined process; return what each printed, and how the process ended."""
    cells = [new_code_cell(source) for source in sources]
    process = CellProcess(isolation, **options)
    reason = None
    process.start()
    with contextlib.closing(process):
        try:
            for cell in cells:
                process.run(cell, timeout)
        except KernelEndedError as ended:
            reason = ended.reason
    told = [
        "".join(out.get("text", "") or out.get("ename", "") for out in cell.outputs)
        for cell in cells
    ]
    return told, reason


def processes_of(server):
    """Return the processes that come and go with the server's kernels."""
    found = psutil.Process(server.pid).children(recursive=True)
    shown = {}
    for process in found:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
            shown[process] = process.name(), process.ppid()
    boxed = {process.pid for process, (name, _) in shown.items() if name == "bwrap"}
    return {p for p, (_, parent) in shown.items() if p.pid not in boxed and parent not in boxed}


def wait_until(condition, timeout=10):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_quiet_attempts_are_refused(targets):
    outcomes = attacks.attempt(targets, attacks.QUIET)
    broken = {
        barrier.name: outcome.detail
        for barrier, outcome in zip(attacks.QUIET, outcomes, strict=True)
        if not outcome.held
    }
    assert broken == {}
    assert targets.check() == []


@pytest.mark.parametrize("barrier", attacks.LOUD, ids=lambda barrier: barrier.name)
def test_loud_attempts_end_at_their_limit(targets, barrier):
    (outcome,) = attacks.attempt(targets, [barrier])
    assert outcome.held, outcome.detail


def test_memory_is_limited_over_all_processes(layers):
    isolation = Isolation(layers=layers, memory_limit=400 * MIB)
    code = (
        "import os, time\n"
        "for n in range(4):\n"
        "    if os.fork() == 0:\n"
        "        kept = bytearray(b'x') * (200 << 20); time.sleep(60); os._exit(0)\n"
        "time.sleep(30)"
    )
    assert run(isolation, code) == ([""], "memory")


#: How a cell fills its memory.
FILLING = {
    "large blocks": "while True: kept.append(b'x' * (7 << 20))",
    "one after the other of a MiB": "while True: kept.append(b'x' * (1 << 20))",
    "small objects": "while True: kept.append([None] * 50)",
    "twice as much each time": "kept = [0] * 1000\nwhile True: kept = kept + kept",
    "an array": "import numpy\nwhile True: kept.append(numpy.ones(1 << 17))",
    "texts, in a function": (
        "def fill():\n    while True: kept.append('x' * 10_000 + str(len(kept)))\nfill()"
    ),
}


@pytest.mark.parametrize("way", FILLING)
def test_a_cell_that_fills_its_memory_gets_an_error_and_the_next_ones_run(layers, way):
    isolation = Isolation(layers=layers, memory_limit=192 * MIB)
    after = "print(sum(range(1000)), len([[] for _ in range(1000)]))"
    told, reason = run(isolation, "kept = []", FILLING[way], after, after, libraries=["numpy"])
    assert told[1].endswith("MemoryError")  # before it, Python may be out of words
    assert (told[2:], reason) == (["499500 1000\n", "499500 1000\n"], None)


def test_what_the_shell_does_behind_a_cell_has_more_memory_than_the_cell(layers):
    isolation = Isolation(layers=layers, memory_limit=192 * MIB)
    watched = (
        "import resource\nfound = []\n"
        "def note(*_): found.append(resource.getrlimit(resource.RLIMIT_DATA)[0])\n"
        "for event in 'post_execute', 'post_run_cell': get_ipython().events.register(event, note)"
    )
    shown = (
        "inside = resource.getrlimit(resource.RLIMIT_DATA)[0]\nprint([inside < n for n in found])"
    )
    told, _ = run(isolation, watched, "1 / 0", shown)
    assert told[2] == "[True, True, True, True]\n"


def test_a_cell_that_takes_what_the_shell_had_is_still_bounded(layers):
    isolation = Isolation(layers=layers, memory_limit=192 * MIB)
    raised = (
        "import resource\nhard = resource.getrlimit(resource.RLIMIT_DATA)[1]\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))\n"
    )
    source = raised + "size = 0\ntry:\n    for size in range(1000): kept.append(bytearray(1 << 20))"
    source += "\nexcept MemoryError: pass\nprint(size < 193)"
    told, reason = run(isolation, "kept = []", source, libraries=["numpy"])
    assert told[1] == "True\n" or reason == "memory"


def peak_of(isolation, source):
    process = CellProcess(isolation)
    process.start()
    process.run(new_code_cell(source), 30)
    process.close()
    return process.peak_memory


def test_the_most_memory_that_a_process_took_is_known(layers):
    source = "import time; data = bytearray(200 << 20); time.sleep(0.3); del data"
    assert 190 * MIB < peak_of(Isolation(layers=layers), source) < 260 * MIB


def test_the_memory_of_a_process_without_limits_is_not_known():
    assert peak_of(Isolation(required=False), "1") is None


def test_a_warning_names_no_folder_of_this_run(layers):
    told, _ = run(Isolation(layers=layers), "import warnings\nwarnings.warn('careful')")
    assert re.match(r"cells/\d+\.py:2: UserWarning: careful", told[0])


def test_processes_that_share_their_memory_are_no_breach(layers):
    isolation = Isolation(layers=layers, memory_limit=600 * MIB)
    code = (
        "import os, time, numpy\n"
        "kept = numpy.ones(300 << 17)\n"
        "pids = [os.fork() for n in range(1)]\n"
        "if not all(pids): time.sleep(1); os._exit(0)\n"
        "for pid in pids: os.waitpid(pid, 0)\n"
        "print('fine')"
    )
    assert run(isolation, code) == (["fine\n"], None)


def test_a_kernel_ends_at_its_time(layers):
    began = time.monotonic()
    assert run(Isolation(layers=layers, time_limit=3), "while True: pass") == ([""], "time")
    assert time.monotonic() - began < 3 + 5 + 30  # where the server had to start


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "import signal\n"
        "for n in (2, 15): signal.signal(n, signal.SIG_IGN)\n"
        "while True:\n"
        "    try:\n"
        "        while True: pass\n"
        "    except BaseException: pass",
    ],
)
def test_a_kernel_that_ignores_all_is_killed(layers, code):
    isolation = Isolation(layers=layers)
    server = ForkServer.get(isolation)
    others = processes_of(server)
    assert run(isolation, code, timeout=2) == ([""], "time")
    wait_until(lambda: processes_of(server) <= others, 5)


def test_the_working_directory_is_empty_and_its_own(layers):
    told, _ = run(
        Isolation(layers=layers),
        "import os; print(os.listdir('.'), os.path.basename(os.getcwd()))",
        "import sys; print('matplotlibrc' in os.listdir(os.environ['HOME']), '' in sys.path)",
        "import tempfile; print(tempfile.gettempdir() == os.environ['TMPDIR'])",
    )
    assert told == ["[] work\n", "False True\n", "True\n"]


def test_a_deep_tree_is_removed(layers):
    code = (
        "import os\n"
        "for n in range(3000): os.mkdir('folder', 0o300); os.chdir('folder')\n"
        "open('file', 'w').close(); print('made')"
    )
    isolation = Isolation(layers=layers)
    others = len(list(ForkServer.get(isolation)._run.path.glob("*/box")))
    (told,), reason = run(isolation, code)
    assert told == "made\n" or reason == "disk"
    run_directory = ForkServer.get(isolation)._run.path
    wait_until(lambda: len(list(run_directory.glob("*/box"))) <= others)


def test_removing_follows_no_links(tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "link").symlink_to(kept)
    remove_tree(str(tree))
    assert os.listdir(tmp_path) == ["kept"]
    assert (kept / "file").read_text() == "x"


def test_an_interrupt_reaches_the_cell(layers):
    told, reason = run(Isolation(layers=layers), "while True: pass", "print(1)", timeout=2)
    assert told == ["KeyboardInterruptCellTimeoutError", "1\n"]
    assert reason is None


def install(shell, fds):
    """Serve a descriptor, as the module `serve` names."""
    peer = socket.socket(fileno=fds["peer"])

    def echo():
        while data := peer.recv(100):
            peer.sendall(data.upper())

    threading.Thread(target=echo, daemon=True).start()
    shell.user_ns["served"] = sorted(fds)


def test_a_module_serves_a_descriptor_in_the_process(monkeypatch):
    # Unconfined, as the module is none of the installed ones.
    ForkServer.close_all()
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = CellProcess(serve="test_policy", fds={"peer": theirs.fileno()})
        process.start()
        with contextlib.closing(process):
            ours.sendall(b"hello")
            ours.settimeout(10)
            assert ours.recv(100) == b"HELLO"
    ForkServer.close_all()


def test_nothing_is_left_behind(layers):
    isolation = Isolation(layers=layers)
    run(isolation, "pass")
    server = ForkServer.get(isolation)
    others, directories = processes_of(server), set(os.listdir(server._run.path))
    process = psutil.Process()
    files = process.num_fds()
    leave = "import os\nif os.fork() == 0: os.setsid(); os.execvp('sleep', ['sleep', '600'])"
    for _ in range(5):
        run(isolation, leave + "\nopen('file', 'w').write('x')")
    wait_until(lambda: processes_of(server) <= others)
    assert set(os.listdir(server._run.path)) <= directories
    assert process.num_fds() <= files + 2  # asyncio's own


def test_kernels_run_side_by_side(layers):
    found = []

    def work(number):
        told, _ = run(Isolation(layers=layers), f"print({number}, __import__('os').getcwd())")
        found.append(told[0])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(text.split()[0] for text in found) == ["0", "1", "2"]
    assert len({text.split()[1] for text in found}) == 3


def test_the_zygote_going_ends_what_it_forked(layers):
    isolation = Isolation(layers=layers)
    process = CellProcess(isolation)
    process.start()
    server = ForkServer.get(isolation)
    kernels = processes_of(server)
    os.kill(server.pid, signal.SIGKILL)
    server._process.wait(10)
    with contextlib.closing(process):
        assert run(isolation, "print(1)") == (["1\n"], None)  # another zygote's
        wait_until(lambda: not any(p.is_running() for p in kernels))
        with pytest.raises(ForkServerError):
            process.run(new_code_cell("1"), 5)
    assert ForkServer.get(isolation) is not server


def test_a_keeper_going_ends_its_process_only(layers):
    isolation = Isolation(layers=layers)
    process, other = CellProcess(isolation), CellProcess(isolation)
    server = ForkServer.get(isolation)
    others = processes_of(server)
    process.start()
    kernels = processes_of(server) - others
    other.start()
    with contextlib.closing(other), contextlib.closing(process):
        # The keeper is the one whose parent is none of them.
        keeper = next(p for p in kernels if p.ppid() not in {k.pid for k in kernels})
        keeper.kill()
        keeper.wait(10)
        with pytest.raises(ForkServerError, match="lost with what kept it"):
            process.run(new_code_cell("1"), 5)
        assert other.run(new_code_cell("1"), 5)
    wait_until(lambda: not any(p.is_running() for p in kernels))


def test_a_killed_process_leaves_nothing_behind(layers, tmp_path):
    program = (
        "import os, signal\n"
        "from nbseal.confinement.policy import Isolation\n"
        "from nbseal.execution.cells import CellProcess\n"
        "from nbseal.execution.server import ForkServer\n"
        f"isolation = Isolation(layers={set(layers)!r})\n"
        "process = CellProcess(isolation)\n"
        "process.start()\n"
        "print(ForkServer.get(isolation).pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    pid = int(done.stdout)
    wait_until(lambda: not psutil.pid_exists(pid), 20)


def test_what_is_missing_is_said():
    with pytest.raises(IsolationError, match=r"seccomp: left out in Isolation\.layers"):
        Isolation(layers={"landlock"}).check()
    with pytest.raises(IsolationError, match="nbseal doctor"):
        CellProcess(Isolation(layers=set()))


def test_isolation_can_be_switched_off(tmp_path):
    isolation = Isolation(required=False)
    assert "no isolation" in isolation.describe()
    told, _ = run(isolation, "import os; print(os.getcwd())")
    assert told == [f"{os.getcwd()}\n"]


def test_a_kernel_that_cannot_start_says_why(layers):
    with pytest.raises(ForkServerError, match="ModuleNotFoundError"):
        run(Isolation(layers=layers), "pass", serve="no_such_module")


def test_doctor_refuses_layers_it_does_not_know(capsys):
    assert main(["doctor", "--layers", "moat"]) == 2
    assert "moat" in capsys.readouterr().err
