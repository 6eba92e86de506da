"""Run cells in a process of their own and always come back: whatever it does, a cell ends.

Nothing that the process sends is trusted, and no call here waits without a limit.
"""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from nbformat import NotebookNode
from nbformat.v4 import new_output

from nbseal.confinement.policy import Isolation
from nbseal.errors import ForkServerError, FrameError, KernelEndedError
from nbseal.execution.frames import FrameReader, pack
from nbseal.execution.libraries import POPULAR
from nbseal.execution.outputs import Outputs
from nbseal.execution.server import ForkServer

if TYPE_CHECKING:
    from nbseal.execution.messages import (
        CellNews,
        CellRequest,
        ForkRequest,
        OrdinaryProcess,
        ProcessState,
    )

GRACE = 4.0  # seconds for an interrupted cell to end
START_LIMIT = 30.0  # seconds for a process to be forked, on a busy machine
ORDINARY_START_LIMIT = 180.0  # seconds for one that has to import the libraries
END_LIMIT = 10.0  # seconds for all processes of one to be ended
LOST = "lost"  # how a process ended whose keeper, or zygote, is gone: its cells are not the reason
_CHUNK = 1 << 18
_MAX_SAID = 1 << 20


def can_fork() -> bool:
    """Tell whether this machine can fork processes from a zygote."""
    return sys.platform == "linux"


class CellProcess:
    """A process that runs cells one after the other.

    Parameters
    ----------
    isolation : nbseal.confinement.policy.Isolation, optional
        How it is confined; None: not at all.
    serve : str, optional
        A module whose ``install(shell, fds)`` is called in the process before its first cell.
    fds : dict of str to int, optional
        Descriptors of this process that the other gets too, by names of the caller's choice;
        ``install`` gets a dict of the same names. They stay the caller's to close.
    libraries : iterable of str
        What it has in memory from the start: see `nbseal.execution.libraries.prepare`.
    output_limit : int
        Bytes of output of all cells together that are kept.
    fork : bool, optional
        Whether it is forked from a zygote; by default where that can be had.

    Raises
    ------
    nbseal.confinement.policy.IsolationError
        If this machine cannot confine a process as asked.

    Attributes
    ----------
    ended : str or None
        How the process ended (`KernelEndedError.reason`); None while it runs.
    seconds : float
        How long its cells ran.
    peak_memory : int or None
        The most memory in bytes that a confined process took beyond the libraries, as its keeper
        saw it every 0.05 s, pages that its processes share counted for each. None while it runs.
    """

    def __init__(
        self,
        isolation: Isolation | None = None,
        serve: str | None = None,
        fds: dict[str, int] | None = None,
        libraries: Iterable[str] = POPULAR,
        output_limit: int = 20 << 20,
        fork: bool | None = None,
    ) -> None:
        if isolation is not None:
            isolation.check()
        self._isolation = isolation
        self._serve = serve
        self._fds = fds or {}
        self._libraries = list(libraries)
        self._fork = can_fork() if fork is None else fork
        self._outputs = Outputs(output_limit)
        self._number = 0
        self._said = b""
        self._state: ProcessState = {}
        self._keeper: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._server: ForkServer | None = None
        self._waiting: memoryview | None = None
        self._reader = FrameReader()
        self._open = True  # whether its socket is
        self.directory: str | None = None
        self.ended: str | None = None
        self.seconds = 0.0
        self.peak_memory: int | None = None

    # The beginning

    def begin(self) -> None:
        """Let the process be started, without waiting for it.

        Raises
        ------
        ForkServerError
            If that cannot even begin.
        """
        self._keeper, keeper = socket.socketpair()
        self._channel, cells = socket.socketpair()
        self._channel.setblocking(False)
        self._keeper.setblocking(False)
        self._began = time.monotonic()
        with keeper, cells:
            if self._fork:
                self._begin_fork(keeper, cells)
            else:
                self._begin_ordinary(keeper, cells)

    def _begin_fork(self, keeper: socket.socket, cells: socket.socket) -> None:
        isolation = self._isolation
        plan = isolation.plan() if isolation is not None else None
        self._server = ForkServer.get(isolation, self._libraries)
        self._began = time.monotonic()
        self.directory = self._server.new_directory()
        request: ForkRequest = {
            "directory": self.directory,
            "cwd": os.getcwd(),
            "env": dict(os.environ)
            if isolation is None or plan is None
            else isolation.environment(os.environ),
            "plan": plan,
            "serve": self._serve,
            "fds": list(self._fds),
        }
        descriptors = [keeper.fileno(), cells.fileno(), *self._fds.values()]
        self._server.send({"fork": request}, descriptors)

    def _begin_ordinary(self, keeper: socket.socket, cells: socket.socket) -> None:
        """Start an ordinary process, which has no limits but those of time."""
        if self._isolation is not None and self._isolation.required:
            raise ForkServerError("only a forked process can be confined")
        about: OrdinaryProcess = {
            "keeper": keeper.fileno(),
            "cells": cells.fileno(),
            "serve": self._serve,
            "fds": self._fds,
            "libraries": self._libraries,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nbseal.execution.process", json.dumps(about)],
            pass_fds=[keeper.fileno(), cells.fileno(), *self._fds.values()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONHASHSEED": "0"},
            start_new_session=True,
        )

    def wait_ready(self) -> None:
        """Return when the process takes cells.

        Raises
        ------
        ForkServerError
            If it does not; the message says why.
        """
        limit = START_LIMIT if self._fork else ORDINARY_START_LIMIT
        deadline = self._began + limit
        while not self._state.get("ready"):
            left = deadline - time.monotonic()
            error = self._state.get("error")
            if error:
                self.kill("start")
                raise ForkServerError(f"the process could not start:\n{error}")
            if self.ended:
                raise ForkServerError(f"the process could not start: {self.ended}")
            if left <= 0:
                if self._server is not None and "pid" not in self._state:
                    self._server.give_up()
                self.kill("start")
                raise ForkServerError(f"the process did not start within {limit:g} s")
            self._wait(left, send=False)

    def start(self) -> None:
        """Start the process and wait until it takes cells."""
        self.begin()
        try:
            self.wait_ready()
        except BaseException:
            self.close()
            raise

    # Cells

    def run(
        self,
        cell: NotebookNode,
        limit: float,
        call: str | None = None,
        arguments: Sequence[Any] = (),
    ) -> bool:
        """Run a code cell; its outputs say what came of it.

        Parameters
        ----------
        cell : nbformat.NotebookNode
            Gets outputs and an execution count.
        limit : float
            Seconds that it may take before it is interrupted.
        call, arguments : str, sequence
            A method of what ``install`` returned, and plain values that it is called with, before
            the cell; where it fails, the cell is not run. A cell without text is that call alone.

        Returns
        -------
        bool
            Whether it ended without an error.

        Raises
        ------
        KernelEndedError
            If the process ended, or had to be ended; the cell has no execution count then.
        ForkServerError
            If that is not its cells' doing.
        """
        self.send(cell, call, arguments)
        return self.finish(cell, limit)

    def send(
        self, cell: NotebookNode, call: str | None = None, arguments: Sequence[Any] = ()
    ) -> None:
        """Begin to run a cell: the first half of `run`."""
        cell.outputs, cell.execution_count = [], None
        if self.ended is None:
            self._take_notice()
        self.require_running()
        self._number += 1
        self._sent = time.monotonic()
        header: CellRequest = {"cell": self._number, "left": self._outputs.left}
        if call:
            header["call"], header["arguments"] = call, list(arguments)
        self._outputs.begin(cell)
        self._done: tuple[CellNews, list[str]] | None = None
        self._waiting = memoryview(pack(header, [cell.source] if cell.source else []))

    def finish(self, cell: NotebookNode, limit: float) -> bool:
        """Wait for a cell's end: the second half of `run`."""
        deadline, interrupted = self._sent + limit, False
        try:
            while self._done is None:
                left = deadline - time.monotonic()
                if left <= 0 and interrupted:
                    self.kill("time")
                elif left <= 0:
                    self.interrupt()
                    deadline, interrupted = time.monotonic() + GRACE, True
                self.require_running()
                self._wait(max(left, 0), send=True)
        finally:
            self.seconds += time.monotonic() - self._sent
            self._outputs.end()
        header, parts = self._done
        count = header.get("count")
        cell.execution_count = count if type(count) is int and 0 <= count < 1 << 31 else None
        failed = header.get("failed") is True
        shown = any(output.output_type == "error" for output in cell.outputs)
        if interrupted:
            cell.outputs.append(_timed_out(cell, limit))
        elif failed and not shown:
            name, message = ([*parts, "", ""])[:2]
            cell.outputs.append(
                new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])
            )
        return not failed and not interrupted

    def require_running(self) -> None:
        """Raise where the process is known to have ended.

        Raises
        ------
        KernelEndedError
            If its cells are, or may be, the reason.
        ForkServerError
            If they are not: what kept it was ended from outside.
        """
        if self.ended == LOST:
            raise ForkServerError("the process was lost with what kept it")
        if self.ended:
            raise KernelEndedError(self.ended)

    def interrupt(self) -> None:
        """Send the process and its group SIGINT."""
        self._signal(signal.SIGINT)

    # The end

    def kill(self, reason: str) -> None:
        """End the process now, and all that it started; `reason` says why."""
        if self.ended:
            return
        self._signal(signal.SIGKILL)
        deadline = time.monotonic() + END_LIMIT / 2
        while not self.ended and (left := deadline - time.monotonic()) > 0:
            self._wait(left, send=False)
        if not self.ended and self._server is not None and "pid" in self._state:
            # Its keeper does not answer.
            with contextlib.suppress(ForkServerError):
                self._server.send({"kill": self._state["pid"]})
            deadline = time.monotonic() + END_LIMIT / 2
            while not self.ended and (left := deadline - time.monotonic()) > 0:
                self._wait(left, send=False)
        self.ended = reason

    def close(self) -> None:
        """End the process and everything that belongs to it.

        Raises
        ------
        ForkServerError
            If it does not end, which takes more than a student's code.
        """
        close_all(self)

    def _begin_to_end(self) -> None:
        if self._keeper is not None and not self.ended:
            self._signal(signal.SIGKILL)

    def _end(self) -> None:
        if self._keeper is None:
            return
        if not self.ended:
            self.kill("closed")
        self._channel.close()
        self._keeper.close()
        self._keeper = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_LIMIT)

    def _signal(self, number: int) -> None:
        if self._process is not None:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, number)
        elif self._keeper is not None:
            with contextlib.suppress(OSError):
                self._keeper.send(bytes([number]))

    # What comes

    def _take_notice(self) -> None:
        """Take in what has come, without waiting."""
        while not self.ended and self._wait(0, send=False):
            pass

    def _wait(self, timeout: float, send: bool) -> bool:
        """Wait until something comes, take it in, and tell whether something came."""
        assert self._keeper is not None
        poll = select.poll()
        events = select.POLLIN if self._open else 0
        if send and self._waiting is not None:
            events |= select.POLLOUT
        if events:
            poll.register(self._channel, events)
        poll.register(self._keeper, select.POLLIN)
        ready = dict(poll.poll(min(timeout, 3600) * 1000))
        heard = ready.get(self._channel.fileno(), 0)
        if heard & (select.POLLIN | select.POLLHUP | select.POLLERR):
            self._receive()
        if heard & select.POLLOUT and not self._done and not self.ended:
            self._send_more()
        if self._keeper.fileno() in ready:
            self._listen()
        return bool(ready)

    def _send_more(self) -> None:
        assert self._waiting is not None
        try:
            sent = self._channel.send(self._waiting[:_CHUNK])
        except BlockingIOError:
            return
        except OSError:
            self._open = False
            self._waiting = None
            self.find_out_how_it_ended()
            return
        self._waiting = self._waiting[sent:] if sent < len(self._waiting) else None

    def _receive(self) -> bool:
        """Take in what the process sent; tell whether there may be more."""
        try:
            data = self._channel.recv(_CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._open = False
            self.find_out_how_it_ended()
            return False
        try:
            for frame, parts in self._reader.feed(data):
                header = cast("CellNews", frame)
                if header.get("cell") != self._number or self._done is not None:
                    continue  # of a cell that is over: it no longer counts
                if header.get("kind") == "done":
                    self._done = (header, parts)
                else:
                    self._outputs.take(header, parts)
        except FrameError:
            self._open = False
            self.kill("silent")
            return False
        return True

    def find_out_how_it_ended(self) -> None:
        """Wait for the word of a process's end; end one that has gone silent."""
        deadline = time.monotonic() + GRACE
        while not self.ended and (left := deadline - time.monotonic()) > 0:
            assert self._keeper is not None
            poll = select.poll()
            poll.register(self._keeper, select.POLLIN)
            if poll.poll(left * 1000):
                self._listen()
        self.kill("silent")

    def _listen(self) -> None:
        """Take in what the keeper says, or notice the end."""
        assert self._keeper is not None
        try:
            data = self._keeper.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._said += data
        *lines, self._said = self._said.split(b"\n")
        for line in lines:
            with contextlib.suppress(ValueError):
                said = json.loads(line)
                if isinstance(said, dict):
                    self._state.update(cast("ProcessState", said))
        if not data or len(self._said) > _MAX_SAID:
            self._note_end()

    def _note_end(self) -> None:
        """Take note of the end; what the process had sent before still counts."""
        reason = self._state.get("reason")
        if self._process is not None:
            # An ordinary process closes this socket when it ends, or as a student chooses.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE)
            if self._process.poll() is None:
                self._signal(signal.SIGKILL)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(END_LIMIT)
            status = self._process.poll()
            if status is not None:
                reason = f"exit {status}" if status >= 0 else f"signal {-status}"
        while self._open and self._receive():
            pass
        self.peak_memory = self._state.get("peak")
        self.ended = self.ended or (reason if reason and reason != "server" else LOST)


def close_all(*processes: CellProcess) -> None:
    """Close processes, at once."""
    for process in processes:
        process._begin_to_end()
    for process in processes:
        process._end()


def _timed_out(cell: NotebookNode, limit: float) -> NotebookNode:
    name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")
    text = f"cell {name}: interrupted after {limit:g} s"
    return new_output(
        "error", ename="CellTimeoutError", evalue=text, traceback=[f"CellTimeoutError: {text}"]
    )
