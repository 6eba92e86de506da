"""A class goes from Moodle's zip to Moodle's grades by the commands of the TA's guide."""

import contextlib
import csv
import io
import os
import re
import shlex
import subprocess
import sys

import openpyxl
import pytest
from nbseal.__main__ import main
from nbseal.lms.late import DailyPenalty

from build_tools.classroom import Classroom
from build_tools.lessons import ROOT
from tests.nbseal.lms.conftest import RELEASE, TOPIC, answered, member, moodle, write_zip

GUIDES = [ROOT / "docs" / name for name in ("ta.md", "ta.ja.md")]
FAMILY = ("山田", "Smith", "佐藤", "O'Neil", "García")
GIVEN = ("太郎", "Ada", "花子", "Zoë", "Jean-Luc")
#: What students do in turn, and the grade that Moodle must be given; None: no cell is filled in.
KINDS = {
    "right": "2.00",
    "right in Japanese": "2.00",
    "half": "1.00",
    "empty": "0.00",
    "twice": "2.00",
    "late": "1.80",  # a day begun: 10 % of the points
    "broken": "0.00",
    "bomb": "",
    "nothing": "",
    "right again": "2.00",
}


def blocks(guide):
    """The guide's blocks of commands, each a list of commands, and its settings."""
    text = guide.read_text(encoding="utf-8")
    commands = [
        block.strip().splitlines() for block in re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    ]
    (settings,) = re.findall(r"<!-- config -->\n```python\n(.*?)```", text, re.DOTALL)
    return commands, settings


def run(root, command):
    """Run a command of the guide in a course; return what it printed."""
    program, *arguments = shlex.split(command)
    if program == "nbseal":
        said = io.StringIO()
        captured = contextlib.redirect_stdout(said), contextlib.redirect_stderr(said)
        with contextlib.chdir(root), captured[0], captured[1]:
            status = main(arguments)
        # A class has bad files in it: collecting them is said by the exit status 1.
        assert status == (1 if "refused: " in said.getvalue() else 0), said.getvalue()
        return said.getvalue()
    done = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def hand_in(root, size):
    """Make Moodle's zip and worksheet of a class; return what each student's grade must be."""
    members, lines, expected = {}, [], {}
    half = answered().replace(b"np.mean(x**2)", b"np.sum(x**2)")
    for number in range(size):
        kind = list(KINDS)[number % len(KINDS)]
        name = f"{GIVEN[number % 5]} {FAMILY[number // 5 % 5]}"
        student, participant = f"s{1000 + number}", 50_000 + number
        work = {
            "right in Japanese": answered(language="ja"),
            "half": half,
            "empty": RELEASE.read_bytes(),
            "broken": answered()[:2000],
            "bomb": b" " * 10_000_000,
        }.get(kind, answered())
        when = (2026, 11, 20, 17, 30, 0) if kind == "late" else (2026, 11, 20, 12, 0, 0)
        if kind != "nothing":
            members[member(moodle(name, participant, f"課題 {number}.ipynb"), when)] = work
        if kind == "twice":
            earlier = member(moodle(name, participant), (2026, 11, 19, 9, 0, 0))
            members[earlier] = RELEASE.read_bytes()
        lines.append([f"Participant {participant}", name, student, "Submitted", "", "2.00"])
        expected[student] = KINDS[kind]
    write_zip(root / "submissions.zip", members)
    file = io.StringIO()
    header = ["Identifier", "Full name", "ID number", "Status", "Grade", "Maximum grade"]
    csv.writer(file).writerows([header, *lines])
    (root / "worksheet.csv").write_text(file.getvalue(), encoding="utf-8-sig", newline="")
    return expected


def graded_class(root, size):
    """Take a class through the guide; return expected and written grades, and what was printed."""
    Classroom(root)
    commands, settings = blocks(GUIDES[0])
    with open(root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(settings)
    expected = hand_in(root, size)
    early = member("doejane_11_5001_setup.ipynb", (2026, 11, 19, 9, 0, 0))
    write_zip(root / "canvas.zip", {early: answered("canvas")})
    (root / "gradebook.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '    Points Possible,,,,\n"Doe, Jane",11,c11,jane,A\n'
    )
    (root / "handed-in").mkdir()
    (root / "handed-in" / "p12.ipynb").write_bytes(answered("plain"))
    os.utime(root / "handed-in" / "p12.ipynb", (1_790_000_000,) * 2)  # in September
    (root / "class.csv").write_text("student_id,name,group\np12,Pat,B\n")
    # The guide's ways differ in how they begin and end; what is between is done once for all.
    stages = ("nbgrader db", "nbseal extend", "nbseal collect", "nbgrader autograde")
    stages += ("nbgrader generate", "nbseal export")
    once = dict.fromkeys(command for block in commands for command in block)
    ordered = sorted(once, key=lambda command: [command.startswith(s) for s in stages].index(True))
    said = "\n".join(run(root, command) for command in ordered)
    with open(root / "setup-moodle.csv", encoding="utf-8-sig", newline="") as file:
        grades = {row["ID number"]: row["Grade"] for row in csv.DictReader(file)}
    return expected, grades, said


def test_both_guides_have_the_same_commands():
    assert blocks(GUIDES[0]) == blocks(GUIDES[1])
    (_, with_moodle, *_), _ = blocks(GUIDES[0])
    assert len(with_moodle) <= 5


def test_a_class(tmp_path):
    expected, grades, said = graded_class(tmp_path, 20)
    assert grades == expected
    assert "setup: 16 submissions (16 new, 0 newer, 0 unchanged); 2 files kept aside" in said
    assert said.count("of student 's1007': it is packed") == 1
    assert "4 no grade: s1007, s1008, s1017, s1018" in said
    assert "setup-feedback.zip: 16 pages written" in said
    assert len(list((tmp_path / "feedback").glob("*/setup/setup.html"))) == 18
    with open(tmp_path / "setup-canvas.csv", encoding="utf-8", newline="") as file:
        assert [row[5] for row in csv.reader(file)] == [TOPIC, "2", "2"]
    sheet = openpyxl.load_workbook(tmp_path / "setup-grades.xlsx").active
    assert sheet.max_row == 2 + 18
    assert [cell.value for cell in sheet[3]] == ["p12", "Pat", 2, 2]


@pytest.mark.long
def test_a_class_of_200(tmp_path):
    expected, grades, said = graded_class(tmp_path, 200)
    assert grades == expected
    assert "setup: 160 submissions (160 new, 0 newer, 0 unchanged)" in said


@pytest.mark.parametrize(
    ("minutes", "penalty"),
    [(0, None), (10, None), (11, 2), (24 * 60, 2), (24 * 60 + 1, 4), (10 * 24 * 60, 10)],
)
def test_what_being_late_costs(minutes, penalty):
    assert DailyPenalty().late_submission_penalty("s1", 20, minutes * 60) == penalty
