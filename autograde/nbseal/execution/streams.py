"""What a cell prints, on its way to the process that asked for the cell."""

import contextlib
import io
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nbseal.errors import FrameError
from nbseal.execution.frames import pack

if TYPE_CHECKING:
    from nbseal.execution.messages import CellNews

_AT_ONCE = 64  # writes of a cell that are sent line by line: they are there should the process end
_CHUNK = 1 << 16  # characters of a stream that are sent together after that
_KEPT_CAPTURE = 1 << 20  # bytes of a capture file beyond which it is emptied between cells
_READ = 1 << 20


class Sender:
    """Sends what a cell shows, in whole frames, up to a limit.

    Parameters
    ----------
    channel : socket.socket
        To the process that asked for the cell.
    """

    def __init__(self, channel: socket.socket) -> None:
        self._channel: socket.socket | None = channel
        self._lock = threading.Lock()
        self._sending = self._interrupted = False
        self.cell = 0
        self.left = 0  # bytes of output that are still wanted
        #: Called by an interrupt instead of raising KeyboardInterrupt, where it is set.
        self.on_interrupt: Callable[[], Any] | None = None

    def output(self, header: "CellNews", *parts: str) -> None:
        """Send an output of the running cell, or that it is too much."""
        if self.left < 0:
            return
        self.left -= sum(map(len, parts)) + 100
        if self.left < 0:
            header, parts = {"kind": "cut"}, ()
        try:
            self.send(header, *parts)
        except FrameError:
            self.left = -1
            self.send({"kind": "cut"})

    def send(self, header: "CellNews", *parts: str) -> None:
        """Send a frame of the running cell; an interrupt waits until it is sent."""
        frame = pack({**header, "cell": self.cell}, parts)
        with self._lock:
            if self._channel is None:  # in a child that was forked
                return
            if threading.current_thread() is not threading.main_thread():
                self._channel.sendall(frame)
                return
            self._sending = True
            try:
                self._channel.sendall(frame)
            finally:
                self._sending = False
        if self._interrupted:
            self._interrupted = False
            raise KeyboardInterrupt

    def handle_interrupt(self, *_: Any) -> None:
        """Handle SIGINT while a cell runs."""
        if self._sending:
            self._interrupted = True
        elif self.on_interrupt is not None:
            self.on_interrupt()
        else:
            raise KeyboardInterrupt

    def silence(self) -> None:
        """Send no more: this is a child that a cell forked."""
        self._lock = threading.Lock()
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    @property
    def silent(self) -> bool:
        """Whether this is a child that a cell forked."""
        return self._channel is None


class Capture:
    """The text that is written to descriptor 1 or 2 past Python: by a library or a program.

    It goes into a file without a name, which nobody has to empty, so that no writer waits, and
    what was written before something else is shown before it.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._position = 0
        with tempfile.TemporaryFile() as file:
            if sys.platform == "linux":  # appending, also once it has been emptied
                again = os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDWR | os.O_APPEND)
                os.dup2(again, descriptor)
                os.close(again)
            else:
                os.dup2(file.fileno(), descriptor)

    def skip(self) -> None:
        """Forget what was written since the last cell's end."""
        with contextlib.suppress(OSError, ValueError):
            self._position = os.fstat(self.descriptor).st_size
            if self._position > _KEPT_CAPTURE:
                os.ftruncate(self.descriptor, 0)
                self._position = 0

    def read(self) -> str:
        """Return what was written since the last look, at most `_READ` bytes of it."""
        try:
            size = os.fstat(self.descriptor).st_size
            if size <= self._position:
                return ""
            data = os.pread(self.descriptor, min(size - self._position, _READ), self._position)
        except (OSError, ValueError, AttributeError):  # closed, or not ours any more
            return ""
        self._position += len(data)
        return data.decode("utf-8", "replace")


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a cell."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str, descriptor: int, sender: Sender) -> None:
        super().__init__()
        self.name = f"<{name}>"
        self._kind = name
        self._sender = sender
        self._pieces: list[str] = []
        self._size = self._writes = 0
        self.capture = Capture(descriptor)

    def fileno(self) -> int:
        """Return the descriptor to which a program's output goes."""
        return self.capture.descriptor

    def isatty(self) -> bool:
        """Return False."""
        return False

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Show a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._sender.silent:
            data = text.encode("utf-8", "replace")
            with contextlib.suppress(OSError):
                os.write(self.capture.descriptor, data)
            return len(text)
        if text and self._sender.left >= 0:
            self._pieces.append(text)
            self._size += len(text)
            if self._size > _CHUNK or (self._writes < _AT_ONCE and "\n" in text):
                self._writes += 1
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what was written, and before it what others wrote past Python."""
        if self._sender.silent:
            return
        while text := self.capture.read():
            if self._sender.left < 0:
                break
            self._sender.output({"kind": "stream", "name": self._kind}, text)
        pieces, self._pieces, self._size = self._pieces, [], 0
        if pieces:
            self._sender.output({"kind": "stream", "name": self._kind}, "".join(pieces))

    def begin(self) -> None:
        """Get ready for a cell."""
        self._pieces, self._size, self._writes = [], 0, 0
        self.capture.skip()
