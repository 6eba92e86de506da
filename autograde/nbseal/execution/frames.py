"""The frames on the socket of a process that runs cells: a small header and long texts.

A frame is two lengths, a header as JSON, and its parts, texts one after the other, whose lengths
stand in the header. Texts are not JSON, so that they cost their length and no more. What a
student's process sends may be anything: sizes are bounded and types are checked here.
"""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nbseal.errors import FrameError

MAX_HEADER = 1 << 20  # bytes
MAX_BODY = 64 << 20  # bytes
MAX_PARTS = 10_000
_LENGTHS = struct.Struct("!II")


def pack(header: Mapping[str, object], parts: Sequence[str] = ()) -> bytes:
    """Write a frame.

    Parameters
    ----------
    header : dict
        Plain data that JSON can hold: one of the types in `nbseal.execution.messages`.
    parts : sequence of str
        Lone surrogates in them become question marks.

    Raises
    ------
    FrameError
        If it is larger than what is read.
    """
    encoded = [part.encode("utf-8", "replace") for part in parts]
    head = json.dumps({**header, "parts": [len(part) for part in encoded]}).encode("ascii")
    size = sum(map(len, encoded))
    if len(head) > MAX_HEADER or size > MAX_BODY or len(parts) > MAX_PARTS:
        raise FrameError(f"a frame of {len(head):,} + {size:,} bytes is too large")
    return b"".join((_LENGTHS.pack(len(head), size), head, *encoded))


class FrameReader:
    """Takes bytes as they come, and gives the frames that are complete."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self._wanted = _LENGTHS.size

    def feed(self, data: bytes) -> Iterator[tuple[dict[str, Any], list[str]]]:
        """Yield the header and the parts of each frame that these bytes complete.

        Raises
        ------
        FrameError
            If the bytes are not those of frames; nothing can be read after that.
        """
        self._pieces.append(data)
        self._size += len(data)
        if self._size < self._wanted:
            return
        buffer = memoryview(b"".join(self._pieces))
        while True:
            self._wanted = _LENGTHS.size
            if len(buffer) >= self._wanted:
                head, body = _LENGTHS.unpack_from(buffer)
                if head > MAX_HEADER or body > MAX_BODY:
                    raise FrameError("a frame that is too large, or not a frame")
                self._wanted += head + body
            if len(buffer) < self._wanted:
                break
            start = _LENGTHS.size + head
            yield _unpack(bytes(buffer[_LENGTHS.size : start]), buffer[start : self._wanted])
            buffer = buffer[self._wanted :]
        self._pieces, self._size = [bytes(buffer)], len(buffer)


def _unpack(head: bytes, body: memoryview) -> tuple[dict[str, Any], list[str]]:
    try:
        header = json.loads(head)
    except (ValueError, RecursionError):
        raise FrameError("a header that is not JSON") from None
    lengths = header.get("parts") if isinstance(header, dict) else None
    if not isinstance(lengths, list) or len(lengths) > MAX_PARTS:
        raise FrameError("a header without its parts")
    if any(type(length) is not int or length < 0 for length in lengths):
        raise FrameError("a part whose length is not a number")
    if sum(lengths) != len(body):
        raise FrameError("parts that are not what their lengths say")
    parts, start = [], 0
    for length in lengths:
        parts.append(str(body[start : start + length], "utf-8", "replace"))
        start += length
    return header, parts
