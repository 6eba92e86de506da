"""The check's side: a check cell meets the student's work as copies of data, and as proxies.

Only check cells and the locked set-up cells run in this process. Of the student's it gets plain
data, checked by `nbseal.sealed.wire`, and references to objects that stay where they are.
"""

import abc
import builtins
import contextlib
import dataclasses
import functools
import importlib
import inspect
import itertools
import json
import os
import socket
import sys
import tempfile
import threading
import types
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import cloudpickle

from nbseal.errors import PeerError, SilentPeerError, WireError
from nbseal.sealed.carrying import (
    Pickles,
    carried_variable,
    keeps_state,
    names_that_go_along,
    next_of,
    refuse_state,
    submodules_used,
)
from nbseal.sealed.codec import kinds
from nbseal.sealed.grants import MAX_LINEAGE, Grants, SameType, shown_class
from nbseal.sealed.luggage import unpack
from nbseal.sealed.names import missing_names
from nbseal.sealed.peer import Peer, Reference, Reply, Request, identity
from nbseal.sealed.proxies import (
    MAX_TYPES,
    About,
    AsyncIteratorProxy,
    CallableProxy,
    CoroutineProxy,
    FunctionProxy,
    IteratorProxy,
    Proxy,
    ProxyError,
    number_of,
    proxy_type,
)
from nbseal.sealed.pyplot import PyplotThere
from nbseal.sealed.raised import (
    EXPECTED,
    MAX_ERRORS,
    OwnError,
    StudentError,
    error_from,
    error_type,
)
from nbseal.sealed.sharing import LENT, Files, RandomNumbers, Sharing
from nbseal.sealed.wire import Channel, RemoteError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from nbseal.sealed.plan import CheckPlan


MAX_WARNINGS = 100  # of one call
#: Python's own kinds of warnings, by name.
WARNINGS = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Warning)
}
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge", "contains", "truth", "hash")
MAX_PRINTED = 2_000  # characters of what the student's code prints, a check
_MAY_BE_BASE = 1 << 10  # of a type's flags: Py_TPFLAGS_BASETYPE
_FUNCTIONS = ("function", "builtin", "method")  # shapes of objects
MAX_CAPTURED = 200_000  # of the same where the check itself reads it


def install(shell: "InteractiveShell", fds: dict[str, int]) -> "CheckSide":
    """Make a process the check's side of a submission.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        Of this process.
    fds : dict of str to int
        ``"student"`` is a connected socket's descriptor.

    Returns
    -------
    CheckSide
    """
    unpack(fds)
    namespace = shell.user_ns
    kinds.look_up = lambda name: _given_class(namespace.get(name), name)
    cloudpickle.cloudpickle._find_imported_submodules = submodules_used
    cloudpickle.cloudpickle._extract_code_globals = names_that_go_along
    side = CheckSide(Channel(socket.socket(fileno=fds["student"])), shell.user_ns)
    inspect.getsource = _read_source(inspect.getsource)  # type: ignore[assignment]
    inspect.getsourcelines = _read_source(inspect.getsourcelines)  # type: ignore[assignment]
    for name in ("fields", "asdict", "astuple", "replace", "is_dataclass"):
        setattr(dataclasses, name, _run_there(getattr(dataclasses, name)))
    for method, name in (("__instancecheck__", "isinstance"), ("__subclasscheck__", "issubclass")):
        setattr(abc.ABCMeta, method, _ask_there(name, getattr(abc.ABCMeta, method)))
    shell.ast_transformers.append(SameType())
    show = shell._showtraceback

    def show_as_the_students(kind: Any, error: Any, lines: Any) -> None:
        if getattr(error, "type_name", None) is not None:
            kind = type(error.type_name, (Exception,), {})
            lines = [f"{error.type_name}: {error.message}", error.traceback]
        show(kind, error, lines)

    shell._showtraceback = show_as_the_students  # type: ignore[method-assign, assignment]
    return side


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

    def __init__(
        self, channel: Channel, namespace: dict[str, Any], limit: float | None = None
    ) -> None:
        super().__init__(channel, limit)
        self._namespace = namespace
        self.own_names: set[str] = set()
        self._fetched: dict[str, Any] = {}
        self._proxies: weakref.WeakValueDictionary[int, Proxy] = weakref.WeakValueDictionary()
        self._released: list[int] = []
        self._callbacks: dict[int, Callable[..., Any]] = {}  # by number
        self._lent_out: dict[int, tuple[Any, int]] = {}  # id of what was lent to it and its number
        self._count = itertools.count(1)
        self._by_value = False
        self._pickles = Pickles()
        self._printed = 0
        self._streams: tuple[Any, Any] | None = None  # of the process
        self._put_aside: dict[
            str, Any
        ] = {}  # classes that the running check has from the student's
        self._stdout, self._stderr = sys.stdout, sys.stderr
        self._exports: Sequence[str] = ()
        self._exported: dict[str, Any] = {}
        self._seeds: RandomNumbers | None = None
        self._errors: dict[int, type[OwnError]] = {}  # by the number of the student's class
        self._own_errors: dict[str, type[StudentError]] = {}  # by name, of the running check
        self._builtins = {name: getattr(builtins, name) for name in LENT}
        self._lent: dict[str, Any] = {}
        self._patches: dict[tuple[types.ModuleType, str], Any] = {}  # with their own values
        self._patched: dict[tuple[types.ModuleType, str], Any] = {}  # with those sent last
        self._sharing: Sharing | None = None
        self._files = Files(os.getcwd())
        self._grants = Grants(namespace)
        self._given: frozenset[str] = frozenset()  # classes that are handed out
        self._temporary = tempfile.tempdir
        self._folders: dict[str, str] = {}  # own path to the student's, where files are shared
        self._pyplot: Any = None  # what has the module's place while the student's figures are seen
        self._lineages: dict[tuple[str, ...], Callable[[type], bool]] = {}
        self._changes = 0  # requests by which the running check may have given new attributes
        self._turn = threading.RLock()  # a check's threads ask one after the other

    def begin(self, limit: float, probe_hook: str = "") -> None:
        """Say what holds for all checks of a notebook.

        Parameters
        ----------
        limit : float
            Seconds that one request to the student's process may take.
        probe_hook : str, optional
            See `nbseal.settings.Course.probe_hook`.
        """
        self.limit = limit
        self._streams = sys.stdout, sys.stderr
        module, _, function = probe_hook.partition(":")
        if function:
            helpers = importlib.import_module(module)
            getattr(helpers, function)(self.probe)
            cloudpickle.register_pickle_by_value(helpers)

    def ping(self) -> None:
        """Return when the student's process answers.

        Raises
        ------
        PeerError
            If it does not.
        """
        self.request("ping")

    def fetch(self, source: str, plan: "CheckPlan | None" = None) -> None:
        """Get the student's variables that a check cell uses; forget those of the cell before.

        Parameters
        ----------
        source : str
            The check cell; empty where the plan says what it reads and binds.
        plan : dict, optional
            What `nbseal.sealed.analysis.plan_checks` says of this check.
        """
        plan = plan or {}
        namespace = self._namespace
        if self._pyplot is not None:
            self._pyplot = self._pyplot.leave(namespace)
        tempfile.tempdir = self._temporary
        if self._sharing is not None:  # the check before did not get to its end
            self._sharing = None
            self.request("share_no_more")
        for name, value in self._fetched.items():
            if namespace.get(name) is value:
                del namespace[name]
        self._fetched = {}
        self._callbacks.clear()
        self._lent_out.clear()
        self._pickles = Pickles()
        # What was lent is forgotten: it is lent anew.
        self._lent = {name: self for name, function in self._lent.items() if function}
        # The check before may have left something else in their place.
        sys.stdout, sys.stderr = self._streams or (sys.stdout, sys.stderr)
        self._printed, self._stdout, self._stderr = 0, sys.stdout, sys.stderr
        self._exports, self._exported, self._seeds = (), {}, None
        learns = bool(plan.get("learns"))
        self._grants = Grants(namespace, plan.get("grants", ()), learns)
        self._own_errors = {}
        for name, function in self._builtins.items():
            setattr(builtins, name, function)
        self._unpatch()
        if plan.get("share"):
            self.request("share", imports=plan["share"])
        own = self.own_names | set(plan.get("own", ()))
        theirs = frozenset(plan.get("student", ()))
        namespace.update(self._put_aside)
        self._put_aside = {}
        self._given = frozenset(
            _full_name(name, namespace.get(name)) for name in plan.get("classes", ())
        )
        if plan.get("theirs"):
            classes = frozenset(plan["classes"])
            self._put_aside = {name: namespace[name] for name in classes & set(namespace)}
            own, theirs = own - classes, theirs | classes
        for name in theirs & set(namespace):
            del namespace[name]
        wanted = {*plan.get("named", ()), *plan.get("reads", ())}
        names = missing_names(source, namespace, wanted, theirs, plan.get("binds", ())) - own
        imports = {name: plan["imports"][name] for name in names if name in plan.get("imports", {})}
        self._import(imports)
        asked = sorted(names - set(imports))
        if "shares" in plan:
            names = {*asked, *(theirs & set(plan.get("altered", ())))}
            terms = {key: bool(plan.get(key)) for key in ("seeds", "warns")}
            terms["files"] = plan["shares"]["files"]
            files_there = self.request("share_changes", names=names, **terms)
        given = sorted(plan.get("classes", ())) if plan.get("objects") else None
        values = self.request("names", names=asked, handed_out=given) if asked else {}
        if not isinstance(values, dict) or not set(values) <= set(asked):
            raise PeerError("the student's kernel did not give the variables that were asked for")
        values = {name: self._met(value) for name, value in values.items()}
        self._fetched |= values
        namespace.update(values)
        self._exports = plan.get("exports", ())
        self._seeds = RandomNumbers() if plan.get("seeds") else None
        if "shares" in plan:
            self._share(names, files_there if terms["files"] else None)
            self._patches = self._attributes(plan)

    def _share(self, names: set[str], theirs: object) -> None:
        """Begin to carry over what the check and the student's code change for each other.

        Parameters
        ----------
        names : set of str
            The variables.
        theirs : dict or None
            The student's files; None where files are not shared.
        """
        files = self._files if theirs is not None else None
        if files is not None:
            files.keep()
            files.put(theirs, trusted=False)
            # Where the student's code finds the files of the check's temporary folders.
            tempfile.tempdir = os.path.join(os.getcwd(), "temporary")
            os.makedirs(tempfile.tempdir, exist_ok=True)
            self._folders = {os.getcwd(): str(self.request("folder", path="temporary"))}
        self._sharing = Sharing(
            self._namespace, self.describe, names, self._seeds, files, fixed=Proxy
        )
        if "matplotlib.pyplot" in sys.modules:
            self._pyplot = PyplotThere(self, self._namespace)

    def _import(self, imports: dict[str, str]) -> None:
        """Import, from the source's own text, what the student has imported under these names."""
        theirs = self.request("identify", names=sorted(imports)) if imports else {}
        for name, statement in imports.items():
            found: dict[str, Any] = {}
            try:
                exec(statement, found)  # the source's text
            except ImportError:
                continue
            if isinstance(theirs, dict) and theirs.get(name) == identity(found[name]):
                self._fetched[name] = self._namespace[name] = found[name]

    def tell_grants(self) -> None:
        """Print what was learned of the check that has run, as a list in JSON."""
        # The check may have left something else in the place of standard output.
        print(json.dumps(sorted(self._grants.learned)), file=self._stdout)

    def permits(self, operation: str, operand: str = "", lineage: Sequence[str] = ()) -> bool:
        """Tell whether the running check may leave this to the student's class, here.

        No comparison is left to a class that is handed out: it is not the student's work.
        """
        if operation in COMPARISONS and lineage[:1] and lineage[0] in self._given:
            return False
        return self._grants.permits(operation, operand)

    def leave(self) -> None:
        """Let the student's later code find what a check leaves for it."""
        self._unpatch()
        self._export()
        self._exports = ()
        if self._sharing is not None:
            sharing, self._sharing = self._sharing, None
            self.request("take", **sharing.own_changes())
            self.request("share_no_more")

    def _export(self) -> None:
        """Show the student's code the check's variables that it reads, and its random numbers."""
        values: dict[str, Any] = {}
        gone = [name for name in self._exported if name not in self._namespace]
        for name in gone:
            del self._exported[name]
        for name in self._exports:
            value = self._namespace.get(name, self)
            known = isinstance(value, types.ModuleType) or self._fetched.get(name, self) is value
            if value is not self and not known:
                same = name in self._exported and self._exported[name] is value
                if not same or not isinstance(value, str | int | float | tuple | type(None)):
                    values[name] = self._exported[name] = value
        drawn = self._seeds.changes() if self._seeds is not None else {}
        if values or gone or drawn:
            self.request("receive", variables=values, generators=drawn, gone=gone)

    def probe(self, function: Callable[..., Any], positional: Sequence[Any]) -> Any:
        """Run a check's function beside the student's objects."""
        self._by_value = True
        try:
            return self.request("probe", function=function, positional=positional)
        finally:
            self._by_value = False

    def times_changed(self) -> int:
        """Return how often the running check may have given an object another attribute."""
        return self._changes

    def request(self, operation: str, **arguments: Any) -> Any:
        """Ask for something and return it, or raise what the student's code raised."""
        with self._turn:
            self._changes += operation in _CHANGING
            return self._request(operation, arguments)

    def _request(self, operation: str, arguments: dict[str, Any]) -> Any:
        if operation not in _QUIET:
            self._export()
            self._lend()
            self._patch()
            if self._sharing is not None:
                changes = self._sharing.own_changes()
                if any(changes.values()):
                    self.request("take", **changes)
        released, self._released = self._released, []
        sent = arguments
        if operation == "call" and self._sharing is not None and self._sharing.files is not None:
            positional, keywords = arguments["positional"], arguments["keywords"]
            sent = {**arguments, "positional": tuple(map(self._path_there, positional))}
            sent["keywords"] = {name: self._path_there(value) for name, value in keywords.items()}
        fields = {"released": released} if released else {}
        reply = self.ask(operation, **fields, arguments=sent)
        self._show(reply.get("printed"), sys.stdout)
        # Where a check does not look at it, it stands with the rest: a warning costs nothing.
        self._show(reply.get("warned"), sys.stdout if sys.stderr is self._stderr else sys.stderr)
        self._warn(reply.get("warnings"))
        if self._sharing is not None and "shared" in reply:
            try:
                self._fetched |= self._sharing.update(reply["shared"], arguments)
            except WireError as broken:
                raise PeerError(f"the student's kernel sent a broken message: {broken}") from None
            shared = reply["shared"]
            if "error" not in reply and isinstance(shared, dict) and "returns" in shared:
                return _argument(arguments, shared["returns"])
        if "error" not in reply:
            value = self._met(reply.get("value"))
            if operation == "getattr" and self._sharing is not None:
                self._sharing.note_part(arguments["target"], arguments["name"], value)
            return value
        error = reply["error"]
        if not isinstance(error, RemoteError):
            raise PeerError("the student's kernel sent an error that is malformed")
        details = reply.get("details")
        lineage = details.get("lineage") if isinstance(details, dict) else None
        kind = self._grants.known_error(lineage)
        raise error_from(error, details, self._own_errors, kind)

    def _warn(self, told: object) -> None:
        """Give the student's warnings, by the check's filters."""
        if self._sharing is None or not isinstance(told, list):
            return
        for one in told[:MAX_WARNINGS]:
            if type(one) is tuple and len(one) == 2 and type(one[1]) is str:
                names = one[0] if type(one[0]) is tuple else ()
                kinds = (WARNINGS[name] for name in names if name in WARNINGS)
                warnings.warn_explicit(one[1], next(kinds, UserWarning), "<student>", 1)

    def _met(self, value: Any) -> Any:
        """Return a value of the student's as a check meets it: an exception as an exception."""
        if isinstance(value, RemoteError):
            return error_from(value, None, self._own_errors)
        return value

    def _path_there(self, value: Any) -> Any:
        """Return the student's path of a file or folder of the check's, and other values as is."""
        if not isinstance(value, str | PurePath):
            return value
        own, (here, there) = str(value), next(iter(self._folders.items()))
        if not own.startswith(here + os.sep):
            return value
        folder = own if os.path.isdir(own) else os.path.dirname(own)
        if folder != here and os.path.isdir(folder):
            self.request("folder", path=os.path.relpath(folder, here))
        new = there + own[len(here) :]
        return new if isinstance(value, str) else type(value)(new)

    def answer(self, request: Request) -> None:
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
            reply: Reply = {"value": value}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"[:500]}
        self.send({"to": request.get("id"), **reply})

    def describe(self, value: Any) -> Reference | None:
        """Say how a value that is not plain data goes to the student's kernel."""
        if isinstance(value, Proxy):
            return {"kind": "object", "number": number_of(value)}
        lent = self._lent_out.get(id(value))
        if lent is not None and not isinstance(value, types.GeneratorType):
            name = getattr(value, "__name__", "input")
            return {"kind": "callback", "number": lent[1], "name": name}
        if isinstance(value, type) and issubclass(value, OwnError):
            return {"kind": "object", "number": value._number}
        if isinstance(value, types.FunctionType) and value.__module__ == "__main__":
            # A function that carries nothing is the same there, and a thousand times faster.
            carried = carried_variable(value)
            if carried is not None and not self._by_value:
                number = self._lend_out(value, value)
                return {"kind": "callback", "number": number, "name": value.__name__}
            if carried is not None:
                raise ProxyError(
                    f"the probe {value.__name__} would carry the check's {carried!r} to the "
                    "student's kernel: give it as an argument if it is an input, and keep it here "
                    "if it is not"
                )
        elif self._sharing is not None and keeps_state(value):
            stepping = isinstance(value, types.GeneratorType)
            function = functools.partial(next_of, value) if stepping else value
            number, name = self._lend_out(value, function), type(value).__name__
            return {"kind": "callback", "number": number, "name": name, "steps": stepping}
        else:
            refuse_state(value)
        return {"kind": "value", "pickle": self._pickles.of(value)}

    def _lend_out(self, value: Any, function: Callable[..., Any]) -> int:
        """Return the number by which the student's code calls a function, always the same one."""
        number = self._lent_out.setdefault(id(value), (value, next(self._count)))[1]
        self._callbacks[number] = function
        return number

    def resolve(self, reference: Reference) -> Any:
        """Return the proxy of a student's object, or the check's own function."""
        kind, number = reference.get("kind"), reference.get("number")
        if type(number) is not int:
            raise WireError("a reference without a number")
        if kind == "callback":
            if number not in self._callbacks:
                raise WireError("a reference to no function of this check")
            return self._callbacks[number]
        if "exception" in reference:
            return self._own_errors_of(number, reference["exception"], reference.get("numbers"))
        proxy = self._proxies.get(number)
        if proxy is None:
            base = IteratorProxy if reference.get("iterator") is True else Proxy
            base = CoroutineProxy if reference.get("awaitable") is True else base
            base = AsyncIteratorProxy if reference.get("stepwise") is True else base
            base = CallableProxy if reference.get("callable") is True else base
            its_class = reference.get("its_class", -1)
            its_class = its_class if type(its_class) is int else -1
            base = FunctionProxy if reference.get("shape") in _FUNCTIONS else base
            lineage = tuple(map(str, reference.get("lineage", ())[:MAX_LINEAGE]))
            form = str(reference.get("shape"))
            is_of = self._asks_of(lineage) if lineage and form != "type" else None
            made = proxy_type(str(reference.get("type"))[:80], base, its_class, is_of)
            defines = frozenset(map(str, reference.get("defines", ())))
            steady = reference.get("steady") is True
            about = About(str(reference.get("repr")), form, its_class, defines, lineage, steady)
            proxy = made(self, number, about)
            self._proxies[number] = proxy
        return proxy

    def _asks_of(self, lineage: tuple[str, ...]) -> Callable[[type], bool] | None:
        """Return the function that tells whether objects of this lineage are of a class."""
        if lineage not in self._lineages and len(self._lineages) < MAX_TYPES:
            self._lineages[lineage] = lambda kind: self._grants.is_of(lineage, kind)
        return self._lineages.get(lineage)

    def _own_errors_of(self, number: int, names: object, numbers: object) -> type[Exception]:
        """Return the class that stands for an exception class, its own bases first."""
        if not (isinstance(names, tuple) and names and all(type(name) is str for name in names)):
            raise WireError("an exception class without a name")
        numbers = numbers if isinstance(numbers, tuple) else ()
        if not numbers and names[0] in EXPECTED:
            return EXPECTED[names[0]]
        if all(type(other) is int for other in numbers):
            for place in reversed(range(1, min(len(numbers), len(names)))):
                self._own_error(numbers[place], names[place:])
        return self._own_error(number, names)

    def _own_error(self, number: int, bases: tuple[str, ...]) -> type[OwnError]:
        """Return the class that stands for an exception class of the student's."""
        known = self._errors.get(number)
        if known is None:
            if len(self._errors) >= MAX_ERRORS:
                raise WireError("too many exception classes")
            base = error_type(bases[1:], self._own_errors)
            parents = (base,) if issubclass(base, OwnError) else (OwnError, base)
            body = {"_number": number, "__init__": OwnError.__init__}
            name = "".join(filter(str.isprintable, bases[0][:80])) or "Exception"
            known = self._errors[number] = type(name, parents, body)
        self._own_errors[bases[0]] = known
        return known

    def own_class(self, kind: Any) -> Any:
        """Return what stands for a class that both processes have, if the check may ask."""
        if not isinstance(kind, CallableProxy):
            return kind
        about = object.__getattribute__(kind, "_about")
        known = self._grants.known(about.lineage[:1])
        return (shown_class(known[0].__name__, known) or known[0]) if known else kind

    def class_of(self, about: About, name: str) -> Any:
        """Return the class of a student's object, or what stands for it."""
        number, known = about.kind, self._grants.known(about.lineage)
        shown = shown_class(name, known)
        if shown is None and len(known) == 1 and not known[0].__flags__ & _MAY_BE_BASE:
            shown = known[0]  # such as `re.Match`
        if shown is not None:
            return shown
        proxy = self._proxies.get(number)
        if proxy is None:
            about = About(f"<class '__main__.{name}'>", "type")
            proxy = proxy_type("type", CallableProxy)(self, number, about)
            self._proxies[number] = proxy
        return proxy

    def release(self, number: int) -> None:
        """Let the student's kernel forget an object, with the next request."""
        self._released.append(number)

    def _lend(self) -> None:
        """Let what a check has put in place of a builtin serve the student's code, too."""
        for name, own in self._builtins.items():
            function = self._namespace.get(name, getattr(builtins, name))
            function = None if function is own else function
            if function is self._lent.get(name) or isinstance(function, Proxy):
                continue
            self._lent[name] = function
            if function is not None:
                function = functools.partial(_call_for_text, function)
                self._lend_out(function, function)
            self.request("lend", name=name, function=function)

    def _attributes(self, plan: "CheckPlan") -> dict[tuple[types.ModuleType, str], Any]:
        """Return the modules' attributes that the check may replace, with their values."""
        imported: dict[str, Any] = {}
        for statement in plan.get("share", ()) if plan.get("patches") else ():
            with contextlib.suppress(Exception):  # the check will say it
                exec(statement, imported)  # the source's text
        values = {}
        for owner, name in plan.get("patches", ()):
            first, *rest = owner.split(".")
            for place in (imported, self._namespace, sys.modules):
                module = place.get(first)
                for part in rest:
                    module = vars(module).get(part) if type(module) is types.ModuleType else None
                if type(module) is types.ModuleType and name in vars(module):
                    values[module, name] = vars(module)[name]
        return values

    def _patch(self) -> None:
        """Let what a check has put in place of a module's attribute serve the student's code."""
        for (module, name), own in self._patches.items():
            value = vars(module).get(name)
            before = self._patched.get((module, name), own)
            if value is before or issubclass(type(value), Proxy | type):
                continue
            if value is own:
                del self._patched[module, name]
            else:
                self._patched[module, name] = value
            values = () if value is own else (value,)
            if values and callable(value):  # it stays here, with all that it says
                self._lend_out(value, value)
            self.request("patch", module=module.__name__, name=name, values=values)

    def _unpatch(self) -> None:
        """Let the student's code find modules as they are."""
        self._patches = {}
        for module, name in self._patched:
            self.request("patch", module=module.__name__, name=name, values=())
        self._patched = {}

    def _show(self, printed: object, stream: Any) -> None:
        captured = stream is not self._stdout
        most = MAX_CAPTURED if captured else MAX_PRINTED
        if isinstance(printed, str) and printed and self._printed < most:
            text = printed[: most - self._printed]
            self._printed += len(text)
            stream.write(text if captured or text.endswith("\n") else text + "\n")


def _call_for_text(function: Callable[..., Any], *positional: Any, **keywords: Any) -> str | None:
    """Call what stands for `input` or `print`; of what it returns only a text goes on."""
    value = function(*positional, **keywords)
    return value if isinstance(value, str) else None


#: Requests that run no code of the student's that could read a variable.
_QUIET = (
    *("receive", "share", "names", "identify", "ping", "lend", "patch"),
    *("share_changes", "share_no_more", "take", "folder"),
)


#: Requests by which a check itself may give an object another attribute.
_CHANGING = frozenset(("setattr", "delattr", "setitem", "call_in", "probe", "patch", "share"))


def _read_source(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function of `inspect` that also reads the source of a student's function."""

    def read_any(value: Any) -> Any:
        if isinstance(value, Proxy):
            text = value._link.request("source", target=value)
            if not isinstance(text, str):
                raise PeerError("the student's kernel sent a source that is not a text")
            return text if read.__name__ == "getsource" else (text.splitlines(keepends=True), 1)
        return read(value)

    return read_any


def _full_name(name: str, kind: Any) -> str:
    """Return a handed-out class's name as a lineage has it."""
    own = issubclass(type(kind), type) and not issubclass(type(kind), Proxy)
    return f"{kind.__module__}:{kind.__qualname__}" if own else f"__main__:{name}"


def _given_class(value: Any, name: str) -> type | None:
    """Return a class that the source defines, or None."""
    # By its real type: to ask a proxy anything while a message is being read would never end.
    given = issubclass(type(value), type)
    return value if given and (value.__module__, value.__name__) == ("__main__", name) else None


def _run_there(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of `dataclasses` that runs where its object lives."""

    @functools.wraps(function)
    def run_any(value: Any, *positional: Any, **keywords: Any) -> Any:
        if not issubclass(type(value), Proxy):
            return function(value, *positional, **keywords)
        called = {"positional": (value, *positional), "keywords": keywords}
        return value._link.request(
            "call_in", module=function.__module__, name=function.__name__, **called
        )

    return run_any


def _ask_there(name: str, own: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Return a method of `abc.ABCMeta` that asks where a student's object or class lives.

    Whether it is iterable, say, shows in its methods; those of its proxy are the same for all.
    """
    # `typing` lets Python's own `abc` ask of any protocol, and knows it by the calling frame.
    as_abc = eval("lambda kind, value: own(kind, value)", {"__name__": "abc", "own": own})

    def ask(kind: Any, value: Any) -> bool:
        if kind.__module__ == "collections.abc" and issubclass(type(value), Proxy):
            link = object.__getattribute__(value, "_link")
            if link.permits(name, kind.__name__):
                asked = {"positional": (value, kind), "keywords": {}}
                return link.request("call_in", module="builtins", name=name, **asked) is True
        asking = sys._getframe(1).f_globals.get("__name__")
        return bool(as_abc(kind, value) if asking in ("abc", "functools") else own(kind, value))

    return ask


def _argument(arguments: Mapping[str, Any], place: object) -> Any:
    """Return the argument of a request that its code gave back."""
    if type(place) is int and 0 <= place < len(arguments.get("positional", ())):
        return arguments["positional"][place]
    if type(place) is str and place in arguments.get("keywords", {}):
        return arguments["keywords"][place]
    raise PeerError("the student's kernel gave back an argument that it was not given")


__all__ = [
    "CallableProxy",
    "CheckSide",
    "PeerError",
    "Proxy",
    "ProxyError",
    "SilentPeerError",
    "StudentError",
    "install",
    "missing_names",
]
