"""``nbseal report``: a page about what a class handed in and got."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from nbseal import private
from nbseal.conventions import LANGUAGES


def add_arguments(parser: ArgumentParser) -> None:
    """Add this command's options."""
    default = os.environ.get("COURSE_LANGUAGE", "en")
    parser.add_argument("assignment", nargs="*", help="by default all that have submissions")
    parser.add_argument(
        "--output", type=Path, default=Path("class_report.html"), help="by default %(default)s"
    )
    parser.add_argument("--csv", type=Path, help="write a row for each submission and check here")
    parser.add_argument(
        "--similarity", action="store_true", help="show answers that are like each other, too"
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=default if default in LANGUAGES else "en",
        help="of the page; by default COURSE_LANGUAGE, else en",
    )


def main(options: Namespace) -> int:
    """Write the report; return the exit status."""
    # Here, as these imports take seconds that other commands need not wait for.
    from nbseal.course import open_course
    from nbseal.report.class_report import class_report, write_csv
    from nbseal.report.gather import gather

    course = open_course()
    private.only_owner(course.groupshared)
    assignments = gather(course, options.assignment)
    html = class_report(course, assignments, options.language, options.output, options.similarity)
    options.output.write_text(html, encoding="utf-8")
    print(f"{options.output}: {len(assignments)} assignments")
    if options.csv:
        rows = write_csv(options.csv, assignments)
        print(f"{options.csv}: {rows} rows")
    named = [path for path in (options.output, options.csv) if path]
    warning = private.protect_course(course.root, named, course.groupshared)
    if warning:
        print(f"warning: {warning}", file=sys.stderr)
    return 0
