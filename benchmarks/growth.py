"""``python -m benchmarks.growth``: how time grows with submissions and workers, and where it ends.

Lesson 01 is graded for classes of several sizes and by several numbers of workers. A model with
three numbers is fitted: the seconds that a run takes before anything is graded, the seconds of a
core that a submission takes, and those in which one thread reads what came in and records the
results for all workers. It says what many submissions would take, and what is exhausted first.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
from nbgrader.api import Gradebook
from nbseal.batch.gradebook import Recorder

from benchmarks.__main__ import RESULTS, about_machine
from benchmarks.ways import by_nbgrader, hand_in, run_nbgrader
from benchmarks.work import lesson_work

SIZES = (10, 50, 200)
WORKERS = (1, 2, 4)
MANY = (10_000, 1_000_000)


def measure_record(work, count=100):
    """Return the seconds that the gradebook takes for one submission, and those of waiting."""
    with tempfile.TemporaryDirectory() as folder:
        root = hand_in(Path(folder), work, 1).root
        run_nbgrader(root, work.topic, 1)
        path = root / "autograded" / "s0000" / work.topic / f"{work.topic}.ipynb"
        notebooks = {work.topic: nbformat.read(path, as_version=4)}
        url = f"sqlite:///{root / 'gradebook.db'}"
        recorder = Recorder(url, "mlcourse", 60, print)
        begun, busy = time.monotonic(), time.thread_time()
        for number in range(count):
            recorder.record(work.topic, f"r{number}", None, notebooks)
        seconds = (time.monotonic() - begun) / count
        waits = seconds - (time.thread_time() - busy) / count
        recorder.close()
        with Gradebook(url, "mlcourse") as gradebook:
            assert len(gradebook.assignment_submissions(work.topic)) == count + 1
    return seconds, waits


def fit(measurements, cores):
    """Fit seconds = start + submissions * core / min(workers, cores), by least squares."""
    rows = [[1, m.submissions / min(m.processes, cores)] for m in measurements]
    seconds = [m.seconds for m in measurements]
    (start, core), *_ = np.linalg.lstsq(np.array(rows), np.array(seconds), rcond=None)
    return float(start), float(core)


def draw(measurements, start, core, cores, path):
    """Draw the measured seconds and the fitted line over the number of submissions a worker."""
    fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    for workers, marker in zip(WORKERS, "os^", strict=True):
        some = [m for m in measurements if m.processes == workers]
        ax.plot(
            [m.submissions / min(workers, cores) for m in some],
            [m.seconds for m in some],
            marker,
            label=f"{workers} workers",
        )
    most = max(m.submissions / min(m.processes, cores) for m in measurements)
    ax.plot([0, most], [start, start + core * most], "--", label="fitted")
    ax.set_xlabel("submissions a core")
    ax.set_ylabel("seconds")
    ax.legend()
    fig.savefig(path, dpi=120)


def main(arguments=None):
    """Measure, fit, and write a table, JSON and a figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args(arguments)
    if len(set(options.sizes)) < 2:
        parser.error("two sizes at least, or no growth is seen")
    mpl.use("agg")
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    about, cores = about_machine(), os.cpu_count()
    work = lesson_work("01")
    measurements, lines = [], []
    for size, workers in [*((n, 2) for n in options.sizes), *((50, w) for w in WORKERS if w != 2)]:
        one = by_nbgrader(work, size, workers)
        measurements.append(one)
        lines.append(f"| {size} | {workers} | {one.seconds:.1f} | {one.peak_mib:.0f} |")
        print(lines[-1], flush=True)
    with tempfile.TemporaryDirectory() as folder:
        size = max(options.sizes)
        root = hand_in(Path(folder), work, size).root
        run_nbgrader(root, work.topic, 2)
        again, unchanged, _ = run_nbgrader(root, work.topic, 2)
    assert f"{size} submissions are graded already and unchanged" in again
    record, waits = measure_record(work)
    start, core = fit(measurements, cores)
    small, large = measurements[0], measurements[len(options.sizes) - 1]
    growth = large.seconds / (small.seconds * large.submissions / small.submissions)
    more = large.submissions - small.submissions
    process = (large.process_seconds - small.process_seconds) / more
    shared = (large.main_seconds - small.main_seconds) / more + waits
    text = f"""{about["head"]}
Lesson 01, right answers.

| submissions | workers | seconds | peak MiB |
|--:|--:|--:|--:|
{chr(10).join(lines)}

- {large.submissions} submissions take {growth:.2f} times as long as
  {large.submissions // small.submissions} times {small.submissions} of them.
- A run of {size} in which nothing has changed takes {unchanged:.1f} s.
- Fitted: {start:.1f} s before the first, {core:.2f} s of a core for each submission.
- The process of the command takes {1000 * process:.0f} ms of a core a submission: on one machine,
  where it also talks with the kernels, about {core / process:.0f} cores keep it busy.
- On a cluster the workers do that. Reading what came in and recording the results takes
  {1000 * shared:.0f} ms a submission, {1000 * record:.0f} ms of them in the gradebook: about
  {core / shared:.0f} cores keep it busy. It is the first to be exhausted: more cores add nothing
  for this lesson. One whose cells run longer keeps more of them busy, in proportion.

What a cluster would take, by this model:

| submissions | cores | hours |
|--:|--:|--:|
"""
    for many in MANY:
        for number in (2, 16, 64, 256):
            seconds = start + max(many * core / number, many * shared)
            text += f"| {many:,} | {number} | {seconds / 3600:.2g} |\n"
    options.results.mkdir(parents=True, exist_ok=True)
    found = {
        "start": start,
        "core": core,
        "process": process,
        "shared": shared,
        "record": record,
        "unchanged": unchanged,
    }
    runs = [
        {"submissions": m.submissions, "workers": m.processes, "seconds": m.seconds}
        for m in measurements
    ]
    content = json.dumps({"about": about, "runs": runs, **found}, indent=1)
    (options.results / "growth.json").write_text(content + "\n")
    (options.results / "growth.md").write_text(text)
    draw(measurements, start, core, cores, options.results / "growth.png")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
