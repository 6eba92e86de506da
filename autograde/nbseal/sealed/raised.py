"""The exceptions by which a check sees that the student's code raised one."""

import builtins
from collections.abc import Iterable, Mapping
from typing import Any

from nbseal.sealed.codec import RemoteError

MAX_ERRORS = 1_000  # exception classes of a submission that checks know
MAX_MESSAGE = 200  # characters of an exception's: it may tell of hidden inputs, and students see it


class StudentError(Exception):
    """An exception of the student's code; of its type only what Python's own are is kept.

    Attributes
    ----------
    type_name, message, traceback : str
        What the student's kernel said of it.
    """

    def __init__(self, type_name: str, message: str, traceback: str = "") -> None:
        message = message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 3] + "..."
        Exception.__init__(self, message)  # not that of a base, which may take other arguments
        self._text = message
        # A forged name may hold anything, and no class can have some of it as its name.
        self.type_name = "".join(filter(str.isprintable, type_name)) or "Exception"
        self.message, self.traceback = message, traceback

    _text = ""

    def __str__(self) -> str:
        return self._text


#: Exceptions that a check may expect by their type. Those by which Python ends a loop are not among
#: them: a check's own loop over a student's results would end early and pass.
EXPECTED = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type)
    and issubclass(kind, Exception)
    and not issubclass(kind, StopIteration | StopAsyncIteration | ExceptionGroup)
}
_error_types: dict[tuple[type, str], type] = {}


class OwnError(StudentError):
    """Of an exception class of the student's, which a check may name, make and expect."""

    _number = -1  # of the student's class

    def __init__(self, *arguments: object) -> None:
        text = str(arguments[0]) if arguments else ""
        StudentError.__init__(self, type(self).__name__, text)
        self.args = arguments

    def __str__(self) -> str:
        return Exception.__str__(self)


def error_type(
    bases: Iterable[str], own: Mapping[str, type[StudentError]] | None = None
) -> type[StudentError]:
    """Return the class for an exception of the student's code.

    Parameters
    ----------
    bases : iterable of str
        The names of its own class and of its base classes, as the student's kernel gives them.
    own : mapping of str to type
        Classes that the check knows of the student's.

    Returns
    -------
    type
        The first of `own` that is named; else `StudentError`, or a class of it that is also the
        first of Python's own that is named.
    """
    for name in bases:
        if own and name in own:
            return own[name]
        if name in EXPECTED:
            break
    kind = next((EXPECTED[name] for name in bases if name in EXPECTED), Exception)
    name = next(iter(bases), "Exception")
    if kind is Exception and name == "Exception":
        return StudentError
    if (kind, name) not in _error_types:
        if len(_error_types) >= MAX_ERRORS:
            return StudentError
        parents = (StudentError,) if kind is Exception else (StudentError, kind)
        shown = "".join(filter(str.isprintable, name[:80])) or "Exception"
        _error_types[kind, name] = type(shown, parents, {})
    return _error_types[kind, name]


def error_from(
    error: RemoteError,
    details: object,
    own: Mapping[str, type[StudentError]],
    known: type[Exception] | None = None,
) -> Exception:
    """Return the exception of the check's side for one of the student's code.

    Parameters
    ----------
    error : RemoteError
    details : dict
        Its arguments, attributes and cause; whatever the student's process says.
    own : mapping of str to type
        Classes that the check knows of the student's.
    known : type, optional
        The class of it, or the nearest of its bases, that the check's process has, too, and may
        tell from others.

    Returns
    -------
    Exception
        Of Python's own class, or of `known`, where the student's code raised that one itself. It
        has the attributes of a `StudentError` in any case.
    """
    details = details if isinstance(details, dict) else {}
    arguments: Any = details.get("arguments")
    simple = type(arguments) is tuple and all(map(_is_simple, arguments))
    raised: Any = None
    if known is not None:
        raised = _known_error(error, known, details)
    elif simple:
        raised = _plain_error(error, arguments)
    if raised is None:
        kind = error_type(error.bases, own) if known is None else _also(known)
        raised = kind.__new__(kind)
        StudentError.__init__(raised, error.type_name, error.message, error.traceback)
        if simple and sum(len(str(argument)) for argument in arguments) <= MAX_MESSAGE:
            raised.args = arguments
    attributes = details.get("attributes")
    for name, value in attributes.items() if isinstance(attributes, dict) else ():
        if type(name) is str and not name.startswith("__") and name not in raised.__dict__:
            raised.__dict__[name] = value
    if isinstance(cause := details.get("cause"), RemoteError):
        raised.__cause__ = error_from(cause, None, own)
    return raised


def _is_simple(value: object) -> bool:
    """Tell whether a value is one of Python's own that holds nothing of the student's."""
    if type(value) is tuple:
        return all(map(_is_simple, value))
    return type(value) in (str, int, float, bool, bytes, type(None))


def _known_error(
    error: RemoteError, kind: type[Exception], details: Mapping[str, Any]
) -> Exception | None:
    """Return an exception of a class that says the same, without its constructor; else None."""
    if error.bases[:1] != (kind.__name__,) or len(error.message) > MAX_MESSAGE:
        return None
    arguments, attributes = details.get("arguments"), details.get("attributes")
    try:
        raised = kind.__new__(kind)
        raised.args = arguments if type(arguments) is tuple else (error.message,)
        named = attributes.items() if isinstance(attributes, dict) else ()
        vars(raised).update({n: v for n, v in named if type(n) is str and not n.startswith("__")})
        if str(raised) != error.message:
            return None
        vars(raised).update(vars(StudentError(error.type_name, error.message, error.traceback)))
    except Exception:  # a class of its own kind
        return None
    return raised


def _also(kind: type[Exception]) -> type[StudentError]:
    """Return the class for a student's exception that is also of another one."""
    if (kind, "") not in _error_types:
        try:
            made = type(kind.__name__, (StudentError, kind), {"__init__": StudentError.__init__})
        except TypeError:  # the two cannot be bases together
            made = StudentError
        _error_types[kind, ""] = made
    return _error_types[kind, ""]


def _plain_error(error: RemoteError, arguments: tuple[Any, ...]) -> Any:
    """Return an exception of Python's own that says the same, or None if there is none."""
    kind = EXPECTED.get(error.bases[0]) if error.bases else None
    if kind is None or len(error.message) > MAX_MESSAGE:
        return None
    try:
        raised = kind(*arguments)
        same = type(raised) is kind and str(raised) == error.message
    except Exception:
        return None
    if not same:
        return None
    vars(raised).update(vars(StudentError(error.type_name, error.message, error.traceback)))
    return raised


__all__ = [
    "EXPECTED",
    "MAX_ERRORS",
    "MAX_MESSAGE",
    "OwnError",
    "StudentError",
    "error_from",
    "error_type",
]
