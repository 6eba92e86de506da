import re

import pytest

from build_tools.lessons import find_lessons
from mlcourse.messages import catalogue, message


@pytest.mark.parametrize("key", catalogue())
def test_both_languages_say_the_same_values(key):
    texts = catalogue()[key]
    fields = {lang: sorted(re.findall(r"\{(\w+)", text)) for lang, text in texts.items()}
    assert fields["en"] == fields["ja"]
    assert re.search(r"[ぁ-んァ-ン一-龥]", texts["ja"])
    assert not re.search(r"[ぁ-んァ-ン一-龥]", texts["en"])


def test_message_has_a_line_in_each_language():
    text = message("wrong-shape", name="y", expected=(2,), actual=(3,))
    assert text.split("\n")[0] == "y: expected shape (2,), got (3,)."
    assert "形状" in text.split("\n")[1]


def test_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        message("no such key")


def test_every_key_of_a_lesson_is_used_and_every_key_used_is_there():
    used = set()
    for lesson in find_lessons():
        text = lesson.exercise.read_text(encoding="utf-8")
        if lesson.lecture.exists():
            text += lesson.lecture.read_text(encoding="utf-8")
        used |= {key for key in catalogue() if f'"{key}"' in text}
    general = {
        *("unfinished", "is-none", "wrong-type", "not-numbers", "wrong-shape", "wrong-length"),
        *("not-finite", "wrong-value", "not-equal", "likely-cause", "argument-changed"),
        "unexpected-warning",
    }
    assert set(catalogue()) - used - general == set()
