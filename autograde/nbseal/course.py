"""The course that a command works on: the current folder's, as nbgrader finds it."""

import logging
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader

from nbseal.errors import CourseError


def open_course():
    """Read the current folder's ``nbgrader_config.py``.

    Returns
    -------
    nbgrader.coursedir.CourseDirectory

    Raises
    ------
    CourseError
        If there is none.
    """
    if not Path("nbgrader_config.py").is_file():
        raise CourseError(
            f"{Path.cwd()} has no nbgrader_config.py: run this in the course's folder"
        )
    app = NbGrader()
    app.initialize([])
    app.log.setLevel(logging.WARNING)
    return app.coursedir
