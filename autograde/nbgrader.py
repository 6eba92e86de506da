"""The one place where the course is plugged into nbgrader; used by ``nbgrader_config.py``."""

import os
import sys
from pathlib import Path

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    NbGraderPreprocessor,
    SaveCells,
)
from traitlets import Enum

LANGUAGES = ("en", "ja")
CODE_STUB = "# YOUR CODE HERE / ここにコードを書いてください\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE / ここに解答を書いてください"


class SelectLanguage(NbGraderPreprocessor):
    """Keep the cells of one language: those tagged ``lang:<language>`` and those without."""

    language = Enum(LANGUAGES, default_value="en", help="The release's language.").tag(config=True)

    def preprocess(self, nb, resources):
        """Drop the other languages' cells."""
        others = {f"lang:{other}" for other in LANGUAGES if other != self.language}
        nb.cells = [c for c in nb.cells if not others.intersection(c.metadata.get("tags", []))]
        nb.metadata.setdefault("mlcourse", {})["language"] = self.language
        return nb, resources


def configure(c):
    """Set nbgrader up for this course.

    Parameters
    ----------
    c : traitlets.config.Config
        What ``get_config()`` gives in a configuration file.

    Raises
    ------
    ValueError
        If the environment variable ``COURSE_LANGUAGE`` names no language of the course.
    """
    language = os.environ.get("COURSE_LANGUAGE", "en")
    if language not in LANGUAGES:
        raise ValueError(f"COURSE_LANGUAGE={language!r}: expected one of {LANGUAGES}")
    _put_environment_on_path()
    root = Path(__file__).resolve().parents[1]
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.release_directory = f"release/{language}"
    c.SelectLanguage.language = language
    # Stubs and essay cells are the same in both languages: one gradebook serves both.
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    c.ClearMarkScheme.enforce_metadata = False  # rubrics stand in locked cells
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


def _put_environment_on_path():
    """Let nbgrader find its helper programs (alembic) when the environment is not activated."""
    programs = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if programs not in path:
        os.environ["PATH"] = os.pathsep.join([programs, *path])
