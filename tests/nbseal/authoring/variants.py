"""Submissions made from an assignment's own solution: some of it withdrawn, renamed or wrong."""

import ast
import builtins
import copy
import random
import re
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

_OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def is_answer(cell: NotebookNode) -> bool:
    """Tell whether a cell is code that students write."""
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def half(right: NotebookNode, stub: NotebookNode) -> NotebookNode:
    """Return a submission in which every second solution is as it was handed out."""
    made = copy.deepcopy(right)
    answers = [n for n, cell in enumerate(right.cells) if is_answer(cell)]
    for number in answers[1::2]:
        made.cells[number].source = stub.cells[number].source
    return made


def renamed(right: NotebookNode) -> NotebookNode:
    """Return a submission with other names for what no other cell speaks of."""
    made = copy.deepcopy(right)
    others = " ".join(cell.source for cell in right.cells if not is_answer(cell))
    kept = {*re.findall(r"\w+", others), *dir(builtins)}
    kept |= _words_in_texts(right)
    trees = {
        number: tree
        for number, cell in enumerate(made.cells)
        if is_answer(cell) and (tree := _parsed(cell.source))
    }
    unread = {
        cell.source for n, cell in enumerate(made.cells) if is_answer(cell) and n not in trees
    }
    kept |= set(re.findall(r"\w+", " ".join(unread)))
    for tree in trees.values():
        kept |= _not_plain_variables(tree)
    for number, tree in trees.items():
        changed = _Rename(kept).visit(copy.deepcopy(tree))
        if ast.dump(changed) != ast.dump(tree):
            made.cells[number].source = ast.unparse(ast.fix_missing_locations(changed))
    return made


def mutants(right: NotebookNode, count: int, seed: int = 0) -> Iterator[NotebookNode]:
    """Yield submissions, each with one small fault in one of its solutions."""
    places = []
    for number, cell in enumerate(right.cells):
        tree = _parsed(cell.source) if is_answer(cell) else None
        if tree is not None:
            places += [(number, place) for place in range(_Fault(-1).count(tree))]
    random.Random(seed).shuffle(places)
    for number, place in places[:count]:
        made = copy.deepcopy(right)
        changed = _Fault(place).visit(_parsed(right.cells[number].source))
        made.cells[number].source = ast.unparse(ast.fix_missing_locations(changed))
        yield made


def _parsed(source: str) -> ast.Module | None:
    if source.lstrip().startswith("%%"):
        return None
    try:
        if TransformerManager().transform_cell(source).strip() != source.strip():
            return None  # magics would not be the same afterwards
        return ast.parse(source)
    except SyntaxError:
        return None


def _words_in_texts(notebook: NotebookNode) -> set[str]:
    found: set[str] = set()
    for cell in notebook.cells:
        tree = _parsed(cell.source) if is_answer(cell) else None
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"\w+", node.value))
    return found


def _not_plain_variables(tree: ast.Module) -> set[str]:
    """Return names that stand for more than a variable: parameters, attributes, imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found |= {(node.asname or node.name).partition(".")[0]}
        elif isinstance(node, ast.ClassDef):
            found |= {n.id for part in node.body for n in ast.walk(part) if isinstance(n, ast.Name)}
            found |= {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    return found


class _Rename(ast.NodeTransformer):
    def __init__(self, kept: set[str]) -> None:
        self._kept = kept

    def _new(self, name: str) -> str:
        return name if name in self._kept or name.startswith("_") else f"{name}_of_mine"

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._new(node.id)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.name = self._new(node.name)
        return node

    def visit_Global(self, node: ast.Global) -> ast.Global:
        node.names = [self._new(name) for name in node.names]
        return node


class _Fault(ast.NodeTransformer):
    """Changes the place with a number; with a negative one, none."""

    def __init__(self, place: int) -> None:
        self._place = place
        self._seen = 0

    def count(self, tree: ast.Module) -> int:
        """Return how many places there are."""
        self.visit(copy.deepcopy(tree))
        return self._seen

    def _here(self) -> bool:
        self._seen += 1
        return self._seen - 1 == self._place

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if type(node.op) in _OPERATORS and self._here():
            node.op = _OPERATORS[type(node.op)]()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._here():
            node.op = _OPERATORS[type(node.op)]()
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if type(node.ops[0]) in _OPERATORS and self._here():
            node.ops[0] = _OPERATORS[type(node.ops[0])]()
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool | int | float) and self._here():
            value = node.value
            return ast.Constant(not value if isinstance(value, bool) else value + 1)
        if isinstance(node.value, str) and node.value and self._here():
            return ast.Constant(node.value + "x")
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if node.value is not None and self._here():
            node.value = ast.Constant(None)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring
        if ast.unparse(node).partition("(")[0].endswith("seed"):
            return node  # without it, or with another, stock nbgrader's points are by chance
        self.generic_visit(node)
        return ast.Pass() if self._here() else node
