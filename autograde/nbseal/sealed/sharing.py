"""The changes that a check and the student's code make for each other while the check runs.

Most checks call functions and compare what they return: copies do for them. A check that looks at
what a call did to its argument, to a variable or to a file gets these carried over, as data, where
the source's own solution shows that it needs them. Either process has one `Sharing` then.
"""

import ctypes
import hashlib
import itertools
import os
import random
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, TypedDict

from nbseal.errors import CannotCross
from nbseal.sealed.codec import Encoder
from nbseal.sealed.codec.generators import (
    TWISTER,
    WORD_BYTES,
    legacy_state,
    python_state,
    torch_state,
)

MAX_FILES = 500
MAX_FILE_BYTES = 16 << 20  # of all files that have changed between two looks
MAX_PARTS = 6
_MUTABLE = (list, dict, set, bytearray)
#: Types whose objects are what they are as long as a name is bound to the same one.
_FIXED = (int, float, complex, str, bytes, type(None))
MAX_LENT = 100  # attributes of the student's objects that a check may change
MAX_LENT_ITEMS = 1_000  # of one of them
LENT = ("input", "print")  # builtin functions that a check may replace for the student's code
#: Endings of files that an import or a library would run: these never reach a check.
_CODE = (".py", ".pyc", ".pyd", ".so", ".pth", ".pyi", ".egg", ".zip", ".dll", ".ipynb", ".sh")
_NO_DATA = (".", "__pycache__")  # beginnings of folders' names
_SETTINGS = ("matplotlibrc", "sitecustomize", "usercustomize", ".pdbrc")


class Files:
    """The working folder's files, and which of them have changed.

    Parameters
    ----------
    folder : str
        Absolute.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._seen = self._look()
        self._theirs: set[str] = set()
        self._own: frozenset[str] = frozenset()
        self.keep()

    def keep(self) -> None:
        """Let no file that is there now, but for the other process's, be replaced by that one's."""
        self._own |= frozenset(map(_same, self._look(sys.maxsize))) - self._theirs

    def _look(self, most: int = MAX_FILES) -> dict[str, tuple[int, int, int]]:
        """Return time, size and inode of regular files, by their paths within the folder."""
        seen: dict[str, tuple[int, int, int]] = {}
        waiting = [""]
        while waiting:
            within = waiting.pop()
            try:
                with os.scandir(os.path.join(self._folder, within)) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError:
                continue
            inner = []
            for entry in entries:
                if len(seen) >= most:
                    return seen
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if stat.S_ISREG(status.st_mode):
                    stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
                    seen[within + entry.name] = stamp
                elif stat.S_ISDIR(status.st_mode) and not entry.name.startswith(_NO_DATA):
                    inner.append(f"{within}{entry.name}/")
            waiting += reversed(inner)
        return seen

    def changes(self) -> dict[str, bytes | None]:
        """Return what has changed since the last look: a file's content, None for one gone."""
        before, self._seen = self._seen, self._look()
        if before == self._seen:
            return {}
        changed: dict[str, bytes | None] = {}
        room = MAX_FILE_BYTES
        for path, stamp in list(self._seen.items()):
            if before.get(path) == stamp:
                continue
            content = self._read(path) if stamp[1] <= room else None
            if content is not None and len(content) <= room:
                changed[path] = content
                room -= len(content)
            elif path in before:  # for the next look
                self._seen[path] = before[path]
            else:
                del self._seen[path]
        for path in set(before) - set(self._seen):
            if not os.path.lexists(os.path.join(self._folder, path)):
                changed[path] = None
        return changed

    def _read(self, path: str) -> bytes | None:
        try:
            with open(os.path.join(self._folder, path), "rb") as file:
                return file.read(MAX_FILE_BYTES + 1)
        except OSError:
            return None

    def put(self, files: object, trusted: bool) -> None:
        """Write what the other process has changed.

        Parameters
        ----------
        files : dict of str to bytes or None
            As `changes` gives it; whatever the other process says where it is not trusted. Nothing
            of it takes the place of a file of this side's own, or is code; what is beyond the
            limits of `changes` is left out.
        trusted : bool
        """
        told = files.items() if isinstance(files, dict) else ()
        if not told:
            return
        room = MAX_FILE_BYTES
        for path, content in itertools.islice(told, 2 * MAX_FILES):
            if type(path) is not str or not (content is None or type(content) is bytes):
                continue
            if not trusted and (not _is_data(path) or _same(path) in self._own):
                continue
            room -= len(content or b"")
            if room < 0:
                break
            if not trusted:
                self._theirs.add(_same(path))
                if len(self._theirs) > MAX_FILES:
                    break
            self._put_one(path, content)
        self._seen = self._look()

    def _put_one(self, path: str, content: bytes | None) -> None:
        target = os.path.join(self._folder, *PurePosixPath(path).parts)
        try:
            if content is None:
                os.unlink(target)
                return
            os.makedirs(os.path.dirname(target), exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
            with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
                file.write(content)
        except (OSError, ValueError):  # a name that a folder has, say, or a full file system
            return


def _same(path: str) -> str:
    """Return what two paths share that may be of one file, on any file system."""
    return unicodedata.normalize("NFC", path).casefold()


def _is_data(path: str) -> bool:
    """Tell whether a file may be seen by a check: nothing that an import or a tool would run."""
    parts = PurePosixPath(path).parts
    return (
        "/".join(parts) == path  # else what is looked at here is not what is written
        and 0 < len(parts) <= MAX_PARTS
        and all(part.isprintable() and not part.startswith((".", "/")) for part in parts)
        and not path.lower().endswith(_CODE)
        and not any(part.lower().startswith(_SETTINGS) for part in parts)
    )


class Changes(TypedDict):
    """The changes since the last look, as a check's process tells them.

    Attributes
    ----------
    variables : dict of str to object
        New values by name.
    gone : list of str
        Names that are no longer bound.
    files : dict of str to bytes or None
        Contents by path; None for a file that is gone.
    parts : list of (object, str, object)
        Objects of the student's, names of attributes, and their new values.
    """

    variables: dict[str, Any]
    gone: list[str]
    files: dict[str, bytes | None]
    parts: list[tuple[Any, str, Any]]


class StudentChanges(TypedDict, total=False):
    """The changes by a request's code, as the student's process tells them; nothing is trusted.

    Attributes
    ----------
    variables, gone, files
        As in `Changes`.
    arguments : dict of int or str to object
        Arguments of the request that hold something else now, by position or keyword.
    generators : dict of str to tuple or bytes
        States of random generators that have gone on.
    returns : int or str
        The argument that is also the result.
    """

    variables: dict[str, Any]
    gone: list[str]
    files: dict[str, bytes | None]
    arguments: dict[Any, Any]
    generators: dict[str, Any]
    returns: Any


class Sharing:
    """One process's side of what a running check shares.

    Parameters
    ----------
    namespace : dict
        The process's variables.
    sketch : callable
        Returns a dict that tells an object which is not plain data from another one.
    names : iterable of str
        The variables.
    random_numbers : RandomNumbers or None
        None where random generators are not shared.
    files : Files or None
        None where files are not.
    fixed : type, optional
        A class whose objects, those of its subclasses too, are such as well.
    """

    def __init__(
        self,
        namespace: dict[str, Any],
        sketch: Callable[[Any], Mapping[str, object] | None],
        names: Iterable[str],
        random_numbers: "RandomNumbers | None" = None,
        files: Files | None = None,
        fixed: type | None = None,
    ) -> None:
        self._namespace = namespace
        self._fixed = fixed
        self._sketch = sketch
        self.names = frozenset(names)
        self.random_numbers = random_numbers
        self.files = files
        self._digests = {n: self._digest(namespace[n]) for n in self.names if n in namespace}
        self._held: dict[str, Any] = {}  # those of the values that cannot change in their place
        self._parts: list[list[Any]] = []  # objects, names, values and their digests

    def _digest(self, value: Any) -> bytes:
        try:
            pieces = Encoder(handle=self._sketch).message(value)
        except (CannotCross, ValueError, RecursionError, TypeError):
            return str(id(value)).encode()
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        return digest.digest()

    def variables(self) -> tuple[dict[str, Any], list[str]]:
        """Return the variables that have changed since the last look, and those that are gone."""
        changed: dict[str, Any] = {}
        for name in sorted(self.names & set(self._namespace)):
            value = self._namespace[name]
            if name in self._held and self._held[name] is value:
                continue
            self._hold(name, value)
            digest = self._digest(value)
            if self._digests.get(name) != digest:
                changed[name], self._digests[name] = value, digest
        gone = sorted(set(self._digests) - set(self._namespace))
        for name in gone:
            del self._digests[name]
            self._held.pop(name, None)
        return changed, gone

    def _hold(self, name: str, value: Any) -> None:
        """Note a value that needs no further look, as long as the name is bound to it."""
        self._held.pop(name, None)
        kind = type(value)
        if kind in _FIXED or (self._fixed is not None and issubclass(kind, self._fixed)):
            self._held[name] = value

    # The check's side

    def note_part(self, target: Any, name: str, value: Any) -> None:
        """Look after a copy of an attribute of the student's that the check may change."""
        array = type(value).__module__ == "numpy" and hasattr(value, "flags")
        size = value.size if array else len(value) if isinstance(value, _MUTABLE) else None
        if size is not None and size <= MAX_LENT_ITEMS and len(self._parts) < MAX_LENT:
            self._parts.append([target, name, value, self._digest(value)])

    def changed_parts(self) -> list[tuple[Any, str, Any]]:
        """Return objects, names and values of attributes that the check has changed by now."""
        changed = []
        for part in self._parts:
            target, name, value, before = part
            part[3] = self._digest(value)
            if part[3] != before:
                changed.append((target, name, value))
        return changed

    def own_changes(self) -> Changes:
        """Return what the check has changed since the last look."""
        variables, gone = self.variables()
        files = self.files.changes() if self.files is not None else {}
        parts = self.changed_parts()
        return {"variables": variables, "gone": gone, "files": files, "parts": parts}

    def update(self, shared: object, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Take over what a request has changed on the student's side.

        Parameters
        ----------
        shared : dict
            What `changes` gave there; whatever the student's process says.
        arguments : mapping of str to object
            Those of the request.

        Returns
        -------
        dict of str to object
            The variables that have new values.
        """
        shared = shared if isinstance(shared, dict) else {}
        values = arguments.get("positional", ())
        keywords = arguments.get("keywords", {})
        changed = shared.get("arguments")
        for place, value in changed.items() if isinstance(changed, dict) else ():
            if type(place) is int and 0 <= place < len(values):
                renew(values[place], value)
            elif type(place) is str and place in keywords:
                renew(keywords[place], value)
        if self.files is not None:
            self.files.put(shared.get("files"), trusted=False)
        states = shared.get("generators")
        if self.random_numbers is not None and isinstance(states, dict):
            self.random_numbers.take(states)
        return self.take(shared.get("variables"), shared.get("gone"))

    def take(self, variables: object, gone: object) -> dict[str, Any]:
        """Let variables be what they are in the other process; return those with new values."""
        values = variables if isinstance(variables, dict) else {}
        for name in self.names & set(values):
            if not renew(self._namespace.get(name), values[name]):
                self._namespace[name] = values[name]
            self._digests[name] = self._digest(self._namespace[name])
        for name in self.names & set(gone if isinstance(gone, list) else ()):
            self._namespace.pop(name, None)
            self._digests.pop(name, None)
            self._held.pop(name, None)
        return {name: self._namespace[name] for name in self.names & set(values)}

    # The student's side

    def before(self, arguments: Mapping[str, Any]) -> list[tuple[Any, Any, bytes]]:
        """Return what `changes` has to know of a request's arguments before its code runs."""
        places = [*enumerate(arguments.get("positional", ()))]
        places += arguments.get("keywords", {}).items()
        return [
            (place, value, self._digest(value)) for place, value in places if _is_mutable(value)
        ]

    def changes(self, noted: Iterable[tuple[Any, Any, bytes]] = ()) -> StudentChanges:
        """Return what a request's code has changed, of the arguments those that were noted.

        What has not changed is not named.
        """
        variables, gone = self.variables()
        shared: StudentChanges = {}
        if variables or gone:
            shared |= {"variables": variables, "gone": gone}
        changed = {place: value for place, value, digest in noted if self._digest(value) != digest}
        if changed:
            shared["arguments"] = changed
        if self.files is not None and (files := self.files.changes()):
            shared["files"] = files
        if self.random_numbers is not None and (drawn := self.random_numbers.changes()):
            shared["generators"] = drawn
        return shared


def _is_mutable(value: object) -> bool:
    return isinstance(value, _MUTABLE) or type(value).__module__.partition(".")[0] in (
        "numpy",
        "pandas",
    )


def renew(old: Any, new: Any) -> bool:
    """Let an object hold what another one holds.

    Parameters
    ----------
    old : object
        Stays the same object.
    new : object
        Plain data.

    Returns
    -------
    bool
        False where that cannot be: `old` is as it was then.
    """
    if type(old) is not type(new):
        return False
    if isinstance(old, list):
        kept = renew if len(old) == len(new) else _equal  # else what moved is not known
        both = min(len(old), len(new))
        old[:] = [a if kept(a, b) else b for a, b in zip(old, new, strict=False)] + new[both:]
    elif isinstance(old, dict):
        items = {k: old[k] if k in old and renew(old[k], v) else v for k, v in new.items()}
        old.clear()
        old.update(items)
    elif isinstance(old, set):
        old.clear()
        old.update(new)
    elif isinstance(old, bytearray):
        old[:] = new
    elif type(old).__module__ == "numpy" and hasattr(old, "flags"):
        if old.shape != new.shape or old.dtype != new.dtype or not old.flags.writeable:
            return False
        old[...] = new
    elif type(old).__module__.partition(".")[0] == "pandas" and hasattr(old, "_update_inplace"):
        old._update_inplace(new)
    elif hasattr(old, "bit_generator"):
        old.bit_generator.state = new.bit_generator.state
    elif hasattr(old, "set_state"):
        old.set_state(new.get_state())
    else:
        return False
    return True


def _equal(one: object, other: object) -> bool:
    plain = (list, dict, set)
    try:
        return type(one) is type(other) and isinstance(one, plain) and bool(one == other)
    except Exception:  # arrays in it have no one truth
        return False


class RandomNumbers:
    """Python's, NumPy's and torch's own random generators, and which of them have gone on.

    Their states cross as plain data: to make a generator that carries one takes far longer.
    """

    def __init__(self) -> None:
        self._seen: dict[str, Any] = {}
        self.changes()

    def changes(self) -> dict[str, Any]:
        """Return the states of the generators that have gone on since the last look, by name."""
        numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
        states: dict[str, Any] = {"python": random.getstate()}
        if numpy is not None:
            states["numpy"] = self._legacy_state(numpy.random)
        if torch is not None:
            states["torch"] = torch.get_rng_state().numpy().tobytes()
        before, self._seen = self._seen, states
        return {name: state for name, state in states.items() if state != before.get(name)}

    def _legacy_state(self, module: Any) -> tuple[bytes, int, float]:
        """Return the words of NumPy's own generator, and the normal number that it keeps, if any.

        To ask for the whole state takes a hundred times as long as to look at its words. One that
        keeps no number has to draw, which changes its words, before it keeps one.
        """
        bits = module.get_bit_generator()
        if type(bits).__name__ != TWISTER:  # by np.random.set_bit_generator
            return (b"", 0, 0.0)
        words = ctypes.string_at(bits.ctypes.state_address, WORD_BYTES)
        before = self._seen.get("numpy")
        if before is not None and before[:2] == (words, 0):
            return before
        kept = module.get_state(legacy=False)
        return (words, kept["has_gauss"], kept["gauss"])

    def take(self, states: Mapping[str, Any]) -> None:
        """Let generators go on from where others are, which is no change of their own."""
        set_generators(states)
        self.changes()


def set_generators(states: Mapping[str, Any]) -> None:
    """Let these random generators go on from where others are.

    Parameters
    ----------
    states : mapping
        As `RandomNumbers.changes` gives them; whatever the student's process says.

    Raises
    ------
    WireError
        If one of them is not a state.
    """
    if "python" in states:
        random.setstate(python_state(states["python"]))
    if "numpy" in states and (legacy := legacy_state(states["numpy"])):
        sys.modules["numpy"].random.set_state(legacy)
    if "torch" in states and "torch" in sys.modules:
        sys.modules["torch"].set_rng_state(torch_state(states["torch"]))


__all__ = [
    "LENT",
    "Changes",
    "Files",
    "RandomNumbers",
    "Sharing",
    "StudentChanges",
    "renew",
    "set_generators",
]
