"""The class report: from a made-up gradebook through the command, looked at in a browser."""

import csv
import json
import os
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from nbgrader.api import Grade, Gradebook, Student, SubmittedAssignment, SubmittedNotebook
from nbseal.__main__ import main
from nbseal.conventions import RECORD
from nbseal.course import open_course
from nbseal.report.gather import gather
from nbseal.report.item_analysis import check_statistics, failures
from sqlalchemy import insert

from build_tools.lessons import ROOT

STUDENTS = 500
ASSIGNMENT = "digits"
CHECKS = {f"item{n}-{kind}": n % 3 + 1 for n in range(8) for kind in ("visible", "hidden")}
UNRELATED = "item3-hidden"  # chance decides who passes
RUN = "document.title = 'broken'; alert(1)"
SCRIPT = f'<script>{RUN}</script><img src=x onerror="{RUN}">'
EVIL = "<b onclick=alert(1)>evil"  # a student's id
ANSWER = """
def item0(values, lr=0.1):
    total, count = 0.0, 0
    while count < len(values) and values[count] is not None:
        total += lr * values[count] ** 2 - count // 3
        count += 1
    for index, value in enumerate(reversed(values)):
        if value > total or index % 7 == {odd}:
            yield (index, value @ total)
    return [value for value in values if value not in {{total, count}}]
"""
OTHER = """
import itertools
def item0(values, lr):
    pairs = list(zip(values[::2], values[1::2]))
    try:
        best = max(pairs, key=lambda pair: abs(pair[0] - pair[1]) or {odd})
    except ValueError as error:
        raise RuntimeError("empty") from error
    assert best is not None and not isinstance(best, str)
    return {{name: lr << 2 for name in best}} | dict(itertools.pairwise(best))
"""


def name_of(number):
    return EVIL if number == 0 else f"s{number:03}"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course's folder with a gradebook and graded notebooks of a large class."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    rng = np.random.default_rng(0)
    skill = rng.normal(size=STUDENTS)
    passed = {
        name: (skill + rng.normal(size=STUDENTS) > rng.normal() / 2).tolist() for name in CHECKS
    }
    passed[UNRELATED] = (rng.random(STUDENTS) > 0.5).tolist()
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader makes the gradebook by a program of the environment.
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        gradebook = Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mlcourse")
    with gradebook:
        gradebook.add_assignment(ASSIGNMENT)
        gradebook.add_assignment("not_begun")
        gradebook.add_notebook(ASSIGNMENT, ASSIGNMENT)
        for name, points in CHECKS.items():
            gradebook.add_grade_cell(
                name, ASSIGNMENT, ASSIGNMENT, max_score=points, cell_type="code"
            )
        gradebook.add_grade_cell("essay", ASSIGNMENT, ASSIGNMENT, max_score=4, cell_type="markdown")
        _add_class(gradebook, passed)
    for number in range(STUDENTS):
        folder = root / "autograded" / name_of(number) / ASSIGNMENT
        folder.mkdir(parents=True)
        cells = [answer(number)]
        cells += [check(name, passed[name][number], number) for name in CHECKS]
        content = {
            "cells": cells,
            "metadata": {RECORD: {"language": "en", "seconds": 1.5, "mebibytes": 7}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        if number == 7:
            content["metadata"][RECORD]["unreadable"] = f"digits.ipynb is empty {SCRIPT}"
        text = json.dumps(content)
        (folder / f"{ASSIGNMENT}.ipynb").write_text(text if number != 8 else text[:300])
    (root / "submitted" / "waiting" / ASSIGNMENT).mkdir(parents=True)
    (root / "source" / ASSIGNMENT).mkdir(parents=True)
    return root


def _add_class(gradebook, passed):
    """Enter all students at once: one after the other takes nbgrader a minute."""
    database = gradebook.db
    assignment = gradebook.find_assignment(ASSIGNMENT)
    (notebook,) = assignment.notebooks
    who = [{"id": "absent", "first_name": None, "last_name": None}]
    submissions, notebooks, grades = [], [], []
    for number in range(STUDENTS):
        student = name_of(number)
        who.append({"id": student, "first_name": "=cmd()", "last_name": SCRIPT})
        ids = {"id": f"a{number}", "student_id": student, "assignment_id": assignment.id}
        submissions.append(ids)
        ids = {"id": f"n{number}", "assignment_id": f"a{number}", "notebook_id": notebook.id}
        notebooks.append(ids)
        for cell in notebook.grade_cells:
            automatic = cell.name in CHECKS
            grades.append(
                {
                    "id": f"{cell.name} {number}",
                    "cell_id": cell.id,
                    "notebook_id": f"n{number}",
                    "auto_score": cell.max_score * passed[cell.name][number] if automatic else None,
                    "manual_score": None if automatic or number % 2 == 0 else 3,
                    "needs_manual_grade": not automatic and number % 2 == 0,
                }
            )
    for table, rows in (
        (Student, who),
        (SubmittedAssignment, submissions),
        (SubmittedNotebook, notebooks),
        (Grade, grades),
    ):
        database.execute(insert(table), rows)
    database.commit()


def answer(number):
    """Two write nearly the same; the others, in two ways, what many write."""
    text = {1: ANSWER.format(odd=3), 2: ANSWER.format(odd=4).replace("values", "xs")}.get(number)
    if text is None:
        text = OTHER.format(odd=number) if number % 2 else "def item0(values, lr):\n    return 1"
    grading = {"grade_id": "item0", "solution": True, "grade": False}
    return code_cell(
        text, grading, [{"output_type": "stream", "name": "stdout", "text": "x" * 50_000}]
    )


def check(name, passed, number):
    message = f"{name}: expected 1, got {number}.\n{name}：1のはずが、{number}になりました。"
    if number == 0:
        message = SCRIPT
    if number == 5:
        message = "=HYPERLINK()"
    error = {"output_type": "error", "ename": "AssertionError", "evalue": message, "traceback": []}
    if number == 6:
        error["ename"] = "KernelEnded"
    grading = {"grade_id": name, "solution": False, "grade": True}
    cell = code_cell("pass", grading, [] if passed else [error])
    if "\n" in message and not passed:
        cell["metadata"]["nbseal"] = {
            "told": dict(zip(("en", "ja"), message.split("\n"), strict=True))
        }
    return cell


def code_cell(source, grading, outputs):
    metadata = {"nbgrader": grading}
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": outputs}


@pytest.fixture
def in_course(course, monkeypatch):
    monkeypatch.chdir(course)
    return course


def test_a_large_class_takes_seconds(in_course, capsys):
    begun = time.process_time()  # a busy machine is not the report's doing
    status = main(["report", "--csv", "grades.csv", "--similarity", "--output", "report.html"])
    seconds = time.process_time() - begun
    assert status == 0
    assert seconds < 10
    assert "report.html: 1 assignments" in capsys.readouterr().out


@pytest.fixture(scope="module")
def report(course):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        assert main(["report", "--similarity", "--csv", "r.csv", "--output", "r.html"]) == 0
    return course / "r.html"


@pytest.mark.parametrize("policy", [True, False])
def test_tables_sort_and_nothing_hostile_runs(browser, report, tmp_path, policy):
    html = report.read_text(encoding="utf-8")
    assert html.lower().count("<script>") == 1
    if not policy:
        html = html.replace('http-equiv="Content-Security-Policy"', "")
    path = tmp_path / "report.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    requests, dialogs, complaints = [], [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: complaints.append(line.text))
    page.goto(path.as_uri())
    table = page.locator("table").filter(has=page.get_by_role("columnheader", name="Score"))
    score = table.get_by_role("columnheader", name="Score")
    for order, best in (("descending", max), ("ascending", min)):
        score.get_by_role("button").click()
        assert score.get_attribute("aria-sort") == order
        shown = table.locator("tbody tr td:nth-child(2)").all_inner_texts()
        numbers = [float(text) for text in shown if text != "–"]
        assert shown[-1] == "–"  # handed in, not graded
        assert numbers[0] == best(numbers)
        assert numbers == sorted(numbers, reverse=order == "descending")
    assert page.get_by_text(EVIL, exact=True).count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert "Class report" in page.title()
    assert not dialogs
    assert not complaints
    assert [url for url in requests if not url.startswith("data:")] == [path.as_uri()]


def test_every_part_is_there(report):
    html = report.read_text(encoding="utf-8")
    for text in (
        "digits.ipynb is empty &lt;script&gt;",
        "digits.ipynb in autograded/ is damaged",
        "handed in, but not graded yet",
        "What awaits marking",
        "Histogram of the scores",
        "Places to look",
        "s001 and s002",
        "autograded/s003/digits/digits.ipynb",
    ):
        assert text in html, text
    assert html.count('<details class="pair">') == 1


def test_checks_that_tell_nothing_are_seen(in_course):
    (assignment,) = gather(open_course(), [ASSIGNMENT])
    statistics = {row.check.name: row for row in check_statistics(assignment)}
    assert list(statistics) == [*CHECKS, "essay"]
    unrelated = statistics.pop(UNRELATED)
    assert abs(unrelated.discrimination) < 0.15
    essay = statistics.pop("essay")
    assert (essay.mean, essay.count) == (0.75, STUDENTS // 2 - 1)
    assert np.isnan(essay.discrimination)
    assert all(row.discrimination > 0.3 for row in statistics.values())
    assert all(row.count == STUDENTS - 1 for row in statistics.values())  # one could not be read


def test_messages_that_differ_in_numbers_are_one(in_course):
    (assignment,) = gather(open_course(), [ASSIGNMENT])
    common = failures(assignment, "ja")
    assert len(common[0].students) > 100
    assert common[0].message.endswith("になりました。")
    assert "expected" not in common[0].message
    assert sum(f.check.name == "item0-visible" for f in common) <= 4


def test_the_table_has_every_check_and_no_formula(report):
    with open(report.with_name("r.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == STUDENTS * (len(CHECKS) + 1) + 1
    assert {row["name"] for row in rows} <= {"", f"'=cmd() {SCRIPT}"}
    assert {row["mebibytes"] for row in rows} == {"", "7"}
    assert "'=HYPERLINK()" in {row["message"] for row in rows}
    assert not [text for row in rows for text in row.values() if text.startswith(("=", "@"))]


def test_one_assignment_in_japanese(in_course):
    assert main(["report", ASSIGNMENT, "--language", "ja", "--output", "ja.html"]) == 0
    html = (in_course / "ja.html").read_text(encoding="utf-8")
    assert '<html lang="ja">' in html
    assert "クラスのレポート" in html
    assert "expected" not in html
    assert "見ておくとよい箇所" not in html


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "Unknown assignment 'nothing'; the gradebook has: digits, not_begun"),
        (["--output", "no/such/folder.html"], "no/such/folder.html: No such file or directory"),
    ],
)
def test_a_wrong_command_says_what_there_is(in_course, capsys, arguments, said):
    assert main(["report", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["report"], ["export", "hw", "--format", "csv"], ["anonymize", "given"]]
)
def test_a_gradebook_that_cannot_be_read_is_said_in_one_line(
    tmp_path, monkeypatch, capsys, command
):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    gradebook = tmp_path / "gradebook.db"
    assert main(command) == 2
    assert "No gradebook at" in capsys.readouterr().err
    assert not gradebook.exists()
    gradebook.write_text("no database" * 1000)
    assert main(command) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(f"Cannot read sqlite:///{gradebook}: file is not a database")
