"""Grades out: into Moodle's worksheet, Canvas's gradebook, CSV and a spreadsheet."""

import contextlib
import csv
import io
import shutil

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp
from nbseal.course import open_course
from nbseal.spreadsheet import neutral

from build_tools.lessons import ROOT
from tests.nbseal.lms.conftest import TOPIC

SCORES = {"s001": 2.0, "s002": 1.5, "s003": 0.0, "outsider": 1.0}
WORKSHEET = (
    "Identifier,Full name,ID number,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (submission),Feedback comments\r\n"
    '"Participant 101","Ada, Countess",s001,Submitted,,2.00,Yes,"Friday, 20 November",\r\n'
    'Participant 102,"=HYPERLINK(""x"")",s002,Submitted,0.50,2.00,Yes,-,"- well\ndone"\r\n'
    "Participant 103,＋佐藤,s003,Submitted,,2.00,Yes,-,\r\n"
    "Participant 104,@nobody,s004,No submission,,2.00,Yes,-,\r\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework (9),Current Score\n"
    "    Points Possible,,,,,10,(read only)\n"
    '"Doe, Jane",11,s001,jane,A,7,70\n'
    "-cmd,12,s002,joe,A,-,\n"
    '"Student, Test",,,,A,,\n'
)


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """A gradebook with four students' grades of one assignment."""
    root = tmp_path_factory.mktemp("gradebook")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    with contextlib.chdir(root):
        course = open_course()
    with Gradebook(course.db_url, course.course_id) as gradebook:
        gradebook.add_assignment(TOPIC)
        gradebook.add_notebook(TOPIC, TOPIC)
        gradebook.add_grade_cell("check", TOPIC, TOPIC, max_score=2, cell_type="code")
        for student, score in SCORES.items():
            gradebook.add_student(student, first_name="First", last_name="O'Last")
            gradebook.add_submission(TOPIC, student)
            grade = gradebook.find_grade("check", TOPIC, TOPIC, student)
            grade.auto_score = score
            grade.needs_manual_grade = student == "s003"
        gradebook.find_submission_notebook(TOPIC, TOPIC, "s002").late_submission_penalty = 0.25
        gradebook.db.commit()
    return root / "gradebook.db"


@pytest.fixture
def graded(course, gradebook):
    shutil.copy(gradebook, course.root)
    return course


def rows(path, encoding="utf-8"):
    return list(csv.reader(io.StringIO(path.read_text(encoding=encoding), newline="")))


def test_moodle(graded):
    roster, output = graded.root / "worksheet.csv", graded.root / "grades.csv"
    roster.write_text(WORKSHEET, encoding="utf-8-sig", newline="")
    status, said = graded.run(
        *("export", TOPIC, "--format", "moodle"),
        *("--roster", str(roster), "--output", str(output)),
    )
    assert status == 0
    content = output.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == WORKSHEET.count("\r\n")
    before, after = rows(roster, "utf-8-sig"), rows(output, "utf-8-sig")
    assert [row[4] for row in after] == ["Grade", "2.00", "1.25", "0.00", ""]
    assert [row[1] for row in after] == [
        *("Full name", "Ada, Countess", '\'=HYPERLINK("x")', "'＋佐藤", "'@nobody"),
    ]
    for old, new in zip(before, after, strict=True):
        assert [old[n] for n in (0, 2, 3, 5, 6, 7, 8)] == [new[n] for n in (0, 2, 3, 5, 6, 7, 8)]
    assert "1 no grade: s004" in said
    assert "1 not in the roster: outsider" in said
    assert "1 awaiting marks by hand, written without them: s003" in said
    assert "1 with points taken off for lateness: s002" in said


def test_moodle_in_japanese_and_another_maximum(graded):
    roster, output = graded.root / "評定.csv", graded.root / "out.csv"
    roster.write_text(
        "識別子,姓名,IDナンバー,評点,最大評点\n参加者101,山田 太郎,s001,,100.00\n", encoding="cp932"
    )
    options = ["export", TOPIC, "--format", "moodle", "--roster", str(roster)]
    status, said = graded.run(*options, "--output", str(output))
    assert (status, rows(output, "cp932")[1][3]) == (0, "2.00")
    assert "Moodle's maximum grade is 100, the assignment's 2" in said
    status, said = graded.run(*options, "--output", str(output), "--scale")
    assert (status, rows(output, "cp932")[1][3]) == (0, "100.00")
    assert "maximum" not in said


@pytest.mark.parametrize("there", [False, True])
def test_canvas(graded, there):
    roster, output = graded.root / "gradebook.csv", graded.root / "out.csv"
    text = CANVAS.replace("Homework (9)", "Setup (9)") if there else CANVAS
    roster.write_text(text, encoding="utf-8")
    options = ("--format", "canvas", "--roster", str(roster), "--output", str(output))
    status, said = graded.run("export", TOPIC, *options)
    assert status == 0
    before, after = rows(roster), rows(output)
    place = after[0].index("Setup (9)" if there else TOPIC)
    got = [row.pop(place) for row in after]
    if there:
        for row in before:
            row.pop(place)
        assert got == ["Setup (9)", "10", "2", "1.25", ""]
        assert "points possible for 'setup' are 10" in said
    else:
        assert got == [TOPIC, "2", "2", "1.25", ""]
    before[3][0] = "'-cmd"
    assert after == before


def test_csv_and_spreadsheet(graded):
    roster = graded.root / "class.csv"
    roster.write_text("student_id,name\ns001,=1+1\ns004,None Yet\n")
    output = graded.root / "out.csv"
    options = ["export", TOPIC, "--roster", str(roster), "--output"]
    assert graded.run(*options, str(output), "--format", "csv")[0] == 0
    table = rows(output, "utf-8-sig")
    assert table == [
        ["student_id", "name", TOPIC, "total"],
        ["(maximum)", "", "2", "2"],
        ["s001", "'=1+1", "2", "2"],
        ["s004", "None Yet", "", "0"],
        ["outsider", "First O'Last", "1", "1"],
        ["s002", "First O'Last", "1.25", "1.25"],
        ["s003", "First O'Last", "0", "0"],
    ]
    output = graded.root / "out.xlsx"
    assert graded.run(*options, str(output), "--format", "xlsx")[0] == 0
    sheet = openpyxl.load_workbook(output).active
    assert [cell.value for cell in sheet[3]] == ["s001", "'=1+1", 2, 2]
    assert "f" not in {cell.data_type for row in sheet for cell in row}
    assert sheet.freeze_panes == "C3"


def test_what_cannot_be_written(graded):
    roster, output = graded.root / "class.csv", str(graded.root / "none" / "out.csv")
    roster.write_text("student_id\ns001\n")
    for arguments, reason in [
        (("nothing", "--format", "csv"), "nothing of 'nothing' is graded; the gradebook has: set"),
        ((TOPIC, "--format", "moodle"), "--format moodle fills in a table of yours"),
        ((TOPIC, "--format", "moodle", "--roster", str(roster)), "is not a grading worksheet"),
        ((TOPIC, "--format", "canvas", "--roster", str(roster)), "is not a gradebook of Canvas"),
        ((TOPIC, TOPIC, "--format", "moodle", "--roster", str(roster)), "one by one"),
        ((TOPIC, "--format", "csv"), "cannot be written: No such file"),
        ((TOPIC, "--format", "csv", "--roster", "none.csv"), "none.csv: cannot be read"),
    ]:
        status, said = graded.run("export", *arguments, "--output", output)
        assert status == 2
        assert reason in said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "no column of student ids"),
        ("student_id\ns1\ns1\n", "lines 2 and 3 both say 's1'"),
        ("student_id\ns1,s2\n", "line 2 has more cells than the header"),
        ('student_id\n"s1\n', "is not a CSV table"),
        ("student_id\n", "no student in it"),
    ],
)
def test_rosters_that_are_none(graded, text, reason):
    roster = graded.root / "class.csv"
    roster.write_text(text)
    options = ("--format", "csv", "--roster", str(roster), "--output", "out.csv")
    status, said = graded.run("export", TOPIC, *options)
    assert status == 2
    assert reason in said


def test_nbgraders_own_export_goes_on_working_and_takes_ours(graded):
    def nbgrader(*arguments):
        app = ExportApp()
        app.initialize(list(arguments))
        app.start()

    nbgrader()
    assert len((graded.root / "grades.csv").read_text().splitlines()) == 5
    nbgrader(
        *("--exporter=nbseal.lms.export.GradesExport", "--GradesExport.form=xlsx"),
        "--to=class.xlsx",
    )
    assert openpyxl.load_workbook(graded.root / "class.xlsx").active.max_row == 6


@given(st.text(max_size=20))
def test_no_cell_stays_a_formula(text):
    shown = neutral(text)
    assert shown in (text, "'" + text)
    if text.strip()[:1] in ("=", "@", "＝", "＠"):
        assert shown.startswith("'")
    assert neutral(shown) == shown


def test_numbers_and_dashes_stay():
    for text in ("-1", "+2.5", "-", "3,5", "50%", ""):
        assert neutral(text) == text
    for text in ("-1+1", "+cmd|' /C calc'!A0", "\t=1"):
        assert neutral(text) == "'" + text
