"""The work of a process that runs cells: the same in a forked one and in an ordinary one."""

import gc
import importlib
import importlib.util
import json
import os
import random
import socket
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from nbseal.execution.libraries import BASE, prepare
from nbseal.execution.shell import INLINE, Cells, CellShell, make_shell, use_backend
from nbseal.execution.worker_processes import send_tensors_through_pipes

if TYPE_CHECKING:
    from nbseal.execution.messages import OrdinaryProcess


def run_cells(
    channel: socket.socket,
    serve: str | None,
    fds: dict[str, int],
    is_ready: Callable[[], object],
) -> None:
    """Run the cells that are asked for.

    Parameters
    ----------
    channel : socket.socket
        Requests come by it.
    serve : str or None
        A module whose ``install(shell, fds)`` makes this process a side of a submission.
    fds : dict of str to int
        Descriptors for it.
    is_ready : callable
        Called before the first request is read.
    """
    shell = CellShell.instance()
    if "matplotlib" in sys.modules:
        use_backend(shell, os.environ.get("MPLBACKEND") or INLINE)
    shell.init_environment()
    if "" not in sys.path:
        sys.path.insert(0, "")  # as in a kernel
    seed()
    running = Cells(channel, shell)
    if serve:
        running.side = importlib.import_module(serve).install(shell, fds)
    is_ready()
    running.run()


def seed() -> None:
    """Start every process from the same random numbers, so that a run repeats."""
    random.seed(0)
    if "numpy" in sys.modules:  # its global generator is what a student may call
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        _prepare_torch(sys.modules["torch"])
    else:
        sys.meta_path.insert(0, _PrepareTorch())


def _prepare_torch(torch: Any) -> None:
    torch.manual_seed(0)
    send_tensors_through_pipes()


class _PrepareTorch:
    """Seed PyTorch when it is imported; else it takes a seed of its own in each process."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Return the specification that the other finders give, prepared at its end."""
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def execute_and_prepare(module: Any) -> None:
                execute(module)
                _prepare_torch(module)

            spec.loader.exec_module = execute_and_prepare  # type: ignore[method-assign]
        return spec


def share(names: Iterable[str]) -> None:
    """Import and read what stays shared with the processes that are forked afterwards."""
    prepare(names)
    gc.collect()
    gc.freeze()  # pages that the collector does not touch stay shared


def load() -> None:
    """Import what every process needs, and make the shell."""
    os.environ["MPLBACKEND"] = INLINE
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # debugpy's advice to developers
    prepare(BASE)
    # An ordinary kernel's first entry of sys.path is added by IPython.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    make_shell()


def main() -> None:
    """Run cells in an ordinary process: the arguments are JSON, with the descriptors' numbers."""
    about: OrdinaryProcess = json.loads(sys.argv[1])
    sys.argv = ["cells"]
    load()
    prepare(about["libraries"])
    keeper = socket.socket(fileno=about["keeper"])
    with keeper:
        run_cells(
            socket.socket(fileno=about["cells"]),
            about["serve"],
            about["fds"],
            lambda: keeper.sendall(b'{"ready": true}\n'),
        )


if __name__ == "__main__":
    main()
