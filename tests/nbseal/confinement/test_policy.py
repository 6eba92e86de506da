"""A student's code stays in its kernel: each barrier tried for real, in both ways of confining."""

import asyncio
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
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from nbseal.__main__ import main
from nbseal.confinement.policy import LAYERS, MIB, Isolation
from nbseal.doctor import attacks
from nbseal.errors import ForkServerError, IsolationError
from nbseal.execution.provisioner import ForkServer, kernel_manager
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
    """Run cells in one confined kernel; return what each printed, and how the kernel ended."""
    manager = kernel_manager(isolation, **options)
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    client = NotebookClient(notebook, km=manager, timeout=timeout, allow_errors=True)

    async def execute():
        try:
            await client.async_execute(cleanup_kc=True)
        except (DeadKernelError, CellTimeoutError):
            await manager.shutdown_kernel(now=True)
            return manager.end_reason

    reason = asyncio.run(execute())
    told = [
        "".join(out.get("text", "") or out.get("ename", "") for out in cell.outputs)
        for cell in notebook.cells
    ]
    return told, reason


def processes_of(server):
    """Return the processes that come and go with the server's kernels."""
    found = psutil.Process(server.pid).children(recursive=True)
    boxed = {p.pid for p in found if p.name() == "bwrap"}
    return {p for p in found if p.pid not in boxed and p.ppid() not in boxed}


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


def test_the_most_memory_that_a_kernel_took_is_known(layers):
    source = "import time; data = bytearray(200 << 20); time.sleep(0.3); del data"
    notebook = new_notebook(cells=[new_code_cell(source)])
    manager = kernel_manager(Isolation(layers=layers))
    NotebookClient(notebook, km=manager).execute(cleanup_kc=True)
    assert 190 * MIB < manager.peak_memory < 260 * MIB


def test_the_memory_of_a_kernel_without_limits_is_not_known():
    manager = kernel_manager(Isolation(required=False))
    notebook = new_notebook(cells=[new_code_cell("1")])
    NotebookClient(notebook, km=manager).execute(cleanup_kc=True)
    assert manager.peak_memory is None


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
    assert run(isolation, code, timeout=2) == ([""], "signal 9")
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
    error = {"ename": "TooLong", "evalue": "", "traceback": []}
    notebook = new_notebook(cells=[new_code_cell("while True: pass"), new_code_cell("print(1)")])
    manager = kernel_manager(Isolation(layers=layers))
    client = NotebookClient(
        notebook, km=manager, timeout=2, interrupt_on_timeout=True, error_on_timeout=error
    )
    client.allow_errors = True
    asyncio.run(client.async_execute(cleanup_kc=True))
    assert notebook.cells[0].outputs[0].ename == "KeyboardInterrupt"
    assert notebook.cells[1].outputs[0].text == "1\n"


def test_a_kernel_can_be_restarted(layers):
    async def steps():
        manager = kernel_manager(Isolation(layers=layers))
        await manager.start_kernel()
        await manager.restart_kernel(now=True)
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=30)
        client.stop_channels()
        directory = Path(manager.ip).parent
        alive = await manager.is_alive()
        await manager.shutdown_kernel(now=True)
        return alive, directory

    alive, directory = asyncio.run(steps())
    assert alive
    assert not directory.exists()


def install(app, fds):
    """Serve a descriptor, as the module `serve` names."""
    peer = socket.socket(fileno=fds["peer"])

    def echo():
        while data := peer.recv(100):
            peer.sendall(data.upper())

    threading.Thread(target=echo, daemon=True).start()
    app.shell.user_ns["served"] = sorted(fds)


def test_a_module_serves_a_descriptor_in_the_kernel(tmp_path, monkeypatch):
    # Unconfined, as the module is none of the installed ones.
    ForkServer.close_all()
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    ours, theirs = socket.socketpair()
    with ours, theirs:

        async def steps():
            manager = kernel_manager(serve="test_isolation", fds={"peer": theirs.fileno()})
            await manager.start_kernel()
            ours.sendall(b"hello")
            answer = ours.recv(100)
            await manager.shutdown_kernel(now=True)
            return answer

        assert asyncio.run(steps()) == b"HELLO"
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


def test_the_server_going_ends_its_kernels(layers):
    isolation = Isolation(layers=layers)

    async def steps():
        manager = kernel_manager(isolation)
        await manager.start_kernel()
        server = ForkServer.get(isolation)
        kernels = processes_of(server)
        os.kill(server.pid, signal.SIGKILL)
        await manager.provisioner.wait()
        await manager.cleanup_resources()
        return manager.end_reason, kernels, server

    reason, kernels, server = asyncio.run(steps())
    assert reason == "server"
    wait_until(lambda: not any(p.is_running() for p in kernels))
    assert run(isolation, "print(1)") == (["1\n"], None)
    assert ForkServer.get(isolation) is not server


def test_a_keeper_going_ends_its_kernel_only(layers):
    isolation = Isolation(layers=layers)

    async def steps():
        manager, other = kernel_manager(isolation), kernel_manager(isolation)
        server = ForkServer.get(isolation)
        others = processes_of(server)
        await manager.start_kernel()
        kernels = processes_of(server) - others
        await other.start_kernel()
        # The keeper is the one whose parent is none of them.
        next(p for p in kernels if p.ppid() not in {k.pid for k in kernels}).kill()
        await asyncio.sleep(0.5)
        alive = await other.is_alive()
        await other.shutdown_kernel(now=True)
        await manager.shutdown_kernel(now=True)
        return alive, kernels

    alive, kernels = asyncio.run(steps())
    assert alive
    wait_until(lambda: not any(p.is_running() for p in kernels))


def test_a_killed_process_leaves_nothing_behind(layers, tmp_path):
    program = (
        "import asyncio, os, signal\n"
        "from nbseal.confinement.policy import Isolation\n"
        "from nbseal.execution.provisioner import ForkServer, kernel_manager\n"
        f"isolation = Isolation(layers={set(layers)!r})\n"
        "asyncio.run(kernel_manager(isolation).start_kernel())\n"
        "print(ForkServer.get(isolation).pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    if len(str(tmp_path)) > 40:
        environment["TMPDIR"] = "/tmp"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    pid = int(done.stdout)
    wait_until(lambda: not psutil.pid_exists(pid), 20)


def test_what_is_missing_is_said():
    with pytest.raises(IsolationError, match=r"seccomp: left out in Isolation\.layers"):
        Isolation(layers={"landlock"}).check()
    with pytest.raises(IsolationError, match="nbseal doctor"):
        kernel_manager(Isolation(layers=set()))


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
