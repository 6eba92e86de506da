"""An assignment, ready for submissions to be fitted to it: what all ways of grading begin with."""

import copy
import dataclasses
import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, SchemaTooOldError
from nbgrader.preprocessors import (
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    IncludeHeaderFooter,
    InstantiateTests,
    LockCells,
)
from traitlets.config import LoggingConfigurable
from traitlets.utils.importstring import import_item

from nbseal.batch.marking import questions
from nbseal.conventions import code_of
from nbseal.errors import CourseError
from nbseal.intake.assignment import Assignment, solutions_of
from nbseal.intake.names import imported_modules
from nbseal.sealed.analysis import PLAN, plan_checks


@dataclasses.dataclass
class Prepared:
    """An assignment's notebooks and files.

    Attributes
    ----------
    instructors, templates : dict of str to nbformat.NotebookNode
        By name: as the author means them, and without solutions; hidden checks are in both.
    parts : dict of str to nbseal.intake.assignment.Assignment
        What submissions are fitted to.
    asked : dict of str to dict of str to str
        What is marked by hand; see `nbseal.batch.marking.questions`.
    given : dict of str to bytes
        Files beside the notebooks.
    protected : set of str
        Modules that the assignment imports: no file of a student's takes their place.
    """

    instructors: dict[str, NotebookNode]
    templates: dict[str, NotebookNode]
    parts: dict[str, Assignment]
    asked: dict[str, dict[str, str]]
    given: dict[str, bytes]
    protected: set[str]

    def digests(self) -> dict[str, str]:
        """Return a hash of each of the assignment's files."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in self.given.items()}

    def code(self) -> list[str]:
        """Return the cells that submissions have: what they need is imported ahead."""
        return code_of(self.templates.values())


def prepare(
    instructors: dict[str, NotebookNode],
    given: dict[str, bytes],
    settings: LoggingConfigurable,
    others: Callable[[str], Mapping[str, frozenset[str]]] = lambda name: {},
) -> Prepared:
    """Get an assignment ready.

    Parameters
    ----------
    instructors : dict of str to nbformat.NotebookNode
        What `complete_source` gave.
    given : dict of str to bytes
        Files beside the notebooks.
    settings : traitlets.config.LoggingConfigurable
        Whose configuration nbgrader's preprocessors take.
    others : callable
        Takes a notebook's name; returns the names of the course's other notebooks with those of
        their answers.

    Raises
    ------
    nbseal.errors.CourseError
        If the markers of solutions do not come in pairs, or stand in other cells.
    """
    templates = {}
    for name, notebook in instructors.items():
        try:
            templates[name] = _template(notebook, given, settings)
        except RuntimeError as error:  # of nbgrader's preprocessors: markers that are no pairs
            raise CourseError(f"{name}.ipynb: its solutions cannot be taken out: {error}") from None
    parts = {
        name: Assignment(
            name,
            templates[name],
            solutions_of(notebook),
            lambda name=name: dict(others(name)),  # type: ignore[misc]
        )
        for name, notebook in instructors.items()
    }
    return Prepared(
        instructors,
        templates,
        parts,
        {name: questions(notebook) for name, notebook in templates.items()},
        given,
        set(filter(_is_installed, imported_modules(code_of(instructors.values(), given)))),
    )


def complete_source(
    notebook: NotebookNode, name: str, folder: Path, settings: LoggingConfigurable
) -> NotebookNode:
    """Return a source notebook as its author means it: header, footer and tests filled in.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        As it was read.
    name : str
        Its name.
    folder : pathlib.Path
        Where what it includes is looked up.
    settings : traitlets.config.LoggingConfigurable
        Whose configuration nbgrader's preprocessors take.
    """
    resources = {"metadata": {"path": str(folder)}, "unique_key": name}
    for preprocessor in GenerateAssignment(parent=settings).preprocessors:
        if isinstance(preprocessor, str):
            preprocessor = import_item(preprocessor)
        if issubclass(preprocessor, IncludeHeaderFooter | InstantiateTests):
            notebook, resources = preprocessor(parent=settings).preprocess(notebook, resources)
    for number, cell in enumerate(notebook.cells, 1):
        cell.setdefault("id", f"included-{number}")
    return notebook


def other_kernel(notebook: NotebookNode) -> str | None:
    """Return the name of the kernel that a notebook is written for, unless it is for Python."""
    spec = notebook.metadata.get("kernelspec", {})
    named = notebook.metadata.get("language_info", {}).get("name")
    language = str(spec.get("language") or named or spec.get("name") or "python")
    known = "py" in language.lower() or "conda" in language.lower()
    return None if known else str(spec.get("name") or language)


def wrong_metadata(notebook: NotebookNode) -> str:
    """Say what nbgrader does not accept in a source's metadata; empty if there is nothing.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        What `complete_source` gave.
    """
    try:
        MetadataValidator().validate_nb(notebook)
    except SchemaTooOldError:
        return "its nbgrader metadata are of an older version: `nbgrader update .` renews them"
    except SchemaTooNewError:
        return "its nbgrader metadata are of a newer version than this nbgrader reads"
    except Exception as error:  # of nbgrader, of jsonschema, or a key that is not there
        where = _first_invalid(notebook)
        reason = str(error).partition("\n")[0]
        return f"its nbgrader metadata are not valid ({type(error).__name__}: {reason}){where}"
    return ""


def _first_invalid(notebook: NotebookNode) -> str:
    """Return which cell it is that is not valid by itself, for a message."""
    for number, cell in enumerate(notebook.cells, 1):
        try:
            MetadataValidator().validate_cell(cell)
        except Exception:
            return f", in cell {number}"
    return ""


def _template(
    instructors: NotebookNode, given: Mapping[str, bytes], settings: LoggingConfigurable
) -> NotebookNode:
    """Return a source notebook without its solutions, hidden checks included."""
    notebook = copy.deepcopy(instructors)
    resources: dict[str, object] = {}
    for preprocessor in (LockCells, ClearSolutions, ClearOutput, ComputeChecksums):
        notebook, resources = preprocessor(parent=settings).preprocess(notebook, resources)
    notebook.metadata[PLAN] = plan_checks(instructors, given)
    return notebook


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False
