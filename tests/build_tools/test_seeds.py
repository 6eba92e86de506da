"""The report of the runs with many seeds."""

from build_tools.seeds import merged, reseeded

REPORT = """
| lesson | item | right answers | seeds | gradings | failures |
|---|---|---:|---:|---:|---:|
| 00_setup | hello | 5 | 20 | 200 | 0 |
| 01_gradient_descent | mse | 4 | 20 | 160 | 0 |
| 01_gradient_descent | fit_line | 5 | 20 | 200 | 0 |
| all |  | 14 |  | 560 | 0 |
"""


def test_an_item_that_is_measured_again_keeps_its_place():
    rows = [("01_gradient_descent", "mse", 6, 10, 120, 1), ("02_perceptron", "gates", 1, 20, 40, 0)]
    assert merged(REPORT, rows, whole=False) == [
        ("00_setup", "hello", 5, 20, 200, 0),
        rows[0],
        ("01_gradient_descent", "fit_line", 5, 20, 200, 0),
        rows[1],
    ]
    assert merged("", rows, whole=False) == rows


def test_a_lesson_that_is_measured_as_a_whole_loses_items_that_are_gone():
    rows = [("01_gradient_descent", "mse", 6, 10, 120, 1)]
    assert merged(REPORT, rows, whole=True) == [("00_setup", "hello", 5, 20, 200, 0), *rows]


def test_seeds_that_were_different_still_are():
    assert reseeded("f(seed=1); torch.manual_seed(1); default_rng(2)", 3) == (
        "f(seed=1)\ntorch.manual_seed(3001)\ndefault_rng(3002)"
    )
