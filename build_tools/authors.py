"""The rules by which the build refuses an exercise, so that no student meets an author's slip.

A message's key without an entry, points in the text that are not the cells', bold text whose
asterisks would be seen, and items whose checks have never been tried on a right and on a wrong
answer.
"""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from build_tools.emphasis import unshown_bold
from build_tools.lessons import LANGUAGES, Lesson, points_of_items, read_exercise, read_lecture
from build_tools.words import words
from mlcourse.messages import catalogue

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
#: Calls whose argument of this position is a message's key.
_KEY_POSITION = {"expect": 1, "message": 0, "in_page_language": 0}


def lesson_problems(lesson: Lesson) -> list[str]:
    """List what is wrong with a lesson beyond the form of its cells.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        The lesson.

    Returns
    -------
    list of str
        A line for each problem; it names file, cell and reason.
    """
    cells = read_exercise(lesson).cells
    shown = f"lessons/{lesson.name}/exercise.py"
    problems = [f"{shown}, cell {name}: {reason}" for name, reason in _key_problems(cells)]
    problems += [f"{shown}: {reason}" for reason in _point_problems(cells)]
    notebooks = {shown: cells}
    for lecture in lesson.lectures:
        notebooks[f"lessons/{lesson.name}/{lecture.path.name}"] = read_lecture(lecture).cells
    for path, some in notebooks.items():
        for cell in some:
            if cell.cell_type == "markdown":
                for place in unshown_bold(cell.source):
                    problems.append(f"{path}: the asterisks would be seen: {place!r}")
    for cell in cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and grading.get("solution"):
            for kind, word in (("passes", "right"), ("fails", "wrong")):
                if not any(lesson.answers.glob(f"{cell['id']}/{kind}_*.py")):
                    folder = f"lessons/{lesson.name}/answers/{cell['id']}"
                    problems.append(f"{folder}: no {word} answer ({kind}_*.py) tries its checks")
    return problems


def message_keys(source: str) -> set[str]:
    """Return the keys of messages that a check's code names.

    Parameters
    ----------
    source : str
        Python code.

    Returns
    -------
    set of str
    """
    return {key for node in ast.walk(ast.parse(source)) for key in _keys_of(node)}


def _keys_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        places = [keyword.value for keyword in node.keywords if keyword.arg == "hint"]
        position = _KEY_POSITION.get(name)
        if position is not None and len(node.args) > position:
            places.append(node.args[position])
        for place in places:
            yield from _strings(place)
    elif isinstance(node, ast.Assign):
        if any(getattr(target, "id", "") == "hint" for target in node.targets):
            yield from _strings(node.value)
    elif isinstance(node, ast.Dict):  # likely causes: key to what the mistake gives
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
        yield from (key for key in keys if isinstance(key, str) and _KEY.fullmatch(key))


def _strings(node: ast.AST) -> Iterator[str]:
    """Yield a string, or those that a conditional expression chooses from."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)


def _key_problems(cells: list[NotebookNode]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and grading.get("grade"):
            for key in sorted(message_keys(cell.source) - set(catalogue())):
                yield cell["id"], f"the message {key!r} has no entry in mlcourse/messages/"


def _point_problems(cells: list[NotebookNode]) -> Iterator[str]:
    points = points_of_items(cells)
    said: dict[str, str] = {}
    for cell in cells:
        tags = cell.metadata.get("tags", [])
        for language in LANGUAGES:
            if cell.cell_type != "markdown" or f"lang:{language}" not in tags:
                continue
            heading = re.search(r"^## .*$", cell.source, re.MULTILINE)
            if heading:
                said[language] = heading[0]
            total = re.search(words()[language]["total_points"], cell.source)
            if total and int(total[1]) != sum(points.values()):
                yield f"the text says {total[0]!r}, the cells have {sum(points.values())}"
        if cell["id"] in points:
            for language, heading in said.items():
                number = re.search(words()[language]["heading_points"], heading)
                if number and int(number[1]) != points[cell["id"]]:
                    yield f"{heading!r}, but the cells of {cell['id']} have {points[cell['id']]}"
