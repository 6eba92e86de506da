"""Read a lesson's py:percent files into notebooks, and say what is wrong with them.

A cell of a lesson says its part in one word and its item; here that becomes what nbgrader wants::

    # %% role="solution" item="fit_line" points=5
    # %% role="check" item="fit_line"
    # %% role="hidden" item="fit_line"
"""

import ast
import dataclasses
import re
from collections.abc import Iterable
from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbseal.conventions import (
    BEGIN_HIDDEN,
    BEGIN_SCHEME,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SCHEME,
    END_SOLUTION,
    LANGUAGES,
    split_check_name,
)

from build_tools import lecture_cells
from build_tools.japanese_lines import join_lines
from build_tools.names import bound_names
from build_tools.package_cells import add_package_cells

ROOT = Path(__file__).resolve().parents[1]
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CODE_ROLES = ("setup", "solution", "run", "check", "hidden")
MARKDOWN_ROLES = ("rubric", "essay")


class LessonError(Exception):
    """A lesson that cannot be built; the message names file, cell and reason."""


@dataclasses.dataclass(frozen=True)
class Lesson:
    """One lesson's folder, such as ``lessons/01_gradient_descent``."""

    folder: Path

    @property
    def name(self):
        """The folder's name: ``"01_gradient_descent"``."""
        return self.folder.name

    @property
    def topic(self):
        """The name without its number, which is the assignment's: ``"gradient_descent"``."""
        return self.name.partition("_")[2]

    @property
    def lectures(self) -> list["Lecture"]:
        """The lecture's parts in order: ``lecture.py``, then ``lecture_2.py`` and so on."""
        return [Lecture(self, path) for path in sorted(self.folder.glob("lecture*.py"))]

    @property
    def exercise(self):
        """The exercise's file."""
        return self.folder / "exercise.py"

    @property
    def answers(self):
        """The answer bank's folder."""
        return self.folder / "answers"


@dataclasses.dataclass(frozen=True)
class Lecture:
    """One lecture of a lesson, or one part of it: a file that becomes a notebook."""

    lesson: Lesson
    path: Path

    @property
    def part(self) -> str:
        """Empty for the first part, ``"_2"`` for the second."""
        return self.path.stem.removeprefix("lecture")

    @property
    def name(self) -> str:
        """The notebook's name: ``"04_pytorch_regression"``, ``"04_pytorch_regression_2"``."""
        return self.lesson.name + self.part


def find_lessons(root=ROOT):
    """List the lessons in order.

    Parameters
    ----------
    root : pathlib.Path
        The course's root folder.

    Returns
    -------
    list of Lesson
    """
    folders = sorted(Path(root, "lessons").glob("[0-9][0-9]_*"))
    return [Lesson(folder) for folder in folders if folder.is_dir()]


def points_of_items(cells: Iterable[NotebookNode]) -> dict[str, int]:
    """Add up the points of each item's checks and essays.

    Parameters
    ----------
    cells : iterable of nbformat.NotebookNode
        Of an exercise, as `read_exercise` gives them.

    Returns
    -------
    dict of str to int
        By item, in the order of the exercise.
    """
    points: dict[str, int] = {}
    for cell in cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade"):
            item, _ = split_check_name(grading["grade_id"])
            points[item] = points.get(item, 0) + grading["points"]
    return points


def read_lecture(lecture: Lecture) -> NotebookNode:
    """Read a lecture, both languages in one notebook, without outputs.

    Parameters
    ----------
    lecture : Lecture
        The lecture, or a part of one.

    Returns
    -------
    nbformat.NotebookNode
        Markdown cells carry the tag ``lang:en`` or ``lang:ja``.

    Raises
    ------
    LessonError
        If a cell is wrong.
    """
    lesson, path = lecture.lesson, lecture.path
    written = _read_cells(path)
    try:
        cells = lecture_cells.take_alternatives(written)
    except ValueError as error:
        reason, cell = error.args
        raise _error(path, written.index(cell), cell, reason) from None
    for index, cell in enumerate(cells):
        _give_id(cell, f"{lesson.topic}{lecture.part}-{index + 1:02d}")
        role, alt = cell.metadata.get("role"), cell.metadata.get("alt")
        tags = _language_tags(cell) + cell.metadata.get("tags", [])
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        if role:
            cell.metadata["role"] = role
        if alt:
            if len({len(alt.get(language, ())) for language in LANGUAGES}) > 1:
                raise _error(path, index, cell, "its figures' texts are not the same in number")
            cell.metadata["mlcourse"] = {"alt": alt}
    _check_languages(path, cells)
    try:
        expanded = lecture_cells.expand(cells)
    except ValueError as error:
        reason, cell = error.args
        raise _error(path, cells.index(cell), cell, reason) from None
    notebook = _notebook(lesson, expanded)
    add_package_cells(notebook, lesson.name, exercise=False)
    return notebook


def read_exercise(lesson: Lesson) -> NotebookNode:
    """Read an exercise as nbgrader's instructor version, both languages in one notebook.

    Parameters
    ----------
    lesson : Lesson
        The lesson.

    Returns
    -------
    nbformat.NotebookNode
        With nbgrader's metadata on each cell that has a role.

    Raises
    ------
    LessonError
        If a cell is wrong.
    """
    path = lesson.exercise
    cells = _read_cells(path)
    points = _item_points(path, cells)
    setups = 0
    for index, cell in enumerate(cells):
        role = cell.metadata.get("role")
        item = cell.metadata.get("item")
        if cell.cell_type == "code" and role not in CODE_ROLES:
            raise _error(path, index, cell, f"a code cell's role is one of {CODE_ROLES}")
        if cell.cell_type == "markdown" and role not in (None, *MARKDOWN_ROLES):
            raise _error(path, index, cell, f"a markdown cell's role is one of {MARKDOWN_ROLES}")
        if role == "setup":
            setups += 1
            item = f"setup-{setups:02d}" if setups > 1 else "setup"
        elif role not in (None, "run") and item not in points:
            raise _error(path, index, cell, "its item has no solution or essay cell with points")
        problem = _problem(cell, role, item)
        if problem:
            raise _error(path, index, cell, problem)
        grading = _grading_metadata(role, item, points.get(item), cell.cell_type)
        tags = _language_tags(cell) + cell.metadata.get("tags", [])
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        if grading:
            cell.metadata["nbgrader"] = grading
        if role in ("check", "hidden"):
            # Long, and it lists the mistakes that are expected: folded until it is wanted.
            cell.metadata["jupyter"] = {"source_hidden": True}
        _give_id(cell, grading["grade_id"] if grading else f"{lesson.topic}-{index + 1:02d}")
    ids = [cell["id"] for cell in cells]
    doubled = {cell_id for cell_id in ids if ids.count(cell_id) > 1}
    if doubled:
        raise LessonError(f"{_shown(path)}: more than one cell for {', '.join(sorted(doubled))}")
    graded = [cell["id"] for cell in cells]
    for item in points:
        kind = next(c for c in cells if c["id"] == item).cell_type
        wanted = [item, f"{item}-visible", f"{item}-hidden"]
        if kind == "markdown":
            wanted = [f"{item}-rubric", item]
        missing = [name for name in wanted if name not in graded]
        if missing:
            raise LessonError(f"{_shown(path)}: {item} lacks its cell {missing[0]}")
        if [name for name in graded if name in wanted] != wanted:
            raise LessonError(f"{_shown(path)}: the cells of {item} are not in the order {wanted}")
    _check_languages(path, cells)
    notebook = _notebook(lesson, cells)
    add_package_cells(notebook, lesson.name, exercise=True)
    return notebook


def _read_cells(path):
    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except FileNotFoundError:
        raise LessonError(f"{_shown(path)}: the file is missing") from None
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            try:
                ast.parse(cell.source)
            except SyntaxError as error:
                raise _error(path, index, cell, f"not Python: {error}") from None
    return notebook.cells


def _item_points(path, cells):
    """Return item -> points, from the cells that say them."""
    points = {}
    for index, cell in enumerate(cells):
        if cell.metadata.get("role") in ("solution", "essay"):
            item, value = cell.metadata.get("item"), cell.metadata.get("points")
            if not re.fullmatch(r"[a-z][a-z0-9_]*", str(item)):
                raise _error(path, index, cell, f"item={item!r} is not lower_case")
            if not isinstance(value, int) or value < 1:
                raise _error(path, index, cell, f"points={value!r} is not a whole number above 0")
            points[item] = value
    return points


def _grading_metadata(role, item, points, cell_type):
    """Return nbgrader's metadata for a cell, or None for a cell that nbgrader leaves alone."""
    visible = (points or 0) // 3
    parts = {
        "setup": {"grade_id": item, "locked": True},
        "rubric": {"grade_id": f"{item}-rubric", "locked": True},
        "solution": {"grade_id": item, "solution": True},
        "check": {"grade_id": f"{item}-visible", "grade": True, "locked": True, "points": visible},
        "hidden": {
            "grade_id": f"{item}-hidden",
            "grade": True,
            "locked": True,
            "points": (points or 0) - visible,
        },
        "essay": {"grade_id": item, "grade": True, "solution": True, "points": points},
    }
    if role not in parts:
        return None
    defaults = {"grade": False, "locked": False, "solution": False, "task": False}
    return {**defaults, "schema_version": 3, "cell_type": cell_type, **parts[role]}


def _problem(cell, role, item):
    """Return what is wrong with the text of a cell, or None."""
    source = cell.source
    for begin, end in (
        (BEGIN_SOLUTION, END_SOLUTION),
        (BEGIN_HIDDEN, END_HIDDEN),
        (BEGIN_SCHEME, END_SCHEME),
    ):
        if source.count(begin) != source.count(end):
            return f"{begin} and {end} do not pair"
    if role == "solution" and BEGIN_SOLUTION not in source:
        return f"a solution stands between {BEGIN_SOLUTION} and {END_SOLUTION}"
    if role == "rubric" and BEGIN_SCHEME not in source:
        return f"a rubric stands between {BEGIN_SCHEME} and {END_SCHEME}"
    if role == "hidden":
        shown, begin, rest = source.partition(BEGIN_HIDDEN)
        if not begin or rest.partition(END_HIDDEN)[2].strip():
            return f"all but the first lines stand between {BEGIN_HIDDEN} and {END_HIDDEN}"
        body = ast.parse(shown).body
        if not body:
            return "its first, visible line must use the answer, so that an unanswered item fails"
        if not re.match(r"(check_\w+|answered|expect)\(", ast.unparse(body[-1])):
            return "its visible line calls a check_ helper: a bare value counts as partial credit"
    if role in ("check", "hidden"):
        for name in bound_names(source):
            if not name.startswith("check_"):
                return f"binds {name!r}: a check leaves no names behind but functions check_..."
    return None


def _language_tags(cell):
    language = cell.metadata.get("lang")
    return [f"lang:{language}"] if language else []


def _check_languages(path, cells):
    """Raise LessonError unless text comes in all languages, one cell each, side by side."""
    missing = []
    for index, cell in enumerate(cells):
        languages = [tag[5:] for tag in cell.metadata.get("tags", []) if tag.startswith("lang:")]
        if languages and (cell.cell_type != "markdown" or languages[0] not in LANGUAGES):
            raise _error(path, index, cell, f"only markdown has a language, one of {LANGUAGES}")
        if missing and (not languages or languages[0] not in missing):
            raise _error(path, index, cell, f"the text before it lacks lang={missing[0]}")
        if languages:
            missing = [other for other in missing or LANGUAGES if other != languages[0]]
    if missing:
        raise LessonError(f"{_shown(path)}: the last text lacks lang={missing[0]}")


def _give_id(cell, cell_id):
    if len(cell_id) > 64:
        raise LessonError(f"the cell id {cell_id!r} is longer than 64 characters")
    cell["id"] = cell_id


def _notebook(lesson, cells):
    for cell in cells:
        cell.source = cell.source.strip("\n")
        if cell.cell_type == "markdown":
            cell.source = join_lines(cell.source)
    notebook = new_notebook(cells=cells)
    notebook.metadata = NotebookNode(
        kernelspec=KERNELSPEC,
        language_info={"name": "python"},
        mlcourse={"lesson": lesson.name},
    )
    return notebook


def _error(path, index, cell, reason):
    first_line = cell.source.strip().split("\n")[0][:60]
    return LessonError(f"{_shown(path)}, cell {index + 1} ({first_line!r}): {reason}")


def _shown(path):
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
