"""The parts of ``make test``, with the real data and without."""

import pytest

from build_tools import run_tests
from build_tools.lessons import ROOT


@pytest.mark.parametrize("real", [True, False])
def test_each_part_has_paths_of_its_own(real, monkeypatch):
    monkeypatch.setattr(run_tests, "real_data", lambda: real)
    monkeypatch.setattr(run_tests, "uses_data", lambda lecture: True)
    parts = dict(run_tests.parts())
    assert ("lectures, outputs compared" in parts) == real
    paths = {name: [a for a in command[1:] if str(ROOT) in a] for name, command in parts.items()}
    assert all(paths.values())  # without any, pytest runs the whole suite once more
    together = [path for some in paths.values() for path in some]
    assert len(together) == len(set(together)) == 2 * 7 + 2
