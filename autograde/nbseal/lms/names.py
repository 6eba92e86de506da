"""What file names say: whose a submission is, and which of several is the later one."""

import re
import unicodedata
from typing import NamedTuple

LAYOUTS = ("moodle", "canvas", "blackboard", "folders", "files", "plain")
SYSTEMS = LAYOUTS[:3]
#: Of notebooks and scripts, as systems and browsers leave them; longer ones first.
ENDINGS = (".ipynb.txt", ".ipynb.json", ".ipynb", ".py.txt", ".py", ".json")
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
# Canvas with anonymous grading: five letters and digits in the place of name and number.
_ANONYMOUS = re.compile(
    r"anon_((?P<late>LATE)_)?(?P<person>[A-Za-z0-9]{5})_(?P<order>[0-9]+)_(?P<file>.+)", re.DOTALL
)
# Blackboard: "Exercise 1_s1234567_attempt_2026-11-20-12-00-00_file.ipynb".
_BLACKBOARD = re.compile(
    r".+?_(?P<person>[^_]+)_attempt_(?P<time>[0-9]{4}(?:-[0-9]{2}){5})(_(?P<file>.+))?", re.DOTALL
)
_COPY = re.compile(
    r"(?P<stem>.+?)(?: ?\((?P<number>[0-9]{1,6})\)|-Copy(?P<copy>[0-9]{1,6})"
    r"| - (?:Copy|コピー)(?: \((?P<again>[0-9]{1,6})\))?)",
    re.DOTALL,
)
#: What people call a file, whosever it is.
_NOBODY = re.compile(
    r"(?:my|the|final|last|new|old|draft|done|finished|version|ver|v|copy|untitled|notebook|note"
    r"|homework|hw|exercise|ex|assignment|lab|lesson|week|task|submission|submit|solutions?"
    r"|answers?|report|test|fixed|corrected|work|file|main|scratch|課題|演習|宿題|提出|解答|回答"
    r"|完成|最終|修正|レポート|無題|コピー|版|第|回|[-_. ]"
    r"|(?<![0-9])(?:[0-9]{1,2}|20[0-9]{2})(?![0-9]))+",  # a longer number may be a student's
    re.IGNORECASE,
)
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
    layout : {"moodle", "canvas", "blackboard", "folders", "files", "plain"}
        Who named it, or where a student id stands.
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
    {"moodle", "canvas", "blackboard", "plain"}
    """
    paths = list(paths)
    for layout in SYSTEMS:
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
    for number, part in enumerate(parts):  # an archive that was handed in has parts of its own
        match = _ANONYMOUS.fullmatch(part) or _CANVAS.fullmatch(part)
        if match:
            groups = match.groupdict()
            file = "/".join([match["file"], *parts[number + 1 :]])
            late, order = bool(match["late"]), int(match["order"][:18])
            return Named(match["person"], groups.get("name", ""), file, late, order)
    return None


def _blackboard(parts, _):
    for number, part in enumerate(parts):
        match = _BLACKBOARD.fullmatch(part)
        if match and (match["file"] or number + 1 < len(parts)):
            file = "/".join([match["file"] or "", *parts[number + 1 :]]).strip("/")
            order = int(match["time"].replace("-", ""))
            return Named(match["person"], "", file, order=order)
    return None


def _folders(parts, assignment):
    folder = _folder_of(parts, assignment)
    return (
        Named(folder, "", parts[-1], order=_without_copy(stem_of(parts[-1]))[1]) if folder else None
    )


def _files(parts, assignment):
    person = _person_in_file(parts[-1], assignment)
    order = _without_copy(stem_of(parts[-1]))[1]
    return Named(person, "", parts[-1], order=order) if person else None


def _plain(parts, assignment):
    """Read a student id where only one is there: see `resolve_plain` for the others."""
    return _files(parts, assignment) or _folders(parts, assignment)


def resolve_plain(paths, assignment, is_student=None):
    """Tell whether student ids stand in the names of files or of their folders.

    Parameters
    ----------
    paths : iterable of sequence of str
        Folders and file name of each notebook and script of a source.
    assignment : str
        The assignment that is collected.
    is_student : callable, optional
        Tells whether a text is the id of a student in the roster.

    Returns
    -------
    dict of tuple of str to str
        For each path, ``"folders"``, ``"files"``, or, in doubt, what the doubt is.
    """
    names = {
        tuple(parts): (_folder_of(parts, assignment), _person_in_file(parts[-1], assignment))
        for parts in paths
    }
    both = {parts: pair for parts, pair in names.items() if all(pair) and pair[0] != pair[1]}
    choice = _choose([pair for pair in names.values() if pair[0]]) if both else None
    resolved = {}
    for parts, (folder, person) in names.items():
        known = is_student and [is_student(one) for one in (folder, person) if one]
        if parts not in both:
            resolved[parts] = "files" if person else "folders"
        elif known and sum(known) == 1:
            resolved[parts] = "folders" if known[0] else "files"
        elif choice and not known:
            resolved[parts] = choice
        else:
            resolved[parts] = (
                f"it may be the work of {folder!r} (its folder) or of {person!r} (its name): "
                "say --from folders or --from files, or give a roster"
            )
    return resolved


def _choose(pairs):
    """Tell where the student ids of a source stand; None in doubt.

    Parameters
    ----------
    pairs : list of (str, str or None)
        For each file in a folder, the folder and what its name may say.
    """
    people = {}
    for folder, person in pairs:
        people.setdefault(folder, set()).add(person)
    named = [person for _, person in pairs if person]
    several = any(len(those - {None}) > 1 for those in people.values())
    says_nothing = any(None in those for those in people.values())
    if several:  # of one folder: never merged into one student
        return "files" if _alike(named) and not says_nothing else None
    if says_nothing:  # so the folder must say it
        return "folders"
    in_folders = len(set(named)) < len(named) or (_alike(people) and not _alike(named))
    return "folders" if in_folders and len(people) > 1 else None


def _alike(names):
    """Tell whether names are built alike, as student ids are."""
    shapes = {re.sub(r"[0-9]+", "0", re.sub(r"[^\W\d_]+", "a", name)) for name in names}
    return len(shapes) == 1


def _folder_of(parts, assignment):
    """Return the name of the nearest folder that is not the assignment's; None without one."""
    return next((part for part in reversed(parts[:-1]) if part != assignment), None)


def _person_in_file(file, assignment):
    """Return what a file's name may say of its student; None where it says nothing."""
    stem, _ = _without_copy(stem_of(file))
    lesson = _LESSON.fullmatch(stem)
    if lesson:
        stem = lesson["rest"]
    if stem.casefold() == assignment.casefold():
        return None
    for separator in ("_", "-", " - ", " "):
        stem = stem.removeprefix(assignment + separator).removesuffix(separator + assignment)
    stem, _ = _without_copy(stem)
    nobody = not stem.strip() or _NOBODY.fullmatch(stem.replace(assignment, ""))
    return None if nobody and (not stem.strip() or re.search(r"[^\W\d_]", stem)) else stem


def stem_of(file):
    """Return a file's name without its ending, which may be two: ``.ipynb.txt``."""
    ending = next((one for one in ENDINGS if file.lower().endswith(one)), None)
    return file[: -len(ending)] if ending else file.rpartition(".")[0] or file


def _without_copy(stem):
    """Take off what a browser, a desktop or Jupyter adds to the name of a second copy."""
    match = _COPY.fullmatch(stem)
    if not match:
        return stem, 0
    number = match["number"] or match["copy"] or match["again"] or 1
    return match["stem"], int(number)


_PARSERS = {
    "moodle": _moodle,
    "canvas": _canvas,
    "blackboard": _blackboard,
    "folders": _folders,
    "files": _files,
    "plain": _plain,
}
