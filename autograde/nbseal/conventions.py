"""Conventions of all parts of the grader: languages, records in notebooks, names of checks.

nbgrader writes its own metadata into cells; what the grader adds stands beside it, under `RECORD`.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, cast

if TYPE_CHECKING:  # processes that run cells import this module, too, and need no notebooks
    from nbformat import NotebookNode

#: The languages of the grader's own messages and pages.
LANGUAGES = ("en", "ja")
#: The key of the grader's record in the metadata of a notebook and of a cell.
RECORD = "nbseal"
#: Where notebooks that were released before version 0.2 say their language.
_EARLIER_RECORD = "mlcourse"

LANGUAGE_TAG = "lang:"  # and the language: the tag of a cell for one language only

#: nbgrader's default markers, which the build tools write and feedback looks for.
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
BEGIN_SCHEME, END_SCHEME = "### BEGIN MARK SCHEME", "### END MARK SCHEME"

#: The ends of the names of an item's two checks: ``mse-visible``, ``mse-hidden``.
CHECK_KINDS = ("visible", "hidden")


class NotebookRecord(TypedDict, total=False):
    """The grader's record of a notebook, kept in the notebook's metadata.

    Attributes
    ----------
    language : str
        One of `LANGUAGES`; the release that the student worked in.
    fingerprint : str
        A hash of all that decided the grade.
    unreadable : dict of str to str
        Why the submission could not be read, by language; every check fails with it.
    seconds : float
        How long the student's cells ran.
    mebibytes : int
        The most memory that they took beyond the libraries.
    isolation : str
        The layers that confined them.
    failed_setup : list of str
        While an assignment's checks are settled: locked cells that fail with its own solution.
    grants : dict of str to list of str
        While they are settled: by check, what it leaves to classes of the student's.
    """

    failed_setup: list[str]
    grants: dict[str, list[str]]

    language: str
    fingerprint: str
    unreadable: dict[str, str]
    seconds: float
    mebibytes: int
    isolation: str


class CellRecord(TypedDict, total=False):
    """The grader's record of a cell for the feedback, kept in the cell's metadata.

    Attributes
    ----------
    hidden : bool
        Whether the cell's code is left out.
    handed_in : list of dict
        The outputs that stood in the submitted file, to be shown in the place of those of grading.
    told : dict of str to str
        The text of the error that a check ended with, by language, where it is known in each.
    judge : str
        ``"replay"`` of a check that was judged in the process of the submission's code.
    """

    told: dict[str, str]
    judge: str
    hidden: bool
    handed_in: list[dict[str, Any]]


def notebook_record(notebook: "NotebookNode") -> NotebookRecord:
    """Return the grader's record of a notebook, made if it is missing; changes are kept."""
    return cast(NotebookRecord, _record(notebook))


def cell_record(cell: "NotebookNode") -> CellRecord:
    """Return the grader's record of a cell, made if it is missing; changes are kept."""
    return cast(CellRecord, _record(cell))


def _record(of: "NotebookNode") -> Any:
    if RECORD not in of.metadata:
        of.metadata[RECORD] = {}  # which becomes a NotebookNode there
    return of.metadata[RECORD]


def code_of(
    notebooks: "Iterable[NotebookNode]", files: Mapping[str, bytes] | None = None
) -> list[str]:
    """Return the code of notebooks, cell by cell, and of the modules among files beside them.

    Parameters
    ----------
    notebooks : iterable of nbformat.NotebookNode
    files : mapping of str to bytes, optional
        File name to content; what is not a module of Python's is left out.

    Returns
    -------
    list of str
    """
    cells = [cell for notebook in notebooks for cell in notebook.cells]
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    modules = [content for name, content in (files or {}).items() if name.endswith(".py")]
    return [*code, *(content.decode("utf-8", "replace") for content in modules)]


def is_check(cell: "NotebookNode") -> bool:
    """Tell whether a cell is one that gives points by running."""
    grading = cell.metadata.get("nbgrader", {})
    is_answer = grading.get("solution")
    return bool(cell.cell_type == "code" and grading.get("grade") and not is_answer)


def stated_language(metadata: object) -> str | None:
    """Return the language that a notebook's metadata state.

    Parameters
    ----------
    metadata : object
        Of a submitted notebook: anything at all.

    Returns
    -------
    str or None
        One of `LANGUAGES`; None where none of them is stated.
    """
    for key in (RECORD, _EARLIER_RECORD):
        record = metadata.get(key) if isinstance(metadata, dict) else None
        language = record.get("language") if isinstance(record, dict) else None
        if language in LANGUAGES:
            return cast(str, language)
    return None


def split_check_name(grade_id: str) -> tuple[str, str | None]:
    """Split the name of a check into its item and its kind.

    Parameters
    ----------
    grade_id : str
        nbgrader's name of the cell.

    Returns
    -------
    item : str
        ``"mse"`` of ``"mse-hidden"``; any other name as it is.
    kind : str or None
        One of `CHECK_KINDS`, or None.
    """
    item, _, kind = grade_id.rpartition("-")
    return (item, kind) if item and kind in CHECK_KINDS else (grade_id, None)


def is_printable(name: str) -> bool:
    """Tell whether a file's name can be shown: letters, signs and spaces of any script.

    Unlike `str.isprintable`, this takes Japan's full-width space, and the marks by which Persian
    letters and signs of people are joined.
    """
    joined = name.replace("\u200c", "").replace("\u200d", "")
    return all(c.isprintable() or unicodedata.category(c) == "Zs" for c in joined)
