"""The writer: one transaction a submission, on SQLite and PostgreSQL; nothing manual is lost."""

import datetime
import sqlite3
import threading
import time

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties, ComputeChecksums
from nbseal.batch.gradebook import Recorder
from nbseal.batch.marking import questions
from nbseal.errors import GradebookError
from sqlalchemy import create_engine, text
from traitlets.config import Config

COURSE, ASSIGNMENT = "course", "a"
DUE = datetime.datetime(2026, 4, 1)


def cell(make, name, source, grade, solution, points=2):
    about = {"grade_id": name, "grade": grade, "solution": solution, "locked": not solution}
    about |= {"schema_version": 3, "task": False, "points": points}
    return make(source, id=name, metadata={"nbgrader": about})


def graded(passes=True, essay="my text"):
    """Return an executed notebook with an answer, a check and an essay."""
    handed_out = new_notebook(
        cells=[
            cell(new_code_cell, "f", "...", False, True),
            cell(new_code_cell, "f-check", "check_f()", True, False),
            cell(new_markdown_cell, "essay", "YOUR ANSWER", True, True, 4),
        ]
    )
    notebook, _ = ComputeChecksums().preprocess(handed_out, {})
    notebook.cells[0].source = "def f(): ..."
    notebook.cells[2].source = essay
    if not passes:
        error = new_output("error", ename="AssertionError", evalue="no", traceback=[])
        notebook.cells[1].outputs = [error]
    return {"n": notebook}


def enter_assignment(url):
    with Gradebook(url, COURSE) as gradebook:
        gradebook.add_assignment(ASSIGNMENT, duedate=DUE)
        gradebook.add_notebook("n", ASSIGNMENT)
        gradebook.add_solution_cell("f", "n", ASSIGNMENT)
        gradebook.add_grade_cell("f-check", "n", ASSIGNMENT, max_score=2, cell_type="code")
        gradebook.add_grade_cell("essay", "n", ASSIGNMENT, max_score=4, cell_type="markdown")
        gradebook.add_solution_cell("essay", "n", ASSIGNMENT)


def grades(url, student):
    with Gradebook(url, COURSE) as gradebook:
        return {
            name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for name in ("f-check", "essay")
            for grade in [gradebook.find_grade(name, "n", ASSIGNMENT, student)]
        }


@pytest.fixture
def sqlite(tmp_path):
    return f"sqlite:///{tmp_path / 'gradebook.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """A gradebook with one assignment, of either kind."""
    url = request.getfixturevalue(request.param)
    if request.param == "postgresql":
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    enter_assignment(url)
    return url


@pytest.fixture
def said():
    return []


@pytest.fixture
def recorder(url, said):
    recorder = Recorder(url, COURSE, 5, said.append)
    yield recorder
    recorder.close()


def test_scores_are_nbgraders(recorder, url):
    assert recorder.record(ASSIGNMENT, "right", None, graded()) == (2, 6, None)
    wrong = recorder.record(ASSIGNMENT, "wrong", None, graded(False, "YOUR ANSWER"))
    assert wrong == (0, 6, None)
    assert grades(url, "right") == {"f-check": (2, None, False), "essay": (None, None, True)}
    assert grades(url, "wrong") == {"f-check": (0, None, False), "essay": (0, None, False)}
    with Gradebook(url, COURSE) as gradebook:
        comments = [
            gradebook.find_comment(name, "n", ASSIGNMENT, student).auto_comment
            for student, name in (("right", "essay"), ("wrong", "essay"), ("wrong", "f"))
        ]
    assert comments == [None, "No response.", None]
    assert recorder.recorded(ASSIGNMENT) == {"right", "wrong"}


def test_what_people_gave_stays(recorder, url):
    recorder.record(ASSIGNMENT, "s", None, graded())
    with Gradebook(url, COURSE) as gradebook:
        gradebook.find_grade("f-check", "n", ASSIGNMENT, "s").manual_score = 0.5
        gradebook.find_grade("essay", "n", ASSIGNMENT, "s").manual_score = 3
        gradebook.find_grade("essay", "n", ASSIGNMENT, "s").extra_credit = 1
        gradebook.find_comment("essay", "n", ASSIGNMENT, "s").manual_comment = "see me"
        gradebook.db.commit()
    assert recorder.record(ASSIGNMENT, "s", None, graded(False)) == (4.5, 6, 4.5)
    assert grades(url, "s") == {"f-check": (0, 0.5, True), "essay": (None, 3, True)}
    with Gradebook(url, COURSE) as gradebook:
        comment = gradebook.find_comment("essay", "n", ASSIGNMENT, "s")
        assert comment.manual_comment == "see me"


def test_a_submission_is_recorded_whole_or_not_at_all(recorder, url):
    broken = graded()
    broken["n"].cells[2].metadata.nbgrader.grade_id = "nobody knows this"
    with pytest.raises(KeyError):
        recorder.record(ASSIGNMENT, "s", None, broken)
    with Gradebook(url, COURSE) as gradebook:
        assert gradebook.students == []
        assert gradebook.assignment_submissions(ASSIGNMENT) == []
    assert recorder.record(ASSIGNMENT, "s", None, graded()) == (2, 6, None)


def test_a_student_may_have_to_be_known(recorder):
    with pytest.raises(GradebookError, match="No student with ID 's'"):
        recorder.record(ASSIGNMENT, "s", None, graded(), create=False)


def test_who_is_late_loses_what_the_plugin_says(recorder, url):
    config = Config({"LateSubmissionPlugin": {"penalty_method": "zero"}})
    penalty = AssignLatePenalties(config=config)
    penalty.init_plugin()
    late = DUE + datetime.timedelta(hours=1)
    recorder.record(ASSIGNMENT, "late", late, graded(), late_penalty=penalty)
    recorder.record(ASSIGNMENT, "early", DUE, graded(), late_penalty=penalty)
    with Gradebook(url, COURSE) as gradebook:
        rows = {
            s: gradebook.find_submission_notebook("n", ASSIGNMENT, s) for s in ("late", "early")
        }
        assert rows["late"].late_submission_penalty == 2
        assert rows["early"].late_submission_penalty is None
        assert gradebook.find_submission(ASSIGNMENT, "late").total_seconds_late == 3600


def test_checksums_are_those_of_the_source(recorder, url):
    with Gradebook(url, COURSE) as gradebook:
        gradebook.add_source_cell("f", "n", ASSIGNMENT, checksum="123", cell_type="code")
    assert recorder.checksums(ASSIGNMENT) == {"n": {"f": "123"}}
    assert recorder.checksums("unknown") == {}


def test_a_busy_gradebook_is_waited_for(sqlite, tmp_path, said):
    enter_assignment(sqlite)
    recorder = Recorder(sqlite, COURSE, 60, said.append)
    other = sqlite3.connect(tmp_path / "gradebook.db", check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    threading.Timer(3, other.rollback).start()
    begun = time.monotonic()
    assert recorder.record(ASSIGNMENT, "s", None, graded()) == (2, 6, None)
    assert time.monotonic() - begun > 2.5
    assert said == [
        "The gradebook is busy (database is locked): waiting for it",
        "The gradebook is free again",
    ]
    other.close()
    recorder.close()


def test_a_gradebook_that_stays_busy_is_an_error(sqlite, tmp_path, said):
    enter_assignment(sqlite)
    recorder = Recorder(sqlite, COURSE, 1, said.append)
    other = sqlite3.connect(tmp_path / "gradebook.db")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(GradebookError, match="stayed busy for 1 s"):
        recorder.record(ASSIGNMENT, "s", None, graded())
    other.close()
    recorder.close()


def test_a_read_only_gradebook_is_said_before_grading(sqlite, tmp_path, said):
    enter_assignment(sqlite)
    read_only = f"sqlite:///file:{tmp_path / 'gradebook.db'}?mode=ro&uri=true"
    recorder = Recorder(read_only, COURSE, 1, said.append)
    with pytest.raises(GradebookError, match="attempt to write a readonly database"):
        recorder.require_writable()
    recorder.close()


def test_a_full_disk_is_said_and_nothing_half_is_kept(sqlite, said):
    enter_assignment(sqlite)
    recorder = Recorder(sqlite, COURSE, 1, said.append)
    with recorder._engine.connect() as connection:  # SQLite's own way to have no more room
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    done = []

    def record_many():
        for student in range(500):
            recorder.record(ASSIGNMENT, str(student), None, graded())
            done.append(str(student))

    with pytest.raises(GradebookError, match="database or disk is full"):
        record_many()
    assert recorder.recorded(ASSIGNMENT) == set(done)
    recorder.close()


def with_question(notebooks, text="## Why? (4 points)"):
    """Put a question above the essay."""
    cells = notebooks["n"].cells
    cells.insert(len(cells) - 1, new_markdown_cell(text))
    return notebooks


def changed_points():
    notebooks = with_question(graded(), "## Why? (9 points)")
    notebooks["n"].cells[-1].metadata.nbgrader["points"] = 9
    return notebooks


#: What is graded again, how often (twice: the first time it was killed before its files appeared),
#: and whether essay and overridden check ask to be looked at.
AGAIN = {
    "nothing": (with_question(graded()), 1, False, False),
    "killed": (with_question(graded()), 2, False, False),
    "check": (with_question(graded(passes=False)), 1, False, True),
    "points": (changed_points(), 1, False, False),
    "question": (with_question(graded(), "## Why not? (4 points)"), 1, True, False),
    "text": (with_question(graded(essay="other")), 2, True, True),  # of other work, perhaps
}


def test_marked_work_asks_again_only_where_it_changed(recorder, url):
    before = with_question(graded())
    for student in AGAIN:
        recorder.record(ASSIGNMENT, student, None, before, asked={"n": questions(before["n"])})
    with Gradebook(url, COURSE) as gradebook:
        for student in AGAIN:
            for name, score in (("essay", 3), ("f-check", 1)):
                grade = gradebook.find_grade(name, "n", ASSIGNMENT, student)
                grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()
    for student, (after, times, essay, check) in AGAIN.items():
        asked = {"n": questions(after["n"])}
        for _ in range(times):
            recorder.record(ASSIGNMENT, student, None, after, asked=asked, before=before)
        needs = {name: row[2] for name, row in grades(url, student).items()}
        assert needs == {"essay": essay, "f-check": check}, student
