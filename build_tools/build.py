"""Build notebooks, source and release from the lessons; the same bytes every time.

``python -m build_tools build`` writes them, ``python -m build_tools check`` compares what is
there with what would be written.
"""

import argparse
import ast
import base64
import copy
import functools
import hashlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbseal.conventions import RECORD
from nbseal.nbgrader import select_language
from PIL import Image

from build_tools import answers
from build_tools.authors import lesson_problems
from build_tools.lecture_cells import figures
from build_tools.lessons import (
    LANGUAGES,
    ROOT,
    Lecture,
    LessonError,
    find_lessons,
    read_exercise,
    read_lecture,
)
from build_tools.package_cells import FIRST
from build_tools.visible import check_file, visible_checks, write_visible_checks
from mlcourse.data import keep_data_folder, load_advertising, load_mnist
from mlcourse.figures.base import player_in_japanese
from mlcourse.messages import catalogue

#: Lectures whose cells name one of these show pictures and numbers of real data; see `real_data`.
LOADERS = ("load_advertising", "load_mnist", "mnist_dataset")
SPOKEN = ("mlcourse.checks", "mlcourse.messages", "mlcourse.turns")
LECTURE_TIMEOUT = 600  # seconds a cell
MAX_LECTURE_BYTES = 1_500_000
WIDGET = "application/vnd.jupyter.widget-view+json"


def build(root=ROOT, only=(), force=False, say=print):
    """Write all that is made from the lessons.

    Parameters
    ----------
    root : pathlib.Path
        Where ``notebooks/``, ``source/`` and ``release/`` are written.
    only : collection of str
        Names of lessons to build; all where empty.
    force : bool
        Execute a lecture even if nothing that it depends on has changed.
    say : callable
        Takes one line of progress.

    Raises
    ------
    LessonError
        If a lesson is wrong, or a lecture raises an error.
    """
    lessons = _chosen_lessons(only)
    problems = [problem for lesson in lessons for problem in lesson_problems(lesson)]
    if problems:
        raise LessonError("\n".join(problems))
    for lesson in lessons:
        for lecture in lesson.lectures:
            _build_lecture(lecture, root, force, say)
        _write(root / "source" / lesson.topic / f"{lesson.topic}.ipynb", read_exercise(lesson))
        write_visible_checks(lesson, root)
    say("building release/ with nbgrader")
    _build_release([lesson.topic for lesson in lessons], root)
    if not only:
        for stale in _unknown_files(root, lessons):
            say(f"removing {stale.relative_to(root)}: no lesson makes it")
            stale.unlink()


def check(root=ROOT, only=()):
    """Compare what is built with the lessons, without executing a lecture.

    Parameters
    ----------
    root : pathlib.Path
        Where ``notebooks/``, ``source/`` and ``release/`` stand.
    only : collection of str
        Names of lessons to compare; all where empty.

    Returns
    -------
    list of str
        A line for each file that differs from its lesson; empty if all is well.
    """
    lessons = _chosen_lessons(only)
    problems = [problem for lesson in lessons for problem in lesson_problems(lesson)]
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        for lesson in lessons:
            for lecture in lesson.lectures:
                for language in LANGUAGES:
                    problems += _check_lecture(lecture, root, language)
            path = check_file(lesson, root)
            if not path.is_file() or path.read_text(encoding="utf-8") != visible_checks(lesson):
                problems.append(
                    f"{path.relative_to(root)}: differs from its lesson; run make build"
                )
            _write(fresh / "source" / lesson.topic / f"{lesson.topic}.ipynb", read_exercise(lesson))
        _build_release([lesson.topic for lesson in lessons], fresh)
        for path in sorted(fresh.rglob("*.ipynb")):
            name = path.relative_to(fresh)
            if not (root / name).is_file():
                problems.append(f"{name}: is missing; run make build")
            elif (root / name).read_bytes() != path.read_bytes():
                problems.append(f"{name}: differs from its lesson; run make build")
    if not only:
        problems += [
            f"{stale.relative_to(root)}: no lesson makes it; run make build"
            for stale in _unknown_files(root, lessons)
        ]
    return problems


def uses_data(lecture: Lecture) -> bool:
    """Tell whether a lecture shows a data set that may be downloaded."""
    text = lecture.path.read_text(encoding="utf-8")
    return any(loader in text for loader in LOADERS)


@functools.cache
def real_data() -> bool:
    """Tell whether the data sets of `LOADERS` can be had here, rather than samples."""
    return load_advertising().attrs["name"] == "Advertising" and load_mnist().name == "MNIST"


def lecture_digest(lecture: Lecture) -> str:
    """Hash what a lecture's outputs depend on: its code, and the course's modules it imports.

    Its prose is not part of it: who mends a sentence need not run the lecture again.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    code = [cell for cell in read_lecture(lecture).cells if cell.cell_type == "code"]
    sources = [cell.source for cell in code if not cell.id.startswith(FIRST)]
    files: set[Path] = set()
    waiting = _course_imports("\n".join(sources))
    while waiting:
        path = waiting.pop()
        if path in files:
            continue
        files.add(path)
        if path.suffix == ".py":
            waiting += _course_imports(path.read_text(encoding="utf-8"))
    digest = hashlib.sha256("\0".join(sources).encode())
    for path in sorted(files, key=lambda path: path.relative_to(ROOT).as_posix()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _chosen_lessons(only):
    lessons = find_lessons()
    unknown = set(only) - {lesson.name for lesson in lessons}
    if unknown:
        names = ", ".join(lesson.name for lesson in lessons)
        raise LessonError(f"unknown lesson {', '.join(sorted(unknown))}; there are {names}")
    return [lesson for lesson in lessons if not only or lesson.name in only]


def _lecture_path(root, lecture, language):
    return root / "notebooks" / language / f"{lecture.name}.ipynb"


def _build_lecture(lecture, root, force, say):
    digest = lecture_digest(lecture)
    paths = [_lecture_path(root, lecture, language) for language in LANGUAGES]
    if not force and all(path.is_file() and _digest_of(path) == digest for path in paths):
        _refresh(lecture, paths)
        return
    if uses_data(lecture) and not real_data():
        raise LessonError(
            f"{lecture.path}: its outputs show real data, which is out of reach here; "
            "set MLCOURSE_DATA to a folder that has it"
        )
    say(f"executing {lecture.path.relative_to(ROOT)}")
    # A lecture that shows what a check says shows it in the page's language first.
    executed = {}
    for language, path in zip(LANGUAGES, paths, strict=True):
        if not executed or _shows_messages(lecture):
            executed = _execute(lecture, select_language(read_lecture(lecture), language))
        fresh = _in_language(read_lecture(lecture), language, digest)
        notebook = _with_outputs(fresh, executed, language, lecture)
        _write(path, notebook)
        if path.stat().st_size > MAX_LECTURE_BYTES:
            size = path.stat().st_size
            raise LessonError(f"{path}: {size:,} bytes, more than {MAX_LECTURE_BYTES:,}")


def _shows_messages(lecture):
    """Tell whether a lecture shows what a check says, beside the turns, whose check is known."""
    return any(
        re.search(r"\b(check_\w+|expect)\(", cell.source)
        for cell in read_lecture(lecture).cells
        if cell.cell_type == "code" and "turn-check" not in cell.metadata.get("tags", [])
    )


def _in_language(notebook, language, digest):
    """Keep one language of a lecture, which says what it was made from."""
    notebook = select_language(notebook, language)
    del notebook.metadata[RECORD]  # no grader meets a lecture
    for cell in notebook.cells:
        if _alternatives(cell):
            cell.metadata.mlcourse["alt"] = cell.metadata.mlcourse.alt[language]
    notebook.metadata["mlcourse"].update(language=language, digest=digest)
    return notebook


def _with_outputs(notebook, executed, language, lecture):
    """Give a notebook's code cells what the same cells have shown, with texts for its figures.

    Cells are known by their order: ids move when prose comes in between.
    """
    shown = iter(_code_cells(executed))
    for cell in _code_cells(notebook):
        source = next(shown)
        cell.outputs = copy.deepcopy(source.outputs)
        cell.execution_count = source.execution_count
        if "turn-check" in cell.metadata.get("tags", []):
            text = catalogue()["turn-right"][language]
            cell.outputs = [new_output("stream", name="stdout", text=f"{text}\n")]
        drawn, texts = figures(cell.outputs), _alternatives(cell)
        if len(drawn) != len(texts):
            raise LessonError(
                f"{lecture.path}: cell {cell.id} shows {len(drawn)} figures and has {len(texts)} "
                "alternative texts: a cell of role figure below it says what each shows"
            )
        for (output, kind), text in zip(drawn, texts, strict=True):
            output.setdefault("metadata", NotebookNode())[kind] = {"alt": text}
            if kind == "image/png":
                output.data[kind] = _with_palette(output.data[kind])
            if kind == "text/html" and language == "ja":
                output.data[kind] = player_in_japanese(output.data[kind])
    return notebook


def _with_palette(packed):
    """Store a picture with at most 256 colors: a third of the bytes, and no difference to see."""
    picture = Image.open(io.BytesIO(base64.b64decode(packed)))
    if picture.mode == "P":
        return packed
    picture = picture.convert("RGB").quantize(
        256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    picture.save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def _code_cells(notebook):
    """List the code cells but the first, which no output depends on."""
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and not cell.id.startswith(FIRST)
    ]


def _alternatives(cell):
    return cell.metadata.get("mlcourse", {}).get("alt", [])


def _refresh(lecture, paths):
    """Write anew all that no output depends on: prose, texts of figures, the first cell."""
    for language, path in zip(LANGUAGES, paths, strict=True):
        built = nbformat.read(path, as_version=4)
        fresh = _in_language(read_lecture(lecture), language, _digest_of(path))
        _with_outputs(fresh, built, language, lecture)
        if nbformat.writes(fresh) != nbformat.writes(built):
            _write(path, fresh)


def _execute(lecture, notebook):
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=LECTURE_TIMEOUT,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,
            store_widget_state=False,
            resources={"metadata": {"path": folder}},
        )
        # A backend chosen in the shell would leave out every figure.
        variables = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
        try:
            client.execute(env=variables)
        except Exception as error:
            raise LessonError(f"{lecture.path}: {error}") from error
    notebook.metadata["language_info"] = {"name": "python"}
    _require_figures(lecture, notebook)
    _require_right_turns(lecture, notebook)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            # Without its kernel a widget is nothing: the picture beside it is what is stored.
            output.get("data", {}).pop(WIDGET, None)
            if output.output_type == "stream" and output.name == "stderr":
                raise LessonError(f"{lecture.path}: cell {cell.id} wrote to stderr: {output.text}")
            if output.output_type == "error":
                # File names and addresses of this machine stand in a traceback.
                output.traceback = [f"{output.ename}: {output.evalue}"]
    return notebook


def _require_figures(lecture, notebook):
    """Raise unless each cell that shows a figure has one among its outputs."""
    for cell in notebook.cells:
        if cell.cell_type != "code" or "plt.show()" not in cell.source:
            continue
        if not any("image/png" in output.get("data", {}) for output in cell.outputs):
            raise LessonError(f"{lecture.path}: cell {cell.id} shows no figure")


def _require_right_turns(lecture, notebook):
    """Raise unless the solution of each turn passes its check."""
    for cell in notebook.cells:
        if "turn-check" in cell.metadata.get("tags", []):
            said = "".join(output.get("text", "") for output in cell.outputs)
            if said.strip() not in catalogue()["turn-right"].values():
                raise LessonError(f"{lecture.path}: the check {cell.id} says: {said}")


def _check_lecture(lecture, root, language):
    path = _lecture_path(root, lecture, language)
    name = path.relative_to(root)
    if not path.is_file():
        return [f"{name}: is missing; run make build"]
    built = nbformat.read(path, as_version=4)
    fresh = _in_language(read_lecture(lecture), language, lecture_digest(lecture))
    for cell in built.cells:
        if cell.cell_type == "code":
            told = [output.metadata[kind].get("alt") for output, kind in figures(cell.outputs)]
            if told != _alternatives(cell):
                return [f"{name}: the figures of {cell.id} lack their texts; run make build"]
            cell.update(outputs=[], execution_count=None)
    if nbformat.writes(built) != nbformat.writes(fresh):
        return [f"{name}: differs from its lesson or its figures' code; run make build"]
    if path.stat().st_size > MAX_LECTURE_BYTES:
        return [f"{name}: larger than {MAX_LECTURE_BYTES:,} bytes"]
    return []


def _build_release(assignments, root):
    """Let nbgrader make the students' version of ``root/source`` in each language."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    for language in LANGUAGES:
        os.environ["COURSE_LANGUAGE"] = language
        try:
            config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
        finally:
            del os.environ["COURSE_LANGUAGE"]
        with tempfile.TemporaryDirectory() as folder:
            # A gradebook of its own: building never touches the class's.
            config.merge(
                Config(
                    CourseDirectory={
                        "root": str(root.resolve()),
                        "db_url": f"sqlite:///{folder}/gradebook.db",
                    }
                )
            )
            api = NbGraderAPI(CourseDirectory(config=config), config=config)
            for assignment in assignments:
                result = api.generate_assignment(assignment, force=True, create=True)
                if not result["success"]:
                    log = result.get("log") or result.get("error")
                    raise LessonError(f"nbgrader cannot make the release of {assignment}:\n{log}")


def _course_imports(code: str) -> list[Path]:
    """List the files of `mlcourse` that code imports, and the style sheet with figures."""
    files = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            # What checks say draws no figure, and nbval compares it.
            if name.partition(".")[0] == "mlcourse" and not name.startswith(SPOKEN):
                stem = ROOT.joinpath(*name.split("."))
                candidates = [stem.with_suffix(".py"), stem / "__init__.py"]
                if "figures" in name:
                    candidates.append(ROOT / "mlcourse" / "mlcourse.mplstyle")
                files += [file for file in candidates if file.is_file()]
    return files


def _digest_of(path):
    return nbformat.read(path, as_version=4).metadata.get("mlcourse", {}).get("digest")


def _unknown_files(root, lessons):
    known = set()
    for lesson in lessons:
        known.update(
            _lecture_path(root, lecture, language)
            for lecture in lesson.lectures
            for language in LANGUAGES
        )
        name = f"{lesson.topic}/{lesson.topic}.ipynb"
        known.add(root / "source" / name)
        known.update(root / "release" / language / name for language in LANGUAGES)
    found = (root / folder for folder in ("notebooks", "source", "release"))
    return sorted({path for top in found for path in top.rglob("*.ipynb")} - known)


def _write(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(nbformat.writes(notebook), encoding="utf-8")
    os.replace(temporary, path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``build``, ``check`` or ``answers`` from the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m build_tools", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    command = commands.add_parser("build", help="make notebooks, source and release")
    command.add_argument("lessons", nargs="*", metavar="LESSON", help="by default all")
    command.add_argument("--force", action="store_true", help="execute lectures anew")
    command = commands.add_parser("check", help="compare what is built with the lessons")
    command.add_argument("lessons", nargs="*", metavar="LESSON", help="by default all")
    command = commands.add_parser("answers", help="try a lesson's bank of answers")
    command.add_argument("lesson", metavar="LESSON")
    command.add_argument("item", nargs="?", metavar="ITEM", help="by default all")
    options = parser.parse_args(arguments)
    keep_data_folder()
    try:
        if options.command == "answers":
            return answers.main([name for name in (options.lesson, options.item) if name])
        if options.command == "build":
            build(only=options.lessons, force=options.force)
            return 0
        problems = check(only=options.lessons)
    except LessonError as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 1
    print("\n".join(problems) or "everything built is as its lesson says")
    return 1 if problems else 0
