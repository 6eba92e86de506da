"""The real command on a mixed class: any number of workers, killed and started again."""

import contextlib
import itertools
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbseal.conventions import RECORD

from build_tools.answers import read_answers
from build_tools.classroom import Classroom, pack, solutions
from build_tools.lessons import find_lessons, read_exercise

LESSON = find_lessons()[0]
NAME = f"{LESSON.topic}.ipynb"
CLASS = 100
KILLS = int(os.environ.get("MLCOURSE_KILLS", "4"))
RIGHT = solutions(LESSON)
WRONG = {**RIGHT, "hello": "def hello(student_id):\n    return 'no'"}
ENDS = {**RIGHT, "mean_of_squares": "import os\nos._exit(1)"}


def make_class(root):
    """Hand in right, wrong, killing, unreadable and missing work."""
    classroom = Classroom(root)
    for number, sources in enumerate([RIGHT, WRONG, RIGHT, ENDS, RIGHT, WRONG]):
        classroom.submit(f"s{number}", LESSON, sources, ("en", "ja")[number % 2])
    classroom.submission_path("unreadable", LESSON).write_text("no notebook", encoding="utf-8")
    classroom.submission_path("nothing", LESSON)
    extra = classroom.submission_path("s0", LESSON).with_name("notes.txt")
    extra.write_text("mine", encoding="utf-8")
    return classroom


def state(classroom, lesson=LESSON):
    """Return all that a run leaves: each row of the gradebook, and each file."""
    rows = []
    with Gradebook(f"sqlite:///{classroom.root / 'gradebook.db'}", "mlcourse") as gradebook:
        for submission in gradebook.assignment_submissions(lesson.topic):
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    row = (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                    rows.append((submission.student.id, notebook.name, grade.name, *row))
                for comment in notebook.comments:
                    row = (comment.auto_comment, comment.manual_comment)
                    rows.append((submission.student.id, notebook.name, comment.name, *row))
    files = {}
    for path in sorted((classroom.root / "autograded").rglob("*")):
        if path.is_file() and path.suffix != ".lock":
            content = path.read_text(encoding="utf-8")
            if path.suffix == ".ipynb":
                notebook = json.loads(content)
                for measured in ("seconds", "mebibytes"):
                    notebook["metadata"][RECORD].pop(measured, None)
                content = re.sub(r"0x[0-9a-f]+", "0x", json.dumps(notebook))
            files[str(path.relative_to(classroom.root))] = content
    return sorted(rows, key=repr), files


def grades(classroom):
    return [row for row in state(classroom)[0] if len(row) == 6]


def copied(classroom, root):
    """Copy a class, graded or not."""
    shutil.copytree(classroom.root, root)
    copy = Classroom.__new__(Classroom)
    copy.root = root
    return copy


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class graded by two workers, what was printed, and how long it took."""
    classroom = make_class(tmp_path_factory.mktemp("batch") / "course")
    begun = time.monotonic()
    done = classroom.nbgrader("autograde", LESSON.topic, "--CourseAutograde.workers=2")
    return classroom, done.stdout, time.monotonic() - begun


def test_plain_lines_say_how_far_it_is(graded):
    _, printed, _ = graded
    lines = re.findall(r"\[(\d)/8\] \S+: [\d.]+ of 2 points; .*\d running", printed)
    assert lines == list("12345678")
    assert "8 submissions graded in" in printed
    assert "2 could not be read, 0 could not be graded" in printed


@pytest.mark.parametrize("workers", [0, 1])
def test_the_number_of_workers_changes_nothing(graded, tmp_path, workers):
    classroom = copied(graded[0], tmp_path / "course")
    argument = f"--CourseAutograde.workers={workers}"
    classroom.nbgrader("autograde", LESSON.topic, argument, "--force")
    assert state(classroom) == state(graded[0])


def test_only_what_changed_is_graded_again(graded, tmp_path):
    classroom = copied(graded[0], tmp_path / "course")
    for path in classroom.root.glob(f"submitted/*/{LESSON.topic}/*"):
        os.utime(path, (0, 2e9))  # time stamps decide nothing
    classroom.submit("s1", LESSON, RIGHT)
    done = classroom.nbgrader("autograde", LESSON.topic)
    assert "7 submissions are graded already and unchanged" in done.stdout
    assert "[1/1] s1: 2 of 2 points" in done.stdout


def test_a_changed_check_is_a_reason_to_grade_again(graded, tmp_path):
    classroom = copied(graded[0], tmp_path / "course")
    source = classroom.root / "source" / LESSON.topic / NAME
    notebook = nbformat.read(source, as_version=4)
    check = next(cell for cell in notebook.cells if cell["id"] == "hello-hidden")
    check.source += "\n# a word more"
    nbformat.write(notebook, source)
    done = classroom.nbgrader("autograde", LESSON.topic, "--student=s0")
    assert "1 submissions graded" in done.stdout


def test_a_lost_gradebook_is_filled_again(graded, tmp_path):
    classroom = copied(graded[0], tmp_path / "course")
    (classroom.root / "gradebook.db").unlink()
    classroom.nbgrader("autograde", LESSON.topic, "--student=s0")
    assert {row[0] for row in grades(classroom)} == {"s0"}
    assert sum(row[3] for row in grades(classroom)) == 2


def test_one_notebook_of_an_assignment_leaves_the_other_files(graded, tmp_path):
    classroom = copied(graded[0], tmp_path / "course")
    arguments = ["--student=s0", f"--notebook={LESSON.topic}", "--force"]
    classroom.nbgrader("autograde", LESSON.topic, *arguments)
    assert state(classroom) == state(graded[0])


def test_outputs_handed_in_are_not_taken_on_trust(graded):
    classroom, _, _ = graded
    done = classroom.nbgrader("autograde", LESSON.topic, "--no-execute", check=False)
    assert done.returncode == 1
    assert "--no-execute" in done.stdout


def test_a_scheduler_that_is_not_there_is_said(graded):
    classroom, _, _ = graded
    arguments = ["--force", "--CourseAutograde.scheduler=tcp://127.0.0.1:9"]
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSON.topic, *arguments]
    timeout = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    done = subprocess.run(
        command, cwd=classroom.root, env={**os.environ, **timeout}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Cannot reach the scheduler 'tcp://127.0.0.1:9'" in done.stderr


def test_a_busy_gradebook_is_waited_for(graded, tmp_path):
    classroom = copied(graded[0], tmp_path / "course")
    other = sqlite3.connect(classroom.root / "gradebook.db")
    other.execute("BEGIN EXCLUSIVE")
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSON.topic, "--student=s0"]
    run = subprocess.Popen(
        [*command, "--force"],
        cwd=classroom.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = next(line for line in run.stderr if "busy" in line)
    assert "The gradebook is busy (database is locked): waiting for it" in said
    time.sleep(3)
    assert run.poll() is None
    other.rollback()
    other.close()
    rest = run.communicate()[1]
    assert "The gradebook is free again" in rest
    assert "[1/1] s0: 2 of 2 points" in rest


def test_a_second_run_waits_for_the_first(graded, tmp_path):
    classroom = copied(graded[0], tmp_path / "course")
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSON.topic, "--force"]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    runs = [subprocess.Popen(command, cwd=classroom.root, **pipes) for _ in range(2)]
    said = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert sum("Waiting for another run (process " in text for text in said) == 1
    assert state(classroom) == state(graded[0])


@pytest.mark.long
def test_a_class_gets_the_same_whatever_runs_it(tmp_path):
    lesson = next(lesson for lesson in find_lessons() if lesson.topic == "gradient_descent")
    classroom = Classroom(tmp_path / "course")
    packs = [[], *pack(read_exercise(lesson), read_answers(lesson))]
    ends = {"mse": "import os\nos._exit(1)"}
    for number in range(CLASS):
        sources = solutions(lesson)
        for answer in packs[number % len(packs)]:
            sources |= answer.sources
        sources |= ends if number % 25 == 7 else {}
        path = classroom.submit(f"s{number:03}", lesson, sources, ("en", "ja")[number % 2])
        if number % 25 == 13:
            path.write_text("no notebook", encoding="utf-8")
    found = []
    for workers in (2, 1, 4, 2, 2):
        argument = f"--CourseAutograde.workers={workers}"
        (classroom.root / "gradebook.db").unlink(missing_ok=True)
        shutil.rmtree(classroom.root / "autograded", ignore_errors=True)
        done = classroom.nbgrader("autograde", lesson.topic, argument)
        assert f"{CLASS} submissions graded in" in done.stdout
        found.append(state(classroom, lesson))
    assert len(found[0][0]) > 10 * CLASS
    assert all(other[0] == found[0][0] for other in found[1:])
    for other in found[1:]:
        assert other[1].keys() == found[0][1].keys()
        assert [name for name in found[0][1] if other[1].get(name) != found[0][1][name]] == []


@pytest.mark.long
def test_killed_at_any_moment_nothing_is_lost_or_doubled(graded, tmp_path):
    classroom = copied(graded[0], tmp_path / "course")
    with Gradebook(f"sqlite:///{classroom.root / 'gradebook.db'}", "mlcourse") as gradebook:
        where = ("hello-hidden", LESSON.topic, LESSON.topic, "s2")
        gradebook.find_grade(*where).manual_score = 0.5
        gradebook.find_comment("hello", *where[1:]).manual_comment = "see me"
        gradebook.db.commit()
    classroom.nbgrader("autograde", LESSON.topic, "--student=s2", "--force")
    undisturbed = state(classroom)
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSON.topic]
    killed, whole = 0, True
    while killed < KILLS:
        run = subprocess.Popen(
            command + (["--force"] if whole else []),
            cwd=classroom.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        # At some line of what it prints, so that the moments are spread over the work on a slow
        # machine as on a fast one.
        for _ in itertools.islice(run.stderr, random.randint(0, 16)):
            pass
        time.sleep(random.uniform(0, 0.5))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        whole = run.returncode == 0
        killed += run.returncode == -signal.SIGKILL
        assert whole or run.returncode == -signal.SIGKILL
    classroom.nbgrader("autograde", LESSON.topic)
    rows, files = state(classroom)
    assert rows == undisturbed[0]
    assert [name for name in files if files[name] != undisturbed[1].get(name)] == []
    assert files == undisturbed[1]
