"""Tasks run here and on real clusters; workers may end."""

import contextlib
import os
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbseal.batch import pool as pool_module
from nbseal.batch.engine import connect, run_here, run_on_cluster
from nbseal.batch.fingerprint import environment
from nbseal.batch.pool import Pool
from nbseal.batch.task import Task
from nbseal.errors import ClusterError, OverdueError, UnfitWorkerError, WorkerEndedError
from nbseal.settings import Course


def task(student, order, **changes):
    notebook = nbformat.writes(new_notebook(cells=[new_code_cell(order)]))
    settings = {"environment": environment(Course()), **changes}
    return Task("course", student, {"n": notebook}, ("workers.Obey",), {}, **settings)


def results(pairs):
    return {task.student: outcome for task, outcome in pairs}


def shown(outcome):
    return nbformat.reads(outcome.notebooks["n"], as_version=4).cells[0].outputs[0].text


@pytest.fixture(scope="module")
def client():
    """A real cluster of two worker processes over loopback."""
    import dask
    from distributed import Client, LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_here_an_outcome_has_outputs_log_and_errors():
    got = results(run_here([task("a", "fine"), task("b", "raise")]))
    assert shown(got["a"]) == "fine"
    assert [text for _, text in got["a"].log] == ["ran fine"]
    assert got["b"].errors == {"n": "ValueError: a mistake of ours"}
    assert got["b"].notebooks == {}


def test_an_error_is_tried_twice(tmp_path):
    count = tmp_path / "count"
    results(run_here([task("a", f"raise {count}")]))
    assert len(count.read_text().split()) == 2


def test_a_worker_with_other_code_stops_the_run(client):
    with pytest.raises(UnfitWorkerError, match="the worker has other versions"):
        results(run_on_cluster([task("a", "fine", environment="older")], client))


def test_more_tasks_than_threads_run_on_several_processes(client, tmp_path):
    count = tmp_path / "count"
    got = results(run_on_cluster((task(f"s{n}", f"wait {count}") for n in range(12)), client))
    assert [shown(outcome) for outcome in got.values()] == ["wait"] * 12
    assert len(set(count.read_text().split())) >= 2


def test_a_lost_worker_costs_nothing(client, tmp_path):
    tasks = [task(f"s{n}", "wait") for n in range(6)]
    tasks.insert(2, task("unlucky", f"kill-once {tmp_path / 'count'}"))
    got = results(run_on_cluster(tasks, client))
    assert shown(got.pop("unlucky")) == "kill-once"
    assert [shown(outcome) for outcome in got.values()] == ["wait"] * 6


def test_who_takes_its_worker_down_twice_is_set_aside_alone(client, tmp_path):
    tasks = [task(f"s{n}", "wait") for n in range(5)]
    tasks.insert(1, task("killer", f"kill {tmp_path / 'count'}"))
    got = results(run_on_cluster(tasks, client))
    assert isinstance(got.pop("killer"), WorkerEndedError)
    assert len((tmp_path / "count").read_text().split()) == 2
    assert [shown(outcome) for outcome in got.values()] == ["wait"] * 5


@pytest.fixture
def pool(monkeypatch):
    """Two workers of this machine; a submission may take a second, and one more to be back."""
    monkeypatch.setenv("PYTHONPATH", os.path.dirname(__file__))
    monkeypatch.setattr(pool_module, "SPARE", 1.0)
    with contextlib.closing(Pool(("workers.Obey",), {}, 2)) as pool:
        pool._limit = 1.5
        yield pool


def test_a_pool_runs_tasks_and_takes_few_in_advance(pool):
    taken = []

    def tasks():
        for number in range(12):
            taken.append(number)
            yield task(f"s{number}", "fine")

    most = 0
    for done, (_, outcome) in enumerate(pool.run(tasks()), 1):
        assert shown(outcome) == "fine"
        most = max(most, len(taken) - done)
    assert done == 12
    assert most <= 5


def test_two_tasks_run_on_two_workers(pool, tmp_path):
    count = tmp_path / "count"
    results(pool.run([task("a", f"wait {count}"), task("b", f"wait {count}")]))
    assert len(set(count.read_text().split())) == 2


def test_a_worker_that_ends_costs_its_own_submission_alone(pool, tmp_path):
    tasks = [task(f"s{n}", "fine") for n in range(6)]
    tasks.insert(1, task("killer", f"kill {tmp_path / 'killer'}"))
    tasks.insert(3, task("unlucky", f"kill-once {tmp_path / 'unlucky'}"))
    got = results(pool.run(tasks))
    assert isinstance(got.pop("killer"), WorkerEndedError)
    assert len((tmp_path / "killer").read_text().split()) == 2
    assert shown(got.pop("unlucky")) == "kill-once"
    assert [shown(outcome) for outcome in got.values()] == ["fine"] * 6


@pytest.mark.parametrize("order", ["stop", "hang"])
def test_a_submission_that_is_not_back_is_given_up_and_the_others_go_on(pool, order):
    begun = time.monotonic()
    tasks = [task("lost", f"{order}"), *(task(f"s{n}", "fine") for n in range(6))]
    got = results(pool.run(tasks))
    overdue = got.pop("lost")
    assert isinstance(overdue, OverdueError)
    assert [text for _, text in overdue.log] == [f"begins {order}"]
    assert [shown(outcome) for outcome in got.values()] == ["fine"] * 6
    assert time.monotonic() - begun < 90
    assert not [child for child in psutil.Process().children() if child.status() == "stopped"]


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads by /proc")
def test_what_the_command_imports_starts_no_thread_so_that_workers_can_be_forked():
    code = "import nbseal.nbgrader, os, sys; print(len(os.listdir('/proc/self/task')))"
    # As a user has it: NumPy's BLAS would start a thread for each further core.
    environ = {key: value for key, value in os.environ.items() if "THREADS" not in key}
    done = subprocess.run(
        [sys.executable, "-c", code + "; assert 'numpy' not in sys.modules"],
        capture_output=True,
        text=True,
        env=environ,
        timeout=120,
    )
    assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr


def test_closing_a_pool_ends_its_workers(pool):
    pool.start()
    pids = [worker.pid for worker in pool._workers]
    pool.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_a_scheduler_file_names_a_cluster(client, tmp_path):
    file = tmp_path / "scheduler.json"
    client.write_scheduler_file(str(file))
    with connect(str(file)) as other:
        assert shown(results(run_on_cluster([task("a", "fine")], other))["a"]) == "fine"


def test_a_scheduler_out_of_reach_is_said():
    import dask

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
        pytest.raises(ClusterError, match="Cannot reach the scheduler"),
        connect("tcp://127.0.0.1:9"),
    ):
        pass
