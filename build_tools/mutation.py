"""``make mutation``: whether the checks notice every small fault in an answer.

Each reference solution is changed in one place: an operator, a comparison, a constant or a keyword
(the operators of cosmic-ray), a statement left out or two arguments swapped (here). The change must
make the item's visible or hidden check fail. A change that nobody could notice stands in
``lessons/<lesson>/equivalent_mutants.toml`` with its reason. Programs with faults that people make,
and programs that do the same in another way, come from `build_tools.rewrites`.
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

from build_tools import rewrites
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
SMALL = ("lesson", "item", "mutants", "killed", "equivalent", "live", "score")
SAME = ("lesson", "item", "programs", "refused")
#: Kind to the title of its section in the report, what stands there, and its columns.
SECTIONS = {
    "small": (
        "One changed place",
        [
            "Every reference solution is changed in one place at a time, and the item's visible or",
            "hidden check must fail. Equivalent mutants, which no check could notice, stand with",
            "their reasons in `lessons/*/equivalent_mutants.toml`.",
        ],
        SMALL,
    ),
    "wrong": (
        "Faults that people make",
        [
            "Programs made from the reference solutions (`build_tools/rewrites.py`): an argument",
            "changed in place, a buffer shared between calls, the first call remembered, numbers",
            "clipped, a setting of the libraries changed, a neighbor method under the right name.",
            "Counted are those whose fault made a difference to a call of the checks.",
        ],
        SMALL,
    ),
    "equivalent": (
        "The same in another way",
        ["Programs that must pass: bound methods, validation, classes, keywords, copies, loops."],
        SAME,
    ),
}


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
        If the solution itself fails a check, or a mutant that is named as equivalent is not.
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


def run_rewrites(lesson, make, only=(), workers=2, say=print):
    """Run the programs of `build_tools.rewrites` that are made from a lesson's solutions.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        The lesson.
    make : callable
        `rewrites.wrong` or `rewrites.equivalent`.
    only : collection of str
        Items; all where empty.
    workers : int
        How many programs run at a time.
    say : callable
        Takes one line of progress.

    Returns
    -------
    dict of str to (int, list of Rewrite, list of (Rewrite, str))
        Item to the number of programs of which at least one call gave something to judge, those
        that passed both checks, and those that did not, with what the checks said.
    """
    results = {}
    for step in steps(lesson):
        item, checks = step.item, step.checks[step.item]
        if only and item not in only:
            continue
        begun = time.monotonic()
        made = make(item, step.reference)
        jobs = [[rewrite.source, *checks, rewrites.ONLY_IF_FIRED] for rewrite in made]
        errors = run_forked(jobs, step.namespace, workers)
        judged = [
            (rewrite, error)
            for rewrite, error in zip(made, errors, strict=True)
            if error is None or rewrites.IDLE not in error or make is rewrites.equivalent
        ]
        idle = make is rewrites.equivalent  # of these, an idle wrapper is not a fault
        passed = [r for r, e in judged if e is None or (idle and rewrites.IDLE in e)]
        refused = [(r, e) for r, e in judged if r not in passed]
        results[item] = (len(judged), passed, refused)
        seconds = time.monotonic() - begun
        say(f"{lesson.name}: {item}: {len(passed)} of {len(judged)} pass ({seconds:.0f} s)")
    return results


def main(arguments=None):
    """Run ``make mutation``; return 1 if too many mutants live or an equivalent is refused."""
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__.split("\n")[0])
    parser.add_argument("--lesson", action="append", help="only this lesson, such as 02_perceptron")
    parser.add_argument("--item", action="append", default=[], help="only this item")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--kind", choices=("small", "wrong", "equivalent"), help="only this kind")
    options = parser.parse_args(arguments)
    keep_data_folder()
    os.environ.setdefault("MPLBACKEND", "agg")
    good = True
    lessons = [x for x in find_lessons() if not options.lesson or x.name in options.lesson]
    for kind, measure in (("small", _small), ("wrong", _wrong), ("equivalent", _equivalents)):
        if options.kind in (None, kind):
            rows, passed, survivors = measure(lessons, options)
            good = good and passed
            if not options.item:
                _write_report(kind, lessons, rows, survivors)
    return 0 if good else 1


def _small(lessons, options):
    """Measure the mutants of one changed place; return table rows, whether all is well, notes."""
    console = Console()
    rows, notes = [], []
    for lesson in lessons:
        results = run_lesson(lesson, options.item, options.workers, console.print)
        for item, (number, survivors, excused) in results.items():
            live, score = len(survivors), _score(number, len(survivors), len(excused))
            killed = number - live - len(excused)
            rows.append((lesson.name, item, number, killed, len(excused), live, f"{score:.1%}"))
            notes += [f"{lesson.name}: {item}: `{mutant.change}`" for mutant in survivors]
    number, live = sum(row[2] for row in rows), sum(row[5] for row in rows)
    score = _score(number, live, sum(row[4] for row in rows))
    _show("Mutation of the reference solutions", SMALL, rows, notes, console)
    return rows, score >= 0.95, notes


def _wrong(lessons, options):
    """Measure the programs with a fault that people make."""
    console = Console()
    rows, notes = [], []
    for lesson in lessons:
        known = _equivalent(lesson, "rewrite")
        results = run_rewrites(lesson, rewrites.wrong, options.item, options.workers, console.print)
        for item, (number, passed, _) in results.items():
            right = [r for r in passed if (item, r.kind) in known]
            live = [r for r in passed if r not in right]
            refused = number - len(passed)
            score = _score(number, len(live), len(right))
            rows.append((lesson.name, item, number, refused, len(right), len(live), f"{score:.1%}"))
            notes += [f"{lesson.name}: {item}: {r.kind}: lives" for r in live]
            notes += [
                f"{lesson.name}: {item}: {r.kind}: right, {known[item, r.kind]}" for r in right
            ]
    number, live = sum(row[2] for row in rows), sum(row[5] for row in rows)
    score = _score(number, live, sum(row[4] for row in rows))
    _show("Programs with a fault that people make", SMALL, rows, notes, console)
    return rows, score >= 0.99, notes


def _equivalents(lessons, options):
    """Measure the programs that do the same in another way."""
    console = Console()
    rows, notes = [], []
    for lesson in lessons:
        results = run_rewrites(
            lesson, rewrites.equivalent, options.item, options.workers, console.print
        )
        for item, (number, _, refused) in results.items():
            rows.append((lesson.name, item, number, len(refused)))
            for rewrite, error in refused:
                said = error.strip().split("\n")[-1]
                notes.append(f"{lesson.name}: {item}: {rewrite.kind}: {said}")
    _show("Programs that do the same in another way", SAME, rows, notes, console)
    return rows, not notes, notes


def _show(title, columns, rows, notes, console):
    table = Table(*columns, title=title)
    for row in rows:
        table.add_row(*map(str, row))
    console.print(table)
    for note in notes:
        console.print(note, markup=False, highlight=False)


def _score(number, live, excused):
    return 1 - live / (number - excused) if number > excused else 1.0


def _write_report(kind, lessons, rows, notes):
    """Write the section of a kind; rows of lessons that were not measured now stay as they are."""
    title, text, columns = SECTIONS[kind]
    sections = _sections(REPORT.read_text(encoding="utf-8")) if REPORT.is_file() else {}
    measured = {lesson.name for lesson in lessons}
    names = [lesson.name for lesson in find_lessons()]
    kept_rows, kept_notes = sections.get(title, ([], []))
    rows = [[str(cell) for cell in row] for row in rows]
    rows += [row for row in kept_rows if row[0] in set(names) - measured]
    notes = [*notes, *(n for n in kept_notes if n.partition(":")[0] in set(names) - measured)]
    rows.sort(key=lambda row: names.index(row[0]))
    sections[title] = rows, sorted(notes)
    lines = ["# Mutation testing of the checks", "", "Written by `make mutation`."]
    for title, text, columns in SECTIONS.values():
        rows, notes = sections.get(title, ([], []))
        totals = [sum(int(row[i]) for row in rows) for i in range(2, len(columns))[:4]]
        if "score" in columns:
            score = _score(totals[0], totals[3], totals[2])
            totals = [*totals, f"{score:.1%}"]
        lines += ["", f"## {title}", "", *text, ""]
        lines += [f"| {' | '.join(columns)} |", "|---|---|" + "---:|" * (len(columns) - 2)]
        lines += [f"| {' | '.join(row)} |" for row in rows]
        lines += [f"| all |  | {' | '.join(map(str, totals))} |"]
        lines += ["", *(f"- {note}" for note in notes)] if notes else []
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _sections(text):
    """Read a report: the title of each section to its rows, without the last, and its notes."""
    found = {}
    for part in text.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        lines = body.split("\n")
        rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
        notes = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        found[title] = [row for row in rows[1:] if row[0] != "all"], notes
    return found


def _equivalent(lesson, kind="mutant"):
    """Read what is right although it was changed: (item, change or kind) to its reason."""
    path = lesson.folder / "equivalent_mutants.toml"
    if not path.is_file():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get(kind, ())
    key = "change" if kind == "mutant" else "kind"
    return {(e["item"], e[key].strip("\n")): e["reason"] for e in entries}


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
