"""What students get: unanswered, every check fails, only because nothing is written yet."""

import re

import nbformat
import pytest
from nbgrader.validator import Validator

from build_tools.lessons import LANGUAGES, ROOT, find_lessons

LESSONS = find_lessons()


def path_of(folder, lesson):
    return ROOT / folder / lesson.topic / f"{lesson.topic}.ipynb"


def validate(path, **settings):
    return Validator(ignore_checksums=False, **settings).validate(str(path))


def graded_code(notebook):
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    ]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_released_notebook_fails_every_check_and_only_as_unwritten(lesson, language):
    path = path_of(f"release/{language}", lesson)
    notebook = nbformat.read(path, as_version=4)
    failed = validate(path, validate_all=True)["failed"]
    sources = [cell["source"] for cell in failed]
    missed = [cell["id"] for cell in graded_code(notebook) if cell.source.strip() not in sources]
    assert missed == []
    essays = [
        c.source.strip() for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")
    ]
    for cell in failed:
        if cell["raw_error"] == "You did not provide a response.":
            assert cell["source"] in essays
            continue
        lines = re.sub(r"\x1b\[[0-9;]*m", "", cell["raw_error"]).splitlines()
        assert len(lines) == 1, lines
        assert lines[0].startswith({"en": "○ Not answered yet", "ja": "○ 未解答です"}[language])


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_released_notebook_holds_no_secret_no_output_and_one_language(lesson, language):
    path = path_of(f"release/{language}", lesson)
    text = path.read_text(encoding="utf-8")
    for secret in ("BEGIN HIDDEN", "BEGIN SOLUTION", "MARK SCHEME", "_hidden"):
        assert secret not in text.replace('"source_hidden"', "")  # a check's cell is folded
    notebook = nbformat.read(path, as_version=4)
    others = {f"lang:{other}" for other in LANGUAGES if other != language}
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert not others.intersection(cell.metadata.get("tags", []))
    source = nbformat.read(path_of("source", lesson), as_version=4)
    released = [cell.source for cell in notebook.cells]
    for cell in source.cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell["id"].endswith("-rubric"):
            scheme = cell.source.split("### BEGIN MARK SCHEME")[1].split("### END")[0].strip()
            assert scheme
            assert not any(scheme in text for text in released)
        elif grading.get("grade") and grading.get("solution"):
            assert cell.source not in released


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_source_passes_validation(lesson):
    assert validate(path_of("source", lesson)) == {}
