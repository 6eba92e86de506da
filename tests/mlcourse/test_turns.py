import pytest

from mlcourse.checks import answered, check_close
from mlcourse.turns import your_turn


def test_a_turn_that_is_right_says_so(capsys):
    with your_turn():
        check_close("one", 1.0, 1.0)
    assert capsys.readouterr().out == "Right.\n"


def test_an_empty_or_wrong_turn_says_why_and_lets_the_notebook_go_on(capsys):
    with your_turn():
        answered(x=None)
    with your_turn():
        check_close("one", 2.0, 1.0)
    said = capsys.readouterr().out
    assert "Your turn: write the missing lines above" in said
    assert "one: expected 1, got 2" in said


def test_an_error_of_the_students_code_is_shown_as_it_is():
    with pytest.raises(ZeroDivisionError), your_turn():
        check_close("one", 1 / 0, 1.0)
