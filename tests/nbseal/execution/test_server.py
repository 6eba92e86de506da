"""One zygote for a run: workers ask the one that the command started."""

import os
import sys

import pytest
from nbseal.confinement.policy import Isolation
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
