"""How far a run is: a live line on a terminal, plain lines elsewhere."""

import contextlib
import logging
import sys
import time
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar


class Progress:
    """Counts submissions and shows it.

    Parameters
    ----------
    total : int
        Submissions to grade.
    at_once : int
        How many run at a time.
    log : logging.Logger
        Gets a line for each submission if standard error is not a terminal.
    """

    def __init__(self, total: int, at_once: int, log: logging.Logger) -> None:
        self._log = log
        self._at_once = at_once
        self._begun = time.monotonic()
        self.total, self.done = total, 0
        self.unreadable, self.failed = 0, 0
        # Not what FORCE_COLOR says, which notebooks and many a CI set: a file gets no bar.
        on_terminal = sys.stderr is not None and sys.stderr.isatty()
        console = Console(stderr=True, force_terminal=on_terminal)
        self._bar = None
        if on_terminal and not console.is_dumb_terminal and total > 1:
            self._bar = Bar(
                TextColumn("grading"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[state]}"),
                TimeElapsedColumn(),
                console=console,
            )
            self._line = self._bar.add_task("", total=total, state=self._state())

    def __enter__(self) -> Self:
        self._stack = contextlib.ExitStack()
        if self._bar:
            self._stack.enter_context(self._bar)
            # Log lines go above the bar: rich has put its own stream in place of stderr.
            for handler in self._log.handlers:
                if isinstance(handler, logging.StreamHandler) and handler.stream is sys.__stderr__:
                    before = handler.setStream(sys.stderr)
                    self._stack.callback(handler.setStream, before)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def advance(self, who: str, what: str, unreadable: bool = False, failed: bool = False) -> None:
        """Count a submission.

        Parameters
        ----------
        who, what : str
            The student, and what came of the submission.
        unreadable, failed : bool
            Whether it could not be read, or not be graded for a reason that is not the student's;
            in the words of the run's last line.
        """
        self.done += 1
        self.unreadable += unreadable
        self.failed += failed
        if self._bar:
            self._bar.update(self._line, completed=self.done, state=self._state())
        else:
            self._log.info("[%d/%d] %s: %s; %s", self.done, self.total, who, what, self._state())

    def _state(self) -> str:
        running = min(self._at_once, self.total - self.done)
        parts = [f"{running} running"]
        if self.failed:
            parts.insert(0, f"{self.failed} could not be graded")
        if self.unreadable:
            parts.insert(0, f"{self.unreadable} could not be read")
        if self.done and running:
            seconds = (time.monotonic() - self._begun) / self.done * (self.total - self.done)
            parts.append(f"about {_duration(seconds)} left")
        return ", ".join(parts)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
