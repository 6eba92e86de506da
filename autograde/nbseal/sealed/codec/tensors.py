"""torch's tensors, dtypes and the device "cpu". torch itself is imported when one comes."""

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from nbseal.sealed.codec.arrays import (
    MAX_DIMENSIONS,
    check_bits,
    check_shape,
    read_array,
    write_array,
)
from nbseal.sealed.codec.common import (
    HANDLERS,
    ON_IMPORT,
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

_DTYPES = {
    *("bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"),
    *("float16", "bfloat16", "float32", "float64", "complex32", "complex64", "complex128"),
    *("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz"),
}

#: Those of which NumPy has the same: such a tensor crosses as an array.
_ARRAYS = {
    np.dtype(name)
    for name in (
        *("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64"),
        *("complex64", "complex128"),
    )
}


def _name(dtype: Any) -> Any:
    return str(dtype).removeprefix("torch.")


def _dtype(name: str) -> Any:
    import torch

    require(name in _DTYPES and hasattr(torch, name), "a dtype of torch that cannot cross")
    return getattr(torch, name)


def _array_of(tensor: Any) -> Any:
    """Return the array that a tensor is but for its type, or None: most are one."""
    if not tensor.is_contiguous() or not tensor.numel() or tensor.ndim > MAX_DIMENSIONS:
        return None
    array = tensor.detach().numpy()
    return array if array.dtype in _ARRAYS else None


def _tensor(encoder: "Encoder", tensor: Any) -> None:
    """Write a tensor, as an array where it is one: that takes half the time."""
    import torch

    array = None
    if type(tensor) is torch.Tensor and not (tensor.requires_grad and tensor.is_leaf):
        # Of other layouts, devices and dtypes: the extension says what they lack.
        with contextlib.suppress(RuntimeError, TypeError, NotImplementedError):
            array = _array_of(tensor)
    if array is None:
        encoder.extension(_TENSOR, tensor)
    else:
        encoder.shared(tensor, _write_as_array, encoder, array)


def _write_as_array(encoder: "Encoder", array: np.ndarray[Any, Any]) -> None:
    encoder.charge(_TENSOR.items)
    encoder.out += b"h"
    write_array(encoder, array, array.dtype.str)


def _read_as_array(decoder: "Decoder") -> Any:
    import torch

    decoder.charge(_TENSOR.items)
    require(decoder.take(1) == b"a", "a tensor that is not an array")
    array = read_array(decoder)
    known = array.size and array.dtype in _ARRAYS and array.flags.c_contiguous
    require(known, "an array that is no tensor's")
    return torch.from_numpy(array)


def _pack_tensor(encoder: "Encoder", tensor: Any) -> Any:
    import torch

    with torch.no_grad(), torch._C.DisableTorchFunctionSubclass():
        try:
            return _pack_dense(encoder, tensor)
        except (RuntimeError, NotImplementedError) as error:
            encoder.fail(f"its data cannot be read: {str(error)[:200]}")


def _pack_dense(encoder: "Encoder", tensor: Any) -> Any:
    import torch

    if tensor.is_quantized:
        encoder.fail("it is quantised; use .dequantize()")
    if tensor.is_nested or tensor.layout is not torch.strided:
        encoder.fail(f"its layout is {tensor.layout}; use .to_dense()")
    if tensor.is_meta:
        encoder.fail("it is on the device 'meta' and has no data")
    if tensor.ndim > MAX_DIMENSIONS:
        encoder.fail(f"it has {tensor.ndim} dimensions, {MAX_DIMENSIONS} are allowed")
    name = _name(tensor.dtype)
    if name not in _DTYPES:
        encoder.fail(f"tensors of dtype {name} do not cross")
    # Before .contiguous(): a tensor that was expanded takes its full size only then.
    size = encoder.charge_elements(tensor.shape) * tensor.element_size()
    if size > encoder.limits.max_bytes:
        encoder.fail(f"its {tensor.numel():,} elements exceed the limit of a message")
    plain = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
    # A computed tensor's graph stays behind: .backward() on the copy must fail, not do nothing.
    leaf = tensor.requires_grad and tensor.is_leaf
    data = plain.reshape(-1).view(torch.uint8).numpy() if size else np.empty(0, np.uint8)
    grad = _pack_dense(encoder, tensor.grad) if leaf and tensor.grad is not None else None
    return (name, tuple(tensor.shape), data, leaf, grad)


def _unpack_tensor(decoder: "Decoder", payload: Any) -> Any:
    import torch

    name, shape, data, leaf, grad = fields(
        payload, str, tuple, np.ndarray, bool, (tuple, type(None))
    )
    dtype = _dtype(name)
    check_shape(shape)
    require(data.dtype == np.uint8 and data.ndim == 1, "the data of a tensor are not bytes")
    size = decoder.charge_elements(shape) * dtype.itemsize
    require(size == data.size, "shape and data differ")
    if dtype is torch.bool:
        check_bits(data.view(np.bool_), name)
    if size:
        tensor = torch.from_numpy(data).view(dtype).reshape(shape)
    else:  # NumPy's strides of nothing are not what torch's view expects
        tensor = torch.empty(shape, dtype=dtype)
    if leaf:
        tensor.requires_grad_(True)
        if grad is not None:
            require(grad[0] == name and grad[1] == shape and grad[4] is None, "an odd gradient")
            tensor.grad = _unpack_tensor(decoder, grad)
    return tensor


def _pack_dtype(encoder: "Encoder", dtype: Any) -> Any:
    if _name(dtype) not in _DTYPES:
        encoder.fail("this dtype does not cross")
    return (_name(dtype),)


def _unpack_dtype(decoder: "Decoder", payload: Any) -> Any:
    return _dtype(*fields(payload, str))


def _pack_device(encoder: "Encoder", device: Any) -> Any:
    if str(device) != "cpu":
        encoder.fail("tensors cross by way of the device 'cpu', and only that one does")
    return ()


def _unpack_device(decoder: "Decoder", payload: Any) -> Any:
    import torch

    fields(payload)
    return torch.device("cpu")


_TENSOR = Extension("torch.Tensor", 16, _pack_tensor, _unpack_tensor)
_TORCH_DTYPE = Extension("torch.dtype", 1, _pack_dtype, _unpack_dtype, hashable=True)
_DEVICE = Extension("torch.device", 1, _pack_device, _unpack_device, hashable=True)


def _register(torch: Any) -> None:
    HANDLERS[torch.Tensor] = _tensor
    register(_TORCH_DTYPE, torch.dtype)
    register(_DEVICE, torch.device)
    refuse(
        torch.nn.parameter.UninitializedTensorMixin, "it has no data before the module's first call"
    )


register(_TENSOR)
register(_TORCH_DTYPE)
register(_DEVICE)
READERS[ord("h")] = lambda decoder: decoder.shared(_read_as_array, decoder)
ON_IMPORT.append(("torch", "Tensor", _register))
