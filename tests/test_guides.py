"""The guides: in both languages, with links that lead somewhere and an answer that passes."""

import re

import nbformat
import pytest

from build_tools.lessons import ROOT

GUIDES = ("student", "ta", "operator")
PATHS = [ROOT / "docs" / f"{name}{ending}" for name in GUIDES for ending in (".md", ".ja.md")]


def blocks(path):
    return re.findall(r"```\w*\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("name", GUIDES)
def test_both_languages_show_the_same_commands_and_code(name):
    english, japanese = (ROOT / "docs" / f"{name}{ending}" for ending in (".md", ".ja.md"))
    assert blocks(english) == blocks(japanese)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_links_lead_to_files(path):
    links = re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8"))
    files = [link for link in links if "://" not in link]
    assert files
    for link in files:
        assert (path.parent / link).exists(), link


def test_the_students_first_answer_passes():
    (answer,) = (block for block in blocks(PATHS[0]) if block.startswith("def hello"))
    path = ROOT / "release" / "en" / "setup" / "setup.ipynb"
    cells = {cell["id"]: cell.source for cell in nbformat.read(path, as_version=4).cells}
    namespace = {"__name__": "__main__"}
    for source in (cells["setup"], answer, cells["hello-visible"], cells["hello-hidden"]):
        exec(source, namespace)
