"""The penalty for handing in late, as a plug-in of nbgrader."""

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

DAY = 24 * 60 * 60  # seconds


class DailyPenalty(LateSubmissionPlugin):
    """Take off a part of the points for each day begun after the due date.

    In ``nbgrader_config.py``::

        c.AssignLatePenalties.plugin_class = "nbseal.lms.late.DailyPenalty"
        c.DailyPenalty.percent_a_day = 20
    """

    grace_minutes = Float(
        10, min=0, help="Minutes after the due date in which nothing is taken off."
    ).tag(config=True)
    percent_a_day = Float(
        10, min=0, max=100, help="Percent of the earned points for each day begun."
    ).tag(config=True)
    maximum_percent = Float(
        50, min=0, max=100, help="Percent of the earned points that is taken off at most."
    ).tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points to take off, or None.

        Parameters
        ----------
        student_id : str
            Whose submission it is.
        score : float
            The points that it earned.
        total_seconds_late : float
            The time since the due date.

        Returns
        -------
        float or None
            Days count from the due date, not from the end of the grace.
        """
        if total_seconds_late <= self.grace_minutes * 60:
            return None
        days = math.ceil(total_seconds_late / DAY)
        return score * min(days * self.percent_a_day, self.maximum_percent) / 100
