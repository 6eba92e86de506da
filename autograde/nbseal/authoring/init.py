"""``nbseal init``: three lines in ``nbgrader_config.py``, shown before, undone by one command."""

import argparse
import difflib
import sys
from pathlib import Path

from nbseal.errors import CourseError

CONFIG = Path("nbgrader_config.py")
LINES = (
    "# Checks run apart from students' code. To undo: nbseal init --undo\n",
    "import nbseal\n",
    "nbseal.configure(c)\n",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--undo", action="store_true", help="take the lines out again")


def main(options: argparse.Namespace) -> int:
    """Show what changes, ask, and write it; return the exit status."""
    before = CONFIG.read_text(encoding="utf-8") if CONFIG.is_file() else ""
    after = removed(before) if options.undo else added(before)
    if after == before:
        print(f"{CONFIG}: nothing to {'undo' if options.undo else 'do'}")
        return 0
    shown = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), "now", "then"
    )
    sys.stdout.writelines(shown)
    if not options.yes:
        if not sys.stdin.isatty():
            raise CourseError("nothing was written; to write it, add --yes")
        if input(f"Write {CONFIG}? [y/N] ").strip().lower() not in ("y", "yes"):
            print("Nothing was written")
            return 1
    CONFIG.write_text(after, encoding="utf-8")
    print(f"{CONFIG} is written; the gradebook is as it was")
    return 0


def added(text: str) -> str:
    """Return a configuration with the lines.

    Parameters
    ----------
    text : str
        ``nbgrader_config.py``; empty if the course does not have that file.
    """
    if "nbseal.configure(" in text:
        return text
    if text and not text.endswith("\n"):
        text += "\n"
    if "get_config()" not in text:
        text += "c = get_config()  # noqa: F821\n"
    return text + "".join(LINES)


def removed(text: str) -> str:
    """Return a configuration without the lines that `added` put there."""
    return text.replace("".join(LINES), "")
