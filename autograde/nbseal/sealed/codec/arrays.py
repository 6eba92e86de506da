"""NumPy's arrays without objects, its scalars and dtypes."""

import functools
import re
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

# Taken before a student's code runs, which may set a name of NumPy to something else.
from numpy import array as make_array
from numpy import asarray, ascontiguousarray, empty, frombuffer

from nbseal.sealed.codec.common import (
    HANDLERS,
    INLINE,
    KEY_HANDLERS,
    KEY_TAGS,
    READERS,
    Extension,
    fields,
    refuse,
    register,
    require,
)

if TYPE_CHECKING:
    from nbseal.sealed.codec.decoder import Decoder
    from nbseal.sealed.codec.encoder import Encoder

MAX_DIMENSIONS = 32
_KNOWN = 256  # dtypes that are looked at once
_DTYPE = re.compile(
    r"\|[biu]1|[<>](?:[iu][248]|f[248]|c8|c16)|<f16|<c32|\|S[1-9]\d{0,8}|[<>]U[1-9]\d{0,8}"
    r"|[<>][mM]8(?:\[(?:[1-9]\d{0,4})?(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?"
)
_X87 = np.finfo(np.longdouble).nmant == 63  # 80 bits, of which not every pattern is a number


@functools.lru_cache(maxsize=_KNOWN)
def dtype_name(dtype: Any) -> Any:
    """Return the name by which a dtype crosses, or None."""
    return dtype.str if _DTYPE.fullmatch(dtype.str) else None


@functools.lru_cache(maxsize=_KNOWN)
def dtype_of(name: str) -> Any:
    """Return the dtype of a name that `dtype_name` could have given."""
    require(_DTYPE.fullmatch(name), "a dtype that cannot cross")
    try:
        return np.dtype(name)
    except (TypeError, ValueError):
        require(False, f"dtype {name} does not exist here")


def check_shape(shape: Sequence[int]) -> None:
    """Fail unless these can be the lengths of an array's axes."""
    require(len(shape) <= MAX_DIMENSIONS, f"an array of {len(shape)} dimensions")
    for length in shape:
        require(type(length) is int and 0 <= length < 2**63, "an impossible shape")


def check_bits(array: np.ndarray[Any, Any], name: str) -> None:
    """Fail where bytes are not a value of their dtype, which libraries take for granted."""
    kind = array.dtype.kind
    if array.size == 0 or (kind in "iufcmMS" and array.dtype.char not in "gG"):
        return  # any bytes are a value
    flat = array.reshape(-1)
    if kind == "b":
        require(flat.view(np.uint8).max() <= 1, f"{name}: a bool is neither 0 nor 1")
    elif kind == "U":
        codes = flat.view(array.dtype.byteorder.replace("=", "<") + "u4")
        if codes.max() >= 0xD800:
            valid = (codes < 0xD800) | ((codes > 0xDFFF) & (codes <= 0x10FFFF))
            require(valid.all(), f"{name}: text that is not valid Unicode")
    elif array.dtype.char in "gG" and _X87:
        words = flat.view(np.uint16).reshape(-1, 8)  # 4 of the significand, 1 of the exponent
        valid = ((words[:, 4] & 0x7FFF) != 0) == (words[:, 3] >= 0x8000)
        require(valid.all(), f"{name}: no valid 80-bit float")


def _ndarray(encoder: "Encoder", array: np.ndarray[Any, Any]) -> None:
    plain = asarray(array)
    name = dtype_name(plain.dtype)
    if name is None:
        encoder.fail(
            f"arrays of dtype {plain.dtype} do not cross: use a list for objects, one array for "
            "each field of a record, a fixed width for text"
        )
    encoder.shared(array, write_array, encoder, plain, name)


def write_array(encoder: "Encoder", array: np.ndarray[Any, Any], name: str) -> None:
    """Write an array of a dtype that has this name."""
    if array.ndim > MAX_DIMENSIONS:
        encoder.fail(f"it has {array.ndim} dimensions, {MAX_DIMENSIONS} are allowed")
    if array.dtype.itemsize == 0:
        encoder.fail("its items have no bytes")
    encoder.charge_array(array.shape, array.dtype.itemsize)
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    ordered = array.T if fortran else array
    if array.dtype.kind == "U":
        try:
            check_bits(ascontiguousarray(ordered), name)
        except ValueError:
            encoder.fail("it holds lone surrogates, which are not valid text; use bytes")
    encoder.out += b"a" + bytes([len(name)]) + name.encode() + bytes([fortran, array.ndim])
    encoder.out += struct.pack(f"<{array.ndim}Q", *array.shape)
    if array.nbytes < INLINE:
        encoder.out += ordered.tobytes()
    else:
        flat = ascontiguousarray(ordered).reshape(-1)
        encoder.raw(memoryview(flat.view(np.uint8).data))


def read_array(decoder: "Decoder") -> Any:
    """Read what `write_array` wrote, behind its tag."""
    name = decoder.take(decoder.take(1)[0]).decode("latin-1")
    dtype = dtype_of(name)
    fortran, ndim = decoder.take(2)
    require(fortran <= 1, "an array's order is neither C nor Fortran")
    require(ndim <= MAX_DIMENSIONS, f"an array of {ndim} dimensions")
    shape = struct.unpack(f"<{ndim}Q", decoder.take(8 * ndim))
    check_shape(shape)
    size = decoder.charge_array(shape, dtype.itemsize)
    decoder.check_raw(size)
    order: Literal["F", "C"] = "F" if fortran else "C"
    if 0 < size < INLINE:
        array = frombuffer(decoder.take(size), dtype).reshape(shape, order=order).copy(order)
        check_bits(array, name)
        return array
    array = empty(shape, dtype, order=order)
    if size:
        flat = (array.T if fortran else array).reshape(-1)
        decoder.raw_into(memoryview(flat.view(np.uint8).data))
        check_bits(flat, name)
    return array


def _scalar(encoder: "Encoder", value: Any) -> None:
    name = dtype_name(value.dtype)
    if name is None:
        encoder.fail(f"scalars of dtype {value.dtype} do not cross; use a plain Python value")
    encoder.out += b"g"
    write_array(encoder, asarray(value), name)


def _read_scalar(decoder: "Decoder") -> Any:
    require(decoder.take(1) == b"a", "a scalar that is not an array")
    array = read_array(decoder)
    require(array.ndim == 0, "a scalar with dimensions")
    return array[()]


def is_number(kind: type) -> Any:
    """Tell whether a type is one of NumPy's numbers or its bool, all of one size."""
    return issubclass(kind, np.generic) and np.dtype(kind).kind in "biufc"


def write_numbers(encoder: "Encoder", values: Any) -> None:
    """Write NumPy's scalars of one type, for which `is_number` holds, in one go."""
    encoder.charge(4 * (len(values) - 1))  # as much as one by one
    dtype = np.dtype(type(values[0]))
    write_array(encoder, make_array(values, dtype), dtype_name(dtype))


def read_numbers(decoder: "Decoder", number: int) -> Any:
    """Return a list of as many of NumPy's scalars."""
    require(number and decoder.take(1) == b"a", "scalars that are not an array")
    decoder.charge(4 * (number - 1))
    array = read_array(decoder)
    require(array.shape == (number,) and is_number(array.dtype.type), "scalars of another kind")
    return list(array)


def _pack_matrix(encoder: "Encoder", matrix: Any) -> tuple[Any, ...]:
    return (asarray(matrix),)


def _unpack_matrix(decoder: "Decoder", payload: Any) -> Any:
    (array,) = fields(payload, np.ndarray)
    require(array.ndim == 2, "a matrix that is not of two dimensions")
    return array.view(np.matrix)


def _text_scalar(encoder: "Encoder", value: Any) -> None:
    encoder.charge(1)
    encoder.out += b"u"
    HANDLERS[str if isinstance(value, str) else bytes](encoder, value)


def _read_text_scalar(decoder: "Decoder") -> Any:
    decoder.charge(1)
    value = decoder.value()
    require(type(value) in (str, bytes), "a NumPy text that is not a text")
    return np.str_(value) if type(value) is str else np.bytes_(value)


def _pack_dtype(encoder: "Encoder", dtype: Any) -> Any:
    name = dtype_name(dtype)
    if name is None:
        encoder.fail("only the dtypes of numbers, bools, times and fixed-width text cross")
    return (name,)


def _unpack_dtype(decoder: "Decoder", payload: Any) -> Any:
    (name,) = fields(payload, str)
    return dtype_of(name)


refuse(
    np.ma.MaskedArray,
    "what a mask hides is not compared; use .filled(value), or .compressed() for what is shown",
)
_refuse_masked = HANDLERS[np.ma.MaskedArray]


def _unmasked(encoder: "Encoder", array: Any) -> None:
    """Write a masked array that hides nothing, as matplotlib gives it for points, as its data."""
    if np.ma.getmask(array).any():
        _refuse_masked(encoder, array)
    _ndarray(encoder, asarray(array.data))


HANDLERS[np.ma.MaskedArray] = _unmasked
register(Extension("numpy.matrix", 8, _pack_matrix, _unpack_matrix), np.matrix)
register(Extension("numpy.dtype", 4, _pack_dtype, _unpack_dtype, hashable=True), np.dtype)
HANDLERS.update(
    {np.ndarray: _ndarray, np.generic: _scalar, np.str_: _text_scalar, np.bytes_: _text_scalar}
)
KEY_HANDLERS.update({_scalar, _text_scalar})
READERS.update(
    {
        ord("a"): lambda decoder: decoder.shared(read_array, decoder),
        ord("g"): _read_scalar,
        ord("u"): _read_text_scalar,
    }
)
KEY_TAGS.update(b"gu")
