"""The same program, written in another way: restructured by its syntax tree."""

import ast
from collections.abc import Iterator


def functions(source: str) -> dict[str, list[str]]:
    """Return the top-level functions with a docstring, those that the statement names."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            found[node.name] = [argument.arg for argument in node.args.args]
    return found


def _local_names(node: ast.FunctionDef) -> Iterator[str]:
    """Give the names that a function assigns, but for its parameters and inner functions."""
    parameters = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    inner = {n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef)}
    outer = {name for n in ast.walk(node) if isinstance(n, ast.Global) for name in n.names}
    for n in ast.walk(node):
        assigned = isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        if assigned and n.id not in parameters | inner | outer:
            yield n.id


def _japanese_names(source: str) -> str:
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names = {name: f"値{i}" for i, name in enumerate(dict.fromkeys(_local_names(node)))}
            for inner in ast.walk(node):
                if isinstance(inner, ast.Name) and inner.id in names:
                    inner.id = names[inner.id]
    return ast.unparse(tree)


def _while_loops(source: str) -> str:
    class ToWhile(ast.NodeTransformer):
        number = 0

        def visit_For(self, node):
            self.generic_visit(node)
            simple = isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range"
            if not simple or len(node.iter.args) != 1 or node.orelse:
                return node
            if any(isinstance(inner, ast.Continue) for inner in ast.walk(node)):
                return node
            self.number += 1
            count = f"count_{self.number}"
            start = ast.parse(f"{count} = 0").body
            head = ast.parse(f"while {count} < {ast.unparse(node.iter.args[0])}: pass").body[0]
            assign = ast.parse(f"{ast.unparse(node.target)} = {count}").body
            step = ast.parse(f"{count} += 1").body
            head.body = [*assign, *step, *node.body]
            return [*start, head]

    return ast.unparse(ast.fix_missing_locations(ToWhile().visit(ast.parse(source))))


def _bound_methods(source: str) -> str:
    """Take the methods that a function calls on its parameters out of them first."""
    tree = ast.parse(source)
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        parameters = {argument.arg for argument in node.args.args}
        taken: dict[str, str] = {}
        for inner in ast.walk(node):
            if not isinstance(inner, ast.Call) or not isinstance(inner.func, ast.Attribute):
                continue
            owner = inner.func.value
            if isinstance(owner, ast.Name) and owner.id in parameters:
                assigned = any(
                    isinstance(n, ast.Name) and n.id == owner.id and isinstance(n.ctx, ast.Store)
                    for n in ast.walk(node)
                )
                if not assigned:
                    text = ast.unparse(inner.func)
                    alias = taken.setdefault(text, f"{owner.id}_{inner.func.attr}")
                    inner.func = ast.Name(alias, ast.Load())
        start = 1 if ast.get_docstring(node) else 0
        node.body[start:start] = ast.parse(
            "\n".join(f"{alias} = {text}" for text, alias in taken.items())
        ).body
    return ast.unparse(ast.fix_missing_locations(tree))


def _type_hints(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for argument in node.args.args:
                if argument.arg != "self":
                    argument.annotation = ast.Constant("object")
            node.returns = ast.Constant("object")
    return ast.unparse(ast.fix_missing_locations(tree))


def _no_docstrings(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def _inner_function(source: str) -> str:
    """Put the body of each top-level function into one within it."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not any(
            isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
            and inner.id in {argument.arg for argument in node.args.args}
            for inner in ast.walk(node)
        ):  # fmt: skip
            start = 1 if ast.get_docstring(node) else 0
            body = ast.parse("def body(): pass").body[0]
            body.body = node.body[start:] or [ast.Pass()]
            node.body = [*node.body[:start], body, *ast.parse("return_ = body()").body]
            node.body.append(ast.Return(ast.Name("return_", ast.Load())))
    return ast.unparse(ast.fix_missing_locations(tree))


def _callable_object(source: str) -> str:
    """Make each function an object of a class with __call__."""
    lines = [source]
    for name, parameters in functions(source).items():
        listed = ", ".join(parameters)
        lines.append(
            f"class _Callable_{name}:\n"
            f"    function = staticmethod({name})\n\n"
            f"    def __call__(self, {listed}):\n"
            f"        return self.function({listed})\n\n\n"
            f"{name} = _Callable_{name}()\n"
        )
    return "\n\n".join(lines)


def _partial(source: str) -> str:
    lines = [source, "import functools"]
    lines += [f"{name} = functools.partial({name})" for name in functions(source)]
    return "\n".join(lines)


#: By what is done to a program: a function of its source that does it.
RESTRUCTURED = {
    "Japanese names": _japanese_names,
    "while loops": _while_loops,
    "bound methods": _bound_methods,
    "type hints": _type_hints,
    "no docstrings": _no_docstrings,
    "a function within": _inner_function,
    "an object with __call__": _callable_object,
    "functools.partial": _partial,
}
