"""Linux's own calls."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="system calls of Linux")

MUCH = """
from nbseal.confinement import linux

kept = [bytes([n % 251]) * 1000 for n in range(60_000)]
linux.use_large_pages()
assert kept == [bytes([n % 251]) * 1000 for n in range(60_000)]
with open("/proc/self/smaps_rollup") as file:
    print(next(line.split()[1] for line in file if line.startswith("AnonHugePages")))
"""


def test_memory_in_large_pages_holds_what_it_held():
    done = subprocess.run([sys.executable, "-c", MUCH], capture_output=True, text=True, check=True)
    if done.stdout.strip() == "0":
        pytest.skip("this machine gives no large pages (from Linux 6.1)")
    assert int(done.stdout) > 10_000  # KiB
