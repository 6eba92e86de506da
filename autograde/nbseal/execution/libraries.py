"""The libraries that the zygote imports, so that a process that runs cells need not."""

import contextlib
import importlib
import pkgutil
from collections.abc import Iterable

#: Imported at the start: what answers the first cell, an error and a figure.
BASE = (
    "IPython.core.completer",
    "IPython.core.magics.execution",
    "IPython.core.pylabtools",
    "asttokens",
    "executing.executing",
    "pure_eval",
    "pygments.formatters.terminal256",
    "numpy",
    "numpy.random",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "nbseal.execution.backends:let_windows_be_chosen",
)
#: Libraries that many notebooks use and that take seconds to import. An optimizer's first step
#: would import torch._dynamo.
POPULAR = (
    *("pandas", "pandas.io.formats.html", "sklearn.preprocessing"),
    *("torch", "torch._dynamo", "torchvision"),
)


#: Libraries that a notebook's import waits for, and that start no thread when they are imported.
_SLOW = frozenset(
    (
        *("pandas", "scipy", "sklearn", "matplotlib", "seaborn", "sympy", "statsmodels", "torch"),
        *("torchvision", "networkx", "PIL", "skimage", "nltk", "bs4", "requests", "plotly"),
        *("altair", "xarray", "h5py", "ipywidgets", "IPython", "pytest", "unittest", "yaml"),
    )
)


def popular(modules: Iterable[str]) -> list[str]:
    """Return what to import beforehand where a source imports some modules.

    Parameters
    ----------
    modules : iterable of str
        With their whole names; some may be no modules.
    """
    found = sorted(name for name in modules if name.partition(".")[0] in _SLOW)
    return found + [name for name in POPULAR if name.partition(".")[0] in found]


def prepare(names: Iterable[str]) -> None:
    """Import modules and call functions; leave out those that are not installed.

    Parameters
    ----------
    names : iterable of str
        ``"module"``, ``"package.*"`` (all modules of a package) or ``"module:function"``.
    """
    for name in names:
        module, _, function = name.partition(":")
        with contextlib.suppress(ModuleNotFoundError):
            loaded = importlib.import_module(module.removesuffix(".*"))
            if module.endswith(".*"):
                for part in pkgutil.iter_modules(loaded.__path__):
                    importlib.import_module(f"{loaded.__name__}.{part.name}")
            if function:
                getattr(loaded, function)()
