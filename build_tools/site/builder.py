"""Put lectures, start pages and downloads together, and let Sphinx render them."""

import base64
import dataclasses
import io
import multiprocessing
import shutil
import tempfile
import tomllib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import jinja2
import nbformat
from nbformat.v4 import new_output
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from build_tools.lessons import LANGUAGES, ROOT, find_lessons

HERE = Path(__file__).parent
SITE = ROOT / "dist" / "site"
#: What a language is called by those who read it.
LANGUAGE_NAMES = {"en": "English", "ja": "日本語"}
MIN_PICTURE = 4_000  # bytes; a start page's card shows the lecture's first picture of that size

SPHINX = {
    "extensions": ["myst_nb", "build_tools.site.mathml", "build_tools.site.japanese"],
    "nb_execution_mode": "off",
    "nb_ipywidgets_js": {},  # these would come from another host
    "myst_enable_extensions": ["dollarmath", "amsmath"],
    "myst_heading_anchors": 3,
    "html_math_renderer": "mathml",
    "html_theme": "furo",
    "html_static_path": [str(HERE / "static")],
    "html_theme_options": {"announcement": "languages"},  # templates/page.html fills it
    "html_favicon": str(HERE / "static" / "favicon.svg"),
    "html_css_files": ["course.css"],
    "templates_path": [str(HERE / "templates")],
    "html_copy_source": False,
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_use_index": False,
    "html_last_updated_fmt": None,
    "pygments_style": "a11y-light",
    "suppress_warnings": ["mystnb.mime_priority"],
}


class SiteError(Exception):
    """A site that cannot be built; the message says what is missing or wrong."""


@dataclasses.dataclass(frozen=True)
class Page:
    """A lecture's page in one language, as the templates see it.

    Attributes
    ----------
    name : str
        ``"01_gradient_descent"``, also the page's file name.
    title : str
        The lecture's heading.
    exercise, lecture : str
        File names in ``downloads/``.
    picture : str
        File name in ``pictures/``; empty where the lecture shows none.
    """

    name: str
    title: str
    exercise: str
    lecture: str
    picture: str


def build_site(out=SITE, root=ROOT, only=(), say=print):
    """Build the site from ``notebooks/``, ``release/`` and, where they are, ``dist/*.zip``.

    Parameters
    ----------
    out : pathlib.Path
        Folder of the site; what is there is replaced once all has gone well.
    root : pathlib.Path
        Where ``notebooks/``, ``release/`` and ``dist/`` stand.
    only : collection of str
        Names of lessons to show; all where empty.
    say : callable
        Takes one line of progress.

    Raises
    ------
    SiteError
        If a built notebook is missing, or Sphinx has anything to complain about.
    """
    lessons = [lesson for lesson in find_lessons() if not only or lesson.name in only]
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "site")
        say(f"building the pages in {' and '.join(LANGUAGE_NAMES.values())}")
        # Sphinx keeps a language's translations for as long as its process lives.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(len(LANGUAGES), mp_context=context, max_tasks_per_child=1) as pool:
            tasks = [
                pool.submit(_build_language, language, lessons, root, Path(folder), fresh)
                for language in LANGUAGES
            ]
            for task in tasks:
                task.result()
        shutil.copy(HERE / "index.html", fresh / "index.html")
        (fresh / ".nojekyll").touch()  # GitHub's pages leave out _static without it
        shutil.rmtree(out, ignore_errors=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, out)


def _build_language(language, lessons, root, folder, fresh):
    """Build the pages of one language into ``fresh/<language>``."""
    texts = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))[language]
    source, beside = folder / language, folder / f"{language}-beside"
    source.mkdir()
    (beside / "downloads").mkdir(parents=True)
    (beside / "pictures").mkdir()
    pages = [_prepare(lesson, language, root, source, beside) for lesson in lessons]
    _write_start_page(source, pages, texts)
    rendered = folder / f"{language}-rendered" / "html"  # MyST-NB writes beside it
    _render(source, rendered, language, pages, texts)
    shutil.copytree(beside, rendered, dirs_exist_ok=True)
    shutil.copytree(rendered, fresh / language)


def _prepare(lesson, language, root, source, beside):
    """Lay out a lecture for Sphinx, and beside it what the pages offer and show."""
    built = root / "notebooks" / language / f"{lesson.name}.ipynb"
    zipped = root / "dist" / f"{lesson.topic}-{language}.zip"
    released = root / "release" / language / lesson.topic / f"{lesson.topic}.ipynb"
    exercise = zipped if zipped.is_file() else released
    for path in (built, exercise):
        if not path.is_file():
            raise SiteError(f"{path.relative_to(root)} is missing; run make build")
    shutil.copy(built, beside / "downloads")
    shutil.copy(exercise, beside / "downloads")

    notebook = nbformat.read(built, as_version=4)
    for cell in notebook.cells:
        # What was raised is stored as one line: no traceback, which is what MyST-NB takes it for.
        for i, output in enumerate(cell.get("outputs", [])):
            if output.output_type == "error":
                text = "\n".join(output.traceback)
                cell.outputs[i] = new_output("stream", name="stderr", text=text)
    nbformat.write(notebook, source / built.name)
    return Page(
        name=lesson.name,
        title=_title(notebook),
        exercise=exercise.name,
        lecture=built.name,
        picture=_first_picture(notebook, beside / "pictures" / f"{lesson.name}.png"),
    )


def _title(notebook):
    return notebook.cells[0].source.partition("\n")[0].removeprefix("# ")


def _first_picture(notebook, path):
    """Keep a lecture's first picture of some size; return its file name, or an empty one."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            packed = output.get("data", {}).get("image/png", "")
            if len(packed) > MIN_PICTURE:
                path.write_bytes(base64.b64decode(packed))
                return path.name
    return ""


def _write_start_page(source, pages, texts):
    loader = jinja2.FileSystemLoader(HERE / "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=False, undefined=jinja2.StrictUndefined
    )
    text = environment.get_template("start.md.jinja").render(pages=pages, texts=texts)
    (source / "index.md").write_text(text, encoding="utf-8")


def _render(source, out, language, pages, texts):
    """Run Sphinx, and stop at its first complaint."""
    complaints = io.StringIO()
    settings = {
        **SPHINX,
        "language": language,
        "html_title": texts["title"],
        "html_context": {
            "languages": LANGUAGE_NAMES,
            "lectures": {page.name: page for page in pages},
            "texts": texts,
        },
    }
    with tempfile.TemporaryDirectory() as doctrees, patch_docutils(), docutils_namespace():
        app = Sphinx(
            srcdir=source,
            confdir=None,
            outdir=out,
            doctreedir=doctrees,
            buildername="html",
            confoverrides=settings,
            status=None,
            warning=complaints,
            freshenv=True,
        )
        app.build(force_all=True)
    if complaints.getvalue():
        raise SiteError(f"Sphinx complains:\n{complaints.getvalue()}")
    (out / ".buildinfo").unlink(missing_ok=True)
    (out / "objects.inv").unlink(missing_ok=True)
