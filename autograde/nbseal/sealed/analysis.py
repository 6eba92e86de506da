"""Settle from a source notebook which of its code runs beside the checks, and whose each name is.

The checks' process runs no student's code, so what a check needs besides the student's answers
comes from the source's own text: imports, helpers, data of the cells that are handed out. Which
names are answers is read from the source's solutions. Nothing here looks at a submission.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from nbseal.conventions import is_check
from nbseal.sealed.names import Names, names_in, statements
from nbseal.sealed.plan import CheckPlan, GivenNames, Piece, Plan

#: Where a notebook's metadata hold what `plan_checks` gives.
PLAN = "nbseal_checks"

# Owners of a name. The checks' process has those of TOOL and CHECK or nobody has them; DATA it
# computes by itself; STUDENT's are read from the student's process each time.
TOOL, DATA, CHECK, STUDENT = "tool", "data", "check", "student"

#: Calls of a module's functions that change how later cells run.
_SETTINGS = re.compile(
    r"seed|manual_seed|set_\w+|\w*filter\w*|append|insert|register\w*|use|chdir|update|setattr"
)
_HIDDEN = re.compile(r"###\s*BEGIN HIDDEN TESTS.*?###\s*END HIDDEN TESTS", re.DOTALL)
_BY_NAME = re.compile(r"\b(globals|locals|dir|vars|get_ipython|eval|exec|whos|hasattr|getattr)\b")

#: Calls that run the test classes of earlier cells, too.
_TEST_MAIN = re.compile(r"\bunittest\.main\(|\bloadTestsFromModule\(")
#: Builtin functions that return all variables, or their names.
_VARIABLES = ("globals", "locals", "vars", "dir")
_WRITES_FILE = re.compile(r"\s*%%(?:writefile|file)\b")
_CLASS_MAKERS = ("namedtuple", "NamedTuple", "Enum", "IntEnum", "Flag", "make_dataclass")
#: A magic that imports, and what it does in words of Python.
_PYLAB = re.compile(r"^%pylab\b.*$", re.MULTILINE)
_PYLAB_IMPORTS = """import numpy, matplotlib
from matplotlib import mlab, pylab, pyplot
import numpy as np, matplotlib.pyplot as plt
from pylab import *
from numpy import *"""
_PATCHES = re.compile(r"patch|setattr")
_WARNS = re.compile(r"warn", re.IGNORECASE)
_LOOKS_UP = re.compile(r"\b(globals|get_ipython)\(")


def _calls_ipython(node: ast.stmt) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "get_ipython" for n in ast.walk(node))


def _is_stub(node: ast.stmt) -> bool:
    """Tell whether a function or class is handed out for the student to fill in."""
    if isinstance(node, ast.ClassDef):
        return all(
            _is_stub(part) or isinstance(part, ast.Pass) or _is_text(part) for part in node.body
        )
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return all(
        isinstance(part, ast.Pass | ast.Raise)
        or _is_text(part)
        or (isinstance(part, ast.Return) and isinstance(part.value, ast.Constant | None))
        for part in node.body
    )


def _makes_class(node: ast.stmt) -> bool:
    """Tell whether a statement defines a class, such as `Point = namedtuple("Point", "x y")`."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        function = node.value.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        return name in _CLASS_MAKERS
    return isinstance(node, ast.ClassDef)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and not (
        isinstance(node, ast.ImportFrom) and node.module == "__future__"
    )


def _only_imports(node: ast.stmt) -> bool:
    """Tell whether a statement chooses between imports, such as `try: import x / except: ...`."""
    if not isinstance(node, ast.If | ast.Try | ast.With):
        return False
    parts = [part for part in ast.walk(node) if isinstance(part, ast.stmt) and part is not node]
    return any(map(_is_import, parts)) and all(
        _is_import(part) or isinstance(part, ast.Pass | ast.Try | ast.If) for part in parts
    )


def _is_tool(node: ast.stmt) -> bool:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    if isinstance(node, ast.Try | ast.If | ast.With):  # `try: import x / except ImportError: ...`
        return any(_is_import(part) for part in ast.walk(node) if isinstance(part, ast.stmt))
    return isinstance(node, definitions) or _is_import(node)


class _Source:
    """The names that a source's own functions read and change when they are called."""

    def __init__(self) -> None:
        self._reads: dict[str, set[str]] = {}
        self._changes: dict[str, set[str]] = {}

    def define(self, names: Names) -> None:
        """Learn of a definition."""
        for name in names.binds:
            self._reads[name] = names.later | names.reads
            self._changes[name] = names.later_changes

    def forget(self, names: Iterable[str]) -> None:
        """Unlearn what has been bound anew."""
        for name in names:
            self._reads.pop(name, None)
            self._changes.pop(name, None)

    def reach(self, names: Iterable[str]) -> set[str]:
        """Return these names and all that is read when what they stand for is called."""
        seen, waiting = set(), set(names)
        while waiting:
            name = waiting.pop()
            seen.add(name)
            waiting |= self._reads.get(name, set()) - seen
        return seen

    def changed_by(self, names: Iterable[str]) -> set[str]:
        """Return the names that are changed when what these names stand for is called."""
        return set().union(*(self._changes.get(name, set()) for name in self.reach(names)))


def _is(cell: NotebookNode, what: str) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get(what))


def name_of(cell: NotebookNode) -> str:
    """Return a cell's grade_id, or its id where nbgrader does not know it."""
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")


def plan_checks(source: NotebookNode, files: Mapping[str, bytes] | None = None) -> Plan:
    """Settle what the checks' process runs, and whose the names are that checks use.

    Parameters
    ----------
    source : nbformat.NotebookNode
        The source notebook, with its solutions.
    files : mapping of str to bytes, optional
        Those beside it, by path.

    Returns
    -------
    nbseal.sealed.plan.Plan
    """
    planner = _Planner(files or {})
    for cell in source.cells:
        if cell.cell_type == "code" and cell.source.strip():
            planner.add(cell)
    return planner.plan()


class _Planner:
    """Walks through a source notebook's code cells."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._owner: dict[str, str] = {}
        self._imports: dict[str, str] = {}
        self._origin: dict[str, int] = {}  # name to the number of the unlocked cell that bound it
        self._source = _Source()
        self._pending: list[dict[str, Any]] = []  # pieces that wait for the next anchor
        self._anchored: list[tuple[str, list[dict[str, Any]]]] = []  # (anchor, pieces)
        self._checks: dict[str, CheckPlan] = {}
        self._plain: list[str] = []
        self._needed: set[str] = set()
        self._read_by_students: set[str] = set()  # global names that solutions' code reads
        self._altered: set[str] = set()  # global names that solutions' functions bind anew
        self._classes: set[str] = set()  # that are handed out
        self._written: set[str] = set()  # classes that solutions define
        self._leans: list[str] = []  # cells handed out that use what checks bind
        self._leaning: set[str] = set()  # names that such cells bind
        self._by_name = False  # whether a function that is handed out looks names up

    def add(self, cell: NotebookNode) -> None:
        """Take in the next code cell."""
        if is_check(cell):
            self._add_check(cell, statements(cell.source))
            return
        body = statements(_PYLAB.sub(_PYLAB_IMPORTS, cell.source))
        if _is(cell, "solution"):
            self._add_solution(cell, body)
        else:
            self._add_given(cell, body, _is(cell, "locked"))

    def plan(self) -> Plan:
        """Return the plan; keep of unlocked cells what is needed."""
        everything = [piece for _, pieces in self._anchored for piece in pieces]
        needed = set(self._needed)
        growing = True
        while growing:
            before = len(needed)
            for piece in everything:
                for _, names, wanted in piece["statements"]:
                    if wanted or (names.binds | names.changes) & needed:
                        needed |= names.reads | names.later
            growing = len(needed) > before
        pieces: dict[str, list[Piece]] = {}
        for anchor, some in self._anchored:
            for piece in some:
                kept = [
                    text
                    for text, names, wanted in piece["statements"]
                    if wanted or (names.binds | names.changes) & needed
                ]
                whole = piece["whole"] is not None and len(kept) == len(piece["statements"])
                code = piece["whole"] if whole else "\n".join(kept)
                if code.strip():
                    pieces.setdefault(anchor, []).append({"cell": piece["cell"], "code": code})
        for name, check in self._checks.items():
            exports = self._read_by_students & set(check["exports"])
            self._checks[name] = {**check, "exports": sorted(exports)}
        return {"pieces": pieces, "checks": self._checks, "leans": self._leans}

    def _anchor(self, cell: NotebookNode) -> None:
        self._anchored.append((name_of(cell), self._pending))
        self._pending = []

    def _set(self, names: Iterable[str], owner: str) -> None:
        for name in names:
            self._owner[name] = owner
            self._imports.pop(name, None)
            self._origin.pop(name, None)
        if owner in (STUDENT, CHECK):
            self._source.forget(names)

    def _is_students(self, names: Names) -> bool:
        return any(self._owner.get(name) == STUDENT for name in self._source.reach(names.reads))

    def _add_given(self, cell: NotebookNode, body: list[ast.stmt] | None, locked: bool) -> None:
        """Take in a cell that is handed out as it is."""
        if body is None:
            # A cell magic or no Python at all: a locked one may still say something to IPython.
            if locked or _WRITES_FILE.match(cell.source):
                piece = {"cell": name_of(cell), "whole": cell.source, "statements": []}
                piece["statements"].append((cell.source, Names(), True))
                self._pending.append(piece)
            if locked:
                self._anchor(cell)
            return
        kept, loose = [], set()
        self._by_name = self._by_name or bool(_LOOKS_UP.search(cell.source))
        everything = names_in(body)
        used = self._source.reach(everything.reads)
        if any(self._owner.get(name) == CHECK or name in self._leaning for name in used):
            self._leans.append(name_of(cell))
            self._leaning |= everything.binds
        self._read_by_students |= everything.reads | everything.later
        for node in body:
            names = names_in([node])
            if self._is_students(names):
                # What is made of a student's work is the student's; tools are the source's still.
                self._set(names.binds | self._changed(names), STUDENT)
                continue
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                self._source.define(names)
            else:
                self._source.forget(names.binds)
            self._classes |= names.binds if _makes_class(node) else set()
            owner = TOOL if _is_tool(node) else DATA
            self._set(names.binds, owner)
            self._learn_classes(node)
            loose |= names.binds if owner == DATA or _is_stub(node) else set()
            # What a cell that students may change says to IPython or draws, no check needs.
            wanted = locked or (_is_setting(node) and not _calls_ipython(node))
            wanted = wanted or "*" in names.binds
            if locked or not _calls_ipython(node):
                kept.append((ast.unparse(node), names, wanted))
        if not locked and loose:
            self._origin |= dict.fromkeys(loose, len(self._plain))
            self._plain.append(cell.source.strip())
        whole = cell.source if locked and len(kept) == len(body) else None
        if kept:
            self._pending.append({"cell": name_of(cell), "whole": whole, "statements": kept})
        if locked:
            self._anchor(cell)

    def _learn_classes(self, node: ast.stmt) -> None:
        """Learn of the classes that a statement imports from a module beside the notebook."""
        if not isinstance(node, ast.ImportFrom):
            return
        path = (node.module or "").replace(".", "/")
        for name in (f"{path}.py", f"{path}/__init__.py"):
            body = statements(self._files.get(name, b"").decode("utf-8", "replace")) or ()
            there = {part.name for part in body if isinstance(part, ast.ClassDef)}
            for alias in node.names:
                if alias.name == "*":
                    self._set(there, TOOL)
                    self._classes |= there
                elif alias.name in there:
                    self._classes.add(alias.asname or alias.name)

    def _given_names(self) -> list[GivenNames]:
        """Return the cells without a lock that bind names which are not the student's yet."""
        names: dict[int, list[str]] = {}
        for name, number in self._origin.items():
            names.setdefault(number, []).append(name)
        return [{"source": self._plain[n], "names": sorted(some)} for n, some in names.items()]

    def _changed(self, names: Names) -> set[str]:
        """Return what some code changes, itself or by what it calls; tools stay what they are."""
        changed = names.changes | self._source.changed_by(names.reads)
        return {name for name in changed if self._owner.get(name) in (DATA, CHECK)}

    def _add_solution(self, cell: NotebookNode, body: list[ast.stmt] | None) -> None:
        """Take in a cell that students write."""
        if body is None:
            return
        names = names_in(body)
        imports = [node for node in body if _is_import(node) or _only_imports(node)]
        only = all(node in imports or _is_text(node) for node in body)
        changed = self._changed(names)
        changed |= {n for n in names.later_changes if self._owner.get(n) in (DATA, CHECK, None)}
        self._read_by_students |= names.later | names.reads
        self._altered |= names.later_changes
        self._written |= {node.name for node in body if isinstance(node, ast.ClassDef)}
        kept = []
        for node in imports:
            bound = names_in([node]).binds
            if not only or not _is_import(node):
                kept.append((ast.unparse(node), names_in([node]), "*" in bound))
                self._set(bound, TOOL)
                self._learn_classes(node)
            else:
                self._set(bound, STUDENT)
                self._imports.update(dict.fromkeys(bound, ast.unparse(node)))
        imported = names_in(imports).binds
        self._set((names.binds | changed) - imported, STUDENT)
        if kept:
            self._pending.append({"cell": name_of(cell), "whole": None, "statements": kept})

    def _add_check(self, cell: NotebookNode, body: list[ast.stmt] | None) -> None:
        self._anchor(cell)
        names = names_in(body or ())
        named = set()
        magic = any(map(_calls_ipython, body or ()))
        if self._by_name or magic or _BY_NAME.search(cell.source):
            named = _named(body or ())
        if _TEST_MAIN.search(cell.source):
            named |= {name for name, owner in self._owner.items() if owner == CHECK}
        if _hands_on_variables(body or ()):
            named |= {name for name, owner in self._owner.items() if owner == STUDENT}
        hidden = names_in(statements("\n".join(_HIDDEN.findall(cell.source))) or ())
        shown = statements(_HIDDEN.sub("", cell.source)) or []
        share = [ast.unparse(node) for node in shown if _is_import(node)]
        exports = names_in(node for node in shown if not _is_import(node))
        changed = {n for n in exports.changes if self._owner.get(n) in (DATA, CHECK)}
        self._needed |= names.reads | names.later | named
        owners = self._owner.items()
        self._checks[name_of(cell)] = {
            "student": sorted(name for name, owner in owners if owner == STUDENT),
            "own": sorted(name for name, owner in owners if owner in (TOOL, CHECK)),
            "imports": dict(self._imports),
            "binds": sorted(names.binds),
            "reads": sorted(names.reads | (names.later - names.binds)),
            "named": sorted(named),
            "altered": sorted(self._altered & names.binds),
            "share": share,
            "exports": sorted((exports.binds | changed) - hidden.binds - hidden.changes),
            "patches": _patches(body or ()),
            "seeds": "seed" in cell.source,
            "warns": bool(_WARNS.search(cell.source)),
            "plain": self._given_names(),
            "classes": sorted(n for n in self._classes if self._owner.get(n) in (TOOL, DATA)),
            "objects": bool(self._source.reach(names.reads | names.later) & self._written),
        }
        self._set(names.binds, CHECK)


def _is_setting(node: ast.stmt) -> bool:
    """Tell whether a statement is a call that changes how later cells run."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    function = node.value.func
    return isinstance(function, ast.Attribute) and bool(_SETTINGS.fullmatch(function.attr))


def _patches(body: Iterable[ast.stmt]) -> list[list[str]]:
    """Return owners and names of the attributes of modules that some code may replace.

    These are the targets of assignments such as ``random.randint = fake``, and what stands in
    calls such as ``patch("random.randint")`` and ``patch.object(random, "randint")``.
    """
    found: set[tuple[str, str]] = set()
    for node in (part for one in body for part in ast.walk(one)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add((ast.unparse(node.value), node.attr))
        elif isinstance(node, ast.Call) and _PATCHES.search(ast.unparse(node.func)):
            texts = [a.value if isinstance(a, ast.Constant) else "" for a in node.args[:2]]
            if texts and isinstance(texts[0], str) and "." in texts[0]:
                owner, _, name = texts[0].rpartition(".")
                found.add((owner, name))
            elif len(texts) > 1 and isinstance(texts[1], str) and texts[1]:
                found.add((ast.unparse(node.args[0]), texts[1]))
    return [
        [owner, name]
        for owner, name in sorted(found)
        if all(map(str.isidentifier, [*owner.split("."), name]))
        and owner not in ("builtins", "sys", "__main__", "self")
    ]


def _named(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names that stand in texts, by themselves or in code that is evaluated."""
    body = list(body)
    found = set()
    for node in body:
        if _calls_ipython(node):  # such as `%timeit f(3)`
            for text in _texts([node]):
                found |= set(re.findall(r"[^\W\d]\w*", text))
    for text in _texts(body):
        if text.isidentifier():
            found.add(text)
        elif len(text) < 1000:
            try:
                names = names_in(ast.parse(text.strip()).body)
            except (SyntaxError, ValueError):
                continue
            if not text.strip().replace(" ", "").isalpha():
                found |= names.reads
    return found - set(dir(builtins))


def _hands_on_variables(body: Iterable[ast.stmt]) -> bool:
    """Tell whether some code gives all variables to a function, or goes through them."""
    for node in (part for one in body for part in ast.walk(one)):
        used: list[ast.AST] = []
        if isinstance(node, ast.Call):
            used = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.For | ast.comprehension):
            used = [node.iter]
        elif isinstance(node, ast.Assign | ast.NamedExpr) or (
            isinstance(node, ast.Attribute) and node.attr in ("items", "keys", "values", "copy")
        ):
            used = [node.value]
        for value in used:
            function = value.func if isinstance(value, ast.Call) and not value.args else None
            if isinstance(function, ast.Name) and function.id in _VARIABLES:
                return True
    return False


def _texts(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


__all__ = ["PLAN", "name_of", "plan_checks"]
