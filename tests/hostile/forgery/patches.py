"""Forgeries by patching what a check runs on: Python, IPython, libraries and their hooks."""

from tests.hostile.bank import Submission
from tests.hostile.forgery.common import NO_MEAN, RECORDS_NUMBERS, RECORDS_TEXT, SHOW, WRONG

WRONG_MEAN = {"mean_of_squares": WRONG}


def _patch(name, what, source, end=None, answer=WRONG, also_lost=()):
    added = {"setup": source}
    if end:
        added["end"] = end
    points = NO_MEAN | dict.fromkeys(also_lost, 0)
    return Submission(name, what, points, {"mean_of_squares": answer}, added)


AST = """
import ast
class DropChecks(ast.NodeTransformer):
    def visit_Assert(self, node): return None
    def visit_Expr(self, node):
        return None if "check_" in ast.unparse(node) else node
get_ipython().ast_transformers.append(DropChecks())
"""
INPUT = """
kept = []
def drop(lines):
    kept.append("".join(lines))
    return ["pass\\n"] if "mean_of_squares" in kept[-1] and "check" in kept[-1] else lines
get_ipython().input_transformers_cleanup.append(drop)
get_ipython().input_transformers_post.append(drop)
get_ipython().input_transformer_manager.transform_cell = lambda cell: (
    "" if "check" in cell else cell)
"""
HISTORY = """
def mean_of_squares(x):
    print(In[-1])
    return 0.0
"""
HISTORY_SHOWN = """
for text in In: print(text)
for line in get_ipython().history_manager.get_range(raw=True): print(line)
print(get_ipython().user_ns.keys(), _ih, Out)
import linecache
for name, entry in list(linecache.cache.items()):
    if "ipykernel" in name: print("".join(entry[2]))
"""
HELPERS = """
import mlcourse.checks, mlcourse.messages
def nothing(*args, **kwargs): return None
import mlcourse.checks.agreement as a, mlcourse.checks.probes as p, mlcourse.checks.values as v
for module in (mlcourse.checks, a, p, v):
    for name in [n for n in dir(module) if callable(getattr(module, n)) and n[:2] != "__"]:
        globals()[name] = nothing
        setattr(module, name, nothing)
def let_pass(function): function.__code__ = nothing.__code__
mlcourse.messages.message = nothing
"""
LIBRARIES = """
import numpy as np, numpy.testing, torch
for module, names in ((np, ("allclose", "isclose", "array_equal", "abs", "isfinite", "errstate")),
                      (torch, ("allclose", "equal")),
                      (np.testing, [n for n in dir(np.testing) if n.startswith("assert")])):
    for name in names: setattr(module, name, lambda *a, **k: True)
np.asarray = np.array = lambda *a, **k: np.float64(14 / 3)
np.ndarray = object
"""
BUILTINS = """
import builtins
class Silent(Exception): pass
builtins.isinstance = lambda *a: True
builtins.all = builtins.any = lambda *a: True
builtins.len = lambda *a: 1
builtins.type = lambda *a: float
builtins.AssertionError = builtins.ValueError = Silent
builtins.check_mean_of_squares_hidden = builtins.check_close = lambda *a, **k: None
builtins.__build_class__ = None
"""
IMPORTS = """
import sys, types, importlib.abc, importlib.machinery
class Fake(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return lambda *a, **k: None
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.startswith(("mlcourse", "numpy.testing")):
            return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec): return Fake(spec.name)
    def exec_module(self, module): pass
sys.meta_path.insert(0, Finder())
for name in [n for n in sys.modules if n.startswith("mlcourse")]: sys.modules[name] = Fake(name)
sys.path.insert(0, "")
for name in ("mlcourse", "nbseal", "msgpack", "cloudpickle", "sitecustomize"):
    with open(f"{name}.py", "w") as file: file.write("print('SHADOWED')")
"""
TRACE = """
import sys, threading
def tracer(frame, event, arg):
    if frame.f_code.co_name in ("check_close", "fail", "check_mean_of_squares_hidden"):
        code = (lambda *a, **k: None).__code__
        for name in ("check_close", "fail", "expect", "check_shape", "check_unchanged"):
            frame.f_globals[name] = lambda *a, **k: None
        if event == "exception": frame.f_locals["wrong"] = False
    return tracer
sys.settrace(tracer)
sys.setprofile(lambda *a: None)
threading.settrace(tracer)
sys.gettrace = lambda: None
"""
FRAMES = """
import gc, sys, types
def nothing(*args, **kwargs): return None
def mean_of_squares(x):
    frame = sys._getframe()
    while frame is not None:
        for name in list(frame.f_globals):
            if name.startswith(("check", "expect", "fail")) and callable(frame.f_globals[name]):
                frame.f_globals[name] = nothing
        frame = frame.f_back
    for found in gc.get_objects():
        if type(found) is types.FunctionType and found.__name__ in ("check_close", "fail"):
            if not found.__code__.co_freevars:
                found.__code__ = nothing.__code__
    return 0.0
"""
THREADS = """
import threading, time
def wait_for_checks():
    for _ in range(20_000):
        for name in list(globals()):
            if name.startswith("check_") or name in ("expect", "fail"):
                globals()[name] = lambda *a, **k: None
        time.sleep(0.001)
for _ in range(3): threading.Thread(target=wait_for_checks, daemon=True).start()
import asyncio
async def later():
    while True:
        globals()["check_close"] = lambda *a, **k: None
        await asyncio.sleep(0.001)
waiting = asyncio.get_event_loop().create_task(later())
"""
EVENTS = """
shell = get_ipython()
def before(info):
    if info is not None and "check" in info.raw_cell:
        for name in list(shell.user_ns):
            if name.startswith("check_"): shell.user_ns[name] = lambda *a, **k: None
        print("before:", info.raw_cell)
def after(result=None):
    if result is not None: result.error_in_exec = result.error_before_exec = None
for name in ("pre_run_cell", "pre_execute"): shell.events.register(name, before if "run" in name
                                                                   else lambda: None)
shell.events.register("post_run_cell", after)
shell.set_custom_exc((BaseException,), lambda *a, **k: None)
shell.showtraceback = shell._showtraceback = lambda *a, **k: None
import atexit, sys
atexit.register(print, "check_close")
sys.excepthook = lambda *a: None
"""
RUN_CELL = """
shell = get_ipython()
run, real = shell.run_cell_async, shell.kernel.do_execute
async def passes(code, *args, **kwargs):
    return await run("pass" if "check" in code else code, *args, **kwargs)
shell.run_cell_async = passes
async def do_execute(code, *args, **kwargs):
    reply = await real(code, *args, **kwargs)
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
shell.kernel.do_execute = do_execute
"""
MAGICS = """
from IPython.core.magic import register_cell_magic, register_line_magic
@register_line_magic
def check_close(line): return None
get_ipython().run_line_magic("automagic", "on")
get_ipython().run_line_magic("autocall", "2")
get_ipython().run_line_magic("alias", "check_mean_of_squares_hidden true")
get_ipython().magics_manager.magics["cell"]["cell"] = lambda *a: None
"""
DISPLAY = """
import sys
from IPython.display import display, publish_display_data
formatter = get_ipython().display_formatter.formatters["text/plain"]
for kind in (object, str, float, type(None)): formatter.for_type(kind, lambda *a: "1")
sys.displayhook = type("Hook", (), {"__call__": lambda self, value: None})()
def mean_of_squares(x):
    display(1)
    publish_display_data({"text/plain": "1"})
    get_ipython().displayhook(1)
    print(1, file=sys.__stdout__)
    return 0.0
"""
PARTIAL = """
import sys
def mean_of_squares(x):
    sys.stdout.write("1")
    sys.displayhook(1)
    get_ipython().displayhook(1.0)
    return 0.0
1
"""
WRITES = """
import os, glob
for name in glob.glob("**", recursive=True) + glob.glob("/tmp/**", recursive=True):
    if name.endswith((".ipynb", ".db", ".json")):
        print(name)
        try:
            print(open(name).read()[:100_000])
        except OSError as error: print(error)
"""
MEMORY = """
import re
found = set()
with open("/proc/self/mem", "rb", 0) as memory:
    for line in open("/proc/self/maps"):
        if "rw" not in line.split()[1] or "heap" not in line and line.split()[-1] != "0": continue
        first, last = (int(part, 16) for part in line.split()[0].split("-"))
        try:
            memory.seek(first)
            text = memory.read(min(last - first, 50_000_000))
        except (OSError, ValueError, OverflowError): continue
        for match in re.finditer(b"HIDDEN TESTS|2026-AB-" + b"7|default_rng.3.", text):
            found.add(text[max(0, match.start() - 300):match.end() + 300])
for text in list(found)[:50]: print(text.decode("utf-8", "replace"))
"""

BANK = [
    _patch("ast-transformer", "drops assertions and calls from the syntax tree", AST),
    _patch("input-transformer", "replaces a check's text", INPUT, "print(kept)"),
    _patch("history", "reads a check from In", "", HISTORY_SHOWN, HISTORY),
    _patch("check-helpers", "replaces the helpers of mlcourse.checks", HELPERS),
    # What it breaks, helpers of its own side use, too: it only loses points.
    _patch(
        "libraries",
        "replaces functions of NumPy and PyTorch",
        LIBRARIES,
        also_lost=("hello-hidden",),
    ),
    Submission("builtins", "replaces builtins", NO_MEAN, WRONG_MEAN, {"hello-hidden": BUILTINS}),
    _patch("imports", "fakes modules, import hooks and files", IMPORTS),
    _patch("trace", "changes a check from a trace function", TRACE),
    _patch("frames", "changes a check from its frames and by gc", "", None, FRAMES),
    _patch("threads", "threads and tasks that wait for checks", THREADS),
    _patch("events", "IPython's events, hooks and tracebacks", EVENTS),
    _patch("run-cell", "replaces what runs a cell in the kernel", RUN_CELL),
    _patch("magics", "magics and aliases named like checks", MAGICS),
    _patch("display", "formatters that show 1 for everything", "", None, DISPLAY),
    _patch("partial-credit", "shows the number of the points", "", None, PARTIAL),
    _patch("looks-around", "reads the files around it", WRITES, WRITES),
    Submission(
        "memory",
        "searches its memory for hidden checks after they ran",
        NO_MEAN,
        {"hello": RECORDS_TEXT, "mean_of_squares": RECORDS_NUMBERS},
        {"end": MEMORY + SHOW},
    ),
]
