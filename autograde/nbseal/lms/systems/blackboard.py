"""Blackboard: the zip of "Assignment File Download", and the exported grade centre."""

import re
from collections.abc import Sequence

from nbseal.lms.names import Named
from nbseal.lms.roster import normalized
from nbseal.lms.systems.base import System

# "Exercise 1_s1234567_attempt_2026-11-20-12-00-00_file.ipynb".
_NAMED = re.compile(
    r".+?_(?P<person>[^_]+)_attempt_(?P<time>[0-9]{4}(?:-[0-9]{2}){5})(_(?P<file>.+))?", re.DOTALL
)
HEADINGS = {"username", "last name", "availability"}  # its table has all of them


class Blackboard(System):
    """Files are named by the user name."""

    name = "blackboard"
    ids = ("username",)

    def parse(self, parts: Sequence[str]) -> Named | None:
        """Read the path of a file of its archive."""
        for place, part in enumerate(parts):
            match = _NAMED.fullmatch(part)
            if match and (match["file"] or place + 1 < len(parts)):
                file = "/".join([match["file"] or "", *parts[place + 1 :]]).strip("/")
                return Named(match["person"], "", file, order=int(match["time"].replace("-", "")))
        return None

    def has_header(self, header: Sequence[str]) -> bool:
        """Tell whether a line has the headings of its table."""
        return set(map(normalized, header)) >= HEADINGS
