"""Attacks that a student's code might try, each tried for real in a confined kernel.

`nbseal doctor` and the tests run these against targets that stand for a teacher's machine: a
gradebook, a secret in the environment, listening sockets, another student's kernel.
"""

import contextlib
import os
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

import nbseal
from nbseal.confinement.policy import Isolation
from nbseal.errors import KernelEndedError
from nbseal.execution.cells import CellProcess
from nbseal.execution.server import ForkServer

SECRET = "NBSEAL_DOCTOR_SECRET"
HELD, BROKEN = "held", "BROKEN"
_CELL_TIMEOUT = 30

_PRELUDE = """
import ctypes, errno, os, platform, resource, signal, socket, time
libc = ctypes.CDLL(None, use_errno=True)

def report(ok, why=""):
    print("held:" if ok else "BROKEN:", str(why)[:200])

def refused(attempt, *arguments, **named):
    "Report that an attempt failed, as it must."
    try:
        report(False, repr(attempt(*arguments, **named)))
    except (OSError, ValueError) as error:
        report(True, error)

def call(x86_64, aarch64, *arguments):
    "Make a system call; raise where it fails."
    number = x86_64 if platform.machine() == "x86_64" else aarch64
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result

def connect(address, family=socket.AF_UNIX, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as connection:
        connection.settimeout(2)
        connection.connect(address)
        connection.send(b"x")
        return "connected"

def write(path, mode="a"):
    with open(path, mode) as file:
        return file.write("x")
"""


class Barrier(NamedTuple):
    """One attempt.

    Attributes
    ----------
    name : str
        What is tried.
    code : str
        Prints ``held: ...`` or ``BROKEN: ...``; `Targets.variables` are set.
    ends : tuple of str
        The reasons for which the kernel may be ended instead. Empty: it must live on.
    """

    name: str
    code: str
    ends: tuple[str, ...] = ()


#: Tried one after the other in one kernel.
QUIET = (
    Barrier("read the gradebook", "refused(lambda: open(GRADEBOOK).read())"),
    Barrier("write to the gradebook", "refused(write, GRADEBOOK)"),
    Barrier("truncate the gradebook", "refused(os.truncate, GRADEBOOK, 0)"),
    Barrier("remove the gradebook", "refused(os.remove, GRADEBOOK)"),
    Barrier("replace the gradebook", "write('x'); refused(os.rename, 'x', GRADEBOOK)"),
    Barrier("link to the gradebook", "refused(os.link, GRADEBOOK, 'linked')"),
    Barrier(
        "read the gradebook by a symbolic link",
        "os.symlink(GRADEBOOK, 'link'); refused(lambda: open('link').read())",
    ),
    Barrier(
        "change the gradebook's mode and times",
        "try:\n"
        "    os.chmod(GRADEBOOK, 0); os.utime(GRADEBOOK, (0, 0))\n"
        "    found = os.stat(GRADEBOOK)\n"
        "    report(found.st_mode & 0o777 and found.st_mtime, 'nothing was changed')\n"
        "except OSError as error:\n"
        "    report(True, error)",
    ),
    Barrier("list the gradebook's folder", "refused(os.listdir, os.path.dirname(GRADEBOOK))"),
    Barrier(
        "list the home directory",
        # A box without Landlock shows the way to an environment that lies in it, and no more.
        "try: found = os.listdir(HOME); report(len(found) < HOME_COUNT, found)\n"
        "except OSError as error: report(True, error)",
    ),
    Barrier("list the root directory of the machine's data", "refused(os.listdir, '/var/lib')"),
    Barrier("read another student's files", "refused(lambda: open(SIBLING + '/secret').read())"),
    Barrier("list the other kernels' directory", "refused(os.listdir, SIBLING)"),
    Barrier("write among Python's packages", "import numpy; refused(write, numpy.__file__)"),
    Barrier(
        "change the mode of a package's file",
        "before = os.stat(numpy.__file__).st_mode\n"
        "try:\n"
        "    with open(numpy.__file__) as file: os.fchmod(file.fileno(), 0)\n"
        "except OSError: pass\n"
        "report(os.stat(numpy.__file__).st_mode == before, 'nothing was changed')",
    ),
    Barrier("write to a package", "refused(write, PACKAGE + '/written')"),
    Barrier("write to /etc", "refused(write, '/etc/written')"),
    Barrier("read /etc/shadow", "refused(lambda: open('/etc/shadow').read())"),
    Barrier("make a device", "refused(os.mknod, 'disk', 0o660 | 0o060000, os.makedev(8, 0))"),
    Barrier(
        "open a disk",
        "import glob\n"
        "def disks():\n"
        "    found = [open(path, 'rb') for path in glob.glob('/dev/[svn][dv][a-z]*')]\n"
        "    if not found: raise OSError('no disk in sight')\n"
        "refused(disks)",
    ),
    Barrier("change the machine's settings", "refused(write, '/proc/sys/kernel/core_pattern')"),
    Barrier("read a secret in the environment", "report(SECRET_NAME not in os.environ)"),
    Barrier(
        "find a secret in this process's memory",
        "def search():\n"
        "    found = 0\n"
        "    with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:\n"
        "        for line in maps:\n"
        "            if ' rw-p ' in line and ('[heap]' in line or '[stack]' in line):\n"
        "                first, last = (int(n, 16) for n in line.split()[0].split('-'))\n"
        "                memory.seek(first); found += memory.read(last - first).count(needle)\n"
        "    return found\n"
        "needle = bytes(reversed(SECRET_REVERSED.encode()))\n"
        "try: report(search() == 0)\n"
        "except OSError as error: report(True, error)",
    ),
    Barrier(
        "use descriptors of the server",
        "links = []\n"
        "for name in os.listdir('/proc/self/fd'):\n"
        "    try: links.append(os.readlink('/proc/self/fd/' + name))\n"
        "    except OSError: pass\n"
        "own = ('pipe:', 'socket:', 'anon_inode:', '/dev/null', os.path.dirname(os.getcwd()))\n"
        "odd = [link for link in links if not link.startswith((*own, '/proc/'))]\n"
        "report(not odd, odd)",
    ),
    Barrier("open a TCP connection", "refused(connect, ('127.0.0.1', PORT), socket.AF_INET)"),
    Barrier("listen on TCP", "refused(socket.create_server, ('127.0.0.1', 0))"),
    Barrier(
        "send by UDP", "refused(connect, ('127.0.0.1', PORT), socket.AF_INET, socket.SOCK_DGRAM)"
    ),
    Barrier("look a name up by DNS", "refused(socket.getaddrinfo, 'example.org', 443)"),
    Barrier("open a raw socket", "refused(socket.socket, socket.AF_INET, socket.SOCK_RAW)"),
    Barrier("open a packet socket", "refused(socket.socket, socket.AF_PACKET, socket.SOCK_RAW)"),
    Barrier("connect to an abstract socket", "refused(connect, ABSTRACT)"),
    Barrier("connect to a socket in a folder", "refused(connect, SOCKET)"),
    Barrier(
        "connect to a socket of its own",
        "own = socket.socket(socket.AF_UNIX); own.bind('own'); own.listen()\n"
        "refused(connect, 'own')",
    ),
    Barrier(
        "send a datagram to a socket in a folder",
        "refused(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0]"
        ".sendto(b'x', SOCKET))",
    ),
    Barrier("see the grading process", "refused(lambda: open(f'/proc/{GRADER}/environ').read())"),
    Barrier(
        "see other processes",
        "try:\n"
        "    pids = [int(name) for name in os.listdir('/proc') if name.isdigit()]\n"
        "    report(len(pids) < 5 and os.getpid() in pids, pids)\n"
        "except OSError as error:\n"
        "    report(True, error)",
    ),
    Barrier("read what keeps it", "refused(lambda: open(f'/proc/{os.getppid()}/environ').read())"),
    Barrier("signal the grading process", "refused(os.kill, GRADER, 0)"),
    Barrier("signal the other kernel", "refused(os.kill, SIBLING_PID, 0)"),
    Barrier(
        "kill what keeps it",
        "try:\n"
        "    os.kill(os.getppid(), signal.SIGKILL); time.sleep(0.3)\n"
        "except OSError: pass\n"
        "report(os.getppid() == PARENT)",
    ),
    Barrier("trace what keeps it", "refused(call, 101, 117, 0x4206, os.getppid(), 0, 0)"),
    Barrier("trace the grading process", "refused(call, 101, 117, 0x4206, GRADER, 0, 0)"),
    Barrier("read another process's memory", "refused(call, 310, 270, os.getppid(), 0, 0, 0, 0)"),
    Barrier("mount", "refused(call, 165, 40, 0, 0, 0, 0, 0)"),
    Barrier("enter a new user namespace", "refused(call, 272, 97, 0x10000000)"),
    Barrier("clone into a new namespace", "refused(call, 56, 220, 0x10000011, 0, 0, 0, 0)"),
    Barrier("change the root directory", "refused(os.chroot, '.')"),
    Barrier("load a BPF program", "refused(call, 321, 280, 0, 0, 0)"),
    Barrier("use io_uring", "refused(call, 425, 425, 1, 0)"),
    Barrier("use userfaultfd", "refused(call, 323, 282, 0)"),
    Barrier("use the machine's keys", "refused(call, 250, 219, 0, -3, 0)"),
    Barrier("count the processor's events", "refused(call, 298, 241, 0, 0, -1, -1, 0)"),
    Barrier("open a file by its handle", "refused(call, 304, 265, -100, 0, 0)"),
    Barrier("hold memory outside of any process", "refused(os.memfd_create, 'x')"),
    Barrier(
        "raise its limits",
        "for kind in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):\n"
        "    soft, hard = resource.getrlimit(kind)\n"
        "    if hard == resource.RLIM_INFINITY: report(False, kind); break\n"
        "    try: resource.setrlimit(kind, (hard + 1, hard + 1))\n"
        "    except (OSError, ValueError): continue\n"
        "    report(False, kind); break\n"
        "else: report(True)",
    ),
    Barrier(
        "change another process's limits",
        "refused(resource.prlimit, os.getppid(), resource.RLIMIT_CPU, (1, 1))",
    ),
    Barrier("run before all others", "refused(os.sched_setscheduler, 0, 1, os.sched_param(1))"),
    Barrier("become another user", "refused(os.setuid, 12345)"),
    Barrier(
        "keep privileges",
        "status = dict(line.split(':\\t', 1) for line in open('/proc/self/status'))\n"
        "capabilities = [int(status[name], 16) for name in ('CapInh', 'CapPrm', 'CapEff')]\n"
        "report(not any(capabilities) and int(status['NoNewPrivs']) == 1\n"
        "       and int(status['Seccomp']) == 2)",
    ),
    Barrier(
        "work normally, for all that",
        "import subprocess, tempfile, torch, matplotlib.pyplot as plt\n"
        "torch.ones(3).sum(); plt.plot([1]); plt.close()\n"
        "with tempfile.NamedTemporaryFile() as file: file.write(b'x')\n"
        "done = subprocess.run(['sh', '-c', 'echo fine'], capture_output=True, text=True)\n"
        "report(done.stdout == 'fine\\n', done)",
    ),
)

#: Each tried in a kernel of its own, whose end it may be.
LOUD = (
    Barrier(
        "fork 1000 processes",
        "try:\n"
        "    for _ in range(1000):\n"
        "        if os.fork() == 0: time.sleep(60); os._exit(0)\n"
        "    time.sleep(1); report(False)\n"
        "except OSError as error: report(True, error)",
        ("processes",),
    ),
    Barrier(
        "a fork bomb",
        "while True:\n    try: os.fork()\n    except OSError: pass",
        ("processes",),
    ),
    Barrier(
        "start 1000 threads",
        "import threading\n"
        "try:\n"
        "    for _ in range(1000): threading.Thread(target=time.sleep, args=(9,)).start()\n"
        "    time.sleep(1); report(False)\n"
        "except (RuntimeError, OSError) as error: report(True, error)",
        ("processes",),
    ),
    Barrier(
        "use half more memory than allowed",
        "try: bytearray(MEMORY_LIMIT * 3 // 2); report(False)\n"
        "except MemoryError: report(True, 'MemoryError')",
        ("memory",),
    ),
    Barrier(
        "write half more than allowed to one file",
        "try:\n"
        "    with open('large', 'wb') as file:\n"
        "        for _ in range(24): file.write(bytes(DISK_LIMIT // 16))\n"
        "    time.sleep(1); report(False)\n"
        "except OSError as error: report(True, error)",
        ("disk",),
    ),
    Barrier(
        "write half more than allowed to many files",
        "import tempfile\n"
        "try:\n"
        "    for n in range(24):\n"
        "        folder = tempfile.gettempdir() if n % 2 else '.'\n"
        "        with open(f'{folder}/{n}', 'wb') as file:\n"
        "            file.write(bytes(DISK_LIMIT // 16))\n"
        "    time.sleep(1); report(False)\n"
        "except OSError as error: report(True, error)",
        ("disk",),
    ),
    Barrier(
        "write half more than allowed to deleted files",
        "try:\n"
        "    kept = []\n"
        "    for n in range(24):\n"
        "        kept.append(open('gone', 'wb')); os.remove('gone')\n"
        "        kept[-1].write(bytes(DISK_LIMIT // 16)); kept[-1].flush()\n"
        "    time.sleep(1); report(False)\n"
        "except OSError as error: report(True, error)",
        ("disk",),
    ),
    Barrier(
        "leave a daemon behind",
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        for n in (signal.SIGTERM, signal.SIGHUP): signal.signal(n, signal.SIG_IGN)\n"
        "        time.sleep(600)\n"
        "    os._exit(0)\n"
        "time.sleep(0.2); report(True)",
    ),
    Barrier("end the kernel", "os._exit(3)", ("exit 3",)),
    Barrier("kill itself", "os.kill(os.getpid(), signal.SIGKILL)", ("signal 9",)),
)


class Outcome(NamedTuple):
    """The result of attacking a barrier: whether it held, and a word on how."""

    held: bool
    detail: str


class Targets:
    """The targets of the attacks; a context manager.

    Parameters
    ----------
    isolation : nbseal.confinement.policy.Isolation
    """

    def __init__(self, isolation: Isolation) -> None:
        self.isolation = isolation
        self.touched: list[str] = []

    def __enter__(self) -> Any:
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="doctor-")))
            self.gradebook = folder / "gradebook.db"
            self.gradebook.write_text("10 of 10")
            self._before = self.gradebook.stat()
            self._listeners = [
                stack.enter_context(socket.create_server(("127.0.0.1", 0))),
                stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
                stack.enter_context(socket.socket(socket.AF_UNIX)),
                stack.enter_context(socket.socket(socket.AF_UNIX)),
            ]
            port = self._listeners[0].getsockname()[1]
            self._listeners[1].bind(("127.0.0.1", port))
            abstract, path = f"\0nbseal-{os.getpid()}-{port}", str(folder / "socket")
            for listener, address in zip(self._listeners[2:], (abstract, path), strict=True):
                listener.bind(address)
                listener.listen()
            os.environ[SECRET] = f"secret-{port}"
            stack.callback(os.environ.pop, SECRET)
            # Another student's kernel, running all the while.
            self._sibling = CellProcess(self.isolation)
            self._sibling.start()
            stack.callback(self._sibling.close)
            self._sibling.run(new_code_cell("open('secret', 'w').write('x')"), _CELL_TIMEOUT)
            directory = self._sibling.directory
            self.variables = {
                "GRADEBOOK": str(self.gradebook),
                "HOME": str(Path.home()),
                "HOME_COUNT": len(os.listdir(Path.home())),
                "PORT": port,
                "ABSTRACT": abstract,
                "SOCKET": path,
                "GRADER": os.getpid(),
                "SECRET_NAME": SECRET,
                # Backwards, so that the test itself is not found.
                "SECRET_REVERSED": os.environ[SECRET][::-1],
                "SIBLING": f"{directory}/box/work",
                "SIBLING_PID": _last_descendant(ForkServer.get(self.isolation).pid),
                "MEMORY_LIMIT": self.isolation.memory_limit,
                "DISK_LIMIT": self.isolation.disk_limit,
            }
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.close()

    def check(self) -> Any:
        """Return what was reached: names of targets that are not as they were."""
        reached = []
        now = self.gradebook.stat()
        if self.gradebook.read_text() != "10 of 10" or now.st_mode != self._before.st_mode:
            reached.append("the gradebook")
        if now.st_mtime_ns != self._before.st_mtime_ns:
            reached.append("the gradebook's times")
        for listener, name in zip(self._listeners, ("TCP", "UDP", "abstract", "path"), strict=True):
            listener.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                listener.recv(1) if name == "UDP" else listener.accept()
                reached.append(f"the {name} socket")
        return reached


def attempt(targets: Targets, barriers: Sequence[Barrier]) -> list[Outcome]:
    """Try barriers one after the other in one kernel; return an `Outcome` for each."""
    process = CellProcess(targets.isolation)
    cells = [new_code_cell(barrier.code) for barrier in barriers]
    reason = None
    process.start()
    with contextlib.closing(process):
        try:
            for cell in (new_code_cell(_PRELUDE), new_code_cell(_variables(targets)), *cells):
                process.run(cell, _CELL_TIMEOUT)
        except KernelEndedError as ended:
            reason = ended.reason
    return [_judge(b, c, reason) for b, c in zip(barriers, cells, strict=True)]


def _last_descendant(pid: int | None) -> Any:
    return psutil.Process(pid).children(recursive=True)[-1].pid


def _variables(targets: Targets) -> str:
    lines = [f"{name} = {value!r}" for name, value in targets.variables.items()]
    package = os.path.dirname(nbseal.__file__)
    return "\n".join([*lines, f"PACKAGE = {package!r}", "PARENT = os.getppid()"])


def _judge(barrier: Barrier, cell: NotebookNode, reason: str | None) -> Any:
    text = "".join(
        output.get("text", "") or f"{output.get('ename', '')}: {output.get('evalue', '')}"
        for output in cell.get("outputs", [])
    ).strip()
    if text.startswith(f"{HELD}:"):
        return Outcome(True, text.removeprefix(f"{HELD}:").strip())
    if not text and reason in barrier.ends:
        return Outcome(True, f"the kernel was ended: {reason}")
    if not text:
        text = f"the kernel was ended: {reason}" if reason else "it said nothing"
    return Outcome(False, text)
