"""Programs made from a solution: wrong ones differ from it, equivalent ones do not."""

import numpy as np
import pytest

from build_tools.rewrites import IDLE, ONLY_IF_FIRED, equivalent, wrong

SOURCE = '''
import numpy as np

def step(x, lr):
    """Take a step.

    Parameters
    ----------
    x : numpy.ndarray
    lr : float
    """
    total = x
    for i in range(2):
        total = total - lr * x
    return total
'''
NODE = '''
class Node:
    """A node."""

    def forward(self, x):
        self.x = x
        return x
'''


def run(source, *calls):
    namespace = {}
    exec(source, namespace)
    return [namespace["step"](*(np.copy(a) for a in call)) for call in calls]


CALLS = ((np.array([1.0, -2.5]), 0.5), (np.array([60.0, 20.0]), 0.25))


@pytest.mark.parametrize("rewrite", equivalent("step", SOURCE), ids=lambda r: r.kind)
def test_an_equivalent_program_gives_the_same(rewrite, capsys):
    for got, right in zip(run(rewrite.source, *CALLS), run(SOURCE, *CALLS), strict=True):
        np.testing.assert_array_equal(got, right)


def test_equivalent_programs_differ_as_text():
    texts = [rewrite.source for rewrite in equivalent("step", SOURCE, most=60)]
    assert len(set(texts)) == len(texts) == 60
    assert SOURCE not in texts


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("clipped at 10: step", lambda first, second: np.abs(second).max() == 10),
        ("first value kept: step, x", lambda first, second: second[0] == 0.5),
        ("type of the first result: step", None),
        ("shared buffer: step", lambda first, second: first is second),
    ],
)
def test_a_wrong_program_has_its_fault(kind, change):
    source = next(r.source for r in wrong("step", SOURCE) if r.kind == kind)
    namespace = {}
    exec(source, namespace)
    first, second = (namespace["step"](np.copy(x), lr) for x, lr in CALLS)
    if change is None:  # both results are floats: the fault makes no difference
        with pytest.raises(RuntimeError, match=IDLE):
            exec(ONLY_IF_FIRED, namespace)
    else:
        assert change(first, second)
        exec(ONLY_IF_FIRED, namespace)


def test_instances_share_what_was_their_own():
    source = next(r.source for r in wrong("node", NODE) if r.kind.startswith("attributes"))
    namespace = {}
    exec(source, namespace)
    one, other = namespace["Node"](), namespace["Node"]()
    one.forward(1)
    other.forward(2)
    assert one.x == 2


def test_parameters_are_renamed():
    kinds = [rewrite.kind for rewrite in wrong("step", SOURCE)]
    assert "parameter renamed: step, lr" in kinds
    assert len(set(kinds)) == len(kinds)
