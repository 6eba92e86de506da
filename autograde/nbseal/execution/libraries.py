"""What the fork server imports and reads, so that a kernel need not."""

import importlib
import re

#: Imported at the start: a kernel, its answer to the first cell, to an error and to a figure, and
#: the libraries that every lesson uses.
BASE = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.core.magics.execution",
    "IPython.core.pylabtools",
    "asttokens",
    "executing.executing",
    "pure_eval",
    "pygments.formatters.terminal256",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "pandas.io.formats.html",
    "tqdm.auto",
    "numpy",
    "pandas",
    "mlcourse.checks",
    "mlcourse.data",
    "mlcourse.figures",
)
#: Imported, and called where there is a colon and a function's name, when a kernel first asks for
#: them: they take seconds, which a lesson without them saves.
LIBRARIES = {
    "mnist": ("mlcourse.data:read_mnist_ahead",),
    "sklearn": ("sklearn.preprocessing",),
    # An optimiser's first step would import torch._dynamo.
    "torch": ("torch", "torch._dynamo", "torchvision"),
}

_MENTIONS = {
    "mnist": r"\bload_mnist|mnist_dataset",
    "sklearn": r"\bsklearn",
    "torch": r"\btorch|mnist_dataset",
}


def mentioned(sources):
    """Return which of `LIBRARIES` some code speaks of.

    A library that is used and not found here is only imported later, by the kernel itself.

    Parameters
    ----------
    sources : iterable of str
        Python code, which may be broken.

    Returns
    -------
    list of str
    """
    text = "\n".join(sources)
    return [name for name in LIBRARIES if re.search(_MENTIONS[name], text)]


def prepare(names):
    """Import modules and call functions.

    Parameters
    ----------
    names : iterable of str
        ``"module"`` or ``"module:function"``, as in `LIBRARIES`.
    """
    for name in names:
        module, _, function = name.partition(":")
        module = importlib.import_module(module)
        if function:
            getattr(module, function)()
