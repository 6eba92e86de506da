"""What is around a class and must stay out of its reach; whoever reaches it is noticed."""

import contextlib
import hashlib
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

import numpy

import mlcourse
from build_tools.lessons import ROOT

#: The places where a process may leave a file.
PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/etc", "/usr/local", "/run", "/root")

KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "MLCOURSE_DATA", "PYTHONUTF8")


class Surroundings:
    """What is around the class and must stay out of reach: files, sockets, a process.

    Parameters
    ----------
    root : pathlib.Path
        An empty folder.
    """

    def __init__(self, root):
        self.root = root
        self.marker = f"hostile-{secrets.token_hex(8)}"
        self.tokens = {
            kind: f"{kind}-{secrets.token_hex(8)}"
            for kind in ("SECRET-home", "SECRET-course", "SECRET-environment", "CLASSMATE")
        }
        self.home = root / "home"
        self.scratch = root / "tmp"
        self.course = root / "course"
        (self.home / ".ssh").mkdir(parents=True)
        self.scratch.mkdir()
        self.course.mkdir()
        self.write_secrets()
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.streams = [self.tcp]
        self.datagrams = [self.udp]
        for address in (f"\0{self.marker}", str(root / "socket")):
            for kind, sockets in (
                (socket.SOCK_STREAM, self.streams),
                (socket.SOCK_DGRAM, self.datagrams),
            ):
                if kind == socket.SOCK_DGRAM and not address.startswith("\0"):
                    continue
                listener = socket.socket(socket.AF_UNIX, kind)
                listener.bind(address + "-d" * (kind == socket.SOCK_DGRAM))
                if kind == socket.SOCK_STREAM:
                    listener.listen()
                sockets.append(listener)
        self.victim = subprocess.Popen(["sleep", "600"])

    def write_secrets(self):
        """Write the files that nobody may read or change."""
        for place in ("secret.txt", ".ssh/id_rsa", ".netrc"):
            (self.home / place).write_text(self.tokens["SECRET-home"])
        (self.course / "secret.txt").write_text(self.tokens["SECRET-course"])

    def where(self):
        """Return what a submission is told, so that it need not search."""
        return {
            "course": str(self.course),
            "home": str(self.home),
            "project": str(ROOT),
            "marker": self.marker,
            "tcp": self.tcp.getsockname()[1],
            "udp": self.udp.getsockname()[1],
            "abstract": self.marker,
            "unix": str(self.root / "socket"),
            "victim": self.victim.pid,
            "pid_namespace": os.readlink("/proc/self/ns/pid"),
        }

    def reached(self):
        """Count the connections and datagrams that came."""
        count = 0
        for listener in self.streams:
            listener.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    listener.accept()[0].close()
                    count += 1
        for listener in self.datagrams:
            with contextlib.suppress(BlockingIOError):
                while True:
                    listener.recv(1000, socket.MSG_DONTWAIT)
                    count += 1
        return count

    def files(self):
        """Return what must not change: each file with its content's hash."""
        folders = [self.course / "source", self.course / "submitted", ROOT / "source" / "setup"]
        paths = [*self.home.glob("*.txt"), *self.home.glob(".ssh/*"), self.course / "secret.txt"]
        for folder in folders:
            for top, _, names in os.walk(folder):
                if top.count("/") < 40:
                    paths += [Path(top) / name for name in names]
        found = {}
        for path in paths:
            if path.is_symlink():
                found[path] = os.readlink(path)
            elif path.is_file() and path.stat().st_size < 50_000_000:
                found[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def left_behind(self):
        """List the files that a submission left anywhere it was asked to write."""
        folders = [*map(Path, PLACES), self.home, self.course, ROOT, ROOT / "data"]
        folders += [Path(module.__file__).parent for module in (os, numpy, mlcourse)]
        folders += [ROOT / "source/setup", *map(Path, sys.path)]
        found = [path for folder in folders for path in folder.glob(f"{self.marker}*")]
        # The grader's own temporary files, sockets and directories of kernels.
        return found + list(self.scratch.iterdir())

    def environment(self):
        """Return variables for the grader: its home, its secret, and what Python needs."""
        kept = {n: v for n, v in os.environ.items() if n in KEPT or n.startswith("OMP_")}
        return {
            **kept,
            "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]]),
            "HOME": str(self.home),
            "TMPDIR": str(self.scratch),
            "COURSE_SECRET": self.tokens["SECRET-environment"],
        }

    def close(self):
        """End what was started."""
        self.victim.kill()
        self.victim.wait()
        for each in (*self.streams, *self.datagrams):
            each.close()


def children():
    """Return the processes whose parent is this one, those adopted included."""
    found = set()
    for task in os.listdir("/proc/self/task"):
        found |= set(map(int, Path(f"/proc/self/task/{task}/children").read_text().split()))
    return found
