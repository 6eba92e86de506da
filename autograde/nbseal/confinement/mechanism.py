"""The steps by which a forked process confines itself before a student's code runs in it.

All is bound to one directory, made for this kernel: ``<run>/<number>`` with the connection file,
the sockets, and ``box`` for the kernel's own files. A *plan* is what `Isolation.plan` gives.
"""

import contextlib
import os
import resource
import tempfile
from collections.abc import Iterator
from typing import TypedDict

from nbseal.confinement import linux, seccomp

#: Folders in the box: the working directory, the home, and what serves as /tmp and /dev/shm.
FOLDERS = ("work", "home", "tmp", "shm")
_ASIDE = "/proc"
_MIB = 1 << 20
_DESCRIPTORS = 1024
_CPU_BACKSTOP = 4 * 3600  # seconds, where no time limit is set
_PROC = ("cpuinfo", "meminfo", "stat", "version", "filesystems", "sys/vm/overcommit_memory")
_DEVICES = ("null", "zero", "full", "random", "urandom", "ptmx", "pts")


class Plan(TypedDict):
    """The barriers and limits of one process that runs cells, as plain values.

    Attributes
    ----------
    landlock : bool
        Whether Landlock guards the files.
    namespaces : {"user", "plain"} or None
        How the process gets namespaces of its own.
    read : list of str
        The paths that it may read.
    memory, disk : int
        Bytes that it may take.
    processes : int
        How many processes and threads it may have beyond the first.
    time : float
        Seconds that it may live; 0 for no limit.
    """

    landlock: bool
    namespaces: str | None
    read: list[str]
    memory: int
    processes: int
    disk: int
    time: float


def make_box(directory: str) -> None:
    """Make the kernel's own folders, empty."""
    for name in FOLDERS:
        os.makedirs(os.path.join(directory, "box", name), 0o700)


def enter_own_mounts(directory: str, plan: Plan) -> None:
    """Give this process its own view of the files, in namespaces of its own.

    Everything is read-only but the kernel's directory; the box is a file system of limited size in
    memory that also serves as /tmp and /dev/shm; other kernels' directories are out of sight.
    """
    _go_first()
    linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS)
    linux.mount(None, "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    linux.set_mount_attributes(
        "/", add=linux.MOUNT_ATTR_RDONLY | linux.MOUNT_ATTR_NOSUID, recursive=True
    )
    plain = linux.MS_NOSUID | linux.MS_NODEV
    # Kept at /proc for now, as what comes next hides the directory, and the other kernels'.
    linux.mount(directory, _ASIDE, flags=linux.MS_BIND)
    linux.set_mount_attributes(_ASIDE, remove=linux.MOUNT_ATTR_RDONLY)
    box = os.path.join(_ASIDE, "box")
    os.mkdir(box)
    size = f"size={plan['disk']},nr_inodes={max(plan['disk'] // 8192, 1024)},mode=700"
    linux.mount("tmpfs", box, "tmpfs", plain, size)
    make_box(_ASIDE)
    for name, target in _covered(plan):
        linux.mount(os.path.join(box, name), target, flags=linux.MS_BIND)
    if os.path.isdir(directory):  # else /tmp has it, with the other kernels'
        run = os.path.dirname(directory)
        linux.mount("tmpfs", run, "tmpfs", plain, "size=64k,nr_inodes=8,mode=700")
    os.makedirs(directory, 0o700)
    linux.mount(_ASIDE, directory, flags=linux.MS_MOVE)
    # Read-only: to real root some of the machine's settings are open even without privileges.
    linux.mount("proc", "/proc", "proc", plain | linux.MS_NOEXEC | linux.MS_RDONLY)
    options = "newinstance,ptmxmode=0666,mode=600"
    linux.mount("devpts", "/dev/pts", "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, options)
    # In bubblewrap's box ptmx is a link to pts/ptmx already.
    if not os.path.islink("/dev/ptmx"):
        linux.mount("/dev/pts/ptmx", "/dev/ptmx", flags=linux.MS_BIND)


def _covered(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the box's folders that serve in the place of the machine's, and which."""
    if not any(path.startswith("/tmp/") for path in plan["read"]):  # an environment in /tmp
        yield "tmp", "/tmp"
    if os.path.isdir("/dev/shm"):
        yield "shm", "/dev/shm"


def own_environment(directory: str) -> dict[str, str]:
    """Return the variables that point a confined kernel into its box."""
    box = os.path.join(directory, "box")
    home = os.path.join(box, "home")
    return {
        "HOME": home,
        "USER": "student",
        "LOGNAME": "student",
        "IPYTHONDIR": os.path.join(home, ".ipython"),
        "JUPYTER_CONFIG_DIR": os.path.join(home, ".jupyter"),
        "JUPYTER_RUNTIME_DIR": os.path.join(home, ".runtime"),
        "MPLCONFIGDIR": os.path.join(home, ".matplotlib"),
        "TMPDIR": os.path.join(box, "tmp"),
    }


def enter_box(directory: str) -> None:
    """Work in the box's empty working directory."""
    os.chdir(os.path.join(directory, "box", "work"))
    tempfile.tempdir = None  # look at TMPDIR again


def confine(directory: str, plan: Plan) -> int:
    """Confine this process, which must have one thread, and all that it starts, for good.

    Returns what `seccomp.restrict` returns.
    """
    _go_first()
    _limit_resources(plan)
    linux.drop_capabilities()
    if plan["landlock"]:
        linux.landlock(_rules(directory, plan))
    signals_are_own = plan["namespaces"] or (plan["landlock"] and linux.landlock_abi() >= 6)
    return seccomp.restrict(own_files=bool(plan["namespaces"]), own_processes=bool(signals_are_own))


def _go_first() -> None:
    """Let this process be the first to go should the machine's memory run out."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _limit_resources(plan: Plan) -> None:
    with open("/proc/self/status") as file:
        data = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmData"))
    cpu = _CPU_BACKSTOP
    if plan["time"]:
        cpu = int(plan["time"] * (os.cpu_count() or 1)) + 60
    # Python raises MemoryError at the soft limit; what shows it may use the rest, up to the hard
    # one. The keeper's limit counts pages otherwise, and lies above both: it is for what these
    # do not count, and a cell meets always the same one.
    hard = data + plan["memory"] - plan["memory"] // 32
    _set_limit(resource.RLIMIT_DATA, hard, hard - plan["memory"] // 16)
    limits = {
        resource.RLIMIT_FSIZE: plan["disk"],
        resource.RLIMIT_NOFILE: _DESCRIPTORS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_MEMLOCK: 8 * _MIB,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    if plan["namespaces"] == "user":
        # Counted for this namespace alone; a backstop, as it does not bind real root.
        limits[resource.RLIMIT_NPROC] = 2 * plan["processes"] + 64
    for kind, value in limits.items():
        _set_limit(kind, value, value)


def _set_limit(kind: int, hard: int, soft: int) -> None:
    before = resource.getrlimit(kind)[1]
    if before != resource.RLIM_INFINITY:
        hard = min(hard, before)
    resource.setrlimit(kind, (min(soft, hard), hard))


def _rules(directory: str, plan: Plan) -> Iterator[tuple[str, int]]:
    """Yield Landlock's rules: paths, and what may be done below them."""
    for path in plan["read"]:
        yield path, linux.READ
    yield directory, linux.OWN
    yield "/sys/devices/system/cpu", linux.READ
    if plan["namespaces"]:
        yield "/proc", linux.READ
        for _, path in _covered(plan):
            yield path, linux.OWN
    else:
        yield f"/proc/{os.getpid()}", linux.READ
        for name in _PROC:
            yield f"/proc/{name}", linux.READ
    for name in _DEVICES:
        # Without a file system of their own, terminals would be those of the whole machine.
        if plan["namespaces"] or not name.startswith("pt"):
            yield f"/dev/{name}", linux.DEVICE
