"""Files that a student handed in along with a notebook: modules, data, pictures.

They go where the notebook goes, with their places relative to it. What of them a run uses is
decided when it is graded (`nbseal.batch.files.choose_files`).
"""

import dataclasses
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from nbseal.batch.files import MAX_BESIDE
from nbseal.errors import ArchiveError
from nbseal.lms.archives import Entry

MAX_FILES = 1_000  # of one student
MAX_DEPTH = 8  # folders within folders
_MAX_NAME = 240  # bytes; file systems take 255


@dataclasses.dataclass(frozen=True)
class Companion:
    """A file of a student's that is no notebook.

    Attributes
    ----------
    path : str
        Its path within what the student handed in, with slashes.
    entry : nbseal.lms.archives.Entry
        The file.
    """

    path: str
    entry: Entry


def read_companions(
    companions: Iterable[Companion], notebook: str, target: str
) -> tuple[dict[str, bytes], list[str]]:
    """Read what goes along with a notebook.

    Parameters
    ----------
    companions : iterable of Companion
        The student's other files of the same source.
    notebook : str
        The notebook's path within what the student handed in.
    target : str
        The name under which the notebook is graded.

    Returns
    -------
    contents : dict of str to bytes
        Each path relative to the notebook; for what does not stand below its folder, the path
        within what was handed in.
    problems : list of str
        A line for each file that is left out.
    """
    folder = PurePosixPath(notebook).parent
    ordered = []
    for one in companions:
        whole = PurePosixPath(one.path)
        within = whole.is_relative_to(folder)
        relative = whole.relative_to(folder) if within else whole
        ordered.append((not within, str(relative), one.entry))
    contents: dict[str, bytes] = {}
    taken = {target.casefold(), "timestamp.txt"}  # nobody writes their own time
    problems = []
    room = MAX_BESIDE
    for _, path, entry in sorted(ordered, key=lambda one: one[:2]):
        parts = PurePosixPath(path).parts
        if parts[0].casefold() in ("timestamp.txt", target.casefold()):
            problems.append(f"{entry.path!r}: its name is the grader's own")
        elif len(parts) > MAX_DEPTH or max(len(part.encode()) for part in parts) > _MAX_NAME:
            problems.append(f"{entry.path!r}: its path is too long")
        elif _clashes(path, taken):
            problems.append(f"{entry.path!r}: another file has its name")
        elif len(contents) >= MAX_FILES:
            problems.append(f"{entry.path!r}: {MAX_FILES:,} files at most go with a notebook")
        else:
            try:
                content = entry.read()
            except ArchiveError as error:
                problems.append(f"{entry.path!r}: {error}")
                continue
            if len(content) > room:
                problems.append(f"{entry.path!r}: {MAX_BESIDE:,} bytes at most go with a notebook")
                continue
            room -= len(content)
            contents[path] = content
            taken.update(map(str.casefold, _paths_of(path)[:-1]))
            taken.add(path.casefold())
    return contents, problems


def _paths_of(path: str) -> list[str]:
    """Return a path's folders, with a slash behind each, and the path."""
    parts = path.split("/")
    return ["/".join(parts[:end]) + "/" for end in range(1, len(parts))] + [path]


def _clashes(path: str, taken: set[str]) -> bool:
    """Tell whether a file, or a folder of the same name, stands there; case does not part them."""
    *folders, name = map(str.casefold, _paths_of(path))
    return (
        name in taken
        or f"{name}/" in taken
        or any(folder.removesuffix("/") in taken for folder in folders)
    )


def files_in(folder: Path, target: str) -> dict[str, bytes]:
    """Read the files that stand beside a notebook.

    Parameters
    ----------
    folder : pathlib.Path
        A submission.
    target : str
        The notebook's name.
    """
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and path.relative_to(folder).as_posix() not in (target, "timestamp.txt")
    }
