"""Where tasks run: in this process, on this machine's cores, or on a cluster.

Each way is a generator of a task and what came of it: an `nbseal.batch.task.Outcome`, or the
exception that kept it from being graded.
"""

import collections
import contextlib
import functools
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nbseal.batch.pool import Pool
from nbseal.batch.task import Outcome, Task, run
from nbseal.errors import ClusterError, UnfitWorkerError, WorkerEndedError

#: Runs tasks; a generator of a task and what came of it.
Runner = Callable[[Iterable[Task]], Iterator[tuple[Task, Outcome | Exception]]]

LIVES = 3  # workers that a task may take down with it
TASKS_PER_THREAD = 2  # one that runs and one that waits
LEAST_TASKS = 8
COUNT_THREADS_EVERY = 5  # seconds


def run_here(tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | Exception]]:
    """Run tasks one after the other in this process.

    Parameters
    ----------
    tasks : iterable of nbseal.batch.task.Task
        Each is taken when the one before it is done.
    """
    for task in tasks:
        outcome: Outcome | Exception
        try:
            outcome = run(task)
        except UnfitWorkerError:
            raise
        except Exception as error:
            outcome = error
        yield task, outcome


def run_on_cluster(
    tasks: Iterable[Task], client: Any
) -> Iterator[tuple[Task, Outcome | Exception]]:
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
    running: dict[str, Task] = {}
    lost: collections.Counter[str] = collections.Counter()
    again: collections.deque[Task] = collections.deque()
    suspects: collections.deque[Task] = collections.deque()
    done = as_completed(loop=client.loop, raise_errors=False)
    window, counted = LEAST_TASKS, float("-inf")

    def submit(task: Task) -> None:
        name = f"{task.assignment}/{task.student}/{lost[task.student]}/{time.monotonic_ns()}"
        future = client.submit(run_watched, task, key=name, pure=False)
        running[future.key] = task
        done.add(future)

    while True:
        if time.monotonic() - counted > COUNT_THREADS_EVERY:
            threads = sum(client.nthreads().values())
            window, counted = max(LEAST_TASKS, TASKS_PER_THREAD * threads), time.monotonic()
        while len(running) < window:
            following = again.popleft() if again else next(tasks, None)
            if following is None:
                break
            submit(following)
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


def run_watched(task: Task) -> Outcome:
    """Run a task on a cluster's worker, in a process of its own with a watchdog above it.

    Parameters
    ----------
    task : nbseal.batch.task.Task

    Returns
    -------
    nbseal.batch.task.Outcome
    """
    pool = own_pool(task.preprocessors, task.settings)
    ((_, outcome),) = pool.run([task])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def own_pool(
    preprocessors: tuple[str, ...], settings: dict[str, Any], code: Iterable[str] = ()
) -> Pool:
    """Return the pool of one worker that this thread has, started.

    Parameters
    ----------
    preprocessors, settings
        As in `nbseal.batch.task.Task`; a thread has a pool for one of them at a time.
    code : iterable of str
        Cells such as the submissions have.
    """
    about = (preprocessors, repr(settings))
    pool = getattr(_own, "pool", None)
    if pool is None or _own.about != about:
        if pool is not None:
            pool.close()
        pool = _own.pool = Pool(preprocessors, settings, 1, code)
        _own.about = about
        pool.start()
    return pool


_own = threading.local()  # each of a cluster's threads has a process


@contextlib.contextmanager
def runner(
    scheduler: str,
    workers: int,
    count: int,
    preprocessors: tuple[str, ...],
    settings: dict[str, Any],
    code: list[str],
) -> Iterator[Runner]:
    """Get ready to run tasks: on this machine, or on a cluster.

    Parameters
    ----------
    scheduler : str
        As `connect` takes it; empty for this machine.
    workers : int
        How many run at once on this machine; 0: in this process.
    count : int
        How many tasks there will be.
    preprocessors, settings
        As in `nbseal.batch.task.Task`.
    code : list of str
        Cells such as the submissions have.

    Yields
    ------
    callable
        Takes the tasks; a generator of a task and what came of it.
    """
    if scheduler:
        with connect(scheduler) as client:
            yield functools.partial(run_on_cluster, client=client)
    elif workers < 1:
        yield run_here
    else:
        with contextlib.closing(Pool(preprocessors, settings, min(workers, count), code)) as pool:
            pool.start()
            yield pool.run


@contextlib.contextmanager
def connect(scheduler: str) -> Iterator[Any]:
    """Connect to a cluster.

    Parameters
    ----------
    scheduler : str
        An address such as ``tcp://host:8786``, or the path of a scheduler file.

    Yields
    ------
    distributed.Client

    Raises
    ------
    ClusterError
        If it cannot be reached, or Dask is not installed.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(f"A cluster takes Dask: pip install 'nbseal[batch]' ({error})") from None
    where = {"scheduler_file": scheduler} if os.path.exists(scheduler) else {}
    try:
        client = Client(**where) if where else Client(scheduler)
    except (OSError, ValueError) as error:
        raise ClusterError(f"Cannot reach the scheduler {scheduler!r}: {error}") from error
    with client:
        yield client
