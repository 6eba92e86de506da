"""The zygote as its users see it: one for each way of confining, started when it is needed."""

import atexit
import contextlib
import itertools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

import psutil

from nbseal.confinement.policy import Isolation
from nbseal.errors import ForkServerError
from nbseal.execution.trees import remove_tree

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from nbseal.execution.messages import ZygoteAnswer, ZygoteRequest

START_TIMEOUT = 120.0  # seconds for the libraries' import on a busy machine
SEND_TIMEOUT = 10.0  # seconds for the zygote to take a request
END_TIMEOUT = 10.0  # seconds for all that was forked to be ended
_PREFIX = "nbseal-cells-"
_MAX_ANSWER = 1 << 16


class ForkServer:
    """A zygote, or this process's connection to the one that another process started.

    Parameters
    ----------
    isolation : nbseal.confinement.policy.Isolation, optional
        Whose box the zygote is put into. None: no box, and this process's environment.
    """

    _servers: ClassVar["dict[str | None, ForkServer]"] = {}  # by the way they are confined
    _lock = threading.Lock()

    def __init__(self, isolation: Isolation | None = None) -> None:
        self._prepare()
        self._channel, theirs = socket.socketpair()
        self._run = _RunDirectory()
        confined = False
        variables = {**os.environ, "PYTHONHASHSEED": "0"}
        box: list[str] = []
        if isolation is not None and isolation.required:
            confined = True
            variables = isolation.environment(os.environ)
            variables["HOME"] = str(self._run.path)
            box = isolation.box(str(self._run.path))
        home = self._run.path / "server"  # empty, so that nothing there is imported
        home.mkdir()
        program = [sys.executable, *(["-s"] if confined else [])]
        try:
            with theirs:
                self._process: subprocess.Popen[bytes] | None = subprocess.Popen(
                    [*box, *program, "-m", "nbseal.execution.zygote", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    cwd=home,
                    env=variables,
                    start_new_session=True,
                )
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        self._owner = os.getpid()
        self._asking = threading.Lock()
        self._numbers = itertools.count(1)
        self._alive = True
        self._imported: set[str] = set()
        self._unread = 0  # answers that nobody has waited for
        self._received = b""  # of answers
        self._asked = False  # whether there is anything that it may have forked
        self._process = None

    @classmethod
    def attached(cls, channel: socket.socket, directory: str) -> "ForkServer":
        """Return the zygote of another process, by a socket that it was told of."""
        self = cls.__new__(cls)
        self._prepare()
        self._channel = channel
        self._run = _RunDirectory(Path(directory))
        return self

    @staticmethod
    def _key(isolation: Isolation | None) -> str | None:
        if isolation is None or not isolation.required:
            return None
        isolation.check()
        return json.dumps([isolation.box(""), sorted(isolation.environment(os.environ).items())])

    @classmethod
    def get(cls, isolation: Isolation | None = None, libraries: Iterable[str] = ()) -> "ForkServer":
        """Return the running zygote for a way of confining; start one if none is running.

        Parameters
        ----------
        isolation : nbseal.confinement.policy.Isolation, optional
        libraries : iterable of str
            What its processes need in memory: ``"module"`` or ``"module:function"``.

        Raises
        ------
        ForkServerError
            If it does not start.
        """
        server = cls.begin(isolation)
        server.load(libraries)
        return server

    @classmethod
    def begin(cls, isolation: Isolation | None) -> "ForkServer":
        """Return the zygote, which may still be about to start."""
        key = cls._key(isolation)
        with cls._lock:
            server = cls._servers.get(key)
            if server is None or not server.running:
                if server is not None:
                    server.close()
                server = cls._servers[key] = cls(isolation)
            return server

    @classmethod
    def adopt(cls, isolation: Isolation | None, server: "ForkServer") -> None:
        """Let a zygote be the one of this process for a way of confining."""
        with cls._lock:
            cls._servers[cls._key(isolation)] = server

    @classmethod
    def close_all(cls) -> None:
        """End all zygotes of this process."""
        with cls._lock:
            while cls._servers:
                cls._servers.popitem()[1].close()

    @classmethod
    def forget_all(cls) -> None:
        """Close the connections of a process of which this one is a forked copy."""
        cls._lock = threading.Lock()
        cls.close_all()

    @property
    def pid(self) -> int | None:
        """Of the zygote's process, or of the box that it runs in; None for another process's."""
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        """Whether the zygote can be asked, as far as is known without asking."""
        ended = self._process is not None and self._process.poll() is not None
        if not self._alive or self._owner != os.getpid() or ended:
            return False
        poll = select.poll()
        poll.register(self._channel, 0)  # a hang-up is always told
        return not poll.poll(0)

    def give_up(self) -> None:
        """Take the zygote for lost: it does not do what it is asked."""
        self._alive = False

    def answers(self, seconds: float) -> bool:
        """Tell whether the zygote does what it is asked, within some time."""
        try:
            self.load_soon(())
            with self._asking:
                while self._unread:
                    self._answer(seconds)
                    self._unread -= 1
        except ForkServerError:
            return False
        return True

    def new_directory(self) -> str:
        """Make a directory for one process that is forked, and return its path."""
        path = self._run.path / f"{os.getpid()}-{next(self._numbers)}"
        path.mkdir(mode=0o700)
        return str(path)

    @property
    def directory(self) -> str:
        """The directory of the directories."""
        return str(self._run.path)

    def send(self, request: "ZygoteRequest", descriptors: Sequence[int] = ()) -> None:
        """Send a request that is not answered.

        Raises
        ------
        ForkServerError
            If the zygote does not take it.
        """
        message = json.dumps(request).encode() + b"\n"
        self._asked = True
        with self._asking:
            self._send(message, descriptors)

    def attach(self) -> socket.socket:
        """Return a socket by which another process may ask the zygote."""
        ours, theirs = socket.socketpair()
        with theirs:
            self.send({"attach": True}, [theirs.fileno()])
        return ours

    def load(self, libraries: Iterable[str]) -> None:
        """Let the zygote import what it has not yet; return when it has."""
        missing = [name for name in libraries if name not in self._imported]
        if not missing and self._imported:
            return
        self.load_soon(missing)
        answer: ZygoteAnswer = {}
        with self._asking:
            while self._unread:
                answer = self._answer()
                self._unread -= 1
        if answer.get("error"):
            raise ForkServerError(str(answer["error"]))
        self._imported.update(missing, {""})

    def load_soon(self, libraries: Iterable[str]) -> None:
        """Let the zygote import something, without waiting for it."""
        request: ZygoteRequest = {"import": list(libraries)}
        message = json.dumps(request).encode() + b"\n"
        with self._asking:
            self._send(message, ())
            self._unread += 1

    def _send(self, message: bytes, descriptors: Sequence[int]) -> None:
        try:
            self._channel.settimeout(SEND_TIMEOUT)
            sent = socket.send_fds(self._channel, [message], descriptors)
            self._channel.sendall(message[sent:])
        except (OSError, ValueError) as error:
            self._alive = False
            raise ForkServerError(f"the zygote takes no request: {error}") from error

    def _answer(self, limit: float = START_TIMEOUT) -> "ZygoteAnswer":
        try:
            self._channel.settimeout(limit)
            while b"\n" not in self._received and len(self._received) < _MAX_ANSWER:
                data = self._channel.recv(1 << 12)
                if not data:
                    break
                self._received += data
            line, _, self._received = self._received.partition(b"\n")  # more may have come
            answer = json.loads(line)
        except (OSError, ValueError) as error:
            self._alive = False
            raise ForkServerError(f"the zygote does not answer: {error}") from error
        return cast("ZygoteAnswer", answer) if isinstance(answer, dict) else {}

    def close(self) -> None:
        """End the zygote and all that it forked, and remove what they leave behind."""
        at_once, self._alive = not self._alive or not self._asked, False
        self._channel.close()
        if self._owner != os.getpid() or self._process is None:  # it is another process's
            return
        try:
            self._process.wait(0 if at_once else END_TIMEOUT)
        except subprocess.TimeoutExpired:
            _kill_tree(self._process.pid)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_TIMEOUT)
        self._run.remove()


def _kill_tree(pid: int) -> None:
    """Kill a process and its descendants: a box does not end its zygote by ending.

    It is stopped first, or it could still start what nobody would ever end: a box that is being
    made waits without end for the process that was making it. Such a one is in the same group.
    """
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        process.suspend()
        for one in [*process.children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)  # it leads a session of its own


atexit.register(ForkServer.close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=ForkServer.forget_all)


class _RunDirectory:
    """A private directory in the host's temporary one; locked as long as its process lives.

    Parameters
    ----------
    path : pathlib.Path, optional
        One that another process made and removes.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = None
        if path is not None:
            self.path = path
            return
        top = os.path.realpath(tempfile.gettempdir())
        _remove_old(top)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=top))
        self._lock = open(self.path / "lock", "w")  # noqa: SIM115 (kept open)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Remove it, if it is this process's."""
        if self._lock is not None:
            with contextlib.suppress(FileNotFoundError):
                remove_tree(str(self.path))
            self._lock.close()


def _remove_old(top: str) -> None:
    """Remove the directories of this user's processes that were killed."""
    for path in Path(top).glob(f"{_PREFIX}*/lock"):
        with contextlib.suppress(OSError):
            if path.stat().st_uid != os.getuid():
                continue
            with open(path, "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_tree(str(path.parent))
