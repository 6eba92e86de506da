"""PyTorch's worker processes (``DataLoader(..., num_workers=2)``) in a confined kernel.

A worker leaves its tensors in shared memory, whose descriptor the process that wants them fetches
by connecting to the worker. A confined kernel may connect to nothing: there they are sent as bytes
through the pipe that the two have anyway.
"""

from multiprocessing.reduction import ForkingPickler


def send_tensors_through_pipes() -> None:
    """Let processes started from this one send PyTorch's tensors by value; PyTorch is imported."""
    # In it PyTorch has registered its own ways.
    reducers = ForkingPickler._extra_reducers  # type: ignore[attr-defined]
    for kind in [kind for kind in reducers if kind.__module__.partition(".")[0] == "torch"]:
        del reducers[kind]
