"""Join the lines of a Japanese paragraph: a line break there would be shown as a space."""

import re

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

#: Kana, kanji, full-width forms, and the punctuation that stands among them.
WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60]")
PUNCTUATION = set("、。（）「」『』：；！？・")
MARKUP = "*_~"
PARSER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)


def join_lines(text: str) -> str:
    """Join lines of Markdown where Japanese stands on either side of the break.

    Code, formulas on lines of their own, tables and headings stay as they are, and so do hard
    line breaks. Beside `code` a space is left, as it is written within a line.

    Parameters
    ----------
    text : str
        Markdown in any language.

    Returns
    -------
    str
        The same Markdown, which reads the same but for the spaces.
    """
    lines = text.split("\n")
    for token in reversed(PARSER.parse(text)):
        if token.type == "inline" and "\n" in token.content:
            start, end = token.map
            lines[start:end] = _joined(lines[start:end], token.content.split("\n"))
    return "\n".join(lines)


def _joined(lines, contents):
    """Join the lines of one paragraph; `contents` are they without quote marks and indentation."""
    joined = lines[:1]
    for previous, content, line in zip(contents, contents[1:], lines[1:], strict=False):
        separator = _separator(previous, content.lstrip())
        if separator is None:
            joined.append(line)
        else:
            joined[-1] = joined[-1].rstrip() + separator + content.lstrip()
    return joined


def _separator(before, after):
    """Return what stands between two joined lines; None where they must not be joined."""
    if before.endswith(("  ", "\\")) or "$$" in (before.rstrip()[-2:], after[:2]):
        return None
    last, first = before.rstrip().rstrip(MARKUP)[-1:], after.lstrip(MARKUP)[:1]
    if not (WIDE.match(last) or WIDE.match(first)):
        return None
    code = "`" in (last, first)
    return " " if code and not PUNCTUATION & {last, first} else ""
