"""What is installed is what the lock file says, the same for all users."""

import re

import pytest
import yaml

from build_tools.environment import CONDA_NAMES, PATH, environment_yml, locked_versions
from build_tools.lessons import ROOT


def test_conda_users_get_the_locked_versions():
    assert PATH.read_text(encoding="utf-8") == environment_yml(), "run make lock"
    locked = locked_versions((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    pip_names = {conda: pip for pip, conda in CONDA_NAMES.items()}
    lines = yaml.safe_load(environment_yml())["dependencies"][2:-1]
    assert {"pytorch", "torchvision", "numpy", "nbgrader"} <= {line.split("=")[0] for line in lines}
    for line in lines:
        name, version = line.split("=")
        assert locked[pip_names.get(name, name)] == version


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", "environment.yml"])
def test_no_file_names_a_registry(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|--index-url|--find-links|file:", text)


def test_every_locked_package_has_hashes():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    package = r"^[a-z0-9][^\n]*=="
    hashed = package + r"[^\n]*\\\n(?: +--hash=sha256:[0-9a-f]{64}[^\n]*\n)+"
    names = re.findall(package, text, re.MULTILINE)
    assert len(re.findall(hashed, text, re.MULTILINE)) == len(names) > 50
