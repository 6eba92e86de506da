"""A little memory that a cell does not get: with it the shell says that memory ran out.

A confined process has two limits on its memory. The soft one holds while a cell runs, which then
gets a MemoryError. The hard one holds while the shell shows that error, or sends what a cell gave.
A cell may raise its own limit to the hard one; past that stands its keeper's.
"""

import contextlib
from types import TracebackType

try:
    import resource
except ImportError:  # Windows, where no process is confined
    resource = None  # type: ignore[assignment]

_PARTS = 4  # of the room: how many cells in turn may find the memory full and still run


class Room:
    """The memory between the two limits of this process; entered, it may be used.

    Where the limits are the same, as in a process that is not confined, nothing changes.
    """

    def __init__(self) -> None:
        self._soft = self._hard = self._now = self._entered = 0
        if resource is not None:
            self._soft, self._hard = resource.getrlimit(resource.RLIMIT_DATA)
            self._now = self._soft

    def __enter__(self) -> None:
        self._entered += 1
        self._limit(self._hard)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._entered -= 1
        if not self._entered:
            self._limit(self._now)

    def share(self) -> None:
        """Let the next cell have a part of the room where the cells before it filled the rest."""
        if self._soft != self._hard:
            least = _in_use() + (self._hard - self._soft) // _PARTS
            self._now = min(max(self._soft, least), self._hard)

    def _limit(self, soft: int) -> None:
        if self._soft != self._hard:
            with contextlib.suppress(OSError, ValueError):  # a cell has lowered the hard one
                resource.setrlimit(resource.RLIMIT_DATA, (soft, self._hard))


def _in_use() -> int:
    """Return the bytes that count for the limit."""
    try:
        with open("/proc/self/status", "rb", buffering=0) as file:
            status = file.read()
        start = status.index(b"VmData:") + 7
        return int(status[start : status.index(b"kB", start)]) * 1024
    except (OSError, ValueError):
        return 0
