"""Bold text that Markdown would not show as such."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from build_tools.emphasis import unshown_bold

ROOT = Path(__file__).resolve().parents[2]
SHOWN = [
    "**一度も変わりません**。次の文です。",
    "**一度も変わりません。** 次の文です。",
    "**一度も変わりません。**",
    "式の**左側**（入力）と**右側**、`a**b`と`c**d`。",
    "A word in **bold**, and **another.** Done.",
    "$x^{**}$と**太字**",
]
SEEN = [
    "**一度も変わりません。**次の文です。",
    "これは**「引用」**です。",
    "**層は `nn.Linear`**です。",
    "A word in ** bold** text.",
]


@pytest.mark.parametrize("text", SHOWN)
def test_bold_text_that_is_shown_is_let_through(text):
    assert unshown_bold(text) == []


@pytest.mark.parametrize("text", SEEN)
def test_asterisks_that_would_be_seen_are_found(text):
    assert "**" in MarkdownIt().render(text)
    assert unshown_bold(text)


def test_no_document_shows_asterisks():
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("autograde/*.md")]
    found = {path.name: unshown_bold(path.read_text(encoding="utf-8")) for path in documents}
    assert len(found) > 10
    assert {name: places for name, places in found.items() if places} == {}
