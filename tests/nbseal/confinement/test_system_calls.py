"""The numbers of system calls are those of the kernel's own headers."""

import re
from pathlib import Path

import pytest
from nbseal.confinement import linux, seccomp

#: What Debian's linux-libc-dev installs; aarch64 uses the generic numbers.
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def numbers(architecture):
    path = HEADERS[architecture]
    if not path.is_file():
        pytest.skip(f"no {path}: install the kernel's headers (linux-libc-dev)")
    text = path.read_text(encoding="utf-8")
    found = {n: int(v) for n, v in re.findall(r"#define __NR_(\w+)\s+(\d+)", text)}
    # "#define __NR_truncate __NR3264_truncate", itself a number
    old = {n: int(v) for n, v in re.findall(r"#define __NR3264_(\w+)\s+(\d+)", text)}
    return {**old, **found}


@pytest.mark.parametrize(("place", "architecture"), [(0, "x86_64"), (1, "aarch64")])
def test_seccomp(place, architecture):
    known = numbers(architecture)
    wrong = {}
    for name, pair in seccomp._NUMBERS.items():
        number = pair[place]
        if number is None or number < 0:
            assert name not in known, f"{name} has a number on {architecture}"
        elif name in known:  # a header may be older than the newest calls
            if known[name] != number:
                wrong[name] = (number, known[name])
        else:
            assert number not in known.values(), f"{name}: {number} is another call"
    assert wrong == {}
    assert sum(name in known for name in seccomp._NUMBERS) > 0.7 * len(seccomp._NUMBERS)


@pytest.mark.parametrize("architecture", HEADERS)
def test_own_calls(architecture):
    known = numbers(architecture)
    assert {n: known[n] for n in linux.SYSCALLS[architecture]} == linux.SYSCALLS[architecture]
    assert known["landlock_create_ruleset"] == linux.LANDLOCK_CREATE_RULESET
    assert known["landlock_add_rule"] == linux.LANDLOCK_ADD_RULE
    assert known["landlock_restrict_self"] == linux.LANDLOCK_RESTRICT_SELF
