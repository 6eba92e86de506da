"""The course that a command works on: the current folder's, as nbgrader finds it."""

import logging
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader


class LMSError(Exception):
    """What a teacher asked for cannot be done; the message says why."""


def open_course():
    """Read the current folder's ``nbgrader_config.py``.

    Returns
    -------
    nbgrader.coursedir.CourseDirectory

    Raises
    ------
    LMSError
        If there is none.
    """
    if not Path("nbgrader_config.py").is_file():
        raise LMSError(f"{Path.cwd()} has no nbgrader_config.py: run this in the course's folder")
    app = NbGrader()
    app.initialize([])
    app.log.setLevel(logging.WARNING)
    return app.coursedir


def source_notebook(coursedir, assignment):
    """Return the path of an assignment's source notebook.

    Raises
    ------
    LMSError
        If there is no such assignment; the message names those that there are.
    """
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    path = folder / f"{assignment}.ipynb"
    if not path.is_file():
        known = ", ".join(sorted(path.stem for path in folder.parent.glob("*/*.ipynb")))
        raise LMSError(f"unknown assignment {assignment!r}; source/ has: {known or 'nothing'}")
    return path
