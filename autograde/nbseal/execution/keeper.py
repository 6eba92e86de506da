"""The process that keeps one kernel: watches its limits, ends it, and leaves nothing behind.

A keeper is forked from the zygote and forks the kernel; whatever the kernel starts stays the
keeper's descendant. It talks with whoever asked for the kernel over one socket: single bytes,
signal numbers, come in; lines of JSON go out. Where the socket closes, or the zygote ends, the
kernel ends.
"""

import contextlib
import json
import os
import re
import select
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, NoReturn, Unpack

from nbseal.confinement import linux, mechanism, seccomp
from nbseal.confinement.mechanism import Plan
from nbseal.execution.trees import remove_tree

if TYPE_CHECKING:
    from nbseal.execution.messages import ProcessState

INTERVAL = 0.05  # seconds between two looks at the kernel's processes
SETTLED = 1.0  # seconds after which a process that was approved is among those that are found
_FOUND_EVERY = 20  # looks, at least
_DELETED_EVERY = 10  # looks; files that are deleted but still mapped take a slow search
_LONGEST_PATH = 3500  # characters; Linux takes 4096
_COUNTED = re.compile(rb"^(Threads|RssAnon|RssShmem):\s*(\d+)", re.MULTILINE)
_SMALLEST_FILE = 4096  # bytes that a file costs, empty or not


#: Why a kernel ended, and its exit status, negative for a signal.
_End = tuple[str, int]
#: By the descriptor that has something to say: what to do about it.
_Handlers = dict[int, Callable[[], "_End | None"]]


class _Exact(NamedTuple):
    """A kernel's memory, and the machine's free memory then, in bytes."""

    used: int
    available: int
    good_until: float


class Keeper:
    """Forks one kernel and keeps it.

    Parameters
    ----------
    channel : socket.socket
        To whoever asked for the kernel.
    directory : str
        The kernel's directory.
    plan : dict or None
        What `Isolation.plan` gives; None for a kernel without limits.
    become_kernel : callable
        Runs the kernel; called with a socket to the keeper, and a function that says once that
        the kernel is ready.
    *passed : int
        Descriptors that are the kernel's alone.
    """

    def __init__(
        self,
        channel: socket.socket,
        directory: str,
        plan: Plan | None,
        become_kernel: Callable[[socket.socket, Callable[[], None]], object],
        *passed: int,
    ) -> None:
        self._channel = channel
        self._directory = directory
        self._plan = plan
        self._become_kernel = become_kernel
        self._passed = passed
        self._namespaces = plan is not None and plan["namespaces"]
        self._looks = 0
        self._limited = False
        self._listener: int | None = None
        self._exact: _Exact | None = None
        self._kernel: int | None = None
        self._peak = 0
        self._alone: list[int] | None = None  # the kernel, where it has started no process
        self._approved = float("-inf")

    def run(self) -> None:
        """Keep the kernel until its end; report how it ended."""
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        signal.signal(signal.SIGTERM, _end)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)
        self._ready, ready = socket.socketpair()
        self._started = time.monotonic()
        if self._namespaces:
            self._fork_init(ready)
        else:
            if self._plan is not None:
                mechanism.make_box(self._directory)
            self._child = self._kernel = os.fork()
            if self._child == 0:
                self._be_kernel(ready)
        ready.close()
        self._close_passed()
        reason: str | None = None
        status: int = -signal.SIGKILL
        try:
            reason, status = self._watch()
        except _EndedError:
            reason = "server"
        finally:
            self._end_all()
            self._clean()
        self._tell(reason=reason, status=status, peak=self._peak if self._limited else None)

    def _close_passed(self) -> None:
        for descriptor in self._passed:
            os.close(descriptor)

    def _fork_init(self, ready: socket.socket) -> None:
        """Fork the first process of new namespaces, which forks the kernel when told to."""
        linux.enter_namespaces(own_user=self._namespaces == "user")
        self._status, status = os.pipe()
        told, tell = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(tell)
            os.close(self._status)
            self._be_init(ready, status, told)
        os.close(status)
        os.close(told)
        # Its first child is the kernel: known here by another number than inside.
        with open(self._status, "rb", buffering=0, closefd=False) as pipe:
            pipe.read(1)
        children = _children(self._child)
        self._kernel = children[0] if children else None
        with contextlib.suppress(BrokenPipeError):  # it has said why it ended
            os.write(tell, b"g")
        os.close(tell)

    def _be_init(self, ready: socket.socket, status: int, told: int) -> NoReturn:
        """Be the first process of a process namespace: with it, all its processes end."""
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
            self._channel.close()
            assert self._plan is not None  # which says that there are namespaces
            mechanism.enter_own_mounts(self._directory, self._plan)
            kernel = os.fork()
            if kernel == 0:
                os.close(status)
                os.read(told, 1)
                self._be_kernel(ready)
            linux.prctl(linux.PR_SET_DUMPABLE, 0)
            ready.close()
            self._close_passed()
            os.write(status, b"f")
            while True:
                pid, result = os.wait()
                if pid == kernel:
                    break
            os.write(status, str(os.waitstatus_to_exitcode(result)).encode())
            code = 0
        except BaseException:
            _say(ready, error=traceback.format_exc())
        finally:
            os._exit(code)

    def _be_kernel(self, ready: socket.socket) -> NoReturn:
        """Run the kernel; what goes wrong before it is ready is said to the keeper."""
        status, waiting = 1, True

        def is_ready() -> None:
            nonlocal waiting
            _say(ready, ready=True)
            ready.close()
            waiting = False

        try:
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
            self._become_kernel(ready, is_ready)
            status = 0
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:
            if waiting:
                _say(ready, error=traceback.format_exc())
        finally:
            os._exit(status)

    def _watch(self) -> _End:
        """Wait for the kernel's end; return the reason and the status."""
        ended = self._status if self._namespaces else os.pidfd_open(self._child)
        handlers: _Handlers = {
            self._channel.fileno(): self._obey,
            self._ready.fileno(): lambda: self._hear(handlers),
            ended: self._how_it_ended,
        }
        look = None
        while True:
            timeout = None
            if self._limited:
                now = time.monotonic()
                if look is None or now >= look:
                    breach = self._breach()
                    if breach:
                        return breach, -signal.SIGKILL
                    look = time.monotonic() + INTERVAL
                timeout = max(look - now, 0)
            for source in select.select(list(handlers), (), (), timeout)[0]:
                if source in handlers:
                    end = handlers[source]()
                    if end is not None:
                        return end

    def _hear(self, handlers: _Handlers) -> None:
        """Take in what the kernel says while it starts."""
        try:
            message, listeners, _, _ = socket.recv_fds(self._ready, 1 << 16, 1)
        except ConnectionError:
            message, listeners = b"", []
        for listener in listeners:
            self._listener = listener
            handlers[listener] = self._judge_request
        if not message:
            del handlers[self._ready.fileno()]
        elif message.strip():
            if self._plan is not None:
                self._baseline = self._measure()
                self._tasks = self._baseline[0]
                self._limited = True
            self._channel.sendall(message.lstrip())

    def _obey(self) -> _End | None:
        """Send the kernel the signals that are asked for."""
        numbers = self._channel.recv(64)
        if not numbers:
            return "server", -signal.SIGKILL
        for number in numbers:
            if number == signal.SIGKILL:
                return "signal 9", -signal.SIGKILL
            self._signal(number)
        return None

    def _judge_request(self) -> _End | None:
        """Approve a new process or thread, or end a kernel that has too many."""
        assert self._listener is not None  # by which the request came
        request = seccomp.next_request(self._listener)
        if request is None:
            return None
        if self._limited:
            self._tasks += 1
            if self._too_many():
                self._tasks = self._measure()[0] + 1  # some may have ended since
                if self._too_many():
                    return "processes", -signal.SIGKILL
        self._approved = time.monotonic()
        seccomp.approve(self._listener, request)
        return None

    def _too_many(self) -> bool:
        return self._plan is not None and self._tasks - self._baseline[0] > self._plan["processes"]

    def _signal(self, number: int) -> None:
        """Send a signal to the kernel's process group, as a terminal would."""
        if self._kernel is None:  # it ended at once, which the status will say
            return
        with contextlib.suppress(OSError):
            try:
                os.killpg(self._kernel, number)
            except ProcessLookupError:
                os.kill(self._kernel, number)

    def _how_it_ended(self) -> _End:
        status = -signal.SIGKILL  # where even the first process of the namespace was killed
        if self._namespaces:
            text = os.read(self._status, 64)
            if text:
                status = int(text)
        else:
            os.waitid(os.P_PID, self._child, os.WEXITED | os.WNOWAIT)
            status = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])
        return (f"exit {status}" if status >= 0 else f"signal {-status}"), status

    # What the kernel uses

    def _processes(self) -> list[int]:
        """Return the kernel's processes: all descendants of the keeper but the namespace's init."""
        return list(_descendants(self._child if self._namespaces else os.getpid()))

    def _looked_at(self) -> list[int]:
        """Return the kernel's processes, found anew where there may be another, and at times.

        Where seccomp asks the keeper, none can begin without its approval: one that was alone a
        while after the last still is.
        """
        recent = self._listener is None or time.monotonic() < self._approved + SETTLED
        if self._alone is None or recent or self._looks % _FOUND_EVERY == 0:
            found = self._processes()
            self._alone = found if found == [self._kernel] else None
            return found
        return self._alone

    def _measure(self) -> tuple[int, int]:
        """Return the number of tasks and the bytes of memory in use."""
        tasks = memory = 0
        for pid in self._looked_at():
            values = _status(pid)
            tasks += values.get("Threads", 0)
            memory += 1024 * (values.get("RssAnon", 0) + values.get("RssShmem", 0))
        return tasks, memory

    def _breach(self) -> str | None:
        """Return which limit is broken, if any."""
        plan = self._plan
        assert plan is not None  # else nothing is looked for
        self._looks += 1
        if plan["time"] and time.monotonic() - self._started > plan["time"]:
            return "time"
        self._tasks, memory = self._measure()
        self._peak = max(self._peak, memory - self._baseline[1])
        if self._too_many():
            return "processes"
        if memory - self._baseline[1] > plan["memory"] and self._is_over(plan["memory"]):
            return "memory"
        if not self._namespaces and self._disk_usage() > plan["disk"]:
            return "disk"
        return None

    def _is_over(self, limit: int) -> bool:
        """Tell whether the memory is over the limit, pages shared by processes counted once.

        The exact sum takes Linux some 0.04 s a process: it is made anew when a tenth of the time
        would go to it, or when the machine's free memory fell by as much as was left.
        """
        available, now = _available_memory(), time.monotonic()
        known = self._exact
        if known and now < known.good_until and known.available - available < limit - known.used:
            return False
        used = sum(_proportional_memory(pid) for pid in self._processes())
        took = time.monotonic() - now
        self._exact = _Exact(used, available, good_until=now + 10 * took)
        return used > limit

    def _disk_usage(self) -> float:
        """Return the bytes in the box, deleted files that are still open or mapped included."""
        box = os.path.join(self._directory, "box")
        used = _sizes(box)
        total = sum(used.values())
        device = os.stat(box).st_dev
        slow = self._looks % _DELETED_EVERY == 0
        for pid in self._processes():
            total += sum(_deleted_files(pid, device, used, slow))
        return total

    # The end

    def _end_all(self) -> None:
        """Kill every process of the kernel and wait until none is left."""
        if self._listener is not None:
            os.close(self._listener)  # from now on none can be started
        if self._namespaces:
            os.kill(self._child, signal.SIGKILL)  # with the first process of a namespace go all
        while True:
            for pid in self._processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                return
            time.sleep(0.001)

    def _clean(self) -> None:
        """Remove the kernel's directory."""
        with contextlib.suppress(OSError):
            remove_tree(self._directory)

    def _tell(self, **message: "Unpack[ProcessState]") -> None:
        with contextlib.suppress(OSError):
            self._channel.sendall(json.dumps(message).encode() + b"\n")


class _EndedError(Exception):
    """The zygote is gone, or ends."""


def _end(*_: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _EndedError


def _say(to: socket.socket, **message: "Unpack[ProcessState]") -> None:
    with contextlib.suppress(OSError):
        to.sendall(json.dumps(message).encode() + b"\n")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{task}/children") as file:
                found += map(int, file.read().split())
    return found


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _status(pid: int) -> dict[str, int]:
    """Return the numbers in a process's status, by name."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status", "rb", buffering=0) as file:
        return {name.decode(): int(value) for name, value in _COUNTED.findall(file.read())}
    return {}


def _available_memory() -> int:
    with open("/proc/meminfo") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith("MemAvailable"))


def _proportional_memory(pid: int) -> int:
    """Return a process's memory in bytes, each page divided by the number of its users."""
    total = 0
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith(("Pss_Anon", "Pss_Shmem")):
                total += 1024 * int(line.split()[1])
    return total


def _sizes(top: str) -> dict[int | None, float]:
    """Return the sizes on disk of all below a folder, by inode."""
    sizes: dict[int | None, float] = {}
    folders = [top]
    while folders:
        folder = folders.pop()
        if len(folder) > _LONGEST_PATH:
            sizes[None] = float("inf")  # what cannot be reached cannot be counted
            continue
        try:
            entries = list(os.scandir(folder))
        except PermissionError:
            os.chmod(folder, 0o700)
            folders.append(folder)
            continue
        except OSError:
            continue
        for entry in entries:
            with contextlib.suppress(OSError):
                found = entry.stat(follow_symlinks=False)
                sizes[found.st_ino] = max(found.st_blocks * 512, _SMALLEST_FILE)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
    return sizes


def _deleted_files(
    pid: int, device: int, known: dict[int | None, float], mapped_too: bool
) -> Iterator[int]:
    """Yield the sizes of files on a device that a process holds but that have no name."""
    with contextlib.suppress(OSError):
        for name in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                found = os.stat(f"/proc/{pid}/fd/{name}")
                if found.st_nlink == 0 and found.st_dev == device and found.st_ino not in known:
                    known[found.st_ino] = size = found.st_blocks * 512
                    yield size
    if not mapped_too:
        return
    with contextlib.suppress(OSError), open(f"/proc/{pid}/maps") as file:
        for line in file:
            if "(deleted)" not in line:
                continue
            span, _, _, number, inode = line.split()[:5]
            major, minor = (int(part, 16) for part in number.split(":"))
            if os.makedev(major, minor) == device and int(inode) not in known:
                first, last = (int(part, 16) for part in span.split("-"))
                known[int(inode)] = last - first
                yield last - first
