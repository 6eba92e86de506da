"""Where tasks run: in this process, on this machine's cores, or on a cluster.

Each way is a generator of a task and what came of it: an `autograde.batch.task.Outcome`, or the
exception that kept it from being graded.
"""

import collections
import contextlib
import logging
import os
import tempfile
import time

from autograde.batch.task import UnfitWorkerError, run

LIVES = 3  # workers that a task may take down with it
TASKS_PER_THREAD = 2  # one that runs and one that waits
LEAST_TASKS = 8
COUNT_THREADS_EVERY = 5  # seconds


class ClusterError(Exception):
    """The cluster cannot be reached, or is gone; the message says more."""


class WorkerKillerError(Exception):
    """A submission whose worker ended each time."""


def run_here(tasks):
    """Run tasks one after the other in this process.

    Parameters
    ----------
    tasks : iterable of autograde.batch.task.Task
        Each is taken when the one before it is done.
    """
    for task in tasks:
        try:
            outcome = run(task)
        except UnfitWorkerError:
            raise
        except Exception as error:
            outcome = error
        yield task, outcome


def run_on_cluster(tasks, client):
    """Run tasks on a Dask cluster.

    A task whose worker ended is tried again; from the second time on while nothing else runs, so
    that the blame falls on no other.

    Parameters
    ----------
    tasks : iterable of autograde.batch.task.Task
        Few more than can run at once are taken in advance.
    client : distributed.Client
        Connected to the cluster.

    Raises
    ------
    ClusterError
        If the cluster is gone.
    """
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    tasks = iter(tasks)
    running, lost = {}, collections.Counter()
    again, suspects = collections.deque(), collections.deque()
    done = as_completed(loop=client.loop, raise_errors=False)
    window, counted = LEAST_TASKS, float("-inf")

    def submit(task):
        name = f"{task.assignment}/{task.student}/{lost[task.student]}/{time.monotonic_ns()}"
        future = client.submit(run, task, key=name, pure=False)
        running[future.key] = task
        done.add(future)

    while True:
        if time.monotonic() - counted > COUNT_THREADS_EVERY:
            threads = sum(client.nthreads().values())
            window, counted = max(LEAST_TASKS, TASKS_PER_THREAD * threads), time.monotonic()
        while len(running) < window and (again or (task := next(tasks, None))):
            submit(again.popleft() if again else task)
        if not running:
            if not suspects:
                return
            submit(suspects.popleft())
        future = next(done)
        task = running.pop(future.key)
        if future.status == "finished":
            outcome = future.result()
        elif future.status == "error":
            outcome = future.exception()
        else:
            raise ClusterError("The cluster is gone; what was recorded stays: run it again")
        future.release()
        if isinstance(outcome, UnfitWorkerError):
            raise outcome
        if isinstance(outcome, KilledWorker):
            lost[task.student] += 1
            if lost[task.student] < LIVES:
                (again if lost[task.student] == 1 else suspects).append(task)
                continue
            outcome = WorkerKillerError(f"its worker ended {LIVES} times while running it")
        yield task, outcome


@contextlib.contextmanager
def connect(scheduler, workers):
    """Connect to a cluster; start one on this machine where none is named.

    Parameters
    ----------
    scheduler : str
        An address such as ``tcp://host:8786``, the path of a scheduler file, or nothing.
    workers : int
        How many submissions run at once on a cluster of this machine.

    Yields
    ------
    distributed.Client
    """
    import dask
    from distributed import Client, LocalCluster
    from distributed.security import Security

    if scheduler:
        where = {"scheduler_file": scheduler} if os.path.exists(scheduler) else {}
        try:
            client = Client(**where) if where else Client(scheduler)
        except (OSError, ValueError) as error:
            raise ClusterError(f"Cannot reach the scheduler {scheduler!r}: {error}") from error
        with client:
            yield client
        return
    # Kernels are processes already: one worker with threads keeps one set of fork servers. It is
    # a process of its own so that it can be lost.
    settings = {
        "distributed.scheduler.allowed-failures": 0,  # counted in `run_on_cluster`
        "distributed.worker.memory.terminate": False,
        "distributed.worker.memory.pause": False,
        "distributed.comm.timeouts.connect": "60s",
        "distributed.scheduler.http.routes": [],  # no page shows who is graded
        "distributed.worker.http.routes": [],
    }
    with (
        tempfile.TemporaryDirectory(prefix="mlcourse-grading-") as scratch,
        dask.config.set({**settings, "temporary-directory": scratch}),
        LocalCluster(
            n_workers=1,
            threads_per_worker=workers,
            processes=True,
            memory_limit=0,
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            protocol="tls",  # others on this machine can connect to the port, too
            security=Security.temporary(),
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client
