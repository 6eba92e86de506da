"""The web site: all lectures, both languages, nothing from elsewhere, and nothing secret."""

import filecmp
import html.parser
import itertools
import re
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from build_tools.lessons import (
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SOLUTION,
    LANGUAGES,
    ROOT,
    find_lessons,
    read_exercise,
)
from build_tools.site.builder import SiteError, build_site
from build_tools.site.japanese import PairsOfCharacters

LESSONS = find_lessons()
LECTURES = [lecture for lesson in LESSONS for lecture in lesson.lectures]
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


class Links(html.parser.HTMLParser):
    """What a page loads, what it links to, and the anchors that it has."""

    def __init__(self, path):
        super().__init__()
        self.loaded, self.linked, self.anchors, self.maths = [], [], set(), 0
        self.alternatives = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.add(attributes.get("id"))
        self.maths += tag == "math"
        if tag == "img":
            self.alternatives.append(attributes.get("alt"))
        address = attributes.get(LOADED.get(tag))
        if address and not address.startswith("data:"):
            self.loaded.append(address)
        if tag == "a" and attributes.get("href"):
            self.linked.append(attributes["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "site"
    build_site(folder, say=lambda line: None)
    return folder


@pytest.fixture(scope="module")
def links(site):
    return {path: Links(path) for path in sorted(site.rglob("*.html"))}


def stored_outputs(lecture, language):
    path = ROOT / "notebooks" / language / f"{lecture.name}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return [output for cell in cells for output in cell.get("outputs", [])]


def test_every_lecture_is_there_with_its_pictures(site, links):
    for language in LANGUAGES:
        for lecture in LECTURES:
            page = site / language / f"{lecture.name}.html"
            data = [output.get("data", {}) for output in stored_outputs(lecture, language)]
            pictures = [name for name in links[page].loaded if name.startswith("_images/")]
            assert len(pictures) == sum("image/png" in d for d in data), page
            assert all(alt and not alt.endswith(".png") for alt in links[page].alternatives), page
            moving = sum('class="animation"' in d.get("text/html", "") for d in data)
            assert page.read_text(encoding="utf-8").count('class="animation"') == moving, page


def test_nothing_is_loaded_from_elsewhere(site, links):
    for path, page in links.items():
        for address in page.loaded:
            assert not urlsplit(address).netloc, f"{path}: {address}"
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        for address in re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]+)", text):
            assert not urlsplit(address).netloc, f"{path}: {address}"
    for path in site.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:import|src)\W{1,6}https?:", text), path


def test_every_link_leads_somewhere(links):
    for path, page in links.items():
        for address in page.loaded + page.linked:
            parts = urlsplit(address)
            if parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path}: {address}"
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in links[target].anchors, f"{path}: {address}"


def test_each_page_leads_to_the_other_language(site, links):
    for here, there in itertools.permutations(LANGUAGES, 2):
        for path in (site / here).glob("*.html"):
            assert f"./../{there}/{path.name}" in links[path].linked, path


def test_each_page_is_in_its_own_language(site):
    for language, word in (("en", "Search"), ("ja", "検索")):
        page = (site / language / "search.html").read_text(encoding="utf-8")
        assert f"<title>{word} - " in page
        assert f'<html class="no-js" lang="{language}"' in page


def test_formulas_are_set(links):
    assert sum(page.maths for page in links.values()) > 1000
    for path in links:
        assert not re.search(r"\\frac|\\partial", path.read_text(encoding="utf-8")), path


def secrets():
    """Yield solutions and hidden checks, the shortest ones apart: they stand in any Python text."""
    region = f"(?:{BEGIN_SOLUTION}|{BEGIN_HIDDEN})\n(.*?)(?:{END_SOLUTION}|{END_HIDDEN})"
    for lesson in LESSONS:
        for cell in read_exercise(lesson).cells:
            found = re.findall(region, cell.source, re.DOTALL)
            if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "markdown":
                found = [cell.source]  # an essay's model answer
            for text in found:
                packed = re.sub(r"\W+", "", text)
                if len(packed) > 60:
                    yield cell["id"], packed


def texts(folder):
    """Yield name and content of each file that holds text, also of those in archives."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path}/{name}", archive.read(name).decode("utf-8", "replace")
        elif path.suffix in (".html", ".js", ".ipynb", ".txt"):
            yield str(path), path.read_text(encoding="utf-8")


def test_no_solution_and_no_hidden_check(site):
    hidden = list(secrets())
    assert len(hidden) > 60
    for name, text in texts(site):
        if name.endswith(".ipynb"):
            text = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
        else:
            text = re.sub(r"<[^>]*>", "", text)  # colors of code
        text = html.parser.unescape(text)
        assert BEGIN_HIDDEN not in text, name
        assert BEGIN_SOLUTION not in text, name
        packed = re.sub(r"\W+", "", text)
        for item, secret in hidden:
            assert secret not in packed, f"{name} shows {item}"


@pytest.fixture
def small_course(tmp_path):
    """A course of one lesson, whose notebooks may be changed, and how to build its site."""
    for part in (
        *(f"notebooks/{language}/00_setup.ipynb" for language in LANGUAGES),
        *(f"release/{language}/setup/setup.ipynb" for language in LANGUAGES),
    ):
        (tmp_path / part).parent.mkdir(parents=True)
        shutil.copy(ROOT / part, tmp_path / part)

    def build(name="site"):
        build_site(tmp_path / name, tmp_path, only=["00_setup"], say=lambda line: None)
        return tmp_path / name

    return tmp_path, build


def test_two_builds_are_alike_and_offer_all_that_a_lesson_needs(small_course, monkeypatch):
    _, build = small_course
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    first = build()
    for language, start in (("ja", "はじめに.txt"), ("en", "START.txt")):
        with zipfile.ZipFile(first / language / "downloads" / f"setup-{language}.zip") as archive:
            names = archive.namelist()
        assert {"setup/setup.ipynb", "setup/lecture/00_setup.ipynb", f"setup/{start}"} < set(names)
        for page, name in (
            ("index.html", f"setup-{language}.zip"),
            ("00_setup.html", "setup.ipynb"),
        ):
            linked = Links(first / language / page).linked
            assert any(address.endswith(f"downloads/{name}") for address in linked)

    monkeypatch.setenv("PYTHONHASHSEED", "2")
    second = build("second")
    files = [
        {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        for folder in (first, second)
    ]
    assert files[0] == files[1]
    for name in files[0]:
        assert filecmp.cmp(first / name, second / name, shallow=False), name


def test_a_formula_that_cannot_be_set_is_named_and_the_old_site_stays(small_course):
    root, build = small_course
    (root / "site").mkdir()
    (root / "site" / "index.html").write_text("the old one")
    path = root / "notebooks" / "en" / "00_setup.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source += "\n\n$\\frca{1}{2}$"
    nbformat.write(notebook, path)
    with pytest.raises(SiteError, match=r"00_setup\.ipynb.*frca"):
        build()
    assert (root / "site" / "index.html").read_text() == "the old one"


def test_a_missing_notebook_is_named(small_course):
    root, build = small_course
    Path(root, "release", "ja", "setup", "setup.ipynb").unlink()
    with pytest.raises(SiteError, match=r"release/ja/setup/setup\.ipynb is missing"):
        build()


def test_japanese_is_cut_into_pairs():
    words = PairsOfCharacters({}).split("勾配降下法のlr = 0.1、谷")
    assert {"勾配", "配降", "降下", "下法", "lr", "谷"} <= set(words)
    assert "勾配降下法" not in words
