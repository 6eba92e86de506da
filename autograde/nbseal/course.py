"""The course that a command works on: the current folder's, as nbgrader finds it."""

import logging
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory

from nbseal.errors import CourseError


def open_course() -> CourseDirectory:
    """Read the current folder's ``nbgrader_config.py``.

    Returns
    -------
    nbgrader.coursedir.CourseDirectory

    Raises
    ------
    CourseError
        If the current folder has no such file.
    """
    if not Path("nbgrader_config.py").is_file():
        raise CourseError(
            f"{Path.cwd()} has no nbgrader_config.py: run this in the course's folder"
        )
    app = NbGrader()
    app.initialize([])
    app.log.setLevel(logging.WARNING)
    return app.coursedir
