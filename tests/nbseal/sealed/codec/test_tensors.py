"""Tensors are the same on the other side, with the gradients of leaves."""

import numpy as np
import pytest
import torch

from tests.nbseal.sealed.codec.crossing import cross, same

TENSOR_DTYPES = (
    *("bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"),
    *("float16", "bfloat16", "float32", "float64", "complex32", "complex64", "complex128"),
    *("float8_e4m3fn", "float8_e5m2"),
)


@pytest.mark.filterwarnings("ignore:ComplexHalf support:UserWarning")
@pytest.mark.parametrize("name", TENSOR_DTYPES)
def test_tensors_round_trip(name):
    dtype = getattr(torch, name)
    raw = torch.from_numpy(np.random.default_rng(0).integers(0, 256, 24 * 16, np.uint8))
    whole = (raw % 2 if dtype is torch.bool else raw).view(dtype)[:24].reshape(2, 3, 4)
    for tensor in (whole, whole[0, 0, 0], whole.permute(2, 0, 1), whole[:, 1::2], whole[:, :0]):
        assert same(cross(tensor), tensor)
    assert same(cross(dtype), dtype)


def test_tensors_with_pending_operations_round_trip():
    z = torch.tensor([1 + 2j, 3j])
    for tensor in (z.conj(), z.conj().imag, z[:1].expand(4)):
        assert same(cross(tensor), tensor)


def test_a_leaf_keeps_its_gradient_and_a_computed_tensor_fails_in_backward():
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (leaf**2).sum()
    loss.backward()
    result = cross([leaf, (leaf * 2).sum()])
    assert result[0].requires_grad
    assert result[0].is_leaf
    assert torch.equal(result[0].grad, torch.tensor([2.0, 4.0]))
    with pytest.raises(RuntimeError, match="does not require grad"):
        result[1].backward()


def test_a_decoded_tensor_shares_no_memory():
    tensor = torch.zeros(3)
    result = cross(tensor)
    result += 1
    assert torch.equal(tensor, torch.zeros(3))
