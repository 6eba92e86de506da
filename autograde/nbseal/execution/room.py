"""A little memory that a cell does not get: with it the shell says that memory ran out.

A confined process has two limits on its memory. The soft one holds while a student's code runs,
which then gets a MemoryError. The hard one holds while the shell does anything else: shows that
error, puts away what belonged to the cell, or sends what the cell gave. Python without memory is
no place for that: CPython 3.11 crashes where not even ``dict.items()`` finds any. A cell may
raise its own limit to the hard one; past that stands its keeper's.
"""

try:
    import resource
except ImportError:  # Windows, where no process is confined
    resource = None  # type: ignore[assignment]

_PARTS = 4  # of the room: how many cells in turn may find the memory full and still run


class Room:
    """The memory between the two limits of a process; `open`, it may be used.

    Parameters
    ----------
    soft, hard : int
        The limits in bytes. Where they are the same, as in a process that is not confined,
        nothing changes.
    """

    def __init__(self, soft: int = 0, hard: int = 0) -> None:
        # Made beforehand: where these are needed, there may be no memory to make them.
        self._closed, self._open = (soft, hard), (hard, hard)
        self._least = soft

    @classmethod
    def of_this_process(cls) -> "Room":
        """Return the room that the limits of this process leave."""
        return cls() if resource is None else cls(*resource.getrlimit(resource.RLIMIT_DATA))

    def open(self) -> None:
        """Let this process use the room."""
        self._limit(self._open)

    def close(self) -> None:
        """Keep the room from what runs now, a student's code."""
        self._limit(self._closed)

    def share(self) -> None:
        """Let the next cell have a part of the room where the cells before it filled the rest."""
        _, hard = self._open
        if self._least != hard:
            needed = _in_use() + (hard - self._least) // _PARTS
            self._closed = (min(max(self._least, needed), hard), hard)

    def _limit(self, limits: tuple[int, int]) -> None:
        if self._least != self._open[1]:
            try:  # noqa: SIM105 -- makes an object
                resource.setrlimit(resource.RLIMIT_DATA, limits)
            except (OSError, ValueError):  # a cell has lowered the hard one
                pass


def _in_use() -> int:
    """Return the bytes that count for the limit."""
    try:
        with open("/proc/self/status", "rb", buffering=0) as file:
            status = file.read()
        start = status.index(b"VmData:") + 7
        return int(status[start : status.index(b"kB", start)]) * 1024
    except (OSError, ValueError):
        return 0
