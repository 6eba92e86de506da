"""A notebook in an archive that was handed in under a notebook's name, or in its place."""

import bz2
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from typing import Any

MAX_MEMBERS = 1_000
_MEMORY = 2**26  # bytes with which an xz file is unpacked
#: How a packed file begins, and what unpacks it.
_UNPACKERS: dict[bytes, Callable[[], Any]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(wbits=31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\0": lambda: lzma.LZMADecompressor(memlimit=_MEMORY),
}


def unpack(name: str, content: bytes, limit: int, nested: bool = True) -> tuple[str, bytes] | None:
    """Return the one notebook in a zip, tar, gzip, bzip2 or xz file.

    Parameters
    ----------
    name : str
        The file's name; of several notebooks the one of this name is meant.
    content : bytes
        The whole file.
    limit : int
        Bytes of the notebook that are unpacked at most.
    nested : bool
        Whether a zip may stand in the zip in the notebook's place.

    Returns
    -------
    (str, bytes) or None
        The notebook's name in the archive and its content; None where the file is not an archive,
        cannot be unpacked, or has no notebook or several.
    """
    if content.startswith(tuple(_UNPACKERS)):
        return _decompressed(name, content, limit)
    if content[257:262] == b"ustar":
        return _untar(name, content, limit)
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                return None
            files = {one.filename: one for one in archive.infolist() if not one.is_dir()}
            zips = [one for one in files if one.lower().endswith(".zip") and nested]
            inside = _one_notebook(name, files) or (zips[0] if len(zips) == 1 else None)
            if inside is None:
                return None
            with archive.open(files[inside]) as file:
                data = file.read(limit + 1)
    # RuntimeError: it is encrypted, or packed in a way that Python does not know.
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return None
    if len(data) > limit:
        return None
    return unpack(inside, data, limit, nested=False) if inside in zips else (inside, data)


def _one_notebook(name: str, files: Iterable[str]) -> str | None:
    """Return the one notebook among files; of several the one that is called as the archive."""
    inside = [one for one in files if _is_notebook(one)]
    same = [one for one in inside if one.rpartition("/")[2] == _notebook_name(name)]
    return (same or inside)[0] if len(same or inside) == 1 else None


def _is_notebook(path: str) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.removeprefix("./").split("/"))
    return path.lower().endswith(".ipynb") and not hidden


def _notebook_name(name: str) -> str:
    stem = name
    for ending in (".zip", ".gz", ".bz2", ".xz", ".tgz", ".tar"):
        stem = stem.removesuffix(ending)
    return stem if stem.endswith(".ipynb") else f"{stem}.ipynb"


def decompress(content: bytes, limit: int) -> bytes | None:
    """Return what a gzip, bzip2 or xz file holds; None where that is broken or too much."""
    start = next((one for one in _UNPACKERS if content.startswith(one)), None)
    if start is None:
        return None
    unpacker = _UNPACKERS[start]()
    try:
        data: bytes = unpacker.decompress(content, limit + 1)
    except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError):
        return None
    return data if unpacker.eof and len(data) <= limit else None


def _decompressed(name: str, content: bytes, limit: int) -> tuple[str, bytes] | None:
    data = decompress(content, limit)
    if data is None:
        return None
    return _untar(name, data, limit) if data[257:262] == b"ustar" else (name, data)


def _untar(name: str, content: bytes, limit: int) -> tuple[str, bytes] | None:
    """Return the one notebook in a tar file; nothing of it is written anywhere."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            files = {one.name: one for one in archive if one.isreg()}
            inside = _one_notebook(name, files)
            file = archive.extractfile(files[inside]) if inside else None
            # A sparse file may claim any size.
            data = file.read(limit + 1) if file else b""
    except (tarfile.TarError, OSError, ValueError, EOFError):
        return None
    return (inside, data) if inside and file and len(data) <= limit else None
