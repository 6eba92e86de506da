"""A grader for nbgrader courses whose checks a submission can neither read nor forge."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbseal.call import Grade, Grader, grade
    from nbseal.nbgrader import configure

__all__ = ["Grade", "Grader", "configure", "grade"]
__version__ = "0.2.0"


def __getattr__(name: str) -> object:
    # Processes that run students' code import this package, too, and need nothing of nbgrader.
    if name == "configure":
        from nbseal.nbgrader import configure

        return configure
    if name in ("Grade", "Grader", "grade"):
        from nbseal import call

        return getattr(call, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
