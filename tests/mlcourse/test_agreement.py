"""`check_agrees` lets right functions pass and finds what is wrong anywhere in the domain."""

import itertools
import random
import subprocess
import sys
import warnings
from decimal import Decimal
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import torch

from mlcourse.checks import Array, Instance, Line, Number, Text, Whole, check_agrees, check_type
from mlcourse.checks.domains import Code, draw_cases, evaluate, show

STEP = {
    "x": Array("any", ends=(0, 1e6)),
    "grad": Array("any", ends=(0, 500, -1e6)),
    "lr": Number("> 0", draw=(0.01, 1), ends=(1e-9, 1, 100)),
}
WALK = {
    "grad": Line("callable", "lambda x: {a} * (x - {c})", a=(0.5, 3), c=(-3, 3)),
    "x0": Number(draw=(-5, 5), ends=(0,)),
    "lr": Number("> 0", draw=(0.01, 0.3)),
    "num_iterations": Whole(">= 0", ends=(0, 1), once=(5000,)),
}


def right_step(x, grad, lr):
    return x - lr * grad


def check_step(function):
    check_agrees("gradient_step", function, right_step, STEP)


def right_walk(grad, x0, lr, num_iterations):
    places = [x0]
    for _ in range(num_iterations):
        places.append(places[-1] - lr * grad(places[-1]))
    return np.array(places)


@pytest.mark.parametrize(
    "function",
    [
        right_step,
        lambda x, grad, lr: np.subtract(x, np.multiply(lr, grad)),
        lambda x, grad, lr: (np.asarray(x) - lr * np.asarray(grad)).tolist(),
        lambda x, grad, lr: torch.as_tensor(x - lr * grad, dtype=torch.float64),
    ],
)
def test_right_functions_pass(function):
    check_step(function)
    check_agrees("gradient_descent", right_walk, right_walk, WALK)


buffers, first_types = {}, []


def clipped(x, grad, lr):
    return x - lr * np.clip(grad, -10, 10)


def in_place(x, grad, lr):
    x -= lr * grad
    return x


def sorts_the_callers(x, grad, lr):
    new = x - lr * grad
    if isinstance(grad, np.ndarray) and grad.ndim == 1:
        grad.sort()
    return new


def one_buffer(x, grad, lr):
    out = buffers.setdefault(np.shape(x), np.empty(np.shape(x)))
    out[...] = x - lr * grad
    return out


def views_of_one_array(x, grad, lr):
    whole = buffers.setdefault("all", np.zeros(100_000))
    start = buffers.get("next", 0)
    new = x - lr * grad
    buffers["next"] = (start + np.size(new)) % 90
    out = whole[start : start + np.size(new)].reshape(np.shape(new))
    out[...] = new
    return out


def type_of_first(x, grad, lr):
    first_types.append(np.asarray(x).dtype)
    return np.asarray(x - lr * grad).astype(first_types[0])


def other_name(x, gradient, lr):
    return x - lr * gradient


def seeds(x, grad, lr):
    np.random.seed(0)  # noqa: NPY002 - what a student may write
    return x - lr * grad


def seeds_python(x, grad, lr):
    random.seed(0)
    return x - lr * grad


def restyles(x, grad, lr):
    plt.rcParams["lines.linewidth"] = plt.rcParams["lines.linewidth"] + 1
    return x - lr * grad


def silences(x, grad, lr):
    np.seterr(all="ignore")
    return x - lr * grad


def ignores_all_warnings(x, grad, lr):
    warnings.simplefilter("ignore")
    return x - lr * grad


def locks(x, grad, lr):
    if isinstance(x, np.ndarray):
        x.flags.writeable = False
    return x - lr * grad


def no_grad_any_more(x, grad, lr):
    torch.set_grad_enabled(False)
    return x - lr * grad


def only_once(x, grad, lr):
    buffers["calls"] = buffers.get("calls", 0) + 1
    return x - lr * grad * (buffers["calls"] < 105)


def remembers_by_identity(x, grad, lr):
    if isinstance(x, float | int) or isinstance(grad, float | int):
        return x - lr * grad
    new = buffers.setdefault((id(x), id(grad), lr), (x - lr * grad, x, grad))[0]
    return new.copy()


def changes_how_tables_are_shown(x, grad, lr):
    pd.set_option("display.precision", 3)
    return x - lr * grad


def multiplies_square_arrays_as_matrices(x, grad, lr):
    is_square = np.ndim(x) == 2 and len(x) == len(x.T) > 1
    return x - (lr * np.ones_like(x) @ grad if is_square else lr * grad)


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (remembers_by_identity, r"gradient_step\(.*\): expected"),
        (changes_how_tables_are_shown, r"pandas\.set_option"),
        (multiplies_square_arrays_as_matrices, r"gradient_step\(.*\): expected"),
        (clipped, r"gradient_step\(.*\): expected"),
        (in_place, "the argument x was changed"),
        (sorts_the_callers, "the argument grad was changed"),
        (one_buffer, "the result changed"),
        (views_of_one_array, "changed when|share memory"),
        (other_name, "unexpected keyword argument 'grad'"),
        (seeds, r"numpy\.random\.seed"),
        (seeds_python, r"random\.seed"),
        (restyles, "matplotlib.rcParams"),
        (silences, r"numpy\.seterr"),
        (ignores_all_warnings, r"warnings\.filterwarnings"),
        (locks, "the argument x was changed"),
        (no_grad_any_more, "torch.set_grad_enabled"),
        (only_once, "expected"),
        (lambda x, grad, lr: None, "is None"),
    ],
)
def test_what_is_wrong_is_found(function, text):
    before = np.geterr()
    try:
        with plt.rc_context(), pytest.raises(AssertionError, match=text):
            check_step(function)
    finally:
        np.seterr(**before)
        torch.set_grad_enabled(True)
        buffers.clear()


def test_a_call_that_may_draw_may_not_start_the_random_numbers_anew():
    def draws(x):
        return x + 0 * torch.rand(1).item()

    def starts_anew(x):
        torch.manual_seed(0)
        return draws(x)

    domain = {"x": Number(draw=(0, 9))}
    check_agrees("same", draws, lambda x: x, domain, draws=True)
    with pytest.raises(AssertionError, match=r"torch\.manual_seed"):
        check_agrees("same", starts_anew, lambda x: x, domain, draws=True)


def test_a_seed_that_was_set_as_a_number_costs_nothing():
    """``np.random.seed = 42``, which many write, leaves nothing there to call."""
    code = """
import random, numpy, torch
random.seed = numpy.random.seed = torch.manual_seed = 42
from tests.mlcourse.test_agreement import STEP, check_agrees, right_step
check_agrees("gradient_step", right_step, right_step, STEP)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_exact_numbers_are_numbers():
    def mean(x):
        return sum(map(Fraction, x.tolist())) / len(x)

    domain, right = {"x": Array("(k,)")}, lambda x: np.mean(x)
    check_agrees("mean", mean, right, domain)
    check_agrees("mean", lambda x: Decimal(float(np.mean(x))), right, domain)


def test_a_recursion_ends_after_some_thousand_steps():
    def recursive(grad, x0, lr, num_iterations):
        if num_iterations == 0:
            return np.array([x0])
        rest = recursive(grad, x0 - lr * grad(x0), lr, num_iterations - 1)
        return np.concatenate([[x0], rest])

    with pytest.raises(AssertionError, match="RecursionError"):
        check_agrees("gradient_descent", recursive, right_walk, WALK)


def test_the_smallest_case_that_differs_is_shown_as_a_line_that_runs():
    with pytest.raises(AssertionError) as raised:
        check_step(clipped)
    line = str(raised.value).split(": expected")[0]
    new = eval(line, {"np": np, "gradient_step": clipped})
    assert np.shape(new) == ()


def test_every_pair_of_ends_is_drawn():
    domain = {
        "lr": Number("> 0", draw=(0.1, 1), ends=(1e-9, 100.0), integers=False),
        "n": Whole(">= 0", ends=(0, 1)),
        "word": Text(("a", "b")),
    }
    cases = draw_cases("f", domain, 10)
    for pair in itertools.combinations(domain, 2):
        drawn = {tuple(case[name] for name in pair) for case in cases}
        assert drawn >= set(itertools.product(*(domain[name].ends for name in pair)))


def test_the_same_cases_each_time_and_all_within_the_domain():
    for domain in (STEP, WALK):
        cases = draw_cases("f", domain, 200)
        assert [show(c) for c in cases] == [show(c) for c in draw_cases("f", domain, 200)]
        for case in cases:
            sizes = {}
            for name, kind in domain.items():
                value = case[name]
                value = value.make() if isinstance(value, Code) else value
                assert kind.reject(value, sizes) is None, (name, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Number("> 0"), 0.0),
        (Number(), np.nan),
        (Number(), True),
        (Number(), None),
        (Whole(">= 0"), -1),
        (Whole(), 1.0),
        (Array("(k,)"), np.array([1])),
        (Array("(k,)"), [1.0]),
        (Array("(k,)"), np.zeros((2, 1))),
        (Array("(k,)"), np.zeros(0)),
        (Array("any with an axis"), np.array(1.0)),
        (Array("(k,)", bound=">= 0"), np.array([-1.0])),
        (Line("callable"), None),
        (Line("object", methods=("forward",)), 3),
    ],
)
def test_what_does_not_belong_is_rejected(kind, value):
    assert kind.reject(value, {})


def test_lengths_are_shared_between_arguments():
    sizes = {}
    kind = Array("(k, n)")
    assert kind.reject(np.zeros((2, 3)), sizes) is None
    assert kind.reject(np.zeros((2, 4)), sizes)
    assert Array("(n,)").reject(np.zeros(3), sizes) is None


@pytest.mark.parametrize(
    "value",
    [1.5, -3, np.float64(2.0), np.array([[1.0, 2.0]]), np.zeros((0,)), (1, [2]), {"a": np.ones(2)},
     np.array([1, 2], dtype=np.uint8), "a", True, (1,)],
)  # fmt: skip
def test_a_value_is_shown_as_a_line_that_makes_it(value):
    again = evaluate(show(value))
    assert type(again) is type(value)
    assert str(again) == str(value)


def test_judge_may_demand_a_type():
    def judge(call, result, expected):
        check_type(call, result, float, "a float")

    with pytest.raises(AssertionError, match="expected a float"):
        check_agrees(
            "f", lambda n: n, lambda n: n, {"n": Whole(ends=(0, 1))}, judge=judge, number=5
        )


def test_two_calls_of_one_case_that_give_the_same_array_are_found():
    def twice(function, x):
        return {"first": function(x), "second": function(x)}

    kept = {}

    def new(x):
        return np.sqrt(x)

    def cached(x):
        return kept.setdefault(x.tobytes(), np.sqrt(x))

    def right(x):
        return {"first": np.sqrt(x), "second": np.sqrt(x)}

    domain = {"x": Array("(k,)", bound=">= 0", draw=(0, 9))}
    check_agrees("root", new, right, domain, run=twice, call="root({x})")
    with pytest.raises(AssertionError, match="share memory"):
        check_agrees("root", cached, right, domain, run=twice, call="root({x})")


def test_numbers_go_with_numbers_and_arrays_without_axes_with_such_arrays():
    domain = {"x": Array("any"), "grad": Array("any", like="x")}
    cases = draw_cases("gradient_step", domain, 200)
    kinds = {(type(case["x"]), type(case["grad"])) for case in cases if not np.shape(case["x"])}
    assert kinds == {(float, float), (np.ndarray, np.ndarray)}


def test_an_instance_is_of_its_classes():
    kind = Instance("list or tuple", list, tuple)
    assert kind.reject([1], {}) is None
    assert "set is not list or tuple" in kind.reject({1}, {})
    assert Instance("anything").reject(None, {}) is None
