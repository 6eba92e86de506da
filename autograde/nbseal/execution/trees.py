"""Removing what a student's code made."""

import contextlib
import itertools
import os
import tempfile
from pathlib import Path


def remove_tree(path: str | Path) -> None:
    """Remove a file or a folder that a student's code made: however deep, whatever its mode."""
    if not os.path.isdir(path) or os.path.islink(path):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        return
    # Folders are moved up before they are emptied, so that no path grows too long.
    top = tempfile.mkdtemp(dir=os.path.dirname(path), prefix="remove-")
    names = (os.path.join(top, str(number)) for number in itertools.count())
    pending = [next(names)]
    os.chmod(path, 0o700)
    os.rename(path, pending[0])
    while pending:
        folder = pending.pop()
        with os.scandir(folder) as entries:
            for entry in list(entries):
                if entry.is_dir(follow_symlinks=False):
                    os.chmod(entry.path, 0o700)
                    pending.append(next(names))
                    os.rename(entry.path, pending[-1])
                else:
                    os.unlink(entry.path)
        os.rmdir(folder)
    os.rmdir(top)
