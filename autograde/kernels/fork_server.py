"""A process that has the course's libraries imported, and forks a kernel for each request.

It talks with the process that started it over one socket, a line of JSON a message, and ends, with
its kernels, when that socket closes. It never runs a cell: what it imports is all that a kernel
shares with the next one.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback

#: Imported once; in a fresh process PyTorch alone takes seconds.
MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "matplotlib.pyplot",
    "numpy",
    "pandas",
    "torch",
    "torch._dynamo",  # an optimiser's first step would import it
    "torchvision",
    "mlcourse.checks",
    "mlcourse.data",
    "mlcourse.figures.base",
)
INLINE = "module://matplotlib_inline.backend_inline"
PR_SET_PDEATHSIG = 1


def serve(channel):
    """Answer requests until the other side closes.

    Parameters
    ----------
    channel : socket.socket
        Requests are ``{"fork": {"argv": [...], "cwd": "...", "env": {...}}}``, answered by
        ``{"pid": int}`` or ``{"error": "..."}``, and ``{"poll": pid}``, answered by
        ``{"status": int or null}`` (as `subprocess.Popen.returncode` has it).
    """
    ended = {}
    running = set()
    with channel.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            request = json.loads(line)
            if "fork" in request:
                answer = _fork(channel, request["fork"])
                if "pid" in answer:
                    running.add(answer["pid"])
            else:
                _reap(running, ended)
                answer = {"status": ended.get(request["poll"])}
            lines.write(json.dumps(answer) + "\n")
            lines.flush()
    for pid in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def _reap(running, ended):
    for pid in list(running):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            running.discard(pid)
            ended[pid] = os.waitstatus_to_exitcode(status)


def _fork(channel, request):
    try:
        pid = os.fork()
    except OSError as error:
        return {"error": f"cannot fork a kernel: {error}"}
    if pid:
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(pid, pid)  # here and in the child: whichever comes first
        return {"pid": pid}
    status = 1
    try:
        channel.close()
        _become_kernel(request)
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _become_kernel(request):
    """Make the forked child what a freshly started kernel process would be, and run the kernel."""
    os.setpgid(0, 0)
    if sys.platform == "linux":  # a kernel never outlives the server
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.closerange(3, 4096)
    os.environ.clear()
    os.environ.update(request["env"])
    # The kernel watches its parent by this number, which is not the server's.
    os.environ.pop("JPY_PARENT_PID", None)
    os.chdir(request["cwd"])
    sys.argv = request["argv"]
    _seed()
    import matplotlib as mpl
    from ipykernel.kernelapp import IPKernelApp

    mpl.rcParams["backend"] = os.environ.get("MPLBACKEND") or INLINE
    gc.unfreeze()
    IPKernelApp.launch_instance(request["argv"][1:])


def _seed():
    """Start every kernel from the same random numbers, so that a run repeats."""
    import random

    import numpy as np
    import torch

    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 (the global generator is what a student may call)
    torch.manual_seed(0)


def main():
    """Import the libraries and serve; the channel is the descriptor named in the arguments."""
    os.environ["MPLBACKEND"] = INLINE
    for name in MODULES:
        importlib.import_module(name)
    # An ordinary kernel's first entry of sys.path is added by IPython.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    gc.collect()
    gc.freeze()  # pages that the collector does not touch stay shared
    serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
