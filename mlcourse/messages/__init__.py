"""The catalogue of what checks say, every entry in English and Japanese.

The entries stand in TOML files beside this module, one file for the general ones and one for
each lesson::

    [uphill]
    en = "moved uphill: is the sign of the step right?"
    ja = "勾配の向きに進んでいます。更新の符号を確かめてください。"

Values in braces are filled in by the caller: ``"expected {expected}"``.
"""

import functools
import os
import sys
from importlib import resources

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LANGUAGES = ("en", "ja")


class Message(str):
    """A text in all languages, a line each, of which a page can show one.

    Parameters
    ----------
    *sentences : dict of str to str
        Language to text.

    Attributes
    ----------
    sentences : tuple of dict of str to str
    texts : dict of str to str
        Language to all that is said in it. A grader looks for this name.
    """

    sentences: tuple[dict[str, str], ...]
    texts: dict[str, str]

    def __new__(cls, *sentences: dict[str, str]) -> "Message":
        """Join the sentences, each in all languages."""
        text = "\n".join(text for sentence in sentences for text in sentence.values())
        self = super().__new__(cls, text)
        self.sentences = sentences
        self.texts = {
            language: "\n".join(sentence[language] for sentence in sentences)
            for language in sentences[0]
        }
        return self

    def __getnewargs__(self) -> tuple[dict[str, str], ...]:  # type: ignore[override]
        """Let copies know the languages, too."""
        return self.sentences


_languages: tuple[str, ...] = LANGUAGES  # in the order in which they are said


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
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    for file in files:
        for key, texts in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if key in entries:
                raise ValueError(f"{file.name}: the message key {key!r} stands in another file too")
            if sorted(texts) != sorted(LANGUAGES):
                raise ValueError(f"{file.name}: {key!r} needs exactly the languages {LANGUAGES}")
            entries[key] = texts
    return entries


def use_language(language: str) -> None:
    """Let all messages begin with this language.

    Where nbgrader validates a notebook, they are in this language alone: its table shows one.

    Parameters
    ----------
    language : {"en", "ja"}
        The language of the notebook.

    Raises
    ------
    ValueError
        If the language is unknown.
    """
    global _languages
    if language not in LANGUAGES:
        raise ValueError(f"language={language!r}: expected one of {LANGUAGES}")
    others = (other for other in LANGUAGES if other != language)
    is_validated = os.environ.get("NBGRADER_EXECUTION") == "validate"
    _languages = (language,) if is_validated else (language, *others)


def page_language() -> str:
    """Return the language that messages begin with."""
    return _languages[0]


def in_page_language(key: str, **values: object) -> str:
    """Fill in one entry, in the page's language alone.

    Parameters
    ----------
    key : str
        A key of the catalogue.
    **values
        What stands in braces in the template.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If the key is unknown.
    """
    return catalogue()[key][page_language()].format(**values)


def message(key: str, **values: object) -> Message:
    """Fill in one entry, in both languages, a line each, the page's language first.

    Parameters
    ----------
    key : str
        A key of the catalogue.
    **values
        What stands in braces in the templates.

    Returns
    -------
    Message
        English, then Japanese, where no notebook has chosen otherwise.

    Raises
    ------
    KeyError
        If the key is unknown.
    """
    texts = catalogue()[key]
    return Message({language: texts[language].format(**values) for language in _languages})


def add_cause(text: Message, key: str) -> Message:
    """Add a likely cause to a message, in both languages, the page's language first.

    Parameters
    ----------
    text : Message
    key : str
        A key of the catalogue.

    Returns
    -------
    Message
        With one more sentence.

    Raises
    ------
    KeyError
        If the key is unknown.
    """
    causes, labels = catalogue()[key], catalogue()["likely-cause"]
    cause = {language: labels[language].format(cause=causes[language]) for language in _languages}
    return Message(*text.sentences, cause)
