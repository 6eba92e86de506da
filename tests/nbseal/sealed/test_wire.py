"""The wire: messages go both ways through a channel, within its limits."""

import json
import socket
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from nbseal.errors import CannotCross, WireError
from nbseal.sealed.codec.common import PREAMBLE
from nbseal.sealed.wire import Channel, encode

from tests.nbseal.sealed import fuzz_wire
from tests.nbseal.sealed.codec.crossing import message, same, u32


@pytest.fixture
def sockets():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_messages_go_both_ways(sockets):
    ours, theirs = map(Channel, sockets)
    for value in fuzz_wire.samples():
        ours.send(value, handle=fuzz_wire.handle, timeout=5)
        theirs.send(theirs.receive(resolve=fuzz_wire.resolve, timeout=5), handle=fuzz_wire.handle)
        ours.receive(resolve=fuzz_wire.resolve, timeout=5)
    ours.send([1, "a"])
    ours.send(None)
    assert [theirs.receive(), theirs.receive()] == [[1, "a"], None]
    assert ours.fileno() == sockets[0].fileno()


def test_large_arrays_cross_a_channel(sockets):
    ours, theirs = map(Channel, sockets)
    value = [np.arange(10**6), b"x" * 10**6, *(np.full(600, n) for n in range(2000))]
    sender = threading.Thread(target=ours.send, args=(value,), kwargs={"timeout": 60})
    sender.start()
    result = theirs.receive(timeout=60)
    sender.join()
    assert same(result, value)


def test_a_timeout_between_messages_does_no_harm(sockets):
    ours, theirs = map(Channel, sockets)
    with pytest.raises(TimeoutError):
        ours.receive(timeout=0.05)
    theirs.send(1)
    assert ours.receive(timeout=5) == 1


def test_a_drip_of_bytes_does_not_extend_the_timeout(sockets):
    channel, stop = Channel(sockets[0]), threading.Event()

    def drip():
        for byte in message(b"b" + u32(10**6), bytes(10**6)):
            if stop.wait(0.01):
                return
            sockets[1].send(bytes([byte]))

    thread = threading.Thread(target=drip)
    thread.start()
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.receive(timeout=0.3)
    assert time.monotonic() - start < 5
    stop.set()
    thread.join()
    with pytest.raises(WireError, match="broke"):  # what comes now is the middle of a message
        channel.receive(timeout=5)


@pytest.mark.parametrize("length", [0, 5, PREAMBLE.size, PREAMBLE.size + 2, 5000])
def test_half_a_message_is_an_end(sockets, length):
    data = b"".join(encode([1, np.zeros(1000)]))
    sockets[1].send(data[:length])
    sockets[1].close()
    with pytest.raises(EOFError):
        Channel(sockets[0]).receive(timeout=5)


def test_a_message_too_large_is_refused_before_it_is_read(sockets):
    sockets[1].send(PREAMBLE.pack(b"MLW1", 10, 2**40))
    channel = Channel(sockets[0])
    with pytest.raises(WireError, match="limit"):
        channel.receive(timeout=5)
    with pytest.raises(WireError, match="broke"):
        channel.receive(timeout=5)


def test_what_cannot_cross_is_not_begun(sockets):
    ours, theirs = map(Channel, sockets)
    with pytest.raises(CannotCross):
        ours.send([1, print])
    ours.send(2)
    assert theirs.receive(timeout=5) == 2


def test_a_receiver_that_does_not_read_or_is_gone(sockets):
    channel = Channel(sockets[0])
    with pytest.raises(TimeoutError):
        channel.send(bytes(10**7), timeout=0.1)
    with pytest.raises(WireError, match="broke"):
        channel.send(1)
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        with pytest.raises(EOFError):
            Channel(ours).send(1, timeout=5)


def test_the_libraries_are_imported_when_they_are_needed():
    code = """
import sys
from nbseal.sealed.wire import decode, encode
decode(encode([1, "a"]))
assert not {"torch", "pandas"} & set(sys.modules)
import pandas, torch
assert decode(encode([torch.ones(1), pandas.Series([1])]))[0] == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_twenty_thousand_malformed_messages():
    command = [sys.executable, fuzz_wire.__file__, "--messages", "20000", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    report = json.loads(done.stdout)
    assert done.returncode == 0, report
    assert sum(report["outcomes"].values()) == 20_000
    assert report["outcomes"]["decoded"] > 1000  # the mutations are not all too coarse
    assert report["peak memory added, MiB"] < 256
