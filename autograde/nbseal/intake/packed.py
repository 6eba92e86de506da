"""A notebook in an archive that was handed in under a notebook's name, or in its place."""

import io
import zipfile
import zlib

MAX_MEMBERS = 1_000


def unpack(name: str, content: bytes, limit: int) -> tuple[str, bytes] | None:
    """Return the one notebook in a zip or gzip file.

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
            inside = [one for one in archive.infolist() if _is_notebook(one)]
            own = _notebook_name(name)
            same = [one for one in inside if one.filename.rpartition("/")[2] == own]
            if len(same or inside) != 1:
                return None
            (member,) = same or inside
            with archive.open(member) as file:
                data = file.read(limit + 1)
    # RuntimeError: it is encrypted, or packed in a way that Python does not know.
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return None
    return None if len(data) > limit else (member.filename, data)


def _is_notebook(member: zipfile.ZipInfo) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in member.filename.split("/"))
    return member.filename.lower().endswith(".ipynb") and not hidden and not member.is_dir()


def _notebook_name(name: str) -> str:
    stem = name.removesuffix(".zip")
    return stem if stem.endswith(".ipynb") else f"{stem}.ipynb"


def _gunzip(name: str, content: bytes, limit: int) -> tuple[str, bytes] | None:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(content, limit + 1)
    except zlib.error:
        return None
    return (name, data) if unpacker.eof and len(data) <= limit else None
