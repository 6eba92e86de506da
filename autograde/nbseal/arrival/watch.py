"""The watch: takes what arrives, has it graded in its turn, and gives feedback."""

import concurrent.futures
import contextlib
import dataclasses
import datetime
import hashlib
import logging
import math
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from traitlets import Bool, Enum, Float, Integer, Unicode
from traitlets.config import Config, LoggingConfigurable

from nbseal import private
from nbseal.arrival import page
from nbseal.arrival.exchange import Inbox, install, is_installed, release_notice
from nbseal.arrival.grading import ReadyAssignment, coursedir_of, give_feedback
from nbseal.arrival.line import Arrival, Line
from nbseal.batch import engine
from nbseal.batch.files import write_in_one_step
from nbseal.batch.gradebook import Recorder
from nbseal.batch.lock import only_run
from nbseal.batch.task import Outcome, Task
from nbseal.conventions import LANGUAGES
from nbseal.errors import (
    GradebookError,
    LockedError,
    NbsealError,
    UnfitWorkerError,
)
from nbseal.lms.alongside import files_in
from nbseal.lms.collect import Collector, Report, zone_asked
from nbseal.lms.course import source_notebook
from nbseal.lms.roster_files import read_roster
from nbseal.report.feedback import HideChecks

LINE = "arrivals.db"
BUSY_AGAIN = 5.0  # seconds until what another program holds is tried again
FAILED_AGAIN = 30.0  # seconds until a submission that the machine failed is tried again
START_TIMEOUT = 120.0  # seconds until all workers are there
STUCK = 600.0  # seconds of waiting after which staff should look
CLOCKS = datetime.timedelta(minutes=1)  # by which clocks of two machines may differ
DUE_EVERY = 60.0  # seconds between two looks at due dates
ONCE_WITHIN = 60.0  # seconds: for what may run later, `once` does not wait
ONCE_PATIENCE = 600.0  # seconds without any progress after which `once` ends


class Watch(LoggingConfigurable):
    """Settings of ``nbseal watch``, in ``nbgrader_config.py`` as ``c.Watch``."""

    inbox = Unicode(
        help="A folder, relative to the course's, with a folder for each assignment into which "
        "archives of an LMS and lone files are put; empty for none."
    ).tag(config=True)
    roster = Unicode(help="The class's list, for what comes through the inbox.").tag(config=True)
    timezone = Unicode(help="The zone of times in archives; see nbseal collect.").tag(config=True)
    attempts_per_hour = Integer(
        0, min=0, help="Gradings of a student at an assignment in an hour; 0: any number."
    ).tag(config=True)
    release = Bool(
        True, help="Give feedback back through the exchange. False: make the pages only."
    ).tag(config=True)
    poll = Float(0.1, min=0.01, help="Seconds between two looks at exchange and inbox.").tag(
        config=True
    )
    page = Unicode("watch.html", help="The page for staff; empty for none.").tag(config=True)
    language = Enum(LANGUAGES, "en", help="The language of that page.").tag(config=True)


class _NotReadyError(Exception):
    """An assignment's source cannot be graded by as it is; staff have to mend it."""


@dataclasses.dataclass
class _Running:
    """A submission that a worker has.

    Attributes
    ----------
    arrival : nbseal.arrival.line.Arrival
    task : nbseal.batch.task.Task
    fingerprint : str
        Of what was in ``submitted/`` when it began.
    """

    arrival: Arrival
    task: Task
    fingerprint: str


class Watcher:
    """Does what ``nbseal watch`` does; one at a time in a course.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    config : traitlets.config.Config
        Its ``nbgrader_config.py``.
    log : logging.Logger
        Gets a line for each submission, and for what staff should know.
    """

    def __init__(self, coursedir: CourseDirectory, config: Config, log: logging.Logger) -> None:
        self._coursedir = coursedir
        self._config = config
        self._root = Path(coursedir.root)
        self._log = log
        self.settings = Watch(config=self._config)
        self._exchange = Inbox(coursedir, config)
        self._ready: dict[str, ReadyAssignment] = {}
        self._running: dict[concurrent.futures.Future[Outcome], _Running] = {}
        self._stop = threading.Event()
        self._sizes: dict[Path, tuple[int, int]] = {}
        self._inbox_at: dict[str, float] = {}
        self._inbox_locked: set[str] = set()
        self._closed: dict[str, float] = {}
        self._broken: dict[str, str] = {}
        self._zone: datetime.tzinfo | None = None
        self._page_at = 0.0
        self._due_at = -math.inf
        self._ripe: list[tuple[str, str]] = []
        self._progress_at = time.monotonic()
        self._said: set[str] = set()

    def stop(self) -> None:
        """Let `run` end soon; what runs is graded by the next watch."""
        self._stop.set()

    def is_busy(self) -> bool:
        """Tell whether workers still run submissions."""
        return bool(self._running)

    def run(self, once: bool = False) -> None:
        """Watch until `stop`.

        Parameters
        ----------
        once : bool
            Whether to end when all that is there has been graded. What may run later only, or
            cannot run until somebody mends something, stays in the line.

        Raises
        ------
        nbseal.errors.LMSError
            If ``c.Watch.timezone`` is unknown.
        nbseal.errors.LockedError
            If the course is watched already.
        nbseal.errors.UnfitWorkerError
            If this machine cannot confine a student's code.
        """
        private.only_owner(self._coursedir.groupshared)
        self._zone = zone_asked(self.settings.timezone)
        with (
            only_run(self._root / ".watch.lock", 0.0, self._log.warning),
            contextlib.closing(Line(self._root / LINE)) as self._line,
        ):
            recovered = self._line.recover()
            if recovered:
                self._log.warning("%d submissions ran when the last watch ended", recovered)
            patience = BUSY_AGAIN
            self._recorder = Recorder(
                self._coursedir.db_url, self._coursedir.course_id, patience, self._log.warning
            )
            with contextlib.closing(self._recorder), self._executor() as self._pool:
                warning = private.protect_course(self._root, shared=self._coursedir.groupshared)
                if warning:
                    self._log.warning(warning)
                self._log.info("Watching %s", self._exchange.folder)
                self._loop(once)

    def _loop(self, once: bool) -> None:
        if once:
            self._take_in()  # a file of the inbox is whole if it does not grow until the next look
            self._stop.wait(self.settings.poll)
        while not self._stop.is_set():
            self._take_in()
            self._look_at_due_dates()
            while len(self._running) < self._workers and self._begin_next():
                pass
            if self._running:
                done, _ = concurrent.futures.wait(
                    self._running,
                    timeout=self.settings.poll,
                    return_when=concurrent.futures.FIRST_COMPLETED,
                )
                for future in done:
                    self._end(self._running.pop(future), future)
                self._progress_at = time.monotonic()
            elif once and self._has_ended():
                break
            else:
                self._stop.wait(self.settings.poll)
            self._tell_waiting()
            self._show_what_was_held_back()
            self._write_page()
        self._write_page(always=True)

    def _has_ended(self) -> bool:
        """Tell whether nothing is left that can be graded soon."""
        due = self._line.due(self._broken)
        goes_on = (
            (due is not None and due < time.time() + ONCE_WITHIN)
            or bool(self._inbox_locked)
            or bool(self._ripe)
        )
        if goes_on and time.monotonic() - self._progress_at > ONCE_PATIENCE:
            self._log.warning("Nothing could be done for %g s: the rest waits", ONCE_PATIENCE)
            return True
        return not goes_on

    # --- in

    def _take_in(self) -> None:
        """Enter what has come into the line."""
        students = _asked_once(self._recorder.students)
        if not self._exchange.is_there():
            self._say_once(f"{self._exchange.root} cannot be read: nothing comes from an exchange")
        for one in self._exchange.scan():
            key = f"exchange:{one.path.name}"
            if self._line.knows(key):
                continue
            if not (self._root_source() / one.assignment).is_dir():
                self._say_once(f"{one.path.name}: no assignment {one.assignment!r} in source/")
                self._exchange.look_again(one)  # it may be made yet
                continue
            received = _not_ahead(one.time).strftime("%Y-%m-%d %H:%M:%S.%f")
            try:
                forger = self._exchange.forged_by(one, students)
            except GradebookError as error:  # whose it is is seen later
                self._say_once(str(error))
                self._exchange.look_again(one)
                continue
            reason = f"it says {one.student}, but belongs to {forger}" if forger else ""
            self._line.enter(key, one.assignment, one.student, received, str(one.path), reason)
            if forger:
                self._log.error("%s belongs to %s: it is not taken", one.path.name, forger)
        while self._exchange.unread:
            name = self._exchange.unread.pop()
            self._say_once(f"{name!r} in the exchange: its student or its time cannot be read")
        if self.settings.inbox:
            self._take_files(self._root / self.settings.inbox)

    def _take_files(self, inbox: Path) -> None:
        """Collect what was put into the inbox, once it stopped growing."""
        for folder in sorted(inbox.glob("*/")):
            if time.monotonic() < self._inbox_at.get(folder.name, 0.0):
                continue
            ready: dict[str, Path] = {}
            try:
                paths = sorted(folder.iterdir())
            except OSError as error:  # it is gone, or closed
                self._say_once(f"{folder}: {error.strerror}")
                continue
            for path in paths:
                if path.name.startswith("."):
                    continue
                with contextlib.suppress(OSError):
                    status = path.stat()
                    now = (status.st_size, status.st_mtime_ns)
                    is_whole = self._sizes.get(path) == now
                    self._sizes[path] = now
                    key = f"{folder.name}/{path.name}:{now}"
                    if is_whole and path.is_file() and not self._line.has_taken(key):
                        ready[key] = path
            if not ready:
                continue
            self._inbox_locked.discard(folder.name)
            try:
                self._collect(folder.name, list(ready.values()))
                self._line.take(ready)
            except sqlite3.Error:  # of the line: nothing can go on without it
                raise
            except LockedError as error:
                self._say_once(f"{folder.name}: {error}")
                self._inbox_at[folder.name] = time.monotonic() + BUSY_AGAIN
                self._inbox_locked.add(folder.name)
            except Exception as error:  # roster, source or disk are to be mended
                names = ", ".join(path.name for path in ready.values())
                said = str(error) if isinstance(error, NbsealError | OSError) else _one_line(error)
                self._say_once(f"{folder.name}: {names}: {said}")
                self._inbox_at[folder.name] = time.monotonic() + FAILED_AGAIN

    def _collect(self, assignment: str, sources: list[Path]) -> None:
        """Put what an inbox holds into the line."""
        source = source_notebook(self._coursedir, assignment)
        roster = read_roster(self.settings.roster) if self.settings.roster else None
        report = Report()
        collector = Collector(self._coursedir, assignment, source, roster, report)
        with collector.alone(0.0), contextlib.ExitStack() as stack:
            collector.collect(sources, None, self._zone, stack)
        private.protect(sources, self._coursedir.groupshared)
        for line in report.refused:
            self._log.warning("refused: %s", line)
        for student in sorted(report.students):
            folder = Path(
                self._coursedir.format_path(
                    self._coursedir.submitted_directory, student, assignment
                )
            )
            digested = hashlib.sha256((folder / f"{assignment}.ipynb").read_bytes())
            for path, content in files_in(folder, f"{assignment}.ipynb").items():
                digested.update(f"\0{path}\0".encode() + content)
            digest = digested.hexdigest()[:16]
            stamp = (folder / "timestamp.txt").read_text(encoding="utf-8").strip()
            key = f"inbox:{assignment}:{student}:{stamp}:{digest}"
            self._line.enter(key, assignment, student, stamp.removesuffix(" UTC"))

    # --- grading

    def _begin_next(self) -> bool:
        """Give a worker the submission whose turn it is; tell whether there was one."""
        busy = [(r.arrival.student, r.arrival.assignment) for r in self._running.values()]
        now = time.monotonic()
        closed = [name for name, until in self._closed.items() if now < until]
        arrival = self._line.next(self.settings.attempts_per_hour, busy, closed)
        if arrival is None:
            return False
        with self._put_back_where_it_fails(arrival):
            self._begin(arrival)
        return True

    @contextlib.contextmanager
    def _put_back_where_it_fails(self, arrival: Arrival) -> Iterator[None]:
        """Let a submission wait again where something fails; the others go on, whatever it is.

        It is tried again for as long as it takes where the reason goes by: another run, a busy
        gradebook, a full disk, a source that is being mended.
        """
        name = arrival.assignment
        try:
            yield
        except sqlite3.Error:  # of the line: nothing can go on without it
            raise
        except UnfitWorkerError as error:
            self._line.put_back(arrival, 0.0, str(error))
            raise
        except (LockedError, GradebookError) as error:
            self._close(arrival, BUSY_AGAIN, error, f"{name}: {error}")
        except _NotReadyError as error:
            self._close(arrival, FAILED_AGAIN, error, f"{name} cannot be graded: {error}")
        except Exception as error:
            causes = _causes(error)
            of_files = next((one for one in causes if isinstance(one, OSError)), None)
            if any(isinstance(one, GradebookError) for one in causes):  # while a page was made
                self._close(arrival, BUSY_AGAIN, error, f"{name}: {error}")
            elif of_files is not None:
                # A full disk is made free again. What may not be read or written stays so.
                counts = isinstance(of_files, PermissionError)
                self._line.put_back(arrival, FAILED_AGAIN, str(of_files), counts)
                self._say_once(f"{arrival.student}, {name}: {of_files}")
            else:
                self._line.put_back(arrival, FAILED_AGAIN, _one_line(error), counts=True)
                self._log.exception("%s, %s could not be graded", arrival.student, name)

    def _close(self, arrival: Arrival, after: float, error: Exception, said: str) -> None:
        """Begin none of an assignment's submissions for a while."""
        self._line.put_back(arrival, after, str(error))
        self._closed[arrival.assignment] = time.monotonic() + after
        self._say_once(said)

    def _begin(self, arrival: Arrival) -> None:
        ready = self._assignment(arrival.assignment)
        student = arrival.student
        with ready.alone():
            if arrival.place:
                place = Path(arrival.place)
                about = (student, arrival.assignment, arrival.received)
                if place.is_dir():
                    if not install(self._coursedir, place, *about):
                        self._line.finish(arrival, None, None, "something newer was there")
                        return
                elif not is_installed(self._coursedir, *about):
                    if not self._exchange.folder.is_dir():  # it comes back
                        raise OSError(f"{self._exchange.folder} is not there")
                    self._line.fail(arrival, "it is not in the exchange any more")
                    return
            task = ready.begin(student, self._recorder)
            fingerprint = ready.fingerprint(student)
        if task is None:
            self._give(arrival)
            self._line.finish(arrival, *self._points(arrival), "graded already")
            return
        future = self._pool.submit(engine.run_watched, task)
        self._running[future] = _Running(arrival, task, fingerprint)

    def _end(self, running: _Running, future: "concurrent.futures.Future[Outcome]") -> None:
        """Record what came of a submission, and give feedback."""
        arrival = running.arrival
        error = future.exception()
        if isinstance(error, UnfitWorkerError):
            self._line.put_back(arrival, 0.0, str(error))
            raise error
        if error is not None and not isinstance(error, Exception):
            raise error
        outcome: Outcome | Exception = future.result() if error is None else error
        with self._put_back_where_it_fails(arrival):
            ready = self._assignment(arrival.assignment)
            with ready.alone(BUSY_AGAIN):
                if ready.fingerprint(arrival.student) != running.fingerprint:
                    # Source or submission changed meanwhile: what is there now is graded.
                    self._line.put_back(arrival, 0.0, "it changed while it ran")
                    return
                points, maximum, failure = ready.end(running.task, outcome, self._recorder)
            if failure:
                self._line.put_back(arrival, FAILED_AGAIN, failure, counts=True)
                self._log.error("%s, %s: %s", arrival.student, arrival.assignment, failure)
                return
            self._give(arrival)
            self._line.finish(arrival, points, maximum)
            took = time.time() - arrival.seen
            self._log.info(
                "%s, %s: %g of %g points, %.1f s after it came",
                *(arrival.student, arrival.assignment, points, maximum, took),
            )

    def _give(self, arrival: Arrival) -> None:
        """Make a student's page; release it where it came through the exchange."""
        if HideChecks(config=self._config).messages != "at once":
            self._line.hold_back([(arrival.assignment, arrival.student)])
        release = self.settings.release and bool(arrival.place)
        give_feedback(self._config, self._root, arrival.assignment, arrival.student, release)

    def _points(self, arrival: Arrival) -> tuple[float | None, float | None]:
        return self._recorder.points(arrival.assignment, arrival.student)

    def _assignment(self, name: str) -> ReadyAssignment:
        """Return an assignment, read again where its source has changed.

        Raises
        ------
        _NotReadyError
            If its source is broken.
        """
        ready = self._ready.get(name)
        if ready is None or ready.is_stale():
            coursedir = coursedir_of(self._config, self._root, name)
            ready = ReadyAssignment(coursedir=coursedir, config=self._config)
            self._broken.pop(name, None)
            try:
                ready.get_ready(self._recorder)
            except (LockedError, GradebookError, UnfitWorkerError, OSError):
                raise
            except Exception as error:
                self._broken[name] = _one_line(error)
                raise _NotReadyError(self._broken[name]) from error
            self._ready[name] = ready
        return ready

    @contextlib.contextmanager
    def _executor(self) -> Iterator[concurrent.futures.Executor]:
        """Give what runs tasks: threads with a worker process each, or a Dask cluster."""
        names = sorted(path.parent.name for path in self._root_source().glob("*/*.ipynb"))
        settings = ReadyAssignment(
            coursedir=coursedir_of(self._config, self._root, names[0] if names else "*"),
            config=self._config,
        )
        self._workers = max(1, settings.workers)
        if settings.scheduler:
            with engine.connect(settings.scheduler) as client:
                self._workers = max(1, sum(client.nthreads().values()))
                yield client.get_executor(pure=False)
            return
        code: list[str] = []
        about = None
        for name in dict.fromkeys(names):
            try:
                ready = self._assignment(name)
            except (LockedError, OSError) as error:  # as it comes, then
                self._say_once(f"{name}: {error}")
                continue
            except _NotReadyError as error:  # one broken source stops no other assignment
                self._say_once(f"{name} cannot be graded: {error}")
                continue
            code += ready.code()
            about = ready.runs_by()
        pool = concurrent.futures.ThreadPoolExecutor(self._workers)
        if about:
            # Have all of them warm before the first submission comes: each takes one of these.
            ready_all = threading.Barrier(self._workers)

            def warm(names: tuple[str, ...], settings: dict[str, Any]) -> None:
                engine.own_pool(names, settings, code)
                ready_all.wait(START_TIMEOUT)

            for future in [pool.submit(warm, *about) for _ in range(self._workers)]:
                future.result()
        try:
            yield pool
        finally:
            pool.shutdown(wait=not self._running, cancel_futures=True)

    # --- out

    def _tell_waiting(self) -> None:
        """Tell students whose submission waits for the next hour, or was superseded."""
        for arrival in self._line.untold():
            if self.settings.release and arrival.assignment in self._ready:
                ready = self._ready[arrival.assignment]
                html = page.notice(arrival, self.settings.attempts_per_hour)
                try:
                    release_notice(
                        self._exchange.feedback,
                        Path(arrival.place),
                        ready.notebooks_of_assignment,
                        html,
                        self._coursedir.groupshared,
                    )
                except OSError as error:  # such as a full disk: told later
                    self._say_once(f"{self._exchange.feedback}: {error.strerror}")
                    break
            self._line.tell(arrival)

    def _look_at_due_dates(self) -> None:
        """Find the pages that may show more now, as their students' due dates have passed.

        What was held back is kept in the line: dates may pass, or be changed, while no watch runs.
        """
        if time.monotonic() < self._due_at:
            return
        self._due_at = time.monotonic() + DUE_EVERY
        hide = HideChecks(config=self._config)
        held = self._line.held_back()
        if hide.messages == "at once" and not held:
            return
        try:
            due = self._recorder.due_dates()
        except GradebookError as error:
            self._say_once(str(error))
            self._due_at = time.monotonic() + BUSY_AGAIN
            return
        self._ripe = [one for one in held if not hide.holds_back(due.get(one))]
        # Those, too, whose page another command makes.
        self._line.hold_back(one for one, when in due.items() if hide.holds_back(when))

    def _show_what_was_held_back(self) -> None:
        """Make one of these pages again; one at a time, as others wait for their grade."""
        if not self._ripe:
            return
        name, student = self._ripe.pop(0)
        folder = self._coursedir.format_path(self._coursedir.autograded_directory, student, name)
        try:
            if Path(folder).is_dir():
                give_feedback(self._config, self._root, name, student, self.settings.release)
            self._line.show(name, student)
        except sqlite3.Error:  # of the line: nothing can go on without it
            raise
        except Exception as error:  # tried again at the next look
            self._say_once(f"{student}, {name}: the page could not be made: {_one_line(error)}")

    def _write_page(self, always: bool = False) -> None:
        """Write the page for staff, every two seconds at most."""
        if not self.settings.page or (time.monotonic() - self._page_at < 2 and not always):
            return
        self._page_at = time.monotonic()
        course = self._coursedir.course_id or self._root.name
        running = [one.arrival for one in self._running.values()]
        html = page.staff(self._line, course, running, self.settings.language, STUCK)
        target = self._root / self.settings.page
        try:
            write_in_one_step(target, html.encode())
        except OSError as error:  # a full disk stops no grading
            self._say_once(f"{target}: {error.strerror}")

    def _root_source(self) -> Path:
        return Path(self._coursedir.format_path(self._coursedir.source_directory, ".", "."))

    def _say_once(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            self._log.warning("%s", line)


def install_signals(watcher: Watcher) -> None:
    """Let SIGTERM and Ctrl-C end a watch in order."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: watcher.stop())


def _asked_once(ask: Callable[[], set[str]]) -> Callable[[], set[str]]:
    """Return a function that asks when it is first called, and then says the same again.

    A gradebook that is busy is waited for once, not for each submission.
    """
    known: list[set[str] | GradebookError] = []

    def answer() -> set[str]:
        if not known:
            try:
                known.append(ask())
            except GradebookError as error:
                known.append(error)
        if isinstance(known[0], GradebookError):
            raise known[0]
        return known[0]

    return answer


def _not_ahead(when: datetime.datetime) -> datetime.datetime:
    """Return a time in UTC; now instead of a later one, after which nothing else would count."""
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    return now if when > now + CLOCKS else when


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error, and those from which it was raised."""
    causes = [error]
    while (cause := causes[-1].__cause__) is not None:
        causes.append(cause)
    return causes


def _one_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]
