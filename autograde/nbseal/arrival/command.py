"""``nbseal watch``: grade what students hand in as it comes, and give it back."""

import argparse
import logging
import os
import sqlite3
import sys

from nbseal.arrival.watch import LINE, Watcher, install_signals
from nbseal.course import open_course
from nbseal.errors import GradebookError, NbsealError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--inbox", help="a folder for archives and files; c.Watch.inbox")
    parser.add_argument("--roster", help="the class's list for the inbox; c.Watch.roster")
    parser.add_argument(
        "--attempts-per-hour", type=int, help="of a student; c.Watch.attempts_per_hour"
    )
    parser.add_argument("--once", action="store_true", help="grade what is there, then end")


def main(options: argparse.Namespace) -> int:
    """Watch until SIGTERM; return the exit status."""
    log = logging.getLogger("nbseal.watch")
    log.setLevel(logging.INFO)
    log.propagate = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.handlers = [handler]
    coursedir = open_course()
    watcher = Watcher(coursedir, coursedir.parent.config, log)
    for name in ("inbox", "roster", "attempts_per_hour"):
        if getattr(options, name) is not None:
            setattr(watcher.settings, name, getattr(options, name))
    install_signals(watcher)
    status = 0
    try:
        _run(watcher, options.once)
    except NbsealError as error:
        if not watcher.is_busy():
            raise
        log.error("%s", error)
        status = 2
    if watcher.is_busy():
        # What workers still run is graded by the next watch; nothing waits for them.
        sys.stderr.flush()
        os._exit(status)
    return status


def _run(watcher: Watcher, once: bool) -> None:
    try:
        watcher.run(once)
    except sqlite3.Error as error:  # such as a full disk
        raise GradebookError(f"{LINE}: {error}; the next watch goes on where it stands") from error
