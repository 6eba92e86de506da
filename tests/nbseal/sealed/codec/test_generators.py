"""Random generators go on where they were."""

import random

import numpy as np
import pytest
import torch

from tests.nbseal.sealed.codec.crossing import cross


def draw(generator):
    if isinstance(generator, np.random.Generator):
        return generator.standard_normal(3).tolist() + generator.integers(9, size=3).tolist()
    if isinstance(generator, np.random.RandomState):
        return generator.randn(3).tolist() + generator.randint(9, size=3).tolist()
    if isinstance(generator, torch.Generator):
        return [*torch.randn(3, generator=generator).tolist(), generator.initial_seed()]
    return [generator.gauss(0, 1), generator.random(), generator.randrange(9)]


generators = {
    **{
        kind: lambda kind=kind: np.random.Generator(getattr(np.random, kind)(5))
        for kind in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
    },
    "RandomState": lambda: np.random.RandomState(5),
    "default_rng": lambda: np.random.default_rng([1, 2]),
    "torch": lambda: torch.Generator().manual_seed(5),
    "random": lambda: random.Random(5),
}


@pytest.mark.parametrize("name", generators)
@pytest.mark.parametrize("draws", [0, 1, 2, 700])
def test_generators_go_on_where_they_were(name, draws):
    generator = generators[name]()
    for _ in range(draws):
        draw(generator)
    if isinstance(generator, np.random.Generator):
        generator.integers(9, dtype=np.uint32)  # half a word is left over
    copies = cross([generator, generator])
    assert copies[0] is copies[1]
    again = cross(generator)
    for _ in range(3):
        expected = draw(generator)
        assert draw(copies[0]) == expected
        assert draw(again) == expected


def test_spawned_generators_are_the_same():
    generator = np.random.default_rng(5)
    generator.spawn(2)
    copy = cross(generator)
    assert [draw(g) for g in copy.spawn(2)] == [draw(g) for g in generator.spawn(2)]
