"""The helpers for networks notice what they are there to notice, and nothing else."""

import numpy as np
import pytest
import torch
from torch import nn

from mlcourse.checks.chance import check_independent_bits, check_shuffles
from mlcourse.checks.digits import check_overfit
from mlcourse.checks.models import check_model_class, without_autograd
from mlcourse.checks.optimizers import Curve, fit_method

X = torch.randn((20, 2), generator=torch.Generator().manual_seed(1))
X[:, 1] += 0.5 * X[:, 0]
X = (X - X.mean(dim=0)) / X.std(dim=0, correction=0)
T = X.sum(dim=1, keepdim=True) / X.sum(dim=1).std(correction=0)


def run(kind, near, number, **settings):
    model = nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.linalg.lstsq(X, T).solution.T + near * torch.tensor([[1.0, 0.3]]))
    start = model.weight.detach().double().numpy()[0]
    optimizer, losses = kind(model.parameters(), **settings), []
    for _ in range(number):
        loss = nn.functional.mse_loss(model(X), T)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return Curve(np.array(losses), start, X.double().numpy(), T[:, 0].double().numpy())


def curves(kind, **settings):
    return [run(kind, near, 40, **settings) for near in (0.01, -1.0, 100.0, -1e4)]


OPTIM = torch.optim
METHODS = [
    ("SGD", OPTIM.SGD, {"lr": 0.5}),
    ("SGD", OPTIM.SGD, {"lr": 1e-3}),
    ("Momentum", OPTIM.SGD, {"lr": 0.05, "momentum": 0.8}),
    ("Adagrad", OPTIM.Adagrad, {"lr": 0.1}),
    ("Adadelta", OPTIM.Adadelta, {}),
    ("RMSprop", OPTIM.RMSprop, {"lr": 0.01}),
    ("Adam", OPTIM.Adam, {"lr": 1e-5}),
    ("Adam", OPTIM.Adam, {"lr": 0.3}),
]


@pytest.mark.parametrize(("name", "kind", "settings"), METHODS)
def test_a_method_is_known_by_its_losses_whatever_its_rate(name, kind, settings):
    rule = fit_method(name, curves(kind, **settings))
    assert rule is not None
    assert rule.lr == pytest.approx(settings.get("lr", 1.0), rel=0.02)


NEIGHBORS = [
    ("Adam", OPTIM.AdamW, {"lr": 0.05}),
    ("Adam", OPTIM.NAdam, {"lr": 0.05}),
    ("Adam", OPTIM.Adamax, {"lr": 0.05}),
    ("Adadelta", OPTIM.Rprop, {"lr": 0.01}),
    ("RMSprop", OPTIM.RMSprop, {"lr": 0.01, "momentum": 0.9}),
    ("SGD", OPTIM.SGD, {"lr": 0.05, "momentum": 0.9}),
    ("Momentum", OPTIM.SGD, {"lr": 0.05}),
]


@pytest.mark.parametrize(("name", "kind", "settings"), NEIGHBORS)
def test_a_neighbor_under_the_right_name_is_noticed(name, kind, settings):
    assert fit_method(name, curves(kind, **settings)) is None


def by_formula(w):
    return 2 * w


def backwards(w):
    with torch.enable_grad():
        leaf = w.clone().requires_grad_()
        (leaf**2).sum().backward()
    return leaf.grad


def functional(w):
    return torch.func.grad(lambda w: (w**2).sum())(w)


def forwards(w):
    return torch.func.jacfwd(lambda w: (w**2).sum())(w)


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_automatic_differentiation_is_noticed():
    w = torch.tensor([1.0, 3.0])
    assert without_autograd(by_formula, w).tolist() == [2, 6]
    for function in (backwards, functional, forwards):
        assert without_autograd(function, w) == "autograd"
        assert torch.is_grad_enabled()


def test_draws_that_depend_on_each_other_are_noticed():
    rng = np.random.default_rng(0)
    fair = rng.random((500, 8, 2)) < 0.5
    check_independent_bits("fair", fair)
    balanced = np.stack([rng.permutation(np.repeat(np.eye(4) > 0, 2, axis=0)) for _ in fair])
    balanced = np.stack([balanced[..., 2:].any(axis=2), balanced[..., 1::2].any(axis=2)], axis=2)
    opposite = np.concatenate([fair[:, :4], ~fair[:, :4]], axis=1)
    for unfair in (balanced, opposite, np.roll(fair, 1, axis=1) & fair):
        with pytest.raises(AssertionError, match="not independent"):
            check_independent_bits("unfair", unfair)


def test_an_unfair_shuffle_is_noticed():
    rng = np.random.default_rng(0)
    check_shuffles("fair", np.array([rng.permutation(8) for _ in range(2000)]))
    orders = np.tile(np.arange(8), (2000, 1))
    for order in orders:
        for i, j in enumerate(rng.integers(0, 8, 8)):
            order[[i, j]] = order[[j, i]]
    with pytest.raises(AssertionError, match="far too often"):
        check_shuffles("unfair", orders)


class Lazy(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.LazyLinear(2)

    def forward(self, x):
        return self.layer(x)


class Clipped(nn.Linear):
    def __init__(self):
        super().__init__(3, 2)

    def forward(self, x):
        return super().forward(x).clamp(-20, 20)


class Shared(Clipped):
    layer = nn.Linear(3, 2)

    def __init__(self):
        nn.Module.__init__(self)
        self.layer = Shared.layer

    def forward(self, x):
        return self.layer(x)


def check(model_class):
    def formula(x, w, b):
        return x @ w.T + b

    def batch(k, generator):
        return torch.randn((k, 3), generator=generator)

    check_model_class("Model()", model_class, formula, [(2, 3), (2,)], (4, 1), inputs=batch, seed=0)


def test_models_are_compared_with_their_formula():
    check(Lazy)
    for model_class in (Clipped, Shared):
        with pytest.raises(AssertionError, match="expected"):
            check(model_class)


def test_losses_of_overfitting_that_were_got_elsewhere_are_noticed():
    epochs = np.arange(40)
    train = 2.2 * 0.9**epochs + 1e-3 / 3
    honest = {"train_loss": train, "test_loss": np.maximum(train, 0.08 + epochs / 3000)}
    check_overfit(honest, real=False)
    with pytest.raises(AssertionError, match="mixed up"):
        check_overfit(
            {**honest, "test_loss": np.maximum(train, 0.18 - epochs / 10_000)}, real=False
        )
    with pytest.raises(AssertionError, match="mixed up"):
        check_overfit({**honest, "test_loss": 0.8 * train}, real=False)
    for scale in (20, 50, 1 / 20):
        with pytest.raises(AssertionError, match="mean per sample"):
            check_overfit({**honest, "train_loss": scale * train}, real=False)
    typed = {key: np.round(values, 3) for key, values in honest.items()}
    with pytest.raises(AssertionError, match="at most 6 decimals"):
        check_overfit(typed, real=False)
