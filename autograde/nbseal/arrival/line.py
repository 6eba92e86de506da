"""The line of submissions that wait: a table on disk, which survives the end of any process.

Each submission is known by a key and stands in one state: it is ``waiting`` or ``running``, or it
is ``done``, ``superseded`` by a newer one of the same student, or ``failed``. A step is one
transaction.
"""

import contextlib
import dataclasses
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

HOUR = 3600.0  # seconds
MINUTE = 60.0
#: How often the machine may fail a submission (a worker lost), before it is set aside.
LIVES = 3
#: How often the watch may end while it runs. Such a one, which may be innocent, comes last.
ENDS = 20
_USED_UP = "attempts an hour are used up"  # of a student who waits for the next hour
_SCHEMA = """
CREATE TABLE IF NOT EXISTS arrivals (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    assignment TEXT NOT NULL,
    student TEXT NOT NULL,
    received TEXT NOT NULL,
    place TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    seen REAL NOT NULL,
    not_before REAL NOT NULL DEFAULT 0,
    begun REAL,
    ended REAL,
    lives INTEGER NOT NULL DEFAULT 0,
    told INTEGER NOT NULL DEFAULT 0,
    points REAL,
    maximum REAL,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS by_state ON arrivals (state, student, assignment);
CREATE INDEX IF NOT EXISTS by_told ON arrivals (state, told);
CREATE INDEX IF NOT EXISTS by_end ON arrivals (state, ended);
CREATE INDEX IF NOT EXISTS by_work ON arrivals (student, assignment, received);
CREATE TABLE IF NOT EXISTS attempts (
    student TEXT NOT NULL, assignment TEXT NOT NULL, begun REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS by_student ON attempts (student, assignment, begun);
CREATE INDEX IF NOT EXISTS by_begin ON attempts (begun);
CREATE TABLE IF NOT EXISTS files (key TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS held_back (
    assignment TEXT NOT NULL, student TEXT NOT NULL, PRIMARY KEY (assignment, student)
);
"""


@dataclasses.dataclass(frozen=True)
class Arrival:
    """A submission in the line.

    Attributes
    ----------
    id : int
        Its place in the table.
    key : str
        By which it is known: it is entered once.
    assignment, student : str
        What it is, and whose.
    received : str
        When, in UTC: ``2026-11-20 12:00:00.000000``; later is greater.
    place : str
        The folder in the exchange; empty where it is in ``submitted/`` already.
    state : {"waiting", "running", "done", "superseded", "failed"}
    seen, not_before, begun, ended : float or None
        Seconds since 1970: when it was found, from when on it may run, and when it ran.
    lives : int
        How often it was running when its watch, or its worker, ended.
    told : bool
        Whether the student was told that it waits.
    points, maximum : float or None
        What it got.
    reason : str
        Why it waits or failed, for staff.
    """

    id: int
    key: str
    assignment: str
    student: str
    received: str
    place: str
    state: str
    seen: float
    not_before: float
    begun: float | None
    ended: float | None
    lives: int
    told: int
    points: float | None
    maximum: float | None
    reason: str


class Line:
    """The line on disk.

    Parameters
    ----------
    path : pathlib.Path
        SQLite's file; made if it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._db.row_factory = sqlite3.Row
        # What is written is on the disk, also where the power goes.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")  # who is forgotten is in no free page
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """Do all of something, or nothing where it fails."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # else SQLite has taken it back itself
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def recover(self) -> int:
        """Put back what was running when the last watch ended; return how many there were."""
        done = self._db.execute(
            "UPDATE arrivals SET state = CASE WHEN lives + 1 >= ? THEN 'failed' ELSE 'waiting' END,"
            " reason = CASE WHEN lives + 1 >= ? THEN 'the watch ended while it ran, each time'"
            " ELSE reason END, lives = lives + 1 WHERE state = 'running'",
            (ENDS, ENDS),
        )
        return done.rowcount

    def knows(self, key: str) -> bool:
        """Tell whether a submission was entered already."""
        row = self._db.execute("SELECT 1 FROM arrivals WHERE key = ?", (key,)).fetchone()
        return row is not None

    def enter(
        self,
        key: str,
        assignment: str,
        student: str,
        received: str,
        place: str = "",
        refused: str = "",
    ) -> list[Arrival]:
        """Put a submission into the line, once; return those of the student's that it supersedes.

        An older one that still waits is superseded. One that is older than another is itself. With
        a reason to refuse it, it has failed at once, and supersedes nothing.
        """
        with self._transaction():
            if self.knows(key):
                return []
            if refused:
                now = time.time()
                self._db.execute(
                    "INSERT INTO arrivals (key, assignment, student, received, place, state, seen,"
                    " ended, reason) VALUES (?, ?, ?, ?, ?, 'failed', ?, ?, ?)",
                    (key, assignment, student, received, place, now, now, refused),
                )
                return []
            newer = self._db.execute(
                "SELECT 1 FROM arrivals WHERE student = ? AND assignment = ? AND received > ?"
                " AND NOT (state = 'failed' AND begun IS NULL)",
                (student, assignment, received),
            ).fetchone()
            self._db.execute(
                "INSERT INTO arrivals (key, assignment, student, received, place, state, seen)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(key, assignment, student, received, place),
                    *("superseded" if newer else "waiting", time.time()),
                ),
            )
            if newer:
                return self._select("key = ?", key)
            older = self._select(
                "student = ? AND assignment = ? AND state = 'waiting' AND key != ?",
                *(student, assignment, key),
            )
            self._db.executemany(
                "UPDATE arrivals SET state = 'superseded' WHERE id = ?",
                [(one.id,) for one in older],
            )
            # Whose older one was next in line does not go to its end by handing in again.
            if older:
                self._db.execute(
                    "UPDATE arrivals SET seen = ? WHERE key = ?",
                    (min(one.seen for one in older), key),
                )
            return older

    def next(
        self,
        attempts_per_hour: int,
        busy: Iterable[tuple[str, str]] = (),
        closed: Collection[str] = (),
    ) -> Arrival | None:
        """Begin the submission whose turn it is; None where none may run now.

        Parameters
        ----------
        attempts_per_hour : int
            Of a student at an assignment; 0 for any number.
        busy : iterable of (str, str)
            Students and assignments of which one is running.
        closed : collection of str
            Assignments of which none may run now.

        Returns
        -------
        Arrival or None
            Of the student with the fewest attempts in the last hour, then the one that was found
            first. Whose attempts are used up waits until the oldest is an hour old.
        """
        now = time.time()
        busy = set(busy)
        with self._transaction():
            self._db.execute(
                "DELETE FROM attempts WHERE begun < ? OR begun > ?", (now - 24 * HOUR, now + MINUTE)
            )
            # Nothing waits for more than an hour: this was said by a clock that was ahead.
            self._db.execute(
                "UPDATE arrivals SET not_before = ? WHERE not_before > ? AND state = 'waiting'",
                (now, now + HOUR + MINUTE),
            )
            waiting = self._db.execute(
                "SELECT arrivals.*, (SELECT COUNT(*) FROM attempts WHERE"
                " attempts.student = arrivals.student AND begun > ?) AS lately FROM arrivals"
                " WHERE state = 'waiting' AND not_before <= ? ORDER BY lives, lately, seen, id",
                (now - HOUR, now),
            ).fetchall()
            for row in waiting:
                one = _arrival(row)
                if one.assignment in closed or (one.student, one.assignment) in busy:
                    continue
                free = self._free_at(one, attempts_per_hour, now)
                if free > now:
                    self._db.execute(
                        "UPDATE arrivals SET not_before = ?, reason = ? WHERE id = ?",
                        (free, f"{attempts_per_hour} {_USED_UP}", one.id),
                    )
                    continue
                self._db.execute(
                    "UPDATE arrivals SET state = 'running', begun = ?, reason = '' WHERE id = ?",
                    (now, one.id),
                )
                self._db.execute(
                    "INSERT INTO attempts VALUES (?, ?, ?)", (one.student, one.assignment, now)
                )
                return dataclasses.replace(one, state="running", begun=now)
            return None

    def _free_at(self, one: Arrival, attempts_per_hour: int, now: float) -> float:
        """Return from when on a student may try again."""
        if attempts_per_hour < 1 or one.lives:
            return now
        begun = [
            row[0]
            for row in self._db.execute(
                "SELECT begun FROM attempts WHERE student = ? AND assignment = ? AND begun > ?"
                " ORDER BY begun DESC LIMIT ?",
                (one.student, one.assignment, now - HOUR, attempts_per_hour),
            )
        ]
        return begun[-1] + HOUR if len(begun) >= attempts_per_hour else now

    def put_back(self, one: Arrival, after: float, reason: str, counts: bool = False) -> None:
        """Let a submission wait again.

        Parameters
        ----------
        one : Arrival
        after : float
            Seconds until it may run.
        reason : str
            For staff.
        counts : bool
            Whether this was one of its lives: after the last it has failed.
        """
        lives = one.lives + counts
        state = "failed" if counts and lives >= LIVES else "waiting"
        self._db.execute(
            "UPDATE arrivals SET state = ?, not_before = ?, reason = ?, lives = ? WHERE id = ?",
            (state, time.time() + after, reason, lives, one.id),
        )
        if not counts:  # it did not run
            self._db.execute(
                "DELETE FROM attempts WHERE student = ? AND assignment = ? AND begun = ?",
                (one.student, one.assignment, one.begun),
            )

    def finish(
        self, one: Arrival, points: float | None, maximum: float | None, reason: str = ""
    ) -> None:
        """Note that a submission is graded, or that nothing was to be done."""
        self._db.execute(
            "UPDATE arrivals SET state = 'done', ended = ?, points = ?, maximum = ?, reason = ?"
            " WHERE id = ?",
            (time.time(), points, maximum, reason, one.id),
        )

    def fail(self, one: Arrival, reason: str) -> None:
        """Note that a submission could not be graded."""
        self._db.execute(
            "UPDATE arrivals SET state = 'failed', ended = ?, reason = ? WHERE id = ?",
            (time.time(), reason, one.id),
        )

    def untold(self) -> list[Arrival]:
        """Return those that wait for the student's next hour, or were superseded, untold yet."""
        return self._select(
            "told = 0 AND place != '' AND (state = 'superseded'"
            " OR (state = 'waiting' AND not_before > ? AND reason LIKE ?))",
            *(time.time(), f"%{_USED_UP}"),
        )

    def tell(self, one: Arrival) -> None:
        """Note that the student was told."""
        self._db.execute("UPDATE arrivals SET told = 1 WHERE id = ?", (one.id,))

    def has_taken(self, key: str) -> bool:
        """Tell whether a file of the inbox was taken in."""
        return self._db.execute("SELECT 1 FROM files WHERE key = ?", (key,)).fetchone() is not None

    def take(self, keys: Iterable[str]) -> None:
        """Note files of the inbox whose submissions are in the line, or that hold none."""
        for key in keys:
            self._db.execute("INSERT OR IGNORE INTO files VALUES (?)", (key,))

    def hold_back(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note assignments and students whose pages may show more after the due date."""
        with self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO held_back VALUES (?, ?)", list(pairs))

    def held_back(self) -> list[tuple[str, str]]:
        """Return those assignments and students."""
        rows = self._db.execute("SELECT assignment, student FROM held_back ORDER BY 1, 2")
        return list(map(tuple, rows.fetchall()))

    def show(self, assignment: str, student: str) -> None:
        """Note that a page shows all."""
        self._db.execute(
            "DELETE FROM held_back WHERE assignment = ? AND student = ?", (assignment, student)
        )

    def due(self, closed: Collection[str] = ()) -> float | None:
        """Return when the next submission may run, but of some assignments; None if none waits.

        Seconds since 1970; 0.0 for one that may run at once.
        """
        rows = self._db.execute(
            "SELECT assignment, MIN(not_before) FROM arrivals WHERE state = 'waiting'"
            " GROUP BY assignment"
        )
        return min((when for name, when in rows if name not in closed), default=None)

    def stuck(self, seconds: float, limit: int = 50) -> list[Arrival]:
        """Return what waits for longer, not counting the wait for a student's hour, or has failed.

        Parameters
        ----------
        seconds : float
        limit : int
            How many, those that came first before others.
        """
        return self._select(
            "state = 'waiting' AND (lives > 0 OR"
            " (CASE WHEN reason LIKE ? THEN not_before ELSE seen END) < ?)"
            f" ORDER BY seen, id LIMIT {int(limit)}",
            *(f"%{_USED_UP}", time.time() - seconds),
        )

    def counts(self) -> dict[str, int]:
        """Return how many submissions stand in each state."""
        rows = self._db.execute("SELECT state, COUNT(*) FROM arrivals GROUP BY state")
        return dict(map(tuple, rows.fetchall()))

    def in_state(self, state: str, limit: int = 50) -> list[Arrival]:
        """Return the submissions in a state, those that ended or came last first."""
        order = "COALESCE(ended, seen) DESC, id DESC" if state != "waiting" else "seen, id"
        return self._select(f"state = ? ORDER BY {order} LIMIT {int(limit)}", state)

    def ended_since(self, seconds: float) -> list[Arrival]:
        """Return what was graded in the last seconds."""
        return self._select("state = 'done' AND ended > ?", time.time() - seconds)

    def forget(self, student: str) -> int:
        """Take out all that the line knows of a student; return how many submissions that were."""
        with self._transaction():
            for table in ("attempts", "held_back"):
                self._db.execute(f"DELETE FROM {table} WHERE student = ?", (student,))
            done = self._db.execute("DELETE FROM arrivals WHERE student = ?", (student,))
        return done.rowcount

    def files(self) -> list[str]:
        """Return the files of the inbox that were taken in, by which `has_taken` knows them."""
        return [row[0] for row in self._db.execute("SELECT key FROM files ORDER BY key")]

    def forget_files(self, keys: Iterable[str]) -> None:
        """Take out files whose names say whose they were."""
        with self._transaction():
            self._db.executemany("DELETE FROM files WHERE key = ?", [(key,) for key in keys])
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _select(self, where: str, *values: object) -> list[Arrival]:
        rows = self._db.execute(f"SELECT * FROM arrivals WHERE {where}", values).fetchall()
        return [_arrival(row) for row in rows]


def _arrival(row: sqlite3.Row) -> Arrival:
    return Arrival(**{field.name: row[field.name] for field in dataclasses.fields(Arrival)})
