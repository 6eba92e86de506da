"""What the LMS commands need of the course."""

from pathlib import Path

from nbseal.errors import LMSError


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
