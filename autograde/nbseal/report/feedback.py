"""The page that a student gets back, made by nbgrader's ``generate_feedback``."""

import contextlib
import dataclasses
import datetime
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets import Enum, default

from nbseal.conventions import cell_record, notebook_record, split_check_name
from nbseal.errors import SubmissionError
from nbseal.intake.reading import outputs_of, read_outputs
from nbseal.messages import in_language, message, translator
from nbseal.report import markup
from nbseal.report.page import render
from nbseal.submissions import NOTE, record_told

MAX_OUTPUT = 20_000  # characters of one output that are shown
# Whole lines, as nbgrader takes them, whatever stands before and after the words.
_HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*", re.MULTILINE | re.DOTALL)
_MARK_SCHEME = re.compile(
    r"^[^\n]*BEGIN MARK SCHEME.*?(?:^[^\n]*END MARK SCHEME[^\n]*$|\Z)", re.MULTILINE | re.DOTALL
)
#: Errors whose name says nothing beside their message.
_TOLD_BY_MESSAGE = ("AssertionError", "NotDone", "KernelEnded", "SubmissionError")
_PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


class GetMarks(GetGrades):
    """Read from the gradebook what each cell got, and whether it awaits a marker."""

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        grading = cell.metadata["nbgrader"]
        grade = self.gradebook.find_grade(
            grading["grade_id"], self.notebook_id, self.assignment_id, self.student_id
        )
        grading["score"], grading["points"] = grade.score, grade.max_score
        grading["waiting"] = grade.auto_score is None and grade.manual_score is None

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Read the marks, the due date, and what was received when."""
        ids = resources["nbgrader"]
        self._received: datetime.datetime | None = None
        nb, resources = super().preprocess(nb, resources)
        coursedir = CourseDirectory(parent=self)
        folder = coursedir.format_path(
            coursedir.submitted_directory, ids["student"], ids["assignment"]
        )
        ids["receipt"] = Receipt.of(Path(folder) / f"{ids['notebook']}.ipynb", self._received)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Read a cell's marks, and with the first what the gradebook says of the submission."""
        ids = resources["nbgrader"]
        if "due" not in ids:  # here, where the gradebook is open: to open it takes long
            submission = self.gradebook.find_submission(ids["assignment"], ids["student"])
            ids["due"] = submission.assignment.duedate and submission.duedate
            self._received = submission.timestamp
        return super().preprocess_cell(cell, resources, cell_index)


@dataclasses.dataclass(frozen=True)
class Receipt:
    """The file that was received, and when.

    Attributes
    ----------
    time : str
        In UTC; empty where it is not known.
    sha256 : str
        Of the notebook's file, as `sha256sum` gives it of the student's own copy; empty where
        that file is missing.
    """

    time: str
    sha256: str

    @classmethod
    def of(cls, path: Path, received: datetime.datetime | None) -> "Receipt":
        """Return the receipt of a file that was handed in.

        Parameters
        ----------
        path : pathlib.Path
            The notebook.
        received : datetime.datetime or None
            When, in UTC and without a zone.
        """
        digest = ""
        with contextlib.suppress(OSError):
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(f"{received:%Y-%m-%d %H:%M:%S} UTC" if received else "", digest)

    @classmethod
    def of_content(cls, content: bytes) -> "Receipt":
        """Return the receipt of bytes that were received now."""
        now = datetime.datetime.now(datetime.UTC)
        return cls(f"{now:%Y-%m-%d %H:%M:%S} UTC", hashlib.sha256(content).hexdigest())


class HideChecks(NbGraderPreprocessor):
    """Keep from students what they must not see: hidden checks' code and inputs, mark schemes.

    A student's code that has met a hidden check knows its inputs and could print them. Of the
    cells that ran later, the outputs of the file that was handed in are shown instead.
    """

    messages = Enum(
        ("at once", "after the due date"),
        default_value="at once",
        help="When students are shown what hidden checks say. Points are shown at once.",
    ).tag(config=True)

    def holds_back(self, due: datetime.datetime | None) -> bool:
        """Tell whether hidden checks' messages are left out now.

        Parameters
        ----------
        due : datetime.datetime or None
            The student's due date, in UTC and without a zone, as nbgrader keeps it.
        """
        if self.messages == "at once" or due is None:
            return False
        return datetime.datetime.now(datetime.UTC).replace(tzinfo=None) < due

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Cut hidden regions, and what ran when hidden inputs were known to the student's code."""
        handed_in = None
        holds_back = self.holds_back(resources["nbgrader"].get("due"))
        for cell in nb.cells:
            if cell.cell_type != "code":
                cell.source = _MARK_SCHEME.sub("", cell.source).rstrip()
            elif not is_grade(cell) or is_solution(cell):
                if handed_in is not None:
                    same = handed_in.get(cell.source)
                    shown = same.pop(0) if same else []
                    if shown or cell.outputs:
                        cell_record(cell)["handed_in"] = shown
                    cell.outputs = []
            else:
                visible, hidden = _HIDDEN.subn("", cell.source)
                if hidden:
                    if handed_in is None:
                        handed_in = self._handed_in(resources["nbgrader"])
                    cell_record(cell)["hidden"] = True
                    cell.source = visible.rstrip()
                    cell.outputs = [o for o in cell.outputs if o.output_type == "error"]
                    for output in cell.outputs:
                        if holds_back:
                            output.ename, output.evalue = "AssertionError", message("told-later")
                            record_told(cell, output.evalue)
                        output.traceback = [f"{output.ename}: {output.evalue}"]
        return nb, resources

    def _handed_in(self, ids: Mapping[str, Any]) -> dict[str, list[list[dict[str, object]]]]:
        if "content" in ids:  # there are no folders
            with contextlib.suppress(SubmissionError):
                return outputs_of(ids["notebook"], ids["content"])
            return {}
        coursedir = CourseDirectory(parent=self)
        folder = coursedir.format_path(
            coursedir.submitted_directory, ids["student"], ids["assignment"]
        )
        try:
            return read_outputs(Path(folder) / f"{ids['notebook']}.ipynb")
        except SubmissionError:
            return {}


@dataclasses.dataclass
class Check:
    """A row of the table: something that gives points.

    Attributes
    ----------
    anchor : str
        The id of its cell on the page.
    item, label, topic : str
        What it judges, which kind of check it is, and the heading above it.
    points, maximum : float
        What it gave and what is to be had.
    status : {"passed", "partly", "failed", "waiting", "marked"}
        What came of it.
    message : str
        What to look at.
    replayed : bool
        Whether it was judged in the process that ran the submission's code.
    """

    anchor: str
    item: str
    label: str
    topic: str
    points: float
    maximum: float
    status: str
    message: str
    replayed: bool = False


@dataclasses.dataclass
class Output:
    """An output of a cell.

    Attributes
    ----------
    kind : {"text", "error", "picture", "html"}
        How to show it.
    content : str or markupsafe.Markup
        Text, the address of a picture, or HTML that is safe.
    alternative : str
        What a picture is, in words.
    """

    kind: str
    content: str
    alternative: str = ""


@dataclasses.dataclass
class Cell:
    """A cell as the page shows it.

    Attributes
    ----------
    kind : {"text", "answer", "check", "code", "essay"}
        What it is.
    anchor : str
        Its id on the page.
    label : str
        Its heading, where it has one.
    source : markupsafe.Markup
        Its code or text.
    outputs : list of Output
        What it showed.
    origin : {"graded", "handed-in", "left-out"}
        Where the outputs are from.
    check : Check or None
        What it got.
    hidden : bool
        Whether its code is left out.
    comment : str
        What a marker wrote.
    """

    kind: str
    anchor: str
    label: str
    source: Markup
    outputs: list[Output] = dataclasses.field(default_factory=list)
    origin: str = "graded"
    check: Check | None = None
    hidden: bool = False
    comment: str = ""


class FeedbackExporter(Exporter):
    """Turn a graded notebook, with the marks in its cells' metadata, into the student's page."""

    export_from_notebook = "Feedback"

    @default("file_extension")
    def _default_file_extension(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # text in the place of a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Make the page."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        resources["output_extension"] = self.file_extension
        return feedback_page(notebook, resources["nbgrader"]), resources


def feedback_page(notebook: NotebookNode, marks: Mapping[str, Any]) -> str:
    """Make a student's page.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        What `GetMarks` and `HideChecks` left.
    marks : dict
        ``assignment``, ``student``, ``score``, ``max_score``, ``late_penalty``.

    Returns
    -------
    str
        HTML.
    """
    record = notebook_record(notebook)
    language = record.get("language", "en")
    builder = _Builder(language, silent=bool(record.get("unreadable")))
    # An answer that was left empty, and a check that is all hidden, keep their rows.
    kept = [cell for cell in notebook.cells if cell.source.strip() or "nbgrader" in cell.metadata]
    unreadable = record.get("unreadable")
    if unreadable:  # the page says so once, at its top
        kept = [cell for cell in kept if cell.get("id") != NOTE]
        for cell in kept:
            cell.outputs = []
    cells = [builder.cell(cell) for cell in kept]
    checks = [cell.check for cell in cells if cell.check]
    return render(
        "feedback.html",
        language,
        assignment=marks["assignment"],
        student=marks["student"],
        heading=builder.title or marks["assignment"],
        score=marks["score"],
        maximum=marks["max_score"],
        penalty=marks["late_penalty"],
        waiting=sum(check.maximum for check in checks if check.status == "waiting"),
        unreadable=unreadable and in_language(unreadable, language),
        receipt=marks.get("receipt"),
        checks=checks,
        cells=cells,
    )


class _Builder:
    """Turns cells into what the page shows, from the first to the last."""

    def __init__(self, language: str, silent: bool = False) -> None:
        self.title = ""
        self._silent = silent  # of checks that did not run
        self._language = language
        self._say = translator(language)
        self._topic = ""
        self._number = 0
        self._figures = 0

    def cell(self, cell: NotebookNode) -> Cell:
        self._number += 1
        grading = cell.metadata.get("nbgrader", {})
        name = grading.get("grade_id", "")
        shown = Cell("text", f"cell-{self._number}", "", Markup(""))
        shown.comment = self._comment(grading.get("comment"))
        if is_grade(cell) or is_task(cell):
            shown.check = self._check(cell, shown.anchor)
        if cell.cell_type != "code":
            if grading.get("solution") or is_task(cell):
                shown.kind, shown.label = "essay", self._say("your-answer", item=name)
            else:
                self._read_headings(cell.source)
            shown.source = markup.markdown(cell.source, attachments=cell.get("attachments"))
            return shown
        shown.kind = "code"
        if is_solution(cell):
            shown.kind, shown.label = "answer", self._say("your-answer", item=name)
        elif shown.check:
            shown.kind = "check"
            shown.label = f"{shown.check.item} · {shown.check.label}"
        record = cell_record(cell)
        shown.hidden = record.get("hidden", False)
        outputs = cell.outputs
        if "handed_in" in record:
            outputs = record["handed_in"]
            shown.origin = "handed-in" if outputs else "left-out"
        shown.source = markup.code(cell.source)
        told = record.get("told")
        shown.outputs = [made for output in outputs if (made := self._output(output, told))]
        return shown

    def _check(self, cell: NotebookNode, anchor: str) -> Check:
        grading = cell.metadata.nbgrader
        item, kind = split_check_name(grading.grade_id)
        label = f"{kind}-check" if kind else "check"
        if grading.get("solution") or is_task(cell):
            item, label = grading.grade_id, "essay"
        status, text = self._outcome(cell)
        return Check(
            anchor,
            item,
            self._say(label),
            self._topic,
            grading.get("score", 0),
            grading.get("points", 0),
            status,
            text,
            cell_record(cell).get("judge") == "replay",
        )

    def _outcome(self, cell: NotebookNode) -> tuple[str, str]:
        grading = cell.metadata.nbgrader
        points, maximum = grading.get("score", 0), grading.get("points", 0)
        if grading.get("waiting"):
            return "waiting", ""
        if cell.cell_type != "code" or is_solution(cell):
            return "marked", self._comment(grading.get("comment"))
        error = next((o for o in cell.outputs if o.output_type == "error"), None)
        if points >= maximum if maximum else error is None:
            return "passed", ""
        if error:
            text = self._message(error, cell_record(cell).get("told"))
        else:
            text = "" if self._silent else self._say("no-message")
        return ("partly" if points > 0 else "failed"), text

    def _message(self, error: NotebookNode, told: Mapping[str, str] | None) -> str:
        name = markup.plain(error.ename)
        text = markup.plain(in_language(told or error.evalue, self._language)).strip()
        if name == "NotImplementedError" and not text:
            return self._say("not-written")
        if name not in (*_TOLD_BY_MESSAGE, "NotImplementedError"):
            text = f"{name}: {text}"
        return self._cut(text)

    def _comment(self, comment: str | None) -> str:
        # nbgrader writes this one by itself, in English.
        return self._say("no-response") if comment == "No response." else comment or ""

    def _read_headings(self, source: str) -> None:
        for level, text in re.findall(r"^(#{1,6})[ \t]+(.+)$", source, re.MULTILINE):
            text = re.sub(r"[(（][^()（）]*(?:points?|点)[)）]\s*$", "", markup.plain(text))
            text = re.sub(r"[$`*\\]", "", text).strip()[:120]
            if level == "#" and not self.title:
                self.title = text
            self._topic = text

    def _output(self, output: NotebookNode, told: Mapping[str, str] | None) -> Output | None:
        """Return how to show an output; None where there is nothing to show."""
        kind = output.get("output_type")
        if kind == "stream":
            return self._text("text", output.get("text"))
        if kind == "error":
            text = "\n".join(map(markup.plain, output.get("traceback", ())))
            text = text or f"{output.get('ename')}: {output.get('evalue')}"
            if told and output.get("evalue"):
                text = text.replace(output["evalue"], in_language(told, self._language))
            return self._text("error", text)
        data = output.get("data", {})
        for mime_type in _PICTURES:
            address = mime_type in data and markup.picture(mime_type, data[mime_type])
            if address:
                self._figures += 1
                return Output("picture", address, self._say("figure", number=self._figures))
        if table := markup.table(data.get("text/html")):
            return Output("html", table)
        if isinstance(text := data.get("text/markdown"), str):
            return Output("html", markup.markdown(text))
        if isinstance(text := data.get("text/latex"), str):
            return Output("html", markup.markdown(text))
        return self._text("text", data.get("text/plain"))

    def _text(self, kind: str, text: object) -> Output | None:
        text = markup.plain(text)
        return Output(kind, self._cut(text)) if text.strip() else None

    def _cut(self, text: str) -> str:
        if len(text) <= MAX_OUTPUT:
            return text
        return text[:MAX_OUTPUT] + "\n" + self._say("cut", count=len(text) - MAX_OUTPUT)
