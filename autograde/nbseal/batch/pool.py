"""Worker processes on this machine, and the watchdog above them.

Each runs one submission at a time. One that is not back some seconds after its submission's limit
is ended, with all that it started, and replaced; so is one that ended by itself. Nothing here waits
for a worker without a limit.
"""

import collections
import contextlib
import dataclasses
import os
import pickle
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from typing import Any

from traitlets.config import Config
from traitlets.utils.importstring import import_item

from nbseal.batch.task import Outcome, Task, run
from nbseal.errors import ForkServerError, OverdueError, UnfitWorkerError, WorkerEndedError
from nbseal.execution.server import START_TIMEOUT, ForkServer

LIVES = 2  # workers that a submission may take down with it
PING_LIMIT = 5.0  # seconds for the zygote to answer a worker that replaces one which was overdue
SPARE = 10.0  # seconds beyond its limit, after which a submission's worker is ended
READY_LIMIT = START_TIMEOUT + 60.0  # seconds until a worker has to begin with what it was given
TASKS_AHEAD = 1  # that wait in a worker, so that it never waits for the main process
_LENGTH = struct.Struct("!Q")
_CHUNK = 1 << 18


class Pool:
    """Some worker processes.

    Parameters
    ----------
    preprocessors, settings
        As in `nbseal.batch.task.Task`.
    size : int
        How many workers there are.
    code : iterable of str
        Cells such as the submissions have: what they need is imported meanwhile.
    """

    def __init__(
        self,
        preprocessors: tuple[str, ...],
        settings: dict[str, Any],
        size: int,
        code: Iterable[str] = (),
    ) -> None:
        self._about = (preprocessors, settings)
        self._size = size
        self._workers: list[_Worker] = []
        self._limit = 600.0
        self._isolation: Any = None
        self._forks = False
        for name in preprocessors:
            preprocessor = import_item(name)(config=Config(settings))
            if hasattr(preprocessor, "notebook_timeout"):
                self._limit = preprocessor.notebook_timeout
                self._isolation = preprocessor.isolation
                self._forks = preprocessor.fork
                libraries = self._isolation.course.preloaded(code)
        if self._forks:
            with contextlib.suppress(ForkServerError):  # which the first submission meets again
                ForkServer.begin(self._isolation).load_soon(libraries)

    def start(self) -> None:
        """Start the workers; best while this process has one thread, as they can be forked then."""
        while len(self._workers) < self._size:
            self._workers.append(self._new_worker())

    def close(self) -> None:
        """End the workers, and all that they started."""
        while self._workers:
            self._workers.pop().end()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | Exception]]:
        """Run tasks, few of which are taken in advance.

        Yields
        ------
        Task
        Outcome or Exception
            What came of it, or the exception that kept it from being graded.

        Raises
        ------
        UnfitWorkerError
            If this machine cannot confine a student's code.
        """
        self.start()
        tasks = iter(tasks)
        again: collections.deque[Task] = collections.deque()
        lost: collections.Counter[str] = collections.Counter()
        exhausted = False
        while True:
            while again or not exhausted:
                worker = min(self._workers, key=lambda worker: len(worker.tasks))
                if len(worker.tasks) > TASKS_AHEAD:
                    break
                task = again.popleft() if again else next(tasks, None)
                if task is None:
                    exhausted = True
                else:
                    worker.give(task, self._limit)
            if not any(worker.tasks for worker in self._workers):
                return
            self._wait()
            for number, worker in enumerate(self._workers):
                while worker.outcomes:
                    task, outcome = worker.outcomes.popleft()
                    if isinstance(outcome, UnfitWorkerError):
                        raise outcome
                    yield task, outcome
                overdue = worker.overdue()
                if not worker.ended and not overdue:
                    continue
                worker.end()
                is_lost = overdue and not self._zygote_answers()
                self._workers[number] = self._new_worker(PING_LIMIT if overdue else None)
                if not worker.tasks:
                    continue
                task, *others = worker.tasks
                again.extend(others)
                lost[task.student] += 1
                if is_lost and lost[task.student] < LIVES:  # no student's code reaches the zygote
                    again.append(task)
                    continue
                if overdue:
                    error: Exception = OverdueError(
                        f"it was not back {SPARE:g} s after its limit: its processes were ended"
                    )
                elif lost[task.student] < LIVES:
                    again.append(dataclasses.replace(task, spent=task.spent + worker.spent()))
                    continue
                else:
                    error = WorkerEndedError(f"its worker ended {LIVES} times while running it")
                error.log = list(worker.log)  # type: ignore[attr-defined]
                yield task, error

    def _zygote_answers(self) -> bool:
        """Tell whether what forks the submissions' processes still does."""
        if not self._forks:
            return True
        try:
            return ForkServer.begin(self._isolation).answers(PING_LIMIT)
        except ForkServerError:
            return False

    def _new_worker(self, ping: float | None = None) -> "_Worker":
        zygote = None
        if self._forks:
            with contextlib.suppress(ForkServerError):  # the worker then makes one of its own
                zygote = ForkServer.begin(self._isolation)
        return _Worker((*self._about, ping), zygote, self._workers)

    def _wait(self) -> None:
        """Wait until a worker has something to say, or is overdue."""
        now = time.monotonic()
        left = min(worker.deadline for worker in self._workers) - now
        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                events = selectors.EVENT_READ | (selectors.EVENT_WRITE if worker.to_send else 0)
                selector.register(worker.channel, events, worker)
            for key, events in selector.select(max(0.0, min(left, 60.0))):
                if events & selectors.EVENT_WRITE:
                    key.data.send()
                if events & selectors.EVENT_READ:
                    key.data.receive()


class _Worker:
    """A worker process as the main process sees it."""

    def __init__(self, about: Any, zygote: ForkServer | None, others: "list[_Worker]") -> None:
        self.tasks: collections.deque[Task] = collections.deque()
        self.outcomes: collections.deque[tuple[Task, Any]] = collections.deque()
        self.log: list[tuple[int, str]] = []
        self.to_send = bytearray()
        self.deadline = float("inf")
        self.ended = False
        self._begun = float("inf")
        self._limits: collections.deque[float] = collections.deque()
        self._pieces: list[bytes] = []
        self._size, self._wanted = 0, _LENGTH.size
        self._process: subprocess.Popen[bytes] | None = None
        self.channel, theirs = socket.socketpair()
        self.channel.setblocking(False)
        with contextlib.ExitStack() as stack:
            stack.enter_context(theirs)
            requests = None
            if zygote is not None:
                with contextlib.suppress(ForkServerError):
                    requests = stack.enter_context(zygote.attach())
            directory = zygote.directory if zygote is not None else ""
            if _one_thread():
                self.pid = os.fork()
                if self.pid == 0:
                    self.channel.close()
                    for other in others:
                        other.channel.close()
                    _be_worker(theirs, requests)
            else:
                descriptors = [sock.fileno() for sock in (theirs, requests) if sock is not None]
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "nbseal.batch.pool", *map(str, descriptors)],
                    pass_fds=descriptors,
                    stdin=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                )
                self.pid = self._process.pid
        self._say((*about, directory))

    def give(self, task: Task, limit: float) -> None:
        """Let it run a task after those that it has."""
        self.tasks.append(task)
        self._limits.append(limit)
        if len(self.tasks) == 1:
            self._await_begin()
        self._say(task)

    def overdue(self) -> bool:
        """Tell whether its task should have ended."""
        return time.monotonic() > self.deadline

    def spent(self) -> float:
        """Return the seconds that it has spent on its task."""
        return max(0.0, time.monotonic() - self._begun)

    def end(self) -> None:
        """End it, and by that all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        else:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        self.channel.close()

    def send(self) -> None:
        """Send what it takes now."""
        try:
            sent = self.channel.send(self.to_send[:_CHUNK])
        except BlockingIOError:
            return
        except OSError:
            self.ended = True
            self.to_send.clear()
            return
        del self.to_send[:sent]  # in a bytearray without copying what is left

    def receive(self) -> None:
        """Take in what it says."""
        try:
            data = self.channel.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.ended = True
            return
        self._pieces.append(data)
        self._size += len(data)
        while self._size >= self._wanted:
            received = b"".join(self._pieces)
            if self._wanted == _LENGTH.size:
                self._wanted += _LENGTH.unpack_from(received)[0]
            if self._size >= self._wanted:
                message = pickle.loads(received[_LENGTH.size : self._wanted])
                received = received[self._wanted :]
                self._wanted = _LENGTH.size
                self._take(*message)
            self._pieces, self._size = [received], len(received)
            if self._size < self._wanted:
                return

    def _take(self, kind: str, value: Any) -> None:
        if kind == "begun":
            self.log.clear()
            self._begun = time.monotonic()
            task = self.tasks[0]
            spent = task.spent if len(task.notebooks) == 1 else 0.0  # as `nbseal.batch.task` counts
            self.deadline = self._begun + value * self._limits[0] + SPARE - spent
        elif kind == "log":
            self.log.append(value)
        else:
            self._limits.popleft()
            self.outcomes.append((self.tasks.popleft(), value))
            self._await_begin()

    def _await_begin(self) -> None:
        self._begun = float("inf")
        self.deadline = time.monotonic() + READY_LIMIT if self.tasks else float("inf")

    def _say(self, value: Any) -> None:
        message = pickle.dumps(value)
        self.to_send += _LENGTH.pack(len(message)) + message
        self.send()


def _one_thread() -> bool:
    """Tell whether this process can be forked."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def _be_worker(channel: socket.socket, requests: socket.socket | None) -> None:
    """Run tasks in this process until the other side closes; never return."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if sys.platform == "linux":
            from nbseal.confinement import linux

            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        channel.setblocking(True)
        _work(channel, requests)
        status = 0
    except EOFError:
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        ForkServer.close_all()
        os._exit(status)


def _work(channel: socket.socket, requests: socket.socket | None) -> None:
    def say(kind: str, value: Any = None) -> None:
        message = pickle.dumps((kind, value))
        channel.sendall(_LENGTH.pack(len(message)) + message)

    preprocessors, settings, ping, directory = _receive(channel)
    runners = [import_item(name)(config=Config(settings)) for name in preprocessors]
    if requests is not None:
        isolation = next(r.isolation for r in runners if hasattr(r, "isolation"))
        server = ForkServer.attached(requests, directory)
        if ping is None or server.answers(ping):
            ForkServer.adopt(isolation, server)
    while True:
        task = _receive(channel)
        try:
            outcome: Any = run(task, say)
        except Exception as error:
            outcome = error
        say("outcome", outcome)


def _receive(channel: socket.socket) -> Any:
    (size,) = _LENGTH.unpack(_read(channel, _LENGTH.size))
    return pickle.loads(_read(channel, size))


def _read(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = channel.recv(min(_CHUNK, size - len(data)))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def main() -> None:
    """Be a worker: the arguments are the descriptors of its socket, and of the zygote's."""
    channel, *requests = (socket.socket(fileno=int(argument)) for argument in sys.argv[1:])
    _be_worker(channel, requests[0] if requests else None)


if __name__ == "__main__":
    main()
