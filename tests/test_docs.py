"""The examples of the guide for authors do what it says: in one kernel, and sealed."""

import re
import socket
import threading

import pytest
from nbseal.sealed.checker import CheckSide, ProxyError, StudentError
from nbseal.sealed.student import StudentSide
from nbseal.sealed.wire import Channel

import mlcourse.checks.probes
from build_tools.lessons import ROOT

SETUP = (
    "import numpy as np\n"
    "from mlcourse.checks import Array, Number, Whole, check_agrees, check_close, check_equal\n"
    "from mlcourse.checks import check_shape, check_unchanged, probe\n"
)
BLOCKS = re.findall(
    r"<!-- (student|check)(?: raises (\w+))? -->\n```python\n(.*?)```",
    (ROOT / "docs" / "checks.md").read_text(encoding="utf-8"),
    re.DOTALL,
)
STUDENT = "\n".join(text for kind, _, text in BLOCKS if kind == "student")
CHECKS = [(text, error) for kind, error, text in BLOCKS if kind == "check"]
NAMES = [text.split("\n")[0][:40] for text, _ in CHECKS]


def test_there_are_examples():
    assert len(CHECKS) >= 5


@pytest.mark.parametrize(("text", "error"), CHECKS, ids=NAMES)
def test_in_one_kernel(text, error):
    namespace = {"__name__": "__main__"}
    exec(SETUP + STUDENT, namespace)
    if error == "AssertionError":
        with pytest.raises(AssertionError):
            exec(text, namespace)
    else:  # what only a sealed check refuses goes well here
        exec(text, namespace)


@pytest.mark.parametrize(("text", "error"), CHECKS, ids=NAMES)
def test_sealed(text, error, monkeypatch):
    ours, theirs = socket.socketpair()
    student, known = {"__name__": "student"}, {"__name__": "__main__"}
    exec(SETUP + STUDENT, student)
    exec(SETUP, known)
    there = StudentSide(Channel(theirs), student)

    def serve():
        with theirs:
            while not there.over:
                there.serve()

    thread = threading.Thread(target=serve)
    thread.start()
    here = CheckSide(Channel(ours), known, limit=10)
    monkeypatch.setattr(mlcourse.checks.probes, "_run_probe", here.probe)
    try:
        here.fetch(text)
        if error:
            errors = {"AssertionError": AssertionError, "ProxyError": ProxyError}
            with pytest.raises(errors[error]):
                exec(text, known)
        else:
            exec(text, known)
    except StudentError as raised:
        pytest.fail(raised.traceback)
    finally:
        ours.close()
        thread.join(10)
