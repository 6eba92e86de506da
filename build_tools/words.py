"""The words that the build writes into notebooks, a table of ``words.toml`` a language."""

import functools
import tomllib
from pathlib import Path

from mlcourse.messages import LANGUAGES

_FILE = Path(__file__).with_name("words.toml")


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """Read the words.

    Returns
    -------
    dict of str to dict of str to str
        Language to name to text.

    Raises
    ------
    ValueError
        If a language is missing or lacks a word that another has.
    """
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    names = {name for texts in found.values() for name in texts}
    for language in LANGUAGES:
        missing = names - set(found.get(language, ()))
        if missing:
            raise ValueError(f"{_FILE.name}: [{language}] lacks {', '.join(sorted(missing))}")
    return found
