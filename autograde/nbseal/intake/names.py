"""The names that a cell binds and reads, found without running it."""

import ast
import copy
import dataclasses
import functools
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

_MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)
_ASSIGNED_MAGIC = re.compile(r"^([\w, \t]+=[ \t]*)[%!].*$", re.MULTILINE)
_PROMPT = re.compile(r"^(?:In \[\d*\]: ?|[ ]{3,}\.\.\.: ?|>>> ?|\.\.\. ?)", re.MULTILINE)
_OTHER_LANGUAGE = re.compile(
    r"\s*%%(?!time|timeit|capture|prun|python3?\b|debug|memit|mprun|lprun)\w+"
)
_DYNAMIC = re.compile(
    r"^[ \t]*%(?:run\b|load)|\bexec\s*\("
    r"|\b(?:globals|locals|vars)\s*\(\)\s*(?:\[|\.(?:update|__set))"
    r"|\b__main__\b|\bbuiltins\b|\bsetattr\s*\(|\buser_ns\b|\brun_cell\b|\.push\s*\(",
    re.MULTILINE,
)
_DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^(\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_IMPORTED = re.compile(r"^[ \t]*(?:from[ \t]+\S+[ \t]+)?import[ \t]+(.+)$", re.MULTILINE)
#: Characters of code beyond which it is looked at by its lines: a tree takes 400 times as much.
MAX_PARSED = 1_000_000
#: Characters of texts whose results are remembered: what is longer would stay in memory for long.
MAX_REMEMBERED = 10_000
_Result = TypeVar("_Result")


def _remembered(look: Callable[..., _Result]) -> Callable[..., _Result]:
    """Remember what was found in texts of ordinary length, which a class shares."""
    again = functools.lru_cache(maxsize=1024)(look)

    @functools.wraps(look)
    def look_once(*texts: str) -> _Result:
        return (again if sum(map(len, texts)) <= MAX_REMEMBERED else look)(*texts)

    return look_once


@dataclasses.dataclass(frozen=True)
class Bound:
    """The names that a cell binds at the top level of the notebook.

    Attributes
    ----------
    defined : frozenset of str
        Functions and classes.
    assigned : frozenset of str
        Variables.
    imported : frozenset of str
        Names that imports bind.
    dynamic : bool
        Whether it may bind other names that its text does not show: a star import, ``%run``,
        ``globals().update``.
    broken : bool
        Whether its text is not Python: it fails and binds nothing, whatever its lines show.
    """

    defined: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    dynamic: bool = False
    broken: bool = False

    @property
    def names(self) -> frozenset[str]:
        """All names whose binding the text shows."""
        return self.defined | self.assigned | self.imported


def python_of(source: str) -> str:
    """Return the Python in a cell.

    Lines with magics become ``pass``, prompts are taken off as IPython does; nothing is left of a
    cell in another language.
    """
    if _OTHER_LANGUAGE.match(source):
        return ""
    if _PROMPT.match(source):
        source = _PROMPT.sub("", source)
    return _ASSIGNED_MAGIC.sub(r"\1None", _MAGIC.sub(r"\1pass", source))


@_remembered
def bound(source: str) -> Bound:
    """Return what a cell binds; where its text is not Python, what its lines seem to bind.

    Parameters
    ----------
    source : str
        A code cell's text.

    Returns
    -------
    Bound
    """
    code = python_of(source)
    dynamic = bool(_DYNAMIC.search(source))
    tree = parsed(code)
    if tree is None:
        # A mistake in the body does not hide which function was meant.
        assigned = {name.strip() for names in _ASSIGNED.findall(code) for name in names.split(",")}
        imported = {
            (part.split(" as ")[-1]).strip(" ()").partition(".")[0]
            for line in _IMPORTED.findall(code)
            for part in line.split(",")
        }
        defined = frozenset(_DEFINED.findall(code))
        broken = len(code) <= MAX_PARSED  # else nobody looked
        return Bound(defined, frozenset(assigned), frozenset(imported), dynamic, broken)
    collector = _Collector()
    for statement in tree.body:
        collector.visit(statement)
    return Bound(
        frozenset(collector.defined),
        frozenset(collector.assigned),
        frozenset(collector.imported),
        dynamic or collector.stars,
    )


def read_names(source: str) -> frozenset[str]:
    """Return the names that a cell reads anywhere, functions' bodies included."""
    tree = parsed(python_of(source))
    if tree is None:
        return frozenset(re.findall(r"[^\W\d]\w*", source))
    names = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return frozenset(names)


def imported_modules(sources: Iterable[str], whole: bool = False) -> frozenset[str]:
    """Return the modules that some cells or files import.

    Parameters
    ----------
    sources : iterable of str
    whole : bool
        Whether with their whole names, those in ``from a import b`` as ``a`` and as ``a.b``; else
        the first part of each.
    """
    found: set[str] = set()
    for source in sources:
        tree = parsed(python_of(source))
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
                if whole:
                    found.add(node.module)
                    found.update(f"{node.module}.{alias.name}" for alias in node.names)
            if whole and isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    return frozenset(found)


@_remembered
def is_blank(source: str, stub: str) -> bool:
    """Tell whether a code cell holds no answer.

    Parameters
    ----------
    source : str
        What was handed in.
    stub : str
        What was handed out.

    Returns
    -------
    bool
        True if there is nothing in it beyond the stub but comments, docstrings, ``pass`` and the
        like.
    """
    if " ".join(source.split()) == " ".join(stub.split()):
        return True
    if source.strip().startswith("%%"):
        return False
    tree, given = parsed(source), parsed(stub)
    if tree is None:
        return False
    handed_out = {ast.dump(_skeleton(node)) for node in given.body} if given else set()
    return all(_is_empty(node) or ast.dump(_skeleton(node)) in handed_out for node in tree.body)


def parsed(code: str) -> ast.Module | None:
    """Return a cell's tree; None where it is not Python, or is too long to be looked at so."""
    if len(code) > MAX_PARSED:
        return None
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_empty(node: ast.stmt) -> bool:
    """Tell whether a statement does nothing: ``pass``, ``...``, ``raise NotImplementedError``."""
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and node.value.value is ...
    if isinstance(node, ast.Raise) and node.exc is not None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return all(_is_empty(part) or _is_text(part) for part in node.body)
    return False


def _skeleton(node: ast.stmt) -> ast.stmt:
    """Drop the docstring of a function or class."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        bare = copy.copy(node)
        bare.body = [part for part in node.body if not _is_text(part)]
        return bare
    return node


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class _Collector(ast.NodeVisitor):
    """Collects what statements bind outside functions and classes."""

    def __init__(self) -> None:
        self.defined: set[str] = set()
        self.assigned: set[str] = set()
        self.imported: set[str] = set()
        self.stars = False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.defined.add(node.name)
        self._globals_of(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.defined.add(node.name)
        self._globals_of(node)

    def _globals_of(self, node: ast.AST) -> None:
        for part in ast.walk(node):
            if isinstance(part, ast.Global):
                self.assigned.update(part.names)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.defined.add(node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        pass

    def visit_Import(self, node: ast.Import) -> None:
        self.imported.update(a.asname or a.name.partition(".")[0] for a in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.stars |= any(alias.name == "*" for alias in node.names)
        self.imported.update(a.asname or a.name for a in node.names if a.name != "*")

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.assigned.add(node.id)

    def _own_scope(self, node: ast.AST) -> None:
        # A comprehension's variable is its own; names bound by := are not.
        for part in ast.walk(node):
            if isinstance(part, ast.NamedExpr):
                self.visit(part.target)

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            self._own_scope(node)
        else:
            super().generic_visit(node)
