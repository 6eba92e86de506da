"""One run at a time grades an assignment."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from nbseal.errors import LockedError

if sys.platform != "win32":
    import fcntl


def lock_of(coursedir: CourseDirectory, assignment: str) -> Path:
    """Return the lock of all that changes what is submitted and graded of an assignment."""
    folder = Path(coursedir.format_path(coursedir.autograded_directory, ".", "."))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f".{assignment}.lock"


@contextlib.contextmanager
def only_run(path: Path, patience: float, say: Callable[[str], object]) -> Iterator[None]:
    """Hold a lock; wait for a run that has it.

    The system lets go of it when this process ends, however it ends.

    Parameters
    ----------
    path : pathlib.Path
        The lock's file; it stays.
    patience : float
        Seconds to wait.
    say : callable
        Gets one line when it has to wait.

    Raises
    ------
    LockedError
        If the other run goes on for longer.
    """
    if sys.platform == "win32":
        yield
        return
    deadline = time.monotonic() + patience
    with open(path, "a+", encoding="utf-8") as file:
        waiting = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                file.seek(0)
                other = f"another run ({file.read().strip() or 'unknown process'})"
                if time.monotonic() > deadline:
                    raise LockedError(f"{other} is still grading; nothing was done") from None
                if not waiting:
                    say(f"Waiting for {other}, which is grading this assignment")
                    waiting = True
                time.sleep(0.2)
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield
