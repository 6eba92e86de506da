"""Names of files and students, whoever wrote them."""

import re
import unicodedata
from typing import NamedTuple

#: Of notebooks and scripts, as systems and browsers leave them; longer ones first.
ENDINGS = (".ipynb.txt", ".ipynb.json", ".ipynb.download", ".ipynb", ".py.txt", ".py", ".json")
MAX_ID = 64  # characters; student ids are a tenth of it, and a path has room for several

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_COPY = re.compile(
    r"(?P<stem>.+?)(?: ?\((?P<number>[0-9]{1,6})\)|-Copy(?P<copy>[0-9]{1,6})"
    r"| - (?:Copy|コピー)(?: \((?P<again>[0-9]{1,6})\))?)",
    re.DOTALL,
)


_COPY_OF = re.compile(
    r"「(?P<a>.+)」のコピー|(?P<b>.+?) ?のコピー|[Cc]opy of (?P<c>.+)|コピー ?[~〜～] ?(?P<d>.+)",
    re.DOTALL,
)


class Named(NamedTuple):
    """The facts that a file's place and name state.

    Attributes
    ----------
    person : str
        The number that a system gives a person (see `nbseal.lms.systems.System`), or a student id.
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


def student_id(text: str) -> str:
    """Return a student id in the form in which it names a folder.

    Full-width letters and digits become ordinary ones, as do the many hyphens.

    Raises
    ------
    ValueError
        If it cannot safely name a folder; the message says why.
    """
    name = normal(text).strip()
    if not name:
        raise ValueError("the student id is empty")
    if len(name) > MAX_ID:
        raise ValueError(f"the student id has {len(name)} characters; {MAX_ID} at most are taken")
    # "+" parts names in nbgrader's exchange, "," its lists; wildcards would match other students.
    odd = sorted({c for c in name if not (c.isalnum() or c in "-_.@ " or _is_mark(c))})
    if odd:
        raise ValueError(f"the student id {name!r} has {', '.join(map(repr, odd))} in it")
    if name[0] in "-. " or name[-1] == ".":
        raise ValueError(f"the student id {name!r} begins or ends with {name[0]!r} or '.'")
    return name


def _is_mark(character: str) -> bool:
    """Tell whether a character belongs to the letter before it, as vowels of Hindi and Thai do."""
    return unicodedata.category(character) in ("Mn", "Mc")


def normal(text: str) -> str:
    """Return a text with ordinary letters, digits and spaces for full-width ones, and one hyphen.

    What macOS writes as a letter and its accent becomes one letter.
    """
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text))


def stem_of(file: str) -> str:
    """Return a file's name without its ending, which may be two: ``.ipynb.txt``."""
    ending = next((one for one in ENDINGS if file.lower().endswith(one)), None)
    return file[: -len(ending)] if ending else file.rpartition(".")[0] or file


def without_copy(stem: str) -> tuple[str, int]:
    """Take off what a browser, a desktop or Jupyter adds to the name of a second copy.

    Returns
    -------
    (str, int)
        The name, and the number of the copy: 0 where nothing was added.
    """
    if whole := _COPY_OF.fullmatch(stem):
        name = next(group for group in whole.groups() if group)
        return without_copy(name)[0], 1
    match = _COPY.fullmatch(stem)
    if not match:
        return stem, 0
    number = match["number"] or match["copy"] or match["again"] or 1
    return match["stem"], int(number)
