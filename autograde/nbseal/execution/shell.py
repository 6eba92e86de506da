"""IPython's shell in a process that runs cells: what an ordinary kernel shows, sent as frames."""

import asyncio
import base64
import builtins
import contextlib
import getpass
import hashlib
import json
import os
import pdb
import re
import select
import signal
import socket
import sys
import tempfile
import warnings
from typing import TYPE_CHECKING, Any, cast

from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core import debugger
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.inputtransformer2 import TransformerManager
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from nbseal.execution.frames import FrameReader
from nbseal.execution.room import Room
from nbseal.execution.streams import Sender, Stream
from nbseal.messages import texts_of

if TYPE_CHECKING:
    from nbseal.execution.messages import CellNews, CellRequest

INLINE = "module://matplotlib_inline.backend_inline"
#: Whatever IPython may change in a cell before Python gets it: prompts, indents, magics, ``name?``.
_SPECIAL = re.compile(
    r"\A\s|\?|^[^\S\n]+$|[\r\v\f\x1c-\x1e\x85\u2028\u2029]"
    r"|^[^\S\n]*(?:[!%,;/]|>>>|\.\.\.|In \[)|=\s*[%!]",
    re.MULTILINE,
)
_AWAITS = re.compile(r"\b(?:await|async)\b")
NO_INPUT = "input() gets no answer here, as nobody is at the keyboard: write the value in the code"
#: What ``%matplotlib`` may be told to draw into, beside the notebook.
WINDOWS = {
    *("auto", "gtk", "gtk3", "gtk4", "ipympl", "macosx", "nbagg", "notebook"),
    *("osx", "qt", "qt4", "qt5", "qt6", "tk", "widget", "wx"),
}
EXIT = "exit() ends this cell only; the cells that follow run"


def _bundle(data: dict[str, Any]) -> tuple[list[list[str]], list[str]]:
    """Return types and texts of a display: each text as it is, or as JSON."""
    types, parts = [], []
    for mime_type, content in data.items():
        if isinstance(content, bytes):
            content = base64.b64encode(content).decode("ascii")
        plain = isinstance(content, str)
        types.append([str(mime_type), "text" if plain else "json"])
        parts.append(content if plain else json.dumps(content, default=str))
    return types, parts


def _plain(metadata: Any) -> Any:
    return json.loads(json.dumps(metadata or {}, default=str))


class FramePublisher(DisplayPublisher):
    """Sends what ``display`` shows."""

    sender = AnyTrait()

    def publish(  # type: ignore[override]  # its third parameter does nothing
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Send a display; `update` changes an earlier one of the same cell."""
        self._validate_data(data, metadata)
        _flush()
        types, parts = _bundle(data)
        header: CellNews = {"kind": "update" if update else "display", "types": types}
        header["metadata"] = _plain(metadata)
        display_id = (transient or {}).get("display_id")
        if display_id is not None:
            header["display_id"] = str(display_id)
        self.sender.output(header, *parts)

    def clear_output(self, wait: bool = False) -> None:
        """Let the cell's outputs so far be forgotten, now or when the next one comes."""
        _flush()
        self.sender.output({"kind": "clear", "wait": bool(wait)})


class FrameDisplayHook(DisplayHook):
    """Sends the value of a cell's last line."""

    sender = AnyTrait()
    _formatted: tuple[dict[str, Any], Any] | None = None

    def start_displayhook(self) -> None:
        """Begin with nothing."""
        self._formatted = None

    def write_output_prompt(self) -> None:
        """Show nothing: the number is sent with the value."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Keep the value's forms."""
        self._formatted = (format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Send the value's forms."""
        formatted, self._formatted = self._formatted, None
        _flush()
        if formatted and formatted[0]:
            types, parts = _bundle(formatted[0])
            header: CellNews = {"kind": "result", "types": types, "count": self.prompt_count}
            header["metadata"] = _plain(formatted[1])
            self.sender.output(header, *parts)


class CellCompiler(CachingCompiler):
    """Names a cell's code by its text, so that a warning names the same file in each run."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """Return the name of a cell's file."""
        digest = hashlib.sha256(raw_code.encode("utf-8", "replace")).digest()
        return f"cells/{int.from_bytes(digest[:4], 'big')}.py"


class CellShell(ZMQInteractiveShell):
    """The shell of a kernel, without the kernel."""

    displayhook_class = Type(FrameDisplayHook)  # type: ignore[assignment]
    display_pub_class = Type(FramePublisher)  # type: ignore[assignment]
    compiler_class = Type(CellCompiler)
    sender = AnyTrait()
    #: The memory that errors are shown with.
    room = Room()
    #: Name and message of the error that ended the running cell, if one did.
    failure: tuple[str, str] | None = None

    def connect(self, sender: Sender) -> None:
        """Send what cells show to a process."""
        self.sender = self.display_pub.sender = self.displayhook.sender = sender

    def transform_cell(self, raw_cell: str) -> str:
        """Return a cell as Python reads it; most are plain Python, and need not be tokenized."""
        one_line = "\n" not in raw_cell[:-1]  # where ``exit``, say, is a command
        usual = vars(self.input_transformer_manager) == _TRANSFORMERS
        if one_line or not usual or self.input_transformers_post or _SPECIAL.search(raw_cell):
            return super().transform_cell(raw_cell)
        return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"

    def should_run_async(self, raw_cell: str, **about: Any) -> bool:
        """Tell whether a cell awaits something; what cannot is not compiled to find out."""
        text = about.get("transformed_cell") or raw_cell
        return bool(_AWAITS.search(text)) and super().should_run_async(raw_cell, **about)

    def ask_exit(self) -> None:
        """End the running cell, and not the process."""
        raise SystemExit(EXIT)

    def enable_gui(self, gui: Any = None) -> None:
        """Refuse windows: nobody would see them."""
        if gui not in (None, "inline", "agg", "asyncio"):
            raise UsageError(f"no window can be opened here ({gui}): use %matplotlib inline")

    def enable_matplotlib(self, gui: Any = None) -> Any:
        """Draw figures inline where a notebook asks for a window: nobody would see it."""
        if str(gui).lower() in WINDOWS:
            print(
                f"no window can be opened here ({gui}): figures are drawn inline", file=sys.stderr
            )
            gui = "inline"
        return super().enable_matplotlib(gui)

    async def run_code(self, code_obj: Any, result: Any = None, *, async_: bool = False) -> bool:
        """Run compiled code."""
        with warnings.catch_warnings():
            # What ends here is the cell, which `_showtraceback` says.
            warnings.filterwarnings("ignore", message="To exit: use 'exit'")
            self.room.close()
            try:
                return await super().run_code(code_obj, result, async_=async_)
            finally:
                self.room.open()

    def showtraceback(self, *arguments: Any, **options: Any) -> None:
        """Show the error that ended a cell, also where it left no memory."""
        self.room.open()
        super().showtraceback(*arguments, **options)

    def _showtraceback(self, etype: type, evalue: Any, stb: list[str]) -> None:
        _flush()
        name, message = str(etype.__name__), _text_of(evalue)
        if issubclass(etype, SystemExit):
            stb = [f"{name}: {message if message == EXIT else f'{message}: {EXIT}'}"]
        self.failure = (name, message)
        header: CellNews = {"kind": "error", "name": name, "texts": _texts_of(evalue)}
        self.sender.output(header, message, *map(str, stb))
        self._last_traceback = stb


#: IPython's own, which a cell may add to.
_TRANSFORMERS = vars(TransformerManager())

# Libraries, and many an example on the web, tell a notebook by this name.
CellShell.__name__ = ZMQInteractiveShell.__name__


def _text_of(error: Any) -> str:
    try:
        return str(error)
    except Exception as another:
        return f"<str() raises {type(another).__name__}>"


def _texts_of(error: Any) -> dict[str, str] | None:
    """Return what an error says in each language, where its argument knows; see docs/checks.md."""
    try:
        return texts_of(error.args[0].texts)
    except Exception:
        return None


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(ValueError, AttributeError):  # closed, or the student's own
            stream.flush()


def _no_input(prompt: object = "", *_: Any, **__: Any) -> str:
    raise StdinNotImplementedError(NO_INPUT)


def _go_on(*_: Any, **__: Any) -> None:
    """Do not stop at a breakpoint that was forgotten."""


def make_shell() -> CellShell:
    """Make the shell that forked processes will use, with the inline figures of a notebook."""
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.banner1 = ""
    before, home = os.environ.get("IPYTHONDIR"), tempfile.mkdtemp(prefix="ipython-")
    os.environ["IPYTHONDIR"] = home  # nobody's own settings
    try:
        shell = CellShell.instance(config=config)
        if shell.extension_manager is not None:
            shell.extension_manager.load_extension("storemagic")  # as an ordinary kernel does
    finally:
        if before is None:
            del os.environ["IPYTHONDIR"]
        else:
            os.environ["IPYTHONDIR"] = before
        with contextlib.suppress(OSError):
            for folder, folders, files in os.walk(home, topdown=False):
                for name in files:
                    os.unlink(os.path.join(folder, name))
                for name in folders:
                    os.rmdir(os.path.join(folder, name))
            os.rmdir(home)
    with contextlib.suppress(ModuleNotFoundError):  # a course without figures
        use_backend(shell, INLINE)
    return shell


def use_backend(shell: CellShell, backend: str) -> None:
    """Let figures be drawn by a backend; only the inline one shows and closes them by itself.

    Parameters
    ----------
    shell : CellShell
    backend : str
        As in ``MPLBACKEND``.

    Raises
    ------
    ModuleNotFoundError
        If Matplotlib is not there.
    """
    import matplotlib as mpl
    from matplotlib_inline.backend_inline import configure_inline_support

    mpl.rcParams["backend"] = backend
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.uninstall_repl_displayhook()  # which draws what is open: it comes last, or never
    configure_inline_support(shell, backend)
    if pyplot is not None and getattr(pyplot, "_backend_mod", None) is not None:
        pyplot.switch_backend(backend)  # else `plt.show` stays that of the one before


class Cells:
    """Runs cells in this process, as they are asked for.

    Parameters
    ----------
    channel : socket.socket
        Requests come by it, and outputs go.
    shell : CellShell

    Attributes
    ----------
    side : object or None
        May have ``fileno()`` and ``serve()``, called when that descriptor can be read between
        cells, and other methods that a request may call.
    """

    def __init__(self, channel: socket.socket, shell: CellShell) -> None:
        self._channel = channel
        self._shell = shell
        self._pid = os.getpid()
        self.sender = Sender(channel)
        self._room = shell.room = Room.of_this_process()
        shell.connect(self.sender)
        self.side: Any = None
        builtins.input = getpass.getpass = _no_input
        self._streams = {
            "stdout": Stream("stdout", 1, self.sender),
            "stderr": Stream("stderr", 2, self.sender),
        }
        sys.stdout, sys.stderr = self._streams["stdout"], self._streams["stderr"]
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.sender.silence)

    def run(self) -> None:
        """Run cells until the other side closes."""
        sys.breakpointhook = pdb.set_trace = debugger.set_trace = _go_on
        _interrupts(False)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self._serve(loop))

    async def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        asked = asyncio.Event()
        loop.add_reader(self._channel, asked.set)
        if hasattr(self.side, "fileno"):
            descriptor = self.side.fileno()
            self.side.when_over = lambda: loop.remove_reader(descriptor)
            loop.add_reader(descriptor, self.side.serve)
        while True:
            await asked.wait()
            asked.clear()
            if not select.select([self._channel], (), (), 0)[0]:
                continue  # woken up twice for one request
            frame = self._receive()
            if frame is None:
                return
            await self._run(*frame)

    def _receive(self) -> "tuple[CellRequest, list[str]] | None":
        """Read a request, which comes whole; None where the other side has closed."""
        reader = FrameReader()
        while True:
            data = self._channel.recv(1 << 20)
            if not data:
                return None
            for header, parts in reader.feed(data):
                return cast("CellRequest", header), parts

    async def _run(self, header: "CellRequest", parts: list[str]) -> None:
        shell, sender = self._shell, self.sender
        sender.cell, sender.left = header["cell"], header["left"]
        shell.failure = None
        self._room.open()
        for name, stream in self._streams.items():
            stream.begin()
            if not hasattr(getattr(sys, name, None), "write"):  # without it IPython runs nothing
                setattr(sys, name, stream)
        try:
            _interrupts(True, sender.handle_interrupt)
            try:
                await self._run_interruptibly(header, parts)
                for stream in self._streams.values():
                    stream.flush()
            finally:
                sender.on_interrupt = None
                _interrupts(False)
        except (Exception, KeyboardInterrupt, SystemExit) as error:
            # An interrupt between two steps, or what a cell hung into IPython's own.
            _interrupts(False)
            shell.failure = (type(error).__name__, _text_of(error))
        if os.getpid() != self._pid:  # a child that a cell forked and did not end
            os._exit(0)
        self._room.open()  # also after a cell that lowered its own limit
        self._tell_done()
        self._room.share()
        self._room.close()  # until the next one: a check may call what the cell defined

    def _tell_done(self) -> None:
        """Send the rest of what a cell showed, and that it is over."""
        shell = self._shell
        if shell.payload_manager is not None:
            shell.payload_manager.clear_payload()
        for stream in self._streams.values():
            stream.flush()
        count = max(1, shell.execution_count - 1)
        done: CellNews = {"kind": "done", "count": count, "failed": bool(shell.failure)}
        self.sender.send(done, *(shell.failure or ()))

    async def _run_interruptibly(self, header: "CellRequest", parts: list[str]) -> None:
        shell = self._shell
        if "call" in header:
            self._room.close()
            try:
                getattr(self.side, header["call"])(*header["arguments"])
            except BaseException:
                shell.showtraceback()
            finally:
                self._room.open()
        if not parts or shell.failure:
            return
        (source,) = parts
        result = await self._run_source(source)
        error = result.error_before_exec or result.error_in_exec
        if error is not None and shell.failure is None:
            shell.failure = (type(error).__name__, _text_of(error))

    async def _run_source(self, source: str) -> Any:
        """Run a cell as ipykernel does it: with the loop at hand where it awaits something."""
        shell, failed = self._shell, None
        if not _AWAITS.search(source):
            return shell.run_cell(source, store_history=True)
        try:
            transformed = shell.transform_cell(source)
        except Exception:
            transformed, failed = source, sys.exc_info()
        asynchronous: dict[str, Any] = {
            "transformed_cell": transformed,
            "preprocessing_exc_tuple": failed,
        }
        if not shell.should_run_async(source, **asynchronous):
            return shell.run_cell(source, store_history=True)
        coroutine = shell.run_cell_async(source, store_history=True, **asynchronous)
        task = asyncio.ensure_future(coroutine)
        self.sender.on_interrupt = lambda: task.get_loop().call_soon_threadsafe(task.cancel)
        result = None
        try:
            result = await task
        finally:
            self.sender.on_interrupt = None
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        return result


def _interrupts(allowed: bool, handler: Any = None) -> None:
    """Let SIGINT reach a handler, or be ignored; one that is on its way is then ignored, too."""
    signal.signal(signal.SIGINT, handler if allowed else signal.SIG_IGN)
