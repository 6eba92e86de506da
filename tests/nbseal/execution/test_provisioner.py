"""A forked kernel is a fresh process in every way that a student could notice."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from nbseal.confinement.policy import Isolation
from nbseal.errors import ForkServerError
from nbseal.execution.provisioner import ForkServer, kernel_manager, use_warm_kernels

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="warm kernels need Linux's fork")


DRAW = "import sys; had = 'torch' in sys.modules; import torch; print(had, torch.rand(3), sep='|')"


def run(*sources, folder=None):
    """Run cells in one forked kernel; return what each printed or showed."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    resources = {"metadata": {"path": str(folder or os.getcwd())}}
    with use_warm_kernels():
        client = NotebookClient(notebook, timeout=60, resources=resources)
        client.execute()
    return [
        "".join(
            out.get("text", "") or out.get("ename", "") or str(list(out.data)) for out in c.outputs
        )
        for c in notebook.cells
    ]


def test_one_kernel_leaves_nothing_for_the_next(tmp_path):
    leave = (
        "import os, numpy; leftover = 1; numpy.left = 1; os.environ['LEFT'] = '1'; os.chdir('/')"
    )
    run(leave, folder=tmp_path)
    find = (
        "import os, numpy; print('leftover' in dir(), hasattr(numpy, 'left'), 'LEFT' in os.environ)"
    )
    assert run(find, folder=tmp_path) == ["False False False\n"]


def test_it_is_a_kernel_like_any_other(tmp_path):
    told = run(
        "import os; print(os.getcwd())",
        "print(__name__)",
        "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()",
        "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)",
        "!echo from the shell",
        folder=tmp_path,
    )
    assert told[:2] == [f"{tmp_path}\n", "__main__\n"]
    assert "image/png" in told[2]
    assert told[3:] == ["True\n", "from the shell\r\n"]


def test_runs_repeat():
    draw = "import random, numpy, torch; print(random.random(), numpy.random.rand(), torch.rand(1))"
    assert run(draw) == run(draw)
    assert run("print(hash('a'))") == run("print(hash('a'))")


LOAD = """
import torch
from torch.utils.data import DataLoader, TensorDataset
rows = TensorDataset(torch.arange(6.0).reshape(3, 2), torch.arange(3))
for _ in range(2):
    for x, t in DataLoader(rows, batch_size=2, num_workers=2):
        print(x.tolist(), t.dtype, end=" ")
"""


@pytest.mark.parametrize("libraries", [(), ("torch",)], ids=["imported late", "imported ahead"])
def test_worker_processes_of_a_data_loader_hand_over_their_batches(libraries):
    notebook = new_notebook(cells=[new_code_cell(LOAD)])
    manager = kernel_manager(Isolation(), libraries=libraries)
    NotebookClient(notebook, km=manager, timeout=60).execute(cleanup_kc=True)
    rows = "[[0.0, 1.0], [2.0, 3.0]] torch.int64 [[4.0, 5.0]] torch.int64 "
    assert "".join(out.get("text", str(out)) for out in notebook.cells[0].outputs) == 2 * rows


def test_libraries_come_when_they_are_asked_for_and_change_no_number():
    def told(libraries):
        notebook = new_notebook(cells=[new_code_cell(DRAW)])
        client = NotebookClient(notebook, km=kernel_manager(libraries=libraries), timeout=60)
        client.execute(cleanup_kc=True)
        return notebook.cells[0].outputs[0].text.split("|")

    ForkServer.close_all()
    late, early = told([]), told(["torch"])
    assert (late[0], early[0]) == ("False", "True")
    assert late[1] == early[1]
    with pytest.raises(ForkServerError, match="AttributeError"):
        ForkServer.get(libraries=["os:no_such_function"])
    ForkServer.get(libraries=["no_such_module"])  # which its kernels may do without


def test_a_kernel_that_ends_is_noticed_and_the_next_one_starts():
    with pytest.raises(DeadKernelError):
        run("import os; os._exit(1)")
    with pytest.raises(DeadKernelError):
        run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert run("print(1)") == ["1\n"]


def test_a_cell_that_runs_too_long_is_interrupted():
    error = {"ename": "TooLong", "evalue": "", "traceback": []}
    notebook = new_notebook(cells=[new_code_cell("while True: pass"), new_code_cell("print(1)")])
    with use_warm_kernels():
        client = NotebookClient(
            notebook,
            timeout=2,
            interrupt_on_timeout=True,
            error_on_timeout=error,
            allow_errors=True,
        )
        client.execute()
    assert notebook.cells[0].outputs[0].ename == "KeyboardInterrupt"
    assert notebook.cells[1].outputs[0].text == "1\n"


def test_a_server_that_died_is_replaced():
    run("pass")
    server = ForkServer.get()
    server._process.kill()
    server._process.wait()
    assert run("print(1)") == ["1\n"]
    assert ForkServer.get() is not server


def test_the_server_ends_with_the_process_that_started_it():
    program = (
        "from nbseal.execution.provisioner import ForkServer; print(ForkServer.get()._process.pid)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    path = Path("/proc") / done.stdout.strip()
    assert done.returncode == 0, done.stderr
    for _ in range(100):
        if not path.exists():
            return
        time.sleep(0.1)
    pytest.fail("the fork server is still running")
