"""Exceptions, as text: one that came from a student's code is never built again."""

import dataclasses
import functools
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nbseal.sealed.codec.common import Extension, fields, register, require

if TYPE_CHECKING:
    from nbseal.sealed.codec.decoder import Decoder
    from nbseal.sealed.codec.encoder import Encoder

_MAX_NAME = 200
_MAX_BASES = 50


@dataclasses.dataclass(frozen=True)
class RemoteError:
    """The description of an exception that was raised in the other process.

    Attributes
    ----------
    type_name : str
        The name of its class, without the module.
    message : str
        Its text, cut to `Limits.max_error_text` characters.
    traceback : str
        The traceback's text, of which the end is kept.
    bases : tuple of str
        The names of its class and of all base classes, the class itself first.
    """

    type_name: str
    message: str
    traceback: str
    bases: tuple[str, ...] = ()


def _text(make: Callable[[], str]) -> Any:
    """Return text that a student's method may make, whatever it does instead; valid Unicode."""
    try:
        text = str.__str__(make())
    except BaseException as error:  # __str__ may raise anything, SystemExit too
        return f"(no text: {type(error).__name__} while it was made)"
    return text.encode("utf-8", "backslashreplace").decode()


def _pack(encoder: "Encoder", error: BaseException | RemoteError) -> Any:
    limit = encoder.limits.max_error_text
    if isinstance(error, RemoteError):
        return (error.type_name, error.message, error.traceback, error.bases)
    names = tuple(
        _text(functools.partial(getattr, base, "__name__"))[:_MAX_NAME]
        for base in type(error).__mro__
    )
    lines = _text(
        lambda: "".join(traceback.format_exception(type(error), error, error.__traceback__))
    )
    return (names[0], _text(lambda: str(error))[:limit], lines[-limit:], names[:_MAX_BASES])


def _unpack(decoder: "Decoder", payload: Any) -> Any:
    limit = decoder.limits.max_error_text
    name, message, lines, bases = fields(payload, str, str, str, tuple)
    require(len(bases) <= _MAX_BASES and all(type(base) is str for base in bases), "odd bases")
    bases = tuple(base[:_MAX_NAME] for base in bases)
    return RemoteError(name[:_MAX_NAME], message[:limit], lines[-limit:], bases)


register(Extension("exception", 10, _pack, _unpack, hashable=True), BaseException, RemoteError)
