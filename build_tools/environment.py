"""Write ``environment.yml`` for conda users: the same versions as in ``requirements.lock``."""

import re
import tomllib
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

from build_tools.lessons import ROOT

PATH = ROOT / "environment.yml"
PYTHON = "3.11"
CONDA_NAMES = {
    "playwright": "playwright-python",
    "torch": "pytorch",
}


def locked_versions(text):
    """Read the versions that a lock file gives for `PYTHON`.

    Parameters
    ----------
    text : str
        ``requirements.lock``.

    Returns
    -------
    dict of str to str
        Package name to version.
    """
    versions = {}
    for line in re.findall(r"^[a-z0-9].*?==.*$", text, re.MULTILINE):
        requirement = Requirement(line.rstrip("\\ "))
        environment = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.0"}
        if requirement.marker is None or requirement.marker.evaluate(environment):
            (specifier,) = requirement.specifier
            versions[requirement.name] = specifier.version
    return versions


def environment_yml():
    """Return the text of ``environment.yml``."""
    course, grader = (_project(folder) for folder in (ROOT, ROOT / "autograde"))
    extras = course["optional-dependencies"]
    # The site is made by `make site`, in .venv; conda-forge does not have all that it needs.
    parts = ("lab", "sklearn", "torch", "grading", "staff", "test")
    wanted = [*course["dependencies"], *chain(*(extras[part] for part in parts))]
    wanted += [*grader["dependencies"], *chain(*grader["optional-dependencies"].values())]
    versions = locked_versions((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    head = "# For conda users; made from pyproject.toml and requirements.lock by `make lock`.\n"
    return head + conda_environment(wanted, versions, "--editable .", "--editable ./autograde")


def _project(folder: Path) -> dict:
    """Return the ``[project]`` table of a folder's ``pyproject.toml``."""
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def conda_environment(wanted: list[str], versions: dict[str, str], *packages: str) -> str:
    """Return an environment for conda.

    Parameters
    ----------
    wanted : list of str
        Requirements, as ``pyproject.toml`` has them.
    versions : dict of str to str
        What `locked_versions` gave.
    *packages : str
        Where pip finds the packages of this repository.
    """
    names = sorted({Requirement(line).name for line in wanted} & versions.keys())
    lines = [
        "name: mlcourse",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        f"  - python={PYTHON}",
        "  - pip",
        *(f"  - {CONDA_NAMES.get(name, name)}={versions[name]}" for name in names),
        "  - pip:",
        *(f"      - {package}" for package in packages),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PATH.write_text(environment_yml(), encoding="utf-8")
    print(f"wrote {PATH.name}")
