"""The words of the grader, in English and Japanese; they stand in TOML files beside this module.

``grading.toml`` has what stands in the place of a check that could not be done, ``sealing.toml``
what an author of checks is told, ``pages.toml`` the words of feedback and class report::

    [ended-silent]
    en = "your code kept the kernel from answering."
    ja = "コードのためにカーネルが応答しなくなりました。"
"""

import functools
import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Self

from nbseal.conventions import LANGUAGES

MAX_TEXT = 20_000  # characters of an error's text in one language


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


class Message(str):
    """A text in both languages, a line each, of which a page shows one.

    Parameters
    ----------
    texts : mapping of str to str
        Language to text.

    Attributes
    ----------
    texts : dict of str to str
        The same; as records in notebooks keep it.
    """

    texts: dict[str, str]

    def __new__(cls, texts: Mapping[str, str]) -> Self:
        """Join the texts."""
        self = super().__new__(cls, "\n".join(texts.values()))
        self.texts = dict(texts)
        return self

    def followed_by(self, other: "Message") -> "Message":
        """Return both texts as one, on one line in each language."""
        spaces = {"en": " "}
        return Message(
            {
                language: text + spaces.get(language, "") + other.texts[language]
                for language, text in self.texts.items()
            }
        )

    def __getnewargs__(self) -> tuple[dict[str, str]]:  # type: ignore[override]
        """Let copies know the languages, too."""
        return (self.texts,)


def message(key: str, **values: object) -> Message:
    """Fill in one entry, in both languages: English first."""
    words = catalogue()[key]
    return Message({language: words[language].format(**values) for language in LANGUAGES})


def in_language(text: str | Mapping[str, str], language: str) -> str:
    """Return what a text says in a language.

    Parameters
    ----------
    text : str or mapping of str to str
        A `Message`, or its texts as a record keeps them. Any other text says the same in all
        languages.
    language : str
        Where a text lacks it, it is told in English.

    Returns
    -------
    str
    """
    texts = text.texts if isinstance(text, Message) else text
    return texts if isinstance(texts, str) else texts.get(language) or texts.get("en", "")


def texts_of(told: object) -> dict[str, str] | None:
    """Return the texts that an exception, or a process that runs cells, gives with an error.

    Parameters
    ----------
    told : object
        Whatever stands where the texts should.

    Returns
    -------
    dict of str to str or None
        Language to text; None where a language is missing or anything else is there.
    """
    if not isinstance(told, Mapping) or set(told) != set(LANGUAGES):
        return None
    if not all(type(text) is str and len(text) <= MAX_TEXT for text in told.values()):
        return None
    return {language: told[language] for language in LANGUAGES}


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
