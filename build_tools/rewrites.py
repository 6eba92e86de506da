"""Programs that a student could have written in place of a reference solution.

`wrong` gives programs with a fault of a kind that people make: an argument changed in place, a
buffer shared between calls, the first call remembered, numbers clipped, another method under the
right name. `equivalent` gives programs that do the same in another way, and must pass every check.
"""

import ast
import dataclasses
import itertools
import re

from build_tools.restructuring import RESTRUCTURED, functions

#: What a wrapper is put around a solution with.
WRAP = """
_FIRED = globals().get("_FIRED", [])


def _wrapped(function):
    import copy, functools, inspect
    import numpy as np
    names = list(inspect.signature(function).parameters)
    kept = {{}}

    def is_tensor(value):
        return type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach")

    def array_of(value):
        return value.detach().numpy() if is_tensor(value) else value

    def differ(a, b):
        a, b = array_of(a), array_of(b)
        if type(a) in (tuple, list) and type(b) in (tuple, list):
            return len(a) != len(b) or any(map(differ, a, b))
        try:
            a, b = np.asarray(a), np.asarray(b)
            if a.shape != b.shape or a.dtype.kind != b.dtype.kind:
                return True
            if a.dtype.kind in "biuf":
                return not np.allclose(a, b, rtol=1e-4, atol=1e-4, equal_nan=True)
            return a.tolist() != b.tolist()
        except Exception:
            return False

    def instead(new, old):
        if differ(new, old):
            _FIRED.append(1)
        return new

    def call_with(name, value, bound):
        old = bound.arguments[name]
        plain = (bool, int, float, str, np.generic, np.ndarray, dict, list, tuple)
        if all(isinstance(e, plain) or is_tensor(e) for e in bound.arguments.values()):
            right = function(*copy.deepcopy(bound.args), **copy.deepcopy(bound.kwargs))
            bound.arguments[name] = value
            return instead(function(*bound.args, **bound.kwargs), right)
        bound.arguments[name] = instead(value, old)
        return function(*bound.args, **bound.kwargs)

    def map_arrays(change, value):
        if isinstance(value, np.ndarray) or type(value) in (float, np.float64):
            return change(value)
        if is_tensor(value):
            import torch
            return torch.as_tensor(change(array_of(value)))
        if type(value) in (tuple, list):
            return type(value)(map_arrays(change, entry) for entry in value)
        return value

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        bound = inspect.signature(function).bind(*args, **kwargs)
        given = bound.arguments
{body}
    return wrapper


{name} = _wrapped({name})
"""

#: Added behind the checks: a fault that has made no difference to any call says nothing of them.
IDLE = "the fault made no difference"
ONLY_IF_FIRED = f"""
if not globals().get("_FIRED", [1]):
    raise RuntimeError({IDLE!r})
"""


def _mapped(change: str) -> str:
    return f"""
        result = function(*args, **kwargs)
        return instead(map_arrays(lambda a: {change}, result), result)
"""


def _setting(statement: str) -> str:
    return f"""
        {statement}
        _FIRED.append(1)
        return function(*args, **kwargs)
"""


#: Kind to the body of a wrapper; `{parameter}` is taken by each parameter in turn.
WRONG_CALLS = {
    "shared buffer": """
        result = function(*args, **kwargs)
        parts = list(result) if type(result) in (tuple, list) else [result]
        for number, part in enumerate(parts):
            if isinstance(part, np.ndarray) or is_tensor(part):
                part = part.detach() if is_tensor(part) else part
                key = (number, tuple(part.shape), str(part.dtype))
                if key in kept and differ(kept[key], part):
                    _FIRED.append(1)
                parts[number] = kept.setdefault(key, copy.copy(part))
                parts[number][...] = part
        return type(result)(parts) if type(result) in (tuple, list) else parts[0]
""",
    "first result kept": """
        result = function(*args, **kwargs)
        key = str([np.shape(value) for value in given.values() if not isinstance(value, dict)])
        return instead(kept.setdefault(key, result), result)
""",
    "remembered by identity": """
        result = function(*args, **kwargs)
        key = tuple(v if isinstance(v, (int, float)) else id(v) for v in given.values())
        return instead(kept.setdefault(key, result), result)
""",
    "type of the first result": """
        result = function(*args, **kwargs)
        if not isinstance(result, np.ndarray):
            return result
        return instead(result.astype(kept.setdefault("dtype", result.dtype)), result)
""",
    "clipped at 10": _mapped("np.clip(a, -10, 10)"),
    "clipped at 100": _mapped("np.clip(a, -100, 100)"),
    "rounded to 3 decimals": _mapped("np.round(a, 3)"),
    "whole numbers": _mapped("np.asarray(a).astype(int)"),
    "lengths of 1 dropped": _mapped("np.squeeze(a)"),
    "always an array": _mapped("np.atleast_1d(a)"),
    "last result": """
        result, kept["last"] = kept.get("last"), function(*args, **kwargs)
        return kept["last"] if result is None else instead(result, kept["last"])
""",
    "warnings off": _setting('np.seterr(all="ignore")'),
    "NumPy seeded": _setting("np.random.seed(0)"),
    "torch seeded": _setting("import torch; torch.manual_seed(0)"),
    "gradients off": _setting("import torch; torch.set_grad_enabled(False)"),
    "tables shown otherwise": _setting("import pandas; pandas.set_option('display.precision', 3)"),
    "numbers shown otherwise": _setting("np.set_printoptions(linewidth=200)"),
    "all warnings off": _setting("import warnings; warnings.filterwarnings('ignore')"),
    "decimals more exact": _setting("import decimal; decimal.getcontext().prec = 60"),
    "double by default": _setting("import torch; torch.set_default_dtype(torch.float64)"),
    "style changed": _setting("import matplotlib as mpl; mpl.rcParams['lines.linewidth'] = 7.5"),
}
WRONG_PARAMETERS = {
    "argument in place": """
        result = function(*args, **kwargs)
        value = array_of(given["{parameter}"])
        if not isinstance(value, np.ndarray) or not value.size:
            return result
        before = value.copy()
        if value.dtype.kind == "f":
            value += 1.0
        else:
            value[...] = value[::-1].copy() if value.ndim and value.std() else value + 1
        instead(value, before)
        return result
""",
    "whole number wanted": """
        value = given["{parameter}"]
        if isinstance(value, (float, np.floating)) or (
            isinstance(value, np.ndarray) and value.dtype.kind == "f"
        ):
            return call_with("{parameter}", np.trunc(value), bound)
        return function(*args, **kwargs)
""",
    "sign lost": """
        value = given["{parameter}"]
        known = isinstance(value, (int, float, np.ndarray)) or is_tensor(value)
        if known and not isinstance(value, bool):
            return call_with("{parameter}", abs(value), bound)
        return function(*args, **kwargs)
""",
    "large values cut": """
        value = given["{parameter}"]
        if isinstance(value, (float, np.ndarray)) or is_tensor(value):
            clip = np.clip if not is_tensor(value) else lambda a, low, high: a.clamp(low, high)
            return call_with("{parameter}", clip(value, -50, 50), bound)
        return function(*args, **kwargs)
""",
    "first value kept": """
        value = given["{parameter}"]
        if isinstance(value, dict):
            return function(*args, **kwargs)
        first = kept.setdefault((type(value), np.shape(value)), value)
        return call_with("{parameter}", first, bound)
""",
    "at most 3": """
        value = given["{parameter}"]
        return call_with("{parameter}", min(value, 3), bound)
""",
    "recursion": """
        if given["{parameter}"] > 990:
            _FIRED.append(1)
            raise RecursionError("maximum recursion depth exceeded")
        return function(*args, **kwargs)
""",
    "model frozen": """
        result = function(*args, **kwargs)
        if any(p.requires_grad for p in given["{parameter}"].parameters()):
            _FIRED.append(1)
        given["{parameter}"].requires_grad_(False)
        return result
""",
    "model left in evaluation mode": """
        result = function(*args, **kwargs)
        if given["{parameter}"].training:
            _FIRED.append(1)
        given["{parameter}"].eval()
        return result
""",
    "model left in training mode": """
        result = function(*args, **kwargs)
        if not given["{parameter}"].training:
            _FIRED.append(1)
        given["{parameter}"].train()
        return result
""",
    "gradients shortened": """
        optimizer, model = given["{parameter}"], given["model"]
        step = optimizer.step
        def clipped(*some):
            import torch
            norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            if norm > 1.001:
                _FIRED.append(1)
            return step(*some)
        optimizer.step = clipped
        try:
            return function(*args, **kwargs)
        finally:
            del optimizer.step
""",
    "learning rate lowered": """
        result = function(*args, **kwargs)
        _FIRED.append(1)
        for group in given["{parameter}"].param_groups:
            group["lr"] *= 0.99
        return result
""",
    "gradients dropped": """
        result = function(*args, **kwargs)
        if any(p.grad is not None for p in given["{parameter}"].parameters()):
            _FIRED.append(1)
        given["{parameter}"].zero_grad()
        return result
""",
}
SAME_CALLS = {
    "by keyword": """
        return function(**given) if len(given) == len(names) else function(*args, **kwargs)
""",
    "by position": """
        return function(*bound.args, **bound.kwargs)
""",
    "validates": """
        for key, value in given.items():
            if value is None and key != "generator":
                raise ValueError(f"{{key}} is missing")
        return function(*args, **kwargs)
""",
    "logs": """
        import logging
        logging.getLogger("solution").debug("called with %s", list(given))
        print("called", function.__name__)
        return function(*args, **kwargs)
""",
    "on copies": """
        import copy
        for key, value in given.items():
            if isinstance(value, np.ndarray):
                given[key] = value.copy(order="K")
        return function(*bound.args, **bound.kwargs)
""",
    "in place on a copy": """
        result = function(*args, **kwargs)
        if isinstance(result, np.ndarray):
            result = result.copy()
            result += 0
        return result
""",
    "Fortran order inside": """
        for key, value in given.items():
            if type(value) is np.ndarray and value.ndim > 1:
                given[key] = np.asfortranarray(value)
        return function(*bound.args, **bound.kwargs)
""",
    "no warnings inside": """
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)
""",
    "try and finally": """
        try:
            return function(*args, **kwargs)
        finally:
            kept.clear()
""",
    "counts its calls": """
        kept["calls"] = kept.get("calls", 0) + 1
        return function(*args, **kwargs)
""",
}
NEIGHBORS = (
    (r"torch\.optim\.Adam\b", "torch.optim.AdamW"),
    (r"torch\.optim\.Adam\b", "torch.optim.NAdam"),
    (r"torch\.optim\.Adam\b", "torch.optim.Adamax"),
    (r"torch\.optim\.RMSprop, \{", "torch.optim.RMSprop, {'momentum': 0.9, "),
    (r"torch\.optim\.RMSprop, \{", "torch.optim.RMSprop, {'centered': True, "),
    (r"torch\.optim\.Adagrad, \{", "torch.optim.Adagrad, {'weight_decay': 0.01, "),
    (r"torch\.optim\.SGD, \{'lr': 0\.05\}", "torch.optim.SGD, {'lr': 0.05, 'weight_decay': 0.1}"),
    (r"torch\.optim\.Adadelta\b", "torch.optim.Adagrad"),
)
#: Styles in which a right figure is right, too.
STYLES = (
    "plt.style.use('dark_background')",
    "plt.style.use('grayscale')",
    "plt.style.use('ggplot')",
    "plt.rcParams.update({'figure.figsize': (12, 3), 'axes.grid': False})",
    "plt.rcParams.update({'figure.figsize': (3, 3), 'savefig.transparent': True})",
    "plt.rcParams['axes.prop_cycle'] = plt.cycler(color=['black'])",
)


@dataclasses.dataclass(frozen=True)
class Rewrite:
    """A program made from a reference solution.

    Attributes
    ----------
    item : str
        The item.
    kind : str
        What was done, and to what.
    source : str
        The program.
    """

    item: str
    kind: str
    source: str


def wrong(item: str, source: str) -> list[Rewrite]:
    """Make programs with one fault each.

    Parameters
    ----------
    item : str
        The item's name.
    source : str
        Its reference solution.

    Returns
    -------
    list of Rewrite
        With `ONLY_IF_FIRED` behind the checks, one whose fault made no difference raises `IDLE`.
    """
    made = []
    for name, parameters in functions(source).items():
        for kind, body in WRONG_CALLS.items():
            made.append(Rewrite(item, f"{kind}: {name}", source + _wrapper(name, body)))
        for parameter, (kind, body) in itertools.product(parameters, WRONG_PARAMETERS.items()):
            text = body.replace("{parameter}", parameter)
            if _applies(kind, parameter):
                made.append(
                    Rewrite(item, f"{kind}: {name}, {parameter}", source + _wrapper(name, text))
                )
        for parameter in parameters:
            renamed = _renamed(source, name, parameter)
            made.append(Rewrite(item, f"parameter renamed: {name}, {parameter}", renamed))
    for owner in _classes(source):
        shared = _attributes_of_class(source, owner)
        if shared != ast.unparse(ast.parse(source)):
            made.append(Rewrite(item, f"attributes of the class: {owner}", shared))
    plain = ast.unparse(ast.parse(source))
    if "'Adadelta'" in plain:
        for pattern, neighbor in NEIGHBORS:
            text = re.sub(pattern, neighbor, plain)
            if text != plain:
                made.append(Rewrite(item, f"neighbor method: {neighbor}", text))
    return made


def equivalent(item: str, source: str, most: int = 30) -> list[Rewrite]:
    """Make programs that do the same.

    Parameters
    ----------
    item : str
        The item's name.
    source : str
        Its reference solution.
    most : int
        How many at most: one change each first, then two.

    Returns
    -------
    list of Rewrite
    """
    names = list(functions(source))
    # A list, not an iterator: it is gone through twice.
    texts = {kind: change(source) for kind, change in RESTRUCTURED.items()}
    plain = ast.unparse(ast.parse(source))
    texts = {kind: text for kind, text in texts.items() if text != plain}
    made = [Rewrite(item, kind, text) for kind, text in texts.items()]

    def wrapped(text, kinds):
        return text + "".join(_wrapper(n, SAME_CALLS[k]) for n in names for k in kinds)

    if names:
        made += [Rewrite(item, kind, wrapped(source, [kind])) for kind in SAME_CALLS]
        made += [
            Rewrite(item, f"{first}, then {second}", wrapped(text, [second]))
            for (first, text), second in itertools.product(texts.items(), SAME_CALLS)
        ]
        made += [
            Rewrite(item, f"{first}, then {second}", wrapped(source, [first, second]))
            for first, second in itertools.permutations(SAME_CALLS, 2)
        ]
    else:
        made += [
            Rewrite(item, f"{first}, then {second}", RESTRUCTURED[second](text))
            for (first, text), second in itertools.product(texts.items(), RESTRUCTURED)
            if first != second
        ]
    if "savefig" in source:
        styled = [
            Rewrite(item, style, f"import matplotlib.pyplot as plt\n{style}\n{source}")
            for style in STYLES
        ]
        made = styled + made
    return list({rewrite.source: rewrite for rewrite in made}.values())[:most]


def _classes(source: str) -> list[str]:
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]


def _applies(kind: str, parameter: str) -> bool:
    """Tell whether a fault of one parameter makes sense for it."""
    if kind in ("at most 3", "recursion"):
        return parameter == "num_iterations"
    if kind.startswith(("model", "gradients dropped")):
        return parameter == "model"
    if kind in ("gradients shortened", "learning rate lowered"):
        return parameter == "optimizer"
    return True


def _wrapper(name: str, body: str) -> str:
    body = body.replace("{{", "{").replace("}}", "}")
    return WRAP.format(name=name, body=body.strip("\n"))


def _renamed(source: str, name: str, parameter: str) -> str:
    """Give a parameter of a function another name."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            for inner in ast.walk(node):
                if isinstance(inner, ast.arg) and inner.arg == parameter:
                    inner.arg = f"{parameter}_"
                if isinstance(inner, ast.Name) and inner.id == parameter:
                    inner.id = f"{parameter}_"
    return ast.unparse(tree)


def _attributes_of_class(source: str, owner: str) -> str:
    """Let all instances of a class share their attributes."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == owner and not node.bases:
            for inner in ast.walk(node):
                if (
                    isinstance(inner, ast.Attribute)
                    and isinstance(inner.value, ast.Name)
                    and inner.value.id == "self"
                ):
                    inner.value.id = owner
    return ast.unparse(tree)


# ------------------------------------------------------------------------- the same, otherwise
