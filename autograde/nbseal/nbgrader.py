"""The one place where the grader is plugged into nbgrader; used by ``nbgrader_config.py``."""

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    AssignLatePenalties,
    ClearOutput,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from sqlalchemy.exc import SAWarning
from traitlets import Enum
from traitlets.config import Config

from nbseal.authoring.generate import CheckedGenerateAssignment
from nbseal.batch.converter import CourseAutograde
from nbseal.conventions import LANGUAGE_TAG, LANGUAGES, notebook_record
from nbseal.lms.zones import replace_parse_utc
from nbseal.report.feedback import FeedbackExporter, GetMarks, HideChecks
from nbseal.report.generate import CourseGenerateFeedback, ReleaseFeedback
from nbseal.sealed.causes import ExplainErrors
from nbseal.sealed.execute import SealedExecute

CELL_TIMEOUT = 120  # seconds
#: Sections of a configuration that may already say how long a cell may run.
_EXECUTING = ("NotebookClient", "ExecutePreprocessor", "Execute", "SealedExecute")


def select_language(notebook: NotebookNode, language: str) -> NotebookNode:
    """Keep the cells of one language and those of all.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Cells of one language carry a tag such as ``lang:en``; changed in place.
    language : str
        The language to keep.

    Returns
    -------
    nbformat.NotebookNode
        The same notebook.
    """
    others = {f"{LANGUAGE_TAG}{other}" for other in LANGUAGES if other != language}
    notebook.cells = [
        cell for cell in notebook.cells if not others.intersection(cell.metadata.get("tags", []))
    ]
    notebook_record(notebook)["language"] = language
    return notebook


class SelectLanguage(NbGraderPreprocessor):
    """Keep the cells of one language: those tagged ``lang:<language>`` and those without."""

    language = Enum(LANGUAGES, default_value="en", help="The release's language.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Drop the other languages' cells."""
        return select_language(nb, self.language), resources


def configure(
    c: Config, root: str | Path | None = None, languages: Sequence[str] = ("en",)
) -> None:
    """Set nbgrader up to grade with sealed checks.

    Parameters
    ----------
    c : traitlets.config.Config
        What ``get_config()`` gives in a configuration file.
    root : str or pathlib.Path, optional
        The course's folder, with ``source/`` in it; by default what the configuration has said
        before, or the folder of its file.
    languages : sequence of str
        The languages of the course's notebooks, of `nbseal.conventions.LANGUAGES`. With more than
        one, ``COURSE_LANGUAGE`` chooses the release (by default the first), and each is released
        in a folder of its own.

    Raises
    ------
    SystemExit
        If the environment variable ``COURSE_LANGUAGE`` names no language of the course. Any other
        error nbgrader would log and go on without the course's settings.
    """
    if root is None and "root" not in c.CourseDirectory:
        root = Path(sys._getframe(1).f_globals["__file__"]).parent
    language = os.environ.get("COURSE_LANGUAGE", languages[0])
    if language not in languages and len(languages) > 1:
        raise SystemExit(f"COURSE_LANGUAGE={language!r}: expected one of {tuple(languages)}")
    _put_environment_on_path()
    _replace_autograde()
    _accept_earlier_names()
    replace_parse_utc()
    # nbgrader 0.9.6 relies on what SQLAlchemy 2 warns of; a teacher can do nothing about it.
    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
    c.Course.languages = list(languages)
    if root is not None:
        c.CourseDirectory.root = str(Path(root).resolve())
    c.Execute.extra_arguments = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]
    c.Execute.startup_timeout = 120  # seconds; a busy machine may take a while
    if not any("timeout" in c[name] for name in _EXECUTING if name in c):
        c.Execute.timeout = CELL_TIMEOUT
    if len(languages) > 1:
        c.CourseDirectory.release_directory = f"release/{language}"
        c.SelectLanguage.language = language
        c.GenerateAssignment.preprocessors.prepend([SelectLanguage])
    # The rest of nbgrader's list is done by `nbseal.intake.fitting.fit_to_source`: metadata, which
    # CheckCellMetadata would look at, are the source's.
    c.Autograde.sanitize_preprocessors = [ClearOutput]
    c.Autograde.autograde_preprocessors = [
        SealedExecute,
        ExplainErrors,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
    ]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [GetMarks, HideChecks]
    # What is private in the course is readable in the exchange, to which it is given.
    if "release_feedback" not in c.ExchangeFactory:
        c.ExchangeFactory.release_feedback = ReleaseFeedback
    # nbgrader's formgrader uses this exporter, and nothing else of the course does.
    c.HTMLExporter.filters = {"markdown2html": "nbseal.report.formgrader.markdown"}
    c.HTMLExporter.preprocessors = ["nbseal.report.formgrader.LinkMarking"]


def _replace_autograde() -> None:
    """Let nbgrader's commands and its formgrader use this package's converters."""
    import nbgrader.apps.api
    import nbgrader.apps.autogradeapp
    import nbgrader.apps.generateassignmentapp
    import nbgrader.apps.generatefeedbackapp

    # nbgrader names the classes in these modules and has no setting for it.
    nbgrader.apps.api.Autograde = CourseAutograde
    nbgrader.apps.autogradeapp.Autograde = CourseAutograde
    nbgrader.apps.api.GenerateFeedback = CourseGenerateFeedback
    nbgrader.apps.generatefeedbackapp.GenerateFeedback = CourseGenerateFeedback
    nbgrader.apps.api.GenerateAssignment = CheckedGenerateAssignment
    nbgrader.apps.generateassignmentapp.GenerateAssignment = CheckedGenerateAssignment


def _put_environment_on_path() -> None:
    """Let nbgrader find its helper programs (alembic) when the environment is not activated."""
    programs = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if programs not in path:
        os.environ["PATH"] = os.pathsep.join([programs, *path])


def _accept_earlier_names() -> None:
    """Let a configuration go on that names the penalty of before version 0.2.

    Else a course in mid-term would lose its penalties, or stop, for a new name of a module.
    """
    import nbseal.lms.late

    sys.modules.setdefault("autograde.lms.late", nbseal.lms.late)
