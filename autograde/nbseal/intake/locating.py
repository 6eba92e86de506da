"""Find the file of a notebook in what a student handed in."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nbseal.conventions import is_printable
from nbseal.errors import SubmissionError
from nbseal.intake.assignment import Assignment
from nbseal.intake.finding import Found, find, no_answer
from nbseal.intake.overwritten import take_out
from nbseal.intake.reading import (
    MAX_BYTES,
    MAX_OTHERS,
    NOTEBOOK_ENDINGS,
    Submission,
    others,
    read_submission,
)
from nbseal.messages import message

_MAX_SNIFFED = 100  # files of which the beginning is looked at


def read_from_folder(path: Path, parts: Mapping[str, Assignment]) -> Submission:
    """Read a submitted notebook; where it is missing or empty, one under another name.

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
    assignment = parts[path.stem]
    own, problem = None, None
    try:
        own = read_submission(path)
    except SubmissionError as error:
        problem = error
    places = [
        place
        for place in others(path)
        if place != Path(path.name) and not (place.stem in parts and place.stem != path.stem)
    ]
    if own is not None and (not places or _answers(own, assignment)):
        return own
    is_missing = not os.path.lexists(path)
    best = _best(path.parent, places, assignment, answered=not is_missing)
    if best is None and is_missing:
        places = [*_unnamed(path.parent), *_checkpoints(path.parent)]
        best = _best(path.parent, places, assignment, answered=False)
    if best is None:
        if own is not None:
            return own
        assert problem is not None
        raise problem
    place, submission = best
    found = repr(str(place))
    if is_missing:
        submission.notes.append(message("file-renamed", file=path.name, found=found))
    else:
        submission.notes += [problem.message] if problem else []
        submission.notes.append(message("file-instead", file=path.name, found=found))
    return submission


def _best(
    folder: Path, places: Iterable[Path], assignment: Assignment, answered: bool
) -> tuple[Path, Submission] | None:
    """Return the notebook with most of the assignment's cells, then the newest; None without any.

    Parameters
    ----------
    folder : pathlib.Path
        The submission.
    places : iterable of pathlib.Path
        Files in it.
    assignment : nbseal.intake.assignment.Assignment
    answered : bool
        Whether only one with an answer is taken.
    """
    best = None
    for place in places:
        try:
            submission = read_submission(folder / place)
            time = (folder / place).stat().st_mtime
        except (SubmissionError, OSError):
            continue
        if answered and not _answers(submission, assignment):
            continue
        cells = known_cells(submission, assignment)
        rank = (cells, time, str(place))
        if cells and (best is None or rank > best[0]):
            best = (rank, place, submission)
    return None if best is None else best[1:]


def _unnamed(folder: Path) -> Iterator[Path]:
    """Yield files whose names say nothing of a notebook, and which begin as one does."""
    sniffed = 0
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for path in (Path(top, name) for name in sorted(names)):
            if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
                continue
            if path.name.startswith(".") or not is_printable(path.name):
                continue
            if path.name.lower().endswith(NOTEBOOK_ENDINGS):  # `others` has it
                continue
            sniffed += 1
            if sniffed > _MAX_SNIFFED:
                return
            with path.open("rb") as file:
                if file.read(100).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"{"):
                    yield path.relative_to(folder)


def _checkpoints(folder: Path) -> list[Path]:
    """List the copies that Jupyter saves by itself, where nothing else was handed in."""
    found = sorted((folder / ".ipynb_checkpoints").glob("*.ipynb"))[:MAX_OTHERS]
    return [path.relative_to(folder) for path in found if is_printable(path.name)]


def known_cells(submission: Submission, assignment: Assignment) -> int:
    """Return how many of an assignment's answers and checks a notebook has."""
    found = find(take_out(submission, assignment), assignment)
    graded = {
        name
        for name, cell in assignment.known.items()
        if cell.metadata.nbgrader.get("grade") or cell.metadata.nbgrader.get("solution")
    }
    return len(graded & _there(found))


def _there(found: Found) -> set[str]:
    return set(found.counts) | set(found.within)


def _answers(submission: Submission, assignment: Assignment) -> int:
    """Return how many answers a notebook has that are written."""
    submission = take_out(submission, assignment)
    found = find(submission, assignment)
    return sum(
        name in found.within
        or not no_answer(assignment, name, submission.cells[found.counts[name]])
        for name in assignment.answers
        if name in _there(found)
    )
