"""Whether a call left its arguments and the libraries' settings as they were, bit for bit.

These functions run beside the student's objects, within a probe; what they return is plain.
"""

import contextlib
import decimal
import hashlib
import locale
import random
import sys
import warnings
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

#: How NumPy and pandas show numbers and tables where nobody has chosen otherwise.
PRINTED: dict[str, Any] = {
    "precision": 8,
    "threshold": 1000,
    "edgeitems": 3,
    "linewidth": 75,
    "suppress": False,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "formatter": None,
    "floatmode": "maxprec",
}
PANDAS: dict[str, Any] = {
    "display.max_rows": 60,
    "display.min_rows": 10,
    "display.max_columns": 0,
    "display.max_colwidth": 50,
    "display.width": 80,
    "display.precision": 6,
    "display.float_format": None,
    "display.expand_frame_repr": True,
    "display.show_dimensions": "truncate",
    "display.notebook_repr_html": True,
}


def fingerprint(value: object) -> dict[str, str]:
    """Describe everything in a value that a call could change.

    Parameters
    ----------
    value : object
        Numbers, arrays, tensors, tables, random generators, models, optimizers, containers of
        these, and instances of classes, whose attributes are followed.

    Returns
    -------
    dict of str to str
        The path of each part, such as ``".weight.requires_grad"`` or ``"[0]"``, to a text that
        differs where the part differs. Two fingerprints are equal where nothing has changed:
        values, types, order, and of a model also its gradients, mode and hooks.
    """
    parts: dict[str, str] = {}
    _describe(value, "", parts, {})
    return parts


def settings(draws: bool = False) -> dict[str, str]:
    """Describe the settings that all code of a process shares.

    Parameters
    ----------
    draws : bool
        Whether the libraries' own random numbers may be drawn, so that their state is left out.

    Returns
    -------
    dict of str to str
        The name of each setting of a library that is loaded to a text of its value.
    """
    found = {
        "numpy.seterr": repr(np.geterr()),
        "numpy.set_printoptions": repr(np.get_printoptions()),
        "decimal.getcontext": repr(_exactness(decimal.getcontext())),
        "locale.setlocale": locale.setlocale(locale.LC_ALL),
        "warnings.filterwarnings": str(len(_silenced())),
    }
    if not draws:
        found["random.seed"] = _digest(str(hash(random.getstate())).encode())
        legacy = np.random.mtrand.get_state(legacy=False)
        state = legacy["state"]
        found["numpy.random.seed"] = _digest(state["key"].tobytes() + str(state["pos"]).encode())
    found |= quick_settings()
    torch = sys.modules.get("torch")
    if torch is not None:
        found["torch.set_num_threads"] = str(torch.get_num_threads())
        found["torch.set_printoptions"] = repr(_print_options(torch))
        found["torch.use_deterministic_algorithms"] = repr(_determinism(torch))
        found["torch.autograd.set_detect_anomaly"] = repr(_anomaly(torch))
        if not draws:
            found["torch.manual_seed"] = _digest(torch.get_rng_state().numpy().tobytes())
    if _pandas_loaded():
        found["pandas.set_option"] = repr(_pandas_options())
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None:
        # The backend is resolved late, when a figure is made: the caller has not changed it.
        found["matplotlib.rcParams"] = _digest(repr(_style(matplotlib.rcParams)).encode())
    return found


def quick_settings() -> dict[str, str]:
    """Describe those settings that a function may make depend on its arguments; takes no time.

    Returns
    -------
    dict of str to str
        A part of what `settings` gives.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        return {}
    return {
        "torch.set_default_dtype": str(torch.get_default_dtype()),
        "torch.set_grad_enabled": str(torch.is_grad_enabled()),
    }


def seed(number: int) -> None:
    """Start the random numbers of Python, NumPy and, where it is loaded, torch from a number.

    Not by the usual names: `np.random.seed = 42` in a notebook leaves nothing there to call.
    """
    random.getstate.__self__.seed(number)  # type: ignore[attr-defined]
    np.random.mtrand.seed(number)
    if "torch" in sys.modules:
        # Not torch.manual_seed: it notes where it was called, once for each kind of device.
        sys.modules["torch"].random.default_generator.manual_seed(number)


@contextlib.contextmanager
def unusual_settings() -> Iterator[None]:
    """Run a block with settings that no earlier call has left there; restore those of before.

    A call that makes the same change each time would else change nothing after the first.
    """
    torch, matplotlib = sys.modules.get("torch"), sys.modules.get("matplotlib")
    python, legacy = random.getstate(), np.random.mtrand.get_state(legacy=False)
    with contextlib.ExitStack() as stack:
        stack.enter_context(np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"))
        stack.enter_context(np.printoptions(**PRINTED))
        stack.enter_context(decimal.localcontext(decimal.DefaultContext))
        stack.enter_context(warnings.catch_warnings())
        for entry in _silenced():
            warnings.filters.remove(entry)  # type: ignore[attr-defined]
        stack.callback(locale.setlocale, locale.LC_ALL, locale.setlocale(locale.LC_ALL))
        if _pandas_loaded():
            stack.callback(_set_pandas_options, _pandas_options())
            _set_pandas_options(PANDAS)
        if torch is not None:
            stack.callback(torch.set_default_dtype, torch.get_default_dtype())
            stack.callback(torch.set_grad_enabled, torch.is_grad_enabled())
            stack.callback(torch.set_num_threads, torch.get_num_threads())
            stack.callback(torch.set_rng_state, torch.get_rng_state())
            stack.callback(vars(torch._tensor_str.PRINT_OPTS).update, _print_options(torch))
            stack.callback(_set_determinism, torch, _determinism(torch))
            stack.callback(_set_anomaly, torch, _anomaly(torch))
            torch.set_default_dtype(torch.float32)
            torch.set_grad_enabled(True)
            torch.set_printoptions(profile="default")
            _set_determinism(torch, (False, False))
            _set_anomaly(torch, (False, True))
        if matplotlib is not None:
            # As matplotlib.rc_context does, without looking at each value.
            stack.callback(dict.update, matplotlib.rcParams, _style(matplotlib.rcParams))
            dict.update(matplotlib.rcParams, _style(matplotlib.rcParamsDefault))
        try:
            seed(20_231_107)
            yield
        finally:
            random.setstate(python)
            np.random.mtrand.set_state(legacy)


@contextlib.contextmanager
def watched_settings(drawn: Collection[str] = ()) -> Iterator[list[str]]:
    """Run a block with settings that no earlier call has left there, and note its changes.

    Parameters
    ----------
    drawn : collection of str
        Random numbers that the block may draw, such as ``"torch.manual_seed"``.

    Yields
    ------
    list of str
        At the end of the block, the names of the settings that it has changed.
    """
    found: list[str] = []
    with unusual_settings():
        before = settings()
        try:
            yield found
        finally:
            after = settings()
            found += [name for name in changed(before, after) if name in before]
            found[:] = [name for name in found if name not in drawn]


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Name the parts that differ between two fingerprints, those of both in order."""
    names = dict.fromkeys([*before, *after])
    return [name for name in names if before.get(name) != after.get(name)]


def _exactness(context: decimal.Context) -> tuple[object, ...]:
    """Return what a context says of results, without the flags, which each operation sets."""
    traps = [signal.__name__ for signal, trapped in context.traps.items() if trapped]
    return context.prec, context.rounding, context.Emin, context.Emax, context.clamp, traps


def _silenced() -> list[tuple[Any, ...]]:
    """Return the filters that silence all warnings; libraries add others when they are imported."""
    return [
        entry
        for entry in warnings.filters
        if entry[0] == "ignore" and entry[1] is None and entry[2] is Warning and entry[3] is None
    ]


def _pandas_loaded() -> bool:
    return hasattr(sys.modules.get("pandas"), "get_option")


def _pandas_options() -> dict[str, Any]:
    """Copy how pandas shows tables."""
    get = sys.modules["pandas"].get_option
    return {name: get(name) for name in PANDAS}


def _set_pandas_options(values: dict[str, Any]) -> None:
    now = _pandas_options()
    for name, value in values.items():
        if now[name] != value:
            sys.modules["pandas"].set_option(name, value)


def _print_options(torch: Any) -> dict[str, Any]:
    """Copy how PyTorch shows numbers; there is no public way to read it."""
    names = ("precision", "threshold", "edgeitems", "linewidth", "sci_mode")
    return {name: getattr(torch._tensor_str.PRINT_OPTS, name) for name in names}


def _determinism(torch: Any) -> tuple[bool, bool]:
    return (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
    )


def _set_determinism(torch: Any, modes: tuple[bool, bool]) -> None:
    torch.use_deterministic_algorithms(modes[0], warn_only=modes[1])


def _anomaly(torch: Any) -> tuple[bool, bool]:
    return torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()


def _set_anomaly(torch: Any, modes: tuple[bool, bool]) -> None:
    torch.autograd.set_detect_anomaly(modes[0], check_nan=modes[1])


def _style(params: Any) -> dict[str, Any]:
    """Copy matplotlib's parameters, without the backend."""
    return {name: value for name, value in dict.items(params) if not name.startswith("backend")}


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def _describe(value: Any, path: str, parts: dict[str, str], seen: dict[int, object]) -> None:
    if value is None or isinstance(value, bool | int | float | complex | str | bytes | np.generic):
        parts[path] = f"{type(value).__name__} {value!r}"
        return
    if isinstance(value, np.ndarray):
        data = repr(value.tolist()).encode() if value.dtype.hasobject else value.tobytes()
        parts[path] = f"{value.dtype} {value.shape} {_digest(data)}"
        return
    if id(value) in seen:
        return
    seen[id(value)] = value  # kept, so that its id stays its own
    module = type(value).__module__.partition(".")[0]
    if isinstance(value, dict):
        parts[path] = f"keys {list(map(str, value))}"
        for key, entry in value.items():
            _describe(entry, f"{path}[{key!r}]", parts, seen)
    elif isinstance(value, list | tuple | set | frozenset):
        parts[path] = f"{type(value).__name__} of {len(value)}"
        for number, entry in enumerate(value):
            _describe(entry, f"{path}[{number}]", parts, seen)
    elif isinstance(value, np.random.Generator):
        parts[path] = repr(value.bit_generator.state)
    elif module == "torch":
        _describe_torch(value, path, parts, seen)
    elif module == "pandas":
        _describe_table(value, path, parts, seen)
    else:
        _describe_attributes(value, path, parts, seen)


def _describe_torch(value: Any, path: str, parts: dict[str, str], seen: dict[int, object]) -> None:
    import torch

    if isinstance(value, torch.Tensor):
        data = value.detach().cpu().resolve_conj().resolve_neg()
        raw = b""
        if data.numel():
            # Copied, since the strides of one number, such as a column's, may be any.
            flat = torch.empty(data.numel(), dtype=data.dtype).copy_(data.reshape(-1))
            raw = flat.view(torch.uint8).numpy().tobytes()
        parts[path] = f"{value.dtype} {tuple(value.shape)} {_digest(raw)}"
        parts[f"{path}.requires_grad"] = str(value.requires_grad)
        if value.is_leaf:
            parts[f"{path}.grad"] = "None"
            if value.grad is not None:
                _describe(value.grad, f"{path}.grad", parts, seen)
    elif isinstance(value, torch.Generator):
        parts[path] = _digest(value.get_state().numpy().tobytes())
    elif isinstance(value, torch.nn.Module):
        _describe_attributes(value, path, parts, seen)
    elif isinstance(value, torch.optim.Optimizer):
        _describe(value.state_dict(), path, parts, seen)
    else:
        parts[path] = type(value).__name__


def _describe_table(value: Any, path: str, parts: dict[str, str], seen: dict[int, object]) -> None:
    parts[path] = f"{type(value).__name__} {getattr(value, 'shape', None)}"
    if hasattr(value, "columns"):
        parts[f"{path}.columns"] = f"{list(value.columns)} {list(map(str, value.dtypes))}"
    elif hasattr(value, "name"):
        parts[f"{path}.name"] = f"{value.name!r} {value.dtype}"
    if hasattr(value, "index"):
        parts[f"{path}.index"] = f"{type(value.index).__name__} {list(value.index)}"
    if hasattr(value, "to_numpy"):
        _describe(value.to_numpy(), f"{path}.values", parts, seen)


def _describe_attributes(
    value: Any, path: str, parts: dict[str, str], seen: dict[int, object]
) -> None:
    """Describe an instance by its attributes; functions, classes and the like by what they are."""
    parts[path] = f"{type(value).__module__}.{type(value).__qualname__}"
    if isinstance(value, type) or callable(getattr(value, "__code__", None)):
        return
    attributes = getattr(value, "__dict__", None)
    if not isinstance(attributes, dict) or type(value).__name__ in ("function", "module"):
        return
    parts[f"{path}.__dict__"] = f"{list(attributes)}"
    for name, entry in list(attributes.items()):
        shown = f"{path}.{name}"
        if name in ("_parameters", "_buffers", "_modules"):  # a model's: said shorter
            for key, part in entry.items():
                _describe(part, f"{path}.{key}", parts, seen)
        elif callable(entry) and not hasattr(entry, "__dict__"):
            parts[shown] = type(entry).__name__
        else:
            _describe(entry, shown, parts, seen)
