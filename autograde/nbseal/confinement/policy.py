"""The parts of the machine that a student's kernel may see and use, and the walls around them."""

import functools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from traitlets import Bool, Enum, Float, Instance, Integer, List, Set, Unicode, default
from traitlets.config import LoggingConfigurable

from nbseal.confinement import linux, seccomp
from nbseal.errors import IsolationError
from nbseal.settings import Course

if TYPE_CHECKING:  # that module cannot be imported on Windows
    from nbseal.confinement.mechanism import Plan

LAYERS = ("bubblewrap", "namespaces", "landlock", "seccomp")
MIB = 1 << 20
_PACKAGE = Path(__file__).resolve().parent

HOW_TO_GET = {
    "bubblewrap": "install the package 'bubblewrap' (command bwrap); unprivileged user namespaces "
    "must be allowed (sysctl kernel.unprivileged_userns_clone=1, "
    "kernel.apparmor_restrict_unprivileged_userns=0, user.max_user_namespaces above 0)",
    "namespaces": "Linux 5.12 or later with unprivileged user namespaces allowed, see bubblewrap; "
    "in Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined",
    "landlock": "Linux 5.13 or later, started with landlock among its security modules "
    "(boot parameter lsm=landlock,...; cat /sys/kernel/security/lsm)",
    "seccomp": "Linux on x86_64 or aarch64, built with CONFIG_SECCOMP_FILTER",
}

#: The variables that a confined kernel takes over.
_ENVIRONMENT = ("PATH", "LANG", "LANGUAGE", "TZ", "MPLBACKEND", "PYTHONUTF8")
_ENVIRONMENT_PREFIXES = ("LC_", "OMP_", "MKL_", "OPENBLAS_")

_ETC = (
    *("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "timezone"),
    *("fonts", "ssl/certs", "ssl/openssl.cnf", "pki", "mime.types", "os-release"),
)


class Isolation(LoggingConfigurable):
    """How kernels that run a student's code are confined."""

    required = Bool(
        True, help="Stop where kernels cannot be confined. False: run them without any limits."
    ).tag(config=True)
    layers = Set(
        Enum(LAYERS), default_value=set(LAYERS), help="The walls to use, where the machine has them"
    ).tag(config=True)
    memory_limit = Integer(
        2048 * MIB,
        help="Bytes of all processes of a kernel together, beyond what the libraries take. In one "
        "process, Python raises MemoryError at nine tenths of it.",
    ).tag(config=True)
    process_limit = Integer(
        64, help="Processes and threads together, beyond those of the libraries."
    ).tag(config=True)
    disk_limit = Integer(256 * MIB, help="Bytes of files, and of one file.").tag(config=True)
    time_limit = Float(0, help="Seconds until a kernel is ended; 0: none.").tag(config=True)
    readable = List(
        Unicode(), help="Files and folders that kernels may read besides Python's and the course's."
    ).tag(config=True)

    course = Instance(Course, help="What students' code may read and needs of the environment.")

    @default("course")
    def _default_course(self) -> Course:
        return Course(parent=self)

    @property
    def used(self) -> tuple[str, ...]:
        """The layers in use, in the order of `LAYERS`; empty where kernels run unconfined."""
        if not self.required:
            return ()
        have = machine("bubblewrap" in self.layers)
        return tuple(name for name in LAYERS if name in self.layers and have.get(name))

    def describe(self) -> str:
        """Say in one line which layers are in use."""
        if not self.required:
            return "no isolation (switched off by Isolation.required)"
        abi = machine("bubblewrap" in self.layers)["landlock"]
        names = {"landlock": f"Landlock (ABI {abi})"}
        return " + ".join(names.get(name, name) for name in self.used) or "no isolation"

    def check(self) -> None:
        """Stop where the layers do not make a wall.

        Raises
        ------
        IsolationError
            With what is missing and how to get it.
        """
        used = set(self.used)
        if not self.required or {"seccomp", "landlock"} <= used:
            return
        if {"seccomp", "bubblewrap", "namespaces"} <= used:
            return
        missing = [name for name in LAYERS if name not in used]
        lines = [
            "This machine cannot confine a student's code, so nothing was run. It takes seccomp, "
            "and Landlock or bubblewrap with namespaces. Missing:"
        ]
        for name in missing:
            off = name not in self.layers
            lines.append(f"  {name}: {'left out in Isolation.layers' if off else HOW_TO_GET[name]}")
        lines.append("`nbseal doctor` tells more. To run without: Isolation.required = False")
        raise IsolationError("\n".join(lines))

    def plan(self) -> "Plan | None":
        """Return what the fork server needs to know to confine one kernel, as plain values."""
        self.check()
        if not self.required:
            return None
        used = self.used
        return {
            "landlock": "landlock" in used,
            "namespaces": machine("bubblewrap" in used)["namespaces"]
            if "namespaces" in used
            else None,
            "read": self._readable(),
            "memory": self.memory_limit,
            "processes": self.process_limit,
            "disk": self.disk_limit,
            "time": self.time_limit,
        }

    def box(self, run: str) -> list[str]:
        """Return the command that the server's own command is put behind; empty for none.

        Parameters
        ----------
        run : str
            The directory for sockets and the kernels' own directories.
        """
        if "bubblewrap" not in self.used:
            return []
        return [*_bubblewrap(self._readable()), "--bind", run, run, "--"]

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """Return the variables that a confined process gets from these."""
        return environment(variables) | self.course.environment()

    def _readable(self) -> list[str]:
        about = (self.course.packages, self.course.data, self.readable)
        if self._found is None or self._found[0] != about:
            paths = [*readable_paths(), *self.course.readable(), *self.readable]
            self._found = tuple(map(list, about)), _without_nested(paths)
        return self._found[1]

    #: Settings, and the paths that they gave: they are asked for several times a submission.
    _found: tuple[tuple[list[str], ...], list[str]] | None = None


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that every confined process takes over.

    Parameters
    ----------
    variables : mapping of str to str
    """
    kept = {
        name: value
        for name, value in variables.items()
        if name in _ENVIRONMENT or name.startswith(_ENVIRONMENT_PREFIXES)
    }
    # The same sums in the same order on every machine; and a pool would count as threads.
    kept.setdefault("OMP_NUM_THREADS", "1")
    kept["PYTHONHASHSEED"] = "0"
    kept["NBGRADER_EXECUTION"] = "autograde"  # what nbgrader tells a notebook that it grades
    return kept


@functools.cache
def readable_paths() -> tuple[str, ...]:
    """Return what every confined process may read: Python, its packages and the system."""
    paths = ["/usr", "/bin", "/sbin", "/lib", "/lib64", *(f"/etc/{name}" for name in _ETC)]
    paths += [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    paths += [os.path.dirname(os.path.realpath(sys.executable)), *sysconfig.get_paths().values()]
    return tuple(_without_nested([*paths, str(_PACKAGE.parent)]))


def _without_nested(paths: Iterable[str]) -> list[str]:
    """Return absolute paths of those that exist, without those that lie in another one."""
    found = dict.fromkeys(os.path.abspath(path) for path in paths if os.path.exists(path))
    return [path for path in found if found.keys().isdisjoint(map(str, Path(path).parents))]


def _bubblewrap(paths: Sequence[str]) -> list[str]:
    """Return bubblewrap's command, up to the options of this run."""
    # Not --die-with-parent: it would end the server with the thread that started it. The server
    # ends when its channel closes.
    command = [
        *(shutil.which("bwrap") or "bwrap", "--unshare-all", "--new-session", "--cap-drop", "ALL"),
        # Within the box only: kernels get namespaces of their own, and drop all capabilities.
        *("--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETPCAP"),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/var/tmp"),
        *("--ro-bind-try", "/sys/devices/system/cpu", "/sys/devices/system/cpu"),
    ]
    for path in paths:
        if os.path.islink(path) and os.path.dirname(path) == "/":
            command += ["--symlink", os.readlink(path), path]
        else:
            command += ["--ro-bind-try", path, path]
    return [*command, "--chdir", "/tmp"]


class Layers(linux.Found):
    """The layers that a machine has.

    Attributes
    ----------
    bubblewrap, seccomp : bool
    """

    bubblewrap: bool
    seccomp: bool


@functools.cache
def machine(boxed: bool = True) -> Layers:
    """Try out which layers this machine has.

    Parameters
    ----------
    boxed : bool
        Whether to look for namespaces inside a bubblewrap box, if the machine has bubblewrap.

    Returns
    -------
    Layers
    """
    if sys.platform != "linux":
        return {"bubblewrap": False, "namespaces": None, "landlock": 0, "seccomp": False}
    program = [sys.executable, "-I", "-S", linux.__file__]
    found = None
    if boxed and shutil.which("bwrap"):
        found = _try([*_bubblewrap(readable_paths()), "--", *program])
    bubblewrap = found is not None
    if found is None:
        found = _try(program) or {"namespaces": None, "landlock": 0}
    return {**found, "bubblewrap": bubblewrap, "seccomp": seccomp.supported() and _has_seccomp()}


def _has_seccomp() -> bool:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return False
    return "\nSeccomp:" in status


def _try(command: Sequence[str]) -> linux.Found | None:
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    return cast(linux.Found, json.loads(done.stdout)) if done.returncode == 0 else None
