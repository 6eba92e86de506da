"""The filter of system calls that a confined kernel runs under: a BPF program made here.

It forbids what a student's code has no use for and what reaches out of the kernel: other processes,
the network, mounts, keys, the machine's settings. All else stays allowed.
"""

import contextlib
import ctypes
import errno
import os
import platform
import struct
import sys

from nbseal.confinement import linux

if sys.platform == "linux":
    import fcntl

#: System call numbers on x86_64 and aarch64; None where an architecture has no such call.
_NUMBERS = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    # mounts and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "open_tree_attr": (467, 467),
    "unshare": (272, 97),
    "setns": (308, 268),
    # precedence over all other work of the machine
    "sched_setattr": (314, 274),
    # parts of the Linux kernel with a wide surface
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "personality": (135, 92),
    "lookup_dcookie": (212, 18),
    # the machine
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "iopl": (172, None),
    "ioperm": (173, None),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # files by other ways than their path, and watching them
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    # memory that belongs to no process, which nobody could count
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    # attributes of files, which Landlock does not guard
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "truncate": (76, 45),
    # new processes and threads
    "fork": (57, None),
    "vfork": (58, None),
    # judged by their arguments
    "clone": (56, 220),
    "clone3": (435, 435),
    "prlimit64": (302, 261),
    "sched_setscheduler": (144, 119),
    "ioctl": (16, 29),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
}
_ATTRIBUTES = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *("utime", "utimes", "futimesat", "utimensat"),
)
_SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
_BY_ARGUMENTS = (
    *("clone", "clone3", "prlimit64", "ioctl", "sched_setscheduler", "fork", "vfork"),
    *("socket", "socketpair", "connect", "truncate", *_ATTRIBUTES, *_SIGNALS),
)
FORBIDDEN = tuple(name for name in _NUMBERS if name not in _BY_ARGUMENTS)

_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32 = 0x40000000
_ORDINARY = (0, 3, 5)  # SCHED_OTHER, which ZeroMQ asks for, SCHED_BATCH, SCHED_IDLE
_POLICY = 0x0FFFFFFF  # without SCHED_RESET_ON_FORK
_NEW_NAMESPACES = 0x7E020000
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: type into a terminal
_AF_UNIX, _AF_NETLINK, _STREAM, _SEQPACKET, _TYPE = 1, 16, 1, 5, 0xF

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_KILL, _ERRNO, _ALLOW, _ASK = 0x80000000, 0x00050000, 0x7FFF0000, 0x7FC00000
_ARCH, _NR = 4, 0  # offsets in struct seccomp_data
_SET_MODE_FILTER, _ALL_THREADS, _NEW_LISTENER = 1, 1, 8
# struct seccomp_notif and seccomp_notif_resp; Linux 5.5
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_RECEIVED_SIZE, _CONTINUE = 80, 1


def supported() -> bool:
    """Tell whether filters for this machine's architecture are known."""
    return platform.machine() in _ARCHITECTURES


class _Program:
    """A list of BPF instructions, each rule complete in itself."""

    def __init__(self) -> None:
        self._column, architecture = _ARCHITECTURES[platform.machine()]
        self._code: list[bytes] = []
        self._add(_LOAD, _ARCH)
        self._add(_EQUAL, architecture, 1, 0)
        self._add(_RETURN, _KILL)
        if self._column == 0:
            self._add(_LOAD, _NR)
            self._add(_AT_LEAST, _X32, 0, 1)
            self._add(_RETURN, _KILL)

    def _add(self, code: int, value: int, yes: int = 0, no: int = 0) -> None:
        self._code.append(struct.pack("HBBI", code, yes, no, value))

    def rule(
        self, name: str, error: int, *test: tuple[int, ...], answer: int | None = None
    ) -> None:
        """Answer a call with an error (0: pretend that it was done), or in another way.

        A test is a list of instructions ``(code, value, yes, no)`` that ends with a jump of 0 to
        the answer or of 1 past it.
        """
        number = _NUMBERS[name][self._column]
        if number is None:
            return
        self._add(_LOAD, _NR)
        self._add(_EQUAL, number, 0, len(test) + 1)
        for instruction in test:
            self._add(*instruction)
        self._add(_RETURN, _ERRNO | error if answer is None else answer)

    def install(self, flags: int = 0) -> int:
        """Filter this thread's calls from now on."""
        self._add(_RETURN, _ALLOW)
        code = b"".join(self._code)
        buffer = ctypes.create_string_buffer(code, len(code))
        # struct sock_fprog: a length, padding, a pointer
        head = struct.pack("HxxxxxxQ", len(self._code), ctypes.addressof(buffer))
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        return linux.syscall("seccomp", _SET_MODE_FILTER, flags, head)


def _argument(index: int) -> tuple[int, int]:
    """Load the low half of an argument."""
    return (_LOAD, 16 + 8 * index)


def restrict(own_files: bool, own_processes: bool) -> int:
    """Filter this thread's system calls, and those of all it starts, for good.

    Parameters
    ----------
    own_files : bool
        Whether everything but the kernel's own directory is mounted read-only. Else changing
        files' attributes does nothing, as Landlock would let it reach any file of the user's.
    own_processes : bool
        Whether signals cannot reach other processes anyway. Else this process may send signals to
        itself only.

    Returns
    -------
    int
        A descriptor for another process, which must `approve` every new process or thread: where
        nobody does, they wait, and fail once the descriptor is closed everywhere.
    """
    program = _Program()
    for name in FORBIDDEN:
        program.rule(name, errno.EPERM)
    if not own_files:
        for name in _ATTRIBUTES:
            program.rule(name, 0)
        if linux.landlock_abi() < 3:
            program.rule("truncate", errno.EPERM)
    if not own_processes:
        pid = os.getpid()
        for name in _SIGNALS:
            own = ((_EQUAL, pid, 2, 0), (_EQUAL, 0, 1, 0)) if name == "kill" else ()
            program.rule(name, errno.EPERM, _argument(0), *(own or ((_EQUAL, pid, 1, 0),)))
    program.rule("clone3", errno.ENOSYS)  # its flags cannot be read here; libc then uses clone
    program.rule("clone", errno.EPERM, _argument(0), (_ANY_BIT, _NEW_NAMESPACES, 0, 1))
    program.rule("prlimit64", errno.EPERM, _argument(0), (_EQUAL, 0, 1, 0))
    other, batch, idle = _ORDINARY
    policy = ((_EQUAL, other, 3, 0), (_EQUAL, batch, 2, 0), (_EQUAL, idle, 1, 0))
    program.rule("sched_setscheduler", errno.EPERM, _argument(1), (_AND, _POLICY), *policy)
    for request in _TERMINAL_INPUT:
        program.rule("ioctl", errno.EPERM, _argument(1), (_EQUAL, request, 0, 1))
    # ZeroMQ aborts the process on any other error when it looks for the network's interfaces.
    program.rule("socket", errno.EINVAL, _argument(0), (_EQUAL, _AF_NETLINK, 0, 1))
    # A datagram socket could send to any path, whatever it is connected to.
    for name in ("socket", "socketpair"):
        program.rule(name, errno.EACCES, _argument(0), (_EQUAL, _AF_UNIX, 1, 0))
        kind = (_argument(1), (_AND, _TYPE), (_EQUAL, _STREAM, 2, 0), (_EQUAL, _SEQPACKET, 1, 0))
        program.rule(name, errno.EACCES, *kind)
    # Real root is bound by no limit on processes, and a watchdog that looks now and then is starved
    # by a fork bomb.
    for name in ("clone", "fork", "vfork"):
        program.rule(name, 0, answer=_ASK)
    return program.install(_NEW_LISTENER)


def forbid_connections() -> None:
    """Let no thread of this process connect to anything any more."""
    program = _Program()
    program.rule("connect", errno.EACCES)
    program.install(_ALL_THREADS)


def next_request(listener: int) -> int | None:
    """Return the number of a request for a process or thread; None if it was taken back."""
    buffer = bytearray(_RECEIVED_SIZE)
    try:
        fcntl.ioctl(listener, _RECEIVE, buffer)
    except OSError:
        return None
    request: int = struct.unpack_from("Q", buffer)[0]
    return request


def approve(listener: int, request: int) -> None:
    """Let the system call of a request be done."""
    with contextlib.suppress(OSError):  # it may be gone by now
        fcntl.ioctl(listener, _SEND, bytearray(struct.pack("QqiI", request, 0, 0, _CONTINUE)))
