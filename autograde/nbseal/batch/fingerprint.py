"""Tell by content whether a submission has to be graded again."""

import functools
import hashlib
import importlib.metadata
import json
import os
import re
import stat
import sys
from pathlib import Path

import mlcourse
import nbseal
from nbseal.submissions import MAX_BYTES

_COURSE = "mlcourse"  # the distribution's name
_STAFF = ("nbclient", "nbconvert", "nbformat", "jupyter_client", "cloudpickle")
_DATA_FILES = ("advertising/*", "mnist/*", "MNIST/raw/*", "sample/*", "pretrained/*")


@functools.cache
def environment():
    """Return a hash of this machine's code and packages, as far as they decide a grade.

    Returns
    -------
    str
        The same on two machines with the same commit and the same versions.
    """
    digest = hashlib.sha256(sys.version.encode())
    for package in (nbseal, mlcourse):
        folder = Path(package.__file__).parent
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".toml", ".mplstyle"):
                _add(digest, f"{package.__name__}/{path.relative_to(folder).as_posix()}")
                _add(digest, path.read_bytes())
    names = [re.match(r"[\w.-]+", line)[0] for line in importlib.metadata.requires(_COURSE) or ()]
    for name in sorted({*names, *_STAFF}):
        try:
            _add(digest, f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue  # of an extra that a worker does without
    return digest.hexdigest()


def fingerprint_of_assignment(templates, settings):
    """Return a hash of all that decides a grade besides the submission.

    Parameters
    ----------
    templates : dict of str to nbformat.NotebookNode
        The source's notebooks, checks included.
    settings : object
        What decides how they are run; made of plain values.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(environment().encode())
    _add(digest, json.dumps(templates, sort_keys=True))
    _add(digest, json.dumps(settings, sort_keys=True, default=str))
    for name, size in _data_files():
        _add(digest, f"{name} {size}")
    return digest.hexdigest()


def fingerprint_of_submission(folder, files, assignment):
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


def _add(digest, content):
    """Add a part to a hash so that its end shows."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogateescape")
    digest.update(len(content).to_bytes(8, "big"))
    digest.update(content)


def _data_files():
    """Yield names and sizes of the data files of a chosen data folder and of the course's own."""
    folders = [Path(mlcourse.__file__).resolve().parents[1] / "data"]
    if os.environ.get("MLCOURSE_DATA"):
        folders.append(Path(os.environ["MLCOURSE_DATA"]))
    for folder in folders:
        for pattern in _DATA_FILES:
            for path in sorted(folder.glob(pattern)):
                yield path.relative_to(folder).as_posix(), path.stat().st_size
