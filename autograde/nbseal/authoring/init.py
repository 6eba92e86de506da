"""``nbseal init``: three lines in ``nbgrader_config.py``, shown before, undone by one command."""

import argparse
import difflib
import io
import re
import sys
import tokenize
from pathlib import Path

from nbseal.batch.files import write_in_one_step
from nbseal.errors import CourseError

CONFIG = Path("nbgrader_config.py")
LINES = (
    "# Checks run apart from students' code. To undo: nbseal init --undo",
    "import nbseal",
    "nbseal.configure(c)",
)
#: Where `c` has no definition yet; nbgrader gives it to a configuration file anyway.
DEFINITION = "c = get_config()  # noqa: F821"
_DEFINED = re.compile(r"^c\s*=\s*get_config\(\)", re.MULTILINE)
_CONFIGURED = re.compile(r"^[^#\n]*\bnbseal\.configure\(", re.MULTILINE)
_BLOCK = re.compile(
    rf"(\n?)^{re.escape(LINES[0])}\n(?:{re.escape(DEFINITION)}\n)?"
    rf"{re.escape(LINES[1])}\n{re.escape(LINES[2])}(\n|\Z)",
    re.MULTILINE,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--undo", action="store_true", help="take the lines out again")


def main(options: argparse.Namespace) -> int:
    """Show what changes, ask, and write it; return the exit status."""
    content = CONFIG.read_bytes() if CONFIG.is_file() else b""
    before, encoding, newline = _decoded(content)
    after = removed(before) if options.undo else added(before)
    if after == before:
        print(f"{CONFIG}: nothing to {'undo' if options.undo else 'do'}")
        return 0
    sys.stdout.writelines(
        line if line.endswith("\n") else f"{line}\n"
        for line in difflib.unified_diff(
            before.splitlines(keepends=True), after.splitlines(keepends=True), "now", "then"
        )
    )
    if not options.yes:
        if not sys.stdin.isatty():
            raise CourseError("nothing was written; to write it, add --yes")
        if input(f"Write {CONFIG}? [y/N] ").strip().lower() not in ("y", "yes"):
            print("Nothing was written")
            return 1
    new = after.replace("\n", newline).encode(encoding)
    write_in_one_step(CONFIG.resolve(), new)
    print(f"{CONFIG} is written; the gradebook is as it was")
    return 0


def _decoded(content: bytes) -> tuple[str, str, str]:
    """Return a Python file's text with plain line ends, its encoding, and its line ends."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise CourseError(f"{CONFIG} cannot be read as Python: {error}") from error
    newline = "\r\n" if "\r\n" in text else "\n"
    if newline == "\r\n" and text.count("\n") != text.count("\r\n"):
        raise CourseError(f"{CONFIG} has line ends of two kinds: save it with one of them")
    return text.replace("\r\n", "\n"), encoding, newline


def added(text: str) -> str:
    """Return a configuration with the lines.

    Parameters
    ----------
    text : str
        ``nbgrader_config.py``; empty if the course does not have that file.
    """
    if _CONFIGURED.search(text):
        return text
    comment, *rest = LINES
    lines = [comment, *([] if _DEFINED.search(text) else [DEFINITION]), *rest]
    if text and not text.endswith("\n"):
        return "\n".join([text, *lines])  # ends as it did, so that undoing is exact
    return text + "\n".join(lines) + "\n"


def removed(text: str) -> str:
    """Return a configuration as it was before `added`."""
    return _BLOCK.sub(lambda found: found[1] if found[2] else "", text)
