"""Random generators with their state.

A state is checked before it is set: the libraries believe what they are given, read outside their
arrays at a wrong position, and never return from a draw where all bits stay zero.
"""

import random
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from nbseal.sealed.codec.common import ON_IMPORT, Extension, fields, register, require

if TYPE_CHECKING:
    from nbseal.sealed.codec.decoder import Decoder
    from nbseal.sealed.codec.encoder import Encoder

_WORDS = 624  # the Mersenne Twister's state
TWISTER = "MT19937"
WORD_BYTES = (_WORDS + 1) * 4  # of the words and of the place among them
_OPTIONAL_FLOAT = (float, type(None))


def _check_words(words: Any, dtype: Any, size: int) -> None:
    require(words.dtype == dtype and words.shape == (size,), "a state of the wrong kind")


def _check_twister(words: Any) -> None:
    """Fail for the one state that gives zeros for ever; of the first word only one bit counts."""
    require(bool(words[1:].any()) or int(words[0]) >> 31, "a state of zeros")


# NumPy


def _pack_seeds(seeds: Any) -> Any:
    if type(seeds) is not np.random.SeedSequence:
        return None
    entropy: Any = seeds.entropy
    if entropy is not None:
        entropy = int(entropy) if np.ndim(entropy) == 0 else tuple(int(n) for n in entropy)
    key = tuple(int(n) for n in seeds.spawn_key)
    return (entropy, key, seeds.pool_size, seeds.n_children_spawned)


def _unpack_seeds(payload: Any) -> Any:
    entropy, key, pool, children = fields(payload, (int, tuple, type(None)), tuple, int, int)
    numbers = (*(entropy if type(entropy) is tuple else (entropy or 0,)), *key)
    require(len(numbers) <= 256, "a seed of too many numbers")
    require(all(type(n) is int and n >= 0 for n in numbers), "a seed that is not a number")
    require(entropy is not None, "a seed that the system would choose anew")
    require(pool in range(4, 65) and 0 <= children < 2**32, "an odd seed")
    return np.random.SeedSequence(
        list(entropy) if type(entropy) is tuple else entropy,
        spawn_key=key,
        pool_size=pool,
        n_children_spawned=children,
    )


def _pack_bits(encoder: "Encoder", state: Any, seeds: Any) -> Any:
    name, inner = state["bit_generator"], state["state"]
    if name in ("PCG64", "PCG64DXSM"):
        words: tuple[Any, ...] = (int(inner["state"]), int(inner["inc"]))
    elif name == "MT19937":
        words = (inner["key"], int(inner["pos"]))
    elif name == "Philox":
        words = (inner["counter"], inner["key"], state["buffer"], int(state["buffer_pos"]))
    elif name == "SFC64":
        words = (inner["state"],)
    else:
        encoder.fail(f"generators of the kind {name} do not cross; use np.random.default_rng(seed)")
    half = (int(state.get("has_uint32", 0)), int(state.get("uinteger", 0)))
    return (name, words, *half, _pack_seeds(seeds))


def _unpack_bits(payload: Any) -> Any:
    name, words, has_half, half, seeds = fields(payload, str, tuple, int, int, (tuple, type(None)))
    require(has_half in (0, 1) and 0 <= half < 2**32, "half a word that is not one")
    state = {"bit_generator": name, "has_uint32": has_half, "uinteger": half}
    if name in ("PCG64", "PCG64DXSM"):
        number, increment = fields(words, int, int)
        require(0 <= number < 2**128 and 0 <= increment < 2**128, "a state that is not a number")
        require(increment % 2, "an increment that is even")
        state["state"] = {"state": number, "inc": increment}
    elif name == "MT19937":
        key, position = fields(words, np.ndarray, int)
        _check_words(key, np.uint32, _WORDS)
        _check_twister(key)
        require(0 <= position <= _WORDS, "a position outside the state")
        state["state"] = {"key": key, "pos": position}
    elif name == "Philox":
        counter, key, buffer, position = fields(words, np.ndarray, np.ndarray, np.ndarray, int)
        for part, size in ((counter, 4), (key, 2), (buffer, 4)):
            _check_words(part, np.uint64, size)
        require(0 <= position <= 4, "a position outside the buffer")
        state |= {
            "state": {"counter": counter, "key": key},
            "buffer": buffer,
            "buffer_pos": position,
        }
    else:
        require(name == "SFC64", "an unknown generator")
        (numbers,) = fields(words, np.ndarray)
        _check_words(numbers, np.uint64, 4)
        state["state"] = {"state": numbers}
    bits = getattr(np.random, name)(0 if seeds is None else _unpack_seeds(seeds))
    bits.state = state
    return bits


def _pack_generator(encoder: "Encoder", generator: Any) -> Any:
    bits = generator.bit_generator
    return _pack_bits(encoder, bits.state, bits.seed_seq)


def _unpack_generator(decoder: "Decoder", payload: Any) -> Any:
    return np.random.Generator(_unpack_bits(payload))


def _pack_random_state(encoder: "Encoder", generator: Any) -> Any:
    state = generator.get_state(legacy=False)
    bits = _pack_bits(encoder, state, None)
    return (bits, bool(state["has_gauss"]), float(state["gauss"]))


def _unpack_random_state(decoder: "Decoder", payload: Any) -> Any:
    bits, has_gauss, gauss = fields(payload, tuple, bool, float)
    generator = np.random.RandomState(_unpack_bits(bits))
    state = generator.get_state(legacy=False)
    generator.set_state(state | {"has_gauss": int(has_gauss), "gauss": gauss})
    return generator


# Python


def _pack_random(encoder: "Encoder", generator: Any) -> Any:
    if isinstance(generator, random.SystemRandom):
        encoder.fail("it has no state; use random.Random(seed)")
    version, numbers, gauss = random.Random.getstate(generator)
    return (version, np.array(numbers[:-1], np.uint32), numbers[-1], gauss)


def _unpack_random(decoder: "Decoder", payload: Any) -> Any:
    version, words, position, gauss = fields(payload, int, np.ndarray, int, _OPTIONAL_FLOAT)
    require(version == random.Random.VERSION, "a state of another version")
    _check_words(words, np.uint32, _WORDS)
    _check_twister(words)
    require(0 <= position <= _WORDS, "a position outside the state")
    generator = random.Random(0)
    generator.setstate((version, (*words.tolist(), position), gauss))
    return generator


# The states of the libraries' own generators, from plain data that may be anything


def python_state(state: Any) -> tuple[Any, ...]:
    """Return a state for `random.setstate`, which `random.getstate` has given in some process."""
    version, words, gauss = fields(state, int, tuple, _OPTIONAL_FLOAT)
    require(version == random.Random.VERSION, "a state of another version")
    require(len(words) == _WORDS + 1, "a state of the wrong kind")
    require(all(type(word) is int and 0 <= word < 2**32 for word in words), "words that are none")
    require(words[-1] <= _WORDS, "a position outside the state")
    require(words[0] >> 31 or any(words[1:-1]), "a state of zeros")
    return (version, words, gauss)


def legacy_state(state: Any) -> tuple[Any, ...] | None:
    """Return a state for `numpy.random.set_state`, of words and place as bytes, and a number kept.

    None where these are no words: the other process has a generator of another kind.
    """
    data, has_gauss, gauss = fields(state, bytes, int, float)
    if not data:
        return None
    require(len(data) == WORD_BYTES and has_gauss in (0, 1), "a state of the wrong kind")
    words = np.frombuffer(data, np.uint32)
    require(words[-1] <= _WORDS, "a position outside the state")
    _check_twister(words[:-1])
    return (TWISTER, words[:-1], int(words[-1]), has_gauss, gauss)


def torch_state(state: Any) -> Any:
    """Return a state for `torch.set_rng_state`, from bytes."""
    require(type(state) is bytes, "a state of the wrong kind")
    return _unpack_torch(None, (np.frombuffer(state, np.uint8).copy(),)).get_state()  # type: ignore[arg-type]


# torch. Its state of the CPU's generator, as `get_state` gives it: seed, words left until the next
# round, whether seeded, position, words; three numbers and a flag of a scheme no longer used; a
# normal number kept for the next draw, and whether there is one.
_TORCH_STATE = struct.Struct(f"<QiiQ{_WORDS}Q3di4xf?3x")


def _pack_torch(encoder: "Encoder", generator: Any) -> Any:
    if generator.device.type != "cpu":
        encoder.fail("only generators of the device 'cpu' cross")
    state = generator.get_state().numpy()
    if state.size != _TORCH_STATE.size:
        encoder.fail("its state is of a kind that is not known here")
    return (state,)


def _unpack_torch(decoder: "Decoder", payload: Any) -> Any:
    import torch

    (state,) = fields(payload, np.ndarray)
    _check_words(state, np.uint8, _TORCH_STATE.size)
    require(state[-4] <= 1, "a flag is neither 0 nor 1")
    _, left, seeded, position, *rest = _TORCH_STATE.unpack(state)
    words, normal = np.array(rest[:_WORDS], np.uint64), rest[_WORDS + 3]
    require(words.max() < 2**32 and normal in (0, 1) and seeded == 1, "an impossible state")
    _check_twister(words)
    fresh, within = (left, position) == (1, 0), 1 <= position <= _WORDS
    require(fresh or (within and left + position == _WORDS + 1), "a position outside the state")
    generator = torch.Generator()
    generator.set_state(torch.from_numpy(state))
    return generator


_TORCH = Extension("torch.Generator", 200, _pack_torch, _unpack_torch)

register(
    Extension("numpy.random.Generator", 100, _pack_generator, _unpack_generator),
    np.random.Generator,
)
register(
    Extension("numpy.random.RandomState", 200, _pack_random_state, _unpack_random_state),
    np.random.RandomState,
)
register(Extension("random.Random", 200, _pack_random, _unpack_random), random.Random)
register(_TORCH)
ON_IMPORT.append(("torch", "Tensor", lambda torch: register(_TORCH, torch.Generator)))
