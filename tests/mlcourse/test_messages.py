import copy
import pickle
import re

import pytest

from build_tools.lessons import ROOT, find_lessons
from mlcourse.messages import add_cause, catalogue, message, use_language


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


def test_a_message_knows_what_it_says_in_each_language():
    text = message("wrong-shape", name="two\nlines", expected=(2,), actual=(3,))
    use_language("ja")
    try:
        cause = add_cause(text, "gd-uphill")
    finally:
        use_language("en")
    assert list(cause.texts) == ["en", "ja"]
    for language, told in cause.texts.items():
        assert told.startswith(text.texts[language] + "\n")
        assert catalogue()["gd-uphill"][language] in told
    assert cause.splitlines()[:2] == text.texts["en"].splitlines()
    for other in (copy.deepcopy(cause), pickle.loads(pickle.dumps(cause))):
        assert (other, other.texts) == (cause, cause.texts)


def test_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        message("no such key")


def test_every_key_is_used():
    files = [*(ROOT / "mlcourse").rglob("*.py")]
    for lesson in find_lessons():
        files += [lesson.exercise, *(lecture.path for lecture in lesson.lectures)]
    text = "".join(path.read_text(encoding="utf-8") for path in files if path.exists())
    assert [key for key in catalogue() if f'"{key}"' not in text] == []
