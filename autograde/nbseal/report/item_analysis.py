"""Numbers about a class: how its checks did, and what went wrong most often."""

import collections
import dataclasses
import re
from typing import Any

import numpy as np

from nbseal.conventions import split_check_name
from nbseal.messages import in_language, translator
from nbseal.report.gather import Assignment, Check

_NUMBER = re.compile(r"-?\d[\d.,]*(?:e[+-]?\d+)?", re.IGNORECASE)


@dataclasses.dataclass
class CheckStatistics:
    """How a check did.

    Attributes
    ----------
    check : nbseal.report.gather.Check
        The check.
    count : int
        Submissions that have a result.
    mean : float
        The mean part of the points that was given, from 0 to 1.
    passed : float
        The part of the submissions that got all points.
    discrimination : float
        Correlation of this check's points with the sum of all others' (the corrected
        point-biserial correlation); nan where either is the same for all.
    replayed : bool
        Whether it was judged in the process that ran the submission's code, for any of them.
    """

    check: Check
    count: int
    mean: float
    passed: float
    discrimination: float
    replayed: bool = False


@dataclasses.dataclass
class Failure:
    """A message that failed checks ended with.

    Attributes
    ----------
    check : nbseal.report.gather.Check
        Which check.
    message : str
        The commonest wording; messages that differ in numbers only count as one.
    students : list of str
        Who got it.
    """

    check: Check
    message: str
    students: list[str]


def check_statistics(assignment: Assignment) -> list[CheckStatistics]:
    """Say how each check did.

    Parameters
    ----------
    assignment : nbseal.report.gather.Assignment
        The class's work.

    Returns
    -------
    list of CheckStatistics
    """
    graded = assignment.readable
    checks = assignment.checks
    parts = np.full((len(graded), len(checks)), np.nan)
    for row, submission in enumerate(graded):
        for column, check in enumerate(checks):
            if check in submission.results:
                parts[row, column] = submission.results[check].fraction(check)
    points = np.nan_to_num(parts) * [check.maximum for check in checks]
    total = points.sum(axis=1)
    statistics = []
    for column, check in enumerate(checks):
        there = ~np.isnan(parts[:, column])
        part = parts[there, column]
        rest = (total - points[:, column])[there]
        statistics.append(
            CheckStatistics(
                check,
                int(there.sum()),
                float(part.mean()) if part.size else np.nan,
                float((part >= 1).mean()) if part.size else np.nan,
                _correlation(part, rest),
                any(s.results[check].replayed for s in graded if check in s.results),
            )
        )
    return statistics


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return np.nan
    return float(np.corrcoef(a, b)[0, 1])


def _first_of(check: Check, checks: list[Check]) -> Check:
    """Return the first of the checks that look at the same item."""
    item = split_check_name(check.name)[0]
    same = (
        one
        for one in checks
        if one.notebook == check.notebook and split_check_name(one.name)[0] == item
    )
    return next(same, check)


def failures(assignment: Assignment, language: str) -> list[Failure]:
    """Group the messages of failed checks, the commonest first.

    Parameters
    ----------
    assignment : nbseal.report.gather.Assignment
        The class's work.
    language : {"en", "ja"}
        The language to tell them in.

    Returns
    -------
    list of Failure
    """
    groups: dict[Any, list[tuple[str, str]]] = collections.defaultdict(list)
    say = translator(language)
    for submission in assignment.readable:
        for check, result in submission.results.items():
            if result.error == "NotImplementedError" and not result.message.strip():
                # An answer that is missing is one thing, whatever number of checks look at it.
                first = _first_of(check, assignment.checks)
                one = (submission.student, say("not-answered"))
                if one not in groups[first, "not answered"]:
                    groups[first, "not answered"].append(one)
            elif result.error:
                text = in_language(result.message, language)
                if result.error != "AssertionError":
                    text = ": ".join(filter(None, (result.error, text)))
                groups[check, _NUMBER.sub("#", text)].append((submission.student, text))
    made = []
    for (check, _), members in groups.items():
        ((message, _),) = collections.Counter(text for _, text in members).most_common(1)
        made.append(Failure(check, message, [student for student, _ in members]))
    place = {check: number for number, check in enumerate(assignment.checks)}
    return sorted(made, key=lambda f: (-len(f.students), place[f.check], f.message))
