"""Where tasks run: in this process, on this machine's cores, or on a cluster.

Each way is a generator of a task and what came of it: an `nbseal.batch.task.Outcome`, or the
exception that kept it from being graded.
"""

import collections
import concurrent.futures
import contextlib
import functools
import logging
import os
import tempfile
import threading
import time

from nbseal.batch.task import run
from nbseal.errors import ClusterError, UnfitWorkerError, WorkerEndedError

LIVES = 3  # workers that a task may take down with it
TASKS_PER_THREAD = 2  # one that runs and one that waits
LEAST_TASKS = 8
COUNT_THREADS_EVERY = 5  # seconds


def run_here(tasks):
    """Run tasks one after the other in this process.

    Parameters
    ----------
    tasks : iterable of nbseal.batch.task.Task
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
    tasks : iterable of nbseal.batch.task.Task
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
            outcome = WorkerEndedError(f"its worker ended {LIVES} times while running it")
        yield task, outcome


@contextlib.contextmanager
def runner(scheduler, workers, count, prepare):
    """Get ready to run tasks: few of them in this process, others on a cluster.

    Parameters
    ----------
    scheduler, workers
        As `connect` takes them; no ``workers``: in this process.
    count : int
        How many tasks there will be.
    prepare : callable
        Takes nothing; is called where the tasks will run, unless that is another machine.

    Yields
    ------
    callable
        `run_here` or `run_on_cluster`; takes the tasks.
    """
    if not scheduler and (count < 2 or workers < 1):
        prepare()
        yield run_here
    else:
        with connect(scheduler, workers, prepare) as client:
            yield functools.partial(run_on_cluster, client=client)


@contextlib.contextmanager
def in_background(context):
    """Enter a context while other things are done.

    Parameters
    ----------
    context : context manager
        Entered and left by one thread.

    Yields
    ------
    callable
        Waits until the context is entered, and returns what it gives or raises what it raised.
    """
    entered, left = concurrent.futures.Future(), threading.Event()

    def hold():
        try:
            with context as value:
                entered.set_result(value)
                left.wait()
        except BaseException as error:
            if entered.done():
                raise
            entered.set_exception(error)

    thread = threading.Thread(target=hold, name="cluster")
    thread.start()
    try:
        yield entered.result
    finally:
        left.set()
        thread.join()


@contextlib.contextmanager
def connect(scheduler, workers, prepare=None):
    """Connect to a cluster; start one on this machine where none is named.

    Parameters
    ----------
    scheduler : str
        An address such as ``tcp://host:8786``, the path of a scheduler file, or nothing.
    workers : int
        How many submissions run at once on a cluster of this machine.
    prepare : callable, optional
        Takes nothing; is called in the worker of a cluster of this machine, without waiting for it.

    Yields
    ------
    distributed.Client
    """
    import dask
    from distributed import Client, LocalCluster, fire_and_forget

    if scheduler:
        where = {"scheduler_file": scheduler} if os.path.exists(scheduler) else {}
        try:
            client = Client(**where) if where else Client(scheduler)
        except (OSError, ValueError) as error:
            raise ClusterError(f"Cannot reach the scheduler {scheduler!r}: {error}") from error
        with client:
            yield client
        return
    # Kernels are processes already: threads of this one serve them, from one fork server, and
    # nobody else can send them anything. Dask's web servers have no pages.
    settings = {
        "distributed.worker.memory.terminate": False,
        "distributed.worker.memory.pause": False,
        "distributed.scheduler.http.routes": [],  # no page shows who is graded
        "distributed.worker.http.routes": [],
    }
    with (
        tempfile.TemporaryDirectory(prefix="nbseal-grading-") as scratch,
        dask.config.set({**settings, "temporary-directory": scratch}),
        LocalCluster(
            n_workers=1,
            threads_per_worker=workers,
            processes=False,
            memory_limit=0,
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            worker_dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        if prepare is not None:
            fire_and_forget(client.submit(prepare, pure=False))
        yield client
