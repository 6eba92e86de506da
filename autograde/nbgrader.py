"""The one place where the course is plugged into nbgrader; used by ``nbgrader_config.py``."""

import fnmatch
import glob
import os
import stat
import sys
import tempfile
import warnings
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat.v4 import new_output
from nbgrader.converters import Autograde, GenerateAssignment, NbGraderException
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    LockCells,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)
from nbgrader.utils import is_grade, is_solution, rmtree
from sqlalchemy.exc import OperationalError, SAWarning
from traitlets import Enum
from traitlets.config import Config

from autograde.sealed.execute import SealedExecute
from autograde.submissions import (
    LANGUAGES,
    SubmissionError,
    fit_to_source,
    note_cell,
    read_submission,
    unreadable_notebook,
)
from mlcourse.data import keep_data_folder
from mlcourse.messages import message

CODE_STUB = "# YOUR CODE HERE / ここにコードを書いてください\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE / ここに解答を書いてください"
CELL_TIMEOUT = 120  # seconds; the longest cell of a right answer takes a tenth of it


def select_language(notebook, language):
    """Keep the cells of one language and those of all.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Cells of one language carry the tag ``lang:en`` or ``lang:ja``; changed in place.
    language : {"en", "ja"}
        The language to keep.

    Returns
    -------
    nbformat.NotebookNode
        The same notebook.
    """
    others = {f"lang:{other}" for other in LANGUAGES if other != language}
    notebook.cells = [
        cell for cell in notebook.cells if not others.intersection(cell.metadata.get("tags", []))
    ]
    notebook.metadata.setdefault("mlcourse", {})["language"] = language
    return notebook


class SelectLanguage(NbGraderPreprocessor):
    """Keep the cells of one language: those tagged ``lang:<language>`` and those without."""

    language = Enum(LANGUAGES, default_value="en", help="The release's language.").tag(config=True)

    def preprocess(self, nb, resources):
        """Drop the other languages' cells."""
        return select_language(nb, self.language), resources


class HideChecks(NbGraderPreprocessor):
    """Keep the hidden checks out of what students get back: code, inputs, what they printed."""

    def preprocess(self, nb, resources):
        """Cut hidden regions, and what ran when hidden inputs were known to the student's code."""
        known = False
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            if not is_grade(cell) or is_solution(cell):
                if known and cell.get("outputs"):
                    text = message("output-left-out")
                    cell.outputs = [new_output("stream", name="stdout", text=text + "\n")]
            elif "BEGIN HIDDEN TESTS" in cell.source:
                known = True
                cell.source = cell.source.partition("### BEGIN HIDDEN TESTS")[0].rstrip()
                cell.outputs = [o for o in cell.outputs if o.output_type == "error"]
                for output in cell.outputs:
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return nb, resources


class CourseAutograde(Autograde):
    """nbgrader's ``autograde`` that ends with a score and a reason for every submission."""

    def start(self):
        """Grade, then say which submissions could not be read."""
        self._unreadable = []
        self.coursedir.get_existing_timestamp = self._read_timestamp
        try:
            super().start()
        finally:
            for line in self._unreadable:
                self.log.warning("Recorded with 0 points: %s", line)

    def init_notebooks(self):
        """Find the submissions, those without a notebook among them."""
        assignment, student = self.coursedir.assignment_id, self.coursedir.student_id
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment))
        if not list(source.glob("*.ipynb")):
            known = ", ".join(sorted(path.parent.name for path in source.parent.glob("*/*.ipynb")))
            self._stop(f"Unknown assignment {assignment!r}; source/ has: {known or 'nothing'}")
        submitted = self._format_source(assignment, student)
        folders = sorted(path for path in glob.glob(submitted) if os.path.isdir(path))
        if not folders:
            who = "" if student == "*" else f" by {student!r}"
            self._stop(f"No submission of {assignment!r}{who}: nothing matches {submitted}")
        self._require_writable()
        self._register(assignment)
        self._templates = {path.stem: self._read_template(path) for path in source.glob("*.ipynb")}
        names = [n for n in self._templates if fnmatch.fnmatch(n, self.coursedir.notebook_id)]
        if not names:
            known = ", ".join(sorted(self._templates))
            self._stop(f"No notebook {self.coursedir.notebook_id!r} in {assignment!r}: {known}")
        self.assignments = {
            folder: [os.path.join(folder, f"{name}.ipynb") for name in names] for folder in folders
        }

    def init_destination(self, assignment_id, student_id):
        """Grade anew what a run that was killed left half done."""
        folder = Path(self._format_dest(assignment_id, student_id))
        paths = [folder / Path(name).name for name in self.notebooks]
        if folder.is_dir() and any(_is_half_done(path) for path in paths):
            self.log.warning("%s was left half graded: grading it again", folder)
            rmtree(str(folder))
        return super().init_destination(assignment_id, student_id)

    def init_assignment(self, assignment_id, student_id):
        """Leave out of the submitted files what is none: links, pipes."""
        folder = Path(self._format_source(assignment_id, student_id))
        where = f"student {student_id!r}, {assignment_id}"
        odd = []
        for top, _, names in os.walk(folder):
            odd += [n for n in names if not stat.S_ISREG(os.lstat(os.path.join(top, n)).st_mode)]
        # nbgrader would copy a folder of this name to where the notebook belongs.
        odd += [f"{name}.ipynb" for name in self._templates if (folder / f"{name}.ipynb").is_dir()]
        for name in odd:
            self.log.warning("%s: %r is no regular file: left out", where, name)
        ignore = self.coursedir.ignore
        self.coursedir.ignore = [*ignore, *map(glob.escape, odd)]
        try:
            super().init_assignment(assignment_id, student_id)
        finally:
            self.coursedir.ignore = ignore

    def _read_timestamp(self, folder):
        """Read when a submission was handed in; say so where its file says no time."""
        try:
            return type(self.coursedir).get_existing_timestamp(self.coursedir, folder)
        except Exception:  # nbgrader fails in several ways on text that is no time
            self.log.warning("%s/timestamp.txt says no time: it is left out", folder)
            return None

    def convert_single_notebook(self, notebook_filename):
        """Fit the submitted file to the source, run it and record its points."""
        ids = self.init_single_notebook_resources(notebook_filename)["nbgrader"]
        template = self._templates[ids["notebook"]]
        where = f"student {ids['student']!r}, {ids['assignment']}: "
        try:
            submission = read_submission(Path(notebook_filename))
            notebook, notes = fit_to_source(submission, template)
        except SubmissionError as error:
            notebook, notes = unreadable_notebook(template, str(error)), []
            self._unreadable.append(f"{where}{error}")
        for note in notes:
            self.log.warning("%s%s: %s", where, Path(notebook_filename).name, note)
        if notes:
            notebook.cells.insert(0, note_cell(notes))
        try:
            self._grade(notebook, notebook_filename)
        except OperationalError:
            raise  # the gradebook's trouble: nothing can be recorded
        except Exception as error:  # whatever it was, the student gets a record and a reason
            self.log.exception("%scould not be graded", where)
            reason = f"{ids['notebook']}.ipynb could not be graded: {type(error).__name__}: {error}"
            self._unreadable.append(f"{where}{reason}")
            self._grade(unreadable_notebook(template, reason), notebook_filename)

    def _grade(self, notebook, notebook_filename):
        """Write a notebook to autograded/, run it and record its points."""
        resources = self.init_single_notebook_resources(notebook_filename)
        self._sanitizing = True
        self._init_preprocessors()
        notebook.metadata["mlcourse"]["half_done"] = True  # until SealedExecute
        if "unreadable" in notebook.metadata["mlcourse"]:
            # Its outputs are the reason; nbgrader's own first step would clear them.
            output = nbformat.writes(notebook)
            resources["output_extension"] = ".ipynb"
        else:
            output, resources = self.exporter.from_notebook_node(notebook, resources)
        self.write_single_notebook(output, resources)
        self._sanitizing = False
        self._init_preprocessors()
        try:
            written = os.path.join(self.writer.build_directory, os.path.basename(notebook_filename))
            super(Autograde, self).convert_single_notebook(written)
        finally:
            self._sanitizing = True

    def _read_template(self, path):
        """Return a source notebook without its solutions, hidden checks included."""
        notebook = nbformat.read(path, as_version=4)
        resources = {}
        for preprocessor in (LockCells, ClearSolutions, ClearOutput, ComputeChecksums):
            notebook, resources = preprocessor(parent=self).preprocess(notebook, resources)
        return notebook

    def _register(self, assignment):
        """Put the assignment, as it stands in source/, into the gradebook; touch no release."""
        with tempfile.TemporaryDirectory() as folder:
            config = Config(self.config)
            config.CourseDirectory.release_directory = folder
            config.CourseDirectory.assignment_id = assignment
            config.CourseDirectory.notebook_id = "*"
            coursedir = type(self.coursedir)(config=config)
            converter = GenerateAssignment(coursedir=coursedir, config=config, force=True)
            level = self.log.level
            self.log.setLevel("ERROR")  # one logger serves all of nbgrader
            try:
                converter.start()
            finally:
                self.log.setLevel(level)

    def _require_writable(self):
        """Stop before grading anything if its results could not be kept."""
        target = Path(self.coursedir.format_path(self.coursedir.autograded_directory, ".", "."))
        try:
            target.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=target):
                pass
        except OSError as error:
            self._stop(f"Cannot write to {target}: {error.strerror}; nothing was graded")

    def _stop(self, reason):
        self.log.error(reason)
        raise NbGraderException(reason)


def _is_half_done(path):
    """Tell whether a notebook in autograded/ was written before its points were recorded."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception:  # not written yet, or cut off
        return True
    return "half_done" in notebook.metadata.get("mlcourse", {})


def configure(c, root):
    """Set nbgrader up for this course.

    Parameters
    ----------
    c : traitlets.config.Config
        What ``get_config()`` gives in a configuration file.
    root : str or pathlib.Path
        The course's folder, with ``source/`` in it.

    Raises
    ------
    SystemExit
        If the environment variable ``COURSE_LANGUAGE`` names no language of the course. Any other
        error nbgrader would log and go on without the course's settings.
    """
    language = os.environ.get("COURSE_LANGUAGE", "en")
    if language not in LANGUAGES:
        raise SystemExit(f"COURSE_LANGUAGE={language!r}: expected one of {LANGUAGES}")
    keep_data_folder()
    data = os.environ.get("MLCOURSE_DATA")
    if data and not os.path.isdir(data):
        # Else every student of the class would get 0 for a mistake that is the teacher's.
        raise SystemExit(f"MLCOURSE_DATA={data!r} is no folder; correct or unset it")
    _put_environment_on_path()
    _replace_autograde()
    # nbgrader 0.9.6 relies on what SQLAlchemy 2 warns of; a teacher can do nothing about it.
    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
    root = Path(root).resolve()
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.release_directory = f"release/{language}"
    c.Exchange.root = str(root / "exchange")
    # What running the source leaves in outputs/ must not become a student's.
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "outputs"]
    c.SelectLanguage.language = language
    # Stubs and essay cells are the same in both languages: one gradebook serves both.
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    c.ClearMarkScheme.enforce_metadata = False  # rubrics stand in locked cells
    c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]
    c.Execute.startup_timeout = 120  # seconds; a busy machine may take a while
    c.Execute.timeout = CELL_TIMEOUT
    reason = f"the cell ran longer than {CELL_TIMEOUT} s / セルの実行が{CELL_TIMEOUT}秒を超えました"
    c.Execute.error_on_timeout = {
        "ename": "CellTimeoutError",
        "evalue": reason,
        "traceback": [f"CellTimeoutError: {reason}"],
    }
    c.GenerateAssignment.preprocessors = [
        SelectLanguage,
        LockCells,
        ClearSolutions,
        ClearOutput,
        CheckCellMetadata,
        ComputeChecksums,
        SaveCells,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
        CheckCellMetadata,
    ]
    c.Autograde.sanitize_preprocessors = [
        ClearOutput,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
    ]
    c.Autograde.autograde_preprocessors = [
        SealedExecute,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    c.SanitizeHTML.enabled = True  # a student's markup does nothing on the feedback page
    c.GenerateFeedback.preprocessors = [
        GetGrades,
        HideChecks,
        SanitizeHTML,
        CSSHTMLHeaderPreprocessor,
    ]


def _replace_autograde():
    """Let nbgrader's command and its formgrader grade with `CourseAutograde`."""
    import nbgrader.apps.api
    import nbgrader.apps.autogradeapp

    # nbgrader names the class in these two modules and has no setting for it.
    nbgrader.apps.api.Autograde = CourseAutograde
    nbgrader.apps.autogradeapp.Autograde = CourseAutograde


def _put_environment_on_path():
    """Let nbgrader find its helper programs (alembic) when the environment is not activated."""
    programs = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if programs not in path:
        os.environ["PATH"] = os.pathsep.join([programs, *path])
