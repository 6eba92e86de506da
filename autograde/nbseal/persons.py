"""Names of people: in two parts, as the gradebook keeps them, and in one, as lists have them."""

import re

# Kana, kanji and hangul: the family name stands first.
_FAMILY_FIRST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def split_name(name: str) -> tuple[str, str]:
    """Return the given and the family name of a full name.

    Parameters
    ----------
    name : str
        ``"Ada Lovelace"``, ``"Lovelace, Ada"`` or ``"山田 太郎"``; a name of one word is a family
        name.

    Returns
    -------
    (str, str)
        Put together again by `full_name` they give the name as it was, but for a comma.
    """
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        return given, family
    words = name.split()
    if _FAMILY_FIRST.search(name):
        return " ".join(words[1:]), words[0]
    return " ".join(words[:-1]), words[-1] if words else ""


def full_name(given: str | None, family: str | None) -> str:
    """Return a name in one: the given name first, the family name first in Japanese."""
    parts = [given, family]
    if _FAMILY_FIRST.search("".join(part or "" for part in parts)):
        parts.reverse()
    return " ".join(part for part in parts if part)
