"""The student's side: run what a check asks for on the student's real objects.

Everything in this process is the student's: nothing here is secret, and nothing that it sends is
trusted. Plain data goes as a copy, every other object as a number by which a check can refer to it.
"""

import asyncio
import builtins
import concurrent.futures
import contextlib
import importlib
import inspect
import io
import itertools
import operator
import os
import signal
import socket
import sys
import threading
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import cloudpickle

from nbseal.errors import CannotCross
from nbseal.execution.room import Room
from nbseal.sealed.codec import kinds
from nbseal.sealed.luggage import unpack
from nbseal.sealed.peer import Details, Peer, Reference, Reply, Request, identity
from nbseal.sealed.proxies import shape_of
from nbseal.sealed.sharing import LENT, Files, RandomNumbers, Sharing, renew, set_generators
from nbseal.sealed.wire import Channel

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


MAX_PRINTED = 10_000  # characters of what a call prints, shown to the teaching assistant
MAX_REPR = 300
MAX_WARNINGS = 100  # of one call


def install(shell: "InteractiveShell", fds: dict[str, int]) -> "StudentSide":
    """Serve checks between a process's cells.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        Of this process.
    fds : dict of str to int
        ``"checks"`` is a connected socket's descriptor.

    Returns
    -------
    StudentSide
    """
    unpack(fds)
    kinds.look_up = shell.user_ns.get
    channel = Channel(socket.socket(fileno=fds["checks"]))
    if hasattr(os, "register_at_fork"):
        # A child that a cell forks has nothing to say to a check: what it wrote would be garbage.
        os.register_at_fork(after_in_child=channel.close)
    return StudentSide(channel, shell.user_ns, getattr(shell, "room", None))


class StudentSide(Peer):
    """Answers a check's requests.

    Parameters
    ----------
    channel : nbseal.sealed.wire.Channel
        Connected to the check kernel.
    namespace : dict
        The student's variables.
    room : nbseal.execution.room.Room, optional
        The memory that errors are sent with.
    """

    def __init__(
        self,
        channel: Channel,
        namespace: dict[str, Any],
        room: Room | None = None,
    ) -> None:
        super().__init__(channel)
        self._room = room or Room()
        self._namespace = namespace
        self._objects: dict[int, Any] = {}  # number to object
        self._numbers: dict[int, int] = {}  # id of an object in _objects to its number
        # id of a stand-in for a check's function to (stand-in, number)
        self._callbacks: dict[int, tuple[Callable[..., Any], int]] = {}
        self._stand_ins: dict[int, Callable[..., Any]] = {}  # by number
        self._serving: list[int] = []
        self._builtins = {name: getattr(builtins, name) for name in LENT}
        self._replaced: dict[tuple[str, str], Any] = {}  # attributes of modules
        self.sharing: Sharing | None = None
        self._warns = False  # whether warnings go to the running check
        self._folder = os.getcwd()
        self._files = Files(self._folder)
        self.over = False  # the check kernel has closed the connection
        self.when_over = lambda: None
        self._count = itertools.count()
        self._lineages: dict[int, tuple[str, ...]] = {}  # by the number of a class

    def fileno(self) -> int:
        """Return the descriptor by which requests come."""
        return self.channel.fileno()

    def serve(self, *_: object) -> None:
        """Answer the request that has come, if one has."""
        try:
            request = self.channel.receive(resolve=self.resolve, timeout=None)
            if isinstance(request, dict) and "operation" in request:
                self.answer(cast(Request, request))
        except (EOFError, OSError):
            self.over = True
            self.when_over()

    def answer(self, request: Request) -> None:
        """Do what is asked, and send its result or its exception."""
        for number in request.get("released", ()):
            if not isinstance(self._objects.get(number), type):  # instances name their classes
                self._numbers.pop(id(self._objects.pop(number, None)), None)
        operation = getattr(self, "do_" + request["operation"])
        printed, warned = io.StringIO(), io.StringIO()
        self._serving.append(request["id"])
        # The kernel ignores interrupts between cells; what runs here can be interrupted.
        interruptible = threading.current_thread() is threading.main_thread()
        if interruptible:
            before = signal.signal(signal.SIGINT, signal.default_int_handler)
        sharing = self.sharing if request["operation"] in _RUNNING else None
        noted: list[tuple[Any, Any, bytes]] = []
        warnings_there: list[tuple[tuple[str, ...], str]] = []
        try:
            try:
                if sharing is not None:
                    noted = sharing.before(request["arguments"])
                with (
                    self._collecting(sharing) as warnings_there,
                    contextlib.redirect_stdout(printed),
                    contextlib.redirect_stderr(warned),
                ):
                    reply: Reply = {"value": operation(**request["arguments"])}
            finally:
                if interruptible:
                    signal.signal(signal.SIGINT, before)
                self._serving.pop()
        except BaseException as error:  # SystemExit and KeyboardInterrupt, too, are the student's
            self._room.open()
            reply = {"error": error, "details": _details(error)}
        reply["to"] = request["id"]
        if printed.getvalue():
            reply["printed"] = printed.getvalue()[:MAX_PRINTED]
        if warnings_there:
            reply["warnings"] = warnings_there
        if warned.getvalue():
            reply["warned"] = warned.getvalue()[:MAX_PRINTED]
        try:
            if sharing is not None:
                shared = sharing.changes(noted)
                same = [place for place, value, _ in noted if value is reply.get("value", noted)]
                if same:  # the check's own object is given back
                    reply["value"], shared["returns"] = None, same[0]
                if shared:
                    reply["shared"] = shared
            self.send(reply)
        except (EOFError, OSError):
            raise  # the check kernel has closed the connection
        except Exception as error:  # what it is made with may be the student's: it is answered
            self._room.open()
            kept = reply["error"] if "details" in reply else error
            self.send({"to": request["id"], "printed": "", "error": kept})
        finally:
            self._room.close()

    @contextlib.contextmanager
    def _collecting(self, sharing: Sharing | None) -> Iterator[list[tuple[tuple[str, ...], str]]]:
        """Collect the warnings of some code, for a check that looks at them."""
        found: list[tuple[tuple[str, ...], str]] = []
        if sharing is None or not self._warns:
            yield found
            return

        def note(text: object, kind: type[Warning], *_: object, **__: object) -> None:
            if len(found) < MAX_WARNINGS:
                bases = tuple(base.__name__ for base in kind.__mro__)
                found.append((bases, str(text)[:MAX_PRINTED]))

        with warnings.catch_warnings():
            warnings.simplefilter("always")  # the check's filters decide
            warnings.showwarning = note  # type: ignore[assignment]
            yield found

    def describe(self, value: Any) -> Reference | None:
        """Give an object a number, and say what a check may know of it."""
        stand_in = self._callbacks.get(id(value))
        if stand_in is not None:
            return {"kind": "callback", "number": stand_in[1]}
        if isinstance(value, types.ModuleType) and not self.refers_to_data:
            raise CannotCross(f"the module {value.__name__!r} stays where the student's code is")
        number = self._number_of(value)
        shown = _shown(value)
        kind = type(value)
        about: Reference = {
            "kind": "object",
            "number": number,
            "type": kind.__name__,
            "callable": callable(value),
            "iterator": hasattr(kind, "__next__"),
            "awaitable": inspect.iscoroutine(value),
            "stepwise": hasattr(kind, "__anext__"),
            "repr": shown,
            "shape": shape_of(value),
            "defines": _defined_by(kind),
        }
        if kind.__module__ not in sys.builtin_module_names:
            about["its_class"] = its_class = self._number_of(kind)
            if its_class not in self._lineages:
                self._lineages[its_class] = _lineage(kind)
            about["lineage"] = self._lineages[its_class]
        if kind is types.MethodType and _is_steady(value):
            about["steady"] = True
        if isinstance(value, type):
            about["lineage"] = _lineage(value)
        if isinstance(value, type) and issubclass(value, BaseException):
            about["exception"] = tuple(base.__name__ for base in value.__mro__)
            own = (base for base in value.__mro__ if base.__module__ != "builtins")
            about["numbers"] = tuple(map(self._number_of, own))
        return about

    def sketch(self, value: Any) -> dict[str, Any]:
        """Tell an object from others and from its other states, without keeping it."""
        return {"id": id(value), "type": type(value).__name__, "repr": _shown(value)}

    def _number_of(self, value: object) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = next(self._count)
            self._objects[number] = value
            self._numbers[id(value)] = number
        return number

    def resolve(self, reference: Reference) -> Any:
        """Return the object of a number, a check's function, or what a check sends by value."""
        if reference["kind"] == "object":
            return self._objects[reference["number"]]
        if reference["kind"] == "callback":
            function = self._stand_in(reference["number"], reference["name"])
            return _stepped(function) if reference.get("steps") else function
        return cloudpickle.loads(reference["pickle"])

    def do_names(self, names: list[str], handed_out: Sequence[str] | None = None) -> dict[str, Any]:
        """Return the requested variables, except modules; hear which objects stay here."""
        kinds.handed_out = None if handed_out is None else frozenset(handed_out)
        return {
            name: self._namespace[name]
            for name in names
            if name in self._namespace and not isinstance(self._namespace[name], types.ModuleType)
        }

    def do_share(self, imports: list[str]) -> None:
        """Import what a check imports, where the student's code has nothing of that name."""
        for statement in imports:
            found: dict[str, Any] = {}
            with contextlib.suppress(Exception):
                exec(statement, found)
            found.pop("__builtins__", None)
            for name, value in found.items():
                self._namespace.setdefault(name, value)

    def do_identify(self, names: list[str]) -> dict[str, tuple[str, str]]:
        """Say by which names these variables can be imported."""
        return {name: identity(self._namespace[name]) for name in names if name in self._namespace}

    def do_receive(
        self, variables: dict[str, Any], generators: dict[str, Any], gone: Sequence[str] = ()
    ) -> None:
        """Take over a check's variables, and the states of its random generators."""
        for name in gone:
            self._namespace.pop(name, None)
        for name, value in variables.items():
            if not renew(self._namespace.get(name), value):
                self._namespace[name] = value
        set_generators(generators)
        if self.sharing is not None and self.sharing.random_numbers is not None:
            self.sharing.random_numbers.changes()  # these are known there

    def do_lend(self, name: str, function: Callable[..., Any] | None) -> None:
        """Let a function of the check take the place of a builtin one, or end that."""
        own = self._builtins[name]

        def lent(*positional: Any, **keywords: Any) -> Any:
            # The student's cells between two checks find their own.
            return (function if function and self._serving else own)(*positional, **keywords)

        lent.__name__ = lent.__qualname__ = name
        setattr(builtins, name, lent if function else own)

    def do_patch(self, module: str, name: str, values: Sequence[Any]) -> None:
        """Let an attribute of a module be what the check has put there; without one, its own."""
        place = importlib.import_module(module)
        self._replaced.setdefault((module, name), getattr(place, name))
        setattr(place, name, values[0] if values else self._replaced.pop((module, name)))

    def do_share_changes(
        self, names: list[str], seeds: bool, files: bool, warns: bool = False
    ) -> dict[str, bytes | None]:
        """Show the running check what changes; return the files that there are already."""
        shared = self._files if files else None
        self.refers_to_data, self._warns = True, warns
        numbers = RandomNumbers() if seeds else None
        self.sharing = Sharing(self._namespace, self.sketch, names, numbers, shared, fixed=type)
        return self._files.changes() if files else {}

    def do_folder(self, path: str) -> str:
        """Have a folder of the check's here, too; return the working folder."""
        os.makedirs(os.path.join(self._folder, path), exist_ok=True)
        return self._folder

    def do_share_no_more(self) -> None:
        """Show changes no more."""
        self.sharing, self.refers_to_data = None, False

    def do_take(
        self,
        variables: dict[str, Any],
        gone: list[str],
        files: dict[str, bytes | None],
        parts: list[tuple[Any, str, Any]],
    ) -> None:
        """Take over what a check has changed."""
        for target, name, value in parts:
            if not renew(getattr(target, name, None), value):
                setattr(target, name, value)
        assert self.sharing is not None  # since `do_share_changes`
        self.sharing.take(variables, gone)
        if self.sharing.files is not None:
            self.sharing.files.put(files, trusted=True)

    def do_dir(self, target: Any) -> list[str]:
        """Return the names of an object's attributes."""
        return dir(target)

    def do_call_in(
        self, module: str, name: str, positional: Sequence[Any], keywords: dict[str, Any]
    ) -> Any:
        """Call a module's function."""
        return getattr(importlib.import_module(module), name)(*positional, **keywords)

    def do_repr(self, target: Any) -> str:
        """Return the text by which an object shows itself."""
        return repr(target)

    def do_str(self, target: Any) -> str:
        """Return an object as text."""
        return str(target)

    def do_isinstance(self, target: Any, instance: object) -> bool:
        """Tell whether an object is of the student's class."""
        return isinstance(instance, target)

    def do_issubclass(self, target: Any, other: Any) -> bool:
        """Tell whether a class is one of the student's class."""
        return issubclass(other, target)

    def do_signature(self, target: Any) -> tuple[list[tuple[Any, ...]], tuple[Any, ...]]:
        """Return name, kind, default and annotation of each parameter, and that of the result.

        Defaults and annotations are in tuples, empty where there is none.
        """
        signature = inspect.signature(target)
        parameters = [
            (
                parameter.name,
                int(parameter.kind),
                () if parameter.default is parameter.empty else (parameter.default,),
                () if parameter.annotation is parameter.empty else (parameter.annotation,),
            )
            for parameter in signature.parameters.values()
        ]
        returns = signature.return_annotation
        return parameters, () if returns is signature.empty else (returns,)

    def do_source(self, target: Any) -> str:
        """Return the source code of a function or class."""
        return inspect.getsource(target)

    def do_step(self, target: Any) -> list[Any]:
        """Return a list of an iterator's next value, empty at the end."""
        return [value for _, value in zip(range(1), target, strict=False)]

    def do_call(
        self, target: Any, positional: Sequence[Any], keywords: dict[str, Any], again: bool = False
    ) -> Any:
        """Call an object, or the method of the same name that its owner has now."""
        if again:
            target = getattr(target.__self__, target.__name__)
        return target(*positional, **keywords)

    def do_getattr(self, target: Any, name: str) -> Any:
        """Read an attribute."""
        return getattr(target, name)

    def do_setattr(self, target: Any, name: str, value: Any) -> None:
        """Set an attribute."""
        setattr(target, name, value)

    def do_getitem(self, target: Any, key: Any) -> Any:
        """Read an item."""
        return target[key]

    def do_setitem(self, target: Any, key: Any, value: Any) -> None:
        """Set an item."""
        target[key] = value

    def do_len(self, target: Any) -> int:
        """Return the length."""
        return len(target)

    def do_iter(self, target: Any) -> "_Iterator":
        """Return an iterator, as an object."""
        return _Iterator(iter(target))

    def do_next(self, iterator: "_Iterator") -> list[Any]:
        """Return a list of the next value, empty at the end."""
        return [value for _, value in zip(range(1), iterator.values, strict=False)]

    def do_enter(self, target: Any) -> Any:
        """Enter a context."""
        return target.__enter__()

    def do_exit(self, target: Any, raised: tuple[str, str] | None = None) -> bool:
        """Leave a context, in which nothing or an exception of Python's own was raised."""
        error = None
        if raised is not None:
            kind = getattr(builtins, raised[0], Exception)
            error = kind(raised[1])
        return bool(target.__exit__(type(error) if error else None, error, None))

    def do_operate(self, target: Any, operator: str, others: Sequence[Any], swapped: bool) -> Any:
        """Use an operator or a conversion of an object."""
        return _OPERATIONS[operator](*((*others, target) if swapped else (target, *others)))

    def do_wait(self, target: Any) -> Any:
        """Return the result of a coroutine, with a loop of its own beside the cells'."""
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, target).result()

    def do_wait_for_next(self, target: Any) -> list[Any]:
        """Return a list of an asynchronous iterator's next value, empty at the end."""

        async def step() -> list[Any]:
            try:
                return [await anext(target)]
            except StopAsyncIteration:
                return []

        loop = asyncio.new_event_loop()  # `asyncio.run` would close the iterator
        with concurrent.futures.ThreadPoolExecutor(1) as pool, contextlib.closing(loop):
            return pool.submit(loop.run_until_complete, step()).result()

    def do_format(self, target: Any, form: str) -> str:
        """Return an object as text, in some form."""
        return format(target, form)

    def do_delattr(self, target: Any, name: str) -> None:
        """Delete an attribute."""
        delattr(target, name)

    def do_probe(self, function: Callable[..., Any], positional: Sequence[Any]) -> Any:
        """Run a check's function on the real objects."""
        return function(*positional)

    def do_ping(self) -> None:
        """Say that the main loop is running."""

    def _stand_in(self, number: int, name: str) -> Callable[..., Any]:
        """Return a function that calls a check's function; the same one for the same number."""
        if number in self._stand_ins:
            return self._stand_ins[number]

        def stand_in(*positional: Any, **keywords: Any) -> Any:
            if not self._serving:
                raise RuntimeError(f"{name} belongs to a check that is over")
            reply = self.ask(
                "callback",
                within=self._serving[-1],
                arguments={"number": number, "positional": positional, "keywords": keywords},
            )
            if "error" in reply:
                raise RuntimeError(str(reply["error"]))
            return reply["value"]

        stand_in.__name__ = stand_in.__qualname__ = name
        self._callbacks[id(stand_in)] = (stand_in, number)
        self._stand_ins[number] = stand_in
        return stand_in


#: Requests that run code of the student's.
_RUNNING = frozenset(
    (
        *("isinstance", "issubclass", "step", "call", "getattr", "setattr", "getitem", "setitem"),
        *("len", "iter", "next", "enter", "exit", "probe", "repr", "str", "operate", "wait"),
        *("dir", "call_in", "wait_for_next", "format", "delattr"),
    )
)

_OPERATIONS: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(operator, name)
        for name in (
            *("lt", "le", "gt", "ge", "eq", "ne", "contains", "truth", "delitem", "index"),
            *("add", "sub", "mul", "truediv", "floordiv", "mod", "matmul", "pow", "lshift"),
            *("and_", "or_", "xor", "rshift", "neg", "pos", "invert", "abs"),
            *("iadd", "isub", "imul", "itruediv"),
        )
    },
    **{kind.__name__: kind for kind in (float, int, complex, round, hash, reversed)},
}


def _details(error: BaseException) -> Details:
    """Return what an exception carries besides its text."""
    arguments = error.args
    if isinstance(error, OSError) and len(arguments) == 2 and type(error.filename) is str:
        arguments = (*arguments, error.filename)  # its constructor takes it, and keeps it apart
    return {
        "arguments": arguments,
        "attributes": dict(getattr(error, "__dict__", {})),
        "cause": error.__cause__,
        "lineage": _lineage(type(error)),
    }


def _shown(value: object) -> str:
    try:
        return repr(value)[:MAX_REPR]
    except Exception as error:
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"


def _defined_by(kind: type) -> tuple[str, ...]:
    """Tell which of truth, equality and membership a class defines by itself."""
    defined = []
    if hasattr(kind, "__bool__") or hasattr(kind, "__len__"):
        defined.append("truth")
    if kind.__eq__ is not object.__eq__ and not issubclass(kind, type | types.FunctionType):
        defined.append("equality")
    contains = getattr(kind, "__contains__", None)
    if isinstance(contains, types.FunctionType) or (contains and not hasattr(kind, "__iter__")):
        defined.append("membership")
    if isinstance(kind.__hash__, types.FunctionType) or (
        issubclass(kind, tuple | frozenset | str | bytes | int | float)
    ):
        defined.append("hash")
    if kind.__format__ is not object.__format__:
        defined.append("format")
    return tuple(defined)


def _is_steady(method: types.MethodType) -> bool:
    """Tell whether an object has a method from its class, as Python finds methods by itself."""
    owner, name = method.__self__, getattr(method.__func__, "__name__", "")
    kind = type(owner)
    found = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)
    return (
        found is method.__func__
        and kind.__getattribute__ is object.__getattribute__
        and name not in getattr(owner, "__dict__", ())
    )


def _lineage(kind: type) -> tuple[str, ...]:
    """Return a class and its bases, except Python's own, as module and name."""
    found = (f"{base.__module__}:{base.__qualname__}" for base in kind.__mro__)
    return tuple(name for name in found if not name.startswith("builtins:"))[:20]


def _stepped(step: Callable[[], list[Any]]) -> Iterator[Any]:
    """Yield the values of a check's generator."""
    while values := step():
        yield from values


class _Iterator:
    """An iterator that crosses as a reference, whatever it iterates over."""

    def __init__(self, values: Iterator[Any]) -> None:
        self.values = values
