"""What several tests of the wire need: a value sent across it, and whether two are the same."""

import struct

import numpy as np
import torch
from hypothesis import settings
from nbseal.sealed.codec.common import PREAMBLE
from nbseal.sealed.wire import decode, encode

NO_DEADLINE = settings(deadline=None)


def cross(value, **options):
    return decode(b"".join(encode(value, **options)))


def same(left, right):
    """Whether two values are of one type and equal, bit by bit."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return struct.pack("d", left) == struct.pack("d", right)
    if isinstance(left, complex):
        return same(left.real, right.real) and same(left.imag, right.imag)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, slice):
        return same((left.start, left.stop, left.step), (right.start, right.stop, right.step))
    if isinstance(left, dict):
        return same(list(left.items()), list(right.items()))
    if isinstance(left, set | frozenset):
        return len(left) == len(right) and all(any(same(a, b) for b in right) for a in left)
    if isinstance(left, np.ndarray | np.generic):
        return (left.dtype, left.shape) == (right.dtype, right.shape) and (
            left.tobytes() == right.tobytes()
        )
    if isinstance(left, torch.Tensor):
        return (left.dtype, left.shape, left.requires_grad) == (
            right.dtype,
            right.shape,
            right.requires_grad,
        ) and same(bits(left), bits(right))
    return left == right


def bits(tensor):
    flat = tensor.detach().resolve_conj().resolve_neg().contiguous().reshape(-1)
    return bytes(flat.view(torch.uint8).tolist()) if flat.numel() else b""


def u32(number):
    return struct.pack("<I", number)


def message(header, body=b""):
    return PREAMBLE.pack(b"MLW1", len(header), len(body)) + header + body
