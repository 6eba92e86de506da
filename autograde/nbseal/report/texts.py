"""The words of the pages, in English and Japanese; they stand in ``texts.toml``."""

import functools
import tomllib
from importlib import resources

from nbseal.submissions import LANGUAGES


@functools.cache
def catalogue():
    """Read all entries.

    Returns
    -------
    dict of str to dict of str to str
        Key to language to template.
    """
    text = resources.files(__package__).joinpath("texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def translator(language):
    """Return a function that gives the words of one language.

    Parameters
    ----------
    language : str
        A language that the course does not have counts as English.

    Returns
    -------
    callable
        ``say(key, **values)``: the entry with the values in the place of its braces; plain text,
        which the page still has to escape.
    """
    language = language if language in LANGUAGES else "en"

    def say(key, **values):
        return catalogue()[key][language].format(**values)

    return say


def in_one_language(text, language):
    """Keep one language of a check's message.

    Parameters
    ----------
    text : str
        What `mlcourse.messages.message` and `mlcourse.checks.fail` make: lines in turn in
        English and Japanese. Any other text is returned as it is.
    language : {"en", "ja"}
        The language to keep.

    Returns
    -------
    str
    """
    lines = text.strip().split("\n")
    english, japanese = lines[::2], lines[1::2]
    paired = len(english) == len(japanese) and all(map(_has_kana, japanese))
    # A value in an English line may itself be Japanese; the Japanese line then has it, too.
    if not paired or all(map(_has_kana, english)):
        return text.strip()
    return "\n".join(japanese if language == "ja" else english)


def _has_kana(text):
    return any("\u3041" <= character <= "\u30ff" for character in text)
