"""Learning management systems, one module each, and files that no system has named."""

from collections.abc import Iterable, Sequence

from nbseal.lms.names import Named
from nbseal.lms.systems import plain
from nbseal.lms.systems.base import System
from nbseal.lms.systems.blackboard import Blackboard
from nbseal.lms.systems.canvas import Canvas
from nbseal.lms.systems.moodle import Moodle
from nbseal.lms.systems.sakai import Sakai

#: By name; the first whose names or headings fit counts.
SYSTEMS: dict[str, System] = {one.name: one for one in (Moodle(), Canvas(), Blackboard(), Sakai())}
#: Who named the files, or where a student id stands.
LAYOUTS = (*SYSTEMS, *plain.LAYOUTS)


def parse(parts: Sequence[str], layout: str, assignment: str) -> Named | None:
    """Read a file's path.

    Parameters
    ----------
    parts : sequence of str
        Folders and file name, within the archive or folder.
    layout : str
        One of `LAYOUTS`.
    assignment : str
        The assignment that is collected.

    Returns
    -------
    Named or None
        None if it is not named in this way, or was not submitted by a student.
    """
    system = SYSTEMS.get(layout)
    return system.parse(parts) if system else plain.parse(parts, layout, assignment)


def layout_of(paths: Iterable[Sequence[str]]) -> str:
    """Tell who named the files of an archive, as most of them say.

    One file does not decide: a student can name a file as another system would.

    Parameters
    ----------
    paths : iterable of sequence of str
        Folders and file name of each file.

    Returns
    -------
    str
        The name of a system, or ``"plain"``.
    """
    paths = list(paths)
    for name, system in SYSTEMS.items():
        if 2 * sum(bool(system.parse(parts)) for parts in paths) > len(paths):
            return name
    return "plain"


def system_of(header: Sequence[str]) -> str:
    """Tell whose table a line of headings begins: the name of a system, or ``"plain"``."""
    return next((name for name, one in SYSTEMS.items() if one.has_header(header)), "plain")
