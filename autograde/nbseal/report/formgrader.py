"""The page of nbgrader's formgrader on a submission, as far as its settings let it be changed.

Formulas become MathML here, so that they show without the internet; the lines that begin and end a
mark scheme are not headings; and a long page begins with links to the cells to be marked. The names
of students and the layout of the page are nbgrader's own.
"""

import re
import urllib.parse
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.utils import is_grade, is_solution, is_task

from nbseal.report import markup

_BEGIN = re.compile(r"^[^\n\w]*BEGIN MARK SCHEME[^\n]*$", re.MULTILINE)
_END = re.compile(r"^[^\n\w]*END MARK SCHEME[^\n]*$\n?", re.MULTILINE)
_LABEL = "**Mark scheme / 採点基準**\n"


@pass_context
def markdown(context: Context, source: str) -> str:
    """Turn a cell's Markdown into HTML: the filter ``markdown2html`` of nbconvert's exporters.

    Parameters
    ----------
    context : jinja2.runtime.Context
        Has the cell.
    source : str
        Its text, which may be a student's.

    Returns
    -------
    str
    """
    source = _END.sub("", _BEGIN.sub(_LABEL, source))
    cell = context.get("cell") or {}
    return str(markup.markdown(source, attachments=cell.get("attachments")))


class LinkMarking(Preprocessor):
    """Begin a page with links to the fields of points that a marker fills in."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Put a cell before the others, where there is something to mark by hand."""
        names = [
            str(cell.metadata.nbgrader.get("grade_id", ""))
            for cell in nb.cells
            if is_task(cell) or (is_grade(cell) and is_solution(cell))
        ]
        if names:
            links = ", ".join(f"[`{name}`](#{urllib.parse.quote(name)})" for name in names)
            text = f"**To be marked by hand / 手動採点**: {links}"
            nb.cells.insert(0, new_markdown_cell(text, id="to-be-marked"))
        return nb, resources
