"""Files, memory and settings that are not the student's."""

from tests.hostile.isolation.common import attack

READ = """
import glob, os
for top in (WHERE["course"], WHERE["project"] + "/lessons", WHERE["project"] + "/source",
            WHERE["project"] + "/tests", WHERE["home"]):
    tried(top, os.listdir, top)
    for name in glob.glob(top + "/**", recursive=True)[:300]:
        if os.path.isfile(name):
            tried(name, lambda name=name: open(name, encoding="latin-1").read(100_000))
for name in ("gradebook.db", "secret.txt", "nbgrader_config.py", "source/setup/setup.ipynb",
             "submitted/honest-1/setup/setup.ipynb", "autograded"):
    tried(name, lambda: open(os.path.join(WHERE["course"], name), encoding="latin-1").read(100_000))
tried("lessons", open, WHERE["project"] + "/lessons/00_setup/exercise.py")
"""
GRADEBOOK = """
import os, shutil, sqlite3
path = os.path.join(WHERE["course"], "gradebook.db")
def full_marks():
    with sqlite3.connect(path) as database:
        database.execute("UPDATE grade SET auto_score = 100, manual_score = 100")
tried("full marks", full_marks)
tried("opened", open, path, "r+b")
tried("removed", os.remove, path)
tried("replaced", os.symlink, "/dev/null", path)
"""
WRITE = """
import os, sys
places = [WHERE["course"], WHERE["home"], WHERE["project"], WHERE["project"] + "/data",
          WHERE["project"] + "/source/setup", WHERE["course"] + "/source/setup", "/", "/tmp",
          "/var/tmp", "/dev/shm", "/etc", "/usr/local", "/run", os.path.dirname(os.__file__),
          os.path.dirname(sys.executable), os.path.dirname(__import__("numpy").__file__),
          os.path.dirname(__import__("mlcourse").__file__), os.environ.get("MLCOURSE_DATA", "/")]
for place in places:
    try:
        with open(os.path.join(place, WHERE["marker"]), "w") as file: file.write("here")
    except OSError as error:
        print(place, error)
for name in (WHERE["course"] + "/secret.txt", WHERE["home"] + "/secret.txt"):
    tried(name, open, name, "a")
    tried(name, os.chmod, name, 0o777)
    tried(name, os.truncate, name, 0)
    tried(name, os.rename, name, name + ".old")
"""
HOME = """
import os, pwd
for home in {os.path.expanduser("~"), pwd.getpwuid(os.getuid()).pw_dir, WHERE["home"], "/root"}:
    for name in ("secret.txt", ".ssh/id_rsa", ".netrc", ".bash_history", ".config", ".jupyter"):
        tried(name, lambda: open(os.path.join(home, name)).read())
for name in ("/etc/shadow", "/etc/passwd-", "/etc/ssh/ssh_host_ed25519_key", "/proc/kcore"):
    tried(name, lambda: open(name, "rb").read(100))
"""
PROC = """
import os
for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
    if pid == os.getpid(): continue
    for name in ("environ", "mem", "maps", "stack", "auxv"):
        tried(f"{name} of another process", lambda: open(f"/proc/{pid}/{name}", "rb").read(5000))
    for name in ("root", "cwd", "exe", "fd/0", "fd/3", f"task/{pid}/root"):
        tried(f"{name} of another process", os.readlink, f"/proc/{pid}/{name}")
        tried(f"{name} of another process", os.listdir, f"/proc/{pid}/{name}")
    print(open(f"/proc/{pid}/cmdline").read())
"""
ENVIRONMENT = """
import ctypes, os
print(dict(os.environ))
print(open("/proc/self/environ", errors="replace").read())
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
for number in range(1000):
    if not environ[number]: break
    print(environ[number])
import subprocess
print(subprocess.run("env; set", shell=True, capture_output=True, text=True).stdout)
"""
HEAP = """
import re
found = set()
with open("/proc/self/mem", "rb", 0) as memory:
    for line in open("/proc/self/maps"):
        if " rw" not in line and " r--p" not in line or "[v" in line: continue
        first, last = (int(part, 16) for part in line.split()[0].split("-"))
        if last - first > 300_000_000: continue
        try:
            memory.seek(first)
            text = memory.read(last - first)
        except (OSError, ValueError, OverflowError): continue
        for match in re.finditer(b"(SECRET|CLASSMATE|HIDDEN)[-_ ]", text):
            found.add(text[max(0, match.start() - 100):match.end() + 200])
for text in list(found)[:300]: print(text.decode("utf-8", "replace"))
"""
DESCRIPTORS = """
import os, stat
for name in os.listdir("/proc/self/fd"):
    try:
        number, target = int(name), os.readlink(f"/proc/self/fd/{name}")
        kind = os.fstat(number).st_mode
    except OSError: continue
    print(number, target)
    if stat.S_ISDIR(kind): tried(target, os.listdir, number)
    # What its own output goes into lies in its own box, without a name.
    own = os.path.join(os.environ["TMPDIR"], "") if number in (1, 2) else None
    if stat.S_ISREG(kind) and not (own and target.startswith(own) and "deleted" in target):
        tried(target, os.pread, number, 10_000, 0)
for name in ("..", "../..", "/proc/self/root", "/proc/self/cwd/../../../..", "/proc/1/root"):
    tried(name, lambda: open(name + WHERE["course"] + "/secret.txt").read())
"""
LINKS = """
import os
course = WHERE["course"]
os.makedirs("outputs", exist_ok=True)
for number, target in enumerate(("gradebook.db", "secret.txt", "source/setup/setup.ipynb")):
    for name in (f"link{number}", f"outputs/link{number}.png"):
        os.symlink(os.path.join(course, target), name)
        tried(target, lambda: open(name, "rb").read(10_000))
        tried(target, open, name, "ab")
    tried("hard link", os.link, os.path.join(course, target), f"hard{number}")
os.symlink(course, "setup")
tried("listed", os.listdir, "setup")
for kind, number in ((0o060000, (8, 0)), (0o020000, (1, 1)), (0o020000, (5, 0))):
    tried("device", os.mknod, "device", kind | 0o666, os.makedev(*number))
os.mkfifo("setup.ipynb")
"""
ESCAPES = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
os.makedirs("x", exist_ok=True)
for flags in (0x00020000, 0x10000000, 0x20000000, 0x40000000, 0x02000000):
    tried(f"unshare {flags:x}", call, "unshare", flags)
tried("mount", call, "mount", b"tmpfs", b"x", b"tmpfs", 0, None)
tried("bind", call, "mount", b".", b"x", None, 4096, None)
tried("umount", call, "umount2", b"x", 2)
tried("chroot", os.chroot, "x")
tried("bpf", call, "syscall", 321, 0, None, 0)
tried("io_uring", call, "syscall", 425, 1, ctypes.create_string_buffer(200))
tried("keyctl", call, "syscall", 250, 0, -3, 1)
tried("userfaultfd", call, "syscall", 323, 0)
tried("by handle", call, "syscall", 304, -100, ctypes.create_string_buffer(100), 0)
"""
SHADOWS = """
import os, sys
own = [".", os.path.expanduser("~"), "/tmp", os.path.expanduser("~/.config/matplotlib"),
       os.path.expanduser("~/.ipython/profile_default/startup"), WHERE["home"], WHERE["course"],
       os.path.expanduser("~/.local/lib/python3.11/site-packages")]
names = ("numpy.py", "sitecustomize.py", "usercustomize.py", "00-start.py", "torch/__init__.py",
         "mlcourse/__init__.py", "nbseal/__init__.py", "hostile.pth", "matplotlibrc",
         "ipython_config.py", "msgpack.py", "check.py")
paths = [os.path.join(folder, name) for folder in own for name in names]
# Where all Python programs of the machine would find it, only a name that nobody looks for.
paths += [os.path.join(folder, WHERE["marker"] + ".pth") for folder in sys.path]
for path in paths:
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "x") as file: file.write("import builtins; builtins.abs = len")
    except OSError: pass
os.environ["PYTHONPATH"] = os.getcwd()
os.environ["PYTHONSTARTUP"] = os.path.abspath("numpy.py")
"""
LIMITS = """
import os, resource
for name in [name for name in dir(resource) if name.startswith("RLIMIT_")]:
    kind = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        tried(name, resource.setrlimit, kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
tried("nice", os.nice, -10)
tried("real time", os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(10))
for path in ("/sys/fs/cgroup/cgroup.procs", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger",
             "/proc/sys/vm/overcommit_memory", "/proc/1/oom_score_adj"):
    tried(path, open, path, "r+b")
"""

BANK = [
    attack("reads-all", "reads gradebook, source, lessons, submissions", READ),
    attack("gradebook", "writes into the gradebook", GRADEBOOK),
    attack("writes-all", "writes everywhere", WRITE),
    attack("home", "reads the home directory and the system's secrets", HOME, alone=True),
    attack("proc", "reads other processes in /proc", PROC, alone=True),
    attack("environment", "reads secrets in the environment", ENVIRONMENT),
    attack("heap", "reads the heap that it shares with the server", HEAP),
    attack("descriptors", "looks for open descriptors and other roots", DESCRIPTORS),
    attack("links", "links and devices in the working directory", LINKS, alone=True),
    attack("escapes", "system calls that lead out", ESCAPES, alone=True),
    attack(
        "shadows", "files that shadow modules, settings and start-up files", SHADOWS, alone=True
    ),
    attack("limits", "raises its limits and changes the machine", LIMITS, alone=True),
]
