"""The pages on which staff and students see the line."""

import datetime
import statistics
from collections.abc import Sequence

from nbseal.arrival.line import Arrival, Line
from nbseal.report.page import render

HOUR = 3600.0  # seconds
SHOWN = 50  # rows of a table


def staff(
    line: Line, course: str, running: Sequence[Arrival], language: str, stuck_after: float
) -> str:
    """Make the page for staff.

    Parameters
    ----------
    line : nbseal.arrival.line.Line
        The line.
    course : str
        Its name.
    running : sequence of nbseal.arrival.line.Arrival
        What workers have now.
    language : {"en", "ja"}
        The page's language.
    stuck_after : float
        Seconds of waiting after which a submission is stuck.

    Returns
    -------
    str
        HTML.
    """
    now = datetime.datetime.now(datetime.UTC)
    graded = line.ended_since(HOUR)
    times = [one.ended - one.seen for one in graded if one.ended is not None]
    return render(
        "watch.html",
        language,
        course=course,
        now=f"{now:%Y-%m-%d %H:%M:%S} UTC",
        counts=line.counts(),
        running=running,
        waiting=line.in_state("waiting", SHOWN),
        stuck=line.stuck(stuck_after, SHOWN),
        failed=line.in_state("failed", SHOWN),
        graded=len(graded),
        median=statistics.median(times) if times else None,
        longest=max(times, default=None),
        since=lambda moment: max(0.0, now.timestamp() - (moment or now.timestamp())),
    )


def notice(arrival: Arrival, attempts_per_hour: int) -> str:
    """Make the page for a student whose submission is not graded now.

    Parameters
    ----------
    arrival : nbseal.arrival.line.Arrival
        It waits for its hour, or is superseded.
    attempts_per_hour : int
        How often a submission is graded in an hour.

    Returns
    -------
    str
        HTML, in both languages.
    """
    until = datetime.datetime.fromtimestamp(arrival.not_before, datetime.UTC)
    return render(
        "notice.html",
        "en",
        arrival=arrival,
        attempts=attempts_per_hour,
        until=f"{until:%Y-%m-%d %H:%M} UTC",
    )
