"""Tell by content whether a submission has to be graded again."""

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from nbformat import NotebookNode
from packaging.requirements import Requirement

from nbseal.intake.reading import MAX_BYTES
from nbseal.settings import Course

#: Libraries whose version may decide what a student's code gives, where they are installed.
_LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn", "matplotlib", "torch", "torchvision")


def environment(course: Course) -> str:
    """Return a hash of this machine's code and packages, as far as they decide a grade.

    Parameters
    ----------
    course : nbseal.settings.Course
        Whose packages and libraries count, besides the grader's own.

    Returns
    -------
    str
        The same on two machines with the same commit and the same versions.
    """
    digest = hashlib.sha256(sys.version.encode())
    own = Course(packages=["nbseal"])
    for name, path in (*own.package_files(), *course.package_files()):
        _add(digest, name)
        _add(digest, path.read_bytes())
    for version in _versions(tuple(course.packages), _last_installed()):
        _add(digest, version)
    return digest.hexdigest()


@functools.lru_cache(maxsize=8)
def _versions(packages: tuple[str, ...], _: tuple[int, ...]) -> list[str]:
    """Return the versions of what the grader and a course's packages ask for."""
    found = []
    for name in sorted({*_LIBRARIES, *_required("nbseal")}.union(*map(_required, packages))):
        # What is missing is of an extra that a worker does without.
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found.append(f"{name} {importlib.metadata.version(name)}")
    return found


def _last_installed() -> tuple[int, ...]:
    """Tell when something was last installed or removed: a watch runs for months."""
    stamps = []
    for path in sys.path:
        with contextlib.suppress(OSError):
            stamps.append(os.stat(path).st_mtime_ns)
    return tuple(stamps)


def _required(distribution: str) -> set[str]:
    """Return the names of the distributions that one asks for."""
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return {Requirement(line).name for line in importlib.metadata.requires(distribution) or ()}
    return set()


def fingerprint_of_assignment(
    templates: Mapping[str, NotebookNode], settings: object, course: Course
) -> str:
    """Return a hash of all that decides a grade besides the submission.

    Parameters
    ----------
    templates : dict of str to nbformat.NotebookNode
        The source's notebooks, checks included.
    settings : object
        What decides how they are run; made of plain values.
    course : nbseal.settings.Course
        Whose packages and data they use.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(environment(course).encode())
    _add(digest, json.dumps(templates, sort_keys=True))
    _add(digest, json.dumps(settings, sort_keys=True, default=str))
    for name, size in course.files():
        _add(digest, f"{name} {size}")
    return digest.hexdigest()


def fingerprint_of_submission(folder: Path, files: Iterable[Path], assignment: str) -> str:
    """Return a hash of all that decides a submission's grade.

    Parameters
    ----------
    folder : pathlib.Path
        The submission.
    files : iterable of str
        Its files.
    assignment : str
        What `fingerprint_of_assignment` gave.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(assignment.encode())
    for path in sorted(files):
        _add(digest, os.path.relpath(path, folder))
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            _add(digest, f"mode {stat.S_IFMT(status.st_mode)}")
        elif status.st_size > MAX_BYTES:
            _add(digest, f"{status.st_size} bytes, {status.st_mtime_ns}")
        else:
            _add(digest, Path(path).read_bytes())
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", content: str | bytes) -> None:
    """Add a part to a hash so that its end shows."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogateescape")
    digest.update(len(content).to_bytes(8, "big"))
    digest.update(content)
