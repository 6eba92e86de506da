"""The ways that are compared; each grades the same submissions and says how long it took."""

import contextlib
import dataclasses
import gc
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import psutil
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from build_tools.classroom import Classroom
from build_tools.lessons import ROOT

LOOK_EVERY = 0.2  # seconds
REST = 50  # times as long as a look at the memory took, until the next: it takes 0.04 s a process

STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "mlcourse"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "outputs"]
c.Execute.timeout = 600
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
c.ClearMarkScheme.enforce_metadata = False
"""


@dataclasses.dataclass
class Measurement:
    """What one way took for one kind of submission.

    Attributes
    ----------
    way, work : str
        What graded, and what was graded.
    submissions : int
        How many.
    seconds : float
        From the start of the command to its end.
    points : float or None
        What the submissions got on average; None where nothing judges them.
    peak_mib : float
        The largest memory of all its processes together, shared pages counted once.
    processes : int
        How many submissions ran at a time.
    main_seconds : float
        CPU time of the command's main thread, which reads what came in and records the results.
    process_seconds : float
        CPU time of the command's own process, main thread included.
    cpu_seconds : float
        CPU time of everything that ran on the machine meanwhile.
    start, start_cpu : float
        Seconds and CPU seconds of a run of one submission for each worker.
    """

    way: str
    work: str
    submissions: int
    seconds: float
    points: float | None
    peak_mib: float
    processes: int = 1
    main_seconds: float = 0.0
    process_seconds: float = 0.0
    cpu_seconds: float = 0.0
    start: float = 0.0
    start_cpu: float = 0.0

    @property
    def is_floor(self):
        """Whether nothing is graded: a submission's cells run in one warm process."""
        return self.way.startswith("one warm")

    @property
    def further(self):
        """Seconds that a further submission takes."""
        if not self.start:
            return self.seconds / self.submissions
        return (self.seconds - self.start) / (self.submissions - self.processes)

    @property
    def further_cpu(self):
        """CPU seconds that a further submission takes; 0 where they are not known."""
        if not self.start:
            return self.cpu_seconds / self.submissions
        return (self.cpu_seconds - self.start_cpu) / (self.submissions - self.processes)

    @property
    def per_minute(self):
        """Submissions a minute."""
        return 60 * self.submissions / self.seconds


class Watch:
    """Watch the memory of a process and of all that it started, and its own CPU time."""

    def __init__(self, pid):
        self._main = Path(f"/proc/{pid}/task/{pid}/stat")
        self._process = Path(f"/proc/{pid}/stat")
        self._root = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.mib = self.main_seconds = self.process_seconds = self.cpu_seconds = 0.0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        self._thread.join()

    def _watch(self):
        next_look = time.monotonic() + 2 * LOOK_EVERY
        while not self._over.wait(LOOK_EVERY):
            with contextlib.suppress(OSError):
                self.main_seconds = _cpu_seconds(self._main)
                self.process_seconds = _cpu_seconds(self._process)
            begun = time.monotonic()
            if begun >= next_look:
                self._look_at_memory()
                next_look = begun + max(1.0, REST * (time.monotonic() - begun))

    def _look_at_memory(self):
        total = 0
        with contextlib.suppress(psutil.Error):
            for process in [self._root, *self._root.children(recursive=True)]:
                with contextlib.suppress(OSError, ValueError):
                    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
                    total += int(text.partition("\nPss:")[2].split()[0])
        self.mib = max(self.mib, total / 1024)


def _cpu_seconds(stat):
    ticks = stat.read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def hand_in(root, work, count):
    """Make a scratch course in which `count` students handed in right work."""
    classroom = Classroom(root)
    work.install(classroom)
    for number in range(count):
        path = root / "submitted" / f"s{number:04}" / work.topic / f"{work.topic}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(work.submission, path)
    return classroom


def by_nbgrader(work, count, workers=None, sealed=True):
    """Grade with the command: as stock nbgrader has it, or on a number of workers.

    ``sealed=False``: with this project, checks in the student's confined kernel.
    """
    with tempfile.TemporaryDirectory() as folder:
        classroom = hand_in(Path(folder), work, count)
        if workers is None:
            (classroom.root / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
            classroom.nbgrader("generate_assignment", work.topic)
        options = [] if sealed else ["--SealedExecute.sealed=False"]
        _, seconds, watch = run_nbgrader(classroom.root, work.topic, workers, options)
        way = "stock nbgrader"
        if workers is not None:
            way = f"this project, {workers} worker" + "s" * (workers > 1)
        way += "" if sealed else ", unsealed"
        points = average_points(classroom.root, work.topic)
        about = (way, work.name, count, seconds, points, watch.mib, workers or 1)
        times = (watch.main_seconds, watch.process_seconds, watch.cpu_seconds)
        return Measurement(*about, *times)


def run_nbgrader(root, topic, workers=None, options=()):
    """Run ``nbgrader autograde``; return what it printed, the seconds, and the `Watch` over it."""
    arguments = [] if workers is None else [f"--CourseAutograde.workers={workers}"]
    command = [sys.executable, "-m", "nbgrader", "autograde", topic, *arguments, *options]
    log = root / "log"
    begun, busy = time.monotonic(), _cpu_of_machine()
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=root, stdout=file, stderr=subprocess.STDOUT)
        with Watch(process.pid) as watch:
            process.wait()
    seconds = time.monotonic() - begun
    watch.cpu_seconds = _cpu_of_machine() - busy
    if process.returncode:
        raise RuntimeError(log.read_text())
    return log.read_text(), seconds, watch


def average_points(root, topic):
    """Read from the gradebook what the submissions got on average."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mlcourse") as gradebook:
        submissions = gradebook.assignment_submissions(topic)
        return sum(submission.score for submission in submissions) / len(submissions)


def command_start():
    """Return the seconds that nbgrader's command takes before it does anything."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "nbgrader", "--version"], check=True, capture_output=True)
    return time.monotonic() - begun


def warm(work, count, processes):
    """Run the students' cells and the checks in one warm process each: no grader can be faster.

    Its libraries are loaded and IPython's shell is made before it is forked; ``run_cell`` runs the
    cells as a kernel does, figures drawn.
    """
    way = f"one warm process each, {processes} at a time"
    context = multiprocessing.get_context("spawn")  # with what was imported here for other work
    ours, theirs = context.Pipe()
    process = context.Process(target=_fork_each, args=(work.all_cells, count, processes, theirs))
    process.start()
    theirs.close()
    try:
        seconds, mib, cpu = ours.recv()
    except EOFError:
        raise RuntimeError("a right answer's cells fail") from None
    finally:
        process.join()
    return Measurement(way, work.name, count, seconds, None, mib, processes, cpu_seconds=cpu)


def _fork_each(cells, count, processes, channel):
    from nbseal.execution.libraries import BASE, prepare
    from nbseal.settings import Course

    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    prepare([*BASE, *Course(config=config).preloaded(cells)])
    _make_shell()
    gc.collect()
    gc.freeze()
    context = multiprocessing.get_context("fork")
    begun, busy = time.monotonic(), _cpu_of_machine()
    with Watch(os.getpid()) as watch:
        running = []
        for _ in range(count):
            if len(running) == processes:
                _join_one(running)
            process = context.Process(target=_run_in_shell, args=(cells,))
            process.start()
            running.append(process)
        while running:
            _join_one(running)
    channel.send((time.monotonic() - begun, watch.mib, _cpu_of_machine() - busy))


def _cpu_of_machine():
    """Return the CPU seconds of all that has run: boxes do not tell what was used in them."""
    times = psutil.cpu_times()
    return sum(getattr(times, kind, 0.0) for kind in ("user", "nice", "system", "irq", "softirq"))


def _join_one(running):
    ready = multiprocessing.connection.wait([process.sentinel for process in running])
    for process in [process for process in running if process.sentinel in ready]:
        process.join()
        running.remove(process)
        if process.exitcode:
            raise RuntimeError("a right answer's cells fail")


def _make_shell():
    import matplotlib as mpl
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib_inline.backend_inline import configure_inline_support

    inline = "module://matplotlib_inline.backend_inline"
    os.environ["MPLBACKEND"] = mpl.rcParams["backend"] = inline
    mpl.interactive(True)  # as in a kernel: else figures that nobody asks for are not drawn
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    shell = InteractiveShell.instance(config=config, display_pub_class=CapturingDisplayPublisher)
    configure_inline_support(shell, inline)


def _run_in_shell(code):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as null:
        os.chdir(folder)
        with contextlib.redirect_stdout(null), contextlib.redirect_stderr(null):
            for cell in code:
                shell.run_cell(cell, store_history=True).raise_error()
