"""A process that has the libraries and the shell in memory, and forks a process when asked to.

It never runs a student's code and holds no secret: what it imports and reads is all that one
process shares with the next. It has one thread. Each process that it forks has a keeper between it
and the zygote, and both talk with whoever asked for them, so that nothing they do can hold the
zygote up. It ends, with all that it forked, when the socket by which it was started closes.
"""

import contextlib
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Unpack

from nbseal.confinement import linux, mechanism, seccomp
from nbseal.execution.keeper import Keeper
from nbseal.execution.process import load, run_cells, share

if TYPE_CHECKING:
    from nbseal.execution.messages import ForkRequest, ProcessState, ZygoteAnswer, ZygoteRequest

MOST_DESCRIPTORS = 16  # with one request
FORKS_BEFORE_LARGE_PAGES = 8  # the time that large pages take comes back in some ten submissions


class Zygote:
    """Answers requests until the first socket closes.

    Parameters
    ----------
    channel : socket.socket
        Of whoever started this process. A request is one line of JSON:

        - ``{"import": [what `prepare` takes]}``: answered by a line, ``{}`` or
          ``{"error": "..."}``, when they are imported and read;
        - ``{"attach": true}`` with a socket: requests may come by that one, too;
        - ``{"fork": {"env", "cwd", "directory", "plan", "serve", "fds"}}``, with the keeper's
          socket, the process's, and one descriptor for each name in ``fds``: not answered here,
          as the keeper says what comes of it;
        - ``{"kill": number}``: kill the keeper that said that it has this number.
    """

    def __init__(self, channel: socket.socket) -> None:
        self._first = channel
        self._received: dict[socket.socket, tuple[bytes, list[int]]] = {}
        self._keepers: set[int] = set()
        self._forks = 0  # since something was imported
        self._selector = selectors.DefaultSelector()
        self._listen(channel)

    def _listen(self, channel: socket.socket) -> None:
        self._received[channel] = (b"", [])
        self._selector.register(channel, selectors.EVENT_READ)

    def serve(self) -> None:
        """Serve; then end all that was forked."""
        # Should a keeper be killed, what it kept becomes the zygote's.
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        ended, wake = socket.socketpair()
        ended.setblocking(False)
        wake.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(ended, selectors.EVENT_READ)
        while self._first in self._received:
            for key, _ in self._selector.select():
                if key.fileobj is ended:
                    with contextlib.suppress(BlockingIOError):
                        ended.recv(1 << 12)
                    self._reap()
                elif key.fileobj in self._received:
                    self._receive(key.fileobj)
        for pid in self._keepers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)  # it ends what it keeps, and cleans up
        for pid in self._keepers:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)

    def _receive(self, channel: socket.socket) -> None:
        """Take in what was sent, and do each complete request."""
        received, descriptors = self._received[channel]
        try:
            data, more, _, _ = socket.recv_fds(channel, 1 << 16, MOST_DESCRIPTORS)
        except OSError:
            data, more = b"", []
        if not data:
            self._selector.unregister(channel)
            del self._received[channel]
            channel.close()
            return
        for descriptor in more:
            os.set_inheritable(descriptor, False)
        descriptors += more
        *lines, rest = (received + data).split(b"\n")
        for line in lines:
            own: list[int] = []
            try:
                request: ZygoteRequest = json.loads(line)
                # Several requests may come at once: each takes those that were sent with it.
                number = _descriptors_of(request)
                own, descriptors = descriptors[:number], descriptors[number:]
                answer = self._do(request, own)
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            finally:
                for descriptor in own:
                    with contextlib.suppress(OSError):
                        os.close(descriptor)
            if answer is not None:
                with contextlib.suppress(OSError):
                    channel.sendall(json.dumps(answer).encode() + b"\n")
        self._received[channel] = (rest, descriptors)

    def _do(self, request: "ZygoteRequest", descriptors: list[int]) -> "ZygoteAnswer | None":
        if "fork" in request:
            self._fork(request["fork"], descriptors)
            return None
        if "attach" in request:
            self._listen(socket.socket(fileno=descriptors.pop(0)))
            return None
        if "kill" in request:
            if request["kill"] in self._keepers:
                os.kill(request["kill"], signal.SIGKILL)
            return None
        share(request["import"])
        self._forks = 0
        return {}

    def _fork(self, request: "ForkRequest", descriptors: list[int]) -> None:
        """Fork a keeper, which forks the process."""
        keeper, cells, *others = descriptors
        try:
            if request["serve"]:
                importlib.import_module(request["serve"])
            pid = os.fork()
        except Exception as error:
            _tell(keeper, error=f"{type(error).__name__}: {error}")
            return
        if pid:
            self._keepers.add(pid)
            self._forks += 1
            if self._forks == FORKS_BEFORE_LARGE_PAGES:
                linux.use_large_pages()
            return
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.setsid()
            fds = dict(zip(request["fds"], others, strict=True))
            _close_all_but(2, keeper, cells, *others)
            channel = socket.socket(fileno=keeper)
            _tell(keeper, pid=os.getpid())

            def become(ready: socket.socket, is_ready: Callable[[], None]) -> None:
                _become(request, cells, fds, ready, is_ready)

            Keeper(channel, request["directory"], request["plan"], become, cells, *others).run()
            status = 0
        except BaseException:
            _tell(keeper, error=traceback.format_exc())
        finally:
            os._exit(status)

    def _reap(self) -> None:
        """Take note of keepers that ended; kill what one that was killed leaves behind."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            was_keeper = pid in self._keepers
            self._keepers.discard(pid)
            if was_keeper and os.waitstatus_to_exitcode(status) < 0:
                self._end_strays()

    def _end_strays(self) -> None:
        """Kill the processes of a keeper that is gone."""
        while True:
            with open(f"/proc/self/task/{os.getpid()}/children") as file:
                strays = set(map(int, file.read().split())) - self._keepers
            if not strays:
                return
            for pid in strays:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _descriptors_of(request: "ZygoteRequest") -> int:
    """Return how many descriptors come with a request."""
    if "fork" in request:
        return 2 + len(request["fork"]["fds"])
    return int("attach" in request)


def _tell(descriptor: int, **message: "Unpack[ProcessState]") -> None:
    with contextlib.suppress(OSError):
        os.write(descriptor, json.dumps(message).encode() + b"\n")


def _close_all_but(*kept: int) -> None:
    """Close all descriptors but some; the standard ones become the null device."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            with contextlib.suppress(OSError):
                os.close(int(name))
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        if descriptor not in kept:
            os.dup2(null, descriptor)
    os.set_inheritable(null, True)  # where it is one of the three
    if null > 2:
        os.close(null)


def _become(
    request: "ForkRequest",
    cells: int,
    fds: dict[str, int],
    ready: socket.socket,
    is_ready: Callable[[], None],
) -> None:
    """Make the forked child what a freshly started process would be, and run cells."""
    os.setsid()
    _close_all_but(ready.fileno(), cells, *fds.values())
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request["env"])
    directory, plan = request["directory"], request["plan"]
    if plan is None:
        os.chdir(request["cwd"])
    else:
        os.environ.update(mechanism.own_environment(directory))
        mechanism.enter_box(directory)
    if plan is not None:
        listener = mechanism.confine(directory, plan)
        seccomp.forbid_connections()
        socket.send_fds(ready, [b"\n"], [listener])
        os.close(listener)
    run_cells(socket.socket(fileno=cells), request["serve"], fds, is_ready)


def main() -> None:
    """Import the libraries and serve; the channel is the descriptor named in the arguments."""
    load()
    share(())
    Zygote(socket.socket(fileno=int(sys.argv[1]))).serve()
    os._exit(0)  # to take apart all that was imported takes a while


if __name__ == "__main__":
    main()
