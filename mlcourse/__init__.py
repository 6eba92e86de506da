"""The student's side of the course: data sets, figures and check helpers.

Nothing here grades anything; a student's notebook needs no other package of the course.
"""

from mlcourse.session import begin, progress
from mlcourse.version import __version__

__all__ = ["__version__", "begin", "progress"]
