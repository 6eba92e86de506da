"""A class with every kind of broken submission, graded by the real command."""

import copy
import json
import os
import subprocess
import sys

import nbformat
import pytest

from build_tools.classroom import Classroom, solutions
from build_tools.lessons import find_lessons

LESSON = find_lessons()[0]
NAME = f"{LESSON.topic}.ipynb"
ENDLESS = "def hello(student_id):\n    while True:\n        pass"
STUBBORN = """
def hello(student_id):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
LATE_DEATH = """
import os
calls = []
def mean_of_squares(x):
    calls.append(x)
    if len(calls) > 3:
        os._exit(0)
    return sum(v * v for v in x) / len(x)
"""
FULL, NOTHING = 2, 0
TIMEOUT = "--Execute.timeout=10"


def read(path):
    return nbformat.read(path, as_version=4)


def cell_of(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell["id"] == cell_id)


def changed(change):
    """Return what hands in right work after `change` was done to the notebook."""

    def hand_in(path):
        notebook = read(path)
        change(notebook)
        nbformat.write(notebook, path)

    return hand_in


def delete_check(notebook):
    notebook.cells.remove(cell_of(notebook, "hello-hidden"))


def delete_answer(notebook):
    notebook.cells.remove(cell_of(notebook, "hello"))


def double(notebook):
    first = cell_of(notebook, "hello")
    again = copy.deepcopy(first)
    again["id"] = "copied"
    first.source = "def hello(student_id):\n    return None"
    notebook.cells.insert(notebook.cells.index(first) + 1, again)


def reverse(notebook):
    notebook.cells.reverse()


def retype(notebook):
    cell = cell_of(notebook, "hello")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def rewrite_check(notebook):
    cell_of(notebook, "hello").source = "def hello(student_id):\n    return 'wrong'"
    for kind in ("visible", "hidden"):
        cell_of(notebook, f"hello-{kind}").source = "pass"


def raise_points(notebook):
    cell_of(notebook, "hello").source = "def hello(student_id):\n    return 'wrong'"
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.points = 100


def other_kernel(notebook):
    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    notebook.metadata.language_info = {"name": "R"}


def warn(notebook):
    cell_of(notebook, "hello").source += "\nimport warnings\n"
    source = cell_of(notebook, "mean_of_squares").source
    body = source.index('"""', source.index('"""') + 3) + 3
    cell_of(notebook, "mean_of_squares").source = (
        source[:body] + "\n    import warnings\n    warnings.warn('careful')" + source[body:]
    )


def kill_kernel(notebook):
    cell_of(notebook, "mean_of_squares").source = "import os\nos._exit(1)"


def die_in_check(notebook):
    cell_of(notebook, "mean_of_squares").source = LATE_DEATH


def run_for_ever(notebook):
    cell_of(notebook, "hello").source = ENDLESS


def resist_interrupts(notebook):
    cell_of(notebook, "hello").source = STUBBORN


def show_points(notebook):
    cell_of(
        notebook, "hello"
    ).source = "import sys\n\ndef hello(student_id):\n    sys.displayhook(100)\n    return 'wrong'"


def hide_control_characters(notebook):
    notebook.cells.append(nbformat.v4.new_markdown_cell("\x1b[2J<script>alert(1)</script>"))


def rename(path):
    path.rename(path.with_name("my homework.ipynb"))


def cut(path):
    path.write_text(path.read_text(encoding="utf-8")[:1000], encoding="utf-8")


def old_format(path):
    notebook = nbformat.convert(read(path), 3)
    path.write_text(nbformat.writes(notebook, version=3), encoding="utf-8")


def future_format(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    content["nbformat"] = 9
    path.write_text(json.dumps(content), encoding="utf-8")


def surrogate(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"][0]["source"] = "\ud800"
    path.write_text(json.dumps(content), encoding="utf-8")


def link(path):
    target = path.with_name("elsewhere.txt")
    path.rename(target)
    path.symlink_to(target)


def folder_link(path):
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to("elsewhere")


def large_beside(path):
    with open(path.with_name("data.bin"), "wb") as file:
        file.truncate(20_000_000_000)  # takes no room here, but would in a copy


def folder(path):
    path.unlink()
    path.mkdir()


def nested(path):
    target = path.parent / "unzipped" / path.name
    target.parent.mkdir()
    path.rename(target)


def pipe_beside(path):
    os.mkfifo(path.with_name("pipe"))
    path.with_name("dangling").symlink_to("/no/such/file")


def bad_timestamp(path):
    path.with_name("timestamp.txt").write_text("yesterday evening")


def byte_order_mark(path):
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def utf_16(path):
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))


def retype_below(notebook):
    """Type the answer into a new cell below the check, and leave what was handed out."""
    answer, check = cell_of(notebook, "hello"), cell_of(notebook, "hello-hidden")
    again = nbformat.v4.new_code_cell(answer.source, id="typed-again")
    answer.source = "def hello(student_id):\n    raise NotImplementedError()"
    notebook.cells.insert(notebook.cells.index(check) + 1, again)


def lose_metadata(notebook):
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell["id"] = {}, f"new-{number}"


def other_notebook(path):
    cells = [nbformat.v4.new_markdown_cell("# Diary"), nbformat.v4.new_code_cell("print(1)")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def text(content):
    return lambda path: path.write_text(content, encoding="utf-8")


#: student: what is done to right work, the points it gets, and a part of what is said about it
CLASS = {
    "right": (lambda path: None, FULL, None),
    "check-deleted": (changed(delete_check), FULL, "cell `hello-hidden` is missing"),
    "answer-deleted": (changed(delete_answer), 1, "cell `hello` is missing"),
    "doubled": (changed(double), FULL, "there more than once: `hello`"),
    "reversed": (changed(reverse), FULL, "is not in its place"),
    "retyped": (changed(retype), FULL, "kind of cell was changed: `hello` (markdown)"),
    "check-rewritten": (changed(rewrite_check), 1, None),
    "points-raised": (changed(raise_points), 1, None),
    "other-kernel": (changed(other_kernel), FULL, None),
    "warns": (changed(warn), FULL, None),
    "kernel-killed": (changed(kill_kernel), 1, "kernel ended early"),
    "control-characters": (changed(hide_control_characters), FULL, None),
    "renamed": (rename, FULL, "setup.ipynb is missing: 'my homework.ipynb' has"),
    "nothing": (os.remove, NOTHING, "setup.ipynb is missing (found no notebook)"),
    "cut": (cut, NOTHING, "setup.ipynb ends in the middle"),
    "empty-file": (text(""), NOTHING, "setup.ipynb is empty"),
    "list": (text("[1, 2]"), NOTHING, "is JSON, but not a notebook"),
    "number-cells": (text('{"cells": [1], "nbformat": 4}'), NOTHING, "setup.ipynb is"),
    "deep": (text("[" * 100_000), NOTHING, "setup.ipynb is not JSON"),
    "no-source": (
        text('{"cells": [{"cell_type": "code", "source": 5}], "nbformat": 4, "nbformat_minor": 5}'),
        NOTHING,
        "setup.ipynb",
    ),
    "old-format": (old_format, FULL, None),
    "future-format": (future_format, FULL, None),  # its cells are those of a known one
    "surrogate": (surrogate, FULL, None),
    "link": (link, NOTHING, "setup.ipynb cannot be opened"),
    "folder-link": (folder_link, NOTHING, "setup.ipynb cannot be opened: its folder is a link"),
    "large-beside": (large_beside, FULL, "'data.bin' makes the submission too large: left out"),
    "folder": (folder, NOTHING, "setup.ipynb is not a regular file"),
    "nested": (nested, FULL, "setup.ipynb is missing: 'unzipped/setup.ipynb' has"),
    "pipe-beside": (pipe_beside, FULL, "'pipe' is not a regular file: left out"),
    "bad-timestamp": (bad_timestamp, FULL, None),
    "dies-in-check": (changed(die_in_check), 1, "kernel ended early"),
    "endless": (changed(run_for_ever), 1, None),
    "stubborn": (changed(resist_interrupts), NOTHING, "kernel ended early"),
    "shows-points": (changed(show_points), 1, None),
    "byte-order-mark": (byte_order_mark, FULL, None),
    "utf-16": (utf_16, FULL, None),
    "retyped-below": (
        changed(retype_below),
        FULL,
        "found in a cell of its own (its number in the file): `hello`",
    ),
    "metadata-lost": (changed(lose_metadata), FULL, "has lost nbgrader's metadata"),
    "other-notebook": (other_notebook, NOTHING, "setup.ipynb has no answer and no check of setup"),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded once; with what the command printed."""
    classroom = Classroom(tmp_path_factory.mktemp("course"))
    for number, (student, (break_it, _, _)) in enumerate(CLASS.items()):
        path = classroom.submit(student, LESSON, solutions(LESSON), ("en", "ja")[number % 2])
        break_it(path)
    done = classroom.nbgrader("autograde", LESSON.topic, TIMEOUT)
    return classroom, done.stdout, classroom.results(LESSON)


@pytest.mark.parametrize("student", CLASS)
def test_everyone_gets_a_score_and_a_reason(graded, student):
    _, printed, results = graded
    _, points, said = CLASS[student]
    assert sum(result.points for result in results[student].values()) == points, printed
    if said:
        assert any(said in line and f"'{student}'" in line for line in printed.splitlines())
    if points == NOTHING and student != "stubborn":
        assert all(said in result.message for result in results[student].values())


def test_only_what_is_wrong_is_said(graded):
    _, printed, _ = graded
    assert "Traceback" not in printed
    for student, (_, _, said) in CLASS.items():
        if said is None:
            lines = [line for line in printed.splitlines() if f"'{student}'" in line]
            assert not [line for line in lines if "WARNING" in line], lines


def test_nothing_submitted_is_changed_or_lost(graded):
    classroom, _, _ = graded
    folder = classroom.root / "submitted" / "cut" / LESSON.topic
    assert len((folder / NAME).read_text(encoding="utf-8")) == 1000
    for student in CLASS:
        assert (classroom.root / "autograded" / student / LESSON.topic / NAME).is_file()


def test_grading_again_repeats_nothing_and_changes_nothing(graded):
    classroom, _, results = graded
    done = classroom.nbgrader("autograde", LESSON.topic, TIMEOUT)
    assert f"{len(CLASS)} submissions are graded already and unchanged" in done.stdout
    assert "0 submissions graded" in done.stdout
    assert classroom.results(LESSON) == results
    done = classroom.nbgrader("autograde", LESSON.topic, TIMEOUT, "--student=right", "--force")
    assert "1 submissions graded" in done.stdout
    assert classroom.results(LESSON) == results


def test_a_graded_file_that_is_damaged_or_gone_is_made_again(graded):
    classroom, _, results = graded
    path = classroom.root / "autograded" / "right" / LESSON.topic / NAME
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:500])
    classroom.nbgrader("autograde", LESSON.topic, TIMEOUT, "--student=right")
    nbformat.validate(read(path))
    path.unlink()
    classroom.nbgrader("autograde", LESSON.topic, TIMEOUT, "--student=right")
    assert path.is_file()
    assert classroom.results(LESSON)["right"] == results["right"]


def test_a_wrong_data_folder_is_the_teachers_mistake(graded):
    classroom, _, _ = graded
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", LESSON.topic, "--student=right"],
        cwd=classroom.root,
        env={**os.environ, "MLCOURSE_DATA": "/no/such/folder"},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "MLCOURSE_DATA='/no/such/folder' is not a folder" in done.stderr + done.stdout


def test_manual_grades_and_comments_stay(graded):
    from nbgrader.api import Gradebook

    classroom, _, _ = graded
    url = f"sqlite:///{classroom.root / 'gradebook.db'}"
    where = ("hello-hidden", LESSON.topic, LESSON.topic, "byte-order-mark")
    with Gradebook(url, "mlcourse") as gradebook:
        grade = gradebook.find_grade(*where)
        grade.manual_score = 0.5
        comment = gradebook.find_comment("hello", *where[1:])
        comment.manual_comment = "see me"
        gradebook.db.commit()
    classroom.nbgrader("autograde", LESSON.topic, "--student=byte-order-mark", "--force")
    with Gradebook(url, "mlcourse") as gradebook:
        grade = gradebook.find_grade(*where)
        assert (grade.manual_score, grade.auto_score) == (0.5, 1)
        assert gradebook.find_comment("hello", *where[1:]).manual_comment == "see me"


def test_feedback_shows_reasons_but_no_hidden_code(graded):
    classroom, _, _ = graded
    classroom.nbgrader("generate_feedback", LESSON.topic)
    for student, (_, points, said) in CLASS.items():
        page = classroom.root / "feedback" / student / LESSON.topic / f"{LESSON.topic}.html"
        html = page.read_text(encoding="utf-8")
        assert "check_hello_hidden" not in html
        assert "BEGIN HIDDEN" not in html
        assert "<script>alert(1)</script>" not in html
        if points == NOTHING and student != "stubborn":
            assert said.split(" (")[0] in html


def test_export_has_a_row_for_everyone(graded):
    classroom, _, _ = graded
    classroom.nbgrader("export")
    rows = (classroom.root / "grades.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(CLASS) + 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no_such"], "Unknown assignment 'no_such'; source/ has: "),
        (["setup", "--student=nobody"], "No submission of 'setup' by 'nobody'"),
        (["setup", "--notebook=other"], "No notebook 'other' in 'setup': setup"),
        (["perceptron"], "No submission of 'perceptron'"),
    ],
)
def test_a_wrong_command_says_what_there_is(graded, arguments, said):
    classroom, _, _ = graded
    done = classroom.nbgrader("autograde", *arguments, check=False)
    assert done.returncode == 1
    assert said in done.stdout
    assert "Traceback" not in done.stdout


def test_a_disk_that_cannot_be_written_to_is_said_before_grading(tmp_path):
    classroom = Classroom(tmp_path)
    classroom.submit("right", LESSON, solutions(LESSON))
    (tmp_path / "autograded").write_text("a file where a folder should be")
    done = classroom.nbgrader("autograde", LESSON.topic, check=False)
    assert done.returncode == 1
    assert "Cannot write to" in done.stdout
    assert "Traceback" not in done.stdout


def test_an_unknown_language_is_an_error(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "setup"],
        cwd=Classroom(tmp_path).root,
        env={**os.environ, "COURSE_LANGUAGE": "fr"},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "COURSE_LANGUAGE='fr': expected one of ('en', 'ja')" in done.stderr + done.stdout
