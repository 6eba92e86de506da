"""The "your turn" cells of the lectures: a check that speaks, and lets the notebook go on."""

import contextlib
from collections.abc import Iterator

from mlcourse.messages import in_page_language

__all__ = ["your_turn"]


@contextlib.contextmanager
def your_turn() -> Iterator[None]:
    """Say whether what the student wrote is right, in one line or in the check's words.

    Unlike a check of an exercise it raises nothing where an answer is missing or wrong: the rest
    of the lecture does not build on it, and *Run All* goes on. Errors of the student's code are
    raised as always.

    Examples
    --------
    >>> from mlcourse.checks import check_close
    >>> with your_turn():
    ...     check_close("slope(4.0)", 6.0, 6.0)
    Right.
    """
    try:
        yield
    except NotImplementedError:
        print(in_page_language("turn-empty"))
    except AssertionError as error:
        print(error)
    else:
        print(in_page_language("turn-right"))
