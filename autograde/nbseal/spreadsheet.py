"""Texts that a spreadsheet would take for formulas, made harmless."""

import re

# A spreadsheet takes a cell that begins with one of these for a formula, Excel in Japanese also
# the full-width ones.
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]*[.,]?[0-9]*%?")


def neutral(text: str) -> str:
    """Keep a text from being a formula in a spreadsheet: with an apostrophe before it.

    Numbers and a lone ``-``, as systems write them, stay as they are.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text.strip()):
        return "'" + text
    return text
