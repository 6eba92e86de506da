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
from benchmarks.ways import bare, by_nbgrader
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
        add(by_nbgrader(work, options.count, workers))
        if options.unsealed:
            add(by_nbgrader(work, options.count, workers, sealed=False))
    peers = options.stock or options.otter
    if peers and 1 not in options.workers:
        add(bare(work, peers, 1))
    for processes in options.workers:
        add(bare(work, options.count, processes))
    return found


def as_table(measurements):
    """Return a table in Markdown, with the ratios to stock nbgrader and to the bare limit.

    The overhead of a submission is what a way takes more than the students' cells alone do in as
    many processes.
    """
    lines = [
        "| work | way | submissions | seconds | a minute | × stock | × bare time "
        "| overhead, s each | peak MiB | points |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in measurements:
        same = [other for other in measurements if other.work == one.work]
        stock = next((other for other in same if other.way.startswith("stock")), None)
        limit = next(other for other in same if other.is_bare and other.processes == one.processes)
        gain = f"{one.per_minute / stock.per_minute:.1f}" if stock else ""
        points = "" if one.points is None else f"{one.points:g}"
        overhead = 60 / one.per_minute - 60 / limit.per_minute
        lines.append(
            f"| {one.work} | {one.way} | {one.submissions} | {one.seconds:.1f} | "
            f"{one.per_minute:.1f} | {gain} | {limit.per_minute / one.per_minute:.2f} | "
            f"{overhead:.2f} | {one.peak_mib:.0f} | {points} |"
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
    # Stock nbgrader calls alembic.
    os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    about = about_machine()
    works = [lesson_work(number) for number in options.lesson]
    works += [] if options.no_trial else [trial_work()]
    measurements = []
    for work in works:
        measurements += measure(work, options)
    options.results.mkdir(parents=True, exist_ok=True)
    content = {"about": about, "measurements": [dataclasses.asdict(m) for m in measurements]}
    (options.results / f"{options.name}.json").write_text(json.dumps(content, indent=1) + "\n")
    (options.results / f"{options.name}.md").write_text(
        f"{about['head']}\n{as_table(measurements)}"
    )
    draw(measurements, options.results / f"{options.name}.png")
    print(f"\n{about['head']}\n{as_table(measurements)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
