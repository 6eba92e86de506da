"""Personal data of a class: readable to who grades alone, and kept out of git."""

import os
import stat
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

#: What the commands make, or watch, in a course's folder: all of it is personal.
KEPT = (
    *("gradebook.db", "submitted", "superseded", "autograded", "feedback", "arrivals.db"),
    *("marks_taken_out.csv", "watch.html", "inbox", ".nbgrader.log", "backup"),
)
SHOWN = 5  # files in a warning
_GIT_LIMIT = 20  # seconds


def only_owner(shared: bool = False) -> None:
    """Let this process make files that others cannot read.

    Parameters
    ----------
    shared : bool
        Whether the group may, as nbgrader's ``CourseDirectory.groupshared`` has it.
    """
    os.umask(0o007 if shared else 0o077)


def protect(paths: Iterable[str | os.PathLike[str]], shared: bool = False) -> None:
    """Take from others what they may do with files and folders that are there.

    Parameters
    ----------
    paths : iterable of path
        A folder is closed with all that is in it; links, and what belongs to another user, stay.
    shared : bool
        See `only_owner`.
    """
    others = 0o007 if shared else 0o077
    for path in map(Path, paths):
        for one in _open_to_others(path, others):
            try:
                one.chmod(stat.S_IMODE(one.lstat().st_mode) & ~others)
            except OSError:  # another user's
                continue


def _open_to_others(path: Path, others: int) -> Iterator[Path]:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if stat.S_ISREG(mode) and mode & others:
        yield path
    # What is in a closed folder nobody reaches.
    if not stat.S_ISDIR(mode) or not mode & others:
        return
    yield path
    for folder, below, names in os.walk(path):
        for name in (*below, *names):
            one = Path(folder, name)
            try:
                mode = one.lstat().st_mode
            except OSError:  # it is gone, or so deep that nobody reaches it by name
                continue
            if mode & others and not stat.S_ISLNK(mode):
                yield one


def protect_course(
    root: str | os.PathLike[str], more: Iterable[Path] = (), shared: bool = False
) -> str:
    """Close what is personal in a course's folder; say what git would take in.

    Parameters
    ----------
    root : path
        The course's folder.
    more : iterable of pathlib.Path
        Files of the class's that have been named: lists, archives, tables. Those outside of the
        course's folder stay as they are.
    shared : bool
        See `only_owner`.

    Returns
    -------
    str
        A warning, where git has such files, or would add them; else empty.
    """
    root = Path(root).resolve()
    named = [path.resolve() for path in more]
    named = [path for path in named if root in path.parents and not path.is_symlink()]
    kept = [root / name for name in KEPT]
    protect([*kept, *named], shared)
    return said_by_git(root, [*(root / name for name in KEPT), *named])


def said_by_git(root: Path, paths: Iterable[Path]) -> str:
    """Say which of some files git tracks, or would with the next ``git add``; else empty."""
    there = [str(path) for path in paths if path.exists()]
    if not there:
        return ""
    tracked = _git(root, "ls-files", "-z", "--", *there)
    if tracked is None:
        return ""
    if tracked:
        return (
            f"git tracks personal data ({_list(tracked)}): take it out with "
            "`git rm -r --cached`, and out of the history if it was pushed"
        )
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", *there)
    if new:
        return f"git would add personal data ({_list(new)}): name it in .gitignore"
    return ""


def _git(root: Path, *arguments: str) -> list[str] | None:
    """Return the files that git lists; None without git or outside of a repository."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_GIT_LIMIT,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _list(names: list[str]) -> str:
    more = len(names) - SHOWN
    shown = ", ".join(repr(name) if not name.isprintable() else name for name in names[:SHOWN])
    return shown + (f" and {more} more" if more > 0 else "")
