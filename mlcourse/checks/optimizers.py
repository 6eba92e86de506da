"""Tell the methods of gradient descent apart by the losses that they leave behind.

The learning rate is free, so it is fitted: the first losses say which one was used, and all later
ones must then follow, on every curve. A neighbor under the right name (AdamW as Adam, Rprop as
Adadelta) fits at first and goes another way soon.
"""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

FIRST = 8  # losses from which the learning rate is fitted
ROUNDING = 6e-8  # relative, of a 32-bit float
UNSURE, SURE = 0.1, 0.01  # error of the learning rate by the first update, and by the first few


@dataclasses.dataclass(frozen=True)
class Curve:
    """The losses of one training run of a linear model with all rows in a batch.

    Attributes
    ----------
    losses : numpy.ndarray, shape (num_iterations,)
        The mean squared error before each update.
    start : numpy.ndarray, shape (p,)
        The parameters at the start.
    x : numpy.ndarray, shape (k, p)
        What each parameter is multiplied by: the inputs, and ones for a bias.
    t : numpy.ndarray, shape (k,)
        The targets.
    """

    losses: np.ndarray
    start: np.ndarray
    x: np.ndarray
    t: np.ndarray


@dataclasses.dataclass(frozen=True)
class Rule:
    """A method with all of its settings.

    Attributes
    ----------
    name : str
        The method.
    lr : float
        The learning rate.
    options : dict of str to float
        Its other settings.
    uncertainty : float
        How far `lr` can be from the one that was used, as a factor of it.
    """

    name: str
    lr: float
    options: dict[str, float]
    uncertainty: float = 0.0

    def new(self) -> Callable[[np.ndarray], np.ndarray]:
        """Return a function of the gradient that gives the step of each update in turn."""
        direction = _DIRECTIONS[self.name]
        memory: dict[str, Any] = {}

        def step(gradient: np.ndarray) -> np.ndarray:
            return self.lr * direction(gradient, memory, **self.options)

        return step


def _sgd(g: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
    return g


def _momentum(g: np.ndarray, memory: dict[str, Any], momentum: float) -> np.ndarray:
    memory["v"] = momentum * memory["v"] + g if memory else g
    return memory["v"]


def _nesterov(g: np.ndarray, memory: dict[str, Any], momentum: float) -> np.ndarray:
    memory["v"] = momentum * memory["v"] + g if memory else g
    return g + momentum * memory["v"]


def _adagrad(g: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
    memory["s"] = memory.get("s", 0) + g**2
    return g / (np.sqrt(memory["s"]) + 1e-10)


def _rmsprop(g: np.ndarray, memory: dict[str, Any], alpha: float) -> np.ndarray:
    memory["s"] = alpha * memory.get("s", 0) + (1 - alpha) * g**2
    return g / (np.sqrt(memory["s"]) + 1e-8)


def _adadelta(g: np.ndarray, memory: dict[str, Any], rho: float) -> np.ndarray:
    memory["s"] = rho * memory.get("s", 0) + (1 - rho) * g**2
    step = np.sqrt(memory.get("p", 0) + 1e-6) / np.sqrt(memory["s"] + 1e-6) * g
    memory["p"] = rho * memory.get("p", 0) + (1 - rho) * step**2
    return step


def _adam(g: np.ndarray, memory: dict[str, Any]) -> np.ndarray:
    count = memory["count"] = memory.get("count", 0) + 1
    memory["v"] = 0.9 * memory.get("v", 0) + 0.1 * g
    memory["s"] = 0.999 * memory.get("s", 0) + 0.001 * g**2
    return memory["v"] / (1 - 0.9**count) / (np.sqrt(memory["s"] / (1 - 0.999**count)) + 1e-8)


_DIRECTIONS: dict[str, Callable[..., np.ndarray]] = {
    "SGD": _sgd,
    "Momentum": _momentum,
    "Nesterov": _nesterov,
    "Adagrad": _adagrad,
    "RMSprop": _rmsprop,
    "Adadelta": _adadelta,
    "Adam": _adam,
}
#: The settings that are usual: those of torch.optim, and those of books where they differ.
_USUAL: dict[str, list[tuple[str, dict[str, float]]]] = {
    "SGD": [("SGD", {})],
    "Momentum": [("Momentum", {"momentum": m}) for m in (0.9, 0.5, 0.99)]
    + [("Nesterov", {"momentum": m}) for m in (0.9, 0.5, 0.99)],
    "Adagrad": [("Adagrad", {})],
    "RMSprop": [("RMSprop", {"alpha": a}) for a in (0.99, 0.9, 0.95)],
    "Adadelta": [("Adadelta", {"rho": r}) for r in (0.9, 0.95)],
    "Adam": [("Adam", {})],
}


def fit_method(name: str, curves: list[Curve]) -> Rule | None:
    """Find the settings with which a method leaves all of these losses behind.

    Parameters
    ----------
    name : {"SGD", "Momentum", "Adagrad", "RMSprop", "Adadelta", "Adam"}
        The method. Its learning rate is free, and so is the momentum of "Momentum", with or
        without Nesterov's way; other settings are the usual ones.
    curves : list of Curve
        Runs with the same learning rate. They should start at different distances from the best
        parameters, the nearest ones showing small learning rates best.

    Returns
    -------
    Rule or None
        None where no learning rate gives these losses.
    """
    guesses = [
        guess
        for method, options in _USUAL[name]
        for curve in curves
        for guess in _guesses(method, options, curve)
    ]
    for guess, curve in sorted(guesses, key=lambda guess: guess[0].uncertainty):
        if guess.uncertainty > UNSURE:
            break
        rule = _refined(guess, curve) if _is_plausible(guess, curve) else None
        if (
            rule is not None
            and rule.uncertainty <= SURE
            and all(_explains(rule, curve) for curve in curves)
        ):
            no_momentum = name == "Momentum" and fit_method("SGD", curves)
            return None if no_momentum else rule
    return None


def replay(
    rule: Rule,
    curve: Curve,
    number: int | None = None,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Train a linear model with a rule.

    Parameters
    ----------
    rule : Rule
        The method and its settings.
    curve : Curve
        The data and the start.
    number : int, optional
        How many losses; as many as the curve has where not given.
    rng : numpy.random.Generator, optional
        Where given, every update has errors such as those of 32-bit floats.

    Returns
    -------
    numpy.ndarray, shape (number,)
        The mean squared error before each update, until it overflows, then inf.
    """
    number = len(curve.losses) if number is None else number
    losses = np.full(number, np.inf)
    parameters, step, k = curve.start, rule.new(), len(curve.t)
    with np.errstate(all="ignore"):
        for i in range(number):
            error = curve.x @ parameters - curve.t
            losses[i] = error @ error / k
            if not losses[i] < 1e30:
                losses[i:] = np.inf
                break
            gradient = 2 / k * (curve.x.T @ error)
            if rng is not None:
                size = np.abs(curve.x) @ np.abs(parameters) + np.abs(curve.t)
                signs = rng.choice((-3.0, 3.0), (2, len(parameters)))
                gradient += signs[0] * ROUNDING * (np.abs(curve.x).T @ size) / k
                parameters = parameters + signs[1] * ROUNDING * np.abs(parameters)
            parameters = parameters - step(gradient)
    return losses


def _guesses(method: str, options: dict[str, float], curve: Curve) -> Iterator[tuple[Rule, Curve]]:
    """Yield rules that explain the first update, each with the curve."""
    if len(curve.losses) < 3 or not np.isfinite(curve.losses[:FIRST]).all():
        return
    k = len(curve.t)
    error = curve.x @ curve.start - curve.t
    direction = Rule(method, 1.0, options).new()(2 / k * (curve.x.T @ error))
    along = curve.x @ direction
    # The loss after the first step is a parabola of the learning rate.
    a, b, c = along @ along / k, -2 * (error @ along) / k, error @ error / k - curve.losses[1]
    root = np.sqrt(max(b * b - 4 * a * c, 0.0))
    for lr in {(-b - root) / (2 * a), (-b + root) / (2 * a)} if a > 0 else ():
        if lr > 0:
            # What an error of the losses does to the learning rate, at most.
            slope = abs(2 * a * lr + b) * lr
            noise = _noise(curve, curve.losses[:2]).sum()
            yield Rule(method, float(lr), options, noise / max(slope, 1e-300)), curve


def _is_plausible(rule: Rule, curve: Curve) -> bool:
    """Tell whether a guess from the first update fits the next ones, roughly."""
    if "momentum" in rule.options:  # not known yet
        return True
    wanted = replay(rule, curve, 4)
    moved = np.ptp(wanted)
    return bool(np.isfinite(moved) and (np.abs(curve.losses[:4] - wanted) <= 0.2 * moved).all())


def _refined(rule: Rule, curve: Curve) -> Rule | None:
    """Improve learning rate and momentum by least squares over the first losses."""
    observed = np.log(np.maximum(curve.losses[:FIRST], 1e-300))
    best, distance, sure = None, np.inf, 0
    for _ in range(6):
        losses = replay(rule, curve, min(FIRST, len(curve.losses)))
        if not np.isfinite(losses).all() or not (losses > 0).all():
            break
        # What is as small as the errors of 32-bit floats says nothing.
        seen = np.minimum(losses, curve.losses[: len(losses)]) > 30 * _noise(curve, losses)
        difference = np.where(seen, observed[: len(losses)] - np.log(losses), 0)
        if np.abs(difference).max() >= distance:
            break
        best, distance = rule, np.abs(difference).max()
        slopes = _log_slopes(rule, curve) * seen[:, np.newaxis]
        sure = np.max(np.abs(slopes[:, 0]) * losses / _noise(curve, losses))
        change = np.linalg.lstsq(slopes, difference, rcond=1e-9)[0]
        rule = _moved(rule, np.clip(change, -0.3, 0.3))
    return best and dataclasses.replace(best, uncertainty=min(1 / max(sure, 1e-9), 1.0))


def _log_slopes(rule: Rule, curve: Curve) -> np.ndarray:
    """Return the derivatives of the logarithms of the first losses, by ln lr and momentum."""
    number, delta = min(FIRST, len(curve.losses)), 1e-6
    columns = []
    for change in np.eye(1 + ("momentum" in rule.options)) * delta:
        low, high = (replay(_moved(rule, s * change), curve, number) for s in (-1, 1))
        with np.errstate(all="ignore"):
            columns.append((np.log(high) - np.log(low)) / (2 * delta))
    return np.nan_to_num(np.stack(columns, axis=1), posinf=0, neginf=0)


def _moved(rule: Rule, change: np.ndarray) -> Rule:
    options = dict(rule.options)
    if "momentum" in options:
        options["momentum"] = float(np.clip(options["momentum"] + change[1], 0.01, 0.9999))
    return dataclasses.replace(rule, lr=float(rule.lr * np.exp(change[0])), options=options)


def _explains(rule: Rule, curve: Curve) -> bool:
    """Tell whether all losses of a curve are those of a rule, as far as they can be foreseen."""
    wanted = replay(rule, curve)
    most = 0.5 * max(curve.losses[-1], wanted.max())
    if np.isfinite(wanted[-1]) and not abs(curve.losses[-1] - wanted[-1]) <= most:
        return False
    others = [
        replay(dataclasses.replace(rule, lr=rule.lr * (1 + sign * rule.uncertainty)), curve)
        for sign in (-1, 1)
    ]
    others += [replay(rule, curve, rng=np.random.default_rng(seed)) for seed in range(2)]
    with np.errstate(all="ignore"):
        spread = np.max([np.abs(other - wanted) for other in others], axis=0)
        moved = np.maximum.accumulate(np.abs(wanted - wanted[0]))
        allowed = 2e-3 * np.minimum(moved, wanted) + 3 * _noise(curve, wanted) + 3 * spread
        near = np.abs(curve.losses - wanted) <= allowed
    # Past an overflow there is nothing to compare, nor where small errors have grown large.
    foreseen = np.isfinite(wanted) & np.isfinite(spread) & (spread < 0.3 * (moved + wanted))
    return bool((near | ~foreseen).all())


def _noise(curve: Curve, losses: np.ndarray) -> np.ndarray:
    """Return how far losses can be off that were computed with 32-bit floats."""
    size = np.abs(curve.x) @ np.abs(curve.start) + np.abs(curve.t)
    error = ROUNDING * np.sqrt(np.mean(size**2))  # of an output less its target
    return 5 * ROUNDING * losses + 2 * np.sqrt(losses) * error + error**2
