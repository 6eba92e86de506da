"""Find the file of a notebook in what a student handed in."""

from collections.abc import Mapping
from pathlib import Path

from nbseal.errors import SubmissionError
from nbseal.intake.assignment import Assignment
from nbseal.intake.finding import find
from nbseal.intake.overwritten import take_out
from nbseal.intake.reading import Submission, others, read_submission
from nbseal.messages import message


def read_from_folder(path: Path, parts: Mapping[str, Assignment]) -> Submission:
    """Read a submitted notebook; where it is missing, one under another name that has its cells.

    Parameters
    ----------
    path : pathlib.Path
        Where the notebook should be.
    parts : mapping of str to nbseal.intake.assignment.Assignment
        The assignment's notebooks, by name.

    Returns
    -------
    nbseal.intake.reading.Submission
        With a note, where it stood elsewhere.

    Raises
    ------
    nbseal.intake.reading.SubmissionError
        If no notebook of the submission can be read as this one.
    """
    try:
        return read_submission(path)
    except SubmissionError as error:
        if path.exists() or path.is_symlink():
            raise
        missing = error
    assignment = parts[path.stem]
    best = None
    for place in others(path):
        if place.stem in parts and place.stem != path.stem:
            continue
        other = path.parent / place
        try:
            submission = read_submission(other)
        except SubmissionError:
            continue
        cells = known_cells(submission, assignment)
        # Of several the one with most of the assignment's cells, then the newest.
        rank = (cells, other.stat().st_mtime, str(place))
        if cells and (best is None or rank > best[0]):
            best = (rank, place, submission)
    if best is None:
        raise missing
    _, place, submission = best
    submission.notes.append(message("file-renamed", file=path.name, found=repr(str(place))))
    return submission


def known_cells(submission: Submission, assignment: Assignment) -> int:
    """Return how many of an assignment's answers and checks a notebook has."""
    found = find(take_out(submission, assignment), assignment)
    graded = {
        name
        for name, cell in assignment.known.items()
        if cell.metadata.nbgrader.get("grade") or cell.metadata.nbgrader.get("solution")
    }
    return len(graded & (set(found.counts) | set(found.within)))
