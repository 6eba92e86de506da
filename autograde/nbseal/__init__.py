"""A grader for nbgrader courses whose checks a submission can neither read nor forge."""

__version__ = "0.2.0"
