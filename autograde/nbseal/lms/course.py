"""The part of the course that the LMS commands need."""

from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from nbseal.errors import LMSError


def source_notebook(coursedir: CourseDirectory, assignment: str) -> Path:
    """Return the path of an assignment's source notebook.

    Raises
    ------
    LMSError
        If the course does not have the assignment; the message names those that it has.
    """
    folder = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    path = folder / f"{assignment}.ipynb"
    if not path.is_file():
        known = ", ".join(sorted(path.stem for path in folder.parent.glob("*/*.ipynb")))
        raise LMSError(f"unknown assignment {assignment!r}; source/ has: {known or 'nothing'}")
    return path
