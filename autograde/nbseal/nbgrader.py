"""The one place where the course is plugged into nbgrader; used by ``nbgrader_config.py``."""

import os
import sys
import warnings
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    IgnorePattern,
    LimitOutput,
    LockCells,
    NbGraderPreprocessor,
    SaveAutoGrades,
    SaveCells,
)
from sqlalchemy.exc import SAWarning
from traitlets import Enum

from mlcourse.data import keep_data_folder
from nbseal.batch.converter import CourseAutograde
from nbseal.report.feedback import FeedbackExporter, GetMarks, HideChecks
from nbseal.sealed.execute import SealedExecute
from nbseal.submissions import LANGUAGES

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
    # The rest of nbgrader's list is done by `nbseal.submissions.fit_to_source`.
    c.Autograde.sanitize_preprocessors = [ClearOutput, CheckCellMetadata]
    c.Autograde.autograde_preprocessors = [
        SealedExecute,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [GetMarks, HideChecks]


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
