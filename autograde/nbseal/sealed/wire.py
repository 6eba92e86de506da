"""The messages between two processes on one machine: plain data, framed, over a Unix socket.

The other side may be hostile and send any bytes at any pace. Nothing is ever unpickled, and no
class of the sender is looked for: what comes out of `decode` and `Channel.receive` is of the types
below, checked, of bounded size, and shares no memory with anything.

By value cross None, bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set,
frozenset, slice, range and Ellipsis; dates, times, datetimes and timedeltas, Decimal and Fraction,
views of dicts of plain data, and the plain types themselves; NumPy's arrays without objects,
scalars and dtypes; torch's dense tensors, dtypes and the device "cpu"; pandas' Series, DataFrame,
Index, Timestamp and Timedelta; random generators of Python, NumPy and torch with their state;
exceptions, as `RemoteError`. Everything else crosses as the reference that the caller's `handle`
makes of it, or not at all.

- Subclasses of Python's plain types become subclasses of the same name that override nothing;
  those of arrays and tensors become the plain type (an nn.Parameter a tensor).
- A list that occurs twice in a message is one list again after it; one that contains itself does
  not cross. Two arrays that share memory become two arrays.
- Text with lone surrogates, masked arrays, sparse and quantised tensors, and columns in
  which pandas masks missing values (Int64, boolean) are refused.
- A tensor keeps ``requires_grad`` and ``grad`` if it is a leaf. The graph of a computed one stays
  behind: ``backward`` on the copy fails instead of doing nothing.
"""

import select
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from nbseal.errors import CannotCross, WireError
from nbseal.sealed.codec import Decoder, Encoder, Limits, RemoteError
from nbseal.sealed.codec.common import MAGIC, PREAMBLE

__all__ = ["CannotCross", "Channel", "Limits", "RemoteError", "WireError", "decode", "encode"]

#: Turns an object into plain data that stands for it, or None; and such data into an object.
Handle = Callable[[Any], Mapping[str, object] | None]
Resolve = Callable[[Any], object]
_Bytes = bytes | bytearray | memoryview

_FRAMES = 512  # buffers for one system call; the system allows 1024
_CHUNK = 2**20


def encode(
    value: object,
    *,
    handle: Handle | None = None,
    limits: Limits | None = None,
    refers: bool = False,
) -> list[Any]:
    """Write a value as a message.

    Parameters
    ----------
    value : object
    handle : callable, optional
        Called with each object that is not plain data; returns a dict of plain data that stands
        for it, or None if it may not cross. It may raise ``CannotCross(reason)`` instead.
    limits : Limits, optional
        Those of the reader.
    refers : bool
        Whether `handle` is called for data of kinds that cannot cross, too.

    Returns
    -------
    list of bytes-like
        The message in pieces. Large arrays are not copied: change none until it is sent.

    Raises
    ------
    CannotCross
        If a value is of a kind that may not cross, or the message exceeds the limits.
    """
    return Encoder(handle=handle, limits=limits, refers=refers).message(value)


def decode(
    frames: _Bytes | list[_Bytes] | tuple[_Bytes, ...],
    *,
    resolve: Resolve | None = None,
    limits: Limits | None = None,
) -> Any:
    """Read a message.

    Parameters
    ----------
    frames : bytes-like or list of bytes-like
    resolve : callable, optional
        Called with each dict that stands for an object; returns the object. An exception of it
        becomes a `WireError`. Without it no reference is allowed.
    limits : Limits, optional

    Returns
    -------
    object

    Raises
    ------
    WireError
        If this is not exactly one message within the limits.
    """
    limits = limits or Limits()
    data = memoryview(b"".join(frames) if isinstance(frames, list | tuple) else frames).cast("B")
    header, body = _lengths(data[: PREAMBLE.size], limits)
    start = PREAMBLE.size + header
    if start + body != len(data):
        raise WireError(f"a message of {start + body:,} bytes is declared, {len(data):,} are there")
    rest = data[start:]

    def read_into(view: memoryview) -> None:
        nonlocal rest
        view[:] = rest[: len(view)]
        rest = rest[len(view) :]

    text = bytes(data[PREAMBLE.size : start])
    return Decoder(text, body, read_into, resolve=resolve, limits=limits).message()


def _lengths(preamble: memoryview, limits: Limits) -> tuple[int, int]:
    """Return the lengths of header and body."""
    if len(preamble) < PREAMBLE.size:
        raise WireError("the message ends early")
    magic, header, body = PREAMBLE.unpack(preamble)
    if magic != MAGIC:
        raise WireError("this is not a message")
    total = PREAMBLE.size + header + body
    if total > limits.max_bytes:
        raise WireError(f"a message of {total:,} bytes, the limit is {limits.max_bytes:,}")
    return header, body


class Channel:
    """Messages over a connected stream socket.

    After an error within a message (not a timeout before its first byte) where the next one begins
    is unknown, and the channel refuses to go on.

    Parameters
    ----------
    sock : socket.socket
    limits : Limits, optional
    """

    def __init__(self, sock: socket.socket, limits: Limits | None = None) -> None:
        sock.setblocking(True)
        self._socket = sock
        self._limits = limits or Limits()
        self._within = {"send": False, "receive": False}  # is a message begun and not ended?

    def send(
        self,
        value: object,
        *,
        handle: Handle | None = None,
        timeout: float | None = None,
        refers: bool = False,
    ) -> None:
        """Send a value; see `encode`.

        Raises
        ------
        CannotCross
            Nothing was sent then; the channel can be used.
        TimeoutError
            If the other side did not take the whole message in `timeout` seconds.
        EOFError
            If the other side is gone.
        """
        frames = encode(value, handle=handle, limits=self._limits, refers=refers)
        deadline = _deadline(timeout)
        self._begin("send")
        while frames:
            _require_time(deadline)
            try:
                sent = self._socket.sendmsg(frames[:_FRAMES], [], socket.MSG_DONTWAIT)
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
                continue
            except (BrokenPipeError, ConnectionResetError):
                raise EOFError("the other side has closed the channel") from None
            while frames and sent >= len(frames[0]):
                sent -= len(frames.pop(0))
            if sent:
                frames[0] = memoryview(frames[0])[sent:]
        self._within["send"] = False

    def receive(self, *, resolve: Resolve | None = None, timeout: float | None = None) -> Any:
        """Return the next value; see `decode`.

        Raises
        ------
        WireError
            If the message is malformed or exceeds the limits.
        TimeoutError
            If it was not there as a whole after `timeout` seconds (with 0: always).
        EOFError
            If the other side closed the channel, perhaps within a message.
        """
        deadline = _deadline(timeout)
        preamble = memoryview(bytearray(PREAMBLE.size))
        self._begin("receive", by_reading=True)
        self._fill(preamble, deadline)
        size, body = _lengths(preamble, self._limits)
        header = self._read(size, deadline)
        decoder = Decoder(
            header,
            body,
            lambda view: self._fill(view, deadline),
            resolve=resolve,
            limits=self._limits,
        )
        value = decoder.message()
        self._within["receive"] = False
        return value

    def fileno(self) -> int:
        """Return the socket's descriptor, for `select`."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _begin(self, what: str, by_reading: bool = False) -> None:
        if self._within[what]:
            raise WireError("the channel broke within an earlier message")
        self._within[what] = not by_reading

    def _read(self, size: int, deadline: float | None) -> bytes:
        """Return the next bytes, taking memory for what is there, not for what is declared."""
        data = bytearray()
        while len(data) < size:
            part = memoryview(bytearray(min(_CHUNK, size - len(data))))
            self._fill(part, deadline)
            data += part
        return bytes(data)

    def _fill(self, view: memoryview, deadline: float | None) -> None:
        """Fill a view with the next bytes."""
        while view:
            _require_time(deadline)
            try:
                received = self._socket.recv_into(view, 0, socket.MSG_DONTWAIT)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except ConnectionResetError:
                received = 0
            if not received:
                raise EOFError("the other side has closed the channel")
            self._within["receive"] = True
            view = view[received:]

    def _wait(self, event: int, deadline: float | None) -> None:
        """Return when the socket is ready, or fail when the time is over."""
        left = None if deadline is None else max(0, deadline - time.monotonic())
        poll = select.poll()
        poll.register(self._socket, event)
        if not poll.poll(None if left is None else left * 1000):
            raise TimeoutError("the other side was too slow")


def _require_time(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() >= deadline:
        raise TimeoutError("the other side was too slow")


def _deadline(timeout: float | None) -> float | None:
    return None if timeout is None else time.monotonic() + timeout
