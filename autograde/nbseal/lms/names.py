"""What file names say: whose a submission is, and which of several is the later one."""

import re
import unicodedata
from typing import NamedTuple

LAYOUTS = ("moodle", "canvas", "plain")
ENDINGS = (".ipynb", ".py")  # of what is collected; the rest stays in its archive
MAX_ID = 64  # characters; student ids are a tenth of it, and a path has room for several

# Moodle: "Full Name_12345_assignsubmission_file_", a folder or the beginning of the file's name.
# The first match counts: what follows is the student's to choose, and could name another one.
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<person>[0-9]+)_assignsubmission_(?P<kind>[a-z]+)(_(?P<file>.*))?", re.DOTALL
)
# Canvas: "lastfirst_LATE_12345_67890_file-2.ipynb", the user's number and the file's.
_CANVAS = re.compile(
    r"(?P<name>.+?)_((?P<late>LATE)_)?(?P<person>[0-9]+)_(?P<order>[0-9]+)_(?P<file>.+)", re.DOTALL
)
_COPY = re.compile(r"(?P<stem>.+?)(?: ?\((?P<number>[0-9]{1,6})\)| - (?:Copy|コピー))", re.DOTALL)
_LESSON = re.compile(r"ex_?[0-9]{1,2}_(?P<rest>.+)", re.DOTALL)  # ex_02_s1234567.py


class Named(NamedTuple):
    """What a file's place and name say.

    Attributes
    ----------
    person : str
        Moodle's number of the participant, Canvas's number of the user, or a student id.
    name : str
        The person's name, as the system writes it; empty where it is not said.
    file : str
        The name that the student gave the file.
    late : bool
        Whether the system marks it as late.
    order : int
        Of two files of the same time, the one with the larger number is the later one.
    """

    person: str
    name: str
    file: str
    late: bool = False
    order: int = 0


def parse(parts, layout, assignment):
    """Read a file's path.

    Parameters
    ----------
    parts : sequence of str
        Folders and file name, within the archive or folder.
    layout : {"moodle", "canvas", "plain"}
        Who named it.
    assignment : str
        The assignment that is collected.

    Returns
    -------
    Named or None
        None if it is not named in this way, or is no submitted file.
    """
    return _PARSERS[layout](parts, assignment)


def layout_of(paths):
    """Tell who named the files of an archive, as most of them say.

    One file does not decide: a student can name a file as another system would.

    Parameters
    ----------
    paths : iterable of sequence of str
        Folders and file name of each file.

    Returns
    -------
    {"moodle", "canvas", "plain"}
    """
    paths = list(paths)
    for layout in ("moodle", "canvas"):
        if 2 * sum(bool(parse(parts, layout, "")) for parts in paths) > len(paths):
            return layout
    return "plain"


def student_id(text):
    """Return a student id in the form in which it names a folder.

    Full-width letters and digits become ordinary ones.

    Raises
    ------
    ValueError
        If it cannot safely name a folder; the message says why.
    """
    name = unicodedata.normalize("NFKC", text).strip()
    if not name:
        raise ValueError("the student id is empty")
    if len(name) > MAX_ID:
        raise ValueError(f"the student id has {len(name)} characters; {MAX_ID} at most are taken")
    # "+" parts names in nbgrader's exchange, "," its lists; wildcards would match other students.
    odd = sorted({c for c in name if not (c.isalnum() or c in "-_.@ ")})
    if odd:
        raise ValueError(f"the student id {name!r} has {', '.join(map(repr, odd))} in it")
    if name[0] in "-. " or name[-1] == ".":
        raise ValueError(f"the student id {name!r} begins or ends with {name[0]!r} or '.'")
    return name


def _moodle(parts, _):
    for number, part in enumerate(parts):
        match = _MOODLE.fullmatch(part)
        if match:
            inside = "/".join(parts[number + 1 :]) or match["file"] or ""
            if match["kind"] != "file" or not inside:  # a text typed into Moodle's page, say
                return None
            return Named(match["person"], match["name"], inside)
    return None


def _canvas(parts, _):
    match = _CANVAS.fullmatch(parts[-1])
    if not match:
        return None
    late, order = bool(match["late"]), int(match["order"][:18])
    return Named(match["person"], match["name"], match["file"], late, order)


def _plain(parts, assignment):
    """Read a student id: the file's name, or its folder's where the assignment names the file."""
    parts = list(parts)
    file = parts[-1]
    parts[-1], order = _without_copy(file.rpartition(".")[0] or file)
    while parts and parts[-1] == assignment:
        parts.pop()
    if not parts:
        return None
    stem = parts[-1]
    lesson = _LESSON.fullmatch(stem)
    if lesson:
        stem = lesson["rest"]
    for separator in "_-":
        stem = stem.removeprefix(assignment + separator).removesuffix(separator + assignment)
    return Named(stem, "", file, order=order)


def _without_copy(stem):
    """Take off what a browser or desktop adds to the name of a second copy."""
    match = _COPY.fullmatch(stem)
    return (match["stem"], int(match["number"] or 1)) if match else (stem, 0)


_PARSERS = {"moodle": _moodle, "canvas": _canvas, "plain": _plain}
