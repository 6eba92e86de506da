"""The catalogue of what checks say, every entry in English and Japanese.

The entries stand in TOML files beside this module, one file for the general ones and one for
each lesson::

    [uphill]
    en = "moved uphill: is the sign of the step right?"
    ja = "勾配の向きに進んでいます。更新の符号を確かめてください。"

Values in braces are filled in by the caller: ``"expected {expected}"``.
"""

import functools
import tomllib
from importlib import resources

LANGUAGES = ("en", "ja")


@functools.cache
def catalogue():
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
    entries = {}
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


def message(key, **values):
    """Fill in one entry, in both languages, a line each.

    Parameters
    ----------
    key : str
        A key of the catalogue.
    **values
        What stands in braces in the templates.

    Returns
    -------
    str
        The English line, a line break and the Japanese line.

    Raises
    ------
    KeyError
        If there is no such key.
    """
    texts = catalogue()[key]
    return "\n".join(texts[language].format(**values) for language in LANGUAGES)
