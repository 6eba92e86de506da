"""Whose work a file is, by the ids and names of a class that stand in its path.

A student is found only where everything that names one names the same: an id, an e-mail address, or
a name that exactly one student of the class bears.
"""

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from nbseal.lms.names import normal, stem_of, without_copy
from nbseal.lms.roster import EMAIL, FIRST_NAME, LAST_NAME, Person, Roster
from nbseal.lms.systems.plain import says_nobody

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
#: Words: between spaces and signs, and where the script changes, as in ``s1234567山田太郎``.
_WORD = re.compile(rf"[{_CJK}]+|(?:(?![{_CJK}])[^\W_])+")
_DATE = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])")
_MOST_WORDS = 40  # of a name that is looked at; a path has few
_LONGEST_RUN = 60  # letters without a space in which a name is looked for
_LEAST_ID = 3  # characters of an id that is looked for within a longer text
_LEAST_NAME = 4  # of a name, the same; those of Chinese characters and kana count twice


@dataclasses.dataclass(frozen=True)
class Meant:
    """A student who is named by a path.

    Attributes
    ----------
    person : nbseal.lms.roster.Person
        The student.
    by_name : str
        The name, where nothing but that tells it; else empty.
    """

    person: Person
    by_name: str = ""


class Whose:
    """The ids and names of a class, ready to be looked for.

    Parameters
    ----------
    roster : nbseal.lms.roster.Roster
        The class.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._ids: dict[str, list[Person]] = {}
        self._names: dict[str, list[Person]] = {}
        columns = [roster.column(headings) for headings in (FIRST_NAME, LAST_NAME)]
        email = roster.column(EMAIL)
        for person in roster.people:
            cells = roster.rows[person.row]
            ids = {person.student, *([cells[email].strip()] if email is not None else [])}
            for one in {_plain(text) for text in ids} - {""}:
                self._ids.setdefault(one, []).append(person)
            parts = [cells[column] for column in columns if column is not None]
            orders = [person.name, " ".join(parts), " ".join(reversed(parts))]
            for key in {key for text in orders for key in _orders(text)} - {""}:
                self._names.setdefault(key, []).append(person)
        self._shapes = {_shape(person.student) for person in roster.people}

    @property
    def has_names(self) -> bool:
        """Whether the class has names."""
        return bool(self._names)

    def with_name(self, name: str) -> Person | None:
        """Return who bears a name; None if nobody does.

        Raises
        ------
        ValueError
            If several do.
        """
        people = self._names.get(squashed(name), [])
        if len(people) > 1:
            raise ValueError(_several(name, people))
        return people[0] if people else None

    def of_path(self, parts: tuple[str, ...], assignment: str, common: int = 0) -> Meant | None:
        """Return who is named by the folders and the name of a file; None if nobody is.

        Parameters
        ----------
        parts : tuple of str
            Folders and file name.
        assignment : str
            What is collected, whose name is no student's.
        common : int
            How many of the folders all works lie in: a number within their names, as in ``CS 101``,
            counts only where nothing else says whose a work is.

        Raises
        ------
        ValueError
            If different students are, or a name that several bear.
        """
        texts = [*parts[common:-1], _without_assignment(stem_of(parts[-1]), assignment)]
        found = [one for one in (self._named_by(text) for text in texts) if one is not None]
        if not found:
            return self.of_path((*parts[:common], ""), "") if common else None
        found += filter(None, map(self._named_wholly, parts[:common]))
        people = [{person.student: person for person in people} for people, _ in found]
        same = set.intersection(*map(set, people))
        if not same:
            names = " and ".join(sorted({student for some in people for student in some}))
            raise ValueError(f"it may be the work of several students of the roster: {names}")
        if len(same) > 1:
            raise ValueError(_several(found[0][1], list(people[0].values())))
        (student,) = same
        name = found[0][1] if all(name for _, name in found) else ""
        return Meant(people[0][student], name)

    def of_text(self, text: str) -> Meant | None:
        """Return who is named by a text, as `of_path` does."""
        return self.of_path((text, ""), "")

    def _named_by(self, text: str) -> tuple[list[Person], str] | None:
        """Return who may be meant by a folder's or a file's name, and the name, if by a name."""
        text = normal(text)
        return self._named_wholly(text, 1) or self._named_within(text)

    def _named_wholly(self, text: str, least: int = _LEAST_ID) -> tuple[list[Person], str] | None:
        """Return the same where a text is nothing but an id of so many characters, or a name."""
        text = normal(text)
        for whole in dict.fromkeys((text, without_copy(text.strip())[0])):
            if len(whole) >= least and (people := self._with_id(whole)):
                return people, ""
            if people := self._names.get(squashed(whole), []):
                return people, _plain(whole)
        return None

    def _with_id(self, text: str) -> list[Person]:
        """Return who has an id or address: as it is written, else but for the case of letters."""
        people = self._ids.get(_plain(text), [])
        same = [person for person in people if person.student == text.strip()]
        return same or people

    def _named_within(self, text: str) -> tuple[list[Person], str] | None:
        """Look for ids and names among the words of a text."""
        words = list(_WORD.finditer(text))[:_MOST_WORDS]
        by_id: dict[str, Person] = {}
        by_name: dict[str, list[Person]] = {}
        used: set[int] = set()
        for first, last in _runs(len(words)):
            part = text[words[first].start() : words[last].end()]
            span = set(range(first, last + 1))
            people = self._with_id(part) if len(part) >= _LEAST_ID else []
            if people:
                by_id |= {person.student: person for person in people}
                used |= span
            elif not span & used and (name := self._name_in(part)):
                by_name[_plain(name)] = self._names[squashed(name)]
                used |= span
        for number, word in enumerate(words):
            unknown = number not in used and _shape(word[0]) in self._shapes
            if unknown and (by_id or by_name) and not _DATE.fullmatch(word[0]):
                raise ValueError(f"{word[0]!r} in {text!r} is not in the roster")
        named = {person.student for people in by_name.values() for person in people}
        if len(by_id) > 1 or len(by_name) > 1 or (by_id and named and not by_id.keys() <= named):
            names = " and ".join(sorted({*by_id, *named}))
            raise ValueError(f"{text!r} names several students of the roster: {names}")
        if by_id:
            return list(by_id.values()), ""
        return next(((people, name) for name, people in by_name.items()), None)

    def _name_in(self, part: str) -> str:
        """Return the name that some words are, as in ``山田太郎の課題``; empty for none."""
        if squashed(part) in self._names:
            return part if _is_name(part) else ""
        if len(part) > _LONGEST_RUN or not re.fullmatch(f"[{_CJK}]+", part):
            return ""
        for first in range(len(part)):
            for last in range(len(part), first + 1, -1):
                rest = [part[:first], part[last:]]
                if part[first:last] in self._names and all(map(says_nobody, filter(None, rest))):
                    return part[first:last]
        return ""


def shared_folders(paths: Iterable[tuple[str, ...]]) -> int:
    """Return how many folders, from the outside, all of some files lie in."""
    levels = zip(*(path[:-1] for path in paths), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda names: len(set(names)) == 1, levels))


def squashed(name: str) -> str:
    """Return a name as it is compared: its letters, whatever their width, case and spacing."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in text if c.isalnum() or unicodedata.category(c)[0] == "M")


def _plain(text: str) -> str:
    """Return a text with its words as they stand, whatever their width and case."""
    return " ".join(normal(text).casefold().split())


def _orders(name: str) -> Iterator[str]:
    """Yield the forms of a name that begin with each of its words."""
    words = name.replace(",", " ").split()
    for place in range(len(words)):
        yield squashed("".join(words[place:] + words[:place]))


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of words, long ones first."""
    for length in range(min(count, 8), 0, -1):
        for first in range(count - length + 1):
            yield first, first + length - 1


def _is_name(text: str) -> bool:
    """Tell whether a text is long enough to be looked for as a name."""
    return len(squashed(text)) + len(re.findall(f"[{_CJK}]", text)) >= _LEAST_NAME


def _shape(text: str) -> str:
    """Return how an id is built: its letters and digits, each kind by one sign."""
    digits = re.sub(r"[0-9]", "0", normal(text).casefold())
    return re.sub(r"[^\W\d_]", "a", digits) if "0" in digits else text


def _without_assignment(stem: str, assignment: str) -> str:
    """Leave an assignment's name out of a file's."""
    name = rf"(?<![A-Za-z0-9]){re.escape(assignment)}(?![A-Za-z0-9])"
    return re.sub(name, " ", normal(stem), flags=re.IGNORECASE) if assignment else normal(stem)


def _several(name: str, people: Iterable[Person]) -> str:
    ids = ", ".join(sorted(person.student for person in people))
    return (
        f"{name!r} is the name of several students of the roster ({ids}): name the file or its "
        "folder by the student id"
    )


__all__ = ["Meant", "Whose", "shared_folders", "squashed"]
