"""``docs/demands.md`` has the items of the exercises, each lesson's in their order."""

import re

import pytest

from build_tools.lessons import ROOT, find_lessons, read_exercise

TEXT = (ROOT / "docs" / "demands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
LESSONS = find_lessons()


def test_every_lesson_has_its_section():
    assert list(SECTIONS) == [lesson.name for lesson in LESSONS]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_each_item_of_an_exercise_has_its_demands(lesson):
    cells = [cell.metadata.get("nbgrader", {}) for cell in read_exercise(lesson).cells]
    items = [cell["grade_id"] for cell in cells if cell.get("solution")]
    lines = [line for line in SECTIONS[lesson.name].splitlines() if line.startswith("| ")]
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in lines[1:]]
    named = [item for item, *_ in rows]
    assert list(dict.fromkeys(named)) == items
    for item, demand, visible, hidden in rows:
        assert demand, item
        assert visible or hidden, (item, demand)
