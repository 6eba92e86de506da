"""The web site in a browser, on a desk and on a phone: read, look, search, switch, download."""

import contextlib
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


@contextlib.contextmanager
def served(folder, only=()):
    """Build the site into a folder, and serve it from this process."""
    build_site(folder, only=only, say=lambda line: None)
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A small site: its start page and two lectures."""
    with served(tmp_path_factory.mktemp("site") / "site", LECTURES) as address:
        yield address


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
        page.locator(".downloads a[href$='gradient_descent.ipynb']").last.click()
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


def barriers(page):
    """List what keeps a reader out, as axe-core finds it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{page.url}: {rule['id']}, {rule['impact']}: {rule['help']}: {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def all_barriers(page, address, names):
    """Look at pages on a desk, light and dark, and on a phone."""
    found = []
    for size, scheme in (("desk", "light"), ("desk", "dark"), ("phone", "light")):
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme)
        for name in names:
            page.goto(f"{address}/{name}")
            page.wait_for_load_state("networkidle")
            found += [f"{size}, {scheme}: {barrier}" for barrier in barriers(page)]
    return found


def test_nothing_keeps_a_reader_out(address, page):
    pages = ("index.html", "ja/index.html", "ja/search.html", f"ja/{LECTURES[0]}.html")
    assert all_barriers(page, address, pages) == []


@pytest.mark.long
@pytest.mark.parametrize("language", TEXTS)
def test_nothing_keeps_a_reader_out_of_any_page(page, tmp_path, language):
    with served(tmp_path / "site") as address:
        names = sorted(path.name for path in (tmp_path / "site" / language).glob("*.html"))
        assert len(names) > 8
        assert all_barriers(page, address, [f"{language}/{name}" for name in names]) == []


def test_paper_shows_no_button_and_nothing_covers_the_text(address, page):
    page.goto(f"{address}/en/{LECTURES[0]}.html")
    page.emulate_media(media="print")
    buttons = (".skip-to-content", ".downloads", ".install", "button", ".announcement")
    assert page.locator("details.hide > summary").count() > 5
    for pressed in (*buttons, "details.hide > summary"):
        for element in page.locator(pressed).all():
            expect(element).not_to_be_visible()
    slider = page.locator(".animation input[type=range]").first
    assert slider.input_value() == "0"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert slider.input_value() == slider.get_attribute("max") != "0"


def test_a_page_says_how_to_install_and_code_that_scrolls_is_reached_by_keyboard(address, page):
    page.set_viewport_size(SIZES["phone"])
    page.goto(f"{address}/ja/{LECTURES[0]}.html")
    page.locator(".install summary").click()
    expect(page.locator(".install")).to_contain_text("-py3-none-any.whl[lab]")
    assert page.locator("a.button[href*='colab.research.google.com']").count() == 1
    assert page.locator("a.button[href$='gradient_descent-ja.zip']").count() == 1
    wide = page.locator("div.highlight pre[tabindex='0']:visible").first
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=wide.element_handle())
