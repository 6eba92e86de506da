"""Settle which judge each check gets, before any submission is seen.

The source's own solution, the empty release and releases with some of the solutions are run in two
ways: sealed, with the checks in a process of their own, and replayed, the whole notebook in one
process as nbgrader does it. A check that gives the same points both ways is sealed; any other is
replayed. The verdict is kept beside the source, with a fingerprint of all that decided it.
"""

import concurrent.futures
import contextlib
import copy
import dataclasses
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from nbseal.conventions import notebook_record
from nbseal.errors import RunError, UnfitWorkerError
from nbseal.sealed.analysis import PLAN, is_check, name_of

SEALED, REPLAYED = "sealed", "replayed"
RIGHT, EMPTY = "right", "empty"
FORMAT = 1  # of the file


class VerdictError(RunError):
    """A source whose checks cannot be settled; the message says why, for its author."""


@dataclasses.dataclass(frozen=True)
class Ruling:
    """Which judge a check gets, and why.

    Attributes
    ----------
    judge : str
        `SEALED` or `REPLAYED`.
    reason : str
        A key of the messages, ``sealing-...``; empty where there is nothing to say.
    detail : str
        The error that the sealed check gave with the source's own solution.
    points : dict of str to list of float
        By variant, such as `RIGHT`, `EMPTY` or ``"without mse"``: the replay's points, and the
        sealed check's.
    most : float
        The points to be had.
    """

    judge: str
    reason: str
    detail: str
    points: dict[str, list[float]]
    most: float


@dataclasses.dataclass(frozen=True)
class Verdict:
    """The rulings on an assignment.

    Attributes
    ----------
    fingerprint : str
        A hash of all that they were settled by.
    rulings : dict of str to dict of str to Ruling
        By notebook and grade_id, in the notebook's order.
    fails : dict of str to list of str
        By notebook: cells handed out that fail with the source's own solution.
    thorough : bool
        Whether each solution was withdrawn by turns.
    """

    fingerprint: str
    rulings: dict[str, dict[str, Ruling]]
    fails: dict[str, list[str]]
    thorough: bool = False

    def replayed(self) -> list[tuple[str, str, Ruling]]:
        """Return notebook, grade_id and ruling of each check that is replayed."""
        return [
            (notebook, name, ruling)
            for notebook, rulings in self.rulings.items()
            for name, ruling in rulings.items()
            if ruling.judge == REPLAYED
        ]

    def apply(self, templates: Mapping[str, NotebookNode]) -> None:
        """Tell the templates, to which submissions are fitted, which judge their checks get."""
        for notebook, template in templates.items():
            plan = template.metadata[PLAN]
            plan["fails"] = self.fails[notebook]
            plan["replayed"] = [
                name for name, ruling in self.rulings[notebook].items() if ruling.judge == REPLAYED
            ]


def load(path: Path, fingerprint: str, thorough: bool = False) -> Verdict | None:
    """Read a verdict.

    Parameters
    ----------
    path : pathlib.Path
        Where `save` put it.
    fingerprint : str
        Of the source as it is now.
    thorough : bool
        Whether only a thorough one will do.

    Returns
    -------
    Verdict or None
        None if none is kept for the source as it is now.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["format"] != FORMAT or kept["fingerprint"] != fingerprint:
            return None
        rulings = {
            notebook: {name: Ruling(**ruling) for name, ruling in some.items()}
            for notebook, some in kept["checks"].items()
        }
        verdict = Verdict(fingerprint, rulings, kept["fails"], kept["thorough"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return verdict if verdict.thorough or not thorough else None


def save(path: Path, verdict: Verdict) -> None:
    """Keep a verdict, in one step; where nothing can be written, the next run settles anew."""
    kept = {
        "format": FORMAT,
        "fingerprint": verdict.fingerprint,
        "thorough": verdict.thorough,
        "fails": verdict.fails,
        "checks": {
            notebook: {name: dataclasses.asdict(ruling) for name, ruling in some.items()}
            for notebook, some in verdict.rulings.items()
        },
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        os.replace(new, path)


def settle(
    instructors: Mapping[str, NotebookNode],
    templates: Mapping[str, NotebookNode],
    run: Callable[[str, NotebookNode, bool], NotebookNode],
    fingerprint: str,
    workers: int = 1,
    thorough: bool = False,
) -> Verdict:
    """Settle which judge each check of an assignment gets.

    Parameters
    ----------
    instructors : mapping of str to nbformat.NotebookNode
        The source's notebooks, with their solutions.
    templates : mapping of str to nbformat.NotebookNode
        The same without them, each with its plan.
    run : callable
        ``run(name, notebook, sealed)`` returns the notebook with its outputs.
    fingerprint : str
        See `Verdict`.
    workers : int
        How many notebooks run at once.
    thorough : bool
        Whether each solution is withdrawn by turns, besides the halves of them.

    Raises
    ------
    VerdictError
        If the source's own solution cannot be run.
    """
    jobs = {}
    for name, template in templates.items():
        if any(map(is_check, template.cells)):
            for variant, withdrawn in _variants(template, thorough):
                notebook = _variant(instructors[name], template, withdrawn)
                for sealed in (False, True):
                    jobs[name, variant, sealed] = notebook
    results: dict[tuple[str, str, bool], dict[str, NotebookNode]] = {}
    errors: dict[tuple[str, str, bool], BaseException] = {}
    fails: dict[str, list[str]] = {name: [] for name in templates}
    with concurrent.futures.ThreadPoolExecutor(max(1, workers)) as pool:
        running = {
            pool.submit(run, key[0], notebook, key[2]): key for key, notebook in jobs.items()
        }
        for future in concurrent.futures.as_completed(running):
            key = running[future]
            error = future.exception()
            if error is None:
                results[key] = {
                    name_of(cell): cell for cell in future.result().cells if is_check(cell)
                }
                if key[1:] == (RIGHT, True):
                    fails[key[0]] = list(notebook_record(future.result()).get("failed_setup", ()))
            elif key[2] and not isinstance(error, UnfitWorkerError):
                errors[key] = error  # its checks are replayed
            else:
                for other in running:
                    other.cancel()
                if isinstance(error, UnfitWorkerError):
                    raise error
                raise VerdictError(f"{key[0]}.ipynb, {key[1]}: {error}") from error
    rulings: dict[str, dict[str, Ruling]] = {}
    for name, template in templates.items():
        variants = [variant for notebook, variant, sealed in jobs if notebook == name and sealed]
        rulings[name] = {}
        for cell in filter(is_check, template.cells):
            rulings[name][name_of(cell)] = _rule(name, name_of(cell), variants, results, errors)
    return Verdict(fingerprint, rulings, fails, thorough)


def _variants(template: NotebookNode, thorough: bool) -> Iterable[tuple[str, set[str]]]:
    """Yield names and withdrawn solutions."""
    solutions = [name_of(cell) for cell in template.cells if _is_answer(cell)]
    yield RIGHT, set()
    yield EMPTY, set(solutions)
    if len(solutions) > 1:
        yield "without every second solution", set(solutions[1::2])
        yield "with every second solution only", set(solutions[::2])
    if thorough and len(solutions) > 2:
        for name in solutions:
            yield f"without {name}", {name}


def _is_answer(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _variant(
    instructors: NotebookNode, template: NotebookNode, withdrawn: set[str]
) -> NotebookNode:
    """Return the template with the solutions in it that are not withdrawn."""
    solved = {name_of(cell): cell.source for cell in instructors.cells}
    notebook = copy.deepcopy(template)
    for cell in notebook.cells:
        if _is_answer(cell) and name_of(cell) not in withdrawn:
            cell.source = solved[name_of(cell)]
    notebook.metadata[PLAN] = {**notebook.metadata[PLAN], "settling": True}
    return notebook


def _rule(
    notebook: str,
    name: str,
    variants: list[str],
    results: Mapping[tuple[str, str, bool], Mapping[str, NotebookNode]],
    errors: Mapping[tuple[str, str, bool], BaseException],
) -> Ruling:
    """Compare what a check gave both ways."""
    points, most = {}, 0.0
    for variant in variants:
        replayed, most = _points(results[notebook, variant, False][name])
        done = results.get((notebook, variant, True))
        points[variant] = [replayed, _points(done[name])[0] if done else -1.0]
    differ = [variant for variant in variants if points[variant][0] != points[variant][1]]
    right = results.get((notebook, RIGHT, True))
    error = _error(right[name]) if right else str(errors[notebook, RIGHT, True])
    if not differ:
        reason = ""
        if points[RIGHT][0] < most:
            reason = "sealing-fails-anyway"
            error = error or _error(results[notebook, RIGHT, False][name])
        elif points[EMPTY][0] >= most > 0:
            reason = "sealing-passes-empty"
        return Ruling(SEALED, reason, error, points, most)
    if RIGHT not in differ:
        reason = "sealing-differs"
        error = ", ".join(differ)
    else:
        reason = next((key for key, sign in _SIGNS if re.search(sign, error)), "sealing-other")
    return Ruling(REPLAYED, reason, error, points, most)


#: What the error of a sealed check says about why it cannot be sealed.
_SIGNS = (
    ("sealing-module", r"^(ModuleNotFoundError|ImportError)"),
    ("sealing-operator", r"^ProxyError|does not cross to a check"),
    ("sealing-data", r"^CannotCross|cannot go to the other process"),
    ("sealing-class", r"isinstance\(\)|issubclass\(\)|was expected, got|Proxy"),
    ("sealing-name", r"^(NameError|UnboundLocalError)"),
    ("sealing-file", r"^(FileNotFoundError|OSError)"),
    ("sealing-value", r"^(AssertionError|ValueError|Exception|KeyError|IndexError)"),
)


def _points(cell: NotebookNode) -> tuple[float, float]:
    try:
        got, most = determine_grade(cell)
    except ValueError:  # a number that is not between 0 and the points
        got, most = 0.0, float(cell.metadata.nbgrader.get("points", 0))
    return float(got or 0), float(most)


def _error(cell: NotebookNode) -> str:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if not errors:
        return ""
    return f"{errors[-1].ename}: {errors[-1].evalue}"[:400]


def notebook_of(text: str) -> NotebookNode:
    """Return the notebook that some JSON is."""
    return nbformat.reads(text, as_version=4)


def describe(verdict: Verdict, word: Callable[..., str], remarks_only: bool = False) -> list[str]:
    """Say what an assignment's author should know, a line each, the checks first.

    Parameters
    ----------
    verdict : Verdict
    word : callable
        Gives the text of a key of the messages; see `nbseal.messages.translator`.
    remarks_only : bool
        Whether checks of which there is nothing to say are left out.
    """
    lines = []
    for notebook, rulings in verdict.rulings.items():
        for name, ruling in rulings.items():
            if remarks_only and not ruling.reason:
                continue
            lines.append(f"{notebook}: {name}: {word('judge-' + ruling.judge)}")
            if ruling.reason:
                lines.append(f"    {word(ruling.reason)}")
            if ruling.detail and ruling.reason:
                lines.append(f"    ({' '.join(ruling.detail.split())})")
            for variant, (replayed, sealed) in ruling.points.items():
                if replayed != sealed:
                    told = {"variant": variant, "replayed": f"{replayed:g}"}
                    shown = "-" if sealed < 0 else f"{sealed:g}"
                    lines.append(f"    {word('judge-points', **told, sealed=shown)}")
    return lines


def count(verdict: Verdict) -> tuple[int, int]:
    """Return how many checks are sealed, of how many."""
    judges = [r.judge for rulings in verdict.rulings.values() for r in rulings.values()]
    return judges.count(SEALED), len(judges)


__all__ = [
    "Ruling",
    "Verdict",
    "VerdictError",
    "count",
    "describe",
    "load",
    "notebook_of",
    "save",
    "settle",
]
