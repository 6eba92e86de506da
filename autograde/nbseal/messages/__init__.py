"""The words of the grader, in English and Japanese; they stand in TOML files beside this module.

``grading.toml`` has what stands in the place of a check that could not be done, ``sealing.toml``
what an author of checks is told, ``pages.toml`` the words of feedback and class report::

    [ended-silent]
    en = "your code kept the kernel from answering."
    ja = "コードのためにカーネルが応答しなくなりました。"
"""

import functools
import tomllib
from collections.abc import Callable
from importlib import resources

from nbseal.conventions import LANGUAGES


@functools.cache
def catalogue() -> dict[str, dict[str, str]]:
    """Read all entries.

    Returns
    -------
    dict of str to dict of str to str
        Key to language to template.

    Raises
    ------
    ValueError
        If a key stands in two files or lacks a language; the message names file and key.
    """
    entries: dict[str, dict[str, str]] = {}
    for name in ("grading.toml", "intake.toml", "pages.toml", "sealing.toml"):
        text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
        for key, words in tomllib.loads(text).items():
            if key in entries:
                raise ValueError(f"{name}: the key {key!r} stands in another file too")
            if sorted(words) != sorted(LANGUAGES):
                raise ValueError(f"{name}: {key!r} needs exactly the languages {LANGUAGES}")
            entries[key] = words
    return entries


def message(key: str, **values: object) -> str:
    """Fill in one entry, in both languages, a line each: English first."""
    words = catalogue()[key]
    return "\n".join(words[language].format(**values) for language in LANGUAGES)


def translator(language: str) -> Callable[..., str]:
    """Return a function that gives the words of one language.

    Parameters
    ----------
    language : str
        A language that the grader does not have counts as English.

    Returns
    -------
    callable
        ``say(key, **values)``: the entry with the values in the place of its braces; plain text,
        which a page still has to escape.
    """
    language = language if language in LANGUAGES else "en"

    def say(key: str, **values: object) -> str:
        return catalogue()[key][language].format(**values)

    return say


def in_one_language(text: str, language: str) -> str:
    """Keep one language of a check's message.

    Parameters
    ----------
    text : str
        Lines in turn in the two languages, whichever comes first. Any other text is returned as
        it is.
    language : {"en", "ja"}
        The language to keep.

    Returns
    -------
    str
    """
    lines = text.strip().split("\n")
    first, second = lines[::2], lines[1::2]
    # A value in an English line may itself be Japanese; the Japanese line then has it, too.
    japanese = [all(map(_has_kana, half)) for half in (first, second)]
    if len(first) != len(second) or japanese[0] == japanese[1]:
        return text.strip()
    return "\n".join(second if japanese[1] == (language == "ja") else first)


def _has_kana(text: str) -> bool:
    return any("\u3041" <= character <= "\u30ff" for character in text)
