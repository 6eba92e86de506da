"""The facts of a course that the grader has to know, set in ``nbgrader_config.py``."""

import functools
import importlib.util
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from traitlets import Dict, List, Unicode
from traitlets.config import LoggingConfigurable

from nbseal.conventions import LANGUAGES


class Course(LoggingConfigurable):
    """A course's own packages, data and languages; for a plain nbgrader course all stay empty.

    Paths may begin with ``~``, name environment variables (``$DATA/tables``), or be relative to an
    importable package (``package:folder``). They are looked up on the machine that uses them.
    """

    languages = List(
        Unicode(),
        default_value=["en"],
        help=f"The languages of notebooks, of {LANGUAGES}; the first is the default.",
    ).tag(config=True)
    packages = List(
        Unicode(),
        help="Importable packages of the course: students' code may read them, and a change in "
        "them has submissions graded again.",
    ).tag(config=True)
    data = List(
        Unicode(),
        help="Files and folders that notebooks read: students' code may read them, and a change "
        "of a file's name or size has submissions graded again.",
    ).tag(config=True)
    variables = Dict(
        value_trait=Unicode(),
        key_trait=Unicode(),
        help="Environment variables that students' code gets, each with the value that it has "
        "where the machine does not set it; empty for none.",
    ).tag(config=True)
    preload = List(
        Unicode(),
        help="Modules that are imported before the first submission comes (module; package.* for "
        "all modules of a package), and functions that are called (module:function).",
    ).tag(config=True)
    libraries = Dict(
        value_trait=List(Unicode()),
        key_trait=Unicode(),
        help="The same, for notebooks only in which a regular expression is found.",
    ).tag(config=True)
    probe_hook = Unicode(
        help="A function (module:function) that lets the course's check helpers run probes where "
        "the student's objects live: it is called with a function that takes the probe and the "
        "tuple of its arguments. Helpers in its module reach the student's side by value.",
    ).tag(config=True)

    def preloaded(self, code: Iterable[str]) -> list[str]:
        """Return what to import and call before notebooks with some code are run.

        Parameters
        ----------
        code : iterable of str
            Cells, which may be broken.

        Returns
        -------
        list of str
            ``"module"`` or ``"module:function"``.
        """
        found = _found(tuple(self.libraries), "\n".join(code))
        mentioned = (self.libraries[mark] for mark in found)
        return list(dict.fromkeys([*self.preload, *(n for names in mentioned for n in names)]))

    def readable(self) -> list[str]:
        """Return the folders of the packages and of the data, as far as this machine has them."""
        paths = [package_folder(name) for name in self.packages]
        paths += [expand(entry) for entry in self.data]
        return [str(path) for path in paths if path is not None and path.exists()]

    def environment(self) -> dict[str, str]:
        """Return the environment variables that students' code gets, besides the usual ones."""
        found = {}
        for name, otherwise in self.variables.items():
            value = os.environ.get(name) or os.path.expanduser(otherwise)
            # A default that is a folder serves only where the folder is.
            if value and (name in os.environ or not os.path.isabs(value) or os.path.exists(value)):
                # A link would lead to nowhere where only what it leads to can be seen.
                found[name] = os.path.realpath(value) if os.path.isabs(value) else value
        return found

    def files(self) -> Iterator[tuple[str, int]]:
        """Yield the names and sizes, in bytes, of the data files, in order."""
        for entry in self.data:
            top = expand(entry)
            if top is None:
                continue
            if top.is_file():
                yield top.name, top.stat().st_size
            for folder, below, names in os.walk(top):
                below.sort()
                for name in sorted(names):
                    path = Path(folder, name)
                    if path.is_file():
                        yield path.relative_to(top).as_posix(), path.stat().st_size

    def package_files(self) -> Iterator[tuple[str, Path]]:
        """Yield the names and paths of the packages' files that decide what code does, in order."""
        for name in self.packages:
            folder = package_folder(name)
            if folder is None:
                continue
            for path in sorted(folder.rglob("*")):
                if path.suffix in (".py", ".toml", ".mplstyle"):
                    yield f"{name}/{path.relative_to(folder).as_posix()}", path


def package_folder(name: str) -> Path | None:
    """Return the folder of an importable package, or of the file of a module; None without one."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.origin:
        return None
    return Path(spec.origin).resolve().parent


def expand(entry: str) -> Path | None:
    """Return the path that an entry of `Course.data` names.

    Parameters
    ----------
    entry : str
        See `Course`.

    Returns
    -------
    pathlib.Path or None
        Absolute; None where a variable is not set or a package is not there.
    """
    package, colon, rest = entry.partition(":")
    if colon and package.isidentifier() and len(package) > 1:  # C:\ is a drive
        folder = package_folder(package)
        return None if folder is None else (folder / rest).resolve()
    path = os.path.expanduser(os.path.expandvars(entry))
    return None if "$" in path else Path(path).resolve()


@functools.lru_cache(maxsize=2)  # each submission is looked at twice
def _found(patterns: tuple[str, ...], text: str) -> list[str]:
    """Return the regular expressions that are found in a text."""
    return [pattern for pattern in patterns if re.search(pattern, text)]
