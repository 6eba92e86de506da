"""The names that a cell's code reads, binds and changes, from its text alone."""

import ast
import builtins
import dataclasses
import dis
import functools
import sys
import types
from collections.abc import Iterable, Mapping

from IPython.core.inputtransformer2 import TransformerManager

_MUTATORS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "popitem",
        "clear",
        "sort",
        "reverse",
        "update",
        "add",
        "discard",
        "setdefault",
        "appendleft",
        "popleft",
        "extendleft",
        "rotate",
        "fill",
        "resize",
        "put",
        "itemset",
        "partition",
        "drop_duplicates",
        "seed",
        "shuffle",
        "set",
        "setflags",
        "setfield",
        "write",
        "close",
        "seek",
    ]
)
#: Of NumPy's arrays: the grader's main process does not import NumPy, which starts threads.
_OF_ARRAYS = [
    "T",
    "all",
    "any",
    "argmax",
    "argmin",
    "argpartition",
    "argsort",
    "astype",
    "base",
    "byteswap",
    "choose",
    "clip",
    "compress",
    "conj",
    "ctypes",
    "cumprod",
    "cumsum",
    "data",
    "device",
    "diagonal",
    "dot",
    "dtype",
    "dump",
    "dumps",
    "flags",
    "flat",
    "flatten",
    "getfield",
    "item",
    "itemsize",
    "mT",
    "max",
    "mean",
    "min",
    "nbytes",
    "ndim",
    "nonzero",
    "prod",
    "ravel",
    "repeat",
    "reshape",
    "round",
    "searchsorted",
    "shape",
    "size",
    "squeeze",
    "std",
    "strides",
    "sum",
    "swapaxes",
    "take",
    "to_device",
    "tobytes",
    "tofile",
    "tolist",
    "trace",
    "transpose",
    "var",
    "view",
]
#: Methods whose result is worth showing, and which change nothing.
_PURE = {
    *(name for kind in (str, list, dict, set, tuple, int, float) for name in dir(kind)),
    *_OF_ARRAYS,
    *(
        [
            "head",
            "tail",
            "describe",
            "info",
            "plot",
            "hist",
            "show",
            "groupby",
            "value_counts",
            "nunique",
            "unique",
            "sample",
        ]
    ),
    *(
        [
            "display",
            "isna",
            "isnull",
            "median",
            "quantile",
            "corr",
            "savefig",
            "render",
            "explain",
            "summary",
            "score",
        ]
    ),
} - _MUTATORS
_TRANSPARENT = ("time", "timeit", "capture", "prun", "memit")  # cell magics that run their cell


@dataclasses.dataclass
class Names:
    """The names that some code reads, binds and changes as its global variables.

    Attributes
    ----------
    reads : set of str
        Read at once, before the code itself binds them.
    later : set of str
        Read when a function that the code defines is called.
    binds, changes : set of str
        Bound; and changed in place, by a method or by an assignment to a part.
    later_changes : set of str
        Changed or bound when a function that the code defines is called.
    """

    reads: set[str] = dataclasses.field(default_factory=set)
    later: set[str] = dataclasses.field(default_factory=set)
    binds: set[str] = dataclasses.field(default_factory=set)
    changes: set[str] = dataclasses.field(default_factory=set)
    later_changes: set[str] = dataclasses.field(default_factory=set)

    def add(self, other: "Names") -> None:
        """Let other code follow."""
        self.reads |= other.reads - self.binds
        self.later |= other.later
        self.binds |= other.binds
        self.changes |= other.changes
        self.later_changes |= other.later_changes


class _Visitor(ast.NodeVisitor):
    """Collects `Names` in the order in which code runs."""

    def __init__(self) -> None:
        self.names = Names()
        # For each function around: its local names, and its `global` names.
        self._local: list[tuple[set[str], set[str]]] = []

    def _is_global(self, name: str) -> bool:
        for local, declared in reversed(self._local):
            if name in declared:
                return True
            if name in local:
                return False
        return True

    def _read(self, name: str) -> None:
        if not self._is_global(name):
            return
        if self._local:
            self.names.later.add(name)
        elif name not in self.names.binds:
            self.names.reads.add(name)

    def _bind(self, name: str) -> None:
        if not self._local:
            self.names.binds.add(name)
        elif name in self._local[-1][1]:
            self.names.later_changes.add(name)

    def _change(self, node: ast.AST) -> None:
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        if isinstance(node, ast.Name) and self._is_global(node.id):
            (self.names.later_changes if self._local else self.names.changes).add(node.id)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._read(node.id)
        else:
            self._bind(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._change(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        in_place = any(
            keyword.arg == "inplace"
            and isinstance(keyword.value, ast.Constant)
            and keyword.value.value is True
            for keyword in node.keywords
        )
        if isinstance(function, ast.Attribute):
            if function.attr in _MUTATORS or in_place:
                self._change(function.value)
            if function.attr in ("shuffle", "heapify", "heappush", "heappop"):
                for argument in node.args[:1]:
                    self._change(argument)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)
            self.visit(node.target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        if isinstance(node.target, ast.Name):
            self._read(node.target.id)
        self.visit(node.target)
        self._change(node.target)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        self.visit(node.target)
        for statement in (*node.body, *node.orelse):
            self.visit(statement)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> None:
        self.visit_For(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.visit_Import(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self.visit(node.type)
        binds = self.names.binds
        name = node.name or ""
        known = not name or self._local or name in binds
        if not known:
            binds.add(name)
        for statement in node.body:
            self.visit(statement)
        if not known:
            binds.discard(name)  # Python unbinds it at the handler's end

    def visit_Expr(self, node: ast.Expr) -> None:
        # A call whose result nobody takes is made for what it does to something.
        call = node.value
        if isinstance(call, ast.Call):
            function = call.func
            if isinstance(function, ast.Attribute) and function.attr not in _PURE:
                self._change(function.value)
            if isinstance(function, ast.Name) and not hasattr(builtins, function.id):
                for argument in call.args:
                    self._change(argument)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self.generic_visit(node)
        if node.name:
            self._bind(node.name)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in (*node.decorator_list, *node.bases, *(k.value for k in node.keywords)):
            self.visit(part)
        self._local.append((_bound_in(node.body), set()))
        outer, self.names = self.names, Names()
        for statement in node.body:
            self.visit(statement)
        inner, self.names = self.names, outer
        self._local.pop()
        methods = {s for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)}
        at_once = _Visitor()
        at_once._local.append((_bound_in(node.body), set()))
        for statement in node.body:
            if statement not in methods:
                at_once.visit(statement)
        for name in at_once.names.later:  # a class's body runs where it stands
            self._read(name)
        self.names.later |= inner.later
        self.names.later_changes |= inner.later_changes
        self._bind(node.name)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = node.args
        for part in (
            *node.decorator_list,
            *arguments.defaults,
            *(default for default in arguments.kw_defaults if default is not None),
        ):
            self.visit(part)
        self._function(node, node.body)
        self._bind(node.name)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(part)
        self._function(node, [node.body])

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, body: Iterable[ast.AST]
    ) -> None:
        parameters = {
            argument.arg
            for argument in (
                *node.args.posonlyargs,
                *node.args.args,
                *node.args.kwonlyargs,
                *filter(None, (node.args.vararg, node.args.kwarg)),
            )
        }
        declared = {
            name
            for part in body
            for inner in ast.walk(part)
            if isinstance(inner, ast.Global)
            for name in inner.names
        }
        self._local.append((parameters | _bound_in(body), declared))
        for part in body:
            self.visit(part)
        self._local.pop()

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        own = set()
        for generator in node.generators:
            own |= {n.id for n in ast.walk(generator.target) if isinstance(n, ast.Name)}
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id not in own:
                self._read(part.id)
            elif isinstance(part, ast.Call):
                function = part.func
                if isinstance(function, ast.Attribute) and function.attr in _MUTATORS:
                    self._change(function.value)
            elif isinstance(part, ast.NamedExpr):
                self._bind(part.target.id)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node)


def _bound_in(statements: Iterable[ast.AST]) -> set[str]:
    """Return the names that a function or class with these statements has as its own."""
    visitor = _Visitor()
    for statement in statements:
        if isinstance(statement, ast.stmt):
            visitor.visit(statement)
    return visitor.names.binds


def names_in(nodes: Iterable[ast.AST]) -> Names:
    """Return the names that some statements use, one after the other."""
    visitor = _Visitor()
    for node in nodes:
        visitor.visit(node)
    return visitor.names


_transform = TransformerManager().transform_cell


def statements(source: str) -> list[ast.stmt] | None:
    """Return a cell's statements; magics are calls in them. None where it is not Python.

    Parameters
    ----------
    source : str
        A code cell, perhaps with IPython's magics and shell commands.
    """
    magic, _, body = source.lstrip().partition("\n")
    if magic.startswith("%%"):
        if not magic[2:].startswith(_TRANSPARENT):
            return None
        source = body
    try:
        return ast.parse(_transform(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def missing_names(
    source: str,
    namespace: Mapping[str, object],
    wanted: Iterable[str] = (),
    overriding: frozenset[str] = frozenset(),
    binds: Iterable[str] = (),
) -> set[str]:
    """List the global names that a cell uses and that are neither its own nor known here.

    Parameters
    ----------
    source : str
        Python code; functions of `namespace` that it uses are followed.
    namespace : dict
        What is known.
    wanted, binds : iterable of str
        Further names that it uses, and that are its own.
    overriding : set of str
        Names that are missing even if a builtin has them.

    Returns
    -------
    set of str
    """
    used = names_in(statements(source) or ())
    own = used.binds.union(binds)
    waiting = used.reads | (used.later - used.binds) | set(wanted)
    missing, seen = set(), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in namespace:
            value = namespace[name]
            for function in _functions(value):
                if function.__globals__ is namespace:
                    waiting |= code_names(function.__code__) - own
        elif name in overriding or not hasattr(builtins, name):
            missing.add(name)
    return missing


def _functions(value: object) -> list[types.FunctionType]:
    """Return a function, or the functions that a class of a cell defines."""
    # By its real type: a check may have bound what stands for a function of the student's.
    if issubclass(type(value), types.FunctionType):
        return [value]  # type: ignore[list-item]
    if issubclass(type(value), type) and value.__module__ == "__main__":
        return [part for part in vars(value).values() if isinstance(part, types.FunctionType)]
    return []


#: By operation, how many bits of its argument are not the name's.
_LOADS = {dis.opmap["LOAD_GLOBAL"]: int(sys.version_info >= (3, 11)), dis.opmap["LOAD_NAME"]: 0}


@functools.cache
def code_names(code: types.CodeType) -> frozenset[str]:
    """Return the global names that a function's code reads."""
    # co_names would name attributes, too; dis.get_instructions takes ten times as long.
    names, high = set(), 0
    for operation, low in zip(code.co_code[::2], code.co_code[1::2], strict=True):
        argument = high | low
        high = argument << 8 if operation == dis.EXTENDED_ARG else 0
        if operation in _LOADS:
            names.add(code.co_names[argument >> _LOADS[operation]])
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= code_names(constant)
    return frozenset(names)


__all__ = ["Names", "code_names", "missing_names", "names_in", "statements"]
