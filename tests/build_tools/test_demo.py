"""The demo, on the shortest lesson: it notices a score that is not what was expected."""

from build_tools import demo

ARGUMENTS = ["--lesson", "00_setup"]


def test_the_demo_meets_every_expected_score(capsys):
    assert demo.main(ARGUMENTS) == 0
    printed = capsys.readouterr().out
    assert "every expected score met" in printed
    assert "aoki" in printed


def test_a_wrong_expected_score_is_an_error(capsys, monkeypatch):
    right = demo.expected_points

    def wrong(*arguments):
        return {**right(*arguments), "hello-hidden": 0.5}

    monkeypatch.setattr(demo, "expected_points", wrong)
    assert demo.main(ARGUMENTS) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert "aoki, setup: hello-hidden: expected 0.5, got 1" in printed
