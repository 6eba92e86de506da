"""A JupyterHub as docs/operator.md sets it up, on loopback, with users of its own."""

import dataclasses
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from build_tools.classroom import Classroom
from build_tools.lessons import ROOT

GUIDE = ROOT / "docs" / "operator.md"
PROGRAMS = Path(sys.executable).parent
PROXY = Path(sys.prefix) / "share" / "configurable-http-proxy"  # node's, kept with the environment
COURSE = Path("/srv/mlcourse")
HOMES = Path("/srv/home")
GRADER = "grader-mlcourse"
USERS = {GRADER: 61001, "ta1": 61002, "hanako": 61003, "ken": 61004}
PASSWORD = "a password that all share"
#: The guide's places, seen by the hub and its users alone: the machine's own stay as they are.
MOUNTS = """
mount --bind "$1/srv" /srv
mount -t overlay mlcourse -o "lowerdir=$1/etc:/etc" /etc
"""
#: A folder on the way to the environment (/root) is opened by a layer with an open one's mode.
OPEN = 'mount -t overlay mlcourse -o "lowerdir=$1/open:{0}" "{0}"\n'


class CannotRunError(Exception):
    """What keeps a hub from running on this machine, in words for whoever reads the test's log."""


@dataclasses.dataclass(frozen=True)
class Guide:
    """What the operator's guide says on JupyterHub.

    Attributes
    ----------
    everyone, course, hub : str
        The settings of all users' nbgrader, of the course's, and of the hub.
    exchange : str
        The command that makes the exchange.
    commands : list of str
        The grader's, in their order.
    """

    everyone: str
    course: str
    hub: str
    exchange: str
    commands: list

    @classmethod
    def read(cls):
        """Read the guide's section."""
        text = GUIDE.read_text(encoding="utf-8")
        (section,) = re.findall(r"^## JupyterHub\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)
        settings = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
        (exchange,) = re.findall(r"`(install -d [^`]*)`", section)
        rows = [line for line in section.splitlines() if line.startswith("|")]
        return cls(*settings, exchange, re.findall(r"`(nbgrader [^`]*)`", "\n".join(rows)))


def proxy_program():
    """Return the hub's proxy, installed by npm where it is missing."""
    name = "configurable-http-proxy"
    if program := shutil.which(name):
        return program
    if not shutil.which("node"):
        raise CannotRunError("no node here, which the hub's proxy needs: apt-get install npm")
    program = PROXY / "node_modules" / ".bin" / name
    if not program.exists():
        if not shutil.which("npm"):
            raise CannotRunError(f"neither {name} nor npm here: apt-get install npm")
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", PROXY, f"{name}@5.3.0"]
        command += ["--fetch-retries=1", "--fetch-timeout=30000"]  # milliseconds
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            reason = done.stderr.partition("\n")[0]  # npm error code ...
            raise CannotRunError(f"npm could not install {name}: {reason}")
    return str(program)


def free_ports(count):
    """Find ports of loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def closed_folders():
    """Find the folders on the way to the environment and the course through which only root goes.

    Returns
    -------
    list of pathlib.Path
        Outer ones first.
    """
    needed = (ROOT, Path(sys.prefix), Path(sys.base_prefix))
    ways = {parent for path in needed for parent in path.resolve().parents}
    return sorted(path for path in ways if not path.stat().st_mode & 0o001)


def become(uid):
    """Return the command that runs another one as a user without any rights of root's."""
    return ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]


class Hub:
    """A hub that runs, in namespaces in which its users, ``/srv`` and ``/etc/jupyter`` exist.

    Run as root, each user has a uid of their own. Else, or where another user may not even read
    the environment, all have one, as on hubs of containers: nbgrader goes by the hub's user name.

    Parameters
    ----------
    folder : pathlib.Path
        An empty folder.

    Attributes
    ----------
    distinct : bool
        Whether each user has a uid of their own.
    classroom : build_tools.classroom.Classroom
        The course, as root sees it.
    address : str
        ``http://127.0.0.1:<port>``.

    Raises
    ------
    CannotRunError
        If this machine lacks what a hub needs.
    """

    def __init__(self, folder):
        self.folder = folder
        self._watch = None
        self.guide = Guide.read()
        proxy = proxy_program()
        # All that runs in the namespaces ends with `unshare`, and that with whoever runs the test.
        self._unshare = ["setpriv", "--pdeathsig=KILL"]
        self._unshare += ["unshare", "--mount", "--propagation=private"]
        self._unshare += ["--pid", "--fork", "--kill-child", "--mount-proc"]
        if os.getuid() != 0:
            self._unshare += ["--user", "--map-root-user"]
        for place in ("srv", "etc/jupyter", "open"):
            (folder / place).mkdir(parents=True)
        self._try_namespaces()
        self.distinct = os.getuid() == 0 and self._others_can_run_python()
        self._add_users()
        self._make_course()
        self._start(proxy)

    def _try_namespaces(self):
        if not all(map(shutil.which, ("unshare", "nsenter", "setpriv"))):
            raise CannotRunError("unshare, nsenter or setpriv is missing: Linux's util-linux")
        done = subprocess.run(self._inside("true"), capture_output=True, text=True)
        if done.returncode != 0:
            raise CannotRunError(f"no namespaces with mounts here: {done.stderr.strip()}")

    def _inside(self, *program):
        script = MOUNTS + "".join(OPEN.format(path) for path in closed_folders())
        script += 'shift\nexec "$@"'
        return [*self._unshare, "sh", "-ec", script, "sh", self.folder, *program]

    def _others_can_run_python(self):
        # setpriv itself still has root's rights while it looks for a program: hence sh.
        command = [*become(USERS["hanako"]), "sh", "-c", '"$0" -c "import mlcourse"']
        done = subprocess.run(self._inside(*command, sys.executable), stderr=subprocess.DEVNULL)
        return done.returncode == 0

    def _add_users(self):
        passwd = Path("/etc/passwd").read_text(encoding="utf-8")
        group = Path("/etc/group").read_text(encoding="utf-8")
        if not self.distinct:
            passwd = f"jovyan:x:0:0::{HOMES}:/bin/sh\n{passwd}"  # images' name for one of many
            group += f"others:x:65534:{','.join(USERS)}\n"  # what a uid namespace cannot map
        for name, number in USERS.items():
            uid = number if self.distinct else 0
            passwd += f"{name}:x:{uid}:{uid}::{HOMES / name}:/bin/sh\n"
            home = self.home(name)
            home.mkdir(parents=True)
            self._give(home, name)
        (self.folder / "etc" / "passwd").write_text(passwd, encoding="utf-8")
        (self.folder / "etc" / "group").write_text(group, encoding="utf-8")

    def _make_course(self):
        etc = self.folder / "etc" / "jupyter"
        (etc / "nbgrader_config.py").write_text(self.guide.everyone, encoding="utf-8")
        # One uid for all is root's within the namespace.
        (etc / "jupyter_server_config.py").write_text(
            f"c = get_config()\nc.ServerApp.allow_root = {not self.distinct}\n"
        )
        self.classroom = Classroom(self.folder / "srv" / COURSE.name)
        root = self.classroom.root
        with open(root / "nbgrader_config.py", "a", encoding="utf-8") as file:
            file.write(self.guide.course)
        (root / ".venv").symlink_to(sys.prefix)
        self._give(root, GRADER)

    def _give(self, folder, user):
        """Make a folder one user's, closed to others."""
        folder.chmod(0o700)
        if self.distinct:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, USERS[user], USERS[user], follow_symlinks=False)

    def _start(self, proxy):
        front, back, api, service = free_ports(4)
        self.address = f"http://127.0.0.1:{front}"
        folder = self.folder / "srv" / "hub"
        folder.mkdir(mode=0o700)
        config = folder / "jupyterhub_config.py"
        config.write_text(
            "c = get_config()\n"
            + self.guide.hub.replace("127.0.0.1:9999", f"127.0.0.1:{service}")
            + f"c.JupyterHub.bind_url = {self.address!r}\n"
            f"c.JupyterHub.hub_bind_url = 'http://127.0.0.1:{back}'\n"
            f"c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{api}'\n"
            f"c.ConfigurableHTTPProxy.command = [{proxy!r}]\n"
            "c.JupyterHub.authenticator_class = 'shared-password'\n"
            f"c.SharedPasswordAuthenticator.user_password = {PASSWORD!r}\n"
            f"c.Authenticator.allowed_users = {set(USERS) - {GRADER}}\n"
            f"c.Spawner.cmd = [{str(PROGRAMS / 'jupyterhub-singleuser')!r}]\n"
            "c.Spawner.default_url = '/lab'\n"
            "c.Spawner.start_timeout = c.Spawner.http_timeout = 120\n"
        )
        self.log = self.folder / "hub.log"
        program = [sys.executable, "-m", "jupyterhub", "--config", f"/srv/hub/{config.name}"]
        script = 'cd /srv/hub && exec "$@"'
        environment = {**os.environ, "PATH": f"{PROGRAMS}:{os.environ['PATH']}"}
        with open(self.log, "w") as output:
            self.process = subprocess.Popen(
                self._inside("sh", "-ec", script, "sh", *program),
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self):
        for _ in range(120):
            assert self.process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(f"{self.address}/hub/api", timeout=10).close()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.5)
        raise TimeoutError(self.log.read_text())

    def stop(self):
        """End the hub's namespace, and with it all that runs in it."""
        self.process.kill()
        self.process.wait(30)
        if self._watch is not None:
            self._watch.wait(30)

    def home(self, user):
        """Return a user's home, as root sees it."""
        return self.folder / "srv" / "home" / user

    def run(self, user, command, folder="/"):
        """Run a shell command as a user of the hub; return what it printed.

        Parameters
        ----------
        user : str
            One of `USERS`, or ``"root"``.
        command : str
            For the shell.
        folder : pathlib.Path or str
            Where.
        """
        done = subprocess.run(
            [*self._enter(user), "sh", "-c", f"cd {folder} && {command}"],
            env=self._environment(user),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{command}:\n{done.stdout}"
        return done.stdout

    def start_watch(self):
        """Start the service that grades on arrival; it ends with the hub.

        Returns
        -------
        pathlib.Path
            Its log.
        """
        unit = (ROOT / "autograde" / "examples" / "nbseal-watch.service").read_text()
        said = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
        log = self.folder / "watch.log"
        with open(log, "w", encoding="utf-8") as output:
            self._watch = subprocess.Popen(
                [
                    *self._enter(said["User"]),
                    *("sh", "-c", f"cd {said['WorkingDirectory']} && exec {said['ExecStart']}"),
                ],
                env=self._environment(said["User"]),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        return log

    def _enter(self, user):
        """Return the command that runs another one among the hub's processes, as a user."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        enter = ["nsenter", f"--target={children.read_text().split()[0]}", "--mount", "--pid"]
        if os.getuid() != 0:
            enter += ["--user", "--preserve-credentials"]
        if self.distinct and user != "root":
            enter += become(USERS[user])
        return enter

    @staticmethod
    def _environment(user):
        return {
            "HOME": str(HOMES / user),
            "PATH": f"{COURSE / '.venv' / 'bin'}:{os.environ['PATH']}",
            "PYTHONUTF8": "1",
            "COURSE_LANGUAGE": "ja",
        }
