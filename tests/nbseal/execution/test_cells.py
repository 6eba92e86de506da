"""A process that runs cells is what an ordinary kernel is, and always comes back."""

import contextlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell
from nbseal.confinement.policy import Isolation
from nbseal.errors import ForkServerError, KernelEndedError
from nbseal.execution.cells import CellProcess
from nbseal.execution.server import ForkServer

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux's fork only")
WAYS = [pytest.param(True, id="forked", marks=LINUX), pytest.param(False, id="ordinary")]
DRAW = "import sys; had = 'torch' in sys.modules; import torch; print(had, torch.rand(3), sep='|')"
#: Sources, and the type and a pattern of each output that they must have.
SHOWN = [
    ("1 + 1", [("execute_result", "2")]),
    ("print(__name__)", [("stdout", "__main__\n")]),
    ("import asyncio; await asyncio.sleep(0.01); 5", [("execute_result", "5")]),
    (
        # Closed, or it warns whenever it is collected.
        "nap = asyncio.sleep(0)\ntry: asyncio.run(nap)\nfinally: nap.close()",
        [("error", "RuntimeError: .*running event loop")],
    ),
    ("%%time\n1", [("stdout", "CPU times"), ("execute_result", "1")]),
    ("!echo from the shell", [("stdout", "from the shell\r\n")]),
    ("!exit 3", []),
    ("_exit_code, len(In) > 5, Out[1]", [("execute_result", r"\(3, True, 2\)")]),
    ("get_ipython().__class__.__name__", [("execute_result", "'ZMQInteractiveShell'")]),
    ("input('name')", [("error", "StdinNotImplementedError: .*input()")]),
    ("def broken(:", [("error", "SyntaxError: ")]),
    ("1 / 0", [("error", "ZeroDivisionError: division by zero")]),
    ("exit()", [("error", "SystemExit: .*this cell only")]),
    ("quit()", [("error", "SystemExit: .*this cell only")]),
    ("import sys; sys.exit(3)", [("error", "SystemExit: 3")]),
    ("%no_such_magic", [("stderr", "UsageError: Line magic"), ("error", "UsageError: ")]),
    (
        "import matplotlib.pyplot as plt; plt.plot([1, 2]); print('first')",
        [("stdout", "first\n"), ("display_data", "<Figure size 640x480 with 1 Axes>")],
    ),
    (
        "import os; print('a'); n = os.system('echo b'); print('c'); n = os.write(1, b'd\\n')",
        [("stdout", "a\nb\nc\nd\n")],
    ),
    (
        "from IPython.display import HTML, display; print(1); display(HTML('<b>x</b>')); print(2)",
        [("stdout", "1\n"), ("display_data", "HTML object"), ("stdout", "2\n")],
    ),
    (
        "from IPython.display import clear_output; print(1); clear_output(); print(2)",
        [("stdout", "2\n")],
    ),
    ("h = display('old', display_id=True); h.update('new')", [("display_data", "'new'")]),
    ("for n in range(3): print(n, end='\\r')", [("stdout", "2\r")]),
    ("breakpoint(); import pdb; pdb.set_trace(); 6", [("execute_result", "6")]),
    ("from IPython.core.debugger import set_trace; set_trace(); 7", [("execute_result", "7")]),
    ("import sys; sys.stdout = sys.stderr = None", []),
    ("print('again')", [("stdout", "again\n")]),
    ("import sys; kept = sys.stdout; del sys.stdout; sys.stderr.write", [("error", "")]),
    ("print('and again')", [("stdout", "and again\n")]),
    ("import warnings; warnings.warn('careful')", [("stderr", r"cells/\d+\.py:1: UserWarning")]),
    ("import ipywidgets; ipywidgets.IntSlider()", [("execute_result", r"IntSlider\(value=0\)")]),
    (
        "import threading; t = threading.Thread(target=print, args=('t',)); t.start(); t.join()",
        [("stdout", "t\n")],
    ),
    ("%matplotlib inline\nplt.plot([1]); plt.show()", [("display_data", "<Figure")]),
]


def shown(cell):
    """Return an output's type and text, for each."""
    found = []
    for output in cell.outputs:
        if output.output_type == "stream":
            found.append((output.name, output.text))
        elif output.output_type == "error":
            found.append(("error", f"{output.ename}: {output.evalue}"))
        else:
            found.append((output.output_type, output.data["text/plain"]))
    return found


@contextlib.contextmanager
def started(**options):
    process = CellProcess(**options)
    process.start()
    with contextlib.closing(process):
        yield process


def run(*sources, limit=60, **options):
    """Run cells in a process; return what each showed."""
    cells = [new_code_cell(source) for source in sources]
    with started(**options) as process:
        for cell in cells:
            process.run(cell, limit)
    return ["".join(text for _, text in shown(cell)) for cell in cells]


@pytest.mark.parametrize("fork", WAYS)
def test_cells_show_what_an_ordinary_kernel_shows(fork):
    with started(fork=fork, libraries=[]) as process:
        for number, (source, expected) in enumerate(SHOWN, 1):
            cell = new_code_cell(source)
            succeeded = process.run(cell, 60)
            found = shown(cell)
            assert [kind for kind, _ in found] == [kind for kind, _ in expected], (source, found)
            for (_, text), (_, pattern) in zip(found, expected, strict=True):
                assert re.search(pattern, text), (source, found)
            assert succeeded == ("error" not in dict(expected))
            assert cell.execution_count == number


TOLD = """
class Told(str):
    texts = {texts!r}
raise AssertionError(Told("expected 1\\n1のはずです"))
"""


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        ({"en": "expected 1", "ja": "1のはずです"}, True),
        ({"en": "expected 1"}, False),
        ({"en": "expected 1", "ja": 1}, False),
        ({"en": "expected 1", "ja": "長" * 30_000}, False),
        ("expected 1", False),
    ],
)
def test_what_a_check_says_in_each_language_is_kept(texts, kept):
    with started() as process:
        check = new_code_cell(TOLD.format(texts=texts))
        check.metadata["nbgrader"] = {"grade_id": "a", "grade": True, "solution": False}
        process.run(check, 60)
        other = new_code_cell(check.source)
        process.run(other, 60)
    assert check.outputs[0].evalue == other.outputs[0].evalue == "expected 1\n1のはずです"
    assert check.metadata.get("nbseal") == ({"told": texts} if kept else None)
    assert "nbseal" not in other.metadata


def test_one_process_leaves_nothing_for_the_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    leave = "import os, numpy; left = 1; numpy.left = 1; os.environ['LEFT'] = '1'; os.chdir('/')"
    run(leave)
    find = "import os, numpy; print('left' in dir(), hasattr(numpy, 'left'), 'LEFT' in os.environ)"
    assert run(find, "print(os.getcwd())") == ["False False False\n", f"{tmp_path}\n"]


def test_runs_repeat():
    draw = "import random, numpy, torch; print(random.random(), numpy.random.rand(), torch.rand(1))"
    assert run(draw, "print(hash('a'))") == run(draw, "print(hash('a'))")


LOAD = """
import torch
from torch.utils.data import DataLoader, TensorDataset
rows = TensorDataset(torch.arange(6.0).reshape(3, 2), torch.arange(3))
for _ in range(2):
    for x, t in DataLoader(rows, batch_size=2, num_workers=2):
        print(x.tolist(), t.dtype, end=" ")
"""


@LINUX
@pytest.mark.parametrize("libraries", [(), ("torch",)], ids=["imported late", "imported ahead"])
def test_worker_processes_of_a_data_loader_hand_over_their_batches(libraries):
    rows = "[[0.0, 1.0], [2.0, 3.0]] torch.int64 [[4.0, 5.0]] torch.int64 "
    assert run(LOAD, isolation=Isolation(), libraries=libraries) == [2 * rows]


@LINUX
def test_libraries_come_when_they_are_asked_for_and_change_no_number():
    ForkServer.close_all()
    late, early = (run(DRAW, libraries=names)[0].split("|") for names in ([], ["torch"]))
    assert (late[0], early[0]) == ("False", "True")
    assert late[1] == early[1]
    with pytest.raises(ForkServerError, match="AttributeError"):
        ForkServer.get(libraries=["os:no_such_function"])
    ForkServer.get(libraries=["no_such_module"])  # which its processes may do without


@pytest.mark.parametrize("fork", WAYS)
@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("print('before'); import os; os._exit(3)", "exit 3"),
        ("print('before'); import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
        ("print('before'); import ctypes; ctypes.string_at(0)", "signal 11"),
    ],
)
def test_a_process_that_ends_has_its_reason_and_what_it_showed(fork, end, reason):
    with started(fork=fork, libraries=[]) as process:
        cell = new_code_cell(end)
        with pytest.raises(KernelEndedError, match=reason):
            process.run(cell, 20)
        assert shown(cell) == [("stdout", "before\n")]
        with pytest.raises(KernelEndedError, match=reason):
            process.run(new_code_cell("1"), 20)


@pytest.mark.parametrize("fork", WAYS)
def test_a_cell_that_runs_too_long_is_interrupted(fork):
    cells = ["while True: pass", "import asyncio; await asyncio.sleep(60)", "print(1)"]
    told = run(*cells, limit=1, fork=fork, libraries=[])
    assert told[0].startswith("KeyboardInterrupt: ")
    assert all("CellTimeoutError" in text for text in told[:2])
    assert told[2] == "1\n"


def test_an_interrupt_breaks_no_frame():
    # Each is interrupted while it sends as fast as it can.
    with started(libraries=[], output_limit=1 << 40) as process:
        for _ in range(5):
            cell = new_code_cell("while True: print('x' * 100_000)")
            assert not process.run(cell, 0.2)
            assert process.run(new_code_cell("1"), 5)


@pytest.mark.parametrize(
    "code",
    [
        "import os\nfor fd in range(3, 100):\n    try: os.close(fd)\n    except OSError: pass",
        "import os\nfor fd in range(3, 100):\n    try: os.write(fd, b'true\\n')\n"
        "    except OSError: pass",
        "import os\nfor fd in range(3, 100):\n"
        "    try:\n        os.set_blocking(fd, False)\n        while os.write(fd, b'x' * 65536):"
        " pass\n    except OSError: pass",
        "import os, socket\nfor fd in range(3, 100):\n"
        "    try: socket.socket(fileno=os.dup(fd)).shutdown(socket.SHUT_RDWR)\n"
        "    except OSError: pass",
        "import os\nfor fd in range(0, 100):\n    try: os.dup2(os.open('/dev/null', 2), fd)\n"
        "    except OSError: pass",
    ],
    ids=["close", "scribble", "fill", "shut down", "replace"],
)
def test_whatever_is_done_to_its_descriptors_a_cell_ends(code):
    begun = time.monotonic()
    with started(libraries=[]) as process, contextlib.suppress(KernelEndedError):
        process.run(new_code_cell("kept = 1"), 3)
        process.run(new_code_cell(code), 3)
        process.run(new_code_cell("print(1)"), 3)
    assert time.monotonic() - begun < 60
    assert run("print(1)", libraries=[]) == ["1\n"]


def test_output_has_a_limit_over_all_cells():
    with started(libraries=[], output_limit=1 << 20) as process:
        cell = new_code_cell("for n in range(300_000): print('0123456789' * 2, end=' ')")
        assert process.run(cell, 30)
        assert sum(len(output.text) for output in cell.outputs) < 1.1 * (1 << 20)
        assert "was cut" in cell.outputs[-1].text or "was cut" in cell.outputs[0].text
        after = new_code_cell("print('more')")
        assert process.run(after, 30)
        assert after.outputs == []


def test_a_child_that_a_cell_forked_ends_with_the_cell_and_answers_nothing_in_its_place():
    told = run(
        """
import os
pid = os.fork()
if pid:
    ended = os.waitpid(pid, 0)[1]
else:
    print("child", flush=True)
""",
        "print('parent', ended)",
        libraries=[],
    )
    assert told == ["child\n", "parent 0\n"]


@LINUX
def test_a_zygote_that_died_is_replaced():
    run("pass")
    server = ForkServer.get()
    server._process.kill()
    server._process.wait()
    assert run("print(1)") == ["1\n"]
    assert ForkServer.get() is not server


@LINUX
def test_the_zygote_has_one_thread():
    server = ForkServer.get(libraries=["torch", "sklearn.preprocessing", "pandas"])
    assert len(os.listdir(f"/proc/{server.pid}/task")) == 1


@LINUX
def test_the_zygote_ends_with_the_process_that_started_it():
    program = "from nbseal.execution.server import ForkServer; print(ForkServer.get().pid)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    path = Path("/proc") / done.stdout.strip()
    assert done.returncode == 0, done.stderr
    for _ in range(100):
        if not path.exists():
            return
        time.sleep(0.1)
    pytest.fail("the zygote is still running")


@pytest.mark.parametrize("window", ["notebook", "widget", "qt", "tk", "ipympl"])
def test_a_figure_for_a_window_is_drawn_inline(window):
    cells = [new_code_cell(f"%matplotlib {window}\nimport matplotlib.pyplot as plt\nplt.plot([1])")]
    with started(libraries=["matplotlib.pyplot"]) as process:
        assert process.run(cells[0], 60)
    kinds = [next(iter(output.get("data", {})), output.get("name")) for output in cells[0].outputs]
    assert "stderr" in kinds
    assert any("image/png" in output.get("data", {}) for output in cells[0].outputs)


def test_a_figure_is_drawn_no_more_often_than_showing_it_takes():
    draws = """
import matplotlib.pyplot as plt
from IPython.core.pylabtools import print_figure
fig, drawn = plt.figure(), []
ax, draw = fig.add_subplot(), fig.draw
fig.draw = lambda renderer: (drawn.append(renderer), draw(renderer))
"""
    counts = "shown = len(drawn); png = print_figure(fig); shown, len(drawn) - shown"
    cells = [new_code_cell(draws), new_code_cell(counts)]
    with started(libraries=["matplotlib.pyplot"]) as process:
        for cell in cells:
            assert process.run(cell, 60)
    shown, again = re.findall(r"\d+", cells[1].outputs[-1].data["text/plain"])
    assert shown == again != "0"
