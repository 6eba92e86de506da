"""A student's work is found wherever it stands, and never overridden by what was handed out."""

import copy
import time
import tracemalloc

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbseal.errors import SubmissionError
from nbseal.intake.assignment import read_assignment
from nbseal.intake.fitting import fit_to_source
from nbseal.intake.names import MAX_PARSED, bound, is_blank, parsed
from nbseal.intake.reading import parse_submission

from tests.nbseal.intake.conftest import ANSWERS, ESSAY, PLOT, SQUARE, STUBS, TOTAL, known

BOTH = {"square-check", "total-check"}


def lose_metadata(exercise):
    cells = exercise.released(**ANSWERS)
    for number, cell in enumerate(cells):
        cell.metadata, cell["id"] = {}, f"other-{number}"
    return cells


def keep_ids_only(exercise):
    cells = exercise.released(**ANSWERS)
    for cell in cells:
        cell.metadata = {}
    return cells


def move_ids_as_colab(exercise):
    cells = exercise.released(**ANSWERS)
    for number, cell in enumerate(cells):
        cell.metadata, cell["id"] = {"id": cell["id"], "colab": {}}, f"other-{number}"
    return cells


def keep_checksums_only(exercise):
    cells = exercise.released(**ANSWERS)
    for template, cell in zip(exercise.assignment.template.cells, cells, strict=True):
        template.metadata.get("nbgrader", {}).setdefault("checksum", f"sum of {template['id']}")
        checksum = template.metadata.get("nbgrader", {}).get("checksum")
        cell.metadata = {"nbgrader": {"checksum": checksum}} if checksum else {}
    for number, cell in enumerate(cells):
        cell["id"] = f"other-{number}"
    return cells


def replaced(name, *cells, at=0, keep=False):
    """Return what puts new cells in the place of an answer's, or beside its stub."""

    def change(exercise):
        released = exercise.released(**{n: a for n, a in ANSWERS.items() if n != name})
        old = exercise.cell(released, name)
        place = released.index(old)
        if not keep:
            released.remove(old)
        made = [copy.deepcopy(cell) for cell in cells]
        for number, cell in enumerate(made):
            cell["id"] = f"new-{number}"
        released[place + at : place + at] = made
        return released

    return change


def at_the_end(exercise):
    cells = replaced("square")(exercise)
    return [*cells, new_code_cell(SQUARE, id="end")]


def draft_before_and_other_after(exercise):
    """The definition that the check met counts, not a later one."""
    cells = replaced("square", new_code_cell(SQUARE))(exercise)
    return [*cells, new_code_cell("def square(x):\n    return -x", id="end")]


def merged_up(exercise):
    cells = exercise.released(**{**ANSWERS, "square": f"{SQUARE}\n\n{TOTAL}"})
    cells.remove(exercise.cell(cells, "total"))
    return cells


def merged_down(exercise):
    cells = exercise.released(**{**ANSWERS, "total": f"{SQUARE}\n\n{TOTAL}"})
    cells.remove(exercise.cell(cells, "square"))
    return cells


def merged_beside_a_stub(exercise):
    cells = exercise.released(**{**ANSWERS, "square": f"{SQUARE}\n\n{TOTAL}"})
    exercise.cell(cells, "total").source = STUBS["total"]
    return cells


def a_copy_answered_before_its_stub(exercise):
    cells = exercise.released(**{**ANSWERS, "square": STUBS["square"]})
    stub = exercise.cell(cells, "square")
    answered = copy.deepcopy(stub)
    answered.source, answered["id"] = SQUARE, "copied"
    cells.insert(cells.index(stub), answered)
    return cells


def stub_without_its_comment(exercise):
    cells = replaced("square", new_code_cell(SQUARE), keep=True)(exercise)
    exercise.cell(cells, "square").source = "def square(x):\n    '''Mine.'''\n    pass"
    return cells


def imported(exercise):
    return replaced("square", new_code_cell("from operator import pos as square\n" + SQUARE))(
        exercise
    )


def swapped(exercise):
    return exercise.released(**{**ANSWERS, "square": "total = 10", "total": SQUARE})


def beside_a_scratch_line(exercise):
    cells = exercise.released(**{**ANSWERS, "square": "y = 3\nprint(y ** 2)"})
    return [*cells, new_code_cell(SQUARE, id="end")]


def typed_into(text):
    """Return what types the essay below a text that is handed out."""

    def change(exercise):
        cells = exercise.released(**{**ANSWERS, "why": STUBS["why"]})
        cell = next(cell for cell in cells if text in cell.source)
        cell.source = f"{cell.source}\n\n{ESSAY}\n"
        return cells

    return change


def broken_and_written_again(exercise):
    cells = exercise.released(**{**ANSWERS, "square": "def square(x):\n    return x *"})
    return [*cells, new_code_cell(SQUARE, id="end")]


FENCED = f"My answer:\n\n```python\n{SQUARE}\n```\n\nand why."

FOUND = {
    "metadata-lost": lose_metadata,
    "ids-only": keep_ids_only,
    "ids-moved": move_ids_as_colab,
    "checksums-only": keep_checksums_only,
    "retyped": replaced("square", new_code_cell(SQUARE)),
    "retyped-in-two-cells": replaced(
        "square",
        new_code_cell("def times(a, b):\n    return a * b"),
        new_code_cell("def square(x):\n    return times(x, x)"),
    ),
    "below-the-stub": replaced("square", new_code_cell(SQUARE), at=1, keep=True),
    "above-the-stub": replaced("square", new_code_cell(SQUARE), keep=True),
    "below-its-check": replaced("square", new_code_cell(SQUARE), at=1),
    "as-a-lambda": replaced("square", new_code_cell("square = lambda x: x * x")),
    "in-a-condition": replaced(
        "square", new_code_cell("if True:\n" + "    def square(x): return x*x")
    ),
    "with-global": replaced(
        "square",
        new_code_cell("def main():\n    global square\n    square = lambda x: x * x\nmain()"),
    ),
    "swapped": swapped,
    "beside-a-scratch-line": beside_a_scratch_line,
    "in-a-fenced-text": replaced("square", new_markdown_cell(FENCED)),
    "in-a-fenced-text-below-the-stub": replaced(
        "square", new_markdown_cell(FENCED), at=1, keep=True
    ),
    "in-a-raw-cell": replaced("square", new_raw_cell(SQUARE)),
    "in-a-raw-cell-below-the-stub": replaced("square", new_raw_cell(SQUARE), at=1, keep=True),
    "in-a-text-without-fences": replaced("square", new_markdown_cell(SQUARE)),
    "broken-and-written-again": broken_and_written_again,
    "fenced-in-a-code-cell": replaced("square", new_code_cell(f"```python\n{SQUARE}\n```")),
    "variable-retyped": replaced("total", new_code_cell("total: int = 10")),
    "variable-unpacked": replaced("total", new_code_cell("total, rest = 10, 0")),
    "variable-beside-its-stub": replaced("total", new_code_cell(TOTAL), at=1, keep=True),
    "at-the-end": at_the_end,
    "two-definitions": draft_before_and_other_after,
    "merged-up": merged_up,
    "merged-down": merged_down,
    "merged-beside-a-stub": merged_beside_a_stub,
    "copied": a_copy_answered_before_its_stub,
    "stub-changed": stub_without_its_comment,
    "imported": imported,
    "plot-retyped": replaced("plot", new_code_cell(PLOT)),
    "plot-below-its-stub": replaced("plot", new_code_cell(PLOT), at=1, keep=True),
    "essay-retyped": replaced("why", new_markdown_cell(ESSAY)),
    "essay-above-its-stub": replaced("why", new_markdown_cell(ESSAY), keep=True),
    "essay-below-its-stub": replaced("why", new_markdown_cell(ESSAY), at=1, keep=True),
    "essay-in-its-question": typed_into("Why do they grow?"),
    "essay-in-the-text-behind": typed_into("Thank you."),
    "essay-in-a-code-cell": replaced("why", new_code_cell(ESSAY)),
}


@pytest.mark.parametrize("change", FOUND.values(), ids=FOUND)
def test_an_answer_is_found_wherever_it_stands(exercise, change):
    passed, texts, notes = exercise.outcome(change(exercise))
    assert passed == BOTH
    assert texts["plot"] == PLOT
    assert texts["why"] == ESSAY
    assert notes
    assert all(len(note.split("\n")) == 2 for note in notes)
    assert not any("is missing" in note for note in notes)


def test_an_untouched_submission_has_no_notes(exercise):
    assert exercise.outcome(exercise.released(**ANSWERS)) == (
        BOTH,
        {"plot": PLOT, "why": ESSAY},
        [],
    )


def test_what_is_nowhere_is_as_it_was_handed_out(exercise):
    cells = exercise.released(total=TOTAL)
    cells.remove(exercise.cell(cells, "square"))
    passed, texts, notes = exercise.outcome(cells)
    assert passed == set()
    assert texts == {name: STUBS[name] for name in ("plot", "why")}
    assert [note.split("\n")[0] for note in notes] == [
        "cell `square` is missing: it was put back as it was handed out."
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "exec('square = lambda x: x * x')",
        "globals().update(square=lambda x: x * x)",
        "vars()['square'] = lambda x: x * x",
    ],
)
def test_what_cannot_be_seen_in_the_text_is_not_overridden(exercise, cell):
    passed, _, _ = exercise.outcome(replaced("square", new_code_cell(cell))(exercise))
    assert passed == BOTH


@pytest.mark.parametrize("first", ["In [3]: ", ">>> "])
def test_prompts_hide_no_answer(exercise, first):
    then = "   ...: " if first.startswith("In") else "... "
    cells = replaced("square", new_code_cell(first + SQUARE.replace("\n", f"\n{then}")))(exercise)
    notebook, notes = exercise.fit(cells)
    assert exercise.cell(notebook.cells, "square").source.startswith(first)
    assert len(notes) == 1


def test_a_scratch_variable_is_not_an_answer(exercise):
    cells = exercise.released(square=SQUARE)
    cells.insert(0, new_code_cell("x = 3", id="scratch"))
    _, _, notes = exercise.outcome(cells)
    assert notes == []


def test_an_essay_of_several_cells_is_one_text_with_all_pictures(exercise):
    cells = replaced("why", new_markdown_cell("First."), new_markdown_cell("Second."))(exercise)
    for number, data in enumerate(("AAAA", "BBBB")):
        cell = next(cell for cell in cells if cell["id"] == f"new-{number}")
        cell.source += " ![](attachment:image.png)"
        cell["attachments"] = {"image.png": {"image/png": data}}
    notebook, _ = exercise.fit(cells)
    essay = exercise.cell(notebook.cells, "why")
    assert essay.source.startswith("First. ![](attachment:image.png)\n\nSecond. ![](attachment:")
    assert sorted(data["image/png"] for data in essay.attachments.values()) == ["AAAA", "BBBB"]
    assert all(f"(attachment:{name})" in essay.source for name in essay.attachments)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda cells: cells[:2], "has no answer and no check of squares"),
        (lambda cells: [new_markdown_cell("# My diary")], '("My diary")'),
        (lambda cells: [new_code_cell("print(1)")], "it is another notebook."),
    ],
)
def test_another_notebook_is_told_in_one_line(exercise, change, said):
    cells = change([new_markdown_cell("# Lecture 3"), new_code_cell("print('other')")])
    with pytest.raises(SubmissionError) as raised:
        exercise.fit(cells)
    english, japanese = str(raised.value).split("\n")
    assert said in english
    assert "別のノートブック" in japanese


def test_the_notebook_of_another_assignment_is_named(exercise):
    import dataclasses

    from nbseal.intake.fitting import fit_to_source
    from nbseal.intake.reading import Cell, Submission

    others = {"cubes": frozenset({"cube"}), "roots": frozenset({"root", "cube"})}
    assignment = dataclasses.replace(exercise.assignment, others=lambda: others)
    submission = Submission([Cell("code", "pass", "root"), Cell("code", "pass", "cube")])
    with pytest.raises(SubmissionError, match="the notebook of another assignment, roots"):
        fit_to_source(submission, assignment)
    labelled = Submission([Cell("markdown", "text")], labels={("course", "lesson"): "roots"})
    assignment.template.metadata["course"] = {"lesson": "squares"}
    try:
        with pytest.raises(SubmissionError, match=r"another notebook \(roots\)"):
            fit_to_source(labelled, assignment)
    finally:
        del assignment.template.metadata["course"]


@pytest.mark.parametrize(
    "typed",
    [
        "{answer}\n\nassert square(2) == 4",
        "assert square(2) == 4\n\n\n{answer}\nprint(square(3))",
        "# mine\n{answer}\nassert square(2) ==  4  # yes",
    ],
)
def test_an_answer_typed_into_a_check_is_taken_out_of_it(exercise, typed):
    cells = exercise.released(total=TOTAL)
    exercise.cell(cells, "square-check").source = typed.format(answer=SQUARE)
    passed, _, notes = exercise.outcome(cells)
    assert passed == {"square-check", "total-check"}
    (note,) = notes
    assert ": `square` (`square-check`)" in note


def test_of_an_answered_cell_a_check_keeps_nothing(exercise):
    cells = exercise.released(square=SQUARE, total=TOTAL)
    wrong = "def square(x):\n    return 0\nassert square(2) == 4"
    exercise.cell(cells, "square-check").source = wrong
    passed, _, notes = exercise.outcome(cells)
    assert passed == {"square-check", "total-check"}
    assert notes == []


def test_code_in_a_fenced_text_counts_as_code(exercise):
    cells = exercise.released(square=SQUARE, total=TOTAL)
    place = next(n for n, cell in enumerate(cells) if cell["id"] == "source-square")
    fenced = new_markdown_cell(f"```python\n{SQUARE}\n```", metadata=cells[place].metadata)
    cells[place] = fenced
    passed, _, (note,) = exercise.outcome(cells)
    assert passed == {"square-check", "total-check"}
    assert "the kind of cell was changed: `square` (markdown)" in note


def test_what_is_too_long_for_a_tree_is_looked_at_by_its_lines():
    long = "def f(x):\n    return x\n" + "x = 1\n" * (MAX_PARSED // 6)
    assert parsed(long) is None
    assert bound(long).names >= {"f", "x"}
    assert not is_blank(long, "def f(x):\n    raise NotImplementedError()\n")


@pytest.mark.parametrize(
    ("typed", "essay_is"),
    [
        ("**Points**: 2\n\nBecause they do.\n", "Because they do."),
        ("**Points**: 3, as was said before the course changed", "YOUR ANSWER HERE"),
    ],
)
def test_an_essay_typed_into_a_locked_text_is_taken_out_of_it(tmp_path, typed, essay_is):
    scheme = "\n\n### BEGIN MARK SCHEME\nOne for each.\n### END MARK SCHEME"
    rubric = known(new_markdown_cell(f"**Points**: 2{scheme}"), "why-rubric", locked=True)
    essay = known(new_markdown_cell("Model answer."), "why", grade=True, solution=True, points=2)
    path = tmp_path / "texts.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=[rubric, essay])), encoding="utf-8")

    def clear(notebook):
        notebook = copy.deepcopy(notebook)
        notebook.cells[1].source = "YOUR ANSWER HERE"
        return notebook

    assignment = read_assignment(path, clear)
    handed_in = clear(new_notebook(cells=[rubric, essay]))
    handed_in.cells[0].source = typed
    content = nbformat.writes(handed_in).encode()
    fitted, notes = fit_to_source(parse_submission("texts.ipynb", content), assignment)
    assert [cell.source for cell in fitted.cells] == [rubric.source, essay_is]
    told = "found in a cell whose text is the course's: `why` (`why-rubric`)"
    assert [told in note for note in notes] == [True] * (essay_is != "YOUR ANSWER HERE")


@pytest.mark.parametrize(
    "cell", [new_markdown_cell("Squares grow."), new_code_cell("print('Squares', 'grow.')")]
)
def test_the_one_essay_is_found_behind_its_place(exercise, cell):
    cells = exercise.released(square=SQUARE, total=TOTAL, plot=PLOT)
    if cell.cell_type == "code":
        place = next(n for n, cell in enumerate(cells) if cell["id"] == "source-why")
        cells.insert(place + 1, cell)
    else:
        cells = [cell for cell in cells if cell["id"] != "source-why"] + [cell]
    _, texts, _ = exercise.outcome(cells)
    assert "grow." in texts["why"]


def test_long_cells_do_not_stay_in_memory():
    tracemalloc.start()
    try:
        for number in range(30):
            text = f"# {number} " + "x" * 900_000
            assert bound(text).names == frozenset()
            assert is_blank(text, "pass")
        del text
        assert tracemalloc.get_traced_memory()[0] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("line", ["square?", "?square", "here = !ls", "a, b = %who_ls", "!ls"])
def test_what_only_ipython_reads_is_no_mistake(line):
    assert not bound(f"{SQUARE}\n{line}").broken


@pytest.mark.parametrize("repeated", ["\n", "1,\n", "a, ", " \n", "%a\n", "a?\n", "a = "])
def test_long_cells_take_time_by_their_size(repeated):
    """Broken ones, too, which are looked at by their lines, such as a column that was pasted."""
    begun = time.process_time()
    bound(f"data = [)\n{repeated * 50_000}")
    assert time.process_time() - begun < 3
