"""Let a notebook choose a window for its figures where the libraries were loaded beforehand."""

import functools
import importlib
from typing import Any


def let_windows_be_chosen() -> None:
    """Let ``matplotlib.use`` take the name of a window that cannot be opened here.

    Where pyplot is not loaded yet, as in an ordinary kernel at its start, such a name is taken
    without a word; loaded before, pyplot would try at once to open one. Figures stay inline.
    """
    matplotlib: Any = importlib.import_module("matplotlib")
    registry: Any = importlib.import_module("matplotlib.backends.registry")
    use = matplotlib.use
    if hasattr(use, "__wrapped__"):
        return
    windows = {
        name.lower()
        for name in registry.backend_registry.list_builtin(registry.BackendFilter.INTERACTIVE)
    }

    @functools.wraps(use)
    def use_or_stay(backend: Any, *, force: bool = True) -> None:
        try:
            use(backend, force=force)
        except ImportError:
            if str(backend).lower() not in windows:
                raise

    matplotlib.use = use_or_stay
