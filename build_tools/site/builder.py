"""Put lectures, start pages and downloads together, and let Sphinx render them."""

import base64
import multiprocessing
import re
import shutil
import tempfile
import tomllib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import jinja2
import nbformat
from nbformat.v4 import new_output

from build_tools.lecture_cells import figures, student_version
from build_tools.lessons import LANGUAGES, ROOT, find_lessons
from build_tools.release_zips import build_wheel, release_zip
from build_tools.site.render import render

HERE = Path(__file__).parent
SITE = ROOT / "dist" / "site"
COLAB = "https://colab.research.google.com"


class SiteError(Exception):
    """A site that cannot be built; the message says what is missing or wrong."""


def build_site(out=SITE, root=ROOT, only=(), say=print):
    """Build the site from ``notebooks/`` and ``release/``.

    Parameters
    ----------
    out : pathlib.Path
        Folder of the site; what is there is replaced once all has gone well.
    root : pathlib.Path
        Where ``notebooks/`` and ``release/`` stand.
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
    texts = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
    names = {language: texts[language]["name"] for language in LANGUAGES}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build_wheel(folder)
        lectures = {
            language: [
                _prepare(lecture, language, root, folder, wheel)
                for lesson in lessons
                for lecture in lesson.lectures
            ]
            for language in LANGUAGES
        }
        say(f"building the pages in {' and '.join(names.values())}")
        # A process for each language: Sphinx never forgets the translations that it has used.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(len(LANGUAGES), mp_context=context, max_tasks_per_child=1) as pool:
            complaints = [
                pool.submit(_render, folder, language, lectures[language], texts)
                for language in LANGUAGES
            ]
        complaints = "".join(task.result() for task in complaints)
        if complaints:
            raise SiteError(f"Sphinx complains:\n{complaints}")

        site = folder / "site"
        for language in LANGUAGES:
            shutil.copytree(folder / "beside" / language, site / language, dirs_exist_ok=True)
        (site / "index.html").write_text(_choice_of_language(texts), encoding="utf-8")
        (site / ".nojekyll").touch()  # GitHub's pages leave out _static without it
        shutil.rmtree(out, ignore_errors=True)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(site, out)


def _prepare(lecture, language, root, folder, wheel):
    """Lay out a lecture for Sphinx, and beside it what the pages offer and show.

    Returns
    -------
    dict of str to str
        What the templates may say of the lecture: the page's ``name`` and ``title``, the lesson's
        ``topic``, the file names of ``everything`` (a zip), ``exercise`` and ``lecture`` in
        ``downloads/``, that of ``picture`` in ``pictures/``, empty if the lesson has none, the
        ``wheel``'s in the zip, and the exercise's address on ``colab``.
    """
    lesson = lecture.lesson
    built = root / "notebooks" / language / f"{lecture.name}.ipynb"
    exercise = root / "release" / language / lesson.topic / f"{lesson.topic}.ipynb"
    for path in (built, exercise):
        if not path.is_file():
            raise SiteError(f"{path.relative_to(root)} is missing; run make build")
    source, beside = folder / "source" / language, folder / "beside" / language
    for part in (source, beside / "downloads", beside / "pictures"):
        part.mkdir(parents=True, exist_ok=True)
    shutil.copy(exercise, beside / "downloads")
    everything = beside / "downloads" / f"{lesson.topic}-{language}.zip"
    everything.write_bytes(release_zip(lesson, language, wheel, root))
    notebook = student_version(nbformat.read(built, as_version=4))
    nbformat.write(notebook, beside / "downloads" / built.name)

    for cell in notebook.cells:
        if "guess" in cell.metadata.get("tags", []):
            # A raw cell is not shown; a page has a field to write in.
            cell.cell_type = "markdown"
            cell.source = f'<label class="guess">{cell.source}<input type="text"></label>'
        if "hide-output" in cell.metadata.get("tags", []):
            del cell.outputs[:1]  # the words that JupyterLab shows of a folded output
        for number, (output, kind) in enumerate(figures(cell.get("outputs", []))):
            if kind == "text/html":  # a form with a name is a landmark: several would be alike
                name = r'(?<=<form) title=\\"[^"]*\\" aria-label=\\"[^"]*\\"'
                output.data[kind] = re.sub(name, "", output.data[kind])
            else:
                picture = source / f"{cell.id}-{number}.png"
                picture.write_bytes(base64.b64decode(output.data[kind]))
                alt = re.sub(r"([\\\[\]`*_$<])", r"\\\1", output.metadata[kind]["alt"])
                output.data = {"text/markdown": f"![{alt}]({picture.name})"}
        # What was raised is stored as one line: no traceback, which is what MyST-NB takes it for.
        for i, output in enumerate(cell.get("outputs", [])):
            if output.output_type == "error":
                text = "\n".join(output.traceback)
                cell.outputs[i] = new_output("stream", name="stderr", text=text)
    first_picture = sorted(source.glob(f"{lesson.topic}{lecture.part}-[0-9]*.png"), key=_number)
    if first_picture:
        shutil.copy(first_picture[0], beside / "pictures" / f"{lecture.name}.png")
    nbformat.write(notebook, source / built.name)
    return {
        "name": lecture.name,
        "title": _title(notebook),
        "topic": lesson.topic,
        "everything": everything.name,
        "exercise": exercise.name,
        "lecture": built.name,
        "picture": f"{lecture.name}.png" if first_picture else "",
        "wheel": wheel.name,
        "colab": _colab(f"release/{language}/{lesson.topic}/{exercise.name}"),
    }


def _title(notebook):
    return notebook.cells[0].source.partition("\n")[0].removeprefix("# ")


def _number(picture):
    return int(picture.stem.rsplit("-", 2)[1])


def _colab(path):
    """Return where Colab opens a file of the repository, or Colab's own address.

    ``github`` in ``[tool.course]`` of ``pyproject.toml`` is the repository's name, such as
    ``owner/course``; where it is empty a reader uploads the notebook.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    name = settings["tool"]["course"]["github"]
    return f"{COLAB}/github/{name}/blob/main/{path}" if name else f"{COLAB}/"


def _choice_of_language(texts):
    """Return the site's first page, which leads to those of each language."""
    template = (HERE / "templates" / "languages.html.jinja").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(template).render(texts=texts)


def _render(folder, language, lectures, all_texts):
    """Write the start page, and render all pages of one language; return the complaints."""
    texts = all_texts[language]
    source, out = folder / "source" / language, folder / "site" / language
    template = (HERE / "templates" / "start.md.jinja").read_text(encoding="utf-8")
    # Markdown, and texts of our own: nothing is to be escaped.
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)
    start = environment.from_string(template).render(lectures=lectures, texts=texts)
    (source / "index.md").write_text(start, encoding="utf-8")
    context = {
        "languages": {code: texts["name"] for code, texts in all_texts.items()},
        "language_words": " / ".join(texts["language"] for texts in all_texts.values()),
        "lectures": {lecture["name"]: lecture for lecture in lectures},
        "texts": texts,
    }
    return render(source, out, language, texts["title"], context)
