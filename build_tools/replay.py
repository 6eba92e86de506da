"""Run an exercise once in this process, and variants of its answers in children forked from it.

A child starts where the reference solution has got to, with all libraries imported: to run one
answer and its checks takes as long as their own code does.
"""

import contextlib
import dataclasses
import io
import os
import resource
import signal
import tempfile
import traceback
from pathlib import Path

import torch
import torch._dynamo  # an optimizer imports it, which would take each child a second

from build_tools.classroom import solutions
from build_tools.lessons import read_exercise

CPU_SECONDS, SECONDS = 120, 900  # of a child; on a busy machine the second is much more


@dataclasses.dataclass(frozen=True)
class Step:
    """An item that is about to be answered.

    Attributes
    ----------
    item : str
        The item's name.
    reference : str
        Its reference solution.
    checks : dict of str to str
        Each item answered up to here, this one included, to its visible and its hidden check.
    namespace : dict
        What the set-up and the reference solutions before this item have bound.
    """

    item: str
    reference: str
    checks: dict
    namespace: dict


def steps(lesson):
    """Answer an exercise with its reference solutions, and stop before each.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        The lesson.

    Yields
    ------
    Step
        One an item, in order. The working directory is an empty one.
    """
    torch.set_num_threads(1)  # a process that has started threads of OpenMP cannot fork
    reference = solutions(lesson)
    cells = [cell for cell in read_exercise(lesson).cells if cell.cell_type == "code"]
    text = {cell["id"]: cell.source for cell in cells}
    namespace = {"__name__": "__main__"}
    checks = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for cell in cells:
            grading = cell.metadata.get("nbgrader")
            if grading is None or grading.grade:
                continue
            item = cell["id"]
            if grading.solution:
                checks[item] = [text[f"{item}-visible"], text[f"{item}-hidden"]]
                yield Step(item, reference[item], dict(checks), namespace)
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(reference.get(item, cell.source), f"<{item}>", "exec"), namespace)


def run_forked(jobs, namespace, workers, prepare=None):
    """Run each job in a child of this process.

    Parameters
    ----------
    jobs : list of list of str
        The cells of each job.
    namespace : dict
        What they start with; stays as it is.
    workers : int
        How many run at a time.
    prepare : callable, optional
        Called in the child with the job's number before its cells run.

    Returns
    -------
    list of str or None
        For each job None where all its cells ran without an error, else what went wrong.
    """
    waiting, running = list(enumerate(jobs))[::-1], {}
    results = [None] * len(jobs)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        errors = Path(folder).resolve()
        while waiting or running:
            while waiting and len(running) < workers:
                number, cells = waiting.pop()
                child = _start(cells, namespace, errors / f"{number}", number, prepare)
                running[child] = number
            child, status = os.wait()
            number = running.pop(child)
            if status:
                text = errors / f"{number}.txt"
                ended = f"ended with status {status}"
                results[number] = text.read_text("utf-8") if text.is_file() else ended
    return results


def _start(cells, namespace, path, number, prepare):
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        path.mkdir()
        os.chdir(path)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            if prepare is not None:
                prepare(number)
            for cell in cells:
                exec(compile(cell, "<cell>", "exec"), namespace)
        status = 0
    except BaseException:  # whatever a cell raises, SystemExit too, is the job's result
        path.with_suffix(".txt").write_text(traceback.format_exc(limit=-3), encoding="utf-8")
    finally:
        os._exit(status)
