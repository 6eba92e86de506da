"""What the hostile submissions share."""

from tests.hostile.bank import Submission

DEAD = {"mean_of_squares-hidden": 0}


def attack(name, what, source, points=(), place="hello-hidden", **fields):
    """Return right work with a cell, between its two items, that does something else."""
    return Submission(name, what, dict(points), added={place: source}, **fields)
