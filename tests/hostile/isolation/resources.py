"""Memory, processes, files and time. Each is bounded by itself, should nothing else stop it."""

from tests.hostile.bank import Submission
from tests.hostile.isolation.common import DEAD, attack

FORK_BOMB = """
import os, time
ends, count = time.monotonic() + 20, 0
while time.monotonic() < ends and count < 1000:
    count += 1
    try:
        if os.fork() == 0:
            try:
                os.fork()
                time.sleep(max(0, ends - time.monotonic()))
            finally:
                os._exit(0)
    except (OSError, KeyboardInterrupt): pass
time.sleep(20)
"""
THREAD_BOMB = """
import threading, time
ends = time.monotonic() + 20
count = 0
while time.monotonic() < ends and count < 2000:
    count += 1
    try: threading.Thread(target=lambda: time.sleep(max(0, ends - time.monotonic()))).start()
    except (RuntimeError, KeyboardInterrupt): pass
time.sleep(20)
"""
MEMORY = """
kept = []
for _ in range(6 * 16):
    block = bytearray(64 << 20)
    block[::4096] = b"x" * len(block[::4096])
    kept.append(block)
"""
SHARED_MEMORY = """
import mmap, time
kept, block = [], bytes(64 << 20)
for _ in range(6 * 16):
    try:
        kept.append(mmap.mmap(-1, 64 << 20))
        kept[-1].write(block)
    except KeyboardInterrupt: pass
time.sleep(20)
"""
MEMORY_OF_MANY = """
import os, time
for _ in range(12):
    try:
        if os.fork() == 0:
            try:
                block = b"x" * (500 << 20)
                time.sleep(20)
            finally:
                os._exit(0)
    except KeyboardInterrupt: pass
try: time.sleep(20)
except KeyboardInterrupt: time.sleep(20)
"""
DISK = """
import os
block = os.urandom(1 << 20)
for number in range(12):
    with open(f"file{number}", "wb") as file:
        for _ in range(100): file.write(block)
"""
DELETED_FILES = """
import os
kept = []
for number in range(12):
    for place in (".", "/tmp", "/dev/shm"):
        file = open(os.path.join(place, f"{WHERE['marker']}-{number}"), "w+b")
        os.remove(file.name)
        kept.append(file)
        for _ in range(50): file.write(bytes(1 << 20)); file.flush()
"""
SMALL_FILES = """
import os
for number in range(200_000):
    os.mkdir(f"{number}")
"""
DEEP_FOLDERS = """
import os
for _ in range(3000):
    os.mkdir("d" * 50)
    os.chdir("d" * 50)
    os.chmod("..", 0)
"""
DESCRIPTORS = """
import os, socket
kept = []
try:
    while len(kept) < 100_000: kept += socket.socketpair()
except OSError as error: print(error)
try:
    while len(kept) < 200_000: kept += os.pipe()
except OSError as error: print(error)
"""
ENDLESS = """
while True: pass
"""
LONG_IN_C = """
sum(range(10**13))
"""
SLOW_CALLS = """
import time
def mean_of_squares(x):
    time.sleep(2)
    return float((x ** 2).mean())
"""

# Which limit ends the kernel, that of time or the other one, is a matter of the machine's speed.
BANK = [
    attack("fork-bomb", "forks without end", FORK_BOMB, DEAD, said="kernel ended", alone=True),
    attack(
        "thread-bomb",
        "starts threads without end",
        THREAD_BOMB,
        DEAD,
        said="kernel ended",
        alone=True,
    ),
    attack("memory-bomb", "takes 6 GB", MEMORY, alone=True),
    attack(
        "shared-memory",
        "takes 6 GB of shared memory",
        SHARED_MEMORY,
        DEAD,
        said="kernel ended",
        alone=True,
    ),
    attack(
        "memory-of-many",
        "12 children take 6 GB",
        MEMORY_OF_MANY,
        DEAD,
        said="kernel ended",
        alone=True,
    ),
    attack("disk", "writes 1.2 GB", DISK, alone=True),
    attack("deleted-files", "writes 1.2 GB to deleted files", DELETED_FILES, alone=True),
    attack("small-files", "makes 200,000 folders", SMALL_FILES, alone=True),
    attack("deep-folders", "nests 3,000 folders that nobody may enter", DEEP_FOLDERS, alone=True),
    attack("descriptor-leak", "opens descriptors without end", DESCRIPTORS),
    attack("endless", "runs without end", ENDLESS),
    attack("long-in-c", "runs without end in C", LONG_IN_C, DEAD, said="did not stop"),
    Submission(
        "slow-calls",
        "each call within its limit, all of them over it",
        DEAD,
        {"mean_of_squares": SLOW_CALLS},
        said="ran longer than",
    ),
]
