"""Forgeries in the submitted file: cells, their order, ids, tags, metadata and outputs."""

import copy

from nbformat.v4 import new_output

from tests.hostile.bank import Submission, added_cell, cell_of, checks_of
from tests.hostile.forgery.common import NO_MEAN, RECORDS_NUMBERS, RECORDS_TEXT, SHOW, WRONG

WRONG_MEAN = {"mean_of_squares": WRONG}
TAGS = ("skip-execution", "raises-exception", "remove-cell", "nbval-skip", "hide-cell", "injected")


def _tag(*tags):
    def change(notebook):
        for cell in checks_of(notebook):
            cell.metadata.tags = list(tags)

    return change


def _grading(**values):
    def change(notebook):
        for cell in checks_of(notebook):
            cell.metadata.nbgrader.update(values)

    return change


def _empty_checks(notebook):
    for cell in checks_of(notebook):
        cell.source = "pass"


def _delete_checks(notebook):
    notebook.cells = [cell for cell in notebook.cells if cell not in checks_of(notebook)]


def _retype(kind):
    def change(notebook):
        for cell in checks_of(notebook):
            cell.cell_type = kind
            del cell["outputs"], cell["execution_count"]

    return change


def _easier_copies(notebook):
    for cell in checks_of(notebook):
        easier = copy.deepcopy(cell)
        easier.source = "pass"
        easier["id"] = f"{cell['id']}-again"
        notebook.cells.insert(notebook.cells.index(cell) + 1, easier)


def _answers_that_are_checks(notebook):
    """Give the solution cell the check's id, and the check the solution's."""
    answer, check = (cell_of(notebook, f"mean_of_squares{kind}") for kind in ("", "-hidden"))
    answer.metadata.nbgrader, check.metadata.nbgrader = (
        check.metadata.nbgrader,
        answer.metadata.nbgrader,
    )


def _swap_checks(notebook):
    one, other = (cell_of(notebook, f"{item}-hidden") for item in ("hello", "mean_of_squares"))
    one.metadata.nbgrader.grade_id, other.metadata.nbgrader.grade_id = (
        other.metadata.nbgrader.grade_id,
        one.metadata.nbgrader.grade_id,
    )


def _same_id_everywhere(notebook):
    for cell in notebook.cells:
        cell["id"] = "mean_of_squares-hidden"


def _cells_named_like_checks(notebook):
    for name in ("mean_of_squares-hidden-2", "bonus", "hello-hidden2", "mean_of_squares-hidden "):
        notebook.cells.append(added_cell("1", name))
    notebook.cells.insert(0, added_cell("1", "mean_of_squares-hidden"))


def _old_schema(notebook):
    for number, cell in enumerate(checks_of(notebook)):
        cell.metadata.nbgrader = {
            "grade_id": cell["id"],
            "schema_version": number - 1,
            "grade": False,
            "solution": True,
            "points": "all",
        }


def _metadata_of_all(notebook):
    notebook.metadata.kernelspec = {"name": "bash", "display_name": "x", "argv": ["true"]}
    notebook.metadata.nbseal = {"language": "en", "unreadable": "", "seconds": -1}
    notebook.metadata.celltoolbar = "Create Assignment"
    notebook.metadata.nbgrader = {"score": 100}


def _outputs_in_the_file(notebook):
    for cell in checks_of(notebook):
        cell.execution_count = 1
        cell.outputs = [new_output("execute_result", {"text/plain": "1"}, execution_count=1)]


BANK = [
    *(
        Submission(
            f"tag-{tag}",
            f"tags the checks {tag}",
            NO_MEAN,
            WRONG_MEAN,
            change=_tag(tag),
        )
        for tag in TAGS[:2]
    ),
    Submission("tags", "tags the checks in many ways", NO_MEAN, WRONG_MEAN, change=_tag(*TAGS[2:])),
    Submission("emptied", "empties the checks", NO_MEAN, WRONG_MEAN, change=_empty_checks),
    Submission("deleted", "deletes the checks", NO_MEAN, WRONG_MEAN, change=_delete_checks),
    Submission("prose", "makes the checks prose", NO_MEAN, WRONG_MEAN, change=_retype("markdown")),
    Submission("raw", "makes the checks raw cells", NO_MEAN, WRONG_MEAN, change=_retype("raw")),
    Submission(
        "no-grade",
        "says that checks are not graded",
        NO_MEAN,
        WRONG_MEAN,
        change=_grading(grade=False, points=0),
    ),
    Submission(
        "answers",
        "says that checks are answers",
        NO_MEAN,
        WRONG_MEAN,
        change=_grading(solution=True, locked=False, checksum="x"),
    ),
    Submission("points", "asks more points", NO_MEAN, WRONG_MEAN, change=_grading(points=1000)),
    Submission("tasks", "makes checks tasks", NO_MEAN, WRONG_MEAN, change=_grading(task=True)),
    Submission("schema", "writes other schema versions", NO_MEAN, WRONG_MEAN, change=_old_schema),
    Submission(
        "swapped-roles",
        "swaps the metadata of answer and check",
        NO_MEAN,
        {"mean_of_squares": "1"},
        change=_answers_that_are_checks,
    ),
    Submission("swapped-ids", "swaps two checks' ids", NO_MEAN, WRONG_MEAN, change=_swap_checks),
    Submission("one-id", "one id for all cells", NO_MEAN, WRONG_MEAN, change=_same_id_everywhere),
    Submission("copies", "adds checks that pass", NO_MEAN, WRONG_MEAN, change=_easier_copies),
    Submission(
        "named-checks",
        "adds cells named like checks",
        NO_MEAN,
        WRONG_MEAN,
        change=_cells_named_like_checks,
    ),
    Submission(
        "notebook-metadata",
        "forges the notebook's own metadata",
        NO_MEAN,
        WRONG_MEAN,
        change=_metadata_of_all,
    ),
    Submission(
        "outputs-in-file",
        "hands in the outputs of passed checks",
        NO_MEAN,
        WRONG_MEAN,
        change=_outputs_in_the_file,
    ),
    Submission(
        "hidden-markers",
        "puts the markers of hidden checks into an answer",
        NO_MEAN,
        {"mean_of_squares": f"### BEGIN HIDDEN TESTS\n{WRONG}\n### END HIDDEN TESTS"},
    ),
    Submission(
        "redefines",
        "a cell between the checks redefines what they use",
        NO_MEAN,
        WRONG_MEAN,
        {
            "mean_of_squares-visible": """
import mlcourse.checks
def nothing(*args, **kwargs):
    pass
for name in mlcourse.checks.__all__:
    globals()[name] = nothing
    setattr(mlcourse.checks, name, nothing)
def check_mean_of_squares_hidden():
    pass
check_mean_of_squares = check_mean_of_squares_hidden
"""
        },
    ),
    Submission(
        "shows-inputs",
        "shows in a later cell what the checks passed in",
        NO_MEAN,
        {"hello": RECORDS_TEXT, "mean_of_squares": RECORDS_NUMBERS},
        {"hello-hidden": "print(seen)", "end": SHOW},
    ),
    Submission(
        "raises-inputs",
        "raises what the checks passed in",
        {"hello-hidden": 0},
        {
            "hello": """
seen = []
def hello(student_id):
    seen.append(student_id)
    if len(set(seen)) > 3:
        raise RuntimeError(f"{'I was called with':>300} {seen}")
    return f"hello {student_id}"
"""
        },
    ),
]
