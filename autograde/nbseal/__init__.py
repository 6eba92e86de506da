"""A grader for nbgrader courses whose checks a submission can neither read nor forge."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbseal.nbgrader import configure

__all__ = ["configure"]
__version__ = "0.2.0"


def __getattr__(name: str) -> object:
    # Processes that run students' code import this package, too, and need nothing of nbgrader.
    if name == "configure":
        from nbseal.nbgrader import configure

        return configure
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
