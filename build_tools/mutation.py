"""``make mutation``: whether the checks notice every small fault in an answer.

Each reference solution is changed in one place: an operator, a comparison, a constant or a keyword
(the operators of cosmic-ray), a statement left out or two arguments swapped (here). The change must
make the item's visible or hidden check fail. A change that nobody could notice stands in
``lessons/<lesson>/equivalent_mutants.toml`` with its reason.
"""

import argparse
import ast
import contextlib
import dataclasses
import difflib
import os
import sys
import time
import tomllib

import parso
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from rich.console import Console
from rich.table import Table

from build_tools.lessons import ROOT, LessonError, find_lessons
from build_tools.replay import run_forked, steps
from mlcourse.data import keep_data_folder

#: What an arithmetic operator becomes; cosmic-ray's other replacements only raise TypeErrors.
ARITHMETIC = {
    "Add": ["Sub", "Mul"],
    "Sub": ["Add", "Mul"],
    "Mul": ["Div", "Add"],
    "Div": ["Mul", "FloorDiv"],
    "FloorDiv": ["Div", "Mul"],
    "Mod": ["FloorDiv"],
    "Pow": ["Mul"],
}
COMPARISON = {
    "Eq": ["NotEq"],
    "NotEq": ["Eq"],
    "Lt": ["LtE", "GtE"],
    "LtE": ["Lt", "Gt"],
    "Gt": ["GtE", "LtE"],
    "GtE": ["Gt", "Lt"],
    "Is": ["IsNot"],
    "IsNot": ["Is"],
}
REPORT = ROOT / "docs" / "mutation.md"


@dataclasses.dataclass(frozen=True)
class Mutant:
    """A solution with one change.

    Attributes
    ----------
    item : str
        The item.
    original, source : str
        The solution, without and with the change.
    """

    item: str
    original: str
    source: str

    @property
    def change(self):
        """The changed lines, as ``- old`` and ``+ new``, without indentation."""
        lines = difflib.ndiff(self.original.split("\n"), self.source.split("\n"))
        return "\n".join(f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "+-")


def mutants(item, source):
    """Make all mutants of one solution.

    Parameters
    ----------
    item : str
        The item's name.
    source : str
        Its solution, Python code.

    Returns
    -------
    list of Mutant
        No two with the same text, all of them Python.
    """
    original = ast.unparse(_without_docstrings(ast.parse(source)))
    found = [*_cosmic_ray(original), *_dropped_statements(original), *_swapped_arguments(original)]
    made = []
    for text in dict.fromkeys(found):
        with contextlib.suppress(SyntaxError):
            if ast.dump(ast.parse(text)) != ast.dump(ast.parse(original)):
                made.append(Mutant(item, original, text))
    return made


def run_lesson(lesson, only=(), workers=2, say=print):
    """Run all mutants of a lesson, each in a process of its own, forked from a warm one.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        The lesson.
    only : collection of str
        Items to mutate; all where empty.
    workers : int
        How many mutants run at a time.
    say : callable
        Takes one line of progress.

    Returns
    -------
    dict of str to (int, list of Mutant, list of (Mutant, str))
        Item to the number of mutants, those that passed both checks, and those of them that are
        known to be equivalent, with the reason.

    Raises
    ------
    LessonError
        If the solution itself fails a check, or an equivalent mutant is named that is none.
    """
    known = _equivalent(lesson)
    results = {}
    for step in steps(lesson):
        item, checks = step.item, step.checks[step.item]
        if only and item not in only:
            continue
        begun = time.monotonic()
        made = mutants(item, step.reference)
        jobs = [[source, *checks] for source in (step.reference, *(m.source for m in made))]
        failed, *errors = run_forked(jobs, step.namespace, workers)
        if failed:
            raise LessonError(f"{lesson.name}: {item}: the solution fails its checks:\n{failed}")
        living = [mutant for mutant, error in zip(made, errors, strict=True) if error is None]
        excused = [(m, known.pop(key)) for m in living if (key := (item, m.change)) in known]
        survivors = [mutant for mutant in living if mutant not in [e for e, _ in excused]]
        results[item] = (len(made), survivors, excused)
        seconds = time.monotonic() - begun
        say(f"{lesson.name}: {item}: {len(survivors)} of {len(made)} live ({seconds:.0f} s)")
    stale = [f"{item}: {change}" for item, change in known if not only or item in only]
    if stale:
        raise LessonError(f"{lesson.name}: no such surviving mutant:\n" + "\n".join(stale))
    return results


def main(arguments=None):
    """Run ``make mutation``; return 1 if too many mutants live."""
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", action="append", help="only this lesson, such as 02_perceptron")
    parser.add_argument("--item", action="append", default=[], help="only this item")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    keep_data_folder()
    os.environ.setdefault("MPLBACKEND", "agg")
    console = Console()
    rows, lines = [], []
    for lesson in find_lessons():
        if options.lesson and lesson.name not in options.lesson:
            continue
        results = run_lesson(lesson, options.item, options.workers, console.print)
        for item, (number, survivors, excused) in results.items():
            rows.append((lesson.name, item, number, len(survivors), len(excused)))
            for mutant in survivors:
                lines += [f"{lesson.name}: {item} lives:", mutant.change, ""]
    for line in lines:
        console.print(line, markup=False, highlight=False)
    table = Table("lesson", "item", title="Mutation of the reference solutions")
    for name in ("mutants", "killed", "equivalent", "live", "score"):
        table.add_column(name, justify="right")
    good = True
    for lesson, item, number, live, excused in [*rows, _total(rows)]:
        score = _score(number, live, excused)
        good = good and score >= (0.95 if lesson == "all" else 0.90)
        killed = number - live - excused
        table.add_row(lesson, item, *map(str, (number, killed, excused, live)), f"{score:.1%}")
    console.print(table)
    if not options.lesson and not options.item:
        _write_report(rows)
    return 0 if good else 1


def _score(number, live, excused):
    return 1 - live / (number - excused) if number > excused else 1.0


def _total(rows):
    return ("all", "", *(sum(row[column] for row in rows) for column in (2, 3, 4)))


def _write_report(rows):
    lines = [
        "# Mutation testing of the checks",
        "",
        "Written by `make mutation`: every reference solution is changed in one place at a time,",
        "and the item's visible or hidden check must fail. Equivalent mutants, which no check",
        "could notice, stand with their reasons in `lessons/*/equivalent_mutants.toml`.",
        "",
        "| lesson | item | mutants | killed | equivalent | live | score |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for lesson, item, number, live, excused in [*rows, _total(rows)]:
        score = _score(number, live, excused)
        killed = number - live - excused
        lines.append(
            f"| {lesson} | {item} | {number} | {killed} | {excused} | {live} | {score:.1%} |"
        )
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _equivalent(lesson):
    path = lesson.folder / "equivalent_mutants.toml"
    if not path.is_file():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    return {(e["item"], e["change"].strip("\n")): e["reason"] for e in entries}


def _cosmic_ray(source):
    for name in operator_names():
        operator = get_operator(name)
        short = name.partition("/")[2]
        kind, _, pair = short.partition("_")
        old, _, new = pair.partition("_")
        if kind == "ReplaceBinaryOperator" and new not in ARITHMETIC.get(old, ()):
            continue
        if kind == "ReplaceComparisonOperator" and new not in COMPARISON.get(old, ()):
            continue
        if short in ("VariableReplacer", "VariableInserter", "ExceptionReplacer"):
            continue
        if kind == "ReplaceUnaryOperator" and (old, new) not in (
            *(("USub", "UAdd"), ("Delete", "USub"), ("Delete", "Not"), ("Delete", "Invert")),
        ):
            continue
        operator = operator()
        count = _occurrences(parso.parse(source), operator)
        for occurrence in range(count):
            text = mutate_code(source, operator, occurrence)
            if text is not None:
                yield text


def _occurrences(node, operator):
    own = len(list(operator.mutation_positions(node)))
    return own + sum(_occurrences(child, operator) for child in getattr(node, "children", ()))


def _dropped_statements(source):
    """Replace each statement but definitions and docstrings by ``pass``."""
    number = sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(source)))
    for index in range(number):
        tree = ast.parse(source)
        target = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)][index]
        if isinstance(target, (ast.FunctionDef, ast.ClassDef, ast.Pass, ast.Import)):
            continue
        if isinstance(target, ast.Assign) and ast.unparse(target.value) == "None":
            continue  # handed out like this, above the solution
        for parent in ast.walk(tree):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(parent, field, None)
                if isinstance(block, list) and target in block:
                    block[block.index(target)] = ast.Pass()
        yield ast.unparse(tree)


def _swapped_arguments(source):
    """Swap each two neighbouring positional arguments, and each two neighbours of a tuple."""
    number = sum(isinstance(node, (ast.Call, ast.Tuple)) for node in ast.walk(ast.parse(source)))
    for index in range(number):
        nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, (ast.Call, ast.Tuple))]
        length = len(_arguments(nodes[index]))
        for place in range(length - 1):
            tree = ast.parse(source)
            node = [n for n in ast.walk(tree) if isinstance(n, (ast.Call, ast.Tuple))][index]
            arguments = _arguments(node)
            arguments[place], arguments[place + 1] = arguments[place + 1], arguments[place]
            yield ast.unparse(tree)


def _arguments(node):
    return node.args if isinstance(node, ast.Call) else node.elts


def _without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return tree


if __name__ == "__main__":
    sys.exit(main())
