"""Say why a check failed where the reason is another cell that failed before it.

A cell that ends with an error leaves names undefined, and the checks then fail with a NameError,
which tells a student nothing. Here the first cause becomes the check's message.
"""

import dataclasses
import re
import sys
from typing import Any

from nbconvert.filters.ansi import strip_ansi
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_locked, is_solution

from nbseal.conventions import cell_record, is_check, notebook_record
from nbseal.intake.names import Bound, bound, read_names
from nbseal.messages import Message, in_language, message
from nbseal.submissions import record_told

MAX_TEXT = 200  # characters of an error's message, or of a line of code
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_LINE = re.compile(r"(?:Cell In\s?\[\d+\]|<cell[^>]*>|<ipython-input[^>]*>)[,:]? ?(?:line )?(\d+)")
_ODD_CHARACTER = re.compile(r"^invalid (?:non-printable )?character\b.*(U\+[0-9A-F]+)")
#: What Python's later versions read, and earlier ones do not.
_NEWER_SYNTAX = re.compile(
    r"^f-string|^[ \t]*type \w+|^[ \t]*(?:def|class) \w+\[|except [\w.]+, [\w.]+", re.MULTILINE
)


@dataclasses.dataclass(frozen=True)
class Failure:
    """A cell of the student's that ended with an error.

    Attributes
    ----------
    place : int
        Where it stands in the notebook.
    cell : str
        Its name, as messages show it.
    kind, text : str
        The error's name and message.
    line : int or None
        The line of the cell that failed.
    source : str
        The cell's text.
    binds : nbseal.intake.names.Bound
        What it would have bound.
    """

    place: int
    cell: str
    kind: str
    text: str
    line: int | None
    source: str
    binds: Bound

    def described(self) -> Message:
        """Return what happened, with what to do about it."""
        key = "cell-failed" if self.line is None else "cell-failed-in-line"
        said = message(key, cell=self.cell, error=self._error(), line=self.line)
        hint = self._hint()
        return said.followed_by(hint) if hint else said

    def _error(self) -> str:
        return f"{self.kind}: {self.text}" if self.text else self.kind

    def _hint(self) -> Message | None:
        if self.kind in ("ModuleNotFoundError", "ImportError"):
            missing = re.search(r"No module named '([\w.]+)'", self.text)
            return message("no-such-module", module=missing[1]) if missing else None
        if self.kind == "SyntaxError" and (odd := _ODD_CHARACTER.search(self.text)):
            return message("odd-character", character=odd[1])
        if self.kind == "TabError":
            return message("tabs-and-spaces")
        if self.kind == "UsageError":
            return message("no-such-magic")
        if self.kind == "StdinNotImplementedError" or "raw_input was called" in self.text:
            return message("no-input")
        if self.kind == "SyntaxError" and (
            _NEWER_SYNTAX.search(self.text) or _NEWER_SYNTAX.search(self.source)
        ):
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            return message("newer-syntax", version=version)
        return None


class ExplainErrors(NbGraderPreprocessor):
    """Let a check that failed because another cell had failed say so."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None
    ) -> tuple[NotebookNode, dict[str, Any] | None]:
        """Change the errors of such checks; log each cause once."""
        record = notebook_record(nb)
        if "unreadable" in record:
            return nb, resources
        failures = failures_of(nb)
        blamed: dict[Failure, list[str]] = {}
        for place, cell in enumerate(nb.cells):
            if is_check(cell):
                cause = _explain(nb, place, failures, record.get("language", "en"))
                if cause is not None:
                    blamed.setdefault(cause, []).append(cell.metadata.nbgrader.grade_id)
        ids = (resources or {}).get("nbgrader", {})
        for cause, checks in blamed.items():
            self.log.warning(
                "student %r, %s: %s.ipynb: %s (so %s failed)",
                ids.get("student"),
                ids.get("assignment"),
                ids.get("notebook"),
                in_language(cause.described(), "en"),
                ", ".join(checks),
            )
        return nb, resources


def failures_of(notebook: NotebookNode) -> list[Failure]:
    """Return the student's cells that ended with an error, in order.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Executed.

    Returns
    -------
    list of Failure
    """
    failures = []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or is_check(cell) or is_locked(cell):
            continue
        error = _error_of(cell)
        if error is not None:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            kind, text = _one_line(error.get("ename")), _one_line(error.get("evalue"))
            failures.append(
                Failure(
                    place,
                    name or _first_line(cell.source),
                    kind,
                    re.sub(r" \([^()]*, line \d+\)$", "", text),
                    _line_of(error) or _line_of_magic(cell.source, kind),
                    cell.source,
                    bound(cell.source),
                )
            )
    return failures


def _explain(
    notebook: NotebookNode, place: int, failures: list[Failure], language: str
) -> Failure | None:
    """Change a check's error where a failure explains it; return that failure."""
    check = notebook.cells[place]
    error = _error_of(check)
    if error is None:
        return None
    own = _own_failure(notebook, place, failures)
    undefined = _UNDEFINED.search(error.evalue) if error.ename == "NameError" else None
    if undefined:
        cause = _binding(undefined[1], failures) or own
        if cause is None:
            return None
        cause = _first_cause(cause, failures)
        if cause.kind == "NotImplementedError" and not cause.text:
            error.ename, error.evalue = "NotImplementedError", ""
            error.traceback = ["NotImplementedError"]
            record_told(check, "")
            return None
        error.ename, error.evalue = "NotDone", cause.described()
        record_told(check, cause.described())
    else:
        # The check could be made, and says what is wrong; that the cell failed is said besides.
        if own is None or own.kind == "NotImplementedError" or error.ename == "KernelEnded":
            return None
        cause = _first_cause(own, failures)
        told = cell_record(check).get("told")
        if told:
            texts = {lang: f"{told[lang]}\n{in_language(cause.described(), lang)}" for lang in told}
            cell_record(check)["told"] = texts
            said: str = cause.described()
        else:
            said = in_language(cause.described(), language)
        error.evalue = f"{error.evalue.strip()}\n{said}"
    error.traceback = [f"{error.ename}: {error.evalue}"]
    return cause


def _own_failure(notebook: NotebookNode, place: int, failures: list[Failure]) -> Failure | None:
    """Return the failure of the answer that a check judges."""
    wanted = read_names(notebook.cells[place].source)
    answers = {failure.place: failure for failure in failures}
    nearest = None
    for before in range(place):
        cell = notebook.cells[before]
        if cell.cell_type == "code" and is_solution(cell):
            nearest = before
            if before in answers and answers[before].binds.names & wanted:
                return answers[before]
    return answers.get(nearest) if nearest is not None else None


def _binding(name: str, failures: list[Failure]) -> Failure | None:
    """Return the last failed cell that would have bound a name."""
    return next((f for f in reversed(failures) if name in f.binds.names), None)


def _first_cause(failure: Failure, failures: list[Failure]) -> Failure:
    """Follow a NameError to the cell that failed before."""
    seen = {failure}
    while failure.kind == "NameError" and (undefined := _UNDEFINED.search(failure.text)):
        earlier = [one for one in failures if one.place < failure.place and one not in seen]
        cause = _binding(undefined[1], earlier)
        if cause is None:
            break
        failure = cause
        seen.add(cause)
    return failure


def _error_of(cell: NotebookNode) -> NotebookNode | None:
    return next((o for o in cell.get("outputs", ()) if o.get("output_type") == "error"), None)


def _line_of(error: NotebookNode) -> int | None:
    traceback = strip_ansi("\n".join(map(str, error.get("traceback", ()))))
    found = _LINE.search(traceback) or re.search(r", line (\d+)\)$", str(error.get("evalue")))
    return int(found[1]) if found else None


def _line_of_magic(source: str, kind: str) -> int | None:
    """Return the line of a magic that does not exist: its error has no traceback."""
    lines = [n for n, line in enumerate(source.split("\n"), 1) if re.match(r"\s*%", line)]
    return lines[0] if kind == "UsageError" and len(lines) == 1 else None


def _first_line(source: str) -> str:
    line = next((line.strip() for line in source.split("\n") if line.strip()), "")
    return line if len(line) <= 40 else line[:37] + "..."


def _one_line(text: object) -> str:
    text = " ".join(strip_ansi(str(text)).split())
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 3] + "..."
