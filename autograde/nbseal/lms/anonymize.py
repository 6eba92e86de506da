"""``nbseal anonymize``: a class's work and points without its names, to be given away."""

import argparse
import csv
import json
import random
import re
import secrets
from pathlib import Path
from typing import Any

from nbseal import private
from nbseal.course import open_course
from nbseal.errors import CourseError, SubmissionError
from nbseal.intake.reading import decode, parse, parse_submission, read_bytes
from nbseal.persons import split_name
from nbseal.report.gather import gather

MIN_NAME = 2  # characters; what is shorter would be found everywhere


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("output", type=Path, help="a folder that is not there yet")
    parser.add_argument("assignments", nargs="*", help="by default all with submissions")
    parser.add_argument(
        "--outputs", action="store_true", help="keep what cells printed and drew, too"
    )


def main(options: argparse.Namespace) -> int:
    """Write notebooks and points under made-up names; return the exit status."""
    course = open_course()
    private.only_owner(course.groupshared)
    if options.output.exists():
        raise CourseError(f"{options.output} is there already: name another folder")
    assignments = gather(course, options.assignments)
    names: dict[str, str] = {}
    for assignment in assignments:
        for submission in assignment.submissions:
            names[submission.student] = submission.name
        for student in assignment.absent:
            names.setdefault(student, "")
    order = sorted(names)
    random.Random(secrets.randbits(128)).shuffle(order)  # kept nowhere: there is no way back
    pseudonyms = {student: f"p{number:04}" for number, student in enumerate(order, 1)}
    hide = _hider({student: [student, *_parts(name)] for student, name in names.items()})
    options.output.mkdir(parents=True)
    rows: list[tuple[object, ...]] = []
    unread = 0
    for assignment in assignments:
        folder = options.output / assignment.name
        folder.mkdir()
        for submission in sorted(assignment.graded, key=lambda one: pseudonyms[one.student]):
            who = pseudonyms[submission.student]
            for check, result in submission.results.items():
                rows.append((assignment.name, who, check.name, result.points, check.maximum))
            path = Path(
                course.format_path(course.submitted_directory, submission.student, assignment.name),
                f"{assignment.name}.ipynb",
            )
            try:
                text = _anonymous(path, hide, options.outputs)
            except SubmissionError:
                unread += 1
                continue
            (folder / f"{who}.ipynb").write_text(text, encoding="utf-8")
    with (options.output / "points.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("assignment", "person", "check", "points", "maximum"))
        writer.writerows(rows)
    print(
        f"{options.output}: {len(pseudonyms)} persons; {unread} files that are not notebooks are "
        "left out. Ids and names that the gradebook knows are replaced; what students wrote of "
        "themselves is not: read it before you give it away"
    )
    return 0


def _parts(name: str) -> list[str]:
    """Return a full name, in both orders, and its parts."""
    given, family = split_name(name)
    whole = (name, f"{given} {family}", f"{family} {given}") if given and family else (name,)
    return [part for part in (*whole, *re.split(r"[\s,、，]+", name)) if part]


def _hider(known: dict[str, list[str]]) -> re.Pattern[str]:
    """Return what finds the ids and names of all students."""
    words = {word for words in known.values() for word in words if len(word) >= MIN_NAME}
    if not words:
        return re.compile(r"(?!)")
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    alternatives = "|".join(
        rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])" for word in longest_first
    )
    return re.compile(alternatives, re.IGNORECASE)


def _anonymous(path: Path, hide: re.Pattern[str], outputs: bool) -> str:
    """Return a notebook's cells without metadata and names."""
    content = read_bytes(path)
    parse_submission(path.name, content)  # its cells have texts, and are not too many
    text, _ = decode(path.name, content)
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate(parse(path.name, text).cells, 1):
        made = {
            "cell_type": cell.get("cell_type", "raw"),
            "id": f"cell-{number}",
            "metadata": {},
            "source": _replace("".join(cell.get("source", "")), hide),
        }
        metadata = cell.get("metadata")
        about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(about, dict) and isinstance(about.get("grade_id"), str):
            made["id"] = re.sub(r"[^A-Za-z0-9_-]", "-", about["grade_id"])[:60] or made["id"]
        if made["cell_type"] == "code":
            made["execution_count"] = None
            shown = cell.get("outputs", []) if outputs else []
            made["outputs"] = _replace(shown, hide)
        cells.append(made)
    seen: dict[str, int] = {}
    for made in cells:
        seen[made["id"]] = seen.get(made["id"], 0) + 1
        if seen[made["id"]] > 1:
            made["id"] += f"-{seen[made['id']]}"
    made_notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made_notebook, ensure_ascii=False, indent=1)


def _replace(value: Any, hide: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        # A lone surrogate is valid JSON, but not text that could be written.
        return hide.sub("…", value).encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_replace(one, hide) for one in value]
    if isinstance(value, dict):
        return {_replace(key, hide): _replace(one, hide) for key, one in value.items()}
    return value
