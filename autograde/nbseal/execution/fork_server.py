"""A process that has the course's libraries imported, and forks a kernel for each request.

It talks with the process that started it over one socket, a line of JSON a message, and ends, with
its kernels, when that socket closes. It never runs a cell and holds no secret: what it imports and
reads is all that a kernel shares with the next one. Each kernel has a keeper between it and the
server, so that nothing a kernel does can hold the server up.
"""

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import selectors
import signal
import socket
import sys
import traceback

from nbseal.confinement import linux, mechanism, seccomp
from nbseal.execution.keeper import Keeper
from nbseal.execution.libraries import BASE, prepare
from nbseal.execution.worker_processes import send_tensors_through_pipes

INLINE = "module://matplotlib_inline.backend_inline"
MOST_DESCRIPTORS = 16  # with one request


class _Kept:
    """What the server knows of one kernel."""

    def __init__(self, pid, channel):
        self.pid = pid
        self.channel = channel
        self.lines = b""
        self.state = {"ready": False, "error": None, "reason": None, "status": None, "peak": None}


class Server:
    """Answers requests until the other side closes.

    Parameters
    ----------
    channel : socket.socket
        A request is one line of JSON, answered by one line, ``{"error": "..."}`` where it fails:

        - ``{"import": [what `prepare` takes]}``: ``{}``, when it is done;
        - ``{"fork": {"argv", "env", "cwd", "directory", "plan", "serve", "fds"}}``, with one
          descriptor for each name in ``fds`` sent along: ``{"kernel": number, "pid": pid}``;
        - ``{"poll": number}``: the kernel's state, as `_Kept.state` has it; ``reason`` and
          ``status`` are None while it runs, and so is ``peak``;
        - ``{"signal": [number, signal number]}``: ``{}``.
    """

    def __init__(self, channel):
        self._channel = channel
        self._kernels = {}
        self._count = 0
        self._received = b""
        self._descriptors = []
        self._selector = selectors.DefaultSelector()
        self._selector.register(channel, selectors.EVENT_READ)

    def serve(self):
        """Serve; then end all kernels."""
        # Should a keeper be killed, what it kept becomes the server's.
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
        going = True
        while going:
            for key, _ in self._selector.select():
                if key.fileobj is self._channel:
                    going = self._receive()
                else:
                    self._hear(key.data)
        running = [kept for kept in self._kernels.values() if kept.channel is not None]
        for kept in running:
            kept.channel.shutdown(socket.SHUT_WR)  # the keeper ends the kernel and cleans up
        for kept in running:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(kept.pid, 0)

    def _receive(self):
        """Take in what was sent; answer each complete request. Tell whether to go on."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._channel, 1 << 16, MOST_DESCRIPTORS)
        except ConnectionError:
            return False
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        self._descriptors += descriptors
        self._received += data
        *lines, self._received = self._received.split(b"\n")
        for line in lines:
            try:
                answer = self._answer(json.loads(line))
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            finally:
                for descriptor in self._descriptors:
                    os.close(descriptor)
                self._descriptors = []
            self._channel.sendall(json.dumps(answer).encode() + b"\n")
        return bool(data)

    def _answer(self, request):
        if "fork" in request:
            return self._fork(request["fork"])
        if "import" in request:
            _import(request["import"])
            return {}
        if "signal" in request:
            number, what = request["signal"]
            kept = self._kernels.get(number)
            if kept is not None and kept.channel is not None:
                with contextlib.suppress(OSError):
                    kept.channel.sendall(bytes([what]))
            return {}
        if "poll" in request:
            kept = self._kernels[request["poll"]]
            if kept.channel is None:  # the end is told once
                del self._kernels[request["poll"]]
            return kept.state
        return {}

    def _fork(self, request):
        """Fork a keeper, which forks the kernel."""
        if request["serve"]:
            importlib.import_module(request["serve"])
        ours, theirs = socket.socketpair()
        with theirs:
            pid = os.fork()
            if pid == 0:
                status = 1
                try:
                    signal.signal(signal.SIGINT, signal.SIG_IGN)
                    os.setsid()
                    fds = dict(zip(request["fds"], self._descriptors, strict=True))
                    _close_all_but(2, theirs.fileno(), *fds.values())
                    self._keep(theirs, request, fds)
                    status = 0
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(status)
        self._count += 1
        kept = self._kernels[self._count] = _Kept(pid, ours)
        self._selector.register(ours, selectors.EVENT_READ, kept)
        return {"kernel": self._count, "pid": pid}

    def _keep(self, channel, request, fds):
        def become_kernel(ready, is_ready):
            _become_kernel(request, fds, ready, is_ready)

        Keeper(channel, request["directory"], request["plan"], become_kernel).run()

    def _hear(self, kept):
        """Take in what a keeper says, or notice its end."""
        try:
            data = kept.channel.recv(1 << 16)
        except ConnectionError:
            data = b""
        kept.lines += data
        *lines, kept.lines = kept.lines.split(b"\n")
        for line in lines:
            kept.state.update(json.loads(line))
        if data:
            return
        self._selector.unregister(kept.channel)
        kept.channel.close()
        kept.channel = None
        os.waitpid(kept.pid, 0)
        if kept.state["reason"] is None:  # the keeper was killed: end what it leaves behind
            kept.state.update(reason=f"signal {signal.SIGKILL}", status=-signal.SIGKILL)
            self._end_strays()

    def _end_strays(self):
        """Kill the processes of a keeper that is gone."""
        keepers = {kept.pid for kept in self._kernels.values() if kept.channel is not None}
        while True:
            with open(f"/proc/self/task/{os.getpid()}/children") as file:
                strays = set(map(int, file.read().split())) - keepers
            if not strays:
                return
            for pid in strays:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _close_all_but(*kept):
    """Close all descriptors but some; the standard ones become the null device."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            with contextlib.suppress(OSError):
                os.close(int(name))
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        if descriptor not in kept:
            os.dup2(null, descriptor)
    os.set_inheritable(null, True)  # where it is one of the three
    if null > 2:
        os.close(null)


def _become_kernel(request, fds, ready, is_ready):
    """Make the forked child what a freshly started kernel process would be, and run the kernel."""
    os.setsid()
    _close_all_but(ready.fileno(), *fds.values())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["env"])
    # The kernel watches its parent by this number, which is not the server's.
    os.environ.pop("JPY_PARENT_PID", None)
    sys.argv = list(request["argv"])
    directory, plan = request["directory"], request["plan"]
    if plan is None:
        os.chdir(request["cwd"])
    else:
        if not any("HistoryManager" in argument for argument in sys.argv):
            sys.argv.append("--HistoryManager.hist_file=:memory:")
        os.environ.update(mechanism.own_environment(directory))
        mechanism.enter_box(directory)
    _seed()
    import ipykernel.compiler
    from ipykernel.kernelapp import IPKernelApp

    if "matplotlib" in sys.modules:
        backend = os.environ.get("MPLBACKEND") or INLINE
        sys.modules["matplotlib"].rcParams["backend"] = backend
    if plan is not None:
        listener = mechanism.confine(directory, plan)
        socket.send_fds(ready, [b"\n"], [listener])
        os.close(listener)
        # A warning names its cell's file, which would be in another folder in each run.
        ipykernel.compiler.get_tmp_directory = lambda: "cells"
    app = IPKernelApp.instance()
    app.initialize(sys.argv[1:])
    if request["serve"]:
        sys.modules[request["serve"]].install(app, fds)
    if plan is not None:
        seccomp.forbid_connections()
    is_ready()
    app.start()


def _seed():
    """Start every kernel from the same random numbers, so that a run repeats."""
    import random

    import numpy as np

    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 (the global generator is what a student may call)
    if "torch" in sys.modules:
        _prepare_torch(sys.modules["torch"])
    else:
        sys.meta_path.insert(0, _PrepareTorch())


def _prepare_torch(torch):
    torch.manual_seed(0)
    send_tensors_through_pipes()


class _PrepareTorch:
    """Seed PyTorch when it is imported; else it takes a seed of its own in each process."""

    def find_spec(self, name, path=None, target=None):
        """Return the specification that the other finders give, prepared at its end."""
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None:
            execute = spec.loader.exec_module

            def execute_and_prepare(module):
                execute(module)
                _prepare_torch(module)

            spec.loader.exec_module = execute_and_prepare
        return spec


def _import(names):
    """Import and read what stays shared with the kernels that are forked afterwards."""
    prepare(names)
    gc.collect()
    gc.freeze()  # pages that the collector does not touch stay shared


def main():
    """Import the libraries and serve; the channel is the descriptor named in the arguments."""
    os.environ["MPLBACKEND"] = INLINE
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # debugpy's advice to developers
    _import(BASE)
    # An ordinary kernel's first entry of sys.path is added by IPython.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]
    Server(socket.socket(fileno=int(sys.argv[1]))).serve()


if __name__ == "__main__":
    main()
