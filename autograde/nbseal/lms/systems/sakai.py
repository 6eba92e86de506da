"""Sakai: the zip of "Download All" of an assignment, and its grades file."""

import re
from collections.abc import Sequence

from nbseal.lms.names import Named
from nbseal.lms.roster import normalized
from nbseal.lms.systems.base import System
from nbseal.lms.systems.plain import says_nobody

# "Lovelace, Ada(s1234567)", a folder for each student; the attachments are in one below it, which
# is called so in the language of whoever downloads: "Submission attachment(s)".
_STUDENT = re.compile(r"(?P<name>.+?) ?\((?P<person>[^()]+)\)", re.DOTALL)
_COPY = re.compile(r"[0-9]{1,3}")  # "Ada (1)"
HEADINGS = {"display id", "id", "last name", "first name", "grade"}  # its table has all of them


class Sakai(System):
    """Files are named by the user name."""

    name = "sakai"
    ids = ("display id", "id")

    def parse(self, parts: Sequence[str]) -> Named | None:
        """Read the path of a file of its archive."""
        for place, part in enumerate(parts[:-2]):
            match = _STUDENT.fullmatch(part)
            if match and not _COPY.fullmatch(match["person"]) and not says_nobody(match["person"]):
                return Named(match["person"], match["name"], "/".join(parts[place + 2 :]))
        return None

    def has_header(self, header: Sequence[str]) -> bool:
        """Tell whether a line has the headings of its table."""
        return set(map(normalized, header)) >= HEADINGS
