"""The nbgrader preprocessor that runs a submission in two kernels and judges it in one of them."""

import contextlib
import json
import socket
import time
from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any, cast

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade, is_grade, is_locked
from traitlets import Bool, Instance, Integer, default

from nbseal.confinement.policy import Isolation
from nbseal.conventions import cell_record, code_of, is_check, notebook_record, split_check_name
from nbseal.errors import KernelEndedError
from nbseal.execution.cells import CellProcess, can_fork, close_all
from nbseal.execution.server import ForkServer
from nbseal.messages import Message, message
from nbseal.sealed.analysis import PLAN, plan_checks
from nbseal.sealed.luggage import packed
from nbseal.sealed.plan import CheckPlan, Plan
from nbseal.submissions import fail_checks, record_told

PING_TIMEOUT = 4  # seconds for an interrupted student's kernel to answer
WHOLE = "nbseal.sealed.luggage"
STUDENT_SIDE, CHECK_SIDE = "nbseal.sealed.student", "nbseal.sealed.checker"

#: Errors of a check whose student's process does not answer, or not in time.
_SILENT = ("PeerError", "SilentPeerError", "CellTimeoutError")


class SealedExecute(Execute):
    """Execute a submission; every check ends with points and a reason.

    The student's cells run in one kernel, the checks in another, which meets the student's work
    as plain data and proxies only (`nbseal.sealed.checker`). Set-up cells run in both.
    """

    sealed = Bool(
        True, help="Run checks in a kernel of their own, out of reach of the student's code."
    ).tag(config=True)
    notebook_timeout = Integer(
        600,
        help="Seconds that all cells of a submission may take together; where checks are judged "
        "by a replay of the notebook, that may take them once more.",
    ).tag(config=True)
    output_limit = Integer(
        20 << 20, help="Bytes of output of a submission that are kept; the rest is cut."
    ).tag(config=True)

    fork = Bool(
        help="Fork the processes of a submission from one that has the libraries in memory; by "
        "default where the machine can do that. Else each is started anew, and has no limits."
    ).tag(config=True)

    isolation = Instance(Isolation, help="What confines the kernels.")

    @default("fork")
    def _default_fork(self) -> bool:
        return can_fork()

    @default("isolation")
    def _default_isolation(self) -> Isolation:
        return Isolation(parent=self)

    def warm_up(self, code: Collection[str]) -> None:
        """Have the libraries imported that some code speaks of; later kernels start at once."""
        if self.fork:
            ForkServer.get(self.isolation, self.isolation.course.preloaded(code))

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, km: None = None
    ) -> tuple[NotebookNode, dict[str, Any] | None]:
        """Run the cells, unless the notebook only stands in for an unreadable file."""
        course = notebook_record(nb)
        plan = nb.metadata.pop(PLAN, None)
        if "unreadable" in course:
            return nb, resources
        ids = (resources or {}).get("nbgrader", {})
        where = f"student {ids.get('student')!r}, {ids.get('assignment')}: {ids.get('notebook')}"
        about = dict(
            (resources or {}).get("files", {}), again=(resources or {}).get("again", False)
        )
        ends = (resources or {}).get("begun", time.monotonic()) + self.notebook_timeout
        plan = plan or _plan_without_source(nb)
        replayed = set(plan.get("replayed", ())) if self.sealed else set()
        copy = deepcopy(nb) if replayed else nb
        run = SubmissionRun(self, nb, plan, ends, **about)
        if not replayed or replayed < set(plan["checks"]):
            run.execute()
        if replayed:
            ends += self.notebook_timeout
            everything = replayed >= set(plan["checks"])
            again = SubmissionRun(self, copy, plan, ends, sealed=False, **about)
            again.execute(behind=() if everything else replayed)
            _take_over(nb, copy, replayed, everything)
            run.add(again)
        if plan.get("settling"):
            course["failed_setup"] = sorted(run.failed_setup)
            course["grants"] = run.grants
        course["seconds"] = round(run.student_seconds, 2)
        course["isolation"] = run.isolation
        if run.student_memory is not None:
            course["mebibytes"] = round(run.student_memory / 2**20)
        for line in run.notes:
            self.log.warning("%s.ipynb: %s", where, line)
        for cell in nb.cells:
            if is_grade(cell) and cell.cell_type == "code":
                _settle_points(cell)
        return nb, resources


class SubmissionRun:
    """One execution of one submission.

    Parameters
    ----------
    settings : SealedExecute
        Limits and ways.
    notebook : nbformat.NotebookNode
        Its cells get outputs; their metadata come from the source.
    plan : dict
        What `nbseal.sealed.analysis.plan_checks` gives.
    ends : float
        When it has to be over, as `time.monotonic` says it.
    again : bool
        Whether it was run before, and lost for a reason that was not the student's: it then has
        what is left of its time, and is no longer blamed for taking more.
    sealed : bool, optional
        Whether checks run in a kernel of their own; by default as the settings say.
    given, submitted : mapping of str to bytes
        The assignment's files and the student's own; see `nbseal.batch.task.Task`.

    Attributes
    ----------
    notes : list of str
        What the teacher should know.
    student_seconds : float
        How long the student's cells ran.
    student_memory : int or None
        The most bytes that the student's kernel took, where that is known.
    failed_setup : set of str
        Locked cells that fail beside the checks and beside the student's code.
    grants : dict of str to list of str
        By check, what it leaves to the student's classes, where that was to be learned.
    """

    def __init__(
        self,
        settings: SealedExecute,
        notebook: NotebookNode,
        plan: Plan,
        ends: float,
        again: bool = False,
        sealed: bool | None = None,
        given: Mapping[str, bytes] | None = None,
        submitted: Mapping[str, bytes] | None = None,
    ) -> None:
        self._settings = settings
        self._sealed = settings.sealed if sealed is None else sealed
        self._notebook = notebook
        self._given, self._submitted = dict(given or {}), dict(submitted or {})
        self._deadline = ends
        self._again = again
        limit = settings.timeout  # of one cell; none, and nbclient's -1: that of the whole
        self._limit = limit if limit and limit > 0 else settings.notebook_timeout
        self._too_long: set[str] = set()
        self._plan = plan
        self._failed_pieces: dict[str, NotebookNode] = {}
        self.failed_setup: set[str] = set()
        self.grants: dict[str, list[str]] = {}
        self._libraries = settings.isolation.course.preloaded(code_of([notebook]))
        self.notes: list[str] = []
        self.student_seconds = 0.0
        self.student_memory: int | None = None
        self.isolation = settings.isolation.describe()

    def execute(self, behind: Collection[str] = ()) -> None:
        """Run all cells in order, or those up to the last of some checks."""
        last = max(
            (n for n, c in enumerate(self._notebook.cells) if _name(c) in behind), default=-1
        )
        with contextlib.ExitStack() as stack:
            files = stack.enter_context(packed(self._submitted, self._given))
            if self._sealed:
                own_files = stack.enter_context(packed(self._given))
                theirs, ours = map(stack.enter_context, socket.socketpair())
                self._student = self._process(STUDENT_SIDE, {"checks": theirs.fileno(), **files})
                self._checks = self._process(CHECK_SIDE, {"student": ours.fileno(), **own_files})
                processes = [self._student, self._checks]
            else:
                self._student = self._checks = self._process(WHOLE if files else None, files)
                processes = [self._student]
            stack.callback(close_all, *processes)
            for process in processes:
                process.begin()
            for process in processes:
                process.wait_ready()
            if self._sealed:
                theirs.close()
                ours.close()
                self._begin_checks()
            try:
                for cell in self._notebook.cells[: last + 1 if behind else None]:
                    if cell.cell_type == "code" and cell.source.strip():
                        self._run_cell(cell)
            except KernelEndedError as ended:
                if self._checks.ended and not self._student.ended:
                    raise RuntimeError(f"the checks' kernel ended ({ended.reason})") from None
                if ended.reason == "total" and self._again:
                    raise RuntimeError("too little time was left to run it again") from None
                self._give_up(cell, ended.reason)
            self.student_seconds = self._student.seconds
        self.student_memory = self._student.peak_memory

    def _begin_checks(self) -> None:
        hook = self._settings.isolation.course.probe_hook
        begin = new_code_cell()
        limit = self._settings.startup_timeout
        if not self._checks.run(begin, limit, "begin", [self._limit, hook]):
            raise RuntimeError(f"the checks cannot begin: {begin.outputs}")

    def add(self, other: "SubmissionRun") -> None:
        """Count another run of the same submission, too."""
        self.notes += other.notes
        self.student_seconds += other.student_seconds
        peaks = [r.student_memory for r in (self, other) if r.student_memory is not None]
        self.student_memory = max(peaks, default=None)

    def _time_left(self, limit: float) -> float:
        """Return the seconds that a cell may take; end a submission that has no time left."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            self._student.kill("total")
            raise KernelEndedError("total")
        return min(limit, left)

    def _run_cell(self, cell: NotebookNode) -> None:
        limit = self._time_left(self._limit)
        if self._sealed and is_check(cell):
            if _name(cell) not in self._plan.get("skipped", ()):
                self._run_check(cell)
        elif self._sealed and is_locked(cell):
            self._student.send(cell)
            self._run_pieces(cell)
            done = self._student.finish(cell, limit)
            error = self._failed_pieces.get(_name(cell))
            if error and not done:
                self.failed_setup.add(_name(cell))
                known = {*self._plan.get("fails", ()), *self._plan.get("leans", ())}
                if not self._plan.get("settling") and _name(cell) not in known:
                    raise RuntimeError(f"cell {_name(cell)} fails: {error.ename}: {error.evalue}")
        else:
            self._student.run(cell, limit)
            for output in cell.outputs:
                if output.get("ename") == "CellTimeoutError":
                    self._too_long.add(_name(cell))
                    text = message("cell-too-long", cell=_name(cell), seconds=f"{limit:.3g}")
                    output.evalue, output.traceback = text, [f"CellTimeoutError: {text}"]
                    if is_check(cell):
                        record_told(cell, text)

    def _run_pieces(self, cell: NotebookNode) -> None:
        """Run beside the checks what the source has for them, up to a locked cell or a check.

        One that fails where the student's does not is not an error: what it would have defined is
        looked for in the student's kernel, or missed by the check that needs it.
        """
        for piece in self._plan["pieces"].get(_name(cell), ()):
            copy = new_code_cell(piece["code"])
            if not self._checks.run(copy, self._time_left(self._limit)):
                errors = [o for o in copy.outputs if o.output_type == "error"]
                self._failed_pieces[piece["cell"]] = errors[-1]

    def _plan_of(self, cell: NotebookNode) -> CheckPlan:
        """Return what the plan says of a check, for this submission."""
        plan = cast(CheckPlan, dict(self._plan["checks"].get(_name(cell), {})))
        there = {c.source.strip() for c in self._notebook.cells if "nbgrader" not in c.metadata}
        changed = [p["names"] for p in plan.pop("plain", ()) if p["source"] not in there]
        plan["student"] = sorted(set(plan.get("student", ())).union(*changed))
        plan["own"] = sorted(set(plan.get("own", ())).difference(*changed))
        return plan

    def _run_check(self, cell: NotebookNode) -> None:
        """Run a check; where the student's kernel does not answer, find out why."""
        self._run_pieces(cell)
        plan = self._plan_of(cell)
        # A call that takes too long is noticed first, then a check of many slow calls.
        limit = self._time_left(self._limit + PING_TIMEOUT)
        source = "" if "reads" in plan else cell.source
        self._checks.run(cell, limit, "fetch", [source, plan])
        errors = [output for output in cell.outputs if output.output_type == "error"]
        silent = any(error.ename in _SILENT for error in errors)
        if not silent and (plan.get("exports") or "shares" in plan):
            left = self._time_left(self._limit + PING_TIMEOUT)
            self._checks.run(new_code_cell(), left, "leave")
        if plan.get("learns"):
            told = new_code_cell()
            if self._checks.run(told, self._time_left(PING_TIMEOUT), "tell_grants"):
                self.grants[_name(cell)] = json.loads(told.outputs[0].text)
        if not errors:
            return
        # After a time-out the first error is the interrupt's.
        error = errors[-1]
        cell.outputs = [output for output in cell.outputs if output not in errors[:-1]]
        text: Message | None = None
        if error.ename in _SILENT:
            text = message("check-too-long", seconds=self._limit)
            if error.ename == "PeerError":
                self._student.find_out_how_it_ended()
            elif time.monotonic() >= self._deadline:
                self._student.kill("total")
            else:
                self._student.interrupt()
                if not self._checks.run(new_code_cell(), PING_TIMEOUT, "ping"):
                    self._student.kill("time")
            if self._student.ended and self._student.ended != "time":
                text = self._why(self._student.ended)
        elif _item(cell) in self._too_long:
            text = message("cell-too-long", cell=_item(cell), seconds=self._limit)
        if text:
            error.ename, error.evalue, error.traceback = "NotDone", text, [text]
            record_told(cell, text)
        self._student.require_running()

    def _process(self, serve: str | None, fds: dict[str, int]) -> CellProcess:
        settings = self._settings
        return CellProcess(
            settings.isolation,
            serve=serve,
            fds=fds,
            libraries=self._libraries,
            output_limit=settings.output_limit,
            fork=settings.fork,
        )

    def _give_up(self, cell: NotebookNode, reason: str) -> None:
        """Fail what has not run."""
        text = message("kernel-ended-in", cell=_name(cell)).followed_by(self._why(reason))
        self.notes.append(f"the kernel ended early in cell {_name(cell)} ({reason})")
        fail_checks(self._notebook, "KernelEnded", text)

    def _why(self, reason: str) -> Message:
        """Say in words for a student how the kernel ended."""
        settings = self._settings
        if reason == "memory":
            limit = f"{settings.isolation.memory_limit / 2**30:g}"
            return message("ended-memory", limit=limit)
        if reason == "processes":
            return message("ended-processes", limit=settings.isolation.process_limit)
        if reason == "disk":
            return message("ended-disk", limit=settings.isolation.disk_limit >> 20)
        if reason == "time":
            return message("ended-time", seconds=self._limit)
        if reason == "total":
            return message("ended-total", seconds=settings.notebook_timeout)
        if reason == "silent":
            return message("ended-silent")
        return message("ended-otherwise", how=reason)


def _take_over(
    notebook: NotebookNode, replay: NotebookNode, names: Collection[str], everything: bool
) -> None:
    """Let checks have the outputs of a replay; or all cells, where nothing else was run."""
    for cell, other in zip(notebook.cells, replay.cells, strict=True):
        judged = is_check(cell) and _name(cell) in names
        if cell.cell_type == "code" and (judged or everything):
            cell.outputs, cell.execution_count = other.outputs, other.execution_count
        if judged:
            told = cell_record(other).get("told")
            record_told(cell, Message(told) if told else "")
            cell_record(cell)["judge"] = "replay"
            note = message("judged-in-students-process") + "\n"
            cell.outputs.insert(0, new_output("stream", name="stdout", text=note))


def _plan_without_source(notebook: NotebookNode) -> Plan:
    """Return a plan made of the cells that a submission cannot have changed."""
    own = [cell for cell in notebook.cells if is_check(cell) or is_locked(cell)]
    plan = plan_checks(NotebookNode(cells=own))
    names = sorted({name for check in plan["checks"].values() for name in check["binds"]})
    for check in plan["checks"].values():
        check["own"] = names
    return plan


def _item(cell: NotebookNode) -> str:
    """Return the item that a check belongs to."""
    return split_check_name(cell.metadata.nbgrader.grade_id)[0]


def _name(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell["id"]


def _settle_points(cell: NotebookNode) -> None:
    """Make sure that a check's outputs are what nbgrader can turn into points."""
    for output in cell.outputs:
        if output.output_type == "stream":
            # nbgrader takes all points for anything on stderr; a warning costs nothing here.
            output.name = "stdout"
    try:
        determine_grade(cell)
    except Exception as error:  # a number that is not between 0 and the points
        reason = f"the check showed a value: {error!r}"[:300]
        cell.outputs = [
            new_output("error", ename="NoSuchPoints", evalue=reason, traceback=[reason])
        ]
        record_told(cell, reason)
