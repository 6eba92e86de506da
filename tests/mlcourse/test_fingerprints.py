"""A fingerprint differs where a value does, and only there."""

import decimal
import locale
import warnings

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn

from mlcourse.checks.fingerprints import changed, fingerprint, settings, watched_settings


def make_model():
    model = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.BatchNorm1d(3))
    model(torch.ones(4, 2)).sum().backward()
    return model


def freeze(model):
    model[0].weight.requires_grad_(False)


def drop_gradients(model):
    model.zero_grad()


def evaluate(model):
    model[1].eval()


def hook(model):
    model.register_forward_hook(lambda *_: None)


def change_weight(model):
    with torch.no_grad():
        model[0].bias[0] += 1e-6


def change_statistics(model):
    model[2].running_mean += 1


def change_setting(model):
    model[1].p = 0.1


def add_layer(model):
    model.append(nn.ReLU())


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (freeze, ".0.weight.requires_grad"),
        (drop_gradients, ".0.weight.grad"),
        (evaluate, ".1.training"),
        (hook, "_forward_hooks"),
        (change_weight, ".0.bias"),
        (change_statistics, ".2.running_mean"),
        (change_setting, ".1.p"),
        (add_layer, ".3"),
    ],
)
def test_a_change_of_a_model_is_named(change, part):
    model = make_model()
    before = fingerprint(model)
    assert changed(before, fingerprint(model)) == []
    change(model)
    assert any(part in name for name in changed(before, fingerprint(model)))


def test_using_a_model_in_evaluation_changes_nothing():
    model = make_model().eval()
    before = fingerprint(model)
    with torch.no_grad():
        model(torch.ones(4, 2))
    assert changed(before, fingerprint(model)) == []


def test_other_values():
    frame = pd.DataFrame({"a": [1.0, 2.0]}, index=[3, 5])
    before = fingerprint(frame)
    frame.index = [3, 6]
    assert changed(before, fingerprint(frame)) == [".index"]
    criterion = nn.MSELoss()
    before = fingerprint(criterion)
    criterion.reduction = "sum"
    assert changed(before, fingerprint(criterion)) == [".reduction"]
    generator = torch.Generator().manual_seed(0)
    before = fingerprint(generator)
    torch.rand(1, generator=generator)
    assert changed(before, fingerprint(generator))
    rng = np.random.default_rng(0)
    before = fingerprint({"rng": [rng]})
    rng.random()
    assert changed(before, fingerprint({"rng": [rng]})) == ["['rng'][0]"]


def test_a_value_that_contains_itself_is_described():
    values = [1]
    values.append(values)
    assert fingerprint(values)


def test_the_strides_of_a_single_number_do_not_matter():
    # A column of one row: PyTorch calls it contiguous, whatever its stride is.
    column = torch.tensor([[1.0, 2.0]], dtype=torch.float64)[:, -1]
    assert column.stride() == (2,)
    assert fingerprint(column) == fingerprint(torch.tensor([2.0], dtype=torch.float64))
    assert fingerprint(torch.ones(3, 2, dtype=torch.bfloat16)[:, 1])


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda: torch.set_printoptions(precision=2), "torch.set_printoptions"),
        (
            lambda: torch.use_deterministic_algorithms(True, warn_only=True),
            "torch.use_deterministic_algorithms",
        ),
        (
            lambda: torch.autograd.set_detect_anomaly(True, check_nan=False),
            "torch.autograd.set_detect_anomaly",
        ),
        (lambda: torch.set_default_dtype(torch.float64), "torch.set_default_dtype"),
        (lambda: np.seterr(all="ignore"), "numpy.seterr"),
        (lambda: np.set_printoptions(linewidth=200), "numpy.set_printoptions"),
        (lambda: pd.set_option("display.precision", 3), "pandas.set_option"),
        (lambda: setattr(decimal.getcontext(), "prec", 50), "decimal.getcontext"),
        (lambda: warnings.filterwarnings("ignore"), "warnings.filterwarnings"),
    ],
)
@pytest.mark.filterwarnings("ignore:Anomaly Detection")
def test_a_changed_setting_is_named_each_time_and_restored(change, name):
    before = settings()
    for _ in range(2):
        with watched_settings() as found:
            change()
        assert found == [name]
        assert settings() == before


def test_a_changed_locale_is_named_and_restored():
    before = locale.setlocale(locale.LC_ALL)
    other = "C.UTF-8" if before == "C" else "C"
    try:
        with watched_settings() as found:
            locale.setlocale(locale.LC_ALL, other)
    except locale.Error:
        pytest.skip(f"this system does not know the locale {other}")
    assert found == ["locale.setlocale"]
    assert locale.setlocale(locale.LC_ALL) == before


def test_what_a_computation_leaves_in_passing_is_no_setting():
    with watched_settings() as found:
        decimal.Decimal(1) / 3  # sets a flag of the context
        pd.DataFrame({"a": [1.0, 2.0]}).describe().to_string()
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="some_library")
    assert found == []
