"""Helpers for checks of networks: tensors as arguments, models compared with a formula."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch

from mlcourse.checks.agreement import check_untouched
from mlcourse.checks.domains import Array
from mlcourse.checks.fingerprints import fingerprint
from mlcourse.checks.probes import probe
from mlcourse.checks.values import check_close, check_equal, check_type, expect, fail
from mlcourse.messages import message


class Tensor(Array):
    """A tensor; for the other parameters see `Array`.

    The default is what networks take: 32-bit floats.

    Parameters
    ----------
    graph : bool
        Whether tensors through which gradients flow are allowed, too.
    """

    def __init__(
        self, shape: str, *, of: str = "float32", graph: bool = False, **options: Any
    ) -> None:
        super().__init__(shape, of=of, **options)
        self._graph = graph
        self.words = self.words.replace("numpy.ndarray", "torch.Tensor")

    def draw(
        self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None
    ) -> torch.Tensor:
        """Draw a tensor."""
        return torch.tensor(np.array(super().draw(rng, sizes, end)))

    def reject(self, value: Any, sizes: dict[str, Any]) -> str | None:
        """Allow tensors, and with `graph` also parameters and what is computed from them."""
        fits = isinstance(value, torch.Tensor) if self._graph else type(value) is torch.Tensor
        if not fits or (value.requires_grad and not self._graph):
            return f"{type(value).__name__} is not a tensor without a gradient"
        return super().reject(value.detach().numpy(), sizes)


def made(model_class: type, x: torch.Tensor) -> torch.nn.Module:
    """Make a model; let it see a batch if it has layers that wait for one (`nn.LazyLinear`).

    Parameters
    ----------
    model_class : type
        The student's class, made without arguments.
    x : torch.Tensor
        A batch that it takes.

    Returns
    -------
    torch.nn.Module
        All of its parameters have shapes.
    """
    model = model_class()
    if isinstance(model, torch.nn.Module):
        settle(model, x)
    return model


def settle(model: torch.nn.Module, x: torch.Tensor) -> None:
    """Show a batch to a model if it has layers that wait for one."""
    lazy = torch.nn.parameter.UninitializedParameter
    if any(isinstance(p, lazy) for p in model.parameters()):
        with torch.no_grad():
            model(x)


def put(model: torch.nn.Module, values: Iterable[torch.Tensor]) -> None:
    """Copy values into a model's parameters, each into the one of its shape."""
    by_shape = {tuple(value.shape): value for value in values}
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(by_shape[tuple(parameter.shape)])


def parameters_of(model: object, x: torch.Tensor) -> list[torch.Tensor] | None:
    """Return a model's parameters, without gradients; None for what is not an `nn.Module`."""
    if not isinstance(model, torch.nn.Module):
        return None
    settle(model, x)
    return [parameter.detach().clone() for parameter in model.parameters()]


def shapes_of(model_class: type, x: torch.Tensor) -> list[tuple[int, ...]] | None:
    """Return the shapes of a new model's parameters; None for what is not an `nn.Module`."""
    model = made(model_class, x)
    if not isinstance(model, torch.nn.Module):
        return None
    return [tuple(parameter.shape) for parameter in model.parameters()]


def outputs_with(
    model_class: type, x: torch.Tensor, values: Iterable[torch.Tensor]
) -> torch.Tensor | object:
    """Return what a new model gives for a batch when its parameters have these values."""
    model = made(model_class, x)
    put(model, values)
    with torch.no_grad():
        return model(x)


def plain(value: Any) -> Any:
    """Take the gradients off tensors in a list, tuple or dict, so that they can be judged."""
    if isinstance(value, torch.Tensor):
        return value.detach()
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value


def check_model_class(
    name: str,
    model_class: type,
    formula: Callable[..., torch.Tensor],
    shapes: list[tuple[int, ...]],
    sizes: Iterable[int],
    *,
    inputs: Callable[[int, torch.Generator], torch.Tensor],
    seed: int,
    mistakes: Callable[..., dict[str, torch.Tensor]] | None = None,
) -> None:
    """Check that models compute a formula of their parameters, in both modes, with gradients.

    Two models are made; their parameters get values of their own, then other and larger ones. An
    answer that keeps values or a batch's size, lets two models share a layer, clips outputs or
    changes a batch is noticed.

    Parameters
    ----------
    name : str
        What a model is called in messages, such as ``"MLP()"``.
    model_class : type
        The student's class.
    formula : callable
        ``formula(x, *values)`` gives the outputs.
    shapes : list of tuple
        The shapes of the parameters in the order of `formula`, no two alike.
    sizes : iterable of int
        The sizes of the batches.
    inputs : callable
        ``inputs(k, generator)`` draws a batch of k samples.
    seed : int
        Of all random numbers.
    mistakes : callable, optional
        ``mistakes(x, *values)`` gives the outputs of known mistakes by the key of their cause.
    """
    __tracebackhide__ = True
    generator = torch.Generator().manual_seed(seed)
    batches = [inputs(k, generator) for k in sizes]
    check_parameters(name, probe(shapes_of, model_class, batches[0]), shapes)
    seeds = probe(_seeds, model_class, batches[0])
    expect(not seeds, "setting-changed", name=name, setting="torch.manual_seed")
    sets = [
        [scale * torch.randn(shape, generator=generator) for shape in shapes]
        for scale in (1.0, 1.0, 30.0)
    ]
    weights = [torch.rand(k, 1, generator=generator) + 0.5 for k in sizes]
    found = probe(_use_models, model_class, sets, batches, weights)
    for values, of_values in zip(sets, found, strict=True):
        for x, weight, of_batch in zip(batches, weights, of_values, strict=True):
            leaves = [value.clone().requires_grad_() for value in values]
            y = formula(x, *leaves)
            (y * weight).sum().backward()
            size = y.detach().abs().max().item()
            near: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-5 + 2e-6 * size * len(values)}
            for mode, outputs in of_batch["outputs"].items():
                call = f"{name}(x) for k = {len(x)}{mode}"
                check_type(call, outputs, torch.Tensor, "a torch.Tensor")
                known = mistakes(x, *values) if mistakes else None
                check_close(call, outputs, y.detach(), **near, mistakes=known)
            before, after = of_batch["x"]
            check_untouched(f"{name}(x)", before, after, argument="x")
            for shape, leaf in zip(shapes, leaves, strict=True):
                gradient = of_batch["gradients"][shape]
                expect(gradient is not None, "modules-no-gradient", name=name, shape=shape)
                size = leaf.grad.abs().max().item()  # type: ignore[union-attr]
                label = f"{name}: gradient of the parameter of shape {shape}"
                check_close(label, gradient, leaf.grad, rtol=1e-3, atol=1e-4 + 1e-4 * size)


def check_parameters(
    name: str, shapes: list[tuple[int, ...]] | None, right: list[tuple[int, ...]]
) -> None:
    """Check that a model has parameters of these shapes, in any order, and no others.

    Parameters
    ----------
    name : str
        What the model is called in messages.
    shapes : list of tuple, or None
        Those that were found; None for what is not an `nn.Module`.
    right : list of tuple
        Those that it must have.
    """
    __tracebackhide__ = True
    if shapes is None:
        fail(message("and-module", name=name))
    expect(shapes, "modules-unregistered", name=name)
    right = sorted(right)
    found = sorted(map(tuple, shapes))
    expect(found == right, "modules-parameters", name=name, expected=right, actual=found)


def _seeds(model_class: type, x: torch.Tensor) -> bool:
    """Tell whether a new model starts the random numbers anew, rather than draws from them."""
    states = []
    with torch.random.fork_rng(devices=[]):
        for seed in (1, 2):
            torch.default_generator.manual_seed(seed)
            made(model_class, x)
            states.append(torch.get_rng_state())
    return torch.equal(*states)


def _use_models(
    model_class: type,
    sets: list[list[torch.Tensor]],
    batches: list[torch.Tensor],
    weights: list[torch.Tensor],
) -> list[list[dict[str, Any]]]:
    """Return outputs and gradients of two models, for each set of values and each batch."""
    models = [made(model_class, batches[0]) for _ in range(2)]
    for model, values in zip(models, sets[:2], strict=True):
        put(model, values)
    found = [_use(model, batches, weights) for model in models]
    put(models[0], sets[2])
    return [*found, _use(models[0], batches, weights)]


def _use(
    model: torch.nn.Module, batches: list[torch.Tensor], weights: list[torch.Tensor]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for x, weight in zip(batches, weights, strict=True):
        before = fingerprint(x)
        model.zero_grad()
        y = model.train()(x)
        if y.requires_grad:
            (y * weight).sum().backward()
        gradients = {
            tuple(p.shape): None if p.grad is None else p.grad.clone() for p in model.parameters()
        }
        with torch.no_grad():
            in_evaluation = model.eval()(x)
        model.train()
        outputs = {"": y, ", in evaluation mode": in_evaluation}
        found.append({"outputs": outputs, "gradients": gradients, "x": (before, fingerprint(x))})
    # What a later call has written into an earlier result shows now.
    for entry in found:
        entry["outputs"] = {mode: y.detach().clone() for mode, y in entry["outputs"].items()}
    return found


def without_autograd(function: Callable[..., object], *arguments: object) -> object:
    """Call a function with automatic differentiation switched off, and notice if it is used.

    A probe.

    Parameters
    ----------
    function : callable
        The student's function.
    *arguments
        What it is called with.

    Returns
    -------
    object
        What the function returned, without gradients; ``"autograd"`` if anything in it was
        differentiated automatically, backwards or forwards, or could have been afterwards.
    """
    from torch.autograd.graph import saved_tensors_hooks
    from torch.overrides import TorchFunctionMode

    noticed = []

    class Forwards(TorchFunctionMode):
        def __torch_function__(
            self,
            function: Callable[..., Any],
            types: Any,
            args: tuple[Any, ...] = (),
            kwargs: dict[str, Any] | None = None,
        ) -> Any:
            if getattr(function, "__name__", "") == "_make_dual":
                noticed.append("forwards")
            return function(*args, **(kwargs or {}))

    def save(tensor: torch.Tensor) -> torch.Tensor:  # what the backward pass will need
        noticed.append("backwards")
        return tensor

    with torch.no_grad(), saved_tensors_hooks(save, lambda tensor: tensor), Forwards():
        try:
            result = function(*arguments)
        except RuntimeError as error:
            # PyTorch's own: no graph, no gradient, or torch.func, which allows no such hooks.
            if "grad" not in str(error) and "hooks" not in str(error):
                raise
            noticed.append("error")
        still_off = not torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    return plain(result) if still_off and not noticed else "autograd"


def check_pair(name: str, value: Any, what: str) -> None:
    """Check that a value is a pair, given as a tuple or a list."""
    __tracebackhide__ = True
    check_type(name, value, (tuple, list), what)
    check_equal(f"number of entries of {name}", len(value), 2)
