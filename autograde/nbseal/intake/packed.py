"""A notebook in an archive that was handed in under a notebook's name, or in its place."""

import io
import zipfile
import zlib

MAX_BYTES = 20_000_000  # of what is unpacked
MAX_MEMBERS = 1_000


def unpack(name: str, content: bytes) -> tuple[str, bytes] | None:
    """Return the one notebook in a zip or gzip file.

    Parameters
    ----------
    name : str
        The file's name; of several notebooks the one of this name is meant.
    content : bytes
        The whole file.

    Returns
    -------
    (str, bytes) or None
        The notebook's name in the archive and its content; None where the file is not an archive,
        cannot be unpacked, or has no notebook or several.
    """
    if content.startswith(b"\x1f\x8b"):
        return _gunzip(name, content)
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
                data = file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return None
    except NotImplementedError:  # a way of packing that Python does not know
        return None
    return None if len(data) > MAX_BYTES else (member.filename, data)


def _is_notebook(member: zipfile.ZipInfo) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in member.filename.split("/"))
    return member.filename.lower().endswith(".ipynb") and not hidden and not member.is_dir()


def _notebook_name(name: str) -> str:
    stem = name.removesuffix(".zip")
    return stem if stem.endswith(".ipynb") else f"{stem}.ipynb"


def _gunzip(name: str, content: bytes) -> tuple[str, bytes] | None:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(content, MAX_BYTES + 1)
    except zlib.error:
        return None
    return (name, data) if unpacker.eof and len(data) <= MAX_BYTES else None
