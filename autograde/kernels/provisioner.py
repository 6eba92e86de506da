"""A Jupyter kernel provisioner that forks kernels from a warm process instead of starting them.

nbclient, nbgrader, nbval and JupyterLab see an ordinary kernel. Chosen by its name ``warm``, in a
kernel specification or by the environment variable ``JUPYTER_DEFAULT_PROVISIONER_NAME``.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

NAME = "warm"
START_TIMEOUT = 120  # seconds for the libraries' import on a busy machine


@contextlib.contextmanager
def use_warm_kernels():
    """Let kernels that are started inside be forked from the warm process."""
    factory = KernelProvisionerFactory.instance()
    before = factory.default_provisioner_name
    factory.default_provisioner_name = NAME
    try:
        yield
    finally:
        factory.default_provisioner_name = before


class ForkServerError(Exception):
    """The fork server ended or refused; the message says why."""


class ForkServer:
    """The one fork server of this process, started when it is first needed."""

    _instance = None
    _lock = threading.Lock()

    def __init__(self):
        self._channel, theirs = socket.socketpair()
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        with theirs, tempfile.TemporaryDirectory() as folder:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograde.kernels.fork_server", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
            self._owner = os.getpid()
            self._channel.settimeout(START_TIMEOUT)
            self._lines = self._channel.makefile("rw", encoding="utf-8")
            self._alive = True
            self._asking = threading.Lock()
            self.ask({"poll": 0})  # returns when the libraries are imported

    @classmethod
    def get(cls):
        """Return the running server; start one where there is none."""
        with cls._lock:
            server = cls._instance
            if server is not None and server._owner == os.getpid() and server.running:
                return server
            if server is not None:
                server.close()
            cls._instance = cls()
            return cls._instance

    @property
    def running(self):
        """Whether the server can be asked."""
        return self._alive and self._process.poll() is None

    def ask(self, request):
        """Send a request and return the answer.

        Raises
        ------
        ForkServerError
            If the server is gone, or answers with an error.
        """
        try:
            with self._asking:
                self._lines.write(json.dumps(request) + "\n")
                self._lines.flush()
                line = self._lines.readline()
        except (OSError, ValueError) as error:
            self._alive = False
            raise ForkServerError(f"the fork server does not answer: {error}") from error
        if not line:
            self._alive = False
            raise ForkServerError("the fork server has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise ForkServerError(answer["error"])
        return answer

    def close(self):
        """End the server and its kernels."""
        self._alive = False
        with contextlib.suppress(OSError, ValueError):
            self._lines.close()
        self._channel.close()
        if self._owner == os.getpid():
            self._process.wait()


class ForkedProcess:
    """A forked kernel, with what `LocalProvisioner` uses of `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, server, argv, cwd, env):
        self._server = server
        self.returncode = None
        self.pid = server.ask({"fork": {"argv": argv, "cwd": cwd, "env": env}})["pid"]

    def poll(self):
        """Return the exit status, or None while the kernel runs."""
        if self.returncode is None:
            try:
                self.returncode = self._server.ask({"poll": self.pid})["status"]
            except ForkServerError:
                self.returncode = -signal.SIGKILL  # a kernel never outlives its server
        return self.returncode

    def wait(self, timeout=None):
        """Wait until the kernel has ended; return its exit status."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.02)
        return self.returncode

    def send_signal(self, number):
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self):
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Fork Python kernels from a warm process; start others, and all without fork, as usual."""

    async def launch_kernel(self, cmd, **kwargs):
        """Fork a kernel for a command that would start ipykernel."""
        if sys.platform != "linux" or "ipykernel_launcher" not in cmd:
            self.log.warning("No warm start for this kernel: it is started the ordinary way")
            return await super().launch_kernel(cmd, **kwargs)
        argv = ["ipykernel_launcher", *cmd[cmd.index("ipykernel_launcher") + 1 :]]
        cwd = kwargs.get("cwd") or os.getcwd()
        env = dict(kwargs.get("env") or os.environ)
        self.process = ForkedProcess(ForkServer.get(), argv, str(cwd), env)
        self.pid = self.pgid = self.process.pid
        self.cwd = str(cwd)
        return self.connection_info
