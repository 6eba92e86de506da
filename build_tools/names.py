"""Which names a cell of Python binds, and which it takes from other cells."""

import ast
import symtable


def bound_names(source: str) -> list[str]:
    """List the names that a cell binds at its top level.

    Parameters
    ----------
    source : str
        Python code.

    Returns
    -------
    list of str
    """
    names = []
    for statement in ast.parse(source).body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            names.append(statement.name)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            names += [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
        else:
            names += [
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            ]
    return names


def global_names_used(source: str) -> set[str]:
    """Return the global names that a cell refers to, within its functions too."""
    used, waiting = set(), [symtable.symtable(source, "cell", "exec")]
    while waiting:
        table = waiting.pop()
        at_top = table.get_type() == "module"
        used |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (at_top or symbol.is_global())
        }
        waiting += table.get_children()
    return used
