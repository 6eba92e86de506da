"""``python -m benchmarks.sizes``: how time grows with the size of what a student brings.

Each kind is made in several sizes, and taken the way that it takes in grading: outputs are made by
a cell, kept, put into the graded notebook and shown on a feedback page; notebooks are read and
fitted to their source; values cross to a check; rosters and archives are read. What grows faster
than its size shows in the last column, near 2 for the square.
"""

import argparse
import base64
import contextlib
import csv
import dataclasses
import io
import json
import math
import os
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import LimitOutput
from nbseal.batch.task import dump, load
from nbseal.errors import NbsealError
from nbseal.execution.cells import CellProcess
from nbseal.intake.assignment import read_assignment
from nbseal.intake.fitting import fit_to_source
from nbseal.intake.packed import unpack
from nbseal.intake.reading import parse_submission
from nbseal.lms.archives import open_source
from nbseal.lms.roster_files import read_roster
from nbseal.report.feedback import feedback_page
from nbseal.sealed.wire import decode, encode

from benchmarks.__main__ import RESULTS, about_machine

SIZES = (1_000, 30_000, 1_000_000, 5_000_000, 20_000_000)  # bytes
LIMIT = 600  # seconds
MARKS = {"assignment": "a", "student": "s", "score": 0, "max_score": 1, "late_penalty": 0}

#: A cell that shows about `size` bytes.
OUTPUTS = {
    "one line": "print('1234567 ' * ({size} // 8))",
    "many lines": "print('1234567\\n' * ({size} // 8))",
    "many prints": "for _ in range({size} // 8): print('1234567')",
    "carriage returns": "print('123456%\\r' * ({size} // 8))",
    "colors": "print('\\x1b[31mx\\x1b[0m' * ({size} // 10))",
    "rich output": "from IPython.display import HTML\nHTML('<b>1</b>' * ({size} // 8))",
    "picture": "from IPython.display import Image\n"
    "Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes({size} * 3 // 4), format='png')",
    "updates": "from IPython.display import display\nh = display('x', display_id=True)\n"
    "for n in range({size} // 100): h.update('1234567 ' * 12)",
    "traceback": "raise ValueError('1234567 ' * ({size} // 8))",
}


@dataclasses.dataclass
class Kind:
    """Something that may be large.

    Attributes
    ----------
    name : str
        What it is.
    make : callable
        Takes a size in bytes; returns a function that takes the thing its way.
    """

    name: str
    make: Callable[[int], Callable[[], object]]


def _output(source: str, size: int, process: CellProcess) -> Callable[[], object]:
    def take() -> object:
        cell = new_code_cell(source.format(size=size))
        process._outputs.left = 20 << 20
        process.run(cell, LIMIT)
        notebook = load(dump(new_notebook(cells=[cell])))
        limit: Preprocessor = LimitOutput()
        notebook, _ = limit.preprocess(notebook, {})
        return feedback_page(notebook, MARKS)

    return take


def _notebook(cells: Callable[[int], list], size: int, folder: Path) -> Callable[[], object]:
    about = {"grade_id": "a", "solution": True, "grade": False, "locked": False}
    about |= {"schema_version": 3, "task": False}
    answer = new_code_cell("x = 1", metadata={"nbgrader": about}, id="a")
    path = folder / "n.ipynb"
    path.write_text(json.dumps(new_notebook(cells=[answer])))
    content = json.dumps(new_notebook(cells=[answer, *cells(size)])).encode()

    def take() -> object:
        notebook, _ = fit_to_source(parse_submission("n.ipynb", content), read_assignment(path))
        return feedback_page(notebook, MARKS)

    return take


def _attached(size: int) -> list:
    cell = new_markdown_cell("![](attachment:a.png)")
    cell["attachments"] = {"a.png": {"image/png": base64.b64encode(bytes(size * 3 // 4)).decode()}}
    return [cell]


def _crossing(size: int) -> Callable[[], object]:
    value = {"rows": [[float(n), str(n)] for n in range(size // 50)]}
    return lambda: decode(encode(value))


def _roster(size: int, folder: Path) -> Callable[[], object]:
    path = folder / "roster.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["First name", "Last name", "Username", "Email address"])
        for n in range(size // 60):
            writer.writerow([f"First{n}", f"Last{n}", f"user{n}", f"user{n}@example.org"])
    return lambda: read_roster(path)


def _workbook(size: int, folder: Path) -> Callable[[], object]:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["First name", "Last name", "Username", "Email address"])
    for n in range(size // 60):
        sheet.append([f"First{n}", f"Last{n}", f"user{n}", f"user{n}@example.org"])
    path = folder / "roster.xlsx"
    book.save(path)
    return lambda: read_roster(path)


def _packed_tar(size: int) -> Callable[[], object]:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for n in range(max(1, size // 1_500)):
            member = tarfile.TarInfo(f"{n}.txt")
            member.size = 1_000
            archive.addfile(member, io.BytesIO(os.urandom(1_000)))
    content = file.getvalue()
    return lambda: unpack("n.ipynb", content, 20_000_000)


def _archive(size: int, folder: Path) -> Callable[[], object]:
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(max(1, size // 1_000)):
            archive.writestr(f"s{n}/n.ipynb", os.urandom(1_000))

    def take() -> None:
        with open_source(path, None) as source:
            for entry in source:
                entry.read()

    return take


def _packed_folders(size: int, folder: Path) -> Callable[[], object]:
    """Packed tar files of ten files each in a zip, as students hand in folders."""
    path = folder / "folders.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(max(1, size // 10_000)):
            file = io.BytesIO()
            with tarfile.open(fileobj=file, mode="w:gz") as packed:
                for n in range(10):
                    member = tarfile.TarInfo(f"{n}.ipynb")
                    member.size = 1_000
                    packed.addfile(member, io.BytesIO(os.urandom(1_000)))
            archive.writestr(f"s{number}.tgz", file.getvalue())

    def take() -> None:
        with open_source(path, None) as source:
            for entry in source:
                entry.read()

    return take


def kinds(process: CellProcess, folder: Path) -> list[Kind]:
    """Return everything that is measured."""
    found = [
        Kind(name, lambda size, source=source: _output(source, size, process))
        for name, source in OUTPUTS.items()
    ]
    notebooks = {
        "text cell": lambda size: [new_markdown_cell("word " * (size // 5))],
        "math": lambda size: [new_markdown_cell("$x$ " * (size // 4))],
        "code cell": lambda size: [new_code_cell("x = 1\n" * (size // 6))],
        "attached picture": _attached,
        "picture in a text": lambda size: [
            new_markdown_cell(f"![](data:image/png;base64,{'AAAA' * (size // 4)})")
        ],
        "fences": lambda size: [new_markdown_cell("```a\n" * (size // 5))],
        "blank lines": lambda size: [new_code_cell("x = )" + "\n" * size)],
        "pasted column": lambda size: [new_code_cell("x = [)\n" + "1,\n" * (size // 3))],
        "fence after fence": lambda size: [new_markdown_cell("```\nx = 1\n```\n" * (size // 14))],
        "long names": lambda size: [new_code_cell("v" * size + " = 1")],
        "brackets": lambda size: [new_code_cell("x = " + "(" * size)],
        "cells": lambda size: [
            new_code_cell(f"x{n} = {n}" + " " * (size // 1_000), id=f"c{n}")
            for n in range(min(1_900, size // 100))
        ],
    }
    found += [
        Kind(name, lambda size, cells=cells: _notebook(cells, size, folder))
        for name, cells in notebooks.items()
    ]
    found.append(Kind("values", _crossing))
    found.append(Kind("roster", lambda size: _roster(size, folder)))
    found.append(Kind("packed tar", lambda size: _packed_tar(size)))
    found.append(Kind("archive", lambda size: _archive(size, folder)))
    found.append(Kind("archives in an archive", lambda size: _packed_folders(size, folder)))
    found.append(Kind("workbook", lambda size: _workbook(size, folder)))
    return found


def measure(kind: Kind, sizes: tuple[int, ...]) -> list[float]:
    """Return the seconds of the quicker of two times for each size, up to one that is refused."""
    seconds = []
    for size in sizes:
        take = kind.make(size)
        best = math.inf
        for _ in range(2):
            begun = time.monotonic()
            try:
                with contextlib.redirect_stderr(io.StringIO()):
                    take()
            except NbsealError:  # it is too large
                return seconds
            best = min(best, time.monotonic() - begun)
        seconds.append(best)
    return seconds


def growth(sizes: tuple[int, ...], seconds: list[float]) -> float:
    """Return the power of the size by which time grows in the end, the start taken off."""
    if len(seconds) < 2:
        return math.nan
    sizes = sizes[: len(seconds)]
    start, before, last = min(seconds[:-1]), *seconds[-2:]
    more, most = max(before - start, 1e-3), max(last - start, 1e-3)
    return math.log(most / more) / math.log(sizes[-1] / sizes[-2])


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a table and write it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sizes", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--only", nargs="*", help="kinds")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args(arguments)
    sizes = tuple(options.sizes)
    head = " | ".join(f"{size:,} bytes" for size in sizes)
    lines = [f"| kind | {head} | power |", "|---|" + "--:|" * (len(sizes) + 1)]
    process = CellProcess(libraries=[])
    process.start()
    with contextlib.closing(process), tempfile.TemporaryDirectory() as folder:
        for kind in kinds(process, Path(folder)):
            if options.only and kind.name not in options.only:
                continue
            seconds = measure(kind, sizes)
            shown = [f"{one:.3f} s" for one in seconds]
            shown += ["refused"] * (len(sizes) - len(seconds))
            lines.append(f"| {kind.name} | {' | '.join(shown)} | {growth(sizes, seconds):.2f} |")
            print(lines[-1], flush=True)
    text = about_machine()["head"] + "\n" + "\n".join(lines) + "\n"
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / "sizes.md").write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
