"""A Jupyter kernel provisioner that forks kernels from a warm process instead of starting them.

nbclient, nbgrader, nbval and JupyterLab see an ordinary kernel. Chosen by its name ``warm``, in a
kernel specification or by the environment variable ``JUPYTER_DEFAULT_PROVISIONER_NAME``; or by
`kernel_manager`, which also says how the kernel is confined.
"""

import asyncio
import contextlib
import os
import sys
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets import Any, Dict, Instance, List, Type, Unicode

from nbseal.confinement.policy import Isolation
from nbseal.errors import ForkServerError
from nbseal.execution.fork_client import START_TIMEOUT, ForkedProcess, ForkServer
from nbseal.execution.libraries import POPULAR
from nbseal.execution.trees import remove_tree

__all__ = [
    "ForkServer",
    "ForkServerError",
    "WarmKernelManager",
    "WarmProvisioner",
    "kernel_manager",
    "use_warm_kernels",
]

NAME = "warm"


@contextlib.contextmanager
def use_warm_kernels():
    """Let kernels that are started inside be forked from the warm process, unconfined."""
    factory = KernelProvisionerFactory.instance()
    before = factory.default_provisioner_name
    factory.default_provisioner_name = NAME
    try:
        yield
    finally:
        factory.default_provisioner_name = before


class WarmKernelClient(AsyncKernelClient):
    """A client of a kernel that listened before the client was made."""

    def start_channels(self, shell=True, iopub=True, stdin=True, hb=False, control=True):
        """Start the channels, without a heartbeat unless it is asked for.

        The kernel's process is watched by its keeper; and the heartbeat's thread can be made to
        wait for ever, together with whoever stops it, by bytes that a kernel sends to its socket.
        """
        super().start_channels(shell=shell, iopub=iopub, stdin=stdin, hb=hb, control=control)

    async def wait_for_ready(self, timeout=None):
        """Wait until the kernel answers and its outputs arrive.

        As in `jupyter_client`, which then waits 0.2 s more for outputs that nobody sends.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (timeout or float("inf"))
        while loop.time() < deadline:
            request = self.kernel_info()
            try:
                reply = await self.get_shell_msg(timeout=1)
                self._handle_kernel_info_reply(reply)
                while True:
                    message = await self.get_iopub_msg(timeout=0.2)
                    idle = message["content"].get("execution_state") == "idle"
                    if idle and message["parent_header"].get("msg_id") == request:
                        return
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("The kernel died before it was ready") from None
        raise RuntimeError(f"The kernel did not answer within {timeout} s")


class WarmKernelManager(AsyncKernelManager):
    """Manages one kernel that is forked from the warm process; made by `kernel_manager`."""

    client_class = f"{__name__}.WarmKernelClient"
    client_factory = Type(WarmKernelClient)
    isolation = Instance(Isolation, allow_none=True)
    serve = Unicode(None, allow_none=True)
    fds = Dict(value_trait=Any())
    libraries = List(Unicode())

    @property
    def kernel_spec(self):
        """The kernel's specification, which names the provisioner."""
        spec = super().kernel_spec
        if spec is not None:
            spec.metadata["kernel_provisioner"] = {"provisioner_name": NAME}
        return spec

    @property
    def end_reason(self):
        """How the kernel ended; `ForkedProcess.end_reason`. None for kernels that were not forked.

        Asks the server, so it is right as soon as the kernel's end was noticed in any way.
        """
        forked = getattr(self.provisioner, "forked", None)
        if forked is None:
            return None
        forked.poll()
        return forked.end_reason

    @property
    def peak_memory(self):
        """`ForkedProcess.peak_memory` of a kernel that has ended, or None."""
        return getattr(getattr(self.provisioner, "forked", None), "peak_memory", None)

    async def _async_wait(self, pollinterval=0.005):
        # Where a kernel is killed, jupyter_client looks every 0.1 s: longer than its end takes.
        await super()._async_wait(pollinterval)


def kernel_manager(isolation=None, serve=None, fds=None, libraries=POPULAR, **traits):
    """Return a kernel manager whose kernel is forked from the warm process.

    Parameters
    ----------
    isolation : nbseal.confinement.policy.Isolation, optional
        How the kernel is confined; None: not at all.
    serve : str, optional
        A module, imported by the server before it forks, whose ``install(app, fds)`` is called in
        the kernel when its `IPKernelApp` is initialised and before it starts.
    fds : dict of str to int, optional
        Descriptors of this process that the kernel gets too, by names of the caller's choice;
        ``install`` gets a dict of the same names. They stay the caller's to close.
    libraries : sequence of str, optional
        What the kernel has in memory from the start: ``"module"`` or ``"module:function"``.
    **traits
        Of `jupyter_client.manager.AsyncKernelManager`.

    Returns
    -------
    WarmKernelManager
        To be given to nbclient or nbgrader as ``km``. When the kernel has ended, ``end_reason``
        says how.

    Raises
    ------
    nbseal.confinement.policy.IsolationError
        If this machine cannot confine a kernel as asked.
    """
    if isolation is not None:
        isolation.check()
    return WarmKernelManager(
        isolation=isolation, serve=serve, fds=fds or {}, libraries=list(libraries), **traits
    )


def can_fork():
    """Tell whether this machine can fork kernels from a warm process."""
    return sys.platform == "linux"


class WarmProvisioner(LocalProvisioner):
    """Fork Python kernels from a warm process; start others, and all without fork, as usual."""

    #: The forked kernel, also after it has ended.
    forked = None
    _directory = None

    async def pre_launch(self, **kwargs):
        """Give the kernel a directory of its own, with its connection file and sockets."""
        manager = self.parent
        if manager is not None and self._can_fork():
            loop = asyncio.get_running_loop()
            isolation = getattr(manager, "isolation", None)
            # Importing the libraries takes seconds, in which other kernels go on.
            libraries = getattr(manager, "libraries", list(POPULAR))
            self._server = await loop.run_in_executor(None, ForkServer.get, isolation, libraries)
            if self._directory is None or not os.path.isdir(self._directory):
                self._directory = self._server.new_directory()
                # jupyter_client sets ports on which nothing listens yet, 1 to 5 here.
                manager.transport = "ipc"
                manager.cache_ports = False
                manager.ip = os.path.join(self._directory, "s")
                for channel in ("shell", "iopub", "stdin", "hb", "control"):
                    setattr(manager, f"{channel}_port", 0)
                if not manager.connection_file or isolation is not None:
                    manager.connection_file = os.path.join(self._directory, "kernel.json")
        return await super().pre_launch(**kwargs)

    def _can_fork(self):
        return can_fork() and "ipykernel_launcher" in self.kernel_spec.argv

    async def launch_kernel(self, cmd, **kwargs):
        """Fork a kernel for a command that would start ipykernel; return when it listens."""
        if self._directory is None:
            self.log.warning("No warm start for this kernel: it is started the ordinary way")
            return await super().launch_kernel(cmd, **kwargs)
        manager = self.parent
        isolation = getattr(manager, "isolation", None)
        plan = isolation.plan() if isolation is not None else None
        variables = dict(kwargs.get("env") or os.environ)
        self.cwd = str(kwargs.get("cwd") or os.getcwd())
        self.forked = self.process = ForkedProcess(
            self._server,
            ["ipykernel_launcher", *cmd[cmd.index("ipykernel_launcher") + 1 :]],
            self._directory,
            self.cwd,
            variables if plan is None else isolation.environment(variables),
            plan=plan,
            serve=getattr(manager, "serve", None),
            fds=getattr(manager, "fds", None),
        )
        self.pid = self.process.pid
        deadline = asyncio.get_running_loop().time() + START_TIMEOUT
        while not self.process.is_ready():
            if asyncio.get_running_loop().time() > deadline:
                self.process.kill()
                raise ForkServerError(f"the kernel did not start within {START_TIMEOUT} s")
            await asyncio.sleep(0.005)
        return self.connection_info

    async def wait(self):
        """Wait for the kernel's end, without the steps of 0.1 s of an ordinary kernel's."""
        if self._directory is None:
            return await super().wait()
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        self.process = None
        return self.forked.returncode

    async def shutdown_requested(self, restart=False):
        """End a confined kernel at once: nothing that it would do on its way out is wanted."""
        if self._directory is not None and getattr(self.parent, "isolation", None) is not None:
            self.process.kill()

    async def send_signal(self, signum):
        """Send a signal to the kernel, which may be in a process namespace of its own."""
        if self._directory is None:
            await super().send_signal(signum)
        elif self.process is not None:
            self.process.send_signal(signum)

    async def cleanup(self, restart=False):
        """Remove the kernel's directory, unless it is about to start again."""
        await super().cleanup(restart=restart)
        if self._directory is not None and not restart:
            if self.process is not None:
                self.process.kill()
                self.process.wait()
            if os.path.isdir(self._directory):
                remove_tree(self._directory)
            self._directory = None
