"""Plain data as bytes: what may cross between the student's process and the check's, and how.

A message is a preamble, a header and a body. The header holds the values, each a tag of one byte
and what belongs to it. Raw data of `common.INLINE` bytes or more stands in the body, in the order
in which the header asks for it, so that it can be read straight into its array.

Nothing that a sender declares is believed: a count is compared with the bytes that are there, a
size with the limits, before memory is taken. Both sides count alike, so what was encoded within
some limits can be decoded within them. A value that is sent once and referred to again counts each
time: a few bytes must not stand for a structure that takes for ever to print or to compare.

========================  ========================================================================
`common`                  errors, limits, how further kinds join
`encoder`, `decoder`      Python's own plain data, shared references
`arrays`                  NumPy's arrays, scalars and dtypes
`tensors`                 the same of torch
`tables`                  pandas
`generators`              random generators with their state
`plain`                   moments, exact numbers, views of dicts, plain types
`exceptions`              exceptions, as text
========================  ========================================================================
"""

from nbseal.errors import CannotCross, WireError
from nbseal.sealed.codec import (  # noqa: F401
    arrays,
    exceptions,
    generators,
    plain,
    tables,
    tensors,
)
from nbseal.sealed.codec.common import Limits
from nbseal.sealed.codec.decoder import Decoder
from nbseal.sealed.codec.encoder import Encoder
from nbseal.sealed.codec.exceptions import RemoteError

__all__ = ["CannotCross", "Decoder", "Encoder", "Limits", "RemoteError", "WireError"]
