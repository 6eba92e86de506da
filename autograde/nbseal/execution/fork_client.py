"""The side of the fork server that asks: one server a process and way of confining."""

import atexit
import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import ClassVar

from nbseal.errors import ForkServerError
from nbseal.execution.trees import remove_tree

if sys.platform != "win32":
    import fcntl

START_TIMEOUT = 120  # seconds for the libraries' import on a busy machine
END_TIMEOUT = 10  # seconds for the kernels to be ended
_PREFIX = "nbseal-kernels-"
_LONGEST_RUN = 60  # characters of the run directory: a socket's path has at most 107


class ForkServer:
    """A fork server of this process, started when it is first needed.

    Parameters
    ----------
    isolation : nbseal.confinement.policy.Isolation, optional
        Whose box the server is put into. None: no box, and this process's environment.
    """

    _servers: ClassVar[dict[str | None, "ForkServer"]] = {}  # by the way they are confined
    _lock = threading.Lock()

    def __init__(self, isolation=None):
        self._owner = os.getpid()
        self._asking = threading.Lock()
        self._numbers = itertools.count(1)
        self._channel, theirs = socket.socketpair()
        self._run = _RunDirectory()
        self._alive = True
        self._imported = set()
        confined = isolation is not None and isolation.required
        variables = {**os.environ, "PYTHONHASHSEED": "0"}
        box = []
        if confined:
            variables = isolation.environment(os.environ)
            variables["HOME"] = str(self._run.path)
            box = isolation.box(str(self._run.path))
        home = self._run.path / "server"  # empty, so that nothing there is imported
        home.mkdir()
        program = [sys.executable, *(["-s"] if confined else [])]
        try:
            with theirs:
                self._process = subprocess.Popen(
                    [*box, *program, "-m", "nbseal.execution.fork_server", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    cwd=home,
                    env=variables,
                    start_new_session=True,
                )
                theirs.close()
                self._channel.settimeout(START_TIMEOUT)
                self._lines = self._channel.makefile("r", encoding="utf-8")
                self.ask({})  # returns when the libraries are imported
        except BaseException:
            self.close()
            raise

    @classmethod
    def get(cls, isolation=None, libraries=()):
        """Return the running server for a way of confining; start one where there is none.

        Parameters
        ----------
        isolation : nbseal.confinement.policy.Isolation, optional
        libraries : iterable of str
            What its kernels need in memory: ``"module"`` or ``"module:function"``.
        """
        key = None
        if isolation is not None and isolation.required:
            isolation.check()
            key = json.dumps([isolation.box(""), sorted(isolation.environment(os.environ).items())])
        with cls._lock:
            server = cls._servers.get(key)
            if server is None or not server.running:
                if server is not None:
                    server.close()
                server = cls._servers[key] = cls(isolation)
            server._import(libraries)
            return server

    @classmethod
    def close_all(cls):
        """End all servers of this process."""
        with cls._lock:
            while cls._servers:
                cls._servers.popitem()[1].close()

    @property
    def pid(self):
        """Of the server's process, or of the box that it runs in."""
        return self._process.pid

    @property
    def running(self):
        """Whether the server can be asked."""
        return self._alive and self._owner == os.getpid() and self._process.poll() is None

    def new_directory(self):
        """Make a directory for one kernel and return its path."""
        path = self._run.path / str(next(self._numbers))
        path.mkdir(mode=0o700)
        return str(path)

    def ask(self, request, descriptors=()):
        """Send a request and return the answer.

        Raises
        ------
        ForkServerError
            If the server is gone, or answers with an error.
        """
        if self._process.poll() is not None:
            self.close()  # what is left of it ends with its channel
            raise ForkServerError("the fork server has ended")
        message = json.dumps(request).encode() + b"\n"
        try:
            with self._asking:
                sent = socket.send_fds(self._channel, [message], descriptors)
                self._channel.sendall(message[sent:])
                line = self._lines.readline()
        except (OSError, ValueError) as error:
            self._alive = False
            raise ForkServerError(f"the fork server does not answer: {error}") from error
        if not line:
            self._alive = False
            raise ForkServerError("the fork server has ended")
        answer = json.loads(line)
        if answer.get("error") and "reason" not in answer:
            raise ForkServerError(answer["error"])
        return answer

    def _import(self, libraries):
        """Let the server import what it has not yet."""
        missing = [name for name in libraries if name not in self._imported]
        if missing:
            self.ask({"import": missing})
            self._imported.update(missing)

    def close(self):
        """End the server and its kernels, and remove what they leave behind."""
        self._alive = False
        with contextlib.suppress(OSError, ValueError, AttributeError):
            self._lines.close()
        self._channel.close()
        if self._owner != os.getpid():  # a forked copy of the process that has the server
            return
        with contextlib.suppress(AttributeError):  # it was never started
            try:
                self._process.wait(END_TIMEOUT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._run.remove()


atexit.register(ForkServer.close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=ForkServer.close_all)


class _RunDirectory:
    """A private directory in the host's temporary one; locked as long as its process lives."""

    def __init__(self):
        top = tempfile.gettempdir()
        if len(top) > _LONGEST_RUN - 28:
            top = "/tmp"
        _remove_old(top)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=os.path.realpath(top)))
        self._lock = open(self.path / "lock", "w")  # noqa: SIM115 (kept open)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self):
        with contextlib.suppress(FileNotFoundError):
            remove_tree(str(self.path))
        self._lock.close()


def _remove_old(top):
    """Remove the directories of this user's processes that were killed."""
    for path in Path(top).glob(f"{_PREFIX}*/lock"):
        with contextlib.suppress(OSError):
            if path.stat().st_uid != os.getuid():
                continue
            with open(path, "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_tree(str(path.parent))


class ForkedProcess:
    """A forked kernel, with what `LocalProvisioner` uses of `subprocess.Popen`.

    Parameters
    ----------
    server : ForkServer
    argv : list of str
    directory : str
        The kernel's own, from `ForkServer.new_directory`.
    cwd, env : str, dict
        For a kernel that is not confined; a confined one works in its own directory.
    plan : dict, optional
        From `Isolation.plan`.
    serve : str, optional
        A module whose ``install(app, fds)`` is called in the kernel when its
        `ipykernel.kernelapp.IPKernelApp` is initialised and before it starts.
    fds : dict of str to int, optional
        Descriptors of this process that the kernel gets too; ``install`` is told theirs by name.
    """

    stdin = stdout = stderr = None

    def __init__(self, server, argv, directory, cwd, env, plan=None, serve=None, fds=None):
        self._server = server
        self.returncode = None
        #: How the kernel ended: "memory", "processes", "disk" or "time" for the limit it broke,
        #: "exit N", "signal N", or "server" where the fork server ended. None while it runs.
        self.end_reason = None
        #: The most memory in bytes that a confined kernel took beyond the libraries, as its keeper
        #: saw it every 0.05 s, pages that its processes share counted for each. None while it runs.
        self.peak_memory = None
        fds = fds or {}
        request = {
            "argv": argv,
            "directory": directory,
            "cwd": cwd,
            "env": env,
            "plan": plan,
            "serve": serve,
            "fds": list(fds),
        }
        answer = server.ask({"fork": request}, list(fds.values()))
        self._number = answer["kernel"]
        #: Of the process that keeps the kernel, as the server knows it.
        self.pid = answer["pid"]

    def is_ready(self):
        """Tell whether the kernel listens on its sockets.

        Raises
        ------
        ForkServerError
            If it failed before it did.
        """
        state = self._ask()
        if state["error"]:
            raise ForkServerError(f"the kernel could not start:\n{state['error']}")
        if self.returncode is not None and not state["ready"]:
            raise ForkServerError(f"the kernel could not start: {self.end_reason}")
        return state["ready"]

    def _ask(self):
        try:
            state = self._server.ask({"poll": self._number})
        except ForkServerError:
            # A kernel never outlives its server.
            state = {"ready": True, "error": None, "reason": "server"}
            state |= {"status": -signal.SIGKILL, "peak": None}
        self.end_reason, self.returncode = state["reason"], state["status"]
        self.peak_memory = state["peak"]
        return state

    def poll(self):
        """Return the exit status, or None while the kernel runs."""
        if self.returncode is None:
            self._ask()
        return self.returncode

    def wait(self, timeout=None):
        """Wait until the kernel has ended; return its exit status."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, number):
        """Send a signal to the kernel and the processes in its group, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ForkServerError):
                self._server.ask({"signal": [self._number, int(number)]})

    def terminate(self):
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End the kernel and all its processes."""
        self.send_signal(signal.SIGKILL)
