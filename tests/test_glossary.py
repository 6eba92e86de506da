"""One word for one thing: the lessons and the messages keep to ``lessons/glossary.toml``."""

import re
import tomllib

import pytest

from build_tools.lessons import LANGUAGES, ROOT, find_lessons, read_exercise, read_lecture
from mlcourse.messages import catalogue

TERMS = tomllib.loads((ROOT / "lessons" / "glossary.toml").read_text(encoding="utf-8"))["term"]
GUIDES = [
    *ROOT.glob("README*.md"),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "build_tools" / "start").rglob("*.txt")),
]
#: Code and formulas have their own words.
APART = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|https?://\S+", re.DOTALL)


def prose(text):
    return APART.sub(" ", text)


def lesson_texts(lesson):
    """Yield language and text of each markdown cell in one language, and of each figure."""
    for notebook in (*map(read_lecture, lesson.lectures), read_exercise(lesson)):
        for cell in notebook.cells:
            for language, texts in cell.metadata.get("mlcourse", {}).get("alt", {}).items():
                yield language, prose("\n".join(texts))
            if cell.cell_type != "markdown":
                continue
            for language in LANGUAGES:
                if f"lang:{language}" in cell.metadata.get("tags", []):
                    yield language, prose(cell.source)


def wrong_words(language, text):
    """List the wrong variants in a text, each with the right term; English ones as whole words."""
    problems = []
    for term in TERMS:
        for wrong in term.get(f"wrong_{language}", []):
            whole = rf"(?<![a-zA-Z])(?:{wrong})(?![a-zA-Z])" if language == "en" else wrong
            for found in re.finditer(whole, text, re.IGNORECASE):
                where = text[max(0, found.start() - 30) : found.end() + 30]
                problems.append(f"{found[0]!r} for {term[language]!r} in {where!r}")
    return problems


@pytest.mark.parametrize("lesson", find_lessons(), ids=lambda lesson: lesson.name)
def test_a_lesson_keeps_to_the_glossary(lesson):
    problems = []
    for language, text in lesson_texts(lesson):
        problems += wrong_words(language, text)
    assert not problems, "\n".join(problems)


def test_the_messages_keep_to_the_glossary():
    problems = []
    for texts in catalogue().values():
        for language, text in texts.items():
            problems += wrong_words(language, prose(text))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_guides_keep_to_the_glossary(path):
    language = "ja" if path.suffixes == [".ja", ".md"] or path.parent.name == "ja" else "en"
    problems = wrong_words(language, prose(path.read_text(encoding="utf-8")))
    assert not problems, "\n".join(problems)


def test_each_term_is_used_and_none_is_its_own_wrong_variant():
    used = "".join(text for lesson in find_lessons() for _, text in lesson_texts(lesson))
    for term in TERMS:
        assert term["ja"] in used, term
        assert not wrong_words("ja", term["ja"]), term
