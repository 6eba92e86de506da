"""Write what the student's package knows of an exercise: items, points and visible checks.

``mlcourse/exercises/<lesson>.json`` is made from the lesson, and lets `mlcourse.progress` run
the visible checks wherever a notebook is open. No solution and no hidden check is in it.
"""

import ast
import json
import re
from pathlib import Path

from nbformat import NotebookNode

from build_tools.lessons import LANGUAGES, Lesson, bound_names, points_of_items, read_exercise

FOLDER = Path("mlcourse", "exercises")


def visible_checks(lesson: Lesson) -> str:
    """Return the text of a lesson's file.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        The lesson.

    Returns
    -------
    str
        JSON: an object whose ``items`` have an ``item``, its ``title`` in each language, its
        ``points``, the ``names`` that its solution defines, and the source of its ``check``,
        null for an essay.
    """
    cells = read_exercise(lesson).cells
    sources = {cell["id"]: cell.source for cell in cells}
    items = [
        {
            "item": item,
            "title": _titles(cells, item),
            "points": value,
            "names": _names(sources[item]) if f"{item}-visible" in sources else [],
            "check": sources.get(f"{item}-visible"),
        }
        for item, value in points_of_items(cells).items()
    ]
    return json.dumps({"items": items}, ensure_ascii=False, indent=1) + "\n"


def _titles(cells: list[NotebookNode], item: str) -> dict[str, str]:
    """Return the heading above an item's answer in each language, without its points."""
    titles = dict.fromkeys(LANGUAGES, item)
    for cell in cells:
        if cell["id"] == item:
            break
        if cell.cell_type != "markdown":
            continue
        heading = re.search(r"^## (.*)$", cell.source, re.MULTILINE)
        for language in LANGUAGES:
            if heading and f"lang:{language}" in cell.metadata.get("tags", []):
                titles[language] = re.sub(r"\s*[(（][^()（）]*[)）]$", "", heading[1])
    return titles


def _names(source: str) -> list[str]:
    """Return the names that a solution defines, but not those that it imports."""
    imported = {
        name
        for node in ast.parse(source).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in bound_names(ast.unparse(node))
    }
    return sorted(set(bound_names(source)) - imported)


def check_file(lesson: Lesson, root: Path) -> Path:
    """Return where a lesson's file stands."""
    return root / FOLDER / f"{lesson.name}.json"


def write_visible_checks(lesson: Lesson, root: Path) -> None:
    """Write a lesson's file where it has changed."""
    path, text = check_file(lesson, root), visible_checks(lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
