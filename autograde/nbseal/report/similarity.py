"""Answers that are like each other, found by winnowing.

As in MOSS (Schleimer, Wilkerson and Aiken, SIGMOD 2003): a text becomes the hashes of all runs of
`RUN` tokens, of which each `WINDOW` in a row keep the least. What was handed out is left out, and
a fingerprint counts the less the more students have it: answers to a short exercise are alike.
"""

import collections
import dataclasses
import itertools
import keyword
import math
import re
import zlib
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearSolutions

from nbseal.report.gather import Assignment

RUN = 8  # tokens
WINDOW = 4
LEAST_SHARED = 6  # fingerprints: fewer are chance
LEAST_LIKENESS = 0.5
MAX_PAIRS = 20
MAX_TEXT = 50_000  # characters of an answer that are compared
REFERENCE = ""  # stands for the reference answers where others have a student's id

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\s+)
    |(?P<text>[rbfuRBFU]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<number>\d[\w.]*)
    |(?P<name>\w+)
    |(?P<operator>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclasses.dataclass
class Item:
    """An answer of both.

    Attributes
    ----------
    name : str
        The cell's grade_id.
    first, second : list of (str, bool)
        Each line, and whether it is shared.
    """

    name: str
    first: list[tuple[str, bool]]
    second: list[tuple[str, bool]]


@dataclasses.dataclass
class Pair:
    """Two whose answers are alike.

    Attributes
    ----------
    first, second : str
        Students; `REFERENCE` stands for the reference answers.
    likeness : float
        The part of the unusual fingerprints of the one with fewer that the other has too.
    items : list of Item
        The answers that share some.
    """

    first: str
    second: str
    likeness: float
    items: list[Item]


def find_pairs(course: CourseDirectory, assignment: Assignment) -> list[Pair]:
    """Find submissions of an assignment that share unusual parts.

    Parameters
    ----------
    course : nbgrader.coursedir.CourseDirectory
        Says where the source is.
    assignment : nbseal.report.gather.Assignment
        The class's work.

    Returns
    -------
    list of Pair
        The most alike first, `MAX_PAIRS` at most.
    """
    reference, handed_out = _source_texts(course, assignment.name)
    # Essays are not code: the cells to compare are those of the reference, if the source has one.
    answers = {
        submission.student: {
            name: text[:MAX_TEXT]
            for name, text in submission.sources.items()
            if not reference or name in reference
        }
        for submission in assignment.graded
    }
    if reference:
        answers[REFERENCE] = reference
    known = {name: set(_hashes(text)) for name, text in handed_out.items()}
    prints = {
        who: {
            (name, mark)
            for name, text in texts.items()
            for mark in fingerprints(text)
            if mark not in known.get(name, ())
        }
        for who, texts in answers.items()
    }
    found = []
    for likeness, first, second in _alike(prints):
        shared = prints[first] & prints[second]
        names = collections.Counter(name for name, _ in shared)
        items = [
            Item(
                name,
                *(
                    _marked(answers[who][name], name, shared, handed_out.get(name, ""))
                    for who in (first, second)
                ),
            )
            for name, _ in names.most_common()
        ]
        found.append(Pair(first, second, likeness, items))
    return found


def fingerprints(text: str) -> set[int]:
    """Return the fingerprints of a program.

    Parameters
    ----------
    text : str
        Python, or what a student took for it.

    Returns
    -------
    set of int
        The same for programs that differ only in names, numbers, texts, comments and spacing.
    """
    hashes = _hashes(text)
    if len(hashes) <= WINDOW:
        return set(hashes)
    return {min(hashes[i : i + WINDOW]) for i in range(len(hashes) - WINDOW + 1)}


def _tokens(text: str) -> list[tuple[str, int]]:
    """Return each token's kind, or itself where it is a keyword or an operator, and its place."""
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "skip":
            continue
        symbol = match[0]
        if kind in ("text", "number") or (kind == "name" and not keyword.iskeyword(symbol)):
            symbol = kind
        tokens.append((symbol, match.start()))
    return tokens


def _hashes(text: str) -> list[int]:
    symbols = [symbol for symbol, _ in _tokens(text)]
    # crc32, as hash() of a text differs from run to run.
    return [
        zlib.crc32(" ".join(symbols[i : i + RUN]).encode()) for i in range(len(symbols) - RUN + 1)
    ]


def _alike(prints: Mapping[str, AbstractSet[tuple[str, int]]]) -> list[tuple[float, str, str]]:
    """Return (likeness, first, second) of the pairs that share most."""
    holders: dict[tuple[str, int], list[str]] = collections.defaultdict(list)
    for who, marks in prints.items():
        for mark in marks:
            holders[mark].append(who)
    many = max(3, len(prints) // 8)
    weight = {
        mark: math.log(len(prints) / len(who)) if len(who) <= many else 0.0
        for mark, who in holders.items()
    }
    own = {who: sum(weight[mark] for mark in marks) for who, marks in prints.items()}
    shared: dict[tuple[str, str], float] = collections.defaultdict(float)
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    for mark, those in holders.items():
        if weight[mark] > 0:
            for pair in itertools.combinations(those, 2):
                shared[pair] += weight[mark]
                counts[pair] += 1
    pairs = [
        (shared[pair] / min(own[pair[0]], own[pair[1]]), *pair)
        for pair, count in counts.items()
        if count >= LEAST_SHARED
    ]
    pairs = [pair for pair in pairs if pair[0] >= LEAST_LIKENESS]
    return sorted(pairs, key=lambda pair: (-pair[0], *pair[1:]))[:MAX_PAIRS]


def _marked(
    text: str, name: str, shared: Collection[tuple[str, int]], handed_out: str
) -> list[tuple[str, bool]]:
    """Return the lines of a text, and whether each has a part in a shared fingerprint.

    Of lines that were handed out, more than two in a row are left out.
    """
    line_of = [text.count("\n", 0, place) for _, place in _tokens(text)]
    lines = set()
    for start, mark in enumerate(_hashes(text)):
        if (name, mark) in shared:
            lines.update(line_of[start : start + RUN])
    given = set(handed_out.split("\n"))
    marked: list[tuple[str, bool]] = []
    numbered = enumerate(text.split("\n"))
    for was_given, lines_of in itertools.groupby(numbered, lambda numbered: numbered[1] in given):
        group = [(line, number in lines and not was_given) for number, line in lines_of]
        if was_given and len(group) > 2:
            group = [group[0], ("    …", False)]
        marked += group
    return marked


def _source_texts(
    course: CourseDirectory, assignment: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the source has and what was handed out: grade_id to text, of code to write."""
    folder = Path(course.format_path(course.source_directory, ".", assignment))
    reference: dict[str, str] = {}
    handed_out: dict[str, str] = {}
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        clear = ClearSolutions(parent=course)
        cells = [
            cell
            for cell in notebook.cells
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
        ]
        for cell in cells:
            name = cell.metadata.nbgrader.grade_id
            markers = (clear.begin_solution_delimeter, clear.end_solution_delimeter)
            lines = cell.source.split("\n")
            reference[name] = "\n".join(
                line for line in lines if not any(marker in line for marker in markers)
            )
        notebook, _ = clear.preprocess(notebook, {})
        handed_out.update({cell.metadata.nbgrader.grade_id: cell.source for cell in cells})
    return reference, handed_out
