"""A graded submission's files: made beside their place, and put there in one step."""

import contextlib
import os
import shutil
import stat
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from nbgrader.utils import find_all_files, is_ignored, rmtree

from nbseal.conventions import is_printable
from nbseal.messages import Message, message

MAX_BESIDE = 64 << 20  # bytes beside a notebook that its code finds
MAX_NOTES = 10  # on files of one submission
MAX_TOTAL = 200_000_000  # bytes of a submission's files; an empty file counts as one block
_BLOCK = 4096


def split_files(folder: Path, ignore: list[str]) -> tuple[list[Path], list[Path]]:
    """List a submission's files, and the entries that are not regular files.

    Parameters
    ----------
    folder : pathlib.Path
        The submission.
    ignore : list of str
        Patterns of what is left out, as nbgrader's `CourseDirectory.ignore`.

    Returns
    -------
    regular, odd : list of pathlib.Path
        Regular files; and links, pipes and the like, files with names that cannot be printed,
        and those that do not fit within the limit.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return [], [folder]  # another student's, say
    regular, odd = [], []
    room = MAX_TOTAL
    for top, folders, names in os.walk(folder):
        odd += [Path(top, name) for name in folders if not is_printable(name)]
        folders[:] = sorted(
            name for name in folders if is_printable(name) and not is_ignored(name, ignore)
        )
        for name in sorted(names):
            path = Path(top, name)
            status = os.lstat(path)
            # A name with control characters would reach the terminal by nbgrader's log.
            if not stat.S_ISREG(status.st_mode) or not is_printable(name):
                odd.append(path)
            elif not is_ignored(str(path), ignore):
                size = max(status.st_size, _BLOCK)
                if size <= room:
                    room -= size
                    regular.append(path)
                else:
                    odd.append(path)
        odd += [Path(top, name) for name in folders if os.path.islink(os.path.join(top, name))]
    return regular, odd


def copy_files(files: Iterable[Path], source: Path, target: Path) -> None:
    """Copy files, keeping their place within a folder."""
    for path in files:
        copy = target / Path(path).relative_to(source)
        if copy.is_symlink() or copy.exists():
            copy.unlink()
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy, follow_symlinks=False)


def source_files(folder: Path, ignore: list[str], excluded: Iterable[str]) -> list[Path]:
    """List the source's files that go into every graded submission: all but notebooks."""
    files = {Path(path) for path in find_all_files(str(folder), [*ignore, "*.ipynb"])}
    return sorted(files - {Path(folder, name) for name in excluded})


def read_files(files: Iterable[Path], folder: Path) -> dict[str, bytes]:
    """Read files.

    Parameters
    ----------
    files : iterable of pathlib.Path
        Regular files below `folder`; one that is gone is left out.
    folder : pathlib.Path

    Returns
    -------
    dict of str to bytes
        Each path within the folder, with slashes, and what the file holds.
    """
    contents = {}
    for path in files:
        with contextlib.suppress(OSError):
            contents[Path(path).relative_to(folder).as_posix()] = Path(path).read_bytes()
    return contents


def choose_files(
    files: Iterable[Path],
    folder: Path,
    given: Mapping[str, bytes],
    protected: Collection[str],
    graded: Collection[str] = (),
) -> tuple[dict[str, bytes], list[Message]]:
    """Choose the files beside a notebook that the student's code finds when it runs.

    Parameters
    ----------
    files : iterable of pathlib.Path
        A submission's regular files.
    folder : pathlib.Path
        The submission.
    given : mapping of str to bytes
        The assignment's own files, which count.
    protected : collection of str
        Modules that the assignment imports: no file of a student's takes their place.
    graded : collection of str
        The names of the notebooks that are graded, which nobody needs as files.

    Returns
    -------
    contents : dict of str to bytes
        Each path within the submission, with slashes, and what the file holds. A name in which
        letters and their accents stand apart, as macOS writes them, is there in both forms.
    notes : list of nbseal.messages.Message
        One for each file that is not used.
    """
    contents: dict[str, bytes] = {}
    notes = []
    room = MAX_BESIDE
    # Notebooks, which few import or run, come last: they may be large.
    for path in sorted(files, key=lambda path: path.suffix.lower() == ".ipynb"):
        name = path.relative_to(folder).as_posix()
        is_notebook = name.lower().endswith(".ipynb")
        if name == "timestamp.txt" or (is_notebook and path.stem in graded):
            continue
        if _module_of(unicodedata.normalize("NFC", name)) in protected:
            notes.append(message("file-shadows", file=name))
            continue
        try:
            room -= max(path.stat().st_size, _BLOCK)
            if room < 0:
                if is_notebook:
                    continue
                notes.append(message("file-beyond-limit", file=name, limit=MAX_BESIDE >> 20))
                continue
            content = path.read_bytes()
        except OSError:  # it is gone
            continue
        for form in {name, unicodedata.normalize("NFC", name)}:
            if form not in given:
                contents[form] = content
            elif given[form] != content:
                notes.append(message("file-given", file=form))
    if len(notes) > MAX_NOTES:
        more = message("files-more", count=len(notes) - MAX_NOTES)
        notes = [*notes[:MAX_NOTES], more]
    return contents, notes


def _module_of(name: str) -> str | None:
    """Return the module that a file would be imported as; None where it would not be."""
    first, _, rest = name.partition("/")
    if rest:
        return first
    stem, dot, ending = first.partition(".")
    return stem if dot and ending.endswith(("py", "pyc", "so")) else None


def clear_beside(folder: Path) -> None:
    """Remove what a run that was killed left beside a folder."""
    for left in (_new(folder), _old(folder)):
        if left.exists():
            rmtree(str(left))


def beside(folder: Path) -> Path:
    """Return an empty folder beside another."""
    clear_beside(folder)
    _new(folder).mkdir(parents=True)
    return _new(folder)


def put_in_place(new: Path, folder: Path) -> None:
    """Let a folder be what was made beside it.

    Killed in between, nothing is there: no folder ever has files of two gradings.
    """
    if folder.exists():
        folder.rename(_old(folder))
    new.rename(folder)
    clear_beside(folder)


def put_in_place_each(new: Path, folder: Path) -> None:
    """Put files where they belong one by one, notebooks last; others in the folder stay."""
    paths = [path for path in new.rglob("*") if not path.is_dir()]
    for path in sorted(paths, key=lambda path: (path.suffix == ".ipynb", path)):
        target = folder / path.relative_to(new)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
    clear_beside(folder)


def _new(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def write_in_one_step(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file; who reads it finds what was there or what is new, whole.

    Parameters
    ----------
    path : pathlib.Path
        Its folder exists.
    content : bytes
        What it holds then.
    mode : int, optional
        Its permissions; by default those of a file that is there, or of the process.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        if mode is not None:
            new.chmod(mode)
        elif path.exists():
            shutil.copymode(path, new)
        os.replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def set_permissions(folder: Path, permissions: int, shared: bool) -> None:
    """Give files their permissions, as nbgrader's converters do, and folders those of the process.

    Parameters
    ----------
    folder : pathlib.Path
        The folder, with all that is in it.
    permissions : int
        Of its files.
    shared : bool
        Whether the group may write into folders (``CourseDirectory.groupshared``).
    """
    for top, _, names in os.walk(folder):
        for name in names:
            os.chmod(os.path.join(top, name), permissions)
        if shared:
            with contextlib.suppress(PermissionError):
                os.chmod(top, 0o2770)
