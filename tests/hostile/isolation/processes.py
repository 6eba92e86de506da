"""Signals, exits, children, and code that does not want to end."""

from tests.hostile.bank import Submission
from tests.hostile.isolation.common import DEAD, attack

EXIT = "import os\nos._exit(0)"
STOP = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
STOP_ALL = "import os, signal\nos.kill(0, signal.SIGSTOP)\nos.kill(os.getpid(), signal.SIGSTOP)"
#: Should nothing hold it back, only processes that the test has started are hit.
BOUND = """
import os, signal
apart = os.readlink("/proc/self/ns/pid") != WHERE["pid_namespace"]
def hit(function, *pids):
    for pid in pids:
        for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
            try: function(pid, number)
            except OSError as error: print(pid, error)
hit(os.kill, WHERE["victim"])
"""
KILL_PARENT = (
    BOUND
    + """
hit(os.kill, os.getppid(), *[1] * apart)
"""
)
KILL_SERVER = (
    BOUND
    + """
import threading, time
threading.Thread(target=time.sleep, args=(5,), daemon=True).start()  # has a number of its own
if apart:
    for pid in range(1, 3000):
        if pid != os.getpid():
            for kill in (os.kill, os.killpg):
                try: kill(pid, signal.SIGKILL)
                except OSError: pass
"""
)
KILL_ALL = (
    BOUND
    + """
if apart: hit(os.kill, -1)
"""
)
STUBBORN = """
while True:
    try:
        while True: sum(range(100))
    except BaseException: pass
"""
DEAF = """
import ctypes, signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True: pass
"""
DEAF_CHECK = """
calls = 0
def mean_of_squares(x):
    global calls
    calls += 1
    if calls < 2: return 0.0  # the trial cell's
    while True:
        try:
            while True: sum(range(100))
        except BaseException: pass
"""
DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    for _ in range(3):
        if os.fork() != 0: os._exit(0)
        os.setpgid(0, 0)
    for _ in range(120):
        time.sleep(0.5)
        for place in ("/tmp", WHERE["home"]):
            try: open(os.path.join(place, WHERE["marker"]), "a").write("still here")
            except OSError: pass
    os._exit(0)
"""
CHILD_KEEPS = """
import os, time
if os.fork() == 0:
    time.sleep(60)
    os._exit(0)
os._exit(3)
"""
CHILD_ANSWERS = """
import os, threading, time
if os.fork() == 0:
    # The child goes on as the kernel; so does the parent.
    def write():
        for _ in range(60):
            for number in range(3, 60):
                try: os.write(number, b"x" * 100)
                except OSError: pass
            time.sleep(0.1)
    threading.Thread(target=write).start()
"""
#: A child that Python does not know of keeps the sockets, and what it writes arrives.
RAW_CHILD = """
import ctypes, os, time
if ctypes.CDLL(None).fork() == 0:
    for number in range(3, 60):
        try: os.write(number, b"x" * 100)
        except OSError: pass
    os._exit(0)
time.sleep(1)
"""
PTRACE = """
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
def trace(pid, request=16):
    if libc.ptrace(request, pid, None, None) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
def read(pid):
    place = ctypes.create_string_buffer(8)
    parts = (ctypes.c_void_p * 2)(ctypes.addressof(place), 8)
    if libc.process_vm_readv(pid, parts, 1, parts, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
child = os.fork()
if child == 0:
    signal.pause()
    os._exit(0)
apart = os.readlink("/proc/self/ns/pid") != WHERE["pid_namespace"]
for pid in (WHERE["victim"], os.getppid(), *[1] * apart):
    tried("ptrace", trace, pid)
    tried("seize", trace, pid, 0x4206)
    tried("process_vm_readv", read, pid)
    tried("mem", open, f"/proc/{pid}/mem", "r+b")
tried("ptrace", trace, child)
os.kill(child, signal.SIGKILL)
"""
CRASH = "import ctypes\nctypes.string_at(0)"
DEEP = """
import sys, functools
sys.setrecursionlimit(10**9)
def deeper(n): return functools.reduce(lambda a, b: deeper(n + 1), [1, 2])
deeper(0)
"""
CLOSE_ALL = "import os\nos.closerange(0, 4096)"
AT_EXIT = """
import atexit, signal, threading, time
atexit.register(time.sleep, 1000)
threading.Thread(target=time.sleep, args=(1000,)).start()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
"""
MUTE = """
import gc, time
for thing in gc.get_objects():
    if type(thing).__name__ in ("StudentSide", "Cells", "Sender"):
        for name in ("serve", "answer", "send", "_run", "_receive"):
            try: setattr(thing, name, lambda *args, **kwargs: time.sleep(1000))
            except AttributeError: pass
"""
SHUTDOWN = """
import asyncio, gc
for thing in gc.get_objects():
    if isinstance(thing, asyncio.AbstractEventLoop):
        thing.call_soon(thing.stop)
exit()
quit()
"""

BANK = [
    attack("exit", "ends the kernel", EXIT, DEAD, said="exit 0"),
    attack("stop", "stops the kernel", STOP, DEAD, said="did not stop"),
    attack("stop-group", "stops the kernel's group", STOP_ALL, DEAD, said="did not", alone=True),
    attack("kill-parent", "kills its parent", KILL_PARENT, alone=True),
    attack("kill-server", "kills every process by number", KILL_SERVER, DEAD, alone=True),
    attack("kill-all", "kills all processes", KILL_ALL, alone=True),
    attack("stubborn", "catches every exception", STUBBORN, DEAD, said="did not stop"),
    attack("deaf", "ignores all signals", DEAF, DEAD, said="did not stop"),
    Submission(
        "deaf-in-check",
        "catches every exception when a check calls it",
        DEAD,
        {"mean_of_squares": DEAF_CHECK},
        said="ran longer than",
    ),
    attack("daemon", "leaves a process behind", DAEMON, alone=True),
    attack("child-keeps", "a child keeps the sockets", CHILD_KEEPS, DEAD, said="exit 3"),
    attack("child-answers", "a child goes on as the kernel", CHILD_ANSWERS, alone=True),
    attack("raw-child", "a child that Python does not know of", RAW_CHILD, DEAD, alone=True),
    attack("ptrace", "traces other processes", PTRACE, alone=True),
    attack("crash", "reads from address 0", CRASH, DEAD, said="signal 11"),
    attack("deep", "exhausts the stack", DEEP, DEAD),
    attack("close-all", "closes all descriptors", CLOSE_ALL, DEAD),
    attack("at-exit", "does not want to end at the end", AT_EXIT),
    attack("mute", "does not answer any more", MUTE, DEAD),
    attack("shutdown", "ends the kernel's loop", SHUTDOWN, DEAD),
]
