"""How long after *Submit* a student has feedback: ``python -m benchmarks.arrival``.

Right answers of a lesson go into an exchange, as ``nbgrader submit`` puts them, while
``nbseal watch`` runs; each is timed from its file there to its released page.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from nbgrader.utils import notebook_hash

from benchmarks.__main__ import RESULTS, about_machine
from build_tools.classroom import Classroom, solutions
from build_tools.lessons import ROOT, find_lessons

LIMIT = 3600  # seconds
WARM_UP = 3  # submissions that are not counted
COLUMNS = {
    "at_once": "submissions at once",
    "submissions": "in all",
    "median_seconds": "median, s",
    "longest_seconds": "longest, s",
    "submissions_per_hour": "an hour",
    "watch_mebibytes": "the watch, MiB",
    "load_before": "load before",
}


def main() -> int:
    """Measure; print what was measured as JSON, and keep it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lesson", default="gradient_descent")
    parser.add_argument("--count", type=int, default=1, help="submissions that come at once")
    parser.add_argument("--rounds", type=int, default=5, help="how often, where one comes")
    parser.add_argument(
        "--keep", action="store_true", help="write it into benchmarks/results/arrival.*, too"
    )
    options = parser.parse_args()
    about = about_machine()
    (lesson,) = (one for one in find_lessons() if one.topic == options.lesson)
    with tempfile.TemporaryDirectory() as folder:
        classroom = Classroom(Path(folder) / "course")
        work = _right_answers(lesson)
        (classroom.root / "exchange" / "mlcourse" / "inbound").mkdir(parents=True)
        (classroom.root / "exchange").chmod(0o777)
        watch = subprocess.Popen(
            [sys.executable, "-m", "nbseal", "watch"],
            cwd=classroom.root,
            env={**os.environ, "PYTHONPATH": str(ROOT / "autograde")},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            for number in range(WARM_UP):
                _wait([_submit(classroom.root, lesson.topic, f"warm{number}", work)])
            rounds = options.rounds if options.count == 1 else 1
            times, most = [], 0.0
            begun = time.monotonic()
            for turn in range(rounds):
                pages = [
                    _submit(classroom.root, lesson.topic, f"s{turn}-{number}", work)
                    for number in range(options.count)
                ]
                found, memory = _wait(pages, psutil.Process(watch.pid))
                times += found
                most = max(most, memory)
            seconds = time.monotonic() - begun
        finally:
            os.killpg(watch.pid, signal.SIGKILL)
            watch.wait()
    result = {
        "lesson": options.lesson,
        "cores": os.cpu_count(),
        "at_once": options.count,
        "load_before": about["load_before"],
        "submissions": len(times),
        "median_seconds": round(statistics.median(times), 2),
        "longest_seconds": round(max(times), 2),
        "submissions_per_hour": round(3600 * len(times) / seconds),
        "watch_mebibytes": round(most / 2**20),
    }
    print(json.dumps(result, indent=2))
    if options.keep:
        _keep(result, about)
    return 0


def _keep(result: dict, about: dict) -> None:
    """Write a result beside those of other numbers at once."""
    path = RESULTS / "arrival.json"
    runs = json.loads(path.read_text())["runs"] if path.exists() else []
    runs = [run for run in runs if run["at_once"] != result["at_once"]]
    runs = sorted([*runs, result], key=lambda run: run["at_once"])
    path.write_text(json.dumps({"about": about, "runs": runs}, indent=1) + "\n")
    table = [list(COLUMNS.values()), ["--:"] * len(COLUMNS)]
    table += [[f"{run[key]:,}" for key in COLUMNS] for run in runs]
    rows = "".join(f"| {' | '.join(row)} |\n" for row in table)
    text = (
        f"{about['head']}\n"
        f"Lesson {result['lesson']}, right answers, from the file in the exchange to the released "
        f"page, by `python -m benchmarks.arrival --keep`:\n\n{rows}"
    )
    path.with_suffix(".md").write_text(text)


def _right_answers(lesson) -> bytes:
    path = ROOT / "release" / "en" / lesson.topic / f"{lesson.topic}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = solutions(lesson).get(cell["id"], cell.source)
    return nbformat.writes(notebook).encode()


def _submit(root: Path, assignment: str, student: str, work: bytes) -> tuple[Path, float]:
    """Hand in; return the page that will be there, and when it was handed in."""
    now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()) + f".{time.time_ns() % 10**6:06} UTC"
    folder = root / "exchange" / "mlcourse" / "inbound" / f"{student}+{assignment}+{now}+random"
    folder.mkdir()
    (folder / f"{assignment}.ipynb").write_bytes(work)
    (folder / "timestamp.txt").write_text(now)
    (folder / "submission_secret.txt").write_text(student + now)
    name = notebook_hash(secret=student + now, notebook_id=assignment)
    return root / "exchange" / "mlcourse" / "feedback" / f"{name}.html", time.monotonic()


def _wait(
    pages: list[tuple[Path, float]], watch: psutil.Process | None = None
) -> tuple[list[float], float]:
    """Return how long each page took, in seconds, and the most memory of the watch, in bytes."""
    times, most = [], 0.0
    end = time.monotonic() + LIMIT
    while pages:
        if time.monotonic() > end:
            raise TimeoutError(f"{len(pages)} pages did not come")
        there = [(path, begun) for path, begun in pages if path.exists()]
        times += [time.monotonic() - begun for _, begun in there]
        pages = [one for one in pages if one not in there]
        if watch is not None:
            most = max(most, watch.memory_info().rss)
        time.sleep(0.02 if len(pages) < 5 else 0.2)
    return times, most


if __name__ == "__main__":
    sys.exit(main())
