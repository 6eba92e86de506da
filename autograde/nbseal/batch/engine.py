"""Where tasks run: in this process, on this machine's cores, or on a cluster.

Each way is a generator of a task and what came of it: an `nbseal.batch.task.Outcome`, or the
exception that kept it from being graded.
"""

import collections
import concurrent.futures
import contextlib
import functools
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nbseal.batch.task import Outcome, Task, run
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


def run_in_threads(
    tasks: Iterable[Task], workers: int
) -> Iterator[tuple[Task, Outcome | Exception]]:
    """Run tasks in threads of this process, which only wait for processes of their own.

    Parameters
    ----------
    tasks : iterable of nbseal.batch.task.Task
        One more than runs is taken in advance for each thread.
    workers : int
        How many run at once.
    """
    tasks = iter(tasks)
    running: dict[concurrent.futures.Future[Outcome], Task] = {}
    with concurrent.futures.ThreadPoolExecutor(workers, "submission") as pool:
        while True:
            while len(running) < TASKS_PER_THREAD * workers and (task := next(tasks, None)):
                running[pool.submit(run, task)] = task
            if not running:
                return
            done, _ = concurrent.futures.wait(running, return_when="FIRST_COMPLETED")
            for future in done:
                task, error = running.pop(future), future.exception()
                if isinstance(error, UnfitWorkerError):
                    for other in running:
                        other.cancel()
                    raise error
                if error is not None and not isinstance(error, Exception):
                    raise error
                yield task, future.result() if error is None else error


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
def runner(
    scheduler: str, workers: int, count: int, prepare: Callable[[], None]
) -> Iterator[Callable[[Iterable[Task]], Iterator[tuple[Task, Outcome | Exception]]]]:
    """Get ready to run tasks: on this machine's cores or on a cluster.

    Parameters
    ----------
    scheduler : str
        Of a Dask cluster, as `connect` takes it; empty for this machine.
    workers : int
        How many submissions run at once on this machine; 0: one after the other, in this thread.
    count : int
        How many tasks there will be.
    prepare : callable
        Takes nothing; is called where the tasks will run, unless that is another machine.

    Yields
    ------
    callable
        Takes the tasks; see the top of this module.
    """
    if scheduler:
        with connect(scheduler) as client:
            yield functools.partial(run_on_cluster, client=client)
        return
    prepare()
    if workers < 1 or count < 2:
        yield run_here
    else:
        yield functools.partial(run_in_threads, workers=workers)


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
def connect(scheduler: str) -> Iterator[Any]:
    """Connect to a Dask cluster.

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
