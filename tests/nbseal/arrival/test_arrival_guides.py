"""The guides on running a class by itself: their commands, from top to bottom, in a new folder."""

import csv
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import notebook_hash

from build_tools.classroom import Classroom
from build_tools.lessons import ROOT
from tests.nbseal.lms.conftest import RELEASE, TOPIC, answered

GUIDES = ("watch", "operator", "personal_data")
EXAMPLES = ROOT / "autograde" / "examples"
#: Commands that need a server of one's own: their shell is checked, and the units that they name.
SERVER = "server"
RESTORE = "restore"  # in a folder where nothing of the class is
LIMIT = 120  # seconds


def blocks(name):
    """A guide's blocks of commands: the mark above each, and its lines."""
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    return re.findall(r"(?:<!-- (\w+) -->\n)?```bash\n(.*?)```", text, re.DOTALL)


def run(root, commands):
    """Run commands in a shell that stops at the first that fails; return what they said."""
    programs = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euc", commands],
        cwd=root,
        env={**programs, "PYTHONPATH": str(ROOT / "autograde"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}"
    return done.stdout


def submit(root, student, work):
    """Hand in through the exchange; return the page that will be there."""
    when = "2026-11-20 03:00:00.000000 UTC"
    folder = root / "exchange" / "mlcourse" / "inbound" / f"{student}+{TOPIC}+{when}+random"
    folder.mkdir(parents=True)
    (root / "exchange").chmod(0o777)
    (folder / f"{TOPIC}.ipynb").write_bytes(work)
    (folder / "timestamp.txt").write_text(when)
    (folder / "submission_secret.txt").write_text(f"secret of {student}")
    name = notebook_hash(secret=f"secret of {student}", notebook_id=TOPIC)
    return root / "exchange" / "mlcourse" / "feedback" / f"{name}.html"


def watch_until(root, pages):
    """Run the guide's ``nbseal watch`` until pages are there; end it as systemd does."""
    with open(root / "watch.log", "w", encoding="utf-8") as log:
        watch = subprocess.Popen(
            [sys.executable, "-m", "nbseal", "watch"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT / "autograde")},
            stderr=log,
        )
        try:
            end = time.monotonic() + LIMIT
            while not all(page.exists() for page in pages):
                assert watch.poll() is None, (root / "watch.log").read_text(encoding="utf-8")
                assert time.monotonic() < end, (root / "watch.log").read_text(encoding="utf-8")
                time.sleep(0.1)
        finally:
            watch.send_signal(signal.SIGTERM)
            assert watch.wait(LIMIT) == 0


def scores(root):
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mlcourse") as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions(TOPIC)}


def table(root):
    with (root / f"{TOPIC}-table.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def course(tmp_path):
    """A new folder with the course's shortest assignment; the exchange is below it."""

    def make(name):
        root = tmp_path / name
        Classroom(root)
        for other in (root / "source").iterdir():
            if other.name != TOPIC:
                shutil.rmtree(other)
        text = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
        (settings,) = re.findall(r"<!-- config -->\n```python\n(.*?)```", text, re.DOTALL)
        with open(root / "nbgrader_config.py", "a", encoding="utf-8") as file:
            file.write(f"{settings}c.Exchange.root = {str(root / 'exchange')!r}\n")
        return root

    return make


@pytest.mark.long
def test_a_term_by_the_guides(course):
    root = course("course")
    done = []
    pages = [submit(root, "s1234567", answered()), submit(root, "s2", RELEASE.read_bytes())]
    (root / f"{TOPIC}.ipynb").write_bytes(answered())  # the student's own
    for guide in GUIDES:
        for mark, commands in blocks(guide):
            if mark == SERVER:
                run(root, f"bash -n <<'END'\n{commands}END")
            elif mark == RESTORE:
                run(root, f"nbseal export {TOPIC} --format csv")
                again = course("restored")
                shutil.copytree(root / "backup", again / "backup")
                said = run(again, commands)
                assert "graded" in said
                assert scores(again) == scores(root) == {"s1234567": 2, "s2": 0}
                assert table(again) == table(root)
                graded = list(again.glob(f"autograded/*/{TOPIC}/{TOPIC}.ipynb"))
                assert len(graded) == 2
            elif commands == "nbseal watch\n":
                watch_until(root, pages)
            elif commands.startswith("sha256sum"):
                said = run(root, commands)
                assert hashlib.sha256(answered()).hexdigest() in said
                assert said.split()[0] in pages[0].read_text(encoding="utf-8")
            else:
                run(root, commands)
            done.append(commands.splitlines()[-1])
    assert "nbseal watch" in done
    assert list(scores(root)) == ["s2"]
    assert len(list((root / "given-away" / TOPIC).iterdir())) == 1
    assert not (root / "autograded").exists()


def test_units_are_as_systemd_reads_them(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze here")
    commands = "".join(commands for _, commands in blocks("operator"))
    named = set(re.findall(r"nbseal-\w+\.(?:service|timer)", commands))
    assert named == {path.name for path in EXAMPLES.glob("nbseal-*.*")}
    for name in sorted(named):
        text = (EXAMPLES / name).read_text(encoding="utf-8")
        # The guide's program, folder and user are not on this machine.
        text = re.sub(r"(?m)^(ExecStart=)\S+", rf"\g<1>{sys.executable} -m nbseal", text)
        text = text.replace("User=grader-mlcourse\n", "")
        text = re.sub(r"(?m)^(WorkingDirectory=).*", rf"\g<1>{tmp_path}", text)
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [program, "verify", *(str(tmp_path / name) for name in sorted(named))],
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    said = [line for line in done.stderr.splitlines() if "nbseal" in line]
    assert (done.returncode, said) == (0, []), done.stderr
