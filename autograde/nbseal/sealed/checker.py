"""The check's side: a check cell meets the student's work as copies of data, and as proxies.

Only check cells and the locked set-up cells run in this process. Of the student's it gets plain
data, checked by `nbseal.sealed.wire`, and references to objects that stay where they are.
"""

import builtins
import dis
import importlib
import socket
import symtable
import sys
import types
import weakref

import cloudpickle

from nbseal.errors import PeerError, SilentPeerError, WireError
from nbseal.sealed.peer import Peer
from nbseal.sealed.wire import Channel, RemoteError

MAX_PRINTED = 2_000  # characters of what the student's code prints, a check
MAX_TYPES = 1_000
MAX_MESSAGE = 200  # characters of an exception's: it may tell of hidden inputs, and students see it

_side = None


class StudentError(Exception):
    """An exception of the student's code; never rebuilt as its own type.

    Attributes
    ----------
    type_name, message, traceback : str
        What the student's kernel said of it.
    """

    def __init__(self, type_name, message, traceback=""):
        message = message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 3] + "..."
        super().__init__(message)
        # A forged name may hold anything, and no class can have some of it as its name.
        self.type_name = "".join(filter(str.isprintable, type_name)) or "Exception"
        self.message, self.traceback = message, traceback


class ProxyError(TypeError):
    """A check asked of a student's object what does not cross between kernels."""


def install(app, fds):
    """Make a kernel the check's side of a submission.

    Parameters
    ----------
    app : ipykernel.kernelapp.IPKernelApp
        Initialised, not yet started.
    fds : dict of str to int
        ``"student"`` is a connected socket's descriptor.
    """
    global _side
    _side = CheckSide(Channel(socket.socket(fileno=fds["student"])), app.shell.user_ns)
    show = app.shell._showtraceback

    def show_as_the_students(kind, error, lines):
        if isinstance(error, StudentError):
            kind = type(error.type_name, (Exception,), {})
            lines = [f"{error.type_name}: {error.message}", error.traceback]
        show(kind, error, lines)

    app.shell._showtraceback = show_as_the_students


def begin(limit, sources, probe_hook=""):
    """Say what holds for all checks of a notebook.

    Parameters
    ----------
    limit : float
        Seconds that one request to the student's kernel may take.
    sources : list of str
        All check cells. What one of them defines is the check's own: it is never taken from the
        student's kernel, not even where that cell failed before it defined it.
    probe_hook : str, optional
        See `nbseal.settings.Course.probe_hook`.
    """
    _side.limit = limit
    module, _, function = probe_hook.partition(":")
    if function:
        helpers = importlib.import_module(module)
        getattr(helpers, function)(_side.probe)
        cloudpickle.register_pickle_by_value(helpers)
    _side.own_names = set().union(*(_bound_names(_table(source)) for source in sources))


def fetch(source):
    """Get the student's variables that a check cell uses; forget those of the cell before.

    Parameters
    ----------
    source : str
        The check cell.
    """
    _side.fetch(source)


def ping():
    """Return when the student's kernel answers.

    Raises
    ------
    PeerError
        If it does not.
    """
    _side.request("ping")


class CheckSide(Peer):
    """Asks the student's kernel, and answers its calls of a check's functions.

    Parameters
    ----------
    channel : nbseal.sealed.wire.Channel
        Connected to the student's kernel.
    namespace : dict
        The check kernel's variables.
    limit : float or None
        Seconds that a request may take.

    Attributes
    ----------
    own_names : set of str
        Names that are never looked up in the student's kernel.
    """

    def __init__(self, channel, namespace, limit=None):
        super().__init__(channel, limit)
        self._namespace = namespace
        self.own_names = set()
        self._fetched = {}
        self._proxies = weakref.WeakValueDictionary()
        self._released = []
        self._callbacks = {}
        self._by_value = False
        self._printed = 0

    def fetch(self, source):
        """Get the student's variables that a check cell uses."""
        for name, value in self._fetched.items():
            if self._namespace.get(name) is value:
                del self._namespace[name]
        self._fetched = {}
        self._callbacks.clear()
        self._printed = 0
        names = sorted(missing_names(source, self._namespace) - self.own_names)
        values = self.request("names", names=names) if names else {}
        if not isinstance(values, dict) or not set(values) <= set(names):
            raise PeerError("the student's kernel did not give the variables that were asked for")
        self._fetched = values
        self._namespace.update(values)

    def probe(self, function, positional):
        """Run a check's function beside the student's objects."""
        self._by_value = True
        try:
            return self.request("probe", function=function, positional=positional)
        finally:
            self._by_value = False

    def request(self, operation, **arguments):
        """Ask for something and return it, or raise what the student's code raised."""
        released, self._released = self._released, []
        reply = self.ask(operation, released=released, arguments=arguments)
        self._show(reply.get("printed"))
        if "error" not in reply:
            return reply.get("value")
        error = reply["error"]
        if not isinstance(error, RemoteError):
            raise PeerError("the student's kernel sent an error that is none")
        raise StudentError(error.type_name, error.message, error.traceback)

    def answer(self, request):
        """Call a function of the check for the student's code that was given it."""
        if request["operation"] != "callback" or not self.is_waiting_for(request.get("within")):
            raise PeerError("the student's kernel asks for what no check of it answers")
        try:
            function = self._callbacks[request["arguments"]["number"]]
            by_value, self._by_value = self._by_value, False
            try:
                value = function(
                    *request["arguments"]["positional"], **request["arguments"]["keywords"]
                )
            finally:
                self._by_value = by_value
            reply = {"value": value}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"[:500]}
        self.send({"to": request.get("id"), **reply})

    def describe(self, value):
        """Say how a value that is no plain data goes to the student's kernel."""
        if isinstance(value, Proxy):
            return {"kind": "object", "number": _number_of(value)}
        if isinstance(value, types.FunctionType) and value.__module__ == "__main__":
            # A function that carries nothing is the same there, and a thousand times faster.
            carried = _carried_variable(value)
            if carried is not None and not self._by_value:
                self._callbacks[id(value)] = value
                return {"kind": "callback", "number": id(value), "name": value.__name__}
            if carried is not None:
                raise ProxyError(
                    f"the probe {value.__name__} would carry the check's {carried!r} to the "
                    "student's kernel: give it as an argument if it is an input, and keep it here "
                    "if it is not"
                )
        else:
            _refuse_state(value)
        return {"kind": "value", "pickle": cloudpickle.dumps(value)}

    def resolve(self, reference):
        """Return the proxy of a student's object, or the check's own function."""
        kind, number = reference.get("kind"), reference.get("number")
        if type(number) is not int:
            raise WireError("a reference without a number")
        if kind == "callback":
            if number not in self._callbacks:
                raise WireError("a reference to no function of this check")
            return self._callbacks[number]
        proxy = self._proxies.get(number)
        if proxy is None:
            proxy = _proxy_type(str(reference.get("type"))[:80], reference.get("callable") is True)(
                self, number, str(reference.get("repr"))
            )
            self._proxies[number] = proxy
        return proxy

    def release(self, number):
        """Let the student's kernel forget an object, with the next request."""
        self._released.append(number)

    def _show(self, printed):
        if isinstance(printed, str) and printed and self._printed < MAX_PRINTED:
            text = printed[: MAX_PRINTED - self._printed]
            self._printed += len(text)
            sys.stdout.write(text if text.endswith("\n") else text + "\n")


class Proxy:
    """A student's object, seen from a check: calls, attributes and items run where it lives.

    What a comparison, an operator, a conversion or a truth value gave would be the student's
    choice: these raise `ProxyError`.
    """

    __slots__ = ("__weakref__", "_link", "_number", "_shown")

    __array_ufunc__ = None
    __hash__ = object.__hash__

    def __init__(self, link, number, shown):
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_shown", shown)

    def __del__(self):
        self._link.release(self._number)

    def __repr__(self):
        return self._shown

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            # NumPy, copy and the like look for what an object offers: nothing.
            raise AttributeError(_advice(self, f"the attribute {name}"))
        return self._link.request("getattr", target=self, name=name)

    def __setattr__(self, name, value):
        if name.startswith("__"):
            raise ProxyError(_advice(self, f"the attribute {name}"))
        self._link.request("setattr", target=self, name=name, value=value)

    def __getitem__(self, key):
        return self._link.request("getitem", target=self, key=key)

    def __setitem__(self, key, value):
        self._link.request("setitem", target=self, key=key, value=value)

    def __len__(self):
        try:
            length = self._link.request("len", target=self)
        except StudentError as error:  # a TypeError tells list() and the like that there is none
            raise ProxyError(error.message) from error
        if type(length) is not int or length < 0:
            raise ProxyError(_advice(self, "a length"))
        return length

    def __iter__(self):
        iterator = self._link.request("iter", target=self)
        while True:
            values = self._link.request("next", iterator=iterator)
            if not isinstance(values, list) or len(values) != 1:
                return
            yield values[0]

    def __enter__(self):
        return self._link.request("enter", target=self)

    def __exit__(self, *exception):
        self._link.request("exit", target=self)

    def _refuse(self, *_):
        raise ProxyError(_advice(self, "a comparison, an operator, a truth value or a conversion"))

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __pow__ = __neg__ = __abs__ = _refuse
    __float__ = __int__ = __complex__ = __index__ = __contains__ = __array__ = _refuse
    __reduce_ex__ = __copy__ = __deepcopy__ = _refuse


class CallableProxy(Proxy):
    """A student's function or class, or an object that can be called."""

    __slots__ = ()

    def __call__(self, *positional, **keywords):
        """Call it, where it lives."""
        return self._link.request("call", target=self, positional=positional, keywords=keywords)


def missing_names(source, namespace):
    """List the global names that a cell uses and that are neither its own nor known here.

    Parameters
    ----------
    source : str
        Python code; functions of `namespace` that it uses are followed.
    namespace : dict
        What is known.

    Returns
    -------
    set of str
    """
    table = _table(source)
    own = _bound_names(table)
    waiting = _globals_of(table) - own
    missing, seen = set(), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in namespace:
            value = namespace[name]
            if isinstance(value, types.FunctionType) and value.__globals__ is namespace:
                waiting |= _code_names(value.__code__) - own
        elif not hasattr(builtins, name):
            missing.add(name)
    return missing


def _table(source):
    return symtable.symtable(source, "<check>", "exec")


def _bound_names(table):
    """Return the names that a cell assigns, defines or imports."""
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


def _globals_of(table):
    names = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_global() or (table.get_type() == "module" and symbol.is_referenced())
    }
    for child in table.get_children():
        names |= _globals_of(child)
    return names


_LOADS = ("LOAD_GLOBAL", "LOAD_NAME")


def _code_names(code):
    # co_names would name attributes, too.
    names = {step.argval for step in dis.get_instructions(code) if step.opname in _LOADS}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _code_names(constant)
    return names


def _number_of(proxy):
    return object.__getattribute__(proxy, "_number")


_types: dict[tuple[str, bool], type] = {}


def _proxy_type(name, is_callable):
    """Return a class with the name of the student's, for messages that name types."""
    key = (name, is_callable)
    if key not in _types:
        if len(_types) >= MAX_TYPES:
            return CallableProxy if is_callable else Proxy
        base = CallableProxy if is_callable else Proxy
        _types[key] = type(name.replace("\0", ""), (base,), {"__slots__": ()})
    return _types[key]


def _advice(proxy, wanted):
    return (
        f"{wanted} of a student's object ({type(proxy).__name__}) does not cross to a check: "
        "read plain values from it, or judge what a probe returns"
    )


def _carried_variable(function, seen=()):
    """Name a variable of the check that a function would carry along, or return None."""
    if function in seen:
        return None
    carried = dict(
        zip(
            function.__code__.co_freevars,
            (cell.cell_contents for cell in function.__closure__ or ()),
            strict=True,
        )
    )
    names = _code_names(function.__code__) - {"__name__"}  # which a class in it looks up
    carried |= {n: function.__globals__[n] for n in names if n in function.__globals__}
    for name, value in carried.items():
        if isinstance(value, types.FunctionType) and value.__module__ == "__main__":
            inner = _carried_variable(value, (*seen, function))
            if inner is not None:
                return inner
        elif not isinstance(value, types.ModuleType | types.FunctionType) and not (
            isinstance(value, type | types.BuiltinFunctionType) and value.__module__ != "__main__"
        ):
            return name
    return None


def _refuse_state(value):
    """Raise for an object whose copy would silently be another one."""
    torch = sys.modules.get("torch")
    if torch is None:
        return
    kept = isinstance(value, torch.nn.Module) and any(True for _ in value.parameters())
    if kept or isinstance(value, torch.optim.Optimizer):
        raise ProxyError(
            f"the check's {type(value).__name__} would go to the student's kernel as a copy, and "
            "what happens to the copy is not seen here: make it in a probe"
        )


__all__ = [
    "CallableProxy",
    "CheckSide",
    "PeerError",
    "Proxy",
    "ProxyError",
    "SilentPeerError",
    "StudentError",
    "begin",
    "fetch",
    "install",
    "missing_names",
    "ping",
]
