"""Zips and folders of submissions, read without trusting a byte of them.

Nothing is ever unpacked: a file is read into memory, within limits, and written elsewhere under a
name of our own.
"""

import contextlib
import dataclasses
import datetime
import functools
import io
import json
import os
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from nbseal.conventions import is_printable
from nbseal.errors import ArchiveError
from nbseal.intake.packed import decompress
from nbseal.intake.reading import MAX_BYTES
from nbseal.lms.names import ENDINGS

MAX_MEMBERS = 20_000  # of an archive; a class of 1,000 that hands in 20 files each
MAX_INNER = 1_000  # of an archive in an archive
MAX_TOTAL = 10 * 2**30  # bytes read from an archive; a class of 500, each at the limit of a file
MAX_RATIO = 200  # notebooks full of pictures or of one repeated line stay under 100; bombs: 1,000
MAX_OWN = 2**29  # bytes read from what one student has packed; not taken from the class's
RATIO_FROM = 2**20  # bytes; below that no ratio does harm
MAX_TAR = 5 * MAX_BYTES  # that a tar file of one student unpacks to
#: How files end that hold a work and are not opened.
UNREADABLE_ARCHIVES = (".rar", ".7z", ".lzh", ".zst", ".dmg", ".iso", ".cab")
_TARS = (".tar.gz", ".tar.bz2", ".tar.xz", ".tar", ".tgz", ".tbz", ".tbz2", ".txz")
_PACKED = (".gz", ".bz2", ".xz")
_CHUNK = 2**20
#: Names of folders and files that desktops, editors and Jupyter leave, in lower case.
_CLUTTER = {
    *("__macosx", "$recycle.bin", "system volume information", "thumbs.db", "ehthumbs.db"),
    *("desktop.ini", "icon\r", "__pycache__", "ipynb_checkpoints"),
}

_EXTENDED_TIMESTAMP = 0x5455
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclasses.dataclass(frozen=True)
class Entry:
    """A file of a source.

    Attributes
    ----------
    path : str
        Its path within the source, as it is shown.
    parts : tuple of str
        The same, by folders; in composed Unicode.
    time : datetime.datetime
        When it was changed last, in UTC.
    problem : str or None
        Why it must not be read.
    read : callable
        Gives its bytes; raises `ArchiveError`.
    """

    path: str
    parts: tuple[str, ...]
    time: datetime.datetime
    problem: str | None
    read: Callable[[], bytes]

    @property
    def is_work(self) -> bool:
        """Whether it is a notebook or script by its name; a ``.json`` or ``.txt`` by its text."""
        name = self.parts[-1].lower()
        if name.endswith(ENDINGS) and (".ipynb" in name or not name.endswith(".json")):
            return True
        if name.endswith((".json", ".txt", ".ipython")) or ".ipynb" in name or "." not in name:
            return self.problem is None and self._has_cells
        return False

    @functools.cached_property
    def _has_cells(self) -> bool:
        try:
            content = self.read()
        except ArchiveError:
            return False
        encoding = json.detect_encoding(content)
        text = content.decode(encoding, "replace")
        return '"nbformat"' in text and ('"cells"' in text or '"worksheets"' in text)


@contextlib.contextmanager
def open_source(path: Path, zone: datetime.tzinfo | None) -> Iterator[list[Entry]]:
    """Open a zip, a folder or a single file.

    Parameters
    ----------
    path : pathlib.Path
        The source.
    zone : datetime.tzinfo
        The zone of times that a zip gives without one.

    Yields
    ------
    list of Entry
        Its files, in the order of their paths; without what systems add (``__MACOSX``).

    Raises
    ------
    ArchiveError
        If nothing of it can be read.
    """
    if path.is_dir():
        yield _with_inner(_entries_of_folder(path))
    elif not path.exists():
        raise ArchiveError("no such file or folder")
    elif path.name.lower().endswith(ENDINGS):
        yield [_entry_of_file(path, (path.name,))]
    else:
        with _open_zip(path) as archive:
            yield _with_inner(_entries_of_zip(archive, zone, _Left(MAX_TOTAL)))


def _open_zip(path: Path | io.BytesIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, struct.error, ValueError, NotImplementedError) as error:
        raise ArchiveError(f"it is not a zip, or a broken one: {error}") from None
    except OSError as error:
        raise ArchiveError(f"it cannot be opened: {error.strerror or error}") from None


class _Left:
    """The bytes that may still be read from an archive."""

    def __init__(self, limit: int) -> None:
        self._limit = self._left = limit

    def require(self, size: int) -> None:
        """Refuse what is more than is left."""
        if self._left < size:
            raise ArchiveError(f"the archive unpacks to more than {self._limit:,} bytes")

    def take(self, size: int) -> None:
        """Count bytes that were read."""
        self.require(size)
        self._left -= size


def _with_inner(entries: Iterable[Entry]) -> list[Entry]:
    """Put in the place of an archive among the files what is in it, and in a zip in that one."""
    last = _Last()
    return [one for entry in entries for one in _inner(entry, _Left(MAX_OWN), last)]


def _inner(entry: Entry, left: _Left, last: "_Last", depth: int = 2) -> list[Entry]:
    name = entry.parts[-1].lower()
    if entry.problem:
        return [entry]
    try:
        if name.endswith(_TARS):
            return _in_folder(entry, _entries_of_tar(entry, left, last)) or [entry]
        if name.endswith(_PACKED):
            return [_decompressed(entry)]
        if name.endswith(".zip") and depth:
            archive = _open_zip(io.BytesIO(entry.read()))
            inner = _entries_of_zip(archive, datetime.UTC, left, MAX_INNER)
            found = _in_folder(entry, inner) or [entry]
            return [one for each in found for one in _inner(each, left, last, depth - 1)]
    except ArchiveError as error:
        return [dataclasses.replace(entry, problem=str(error))]
    return [entry]


def _in_folder(entry: Entry, inner: Iterable[Entry]) -> list[Entry]:
    """Return the files of an archive as if it were a folder of its name."""
    ending = next(one for one in (*_TARS, ".zip") if entry.parts[-1].lower().endswith(one))
    folder = (*entry.parts[:-1], entry.parts[-1][: -len(ending)])
    return [
        # When the archive was handed in counts, not when a file in it was changed.
        dataclasses.replace(
            one, path=f"{entry.path}/{one.path}", parts=(*folder, *one.parts), time=entry.time
        )
        for one in inner
    ]


class _Last:
    """The tar file that was unpacked last: its files are read one after the other."""

    def __init__(self) -> None:
        self._path, self._content = "", b""

    def content(self, entry: Entry, left: _Left) -> bytes:
        """Return an archive without its packing."""
        if entry.path != self._path:
            packed = entry.read()
            content: bytes | None = packed
            if packed[257:262] != b"ustar":
                content = decompress(packed, MAX_TAR)
            if content is None:
                raise ArchiveError(f"it is broken, or unpacks to more than {MAX_TAR:,} bytes")
            left.take(len(content))
            self._path, self._content = entry.path, content
        return self._content


def _entries_of_tar(entry: Entry, left: _Left, last: _Last) -> list[Entry]:
    """List the files of a tar file."""
    entries = []
    with _open_tar(last.content(entry, left)) as archive:
        for number, member in enumerate(archive):
            if number >= MAX_INNER:
                raise ArchiveError(f"it has more than {MAX_INNER:,} files")
            name = unicodedata.normalize("NFC", member.name)
            parts = tuple(part for part in name.split("/") if part not in ("", "."))
            if member.isdir() or not parts or _is_clutter(parts):
                continue
            problem = _problem_of_name(name, parts) or _problem_of_size(member.size)
            if not member.isreg():
                problem = "it is not a regular file"

            def read(member: tarfile.TarInfo = member) -> bytes:
                with _open_tar(last.content(entry, left)) as archive:
                    file = archive.extractfile(member)
                    return file.read(MAX_BYTES) if file else b""  # of a sparse one, no more

            entries.append(Entry(name, parts, entry.time, problem, read))
    return sorted(entries, key=lambda one: one.parts)


@contextlib.contextmanager
def _open_tar(content: bytes) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            yield archive
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise ArchiveError(f"it is not a tar file, or a broken one: {error}") from None


def _decompressed(entry: Entry) -> Entry:
    """Return a packed notebook or script as the file that it was."""
    name = entry.parts[-1].rpartition(".")[0]
    if not name.lower().endswith(ENDINGS):
        return entry

    def read() -> bytes:
        content = decompress(entry.read(), MAX_BYTES)
        if content is None:
            raise ArchiveError(f"it is broken, or unpacks to more than {MAX_BYTES:,} bytes")
        return content

    return dataclasses.replace(entry, parts=(*entry.parts[:-1], name), read=read)


def _entries_of_zip(
    archive: zipfile.ZipFile,
    zone: datetime.tzinfo | None,
    left: _Left,
    limit: int | None = None,
) -> list[Entry]:
    limit = limit or MAX_MEMBERS
    members = [info for info in archive.infolist() if not info.orig_filename.endswith(("/", "\\"))]
    if len(members) > limit:
        raise ArchiveError(f"it has {len(members):,} files; {limit:,} at most are read")
    entries = []
    for info in members:
        name = _name_of(info)
        parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))
        if not parts or _is_clutter(parts):
            continue
        problem = _problem_of_name(name, parts) or _problem_of_member(info)

        def read(info: zipfile.ZipInfo = info) -> bytes:
            return _read_member(archive, info, left)

        entries.append(Entry(name, parts, _time_of(info, zone), problem, read))
    return sorted(entries, key=lambda entry: entry.parts)


def _name_of(info: zipfile.ZipInfo) -> str:
    """Decode a member's name: UTF-8 with or without its flag, else Japanese Windows' cp932."""
    # Not `filename`: there the backslash, a second byte of some cp932 letters, may be replaced.
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = None
        for encoding in ("utf-8", "cp932"):
            if raw is not None:
                with contextlib.suppress(UnicodeDecodeError):
                    name = raw.decode(encoding)
                    break
    return unicodedata.normalize("NFC", name)  # macOS writes a letter and its accent apart


def _problem_of_name(name: str, parts: tuple[str, ...]) -> str | None:
    if name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":"):
        return "its path is absolute"
    if ".." in parts:
        return "its path leads out of the archive"
    if not all(map(is_printable, parts)):
        return "its name cannot be printed"
    return None


def _problem_of_member(info: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a link"
    if kind and kind != stat.S_IFREG:
        return "it is not a regular file"
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    return _problem_of_size(info.file_size) or _problem_of_ratio(info)


def _problem_of_size(size: int) -> str | None:
    if size > MAX_BYTES:
        return f"it has {size:,} bytes; {MAX_BYTES:,} at most are read: clear the outputs"
    return None


def _problem_of_ratio(info: zipfile.ZipInfo) -> str | None:
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        ratio = info.file_size // max(info.compress_size, 1)
        return f"it is packed {ratio:,} to 1, as a zip bomb is; {MAX_RATIO} to 1 at most is read"
    return None


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: _Left) -> bytes:
    """Read a member; what its header says of its size is not believed."""
    left.require(info.file_size)
    chunks, size = [], 0
    try:
        with archive.open(info) as file:
            while chunk := file.read(_CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                left.take(len(chunk))
                if size > MAX_BYTES:
                    raise ArchiveError("it unpacks to more than it says")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, struct.error) as error:
        raise ArchiveError(f"it is broken: {error}") from None
    except (NotImplementedError, RuntimeError) as error:  # a method, a password
        raise ArchiveError(f"it cannot be unpacked: {error}") from None
    except ValueError as error:
        raise ArchiveError(f"it is broken: {error}") from None
    return b"".join(chunks)


def _time_of(info: zipfile.ZipInfo, zone: datetime.tzinfo | None) -> datetime.datetime:
    """Return a member's time: in UTC if the zip says so, else as a clock in `zone` showed it."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == _EXTENDED_TIMESTAMP and length >= 5 and len(extra) >= 9 and extra[4] & 1:
            return datetime.datetime.fromtimestamp(struct.unpack("<I", extra[5:9])[0], datetime.UTC)
        extra = extra[4 + length :]
    try:
        clock = datetime.datetime(*info.date_time, tzinfo=zone)
    except ValueError:  # month 0, say
        return datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    return clock.astimezone(datetime.UTC)


def _entries_of_folder(root: Path) -> list[Entry]:
    entries = []
    for top, folders, names in os.walk(root):
        linked = [name for name in folders if os.path.islink(os.path.join(top, name))]
        folders[:] = sorted(set(folders) - set(linked))
        for name in [*names, *linked]:
            path = Path(top, name)
            parts = path.relative_to(root).parts
            if not _is_clutter(parts):
                entries.append(_entry_of_file(path, parts))
            if len(entries) > MAX_MEMBERS:
                raise ArchiveError(f"it has more than {MAX_MEMBERS:,} files")
    return sorted(entries, key=lambda entry: entry.parts)


def _entry_of_file(path: Path, parts: tuple[str, ...]) -> Entry:
    shown = str(PurePosixPath(*parts))
    parts = tuple(unicodedata.normalize("NFC", part) for part in parts)
    status = os.lstat(path)
    time = datetime.datetime.fromtimestamp(status.st_mtime, datetime.UTC)
    if stat.S_ISLNK(status.st_mode):
        problem: str | None = "it is a link"
    elif not stat.S_ISREG(status.st_mode):
        problem = "it is not a regular file"
    else:
        problem = _problem_of_name(shown, parts) or _problem_of_size(status.st_size)
    return Entry(shown, parts, time, problem, lambda: _read_file(path))


def _read_file(path: Path) -> bytes:
    """Read a regular file; follow no link that took its place since it was looked at."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ArchiveError("it is not a regular file")
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArchiveError(f"it cannot be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise ArchiveError(_problem_of_size(len(content)))
    return content


def _is_clutter(parts: tuple[str, ...]) -> bool:
    """Tell what a system, not a student, put there."""
    hidden = any(part.startswith((".", "~$")) and part != ".." for part in parts)
    return hidden or not _CLUTTER.isdisjoint(map(str.lower, parts))
