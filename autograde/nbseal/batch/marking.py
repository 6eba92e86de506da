"""The state that a marker looked at: while it stays as it was, a mark by hand stays final.

nbgrader asks for every mark by hand anew whenever a submission is graded again. Here a hash of what
was marked is kept in the gradebook, in a table of the grader's own, and written in the transaction
that records a submission.
"""

import hashlib
import re
from collections.abc import Mapping

from nbformat import NotebookNode
from nbgrader import utils
from sqlalchemy import Column, MetaData, String, Table
from sqlalchemy.orm import Session

from nbseal.intake.assignment import squeezed

#: By the id of nbgrader's row of the grade: a hash of what there was to be marked.
TABLE = Table(
    "nbseal_marking",
    MetaData(),
    Column("grade_id", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),
)
_POINTS = re.compile(r"[(（][^()（）]*\d[^()（）]*(?:points?|点)[)）]")
_SCHEME = "MARK SCHEME"


def questions(template: NotebookNode) -> dict[str, str]:
    """Return what each cell that is marked by hand asks, the mark scheme included.

    Parameters
    ----------
    template : nbformat.NotebookNode
        The source notebook without its solutions.

    Returns
    -------
    dict of str to str
        By grade_id: the text that stands directly above the cell, its own text as it is handed
        out, and mark schemes directly below it. Points in brackets, as headings have them, are
        left out: more points for the same answer are not another question.
    """
    asked: dict[str, str] = {}
    above: list[str] = []
    last = None
    for cell in template.cells:
        by_hand = utils.is_task(cell) or (utils.is_grade(cell) and utils.is_solution(cell))
        text = squeezed(_POINTS.sub("", cell.source))
        if by_hand:
            last = cell.metadata.nbgrader["grade_id"]
            asked[last] = "\0".join([*above, text])
            above = []
        elif cell.cell_type != "markdown" or utils.is_solution(cell) or utils.is_grade(cell):
            above, last = [], None
        elif last and _SCHEME in cell.source:
            asked[last] += "\0" + text
        else:
            above.append(text)
            last = None
    return asked


def digests(notebook: NotebookNode, asked: Mapping[str, str]) -> dict[str, str]:
    """Return a hash of what a marker sees, for each cell that gives points.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        As it was graded.
    asked : mapping of str to str
        What `questions` gave.

    Returns
    -------
    dict of str to str
        By grade_id. An essay's is of its question and its text. A mark by hand that takes the
        place of a check's is of all answers: with the check's own points it is looked at again
        where either changes.
    """
    answers = [cell.source for cell in notebook.cells if utils.is_solution(cell)]
    free = [cell.source for cell in notebook.cells if not cell.metadata.get("nbgrader")]
    made = {}
    for cell in notebook.cells:
        if not (utils.is_grade(cell) or utils.is_task(cell)):
            continue
        name = cell.metadata.nbgrader["grade_id"]
        if utils.is_task(cell):  # the answer may stand anywhere
            parts = [asked.get(name, ""), cell.source, *answers, *free]
        elif utils.is_solution(cell):
            parts = [asked.get(name, ""), cell.source]
        else:
            parts = answers
        made[name] = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
    return made


def kept(session: Session, grades: Mapping[str, str]) -> dict[str, str]:
    """Read what was to be marked when a notebook was last recorded.

    Parameters
    ----------
    session : sqlalchemy.orm.Session
        Of the gradebook, which has the table.
    grades : mapping of str to str
        grade_id to the id of the grade's row.

    Returns
    -------
    dict of str to str
        By grade_id; a grade that was recorded before there was the table is not in it.
    """
    names = {row: name for name, row in grades.items()}
    rows = session.execute(TABLE.select().where(TABLE.c.grade_id.in_(names)))
    return {names[row.grade_id]: row.digest for row in rows}


def keep(session: Session, grades: Mapping[str, str], made: Mapping[str, str]) -> None:
    """Write what is to be marked now; see `kept`."""
    session.execute(TABLE.delete().where(TABLE.c.grade_id.in_(list(grades.values()))))
    rows = [{"grade_id": grades[name], "digest": made[name]} for name in made if name in grades]
    if rows:
        session.execute(TABLE.insert(), rows)
