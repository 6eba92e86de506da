"""Settle which judge each check gets, before any submission is seen.

The source's own solution, the empty release and releases with some of the solutions are run in two
ways: sealed, with the checks in a process of their own, and replayed, the whole notebook in one
process as nbgrader does it. A check that gives the same points both ways is sealed, unless the
source's own solution fails it: of what it needs nothing is known then. Those that do not are tried
once more with what they and the solutions change for each other carried over
(`nbseal.sealed.sharing`); any that still differs is replayed. The verdict is kept beside the
source, with a fingerprint of all that decided it.
"""

import ast
import concurrent.futures
import contextlib
import copy
import dataclasses
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from nbseal.batch.files import write_in_one_step
from nbseal.conventions import cell_record, is_check, notebook_record
from nbseal.errors import ForkServerError, RunError, UnfitWorkerError
from nbseal.messages import in_language
from nbseal.sealed.analysis import PLAN, name_of
from nbseal.sealed.names import statements

SEALED, REPLAYED = "sealed", "replayed"
RIGHT, EMPTY = "right", "empty"
FORMAT = 9  # of the file
TRIES = 3  # of a notebook whose processes are lost
#: What could make a check run what a student's code wrote into a file: files are not shared then.
_RUNS_FILES = re.compile(
    r"pickle|joblib|marshal|shelve|importlib|import_module|__import__|runpy|ctypes|subprocess"
    r"|(?<!\.)\b(?:exec|eval)\b|builtins\w*\W+(?:exec|eval)|sympify|parse_expr|(?<!\bre\.)\bcompile\b"
    r"|os\.(?:system|popen|exec|spawn)|allow_pickle|read_hdf|HDFStore|load_model"
    r"|get_ipython|^\s*!|^\s*%%?(?!(?:matplotlib|load_ext|autoreload|config|precision|capture)\b|time)"
    r"|\.\s*(?<!\bjson\.)(?<!\btoml\.)(?<!\btomllib\.)(?<!\bnp\.)(?<!\bnumpy\.)loads?\b",
    re.MULTILINE,
)
#: What code that reads or writes files says. To look for changed files with each call takes time.
_USES_FILES = re.compile(
    r"\bopen\b|[Pp]ath|[Ff]ile|\bread_|write|save|\bload(?!s\b)|load\w*txt|\.to_\w|\bos\b|shutil|tempfile"
    r"|\bglob\b|csv|sqlite|cwd|^\s*[!%]|\.\w{1,5}['\"]",
    re.MULTILINE,
)
#: Modules whose `load` makes plain data.
_HARMLESS = ("json", "tomllib", "numpy")


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
    shares : str
        ``"changes"`` or ``"files"`` where the sealed check needs `nbseal.sealed.sharing`.
    grants : list of str
        What the sealed check leaves to the student's classes; see `nbseal.sealed.grants`.
    theirs : bool
        Whether the objects that the sealed check makes of the source's classes live in the
        student's process.
    """

    judge: str
    reason: str
    detail: str
    points: dict[str, list[float]]
    most: float
    shares: str = ""
    grants: list[str] = dataclasses.field(default_factory=list)
    theirs: bool = False


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
    broken : dict of str to dict of str to str
        By notebook: names and errors of cells that fail with it in one process, too, as nbgrader
        runs it.
    thorough : bool
        Whether each solution was withdrawn by turns.
    """

    fingerprint: str
    rulings: dict[str, dict[str, Ruling]]
    fails: dict[str, list[str]]
    broken: dict[str, dict[str, str]]
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
            rulings = self.rulings[notebook]
            plan["replayed"] = [n for n, ruling in rulings.items() if ruling.judge == REPLAYED]
            shares = {name: ruling.shares for name, ruling in rulings.items() if ruling.shares}
            grants = {name: ruling.grants for name, ruling in rulings.items()}
            theirs = {name for name, ruling in rulings.items() if ruling.theirs}
            template.metadata[PLAN] = _sharing(plan, shares, grants, theirs)
            plan = template.metadata[PLAN]
            plan["skipped"] = [
                n for n, ruling in rulings.items() if ruling.reason == "sealing-time"
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
        verdict = Verdict(fingerprint, rulings, kept["fails"], kept["broken"], kept["thorough"])
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
        "broken": verdict.broken,
        "checks": {
            notebook: {name: dataclasses.asdict(ruling) for name, ruling in some.items()}
            for notebook, some in verdict.rulings.items()
        },
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_in_one_step(path, text.encode())


def settle(
    instructors: Mapping[str, NotebookNode],
    templates: Mapping[str, NotebookNode],
    run: Callable[[str, NotebookNode, bool], NotebookNode],
    fingerprint: str,
    workers: int = 1,
    thorough: bool = False,
    given: Mapping[str, bytes] | None = None,
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
    given : mapping of str to bytes
        The assignment's other files. A notebook's checks see files that the student's code writes
        only where neither they, nor what runs beside them, nor a module of these could run them.

    Raises
    ------
    VerdictError
        If the source's own solution cannot be run.
    ForkServerError
        If this machine loses the processes that run it, again and again: nothing is settled then.
    """
    notebooks = {
        (name, variant): _variant(instructors[name], template, withdrawn)
        for name, template in templates.items()
        if any(map(is_check, template.cells))
        for variant, withdrawn in _variants(template, thorough)
    }
    trials = _Trials(run, workers)
    trials.do((*key, way, notebook) for key, notebook in notebooks.items() for way in (ONE, APART))
    modules = {
        name.removesuffix(".py"): content.decode("utf-8", "replace")
        for name, content in (given or {}).items()
        if name.endswith(".py")
    }
    for name, template in templates.items():
        code = _beside_checks(template)
        code += _imported(code, modules)
        uses_files = any(map(_USES_FILES.search, code))
        trials.share(name, template, next(filter(None, map(_running_files, code)), ""), uses_files)
    for way in (SHARING, THEIRS):
        tried = {name: trials.tried(name, template, way) for name, template in templates.items()}
        # The source's own solution alone tells what a check leaves to the student's classes.
        for learns in (True, False):
            trials.do(
                (*key, way, trials.prepare(key[0], notebook, tried[key[0]] if learns else ()))
                for key, notebook in notebooks.items()
                if tried[key[0]] and (key[1] == RIGHT) is learns
            )
    rulings = {
        name: {
            name_of(cell): trials.rule(name, name_of(cell))
            for cell in filter(is_check, template.cells)
        }
        for name, template in templates.items()
    }
    fails = {name: trials.fails.get(name, []) for name in templates}
    broken = {name: trials.broken.get(name, {}) for name in templates}
    return Verdict(fingerprint, rulings, fails, broken, thorough)


ONE, APART, SHARING = "one process", "apart", "sharing"
THEIRS = "sharing, with objects of the given classes in the student's process"


class _Trials:
    """Runs the variants of an assignment's notebooks, and compares the points."""

    def __init__(self, run: Callable[[str, NotebookNode, bool], NotebookNode], workers: int):
        self._run, self._workers = run, max(1, workers)
        self._done: dict[tuple[str, str, str], dict[str, NotebookNode]] = {}
        self._errors: dict[tuple[str, str, str], BaseException] = {}
        self._shares: dict[str, dict[str, str]] = {}
        self._theirs: dict[str, set[str]] = {}
        self._runs_files: dict[str, str] = {}
        self._order: list[str] = []  # of the variants
        self.fails: dict[str, list[str]] = {}
        self.broken: dict[str, dict[str, str]] = {}
        self.grants: dict[str, dict[str, list[str]]] = {}

    def do(self, jobs: Iterable[tuple[str, str, str, NotebookNode]]) -> None:
        """Run notebooks; each is given with its name, its variant, and in which way to run it.

        One whose processes are lost says nothing of its checks: it is run again.
        """
        waiting = list(jobs)
        self._order += [variant for _, variant, _, _ in waiting]
        for left in reversed(range(TRIES)):
            lost = self._try(waiting)
            if not lost:
                return
            if not left:
                name, variant, _ = key = min(lost)
                raise ForkServerError(
                    f"which checks are sealed could not be settled, and nothing was graded: "
                    f"{name}.ipynb, {variant}, was lost {TRIES} times ({lost[key]}). Run it again "
                    "where the machine has processes and memory left"
                )
            waiting = [job for job in waiting if job[:3] in lost]

    def _try(
        self, jobs: Iterable[tuple[str, str, str, NotebookNode]]
    ) -> dict[tuple[str, str, str], ForkServerError]:
        """Run notebooks; return the errors of those that were lost."""
        lost = {}
        with concurrent.futures.ThreadPoolExecutor(self._workers) as pool:
            running = {
                pool.submit(self._run, name, notebook, way != ONE): (name, variant, way)
                for name, variant, way, notebook in jobs
            }
            for future in concurrent.futures.as_completed(running):
                name, variant, way = key = running[future]
                error = future.exception()
                if error is None:
                    notebook = future.result()
                    self._done[key] = {name_of(c): c for c in notebook.cells if is_check(c)}
                    if (variant, way) == (RIGHT, ONE):
                        self.broken[name] = _broken(notebook)
                    if (variant, way) == (RIGHT, APART):
                        failed = notebook_record(notebook).get("failed_setup", ())
                        self.fails[name] = list(failed)
                    if variant == RIGHT:
                        learned = notebook_record(notebook).get("grants", {})
                        self.grants[name] = self.grants.get(name, {}) | learned
                elif isinstance(error, ForkServerError):
                    lost[key] = error
                elif way != ONE and not isinstance(error, UnfitWorkerError):
                    self._errors[key] = error  # its checks are replayed
                else:
                    for other in running:
                        other.cancel()
                    if isinstance(error, UnfitWorkerError):
                        raise error
                    raise VerdictError(f"{name}.ipynb, {variant}: {error}") from error
        return lost

    def share(
        self, notebook: str, template: NotebookNode, runs_files: str, uses_files: bool
    ) -> None:
        """Settle what the checks have to share that give other points apart: files, too, or not."""
        self._runs_files[notebook] = runs_files
        self._shares[notebook] = {
            name_of(cell): "files" if uses_files and not runs_files else "changes"
            for cell in filter(is_check, template.cells)
            if self._differ(notebook, name_of(cell), APART)
        }

    def tried(self, notebook: str, template: NotebookNode, way: str) -> set[str]:
        """Return the checks that are tried in a way, since no way before does for them."""
        names = set(self._shares[notebook])
        if way == THEIRS:
            checks = template.metadata[PLAN]["checks"]
            names = {
                n for n in names if checks[n]["classes"] and self._differ(notebook, n, SHARING)
            }
            self._theirs[notebook] = names
        return names

    def prepare(
        self, notebook: str, variant: NotebookNode, learning: Iterable[str]
    ) -> NotebookNode:
        """Return a copy of a notebook whose checks share; some of them learn their grants."""
        copied = copy.deepcopy(variant)
        grants = {n: g for n, g in self.grants.get(notebook, {}).items() if n not in learning}
        plan = _sharing(
            copied.metadata[PLAN], self._shares[notebook], grants, self._theirs.get(notebook, ())
        )
        for name in learning:
            plan["checks"][name]["learns"] = True
        copied.metadata[PLAN] = plan
        return copied

    def _variants(self, notebook: str) -> list[str]:
        done = {variant for name, variant, way in self._done if (name, way) == (notebook, ONE)}
        return sorted(done, key=self._order.index)

    def _points(self, notebook: str, name: str, way: str) -> dict[str, list[float]]:
        """Return by variant the points in one process, and those in this way."""
        points = {}
        for variant in self._variants(notebook):
            done = self._done.get((notebook, variant, way))
            replayed, _ = _points(self._done[notebook, variant, ONE][name])
            points[variant] = [replayed, _points(done[name])[0] if done else -1.0]
        return points

    def _differ(self, notebook: str, name: str, way: str) -> list[str]:
        points = self._points(notebook, name, way)
        return [variant for variant, (one, apart) in points.items() if one != apart]

    def rule(self, notebook: str, name: str) -> Ruling:
        """Say which judge a check gets."""
        shares = self._shares.get(notebook, {}).get(name, "")
        theirs = name in self._theirs.get(notebook, ())
        way = (THEIRS if theirs else SHARING) if shares else APART
        differ = self._differ(notebook, name, way)
        points = self._points(notebook, name, way)
        one = self._done[notebook, RIGHT, ONE][name]
        most = _points(one)[1]
        right = self._done.get((notebook, RIGHT, way))
        error = _error(right[name]) if right else str(self._errors[notebook, RIGHT, way])
        if not differ and points[RIGHT][0] == 0 < most:
            # Nothing is known of what an answer needs that passes, such as one to a source
            # without solutions.
            error = error or _error(one)
            reason = _remedy(error) or "sealing-fails-anyway"
            return Ruling(REPLAYED, reason, error, points, most)
        if not differ:
            reason = ""
            if points[RIGHT][0] < most:
                reason = "sealing-fails-anyway"
                error = error or _error(one)
            elif points[EMPTY][0] >= most > 0:
                reason = "sealing-passes-empty"
            grants = self.grants.get(notebook, {}).get(name, [])
            return Ruling(SEALED, reason, error, points, most, shares, grants, theirs)
        if RIGHT not in differ:
            reason = "sealing-differs"
            error = ", ".join(differ)
        else:
            reason = next((key for key, sign in _SIGNS if re.search(sign, error)), "sealing-other")
            if reason == "sealing-file" and (running := self._runs_files[notebook]):
                reason, error = "sealing-runs-files", f"{error}; {running}"
        return Ruling(REPLAYED, reason, error, points, most)


def _sharing(
    plan: Mapping[str, object],
    shares: Mapping[str, str],
    grants: Mapping[str, list[str]],
    theirs: Collection[str] = (),
) -> dict[str, Any]:
    """Return a plan in which some checks share what changes, and leave to classes what they may."""
    checks = dict(plan["checks"])  # type: ignore[call-overload]
    for name, what in shares.items():
        checks[name] = {**checks[name], "shares": {"files": what == "files"}}
        if grants.get(name):
            checks[name]["grants"] = grants[name]
        if name in theirs:
            checks[name]["theirs"] = True
    return {**plan, "checks": checks}


def _running_files(code: str) -> str:
    """Return what in some code may run, or unpickle, what it finds in a file; empty if nothing."""
    found = _RUNS_FILES.search(code)
    if found:
        return found[0].strip()
    for statement in statements(code) or ():
        for node in ast.walk(statement):
            if isinstance(node, ast.ImportFrom) and node.module not in _HARMLESS:
                for alias in node.names:
                    if alias.name in ("load", "loads"):
                        return ast.unparse(node)
    return ""


def _imported(code: Iterable[str], modules: Mapping[str, str]) -> list[str]:
    """Return the text of the modules that some code, or one of them, speaks of."""
    waiting, found = list(code), {}
    while waiting:
        words = set(re.findall(r"\w+", waiting.pop()))
        for path, text in modules.items():
            parts = path.split("/")
            package = parts[-1] == "__init__" and len(parts) > 1
            if path not in found and parts[-2 if package else -1] in words:
                found[path] = text
                waiting.append(text)
    return list(found.values())


def _beside_checks(template: NotebookNode) -> list[str]:
    """Return all code of a notebook that runs in the checks' process."""
    pieces = template.metadata[PLAN]["pieces"].values()
    return [
        *(cell.source for cell in template.cells if is_check(cell)),
        *(piece["code"] for some in pieces for piece in some),
    ]


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


#: What helps where a cell of the source fails, and the names of the errors that show it.
_REMEDIES = {
    "sealing-module": ("ModuleNotFoundError", "ImportError"),
    "sealing-no-file": ("FileNotFoundError", "NotADirectoryError", "PermissionError"),
    "sealing-network": (
        *("URLError", "ConnectionError", "gaierror", "HTTPError"),
        *("MaxRetryError", "ConnectTimeout", "timeout"),
    ),
}

#: What the error of a sealed check says about why it cannot be sealed.
_SIGNS = (
    ("sealing-time", r"^NotDone"),
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


def _remedy(error: str) -> str | None:
    """Return the message that says what helps against an error, as `_error` tells it."""
    kind = error.partition(":")[0]
    return next((key for key, kinds in _REMEDIES.items() if kind in kinds), None)


def _broken(notebook: NotebookNode) -> dict[str, str]:
    """Return names and errors of the cells that fail, but for the checks."""
    found = {}
    for number, cell in enumerate(notebook.cells, 1):
        meant = "raises-exception" in cell.metadata.get("tags", ())
        if (
            cell.cell_type == "code"
            and not is_check(cell)
            and not meant
            and (error := _error(cell))
        ):
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            found[name or f"number {number}"] = error
    return found


def _error(cell: NotebookNode) -> str:
    errors = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
    if not errors:
        return ""
    error = errors[-1]
    trace = strip_ansi("\n".join(error.get("traceback", ())))
    line = re.search(r"^-+> *\d+ (.+)", trace, re.MULTILINE)
    where = f" in the line: {line[1].strip()}" if line else ""
    told = cell_record(cell).get("told")  # the same, each language by itself
    said = in_language(told, "en") if told else error.evalue
    return f"{error.ename}: {said}"[:400] + where[:200]


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
        for name, error in verdict.broken.get(notebook, {}).items():
            lines.append(f"{notebook}: {word('source-fails', cell=name)}")
            lines.append(f"    {word(_remedy(error) or 'source-first')}")
            lines.append(f"    ({' '.join(error.split())})")
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
    "save",
    "settle",
]
