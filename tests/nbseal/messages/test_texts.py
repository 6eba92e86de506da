"""A message is one text and knows what it says in each language."""

import copy
import pickle

import pytest
from nbseal.messages import Message, in_language, message, texts_of


def test_a_message_has_a_line_in_each_language():
    told = message("cells-missing", cells="`a`, `b`")
    assert told.split("\n") == [told.texts["en"], told.texts["ja"]]
    assert in_language(told, "ja") == told.texts["ja"] == in_language(told.texts, "ja")
    assert in_language(told, "fr") == told.texts["en"]
    assert in_language("the same", "ja") == "the same"


def test_what_follows_stands_on_the_same_line():
    told = Message({"en": "One.", "ja": "1つ。"}).followed_by(
        Message({"en": "Two.", "ja": "2つ。"})
    )
    assert told == "One. Two.\n1つ。2つ。"


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_a_copy_knows_the_languages_too(again):
    told = message("cells-missing", cells="`a`")
    assert again(told) == told
    assert again(told).texts == told.texts


@pytest.mark.parametrize(
    "told", [None, "text", {"en": "a"}, {"en": "a", "ja": None}, {"en": "a", "ja": "b", "fr": "c"}]
)
def test_what_is_not_texts_is_not_taken(told):
    assert texts_of(told) is None
