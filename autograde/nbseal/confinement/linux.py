"""The Linux system calls that Python does not offer, by ctypes; no third-party imports.

Also a small program: ``python linux.py`` tries out namespaces and Landlock for real and prints what
it found as JSON, so that the layers can be tried inside a bubblewrap box too.
"""

import contextlib
import ctypes
import json
import os
import platform
import sys
from typing import Any, TypedDict

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_SECUREBITS = 28
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
#: Root has no privileges of its own, and that cannot be undone.
SECUREBITS = 0b101111

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_MOVE, MS_REC, MS_PRIVATE = 4096, 8192, 16384, 1 << 18
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID = 1, 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000


class Found(TypedDict):
    """The layers that this program finds; it prints them as JSON.

    Attributes
    ----------
    namespaces : {"user", "plain"} or None
        The kind of namespaces that a process may have.
    landlock : int
        The version of Landlock; 0 where there is none.
    """

    namespaces: str | None
    landlock: int


SYSCALLS = {
    "x86_64": {"capset": 126, "seccomp": 317, "mount_setattr": 442},
    "aarch64": {"capset": 91, "seccomp": 277, "mount_setattr": 442},
}
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1

# Landlock's file system rights, by the ABI version that brought them.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
_MAKE_CHAR, _MAKE_BLOCK = 1 << 6, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: TRUNCATE, 5: IOCTL_DEV}
_FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = EXECUTE | READ_FILE | READ_DIR
DEVICE = READ_FILE | WRITE_FILE | READ_DIR | TRUNCATE | IOCTL_DEV
#: Everything but making devices.
OWN = ((1 << 16) - 1) & ~(_MAKE_CHAR | _MAKE_BLOCK)

_MADV_COLLAPSE = 25  # from Linux 6.1
_LARGE_PAGE = 2 << 20  # bytes

_libc: Any = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(name: str | int, *arguments: Any) -> int:
    """Make a system call by its name or number; raise `OSError` where it fails."""
    number = SYSCALLS[platform.machine()][name] if isinstance(name, str) else name
    # A plain int would be passed as 32 bits.
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _check(_libc.syscall(ctypes.c_long(number), *wide), str(name))


def use_large_pages() -> None:
    """Let this process's memory be in large pages, as far as Linux can: forks are cheaper then.

    A fork copies an entry for each page; PyTorch's are a hundred thousand small ones. What a
    process writes to afterwards is still copied by small pages.
    """
    with open("/proc/self/maps") as file:
        maps = [line.split() for line in file]
    for span, access, _, _, inode, *name in maps:
        if inode == "0" and access == "rw-p" and name in ([], ["[heap]"]):
            first, last = (int(address, 16) for address in span.split("-"))
            first = -(-first // _LARGE_PAGE) * _LARGE_PAGE
            last = last // _LARGE_PAGE * _LARGE_PAGE
            if first < last:  # an error says that it cannot be had
                _libc.madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), _MADV_COLLAPSE)


def prctl(option: int, value: int = 0) -> int:
    """Set an attribute of this process or thread."""
    longs = (ctypes.c_ulong(value), *(ctypes.c_ulong(0),) * 3)
    return _check(_libc.prctl(ctypes.c_int(option), *longs), f"prctl({option})")


def unshare(flags: int) -> int:
    """Move this process (for CLONE_NEWPID: its children) into new namespaces."""
    return _check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def mount(
    source: str | None,
    target: str,
    kind: str | None = None,
    flags: int = 0,
    options: str | None = None,
) -> int:
    """Mount a file system, or bind, move or change a mount."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    data = None if options is None else options.encode()
    return _check(_libc.mount(*texts, ctypes.c_ulong(flags), data), f"mount {target}")


def set_mount_attributes(path: str, add: int = 0, remove: int = 0, recursive: bool = False) -> None:
    """Change attributes of a mount, or of all below it (Linux 5.12)."""
    attributes = (ctypes.c_uint64 * 4)(add, remove, 0, 0)
    flags = AT_RECURSIVE if recursive else 0
    syscall(
        "mount_setattr", AT_FDCWD, os.fsencode(path), flags, attributes, ctypes.sizeof(attributes)
    )


def enter_user_namespace(flags: int = 0) -> None:
    """Enter a user namespace of this process's own, with its user and group mapped to themselves.

    Gives all capabilities inside, and none outside.
    """
    uid, gid = os.geteuid(), os.getegid()
    unshare(CLONE_NEWUSER | flags)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", None)):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text or f"{gid} {gid} 1")


def drop_capabilities() -> None:
    """Give up all capabilities of this thread for good, and those that a program could gain."""
    with contextlib.suppress(OSError):  # an ordinary user has none to drop
        prctl(PR_SET_SECUREBITS, SECUREBITS)
    for number in range(64):
        try:
            prctl(PR_CAPBSET_DROP, number)
        except OSError:  # past the last one, or an ordinary user's: no_new_privs serves there
            break
    with contextlib.suppress(OSError):
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    syscall("capset", header, (ctypes.c_uint32 * 6)())
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def landlock_abi() -> int:
    """Return the version of Landlock that the kernel has; 0 for none."""
    try:
        return syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    except OSError:
        return 0


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def landlock(rules: Any) -> None:
    """Restrict this thread, and what it starts, to some files; no TCP, no one else's signals.

    Parameters
    ----------
    rules : iterable of (str, int)
        Paths, those that do not exist are left out, and the rights below each.
    """
    abi = landlock_abi()
    known = sum(bits for version, bits in _RIGHTS.items() if version <= abi)
    network = 0b11 if abi >= 4 else 0  # bind and connect
    scopes = 0b11 if abi >= 6 else 0  # abstract sockets and signals
    attributes = (ctypes.c_uint64 * 3)(known, network, scopes)
    size = ctypes.sizeof(attributes)
    ruleset = syscall(LANDLOCK_CREATE_RULESET, attributes, size, 0)
    try:
        for path, rights in rules:
            try:
                parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                if not os.path.isdir(path):
                    rights &= _FILE_RIGHTS
                rule = _PathBeneath(rights & known, parent)
                syscall(
                    LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, ctypes.byref(rule), 0
                )
            finally:
                os.close(parent)
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def enter_namespaces(own_user: bool) -> None:
    """Enter new namespaces; the next child is the first process of a new process namespace.

    Parameters
    ----------
    own_user : bool
        Whether to take a user namespace too, which needs no privilege.
    """
    if own_user:
        enter_user_namespace(CLONE_NEWPID)
    else:
        unshare(CLONE_NEWPID)


def _try_namespaces(own_user: bool) -> bool:
    """Tell whether a child can have its namespaces, file systems mounted in them."""
    outer = os.fork()
    if outer == 0:
        status = 1
        with contextlib.suppress(BaseException):
            enter_namespaces(own_user)
            inner = os.fork()
            if inner == 0:
                with contextlib.suppress(BaseException):
                    unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)
                    mount(None, "/", flags=MS_REC | MS_PRIVATE)
                    set_mount_attributes("/", add=MOUNT_ATTR_RDONLY, recursive=True)
                    mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV)
                    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
                    status = 0
                os._exit(status)
            status = os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1])
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(outer, 0)[1]) == 0


def main() -> None:
    """Print what namespaces (``"user"``, ``"plain"`` or null) and what Landlock there are."""
    kinds = {"user": True, "plain": False}
    found = next((kind for kind, own_user in kinds.items() if _try_namespaces(own_user)), None)
    layers: Found = {"namespaces": found, "landlock": landlock_abi()}
    print(json.dumps(layers))


if __name__ == "__main__":
    main()
