"""One zygote for a run: workers ask the one that the command started."""

import os
import sys
import time

import psutil
import pytest
from nbseal.confinement.policy import Isolation
from nbseal.errors import ForkServerError
from nbseal.execution.server import ForkServer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forking needs Linux")


def test_requests_that_come_at_once_keep_their_descriptors():
    isolation = Isolation()
    ForkServer.close_all()
    # While the zygote starts, it reads nothing: all of this lies there when it begins.
    server = ForkServer.begin(isolation)
    server.load_soon(["json"])
    others = [ForkServer.attached(server.attach(), server.directory) for _ in range(3)]
    server.load_soon(["decimal"])
    for other in others:
        other.load(["fractions"])
        assert other.running
        other.close()
    assert server.running
    ForkServer.close_all()
    assert not os.path.exists(server.directory)


def test_answers_that_come_together_are_told_apart():
    ForkServer.close_all()
    server = ForkServer.begin(Isolation())
    server.load(["json"])
    server.load_soon(["decimal"])
    server.load_soon(["fractions"])
    time.sleep(1)  # both are there when the first one is read
    with pytest.raises(ForkServerError, match="no_such_function"):
        server.load(["os:no_such_function"])
    assert server.answers(10)
    ForkServer.close_all()
    assert not server.answers(10)


@pytest.mark.parametrize("wait", range(0, 40, 4))
def test_one_that_is_closed_while_it_starts_leaves_nothing_behind(wait):
    """A box that is being made would wait without end for a process that is killed meanwhile."""
    ForkServer.close_all()
    server = ForkServer.begin(Isolation())
    time.sleep(wait / 1000)
    ForkServer.close_all()
    mine = [p.pid for p in psutil.process_iter() if server.directory in " ".join(_command(p))]
    assert mine == []


def _command(process):
    try:
        return process.cmdline() if process.status() != psutil.STATUS_ZOMBIE else []
    except psutil.Error:
        return []
