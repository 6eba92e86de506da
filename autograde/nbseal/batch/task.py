"""The work of a worker: it gets a submission's notebooks as text, runs them and gives them back.

Nothing here reads the course's folder or its gradebook, so a worker may be on any machine that has
this package and the data.
"""

import contextlib
import dataclasses
import json
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

import nbformat.v4
from nbformat import NotebookNode
from traitlets import Instance
from traitlets.config import Config, Configurable
from traitlets.utils.importstring import import_item

from nbseal.batch.fingerprint import environment
from nbseal.conventions import code_of
from nbseal.errors import ForkServerError, IsolationError, NbsealError, UnfitWorkerError
from nbseal.sealed.analysis import PLAN
from nbseal.settings import Course

#: The configuration of some classes: class name to trait name to value.
Settings = dict[str, dict[str, Any]]

ATTEMPTS = 2  # an error that is not the student's may be the machine's


@dataclasses.dataclass(frozen=True)
class Task:
    """A submission, fitted to its assignment and ready to be run.

    Attributes
    ----------
    assignment, student : str
        What it is, and whose.
    notebooks : dict of str to str
        Each notebook's name and its content as JSON.
    preprocessors : tuple of str
        The dotted names of the nbconvert preprocessors that run it.
    settings : dict
        Their configuration: class name to trait name to value.
    environment : str or None
        What `nbseal.batch.fingerprint.environment` gave where the task was made; None on the
        same machine.
    spent : float
        Seconds of its limit that an earlier worker has spent on it, which ended.
    given, submitted : dict of str to bytes
        Files by their paths: the assignment's, which both the student's code and the checks find
        in their working folder, and the student's own, which the checks never see.
    """

    assignment: str
    student: str
    notebooks: dict[str, str]
    preprocessors: tuple[str, ...]
    settings: Settings
    environment: str | None = None
    given: dict[str, bytes] = dataclasses.field(default_factory=dict)
    submitted: dict[str, bytes] = dataclasses.field(default_factory=dict)
    spent: float = 0.0


@dataclasses.dataclass
class Outcome:
    """The result of a task.

    Attributes
    ----------
    notebooks : dict of str to str
        Each notebook that could be run: its name and its content as JSON, with outputs.
    errors : dict of str to str
        Each other notebook: its name and the error, which is not the student's.
    lost : set of str
        Those of them whose processes could not be started or were ended from outside.
    log : list of (int, str)
        What was logged: level and text.
    seconds : float
        How long the task took.
    """

    notebooks: dict[str, str] = dataclasses.field(default_factory=dict)
    errors: dict[str, str] = dataclasses.field(default_factory=dict)
    lost: set[str] = dataclasses.field(default_factory=set)
    log: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    seconds: float = 0.0


def dump(notebook: NotebookNode) -> str:
    """Write a notebook for a worker, or for the process that it came from."""
    return json.dumps(notebook)


def as_file(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file: a line for each cell, as indents take much longer."""
    rest = {key: value for key, value in notebook.items() if key != "cells"}
    lines = [json.dumps(cell, ensure_ascii=False, sort_keys=True) for cell in notebook.cells]
    end = json.dumps(rest, ensure_ascii=False, sort_keys=True).removeprefix("{")
    return '{"cells": [\n' + ",\n".join(lines) + f"\n], {end}\n"


def load(text: str) -> NotebookNode:
    """Read what `dump` wrote: a notebook that was looked at, when it was read from its file."""
    notebook: NotebookNode = nbformat.v4.reads(text)
    return notebook


def settings_for(preprocessors: Iterable[type[Configurable]], config: Config) -> Settings:
    """Choose from a configuration what the preprocessors use, and no secret of the others.

    Parameters
    ----------
    preprocessors : iterable of type
        The classes.
    config : traitlets.config.Config
        The whole configuration.

    Returns
    -------
    dict
        Class name to trait name to value.
    """
    classes, waiting = set(), list(preprocessors)
    while waiting:
        klass = waiting.pop()
        classes.add(klass)
        for trait in klass.class_traits().values():
            part = getattr(trait, "klass", None) if isinstance(trait, Instance) else None
            if isinstance(part, type) and issubclass(part, Configurable) and part not in classes:
                waiting.append(part)
    names = {base.__name__ for klass in classes for base in klass.__mro__}
    return {name: dict(config[name]) for name in sorted(names & set(config))}


def run(task: Task, say: Callable[..., object] | None = None) -> Outcome:
    """Run a submission's notebooks.

    Parameters
    ----------
    task : Task
        What to run.
    say : callable, optional
        Called with ``"begun"`` when a notebook begins to run, and how many times its limit it may
        take, a second attempt included (twice where it is run again to replay checks); and with
        ``"log"`` and a pair of level and text for each line that is logged.

    Returns
    -------
    Outcome

    Raises
    ------
    UnfitWorkerError
        If this machine's code or packages are not those that the task was made with.
    IsolationError
        If this machine cannot confine a student's code.
    """
    here = task.environment and environment(Course(config=Config(task.settings)))
    if task.environment != here:
        raise UnfitWorkerError(
            "the worker has other versions of the course's code or packages than this machine: "
            "install the same commit and requirements.lock on all"
        )
    outcome = Outcome()
    begun = time.monotonic()
    # Not registered under a name: each task's lines are its own, in whatever thread it runs.
    log = logging.Logger(__name__, logging.INFO)
    log.addHandler(_Keep(outcome.log, say))
    notebooks = {name: load(content) for name, content in task.notebooks.items()}
    # Have everything in memory that they need before their time counts.
    warm_up(task.preprocessors, task.settings, code_of(notebooks.values()))
    for name, content in task.notebooks.items():
        started = time.monotonic() - (task.spent if len(task.notebooks) == 1 else 0)
        for attempt in range(1, ATTEMPTS + 1):
            notebook = notebooks.pop(name, None) or load(content)
            if say is not None and attempt == 1:
                say("begun", 2 if notebook.metadata.get(PLAN, {}).get("replayed") else 1)
            times = {"begun": started, "again": attempt > 1 or task.spent > 0}
            try:
                outcome.notebooks[name] = _run(task, name, notebook, log, times)
                break
            except IsolationError as error:
                raise UnfitWorkerError(str(error)) from None
            except Exception as error:
                if attempt == ATTEMPTS:
                    log.exception("%s: %s could not be run", task.student, name)
                    outcome.errors[name] = f"{type(error).__name__}: {error}"
                    if isinstance(error, ForkServerError):
                        outcome.lost.add(name)
    outcome.seconds = time.monotonic() - begun
    return outcome


def run_one(task: Task) -> NotebookNode:
    """Run a task of one notebook, and return it.

    Raises
    ------
    ForkServerError
        If its processes could not be started, or were ended from outside.
    NbsealError
        If it could not be run for another reason.
    UnfitWorkerError
        As `run` raises it.
    """
    (name,) = task.notebooks
    outcome = run(task)
    if name in outcome.lost:
        raise ForkServerError(outcome.errors[name])
    if name in outcome.errors:
        raise NbsealError(outcome.errors[name])
    return load(outcome.notebooks[name])


def warm_up(preprocessors: Iterable[str], settings: Settings, code: list[str]) -> None:
    """Let what runs submissions get ready before the first of them comes.

    Parameters
    ----------
    preprocessors, settings
        As in `Task`.
    code : list of str
        Cells such as the submissions have.
    """
    with contextlib.suppress(Exception):  # which the first submission meets again, and reports
        for dotted_name in preprocessors:
            preprocessor = import_item(dotted_name)(config=Config(settings))
            if hasattr(preprocessor, "warm_up"):
                preprocessor.warm_up(code)


def _run(
    task: Task,
    name: str,
    notebook: NotebookNode,
    log: logging.Logger,
    times: dict[str, Any],
) -> str:
    ids = {"assignment": task.assignment, "student": task.student, "notebook": name}
    resources = {"unique_key": name, "nbgrader": ids, **times}
    resources["files"] = {"given": task.given, "submitted": task.submitted}
    for dotted_name in task.preprocessors:
        preprocessor = import_item(dotted_name)(config=Config(task.settings), log=log)
        notebook, resources = preprocessor(notebook, resources)
    return dump(notebook)


class _Keep(logging.Handler):
    """Keep what is logged, as text that can be sent."""

    def __init__(self, lines: list[tuple[int, str]], say: Callable[..., object] | None) -> None:
        super().__init__()
        self._lines = lines
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        line = (record.levelno, self.format(record))
        self._lines.append(line)
        if self._say is not None:
            self._say("log", line)
