"""``make lab``: lay out the exercises and lectures of one language for a student's JupyterLab."""

import shutil
import sys
from pathlib import Path

import nbformat

from build_tools.lecture_cells import student_version
from build_tools.lessons import ROOT, find_lessons


def lay_out(folder: Path, language: str) -> None:
    """Copy what a student opens; a copy that is there stays, since it holds a student's work.

    Parameters
    ----------
    folder : pathlib.Path
        Where the copies go: ``<topic>/<topic>.ipynb`` and ``lectures/<name>.ipynb``.
    language : {"en", "ja"}
        The language.
    """
    for lesson in find_lessons():
        name = f"{lesson.topic}/{lesson.topic}.ipynb"
        if not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "release" / language / name, folder / name)
        for lecture in lesson.lectures:
            path = folder / "lectures" / f"{lecture.name}.ipynb"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(student_lecture(lecture.name, language), encoding="utf-8")


def student_lecture(name: str, language: str, root: Path = ROOT) -> str:
    """Return the text of a built lecture as a student opens it.

    Parameters
    ----------
    name : str
        The lecture's, such as ``"01_gradient_descent"``.
    language : {"en", "ja"}
        The language.
    root : pathlib.Path
        Where ``notebooks/`` stands.

    Returns
    -------
    str
        A notebook, as JSON.
    """
    built = root / "notebooks" / language / f"{name}.ipynb"
    return nbformat.writes(student_version(nbformat.read(built, as_version=4)))


if __name__ == "__main__":
    lay_out(Path(sys.argv[1]), sys.argv[2])
