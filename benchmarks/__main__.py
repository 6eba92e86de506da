"""``make bench``: all ways on the same submissions, in one run; a table, JSON and a figure."""

import argparse
import dataclasses
import json
import os
import platform
import sys
import time
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

from benchmarks.otter import by_otter
from benchmarks.ways import by_nbgrader, command_start, warm
from benchmarks.work import lesson_work, trial_work

QUIET = 0.5  # load a minute before the start, above which the figures are marked
RESULTS = Path(__file__).parent / "results"


def measure(work, options):
    """Grade one kind of submission in all ways; say each as it comes."""
    found = []

    def add(measurement):
        found.append(measurement)
        print(
            f"{measurement.work}: {measurement.way}: {measurement.submissions} in "
            f"{measurement.seconds:.1f} s, {measurement.per_minute:.1f} a minute",
            flush=True,
        )

    if options.stock:
        add(by_nbgrader(work, options.stock))
    if options.otter:
        add(by_otter(work, options.otter))
    for workers in options.workers:
        for sealed in (True, False) if options.unsealed else (True,):
            # A run of one submission for each worker is the start of the command, and little else.
            start = by_nbgrader(work, workers, workers, sealed)
            many = by_nbgrader(work, options.count, workers, sealed)
            add(dataclasses.replace(many, start=start.seconds, start_cpu=start.cpu_seconds))
    if (options.stock or options.otter) and 1 not in options.workers:
        add(warm(work, options.stock or options.otter, 1))
    for processes in options.workers:
        add(warm(work, options.count, processes))
    return found


def as_table(measurements):
    """Return a table in Markdown, with the ratios to stock nbgrader and to the floor.

    The floor is one warm process for each submission, as many at a time. Seconds and CPU seconds
    are those of a further submission, the start of the command and what runs meanwhile taken off.
    """
    lines = [
        "| work | way | submissions | seconds | of these, start | s a further one | × floor "
        "| CPU s a further one | × floor | × stock | peak MiB | points |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in measurements:
        same = [other for other in measurements if other.work == one.work]
        stock = next((other for other in same if other.way.startswith("stock")), None)
        floor = next(other for other in same if other.is_floor and other.processes == one.processes)
        gain = f"{one.per_minute / stock.per_minute:.1f}" if stock else ""
        points = "" if one.points is None else f"{one.points:g}"
        start = f"{one.start:.1f}" if one.start else ""
        cpu = cpu_ratio = ""
        if one.further_cpu:
            cpu, cpu_ratio = f"{one.further_cpu:.2f}", f"{one.further_cpu / floor.further_cpu:.2f}"
        lines.append(
            f"| {one.work} | {one.way} | {one.submissions} | {one.seconds:.1f} | {start} | "
            f"{one.further:.2f} | {one.further / floor.further:.2f} | {cpu} | {cpu_ratio} | "
            f"{gain} | {one.peak_mib:.0f} | {points} |"
        )
    return "\n".join(lines) + "\n"


def draw(measurements, path):
    """Draw submissions a minute, a group of bars for each kind of work."""
    works = list(dict.fromkeys(one.work for one in measurements))
    ways = list(dict.fromkeys(one.way for one in measurements))
    fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
    width = 0.8 / len(ways)
    for index, (way, hatch) in enumerate(
        zip(ways, ("", "//", "..", "xx", "--", "++", "oo"), strict=False)
    ):
        rates = [
            next((m.per_minute for m in measurements if (m.work, m.way) == (work, way)), 0)
            for work in works
        ]
        places = [place + index * width for place in range(len(works))]
        ax.bar(places, rates, width, label=way, hatch=hatch, edgecolor="white")
    names = [work.replace("_", "\n") for work in works]
    ax.set_xticks([place + 0.4 - width / 2 for place in range(len(works))], names)
    ax.set_yscale("log")
    ax.set_ylabel("submissions a minute")
    fig.legend(loc="outside upper center", ncols=3, fontsize="small")
    fig.savefig(path, dpi=120)


def about_machine():
    """Say what the machine is and whether it is quiet; ``head`` is for a reader."""
    load = os.getloadavg()[0]
    about = {
        "date": time.strftime("%Y-%m-%d"),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "load_before": round(load, 2),
    }
    head = f"{about['date']}, {about['cores']} cores, Python {about['python']}.\n"
    if load > QUIET:
        head += (
            f"\n**The machine was not quiet: its load was {load:.1f} before the start. "
            "Ratios between ways that ran at other loads are not to be relied on.**\n"
        )
    return {**about, "head": head}


def main(arguments=None):
    """Run the benchmark; return the exit status."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--lesson", nargs="*", default=["01", "02", "04", "05"])
    parser.add_argument("--no-trial", action="store_true", help="leave out the 1 s trial")
    parser.add_argument("--count", type=int, default=40, help="submissions")
    parser.add_argument("--stock", type=int, default=5, help="submissions for stock nbgrader")
    parser.add_argument("--otter", type=int, default=5, help="submissions for Otter")
    parser.add_argument("--workers", type=int, nargs="*", default=[2])
    parser.add_argument("--unsealed", action="store_true", help="also unsealed: what sealing costs")
    parser.add_argument("--name", default="grading", help="of the files with the results")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args(arguments)
    mpl.use("agg")
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the grader has it
    # Stock nbgrader calls alembic.
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    about = about_machine()
    about["command_start"] = command_start()
    works = [lesson_work(number) for number in options.lesson]
    works += [] if options.no_trial else [trial_work()]
    measurements = []
    for work in works:
        measurements += measure(work, options)
    options.results.mkdir(parents=True, exist_ok=True)
    content = {"about": about, "measurements": [dataclasses.asdict(m) for m in measurements]}
    (options.results / f"{options.name}.json").write_text(json.dumps(content, indent=1) + "\n")
    head = f"{about['head']}\n`nbgrader --version` takes {about['command_start']:.2f} s.\n"
    (options.results / f"{options.name}.md").write_text(f"{head}\n{as_table(measurements)}")
    draw(measurements, options.results / f"{options.name}.png")
    print(f"\n{head}\n{as_table(measurements)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
