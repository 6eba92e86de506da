"""``make seeds``: whether right work passes whatever the random numbers and the threads.

Each reference solution and each right answer of the banks is graded with different seeds: those of
Python, NumPy and PyTorch, and those that the answer itself names. It is graded with one and with
two threads; where that takes long, once with each seed, with one and two threads in turn.
"""

import argparse
import ast
import os
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from build_tools.answers import read_answers
from build_tools.lessons import ROOT, find_lessons
from build_tools.replay import run_forked, steps
from mlcourse.data import keep_data_folder

LONG = 2.0  # seconds; an answer that takes longer is graded once with each seed
SEEDING = {"manual_seed", "default_rng", "seed", "RandomState"}
REPORT = ROOT / "docs" / "seeds.md"
NUMBERS = ("right answers", "seeds", "gradings", "failures")


def reseeded(source, seed):
    """Give other seeds to an answer that names its own.

    Parameters
    ----------
    source : str
        Python code.
    seed : int
        0 leaves the code as it is.

    Returns
    -------
    str
        The code, in which two seeds that were different still are.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in SEEDING:
            for value in (*node.args, *(keyword.value for keyword in node.keywords)):
                if isinstance(value, ast.Constant) and type(value.value) is int:
                    value.value += 1000 * seed
    return ast.unparse(tree)


def run_lesson(lesson, num_seeds, workers, only=(), say=print):
    """Grade the reference and the right answers of a lesson with many seeds.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        The lesson.
    num_seeds : int
        How many seeds.
    workers : int
        How many gradings with one thread run at a time.
    only : collection of str
        Items to grade; all where empty.
    say : callable
        Takes one line of progress.

    Returns
    -------
    dict of str to (int, int, list of str)
        Item to the number of answers, that of gradings, and a line for each that failed.
    """
    answers = [answer for answer in read_answers(lesson) if answer.passes]
    results = {}
    for step in steps(lesson):
        if only and step.item not in only:
            continue
        begun = time.monotonic()
        graded = {"the reference": {step.item: step.reference}}
        for answer in answers:
            # An answer to more than one item is graded where the last of them stands.
            if step.item in answer.sources and set(answer.sources) <= set(step.checks):
                graded[answer.name] = answer.sources
        number, failures = 0, []
        for name, sources in graded.items():
            runs, problems = _grade(sources, step, num_seeds, workers)
            number += runs
            failures += [f"{lesson.name}: {step.item}: {name}: {text}" for text in problems]
        results[step.item] = (len(graded), number, failures)
        seconds = time.monotonic() - begun
        say(f"{lesson.name}: {step.item}: {len(failures)} of {number} failed ({seconds:.0f} s)")
    return results


def _grade(sources, step, num_seeds, workers):
    """Grade one answer; return the number of gradings and a text for each that failed."""

    def grade(runs, workers):
        def prepare(number):
            seed, threads = runs[number]
            threadpool_limits(threads)
            torch.set_num_threads(threads)
            random.seed(seed)
            np.random.seed(seed)  # noqa: NPY002 - students' code may draw from it
            torch.manual_seed(seed)

        jobs = []
        for seed, _ in runs:
            jobs.append([])
            for item in step.checks:
                if item in sources:
                    jobs[-1] += [reseeded(sources[item], seed), *step.checks[item]]
        errors = run_forked(jobs, step.namespace, workers, prepare)
        return [
            f"seed {seed}, threads {threads}: {error.strip()}"
            for (seed, threads), error in zip(runs, errors, strict=True)
            if error
        ]

    begun = time.monotonic()
    problems = grade([(0, 1)], 1)
    long = time.monotonic() - begun > LONG
    one = [(seed, 1) for seed in range(1, num_seeds) if not long or seed % 2 == 0]
    two = [(seed, 2) for seed in range(num_seeds) if not long or seed % 2 == 1]
    problems += grade(one, workers) + grade(two, max(1, workers // 2))
    return 1 + len(one) + len(two), problems


def _called(node):
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)


def main(arguments=None):
    """Run ``make seeds``; return 1 if a grading failed."""
    parser = argparse.ArgumentParser(prog="make seeds", description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", action="append", help="only this lesson, such as 02_perceptron")
    parser.add_argument("--item", action="append", default=[], help="only this item")
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--report", type=Path, default=REPORT, help="where the figures are kept")
    options = parser.parse_args(arguments)
    keep_data_folder()
    os.environ.setdefault("MPLBACKEND", "agg")
    console = Console()
    rows, failures = [], []
    for lesson in find_lessons():
        if options.lesson and lesson.name not in options.lesson:
            continue
        results = run_lesson(lesson, options.seeds, options.workers, options.item, console.print)
        for item, (answers, number, failed) in results.items():
            rows.append((lesson.name, item, answers, options.seeds, number, len(failed)))
            failures += failed
        _write_report(options.report, rows, whole=not options.item)
    for line in failures:
        console.print(line, markup=False, highlight=False)
    table = Table("lesson", "item", title=f"Right answers with {options.seeds} seeds")
    for name in NUMBERS:
        table.add_column(name, justify="right")
    for row in (*rows, _total(rows)):
        table.add_row(*map(str, row))
    console.print(table)
    return 1 if failures else 0


def _total(rows):
    return "all", "", *("" if n == 3 else sum(row[n] for row in rows) for n in range(2, 6))


def merged(text, rows, whole):
    """Put new rows in place of those that a report has for the same items, or whole lessons.

    Parameters
    ----------
    text : str
        The report; empty if the file does not exist.
    rows : list of tuple
        Lesson, item, and the `NUMBERS`.
    whole : bool
        Whether they are all items of their lessons: others are none any more.

    Returns
    -------
    list of tuple
        By lesson; within one, as they stood, and what is new after that.
    """
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    old = [(*row[:2], *map(int, row[2:])) for row in cells if row[-1].isdigit() and row[0] != "all"]
    replaced = {row[0] for row in rows} if whole else set()
    kept = (row for row in old if row[0] not in replaced and len(row) == 2 + len(NUMBERS))
    found = {row[:2]: row for row in kept}
    found |= {row[:2]: row for row in rows}
    return sorted(found.values(), key=lambda row: row[0])


def _write_report(path, rows, whole):
    """Write what was measured last of each lesson."""
    rows = merged(path.read_text(encoding="utf-8") if path.is_file() else "", rows, whole)
    lines = [
        "# Right answers with different seeds and threads",
        "",
        "Written by `make seeds`: every reference solution and every right answer is graded with",
        "many seeds, those that it names itself included, with one and with two threads. An answer",
        f"that takes over {LONG:g} seconds is graded once with each seed, with one and two threads",
        "in turn. Lessons can be run one by one (`python -m build_tools.seeds --lesson NAME`), and",
        "items (`--item NAME`); each row says with how many seeds it was measured last.",
        "",
        f"| lesson | item | {' | '.join(NUMBERS)} |",
        f"|---|---|{'---:|' * len(NUMBERS)}",
        *(f"| {' | '.join(map(str, row))} |" for row in (*rows, _total(rows))),
    ]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
