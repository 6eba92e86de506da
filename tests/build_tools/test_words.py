"""Every language has every word that the build writes."""

import tomllib

import pytest

from build_tools import words as module
from build_tools.lessons import LANGUAGES, ROOT
from build_tools.release_zips import start_guide
from build_tools.words import words


def test_all_languages_have_the_same_words():
    assert list(words()) == list(LANGUAGES)
    assert len({tuple(texts) for texts in words().values()}) == 1


def test_site_and_zips_speak_all_languages():
    path = ROOT / "build_tools" / "site" / "texts.toml"
    texts = tomllib.loads(path.read_text(encoding="utf-8"))
    assert list(texts) == list(LANGUAGES)
    assert len({tuple(each) for each in texts.values()}) == 1
    for language in LANGUAGES:
        assert "{notebook}" in start_guide(language).read_text(encoding="utf-8")


def test_a_missing_word_is_named(tmp_path, monkeypatch):
    path = tmp_path / "words.toml"
    path.write_text('[en]\nguess = "?"\nanswer = "A"\n[ja]\nguess = "？"\n', encoding="utf-8")
    monkeypatch.setattr(module, "_FILE", path)
    with pytest.raises(ValueError, match=r"words\.toml: \[ja\] lacks answer"):
        words.__wrapped__()
