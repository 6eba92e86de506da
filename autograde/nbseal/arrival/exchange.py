"""The submissions in nbgrader's exchange, and the results that go back into it."""

import contextlib
import dataclasses
import datetime
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import notebook_hash
from traitlets.config import Config

from nbseal.batch import files
from nbseal.lms.names import student_id
from nbseal.lms.zones import parse_utc

if sys.platform != "win32":
    import pwd

TIME = "timestamp.txt"
SECRET = "submission_secret.txt"
MAX_SECRET = 1000  # bytes
_OLD_STYLE = 5.0  # seconds after which a folder without a secret counts as complete


@dataclasses.dataclass(frozen=True)
class Inbound:
    """A submission in the exchange.

    Attributes
    ----------
    path : pathlib.Path
        Its folder.
    student, assignment : str
        As the folder's name has them.
    time : datetime.datetime
        When it was handed in, in UTC.
    """

    path: Path
    student: str
    assignment: str
    time: datetime.datetime


class Inbox:
    """The folder into which students hand in.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    config : traitlets.config.Config
        Says where the exchange is.

    Attributes
    ----------
    unread : list of str
        Names of folders that look like submissions, but whose student or time cannot be read.
    """

    def __init__(self, coursedir: CourseDirectory, config: Config) -> None:
        collect = ExchangeCollect(coursedir=coursedir, config=config)
        self.root = Path(collect.root)
        course = self.root / coursedir.course_id
        self.folder = course / "inbound"
        self.feedback = course / "feedback"
        self._checks_owner = collect.check_owner
        self._zone = str(collect.timezone)
        self._complete: set[str] = set()
        self.unread: list[str] = []

    def is_there(self) -> bool:
        """Tell whether the exchange can be looked at: it may be a disk that is not mounted."""
        try:
            with os.scandir(self.root):
                return True
        except OSError:
            return False

    def scan(self) -> Iterator[Inbound]:
        """Yield what has come, whole, since the last scan."""
        try:
            with os.scandir(self.folder) as found:
                entries = [entry for entry in found if entry.name not in self._complete]
        except OSError:
            return
        for entry in sorted(entries, key=lambda entry: entry.name):
            named = _named(entry, self._zone)
            one = self._read(Path(entry.path), *named) if named else None
            if one is not None or not named:
                self._complete.add(entry.name)
            if not named and entry.name.count("+") >= 2:
                self.unread.append(entry.name)
            if one is not None:
                yield one

    def look_again(self, one: Inbound) -> None:
        """Yield a submission once more, as it could not be entered."""
        self._complete.discard(one.path.name)

    def _read(
        self, folder: Path, student: str, assignment: str, when: datetime.datetime
    ) -> Inbound | None:
        """Return a submission; None while it is being written."""
        if not _is_file(folder / TIME):
            return None
        if not _is_file(folder / SECRET):  # written last, since nbgrader 0.9.2
            with contextlib.suppress(OSError):
                if time.time() - folder.stat().st_mtime > _OLD_STYLE:
                    return Inbound(folder, student, assignment, when)
            return None
        return Inbound(folder, student, assignment, when)

    def of_student(self, student: str) -> tuple[list[Path], list[Path]]:
        """Return what the exchange holds of a student: submissions, and their pages of feedback."""
        found, pages = [], []
        with contextlib.suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                if path.name.rsplit("+", 3)[0] != student and path.name.split("+")[0] != student:
                    continue
                found.append(path)
                secret = _secret(path)
                for notebook in path.glob("*.ipynb") if secret else ():
                    name = notebook_hash(secret=secret, notebook_id=notebook.stem)
                    pages.append(self.feedback / f"{name}.html")
        return found, [page for page in pages if page.is_file()]

    def forged_by(self, one: Inbound, known: Callable[[], set[str]]) -> str | None:
        """Return the name of another student to whom a submission's folder belongs; else None.

        nbgrader logs a warning where owner and name differ, which is usual where all students are
        one user of the machine. A folder of another student's of the class is not taken. The class
        is asked for only where the two differ.
        """
        if not self._checks_owner or sys.platform == "win32":
            return None
        try:
            owner = pwd.getpwuid(one.path.lstat().st_uid).pw_name
        except (KeyError, OSError):
            return None
        return owner if owner != one.student and owner in known() else None


def install(
    coursedir: CourseDirectory, place: Path, student: str, assignment: str, received: str
) -> bool:
    """Copy a submission to where it is graded, in one step; what was there is kept elsewhere.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    place : pathlib.Path
        The folder in the exchange; links in it, and what is too large, are left out.
    student, assignment : str
        Whose it is, and what.
    received : str
        When, in UTC: ``2026-11-20 12:00:00.000000``.

    Returns
    -------
    bool
        False where something newer is there already.
    """
    target = _target(coursedir, student, assignment)
    when, there = _read_time(received), _time_of(target, coursedir)
    if there == when:
        return True  # by a watch before this one, or by nbgrader
    if there is not None and when is not None and there > when:
        return False
    regular, _ = files.split_files(place, coursedir.ignore)
    new = files.beside(target)
    files.copy_files(regular, place, new)
    for path in (new, *new.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    (new / TIME).write_text(f"{received} UTC\n", encoding="utf-8")
    if target.exists():
        submitted = Path(coursedir.format_path(coursedir.submitted_directory, ".", "."))
        name = f"{there:%Y%m%dT%H%M%SZ}" if there else "unknown"
        kept = submitted.resolve().parent / "superseded" / student / assignment / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while kept.exists():
            number += 1
            kept = kept.with_name(f"{name}-{number}")
        target.rename(kept)
    new.rename(target)
    files.clear_beside(target)
    return True


def is_installed(coursedir: CourseDirectory, student: str, assignment: str, received: str) -> bool:
    """Tell whether the submission of a time is where it is graded; see `install`."""
    return _time_of(_target(coursedir, student, assignment), coursedir) == _read_time(received)


def _target(coursedir: CourseDirectory, student: str, assignment: str) -> Path:
    path = coursedir.format_path(coursedir.submitted_directory, student, assignment)
    return Path(os.path.normpath(path))


def _time_of(folder: Path, coursedir: CourseDirectory) -> datetime.datetime | None:
    """Return when a submission was handed in, in UTC; None where it does not say so."""
    zone = str(coursedir.config.get("Exchange", {}).get("timezone", ""))
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return _read_time((folder / TIME).read_text(encoding="utf-8").strip(), zone)
    return None


def _read_time(text: str, zone: str = "") -> datetime.datetime | None:
    """Read a time, in UTC where it names no zone; None where it is not one.

    Parameters
    ----------
    text : str
        Such as ``2026-11-20 17:00:00.000000 JST``.
    zone : str
        The exchange's: what an abbreviation means that several zones have, such as IST.
    """
    with contextlib.suppress(Exception):  # dateutil fails in many ways
        return parse_utc(text, zone)
    return None


def release_notice(
    folder: Path, place: Path, notebooks: list[str], page: str, shared: bool = False
) -> None:
    """Give a student a page in the place of feedback, for a submission that is not graded now.

    A page that is there, of a grading, stays.

    Parameters
    ----------
    folder : pathlib.Path
        The exchange's feedback.
    place : pathlib.Path
        The submission in the exchange.
    notebooks : list of str
        The names of the assignment's notebooks.
    page : str
        HTML.
    shared : bool
        Whether the group may write (``CourseDirectory.groupshared``), where the folder is made.
    """
    secret = _secret(place)
    if not secret:
        return
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o2771 if shared else 0o711)  # whatever the umask is: students read in it
    for name in notebooks:
        target = folder / f"{notebook_hash(secret=secret, notebook_id=name)}.html"
        if target.exists():
            continue
        files.write_in_one_step(target, page.encode(), 0o644)


def _named(entry: os.DirEntry[str], zone: str) -> tuple[str, str, datetime.datetime] | None:
    """Return the student, assignment and time of a submission's folder; None for other entries."""
    parts = entry.name.rsplit("+", 3)
    if len(parts) == 3:  # without a random end
        parts.append("")
    if len(parts) != 4 or not entry.is_dir(follow_symlinks=False):
        return None
    student, assignment, stamp, _ = parts
    if not assignment.strip("."):  # "..", say, which would name another folder
        return None
    when = _read_time(stamp, zone)
    try:
        named = student_id(student) == student
    except ValueError:
        return None
    return (student, assignment, when) if named and when is not None else None


def _secret(place: Path) -> str:
    """Return by which a submission's page is found; empty where it has none."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        path = place / SECRET
        if _is_file(path) and path.stat().st_size <= MAX_SECRET:
            return path.read_text(encoding="utf-8")
    return ""


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
