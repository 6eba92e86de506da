"""Files that nobody's system has named: a student id stands in the file's name or its folder's."""

import re
from collections.abc import Callable, Iterable, Sequence

from nbseal.lms.names import Named, stem_of, without_copy

#: What people call a file, whosever it is.
_NOBODY = re.compile(
    r"(?:my|the|of|final|last|new|old|draft|done|finished|version|ver|v|copy|untitled|notebook|note"
    r"|homework|hw|exercise|ex|assignment|lab|lesson|week|task|submission|submit|solutions?"
    r"|answers?|report|test|fixed|corrected|work|file|main|scratch|課題|演習|宿題|提出物|提出済み|提出|添付|ファイル|解答|回答"
    r"|完成|最終|最新|修正|レポート|無題|コピー|の|版|第|回|バージョン|src|code|notebooks|downloads?|documents|attempt|revision|rev"
    r"|[-_. ]"
    r"|(?<![0-9])(?:[0-9]{1,2}|20[0-9]{2})(?![0-9]))+",  # a longer number may be a student's
    re.IGNORECASE,
)
#: A folder for each time that a student handed in.
_VERSION = re.compile(
    r"(?:version|attempt|submission|revision|rev|バージョン|提出|版)[ _-]*[0-9]{1,3}", re.IGNORECASE
)
_LESSON = re.compile(r"ex_?[0-9]{1,2}_(?P<rest>.+)", re.DOTALL)  # ex_02_s1234567.py


#: Where a student id stands; ``"plain"``: where one is, see `resolve` for those that have two.
LAYOUTS = ("folders", "files", "plain")


def parse(parts: Sequence[str], layout: str, assignment: str) -> Named | None:
    """Read a file's path; None where no student id stands."""
    in_file, in_folder = _person_in_file(parts[-1], assignment), _folder_of(parts, assignment)
    person = {"folders": in_folder, "files": in_file}.get(layout, in_file or in_folder)
    order = without_copy(stem_of(parts[-1]))[1]
    return Named(person, "", parts[-1], order=order) if person else None


def without_inner_folders(
    paths: Iterable[Sequence[str]], assignment: str
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Leave out of paths the folders that students, or a system, have within each student's own.

    Parameters
    ----------
    paths : iterable of sequence of str
        Folders and file name of each notebook and script of a source.
    assignment : str
        The assignment that is collected.

    Returns
    -------
    dict of tuple of str to tuple of str
        Each path, and what is left of it. ``Ann/Version 2/hw.ipynb`` is Ann's; and where Ann and
        Ben have nothing but one folder ``src`` each, it is nobody's name.
    """
    left = {tuple(path): tuple(path) for path in paths}
    while True:
        pairs = {path: _nearest_folders(short, assignment) for path, short in left.items()}
        children: dict[tuple[str, ...], set[str]] = {}
        parents: dict[str, set[tuple[str, ...]]] = {}
        for above, folder in pairs.values():
            if above:
                children.setdefault(above, set()).add(folder)
                parents.setdefault(folder, set()).add(above)
        changed = False
        for path, (above, folder) in pairs.items():
            if not above:
                continue
            if _VERSION.fullmatch(folder) and not all(map(says_nobody, above)):
                left[path] = (*above, left[path][-1])
                changed = True
                continue
            if says_nobody(above[-1]):
                continue
            alone = all(len(children[parent]) == 1 for parent in parents[folder])
            if alone and (len(parents[folder]) > 1 or says_nobody(folder)):
                left[path] = (*above, left[path][-1])
                changed = True
        if not changed:
            return left


def _nearest_folders(parts: Sequence[str], assignment: str) -> tuple[tuple[str, ...], str]:
    """Return the nearest folder that is not the assignment's, and those above it."""
    folders = tuple(part for part in parts[:-1] if part != assignment)
    return (folders[:-1], folders[-1]) if folders else ((), "")


def says_nobody(name: str) -> bool:
    """Tell whether a name is what people call a file, whosever it is: ``final_2``, ``提出物``."""
    return bool(_NOBODY.fullmatch(name) and re.search(r"[^\W\d_]", name))


def resolve(
    paths: Iterable[Sequence[str]],
    assignment: str,
    is_student: Callable[[str], bool] | None = None,
) -> dict[tuple[str, ...], str]:
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
    choice = _choose([(pair[0], pair[1]) for pair in names.values() if pair[0]]) if both else None
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


def _choose(pairs: list[tuple[str, str | None]]) -> str | None:
    """Tell where the student ids of a source stand; None in doubt.

    Parameters
    ----------
    pairs : list of (str, str or None)
        For each file in a folder, the folder and what its name may say.
    """
    people: dict[str, set[str | None]] = {}
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


def _alike(names: Iterable[str]) -> bool:
    """Tell whether names are built alike, as student ids are."""
    shapes = {re.sub(r"[0-9]+", "0", re.sub(r"[^\W\d_]+", "a", name)) for name in names}
    return len(shapes) == 1


def _folder_of(parts: Sequence[str], assignment: str) -> str | None:
    """Return the name of the nearest folder that is not the assignment's; None without one.

    Of a copy of a folder whose name has a digit, as ids have, it is the name without that.
    """
    name = next((part for part in reversed(parts[:-1]) if part != assignment), None)
    if name is None or _VERSION.fullmatch(name):
        return None
    stem = without_copy(name)[0]
    return stem if re.search("[0-9]", stem) else name


def _person_in_file(file: str, assignment: str) -> str | None:
    """Return what a file's name may say of its student; None where it says nothing."""
    stem, _ = without_copy(stem_of(file))
    lesson = _LESSON.fullmatch(stem)
    if lesson:
        stem = lesson["rest"]
    if stem.casefold() == assignment.casefold():
        return None
    name = re.escape(assignment)
    stem = re.sub(rf"^{name}(?: - |[-_ ])|(?: - |[-_ ]){name}$", "", stem, flags=re.IGNORECASE)
    stem, _ = without_copy(stem)
    nobody = not stem.strip() or _NOBODY.fullmatch(stem.replace(assignment, ""))
    return None if nobody and (not stem.strip() or re.search(r"[^\W\d_]", stem)) else stem
