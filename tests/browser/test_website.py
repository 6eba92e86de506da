"""The web site in a browser, on a desk and on a phone: read, look, search, switch, download."""

import functools
import http.server
import threading

import nbformat
import pytest
from playwright.sync_api import expect

from build_tools.site.builder import build_site

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
LECTURES = ("01_gradient_descent", "02_perceptron")
#: Language to: the start page's heading, a lecture's heading, queries, a section's heading.
TEXTS = {
    "en": ("Machine learning in Jupyter", "01 Gradient descent", ("gradient", "learning rate")),
    "ja": (
        "Jupyterで学ぶ機械学習",
        "01 勾配降下法",
        ("勾配", "勾配降下法", "極小値と大域的最小値", "谷"),
    ),
}


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files, and writes no log."""

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The site, served by this process."""
    folder = tmp_path_factory.mktemp("site") / "site"
    build_site(folder, only=LECTURES, say=lambda line: None)
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


def clipped(page):
    """List what sticks out on the right, but for what can be scrolled."""
    return page.evaluate(
        """() => {
        const scrolls = (node) =>
          node.tagName !== "ARTICLE" &&
          (/auto|scroll/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
        const width = document.documentElement.clientWidth;
        const out = [...document.querySelectorAll("article *")]
          .filter((node) => node.getBoundingClientRect().right > width + 1 && !scrolls(node))
          .map((node) => node.outerHTML.slice(0, 200));
        return document.documentElement.scrollWidth > width ? ["the page", ...out] : out;
        }"""
    )


def search(page, query, size):
    if size == "phone":
        page.locator(".nav-overlay-icon").click()
    page.locator(".sidebar-search").fill(query)
    page.locator(".sidebar-search").press("Enter")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", TEXTS)
def test_the_site_is_read_searched_and_downloaded_from(address, page, language, size, tmp_path):
    heading, lecture, queries = TEXTS[language]
    page.set_viewport_size(SIZES[size])
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))

    page.goto(f"{address}/index.html")
    page.locator(f"a[lang={language}]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert clipped(page) == []

    page.locator(".lesson h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(lecture)
    assert clipped(page) == []
    figures = page.locator("article img")
    for i in range(figures.count()):
        figures.nth(i).scroll_into_view_if_needed()
    assert min(figures.evaluate_all("all => all.map(figure => figure.naturalWidth)")) > 100
    player = page.locator(".animation").first
    player.scroll_into_view_if_needed()
    frame = player.locator("img")
    before = frame.get_attribute("src")
    player.locator("button", has_text="→").first.click()
    expect(frame).not_to_have_attribute("src", before)
    assert page.locator("math").first.bounding_box()["height"] > 5
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"')")

    with page.expect_download() as started:
        page.locator(".downloads a").first.click()
    started.value.save_as(tmp_path / "exercise.ipynb")
    notebook = nbformat.read(tmp_path / "exercise.ipynb", as_version=4)
    assert notebook.metadata.nbseal.language == language

    page.goto(f"{address}/{language}/{LECTURES[1]}.html")
    assert clipped(page) == []
    for query in queries:
        search(page, query, size)
        result = page.locator("#search-results li a", has_text=lecture).first
        expect(result).to_be_visible()
        assert clipped(page) == []
    result.click()
    expect(page.locator("article .highlighted").first).to_be_attached()

    other = next(name for name in TEXTS if name != language)
    page.locator(f".languages a[lang={other}]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TEXTS[other][1])
    assert all(url.startswith((address, "data:")) for url in asked)
    assert not complaints
