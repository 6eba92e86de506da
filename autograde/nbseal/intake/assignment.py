"""An assignment's notebook in ``source/``: what it asks for, and what it hands out."""

import dataclasses
import json
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import nbformat
import nbformat.reader
import nbformat.v4
from nbformat import NotebookNode

from nbseal.conventions import LANGUAGE_TAG, is_check
from nbseal.intake.names import Bound, bound, read_names
from nbseal.intake.parsing import parse
from nbseal.submissions import grade_id_of

_CELL_ID = re.compile("[a-zA-Z0-9_-]{1,64}")  # as nbformat's schema has it
# As nbgrader takes them: whole lines, whatever stands before and after the words.
_HIDDEN = re.compile(
    r"^[^\n]*BEGIN (HIDDEN TESTS|MARK SCHEME)[^\n]*$.*?(?:^[^\n]*END \1[^\n]*$\n?|\Z)",
    re.MULTILINE | re.DOTALL,
)


def read_source(path: Path) -> NotebookNode:
    """Read an assignment's source notebook, whatever its format.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.

    Returns
    -------
    nbformat.NotebookNode
        In the current format; every cell has an id, the same on every reading.

    Raises
    ------
    nbseal.intake.reading.SubmissionError
        If it is not a notebook.
    """
    return source_of(path.name, path.read_text(encoding="utf-8-sig"))


def source_of(name: str, text: str) -> NotebookNode:
    """Read a source notebook from its JSON; see `read_source`."""
    # Not `nbformat.reads`: it warns of cells without ids, and draws ids for them.
    notebook = parse(name, text)
    has_ids = nbformat.reader.get_version(json.loads(text)) >= (4, 5)
    notebook.nbformat_minor = nbformat.v4.nbformat_minor
    taken: set[str] = set()
    for number, cell in enumerate(notebook.cells, 1):
        cell.setdefault("metadata", NotebookNode())
        wanted = (has_ids and cell.get("id"), cell.metadata.get("nbgrader", {}).get("grade_id"))
        made = f"cell-{number}"
        while made in taken:
            made += "-"
        cell["id"] = next(
            (
                name
                for name in wanted
                if isinstance(name, str) and _CELL_ID.fullmatch(name) and name not in taken
            ),
            made,
        )
        taken.add(cell["id"])
    return notebook


@dataclasses.dataclass(frozen=True)
class Assignment:
    """The notebook of an assignment, to which a submission is fitted.

    Attributes
    ----------
    name : str
        The notebook's name, without its ending.
    template : nbformat.NotebookNode
        The source without its solutions, hidden checks included.
    solved : dict of str to str
        The source's text of each solution cell, by grade_id.
    others : callable
        Returns the names of the course's other notebooks, each with the grade_ids of its
        solution cells.
    """

    name: str
    template: NotebookNode
    solved: dict[str, str]
    others: Callable[[], dict[str, frozenset[str]]] = dict

    @cached_property
    def known(self) -> dict[str, NotebookNode]:
        """The cells that nbgrader knows, by grade_id, in order."""
        return {name: cell for cell in self.template.cells if (name := grade_id_of(cell))}

    @cached_property
    def answers(self) -> list[str]:
        """The grade_ids of the cells that students fill in."""
        return [name for name, cell in self.known.items() if cell.metadata.nbgrader.get("solution")]

    @cached_property
    def asked(self) -> dict[str, frozenset[str]]:
        """For each code cell that students fill in, the names that checks want from it.

        Names that several of these cells bind say nothing of one of them, except functions and
        classes in the first.
        """
        binds = {name: bound(self.solved[name]) for name in self.answers if self._is_code(name)}
        read: frozenset[str] = frozenset().union(
            *(read_names(cell.source) for cell in self.known.values() if is_check(cell))
        )
        asked = {}
        for name, binding in binds.items():
            names = binding.defined | binding.assigned
            asked[name] = (names & read) or binding.defined
        counts: dict[str, int] = {}
        for names in asked.values():
            for one in names:
                counts[one] = counts.get(one, 0) + 1
        return {
            name: frozenset(one for one in names if counts[one] == 1)
            for name, names in asked.items()
        }

    @cached_property
    def stubs(self) -> dict[str, Bound]:
        """The names that each code cell to be filled in binds as it is handed out."""
        return {
            name: bound(self.known[name].source) for name in self.answers if self._is_code(name)
        }

    @cached_property
    def texts(self) -> dict[tuple[str, str], int]:
        """The place in the template of each cell that is handed out as it stands there.

        The keys are a cell's type and its text as students get it, without spaces.
        """
        texts: dict[tuple[str, str], int] = {}
        for place, cell in enumerate(self.template.cells):
            if grade_id_of(cell) not in self.answers:
                text = squeezed(handed_out(cell.source))
                if text:
                    texts.setdefault((cell.cell_type, text), place)
        return texts

    @cached_property
    def languages(self) -> dict[str, str]:
        """The language of each text that is handed out in one language only."""
        languages = {}
        for cell in self.template.cells:
            for tag in cell.metadata.get("tags", ()):
                if isinstance(tag, str) and tag.startswith(LANGUAGE_TAG):
                    languages[squeezed(cell.source)] = tag.removeprefix(LANGUAGE_TAG)
        return languages

    def _is_code(self, name: str) -> bool:
        return self.known[name].cell_type == "code"


def handed_out(source: str) -> str:
    """Return a cell's text as students get it: without hidden tests and mark scheme."""
    return _HIDDEN.sub("", source)


def squeezed(text: str) -> str:
    """Return a text without its spaces and line breaks, by which two are compared."""
    return "".join(text.split())


def read_assignment(
    path: Path,
    clear: Callable[[NotebookNode], NotebookNode] = lambda notebook: notebook,
    others: Callable[[], dict[str, frozenset[str]]] = dict,
) -> Assignment:
    """Read what a submission is fitted to.

    Parameters
    ----------
    path : pathlib.Path
        The source notebook.
    clear : callable
        Takes its solutions away.
    others
        See `Assignment`.

    Returns
    -------
    Assignment
    """
    source = read_source(path)
    solved = solutions_of(source)
    return Assignment(path.stem, clear(source), solved, others)


def solutions_of(source: NotebookNode) -> dict[str, str]:
    """Return the texts of a source notebook's solution cells, by grade_id."""
    return {
        grade_id: cell.source
        for cell in source.cells
        if (grade_id := grade_id_of(cell)) and cell.metadata.nbgrader.get("solution")
    }
