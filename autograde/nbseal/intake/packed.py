"""A notebook in an archive that was handed in under a notebook's name, or in its place."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterable

MAX_MEMBERS = 1_000


def unpack(name: str, content: bytes, limit: int) -> tuple[str, bytes] | None:
    """Return the one notebook in a zip, gzip or packed tar file.

    Parameters
    ----------
    name : str
        The file's name; of several notebooks the one of this name is meant.
    content : bytes
        The whole file.
    limit : int
        Bytes of the notebook that are unpacked at most.

    Returns
    -------
    (str, bytes) or None
        The notebook's name in the archive and its content; None where the file is not an archive,
        cannot be unpacked, or has no notebook or several.
    """
    if content.startswith(b"\x1f\x8b"):
        return _gunzip(name, content, limit)
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                return None
            files = {one.filename: one for one in archive.infolist() if not one.is_dir()}
            inside = _one_notebook(name, files)
            if inside is None:
                return None
            with archive.open(files[inside]) as file:
                data = file.read(limit + 1)
    # RuntimeError: it is encrypted, or packed in a way that Python does not know.
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return None
    return None if len(data) > limit else (inside, data)


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
    for ending in (".zip", ".gz", ".tgz", ".tar"):
        stem = stem.removesuffix(ending)
    return stem if stem.endswith(".ipynb") else f"{stem}.ipynb"


def _gunzip(name: str, content: bytes, limit: int) -> tuple[str, bytes] | None:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(content, limit + 1)
    except zlib.error:
        return None
    if not unpacker.eof or len(data) > limit:
        return None
    return _untar(name, data) if data[257:262] == b"ustar" else (name, data)


def _untar(name: str, content: bytes) -> tuple[str, bytes] | None:
    """Return the one notebook in a tar file; nothing of it is written anywhere."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            files = {one.name: one for one in archive if one.isreg()}
            inside = _one_notebook(name, files)
            file = archive.extractfile(files[inside]) if inside else None
            return (inside, file.read()) if inside and file else None
    except (tarfile.TarError, OSError, ValueError, EOFError):
        return None
