"""Read a notebook that was handed in, trusting nothing in it: any encoding, bounded in size."""

import base64
import binascii
import contextlib
import dataclasses
import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbseal.conventions import is_printable, stated_language
from nbseal.errors import SubmissionError
from nbseal.intake.packed import unpack
from nbseal.intake.parsing import parse
from nbseal.messages import Message, message

MAX_BYTES = 20_000_000  # of a notebook; the largest release has a hundredth of that
MAX_CELLS = 2_000
MAX_OTHERS = 50  # notebooks of a submission that are looked at
MAX_DEPTH = 8  # folders within folders
#: Endings that systems and editors put in the place of ``.ipynb``.
NOTEBOOK_ENDINGS = (
    *(".ipynb", ".ipynb.txt", ".ipynb.json", ".json"),
    *(".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz"),
)
_PICTURES = re.compile(r"image/(?:png|jpeg|gif|webp)")
#: How archives, documents and pictures begin: gzip, bzip2, xz, zip, PDF, 7z, RAR, Office, PNG,
#: JPEG.
_NOT_TEXT = (
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"PK",
    b"%PDF",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xd0\xcf",
    b"\x89PNG",
    b"\xff\xd8\xff",
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_DAMAGED = 0.05  # of the letters beyond ASCII, in a text that is UTF-8 for the rest
_HALF_WIDTH_KATAKANA = re.compile("[\uff61-\uff9f]")


@dataclasses.dataclass
class Cell:
    """A cell as it was handed in.

    Attributes
    ----------
    kind : {"code", "markdown", "raw"}
        What it is.
    source : str
        Its text.
    grade_id : str or None
        The name that nbgrader's metadata say.
    traces : tuple of str
        Other ids in its metadata, by which it may be known.
    attachments : dict of str to dict of str to str
        Pictures in a text: name to MIME type to base64.
    number : int
        Its place in the file, from 1.
    within : str or None
        The cell in which it stood, of those that nbgrader overwrites.
    """

    kind: str
    source: str
    grade_id: str | None = None
    traces: tuple[str, ...] = ()
    attachments: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    number: int = 0
    within: str | None = None


@dataclasses.dataclass
class Submission:
    """A notebook as it was handed in.

    Attributes
    ----------
    cells : list of Cell
        In order.
    language : str or None
        The language that its metadata state.
    labels : dict of (str, str) to str
        Texts in the notebook's metadata that a course may know it by; see `labels_of`.
    notes : list of nbseal.messages.Message
        What student and teacher should know of the file, each in two languages.
    """

    cells: list[Cell]
    language: str | None = None
    labels: dict[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    notes: list[Message] = dataclasses.field(default_factory=list)

    @property
    def title(self) -> str:
        """The first heading."""
        for cell in self.cells:
            heading = re.search(r"^#+[ \t]+(.+)$", cell.source, re.MULTILINE)
            if cell.kind == "markdown" and heading:
                return heading[1].strip()[:100]
        return ""


def read_submission(path: Path) -> Submission:
    """Read a submitted notebook.

    Parameters
    ----------
    path : pathlib.Path
        The submitted file.

    Returns
    -------
    Submission

    Raises
    ------
    SubmissionError
        If the file does not exist, or it is not a notebook.
    """
    return parse_submission(path.name, read_bytes(path))


def parse_submission(name: str, content: bytes) -> Submission:
    """Read a submitted notebook from its bytes; see `read_submission`."""
    text, notes = decode(name, content)
    notebook = parse(name, text, notes)
    if len(notebook.cells) > MAX_CELLS:
        count = len(notebook.cells)
        raise SubmissionError("file-many-cells", file=name, count=count, limit=MAX_CELLS)
    cells = [_cell(name, number, cell) for number, cell in enumerate(notebook.cells, 1)]
    metadata = notebook.get("metadata")
    return Submission(cells, stated_language(metadata), labels_of(metadata), notes)


def labels_of(metadata: object) -> dict[tuple[str, str], str]:
    """Return short texts in a notebook's metadata, such as a lesson's name, by their two keys."""
    return {
        (group, key): text
        for group, values in (metadata.items() if isinstance(metadata, dict) else ())
        if group not in ("kernelspec", "language_info") and isinstance(values, dict)
        for key, text in values.items()
        if isinstance(key, str) and isinstance(text, str) and 0 < len(text) <= 80
    }


def read_outputs(path: Path) -> dict[str, list[list[dict[str, object]]]]:
    """Read what the cells of a submission showed when it was handed in.

    Parameters
    ----------
    path : pathlib.Path
        The submitted file.

    Returns
    -------
    dict of str to list of list of dict
        A code cell's source to the outputs of each cell that has it, in order. They have the form
        of nbformat's outputs; what they say is the student's.

    Raises
    ------
    SubmissionError
        If the file does not exist, or it is not a notebook.
    """
    return outputs_of(path.name, read_bytes(path))


def outputs_of(name: str, content: bytes) -> dict[str, list[list[dict[str, object]]]]:
    """Read the same from a submission's bytes; see `read_outputs`."""
    outputs: dict[str, list[list[dict[str, object]]]] = {}
    text, _ = decode(name, content)
    for number, cell in enumerate(parse(name, text).cells, 1):
        shown = cell.get("outputs")
        if cell.get("cell_type") == "code" and isinstance(shown, list):
            source = _cell(name, number, cell).source
            plain = [_plain_output(output) for output in shown if isinstance(output, dict)]
            outputs.setdefault(source, []).append(plain)
    return outputs


def read_bytes(path: Path) -> bytes:
    """Read a regular file of bounded size; follow no link, of the folders that are a student's.

    Raises
    ------
    SubmissionError
        If the file does not exist, or it cannot be read.
    """
    name = path.name
    if path.parent.is_symlink() or path.parent.parent.is_symlink():
        raise SubmissionError("file-folder-is-link", file=name)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        found = ", ".join(repr(str(other)) for other in others(path))
        key = "file-missing-found" if found else "file-missing"
        raise SubmissionError(key, file=name, found=found) from None
    except OSError as error:
        raise SubmissionError("file-not-opened", file=name, reason=error.strerror) from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise SubmissionError("file-not-regular", file=name)
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(MAX_BYTES + 1) if status.st_size <= MAX_BYTES else b""
    if status.st_size > MAX_BYTES or len(content) > MAX_BYTES:
        size, limit = f"{status.st_size:,}", f"{MAX_BYTES:,}"
        raise SubmissionError("file-large", file=name, size=size, limit=limit)
    return content


def others(path: Path) -> list[Path]:
    """List the notebooks that stand in a submission, wherever they are.

    Parameters
    ----------
    path : pathlib.Path
        Where the notebook should be.

    Returns
    -------
    list of pathlib.Path
        Relative to the submission; no links, and no more than `MAX_OTHERS`.
    """
    places: list[Path] = []
    for top, folders, names in os.walk(path.parent):
        folders[:] = [name for name in folders if _is_shown(name)]
        if len(Path(top).relative_to(path.parent).parts) >= MAX_DEPTH:
            folders.clear()
        for name in names:
            place = Path(top, name)
            if (
                name.lower().endswith(NOTEBOOK_ENDINGS)
                and _is_shown(name)
                and place.is_file()
                and not place.is_symlink()
            ):
                places.append(place.relative_to(path.parent))
        if len(places) > MAX_OTHERS:
            break
    return sorted(places)[:MAX_OTHERS]


def _is_shown(name: str) -> bool:
    return is_printable(name) and not name.startswith((".", "__MACOSX", "ipynb_checkpoints"))


def decode(name: str, content: bytes) -> tuple[str, list[Message]]:
    """Decode a notebook's bytes.

    UTF-8, UTF-16 and UTF-32, with and without a byte order mark, and Japanese encodings.

    Parameters
    ----------
    name : str
        The file's, for messages.
    content : bytes
        The whole file.

    Returns
    -------
    text : str
        What it says.
    notes : list of nbseal.messages.Message
        A line where the encoding was guessed, or the file unpacked.

    Raises
    ------
    SubmissionError
        If it is empty, or not text.
    """
    if not content.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\0"):
        raise SubmissionError("file-empty", file=name)
    notes = []
    if packed := unpack(name, content, MAX_BYTES):
        inside, content = packed
        notes.append(message("file-unpacked", file=name, found=repr(inside)))
    if content.startswith(_NOT_TEXT):
        raise SubmissionError("file-not-text", file=name)
    encoding: str = json.detect_encoding(content)  # by its byte order mark, or by where zeros are
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise SubmissionError("file-encoding", file=name, encoding=encoding) from None
        text = ""
    if text and not (encoding == "utf-8" and "\x1b$" in text):
        return text.lstrip("\ufeff"), notes
    for key, guess, decoded in _guesses(content):
        return decoded, [*notes, message(key, file=name, encoding=guess)]
    raise SubmissionError("file-encoding", file=name, encoding="UTF-8, UTF-16, cp932, EUC-JP")


def _guesses(content: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield a message, an encoding and the text in it, the likeliest first."""
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    letters = sum(map(len, _NOT_ASCII.findall(text))) - damaged
    if 0 < damaged <= _DAMAGED * letters:
        yield "file-damaged", "UTF-8", text
    for encoding, text in _japanese(content):
        yield "file-encoding-guessed", encoding, text
    for encoding in ("cp1252", "gb18030"):  # many Western texts fit both
        with contextlib.suppress(UnicodeDecodeError):
            yield "file-encoding-guessed", encoding, content.decode(encoding)


def _japanese(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the Japanese encodings that fit, the likeliest first."""
    fitting = []
    for encoding in ("iso2022_jp", "euc_jp", "cp932", "shift_jis_2004"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # What is read in a wrong encoding is full of them.
        fitting.append((len(_HALF_WIDTH_KATAKANA.findall(text)), encoding, text))
    for _, encoding, text in sorted(fitting, key=lambda one: one[0]):
        yield encoding, text


def _cell(name: str, number: int, cell: dict[str, Any]) -> Cell:
    """Return a cell with nothing but what is needed of it."""
    source = _joined("" if cell.get("source") is None else cell["source"])
    if source is None:
        raise SubmissionError("file-cell-without-text", file=name, number=number)
    # A lone surrogate is valid JSON, but not text that could be written again.
    source = source.encode("utf-8", "replace").decode("utf-8")
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    kind = cell.get("cell_type")
    kind = kind if kind in ("code", "markdown", "raw") else "markdown"
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    grading = metadata.get("nbgrader")
    grading = grading if isinstance(grading, dict) else {}
    grade_id = grading.get("grade_id")
    # Colab moves a cell's id into its metadata; nbgrader's checksum outlives a lost grade_id.
    said = [cell.get("id"), metadata.get("id"), metadata.get("cell_id"), metadata.get("name")]
    said.append(grading.get("checksum"))
    traces = tuple(trace for trace in said if isinstance(trace, str) and trace)
    return Cell(
        kind,
        source,
        grade_id if isinstance(grade_id, str) and grade_id else None,
        traces,
        _attachments(cell.get("attachments")),
        number,
    )


def _attachments(attachments: object) -> dict[str, dict[str, str]]:
    """Keep pictures; the file's limit bounds them."""
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        for kind, data in bundle.items() if isinstance(bundle, dict) else ():
            text = _joined(data)
            if text is None or not isinstance(kind, str) or not _PICTURES.fullmatch(kind):
                continue
            try:
                content = base64.b64decode("".join(text.split()), validate=True)
            except (binascii.Error, ValueError):
                continue
            kept.setdefault(name, {})[kind] = base64.b64encode(content).decode()
    return kept


def _plain_output(output: dict[str, Any]) -> dict[str, object]:
    """Return an output with nothing but texts."""
    plain: dict[str, object] = {
        name: text
        for name in ("output_type", "text", "ename", "evalue")
        if (text := _joined(output.get(name))) is not None
    }
    if isinstance(output.get("traceback"), list):
        plain["traceback"] = [line for line in output["traceback"] if isinstance(line, str)]
    if isinstance(output.get("data"), dict):
        texts = {mime_type: _joined(content) for mime_type, content in output["data"].items()}
        plain["data"] = {mime_type: text for mime_type, text in texts.items() if text is not None}
    return plain


def _joined(text: object) -> str | None:
    """Return a text that may stand there in lines; None where it is not text."""
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    return text if isinstance(text, str) else None
