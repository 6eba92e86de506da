"""Feed the wire's decoder malformed messages: it may raise `WireError` and nothing else.

    python -m tests.nbseal.sealed.fuzz_wire --messages 1000000

Messages are valid ones of every kind with bytes changed, messages whose payloads were forged before
they were written, and noise; some come through a channel in pieces. What is decoded all the same is
used: arrays are read, generators drawn from. Workers run under a limit of address space; a worker
that crashes or hangs is counted, and the next one goes on behind the message. Message number i of a
seed is always the same: ``--only i`` decodes it alone.
"""

import argparse
import collections
import datetime
import decimal
import fractions
import json
import multiprocessing
import random
import resource
import socket
import sys
import time
import traceback
import zoneinfo

import numpy as np
import pandas as pd
import torch
from nbseal.errors import WireError
from nbseal.sealed.codec import Encoder
from nbseal.sealed.codec.common import INLINE, MAGIC, PREAMBLE
from nbseal.sealed.wire import Channel, decode, encode

HEADROOM = 2**30  # bytes of address space that decoding may take beyond what the libraries have
HANG = 60  # seconds without a message done
INTERESTING = (0, 1, 2, 63, 64, 127, 128, 255, 256, 624, 625, 4095, 4096, 65535, 2**31 - 1, 2**31)
INTERESTING += (2**32 - 1, 2**32, 2**53, 2**62, 2**63 - 1, 2**63, 2**64 - 1, 2**128 - 1, 10**400)
NAMES = (
    *("PCG64", "MT19937", "SFC64", "Philox", "numpy", "str", "object", "times", "category"),
    *("range", "multi", "plain", "float32", "bool", "complex64", "UTC", "UTC+09:00", "UTC-99:99"),
    *("Asia/Tokyo", "../../x", "C", "B", "ME", "-1D", "999999D", "W-MON", "<M8[ns]", "<U9", "|O"),
    *("pyarrow", "python", "\0", "x" * 500),
)


class Thing:
    """No plain data."""


def samples():
    """Return small values of every kind that crosses."""
    shared = [1, "two"]
    times = pd.date_range("2024-01-30", periods=4, freq="D", tz="Asia/Tokyo")
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    leaf.grad = torch.tensor([3.0, 4.0])
    drawn = np.random.default_rng(7)
    drawn.integers(5, dtype=np.uint32)
    return [
        [None, True, False, ..., 0, -(2**63), 2**64, -(2**200), 1.5, float("nan"), -0.0, 2 - 1j],
        ["", "plain", "日本語 🎓", b"", b"bytes", bytearray(b"array"), b"x" * (INLINE + 1)],
        {"list": [1.0, 2.0], "ints": [1, 2, 3], "bools": [True, False], "tuple": (1, "a", [])},
        [[np.float64(1.5), np.float64("nan")], (np.int8(-1),) * 3, [np.bool_(True)] * INLINE],
        {1: {2: {3: [4, (5, {6})]}}, (1, frozenset({"a"})): range(3, -9, -2), 2.5: slice(1, None)},
        [shared, shared, (shared, {"again": shared})],
        {"sets": [set(), {1, "a", (2, None)}, frozenset({1j})], np.int64(4): np.float32(0.1)},
        [np.array(3), np.zeros((0, 2)), np.arange(6, dtype=">i2").reshape(2, 3), np.ones(3, "?")],
        [np.asfortranarray(np.eye(2, 3)), np.arange(9)[::-2], np.array([1j, 2]), np.float16(2)],
        [np.array(["a", "日本"]), np.array([b"ab"]), np.longdouble(1) / 3, np.uint8([1, 2])],
        [np.array(["2024-01-30", "NaT"], "M8[D]"), np.timedelta64(3, "ns")],
        [np.str_("s"), np.str_(""), np.bytes_(b"b"), np.bool(True), np.datetime64("2024")],
        np.arange(INLINE, dtype=np.float32).reshape(64, 64),
        [np.dtype(">f4"), torch.float32, torch.device("cpu"), torch.Size([2, 3])],
        [torch.arange(6.0).reshape(2, 3).t(), torch.tensor(True), torch.zeros(0, 3), leaf],
        [torch.ones(3, dtype=torch.bfloat16), torch.tensor([1j]), torch.eye(2).int()],
        [drawn, np.random.Generator(np.random.SFC64(1)), np.random.Generator(np.random.Philox(1))],
        [np.random.RandomState(3), np.random.Generator(np.random.PCG64DXSM(1))],
        np.random.Generator(np.random.MT19937(1)),
        torch.Generator().manual_seed(3),
        random.Random(3),
        pd.Series([1.0, np.nan], index=["a", "b"], name="series"),
        pd.DataFrame({"a": [1, 2], "b": [3, 4]}, index=pd.Index([5, 6], name="number")),
        pd.DataFrame({"n": [1, 2], "text": ["x", None], "mixed": np.array([1, "a"], object)}),
        pd.DataFrame({"kind": pd.Categorical(["u", "v", None, "u"]), "time": times}, index=times),
        pd.Series([1, 2, 3], pd.MultiIndex.from_tuples([(1, "a"), (1, "b"), (2, None)])),
        [pd.RangeIndex(2, 9, 3), pd.timedelta_range("1h", periods=3), pd.CategoricalIndex([1, 2])],
        [pd.Timestamp("2024-01-30 12:00", tz="UTC"), pd.Timedelta("1h"), pd.NaT, ValueError("no")],
        [datetime.datetime(2024, 2, 29, 1, 2, 3, 4, zoneinfo.ZoneInfo("Asia/Tokyo"), fold=1)],
        [datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))],
        {datetime.date(2024, 2, 29): datetime.time(1, 2), 1: datetime.timedelta(-1, 3, 4)},
        [decimal.Decimal("1.50"), decimal.Decimal("-Infinity"), fractions.Fraction(-1, 3)],
        [{1: "a", "b": 2}.keys(), {1: (2, "b")}.items(), {1: 2.5}.values(), int, {type(None): 1}],
        [Thing(), {"thing": Thing()}],
    ]  # fmt: skip


def handle(value):
    return {"kind": "proxy", "number": 7} if isinstance(value, Thing) else None


def resolve(given):
    return [Thing()][given["number"] - 7]


class Forger(Encoder):
    """Writes messages in which payloads and references are not what they should be."""

    def __init__(self, rng, pool):
        super().__init__(handle=handle)
        self.rng, self.pool = rng, pool

    def payload(self, extension, value):
        payload = super().payload(extension, value)
        return self.forge(payload) if self.rng.random() < 0.8 else payload

    def forge(self, value):
        """Return a value with one part changed."""
        rng = self.rng
        if isinstance(value, tuple | list) and value and rng.random() < 0.9:
            parts = list(value)
            place = rng.randrange(len(parts))
            what = rng.random()
            if what < 0.8:
                parts[place] = self.forge(parts[place])
            elif what < 0.9:
                del parts[place]
            else:
                parts.insert(place, rng.choice(self.pool))
            return type(value)(parts)
        if isinstance(value, np.ndarray) and rng.random() < 0.8:
            return self.forge_array(value)
        if type(value) is bool:
            return not value
        if type(value) is int and rng.random() < 0.9:
            return rng.choice((*INTERESTING, value + 1, value - 1, -value, rng.getrandbits(64)))
        if type(value) is str and rng.random() < 0.8:
            return rng.choice(NAMES)
        if type(value) is range:
            return range(rng.choice(INTERESTING[:20]), rng.choice(INTERESTING[:20]), -1)
        return rng.choice(self.pool)

    def forge_array(self, array):
        rng = self.rng
        what = rng.random()
        if what < 0.15:
            return array[: rng.randrange(len(array) + 1)] if array.ndim else array.reshape(1)
        if what < 0.25:
            with np.errstate(invalid="ignore", over="ignore"):
                return array.astype(rng.choice(("i1", "u2", "i8", "f4", "f8", "?", "c16")))
        if what < 0.35:
            return np.zeros_like(array)
        if what < 0.45:
            return array.reshape(rng.choice(((-1, 1), (1, -1), (-1,))))
        data = bytearray(array.tobytes())
        if data:
            for _ in range(rng.randint(1, 8)):
                data[rng.randrange(len(data))] = rng.choice((0, 1, 2, 127, 128, 255))
        return np.frombuffer(bytes(data), array.dtype).reshape(array.shape)


def frame(header, body=b""):
    """Return a message with this header and body."""
    return PREAMBLE.pack(MAGIC, len(header), len(body)) + header + body


class Messages:
    """Malformed messages by number."""

    def __init__(self, seed):
        self.seed = seed
        self.values = samples()
        self.valid = [b"".join(encode(value, handle=handle)) for value in self.values]
        self.pool = [part for value in self.values if type(value) is list for part in value]
        self.pool = [part for part in self.pool if not isinstance(part, Thing)]
        # Large values are changed as often as others, which takes time and finds little more.
        self.small = [message for message in self.valid if len(message) < 2 * INLINE]

    def __getitem__(self, number):
        rng = random.Random(f"{self.seed}-{number}")
        what = rng.random()
        if what < 0.45:
            return self.changed(rng, rng.choice(self.small if rng.random() < 0.9 else self.valid))
        if what < 0.9:
            return self.forged(rng)
        if what < 0.95:
            tags = b"N.TFiIfcsbBltdSZ:r&@xagu*dq?"
            noise = bytes(rng.choice(tags) if rng.random() < 0.5 else rng.choice(b"\0\0\0\1\2\xff")
                          for _ in range(rng.randint(0, 200)))  # fmt: skip
            return frame(noise, rng.randbytes(rng.choice((0, 0, INLINE))))
        return rng.randbytes(rng.randint(0, 100))

    def forged(self, rng):
        try:
            message = b"".join(Forger(rng, self.pool).message(rng.choice(self.values)))
        except (TypeError, ValueError, OverflowError, IndexError):  # this forgery cannot be written
            return self.changed(rng, rng.choice(self.small))
        return self.changed(rng, message) if rng.random() < 0.2 else message

    def changed(self, rng, message):
        _, size, _ = PREAMBLE.unpack(message[: PREAMBLE.size])
        header = bytearray(message[PREAMBLE.size : PREAMBLE.size + size])
        body = bytearray(message[PREAMBLE.size + size :])
        for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
            self.change(rng, header)
        if body and rng.random() < 0.5:
            self.change(rng, body)
        message = bytearray(frame(header, body))
        if rng.random() < 0.05:
            self.change(rng, message)
        return bytes(message)

    def change(self, rng, data):
        place = rng.randrange(len(data) + 1)
        what = rng.random()
        if what < 0.3 and data:
            data[place % len(data)] ^= 1 << rng.randrange(8)
        elif what < 0.45 and data:
            data[place % len(data)] = rng.choice(
                b"N.TFiIfcsbBltdSZ:r&@xagu*dq?\0\1\2\x40\x7f\x80\xff"
            )
        elif what < 0.65:
            size = rng.choice((1, 2, 4, 8))
            number = rng.choice(INTERESTING[:-2]) % 256**size
            data[place : place + size] = number.to_bytes(size, "little")
        elif what < 0.75:
            del data[place : place + rng.choice((1, 2, 4, 8, 50))]
        elif what < 0.85:
            donor = rng.choice(self.small)
            start = rng.randrange(len(donor))
            data[place:place] = donor[start : start + rng.choice((1, 4, 8, 40, 400))]
        elif what < 0.95:
            start = rng.randrange(len(data) + 1)
            data[place:place] = data[start : start + rng.choice((1, 9, 40))] * rng.choice((1, 2, 9))
        else:
            del data[place:]


def through_channel(message, rng):
    """Receive a message that comes in pieces from a sender who then hangs up."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        place = 0
        while place < len(message):
            size = rng.randint(1, len(message))
            theirs.send(message[place : place + size])
            place += size
        theirs.close()
        return Channel(ours).receive(resolve=resolve, timeout=10)


def use(value):
    """Do with a value what a crash would show: read what it holds, draw from it."""
    if isinstance(value, list | tuple | set | frozenset):
        for part in value:
            use(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            use(key)
            use(part)
    elif isinstance(value, np.ndarray | np.generic):
        np.sort(value, axis=None)
    elif isinstance(value, torch.Tensor):
        value.detach().clone().reshape(-1).tolist()
    elif isinstance(value, np.random.Generator):
        value.standard_normal(10), value.integers(3, 1000, 10), value.random(700)
    elif isinstance(value, np.random.RandomState):
        value.randn(10), value.randint(3, 1000, 10), value.rand(700)
    elif isinstance(value, torch.Generator):
        torch.randn(11, generator=value), torch.randint(9, (700,), generator=value)
    elif isinstance(value, random.Random):
        value.gauss(0, 1), value.normalvariate(0, 1), [value.randrange(9) for _ in range(700)]
    elif isinstance(value, pd.DataFrame | pd.Series | pd.Index):
        value.equals(value.copy(deep=True))
        repr(value)
    elif not isinstance(value, Thing):
        repr(value)


def attempt(message, rng):
    """Return what became of a message."""
    try:
        if rng.random() < 0.05:
            value = through_channel(message, rng)
        else:
            value = decode(message, resolve=resolve)
    except WireError:
        return "refused"
    except EOFError:
        return "refused (ended early)"
    except Exception:
        return "EXCEPTION " + traceback.format_exc(limit=-4)
    try:
        use(value)
    except Exception as error:  # a time beyond what can be shown, say; a check's own affair
        return f"decoded, {type(error).__name__} in use"
    return "decoded"


def work(seed, first, step, stop, done, results):
    """Go through messages and count what became of them."""
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[0])
    limit = pages * resource.getpagesize() + HEADROOM
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    messages = Messages(seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes, slowest = collections.Counter(), (0.0, -1)
    for counted, number in enumerate(range(first, stop, step), 1):
        done.value = number
        message = messages[number]
        start = time.perf_counter()
        outcomes[attempt(message, random.Random(number))] += 1
        slowest = max(slowest, (time.perf_counter() - start, number))
        if counted % 500 == 0 or number + step >= stop:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            results.put((outcomes, slowest, peak))
            outcomes = collections.Counter()


def fuzz(messages, seed=0, processes=2):
    """Decode malformed messages in worker processes; return a report."""
    context = multiprocessing.get_context("fork")
    report = {"messages": messages, "seed": seed, "crashes": [], "hangs": []}
    outcomes, slowest, peak = collections.Counter(), (0.0, -1), 0
    results = context.SimpleQueue()
    lanes = {}

    def launch(lane, first):
        done = context.Value("q", first, lock=False)
        worker = context.Process(
            target=work, args=(seed, first, processes, messages, done, results)
        )
        worker.start()
        lanes[lane] = [worker, done, first, time.monotonic()]

    def collect():
        nonlocal slowest, peak
        while not results.empty():
            counts, slow, memory = results.get()
            outcomes.update(counts)
            slowest, peak = max(slowest, slow), max(peak, memory)

    start = time.monotonic()
    for lane in range(min(processes, messages)):
        launch(lane, lane)
    while lanes:
        time.sleep(0.1)
        collect()
        for lane, (worker, done, seen, since) in list(lanes.items()):
            if done.value != seen:
                lanes[lane][2:] = done.value, time.monotonic()
            hangs = time.monotonic() - since > HANG
            if worker.is_alive() and not hangs:
                continue
            if worker.is_alive():
                worker.kill()
                report["hangs"].append(done.value)
            worker.join()
            del lanes[lane]
            if hangs or worker.exitcode:
                if not hangs:
                    report["crashes"].append((done.value, worker.exitcode))
                if done.value + processes < messages:
                    launch(lane, done.value + processes)
    collect()
    report["exceptions"] = {k: n for k, n in outcomes.items() if k.startswith("EXCEPTION")}
    report["outcomes"] = {k: n for k, n in outcomes.most_common() if not k.startswith("EXC")}
    report["slowest message"] = {"seconds": round(slowest[0], 3), "number": slowest[1]}
    report["peak memory added, MiB"] = round(peak / 1024)
    report["seconds"] = round(time.monotonic() - start)
    return report


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--only", type=int, help="decode this message alone")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    if options.only is not None:
        message = Messages(options.seed)[options.only]
        print(message[:2000])
        print(attempt(message, random.Random(options.only)))
        return 0
    report = fuzz(options.messages, options.seed, options.processes)
    print(json.dumps(report, indent=2))
    return bool(report["crashes"] or report["hangs"] or report["exceptions"])


if __name__ == "__main__":
    sys.exit(main())
