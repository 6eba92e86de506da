"""``nbseal doctor``: what this machine gives to confine a student's code, tried for real."""

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from nbseal.confinement.policy import HOW_TO_GET, LAYERS, Isolation, machine
from nbseal.doctor import attacks
from nbseal.errors import IsolationError
from nbseal.execution.server import ForkServer


def add_arguments(parser: ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument(
        "--layers",
        type=lambda text: set(text.split(",")),
        default=set(LAYERS),
        help=f"try these only, by commas (of {', '.join(LAYERS)})",
    )


def main(options: Namespace) -> Any:
    """Print what the machine has and which barriers hold; return 0 if all do."""
    unknown = options.layers - set(LAYERS)
    if unknown:
        print(f"nbseal doctor: unknown layers {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    _print_layers()
    isolation = Isolation(layers=options.layers)
    try:
        isolation.check()
    except IsolationError as error:
        print(f"\n{error}")
        return 1
    print(f"\nTrying: {isolation.describe()}")
    failed = 0
    with attacks.Targets(isolation) as targets:
        groups = [attacks.QUIET, *([barrier] for barrier in attacks.LOUD)]
        for group in groups:
            outcomes = attacks.attempt(targets, group)
            for barrier, outcome in zip(group, outcomes, strict=True):
                failed += not outcome.held
                _print_row(barrier.name, outcome)
        reached = targets.check()
    ForkServer.close_all()
    outcome = attacks.Outcome(not reached, ", ".join(reached))
    _print_row("all targets are as they were", outcome)
    failed += not outcome.held
    print(f"\n{f'{failed} barriers FAILED' if failed else 'All barriers hold'}")
    return int(failed > 0)


def _print_layers() -> None:
    have = machine()
    for name in LAYERS:
        print(f"{name:12}", "have" if have.get(name) else f"missing. To get it: {HOW_TO_GET[name]}")


def _print_row(name: str, outcome: attacks.Outcome) -> None:
    print(f"{'ok' if outcome.held else 'FAILED':8}{name:50}{outcome.detail[:80]}")
