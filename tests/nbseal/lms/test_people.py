"""More time for some, and a course that forgets or hides who somebody was."""

import contextlib
import csv
import io
import json
import shutil
import stat
import zipfile

import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import rmtree
from nbseal.__main__ import main
from nbseal.arrival.line import Line
from nbseal.batch.lock import only_run

from tests.nbseal.small_course import SmallCourse, submission, submit

LATE = "2026-11-21 12:00:00 UTC"
PENALTY = (
    "\nc.AssignLatePenalties.plugin_class = 'nbseal.lms.late.DailyPenalty'\n"
    "c.DailyPenalty.percent_a_day = 20\n"
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Three students a day late, of whom two have more time."""
    course = SmallCourse(tmp_path_factory.mktemp("people"))
    with open(course.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(PENALTY)
    (course.root / "class.csv").write_text(
        "student_id,name,group\ns1,Ada Lovelace,A\ns2,山田 太郎,B\ns3,Grace Hopper,A\n"
    )
    course.nbgrader("db", "assignment", "add", "hw", "--duedate=2026-11-20 13:00 UTC")
    essay = "I am Ada Lovelace (s1), and 山田さん helped me."
    for student in ("s1", "s2", "s3"):
        course.hand_in(student, submission(essay=essay), LATE)
    said = course.nbseal("extend", "s2", "hw", "--minutes", "1440")
    assert "1440 minutes more for s2" in said
    assert "note: the gradebook does not know s2: mistyped, or nothing is graded yet" in said
    course.nbgrader("autograde", "hw")
    return course


def penalties(course):
    with Gradebook(course.url(), "small") as gradebook:
        rows = gradebook.assignment_submissions("hw")
        return {row.student.id: row.late_submission_penalty or 0 for row in rows}


def test_who_has_more_time_loses_nothing(course):
    assert penalties(course) == {"s1": 0.6, "s2": 0, "s3": 0.6}
    said = course.nbseal(
        *("extend", "hw", "--until", "2026-11-25 17:00 JST"),
        *("--roster", "class.csv", "--where", "group=A"),
    )
    assert "until 2026-11-25 08:00 UTC for s1, s3" in said
    logged = course.nbgrader("autograde", "hw")  # of those only, of whom something changed
    assert "1 submissions are graded already" in logged
    assert set(penalties(course).values()) == {0}
    assert "does not know" not in course.nbseal("extend", "s3", "hw", "--none")
    course.nbgrader("autograde", "hw")
    assert penalties(course)["s3"] == 0.6


@pytest.mark.parametrize(
    "arguments",
    [
        ("s1", "hw"),
        ("s1", "other", "--minutes", "5"),
        ("s1", "hw", "--until", "soon"),
        ("hw", "--minutes", "5"),
        ("s1", "hw", "--minutes", "nan"),
        ("s1", "hw", "--minutes", "1e300"),
        ("hw", "--minutes", "5", "--roster", "class.csv", "--where", "group=Z"),
        ("hw", "--minutes", "5", "--roster", "class.csv", "--where", "room=A"),
    ],
)
def test_what_cannot_be_done_is_said(course, arguments):
    with pytest.raises(AssertionError):  # the status is 2
        course.nbseal("extend", *arguments)


def test_names_are_taken_out(course):
    course.nbseal("collect", "hw", "submitted", "--roster", "class.csv", "--from", "folders")
    course.nbseal("anonymize", "given-away")
    folder = course.root / "given-away"
    found = sorted(path.name for path in (folder / "hw").iterdir())
    assert found == ["p0001.ipynb", "p0002.ipynb", "p0003.ipynb"]
    everything = "".join(p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file())
    for name in ("s1", "Ada", "Lovelace", "山田", "timestamp"):
        assert name not in everything
    essay = json.loads((folder / "hw" / "p0001.ipynb").read_text(encoding="utf-8"))["cells"][-1]
    assert essay["source"] == "I am … (…), and …さん helped me."
    with (folder / "points.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    assert {row["person"] for row in rows} == {"p0001", "p0002", "p0003"}


def test_names_of_any_form_and_files_of_any_encoding_are_given_away(tmp_path):
    course = SmallCourse(tmp_path)
    essay = "Cher, Hopper Grace, Grace Hopper, \u5c71\u7530\u592a\u90ce"
    content = submission(essay=essay)
    text = json.dumps(json.loads(content), ensure_ascii=False)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hw.ipynb", content)
    odd = json.loads(content)
    odd["cells"][0]["source"] = "\ud800"
    course.hand_in("s1", text.encode("utf-16"))
    course.hand_in("s2", text.encode("cp932"))
    course.hand_in("s3", packed.getvalue())
    course.hand_in("s4", json.dumps(odd).encode())
    with Gradebook(course.url(), "small") as gradebook:
        gradebook.add_student("s1", last_name="Cher")
        gradebook.add_student("s2")
        gradebook.add_student("s3", first_name="Grace", last_name="Hopper")
    course.nbgrader("autograde", "hw")
    assert "4 persons; 0 files" in course.nbseal("anonymize", "given-away")
    for path in (tmp_path / "given-away" / "hw").iterdir():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert cells[-1]["source"] == "…, …, …, \u5c71\u7530\u592a\u90ce"


def test_a_student_is_forgotten(course):
    course.nbgrader("generate_feedback", "hw")
    page = submit(course, "s1")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("yours")
    said = course.nbseal("forget", "s1")
    assert "go with --yes" in said
    assert (course.root / "submitted" / "s1").is_dir()
    course.nbseal("forget", "s1", "--yes")
    left = [path for path in course.root.rglob("*s1*") if "class.csv" not in path.name]
    assert left == []
    assert not page.exists()
    assert sorted(penalties(course)) == ["s2", "s3"]
    with Gradebook(course.url(), "small") as gradebook:
        assert "s1" not in [row.id for row in gradebook.students]
    with pytest.raises(AssertionError):
        course.nbseal("forget", "s1", "--yes")


def test_forgetting_leaves_no_file_and_no_free_page(tmp_path, monkeypatch):
    course = SmallCourse(tmp_path)
    (tmp_path / "class.csv").write_text("student_id,name\ns1,Ada Lovelace\ns2,Grace Hopper\n")
    with open(tmp_path / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("c.Watch.inbox = 'inbox'\nc.Watch.roster = 'class.csv'\n")
    for student in ("s1", "s2"):
        course.hand_in(student)
        submit(course, student)
    course.nbseal("collect", "hw", "submitted", "--roster", "class.csv", "--from", "folders")
    course.nbgrader("autograde", "hw")
    inbox = tmp_path / "inbox" / "hw"
    inbox.mkdir(parents=True)
    names = ("s1.ipynb", "hw_s1 (2).ipynb", "s2.ipynb", "all.zip", "s12.ipynb")
    with contextlib.closing(Line(tmp_path / "arrivals.db")) as line:
        for name in names:
            (inbox / name).write_bytes(submission())
            line.take([f"hw/{name}:(100, 1700000000)"])
        line.enter("inbox:hw:s1:unique", "hw", "s1", "2026-11-20 12:00:00.000000")
        line.hold_back([("hw", "s1")])
    for left in (".hw.new", ".hw.old"):  # by a run that was killed
        (tmp_path / "autograded" / "s1" / left).mkdir()
    (exchange,) = (tmp_path / "exchange" / "small" / "inbound").glob("s1+*")
    of_student = rmtree

    def refuse(path):  # as where the folder is the student's; the tests may run as root
        if path == str(exchange):
            raise PermissionError(path)
        of_student(path)

    monkeypatch.setattr("nbseal.arrival.forget.rmtree", refuse)
    said = course.nbseal("forget", "s1", "--yes")  # the status is 1
    assert f"could not be taken out: {exchange}" in said
    assert "1 of 7 are still there" in said
    assert [path for path in tmp_path.rglob("*s1*") if "s12" not in path.name] == [exchange]
    monkeypatch.undo()
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("s1/hw.ipynb", submission())
        archive.writestr("s2/hw.ipynb", submission())
    said = course.nbseal("forget", "s1", "--yes")
    assert "s1 is forgotten" in said
    assert "class.zip: 1 files in it are theirs" in said
    assert not exchange.exists()
    assert sorted(path.name for path in inbox.iterdir()) == ["all.zip", "s12.ipynb", "s2.ipynb"]
    with contextlib.closing(Line(tmp_path / "arrivals.db")) as line:
        assert [key.partition(":")[0] for key in line.files()] == [
            *("hw/all.zip", "hw/s12.ipynb", "hw/s2.ipynb"),
        ]
    for path in (tmp_path / "gradebook.db", *tmp_path.glob("arrivals.db*")):
        content = path.read_bytes()
        assert b"Lovelace" not in content
        assert b"s1:unique" not in content
    assert b"Hopper" in (tmp_path / "gradebook.db").read_bytes()


def test_pages_are_released_also_where_some_came_another_way(tmp_path):
    course = SmallCourse(tmp_path)
    for student in ("s1", "s2"):
        page = submit(course, student)
        course.hand_in(student)
    (secret,) = (tmp_path / "exchange").glob("small/inbound/s2+*/submission_secret.txt")
    shutil.copy(secret, tmp_path / "submitted" / "s2" / "hw")
    for command in ("autograde", "generate_feedback", "release_feedback"):
        said = course.nbgrader(command, "hw")
    assert "1 pages are of work that did not come through the exchange" in said
    assert "3 of 5" in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o644


def test_pages_and_comments_for_moodle(course):
    worksheet = "Identifier,Full name,ID number,Grade,Maximum grade,Feedback comments\n"
    worksheet += "Participant 102,山田_太郎,s2,,5.00,\nParticipant 103,Grace,s3,,5.00,well done\n"
    worksheet += "Participant 104,Nobody,s4,,5.00,\n"
    (course.root / "worksheet.csv").write_text(worksheet, encoding="utf-8")
    course.nbgrader("generate_feedback", "hw")
    arguments = ("export", "hw", "--format", "moodle", "--roster", "worksheet.csv", "--feedback")
    said = course.nbseal(*arguments)
    assert "hw-feedback.zip: 2 pages written; 1 of the worksheet have none" in said
    with zipfile.ZipFile(course.root / "hw-feedback.zip") as archive:
        names = archive.namelist()
        assert b"<!doctype html>" in archive.read(names[0])
    assert names[0] == "山田 太郎_102_assignsubmission_file_hw.html"
    # As Moodle reads a name: five parts at most, a number, and a plug-in of it.
    for name in names:
        _, number, kind, plugin, file = name.split("_", 4)
        assert (number.isdecimal(), kind, plugin, file) == (
            *(True, "assignsubmission", "file"),
            "hw.html",
        )
    with (course.root / "hw-moodle.csv").open(encoding="utf-8", newline="") as file:
        comments = [row["Feedback comments"] for row in csv.DictReader(file)]
    assert comments == ["3 / 5 (+ ...): hw.html", "well done", ""]
    assert course.nbseal(*arguments) == said  # again, the same


def test_nobody_is_forgotten_while_a_run_may_record_them(tmp_path, monkeypatch, capsys):
    course = SmallCourse(tmp_path)
    course.hand_in("s1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("nbseal.arrival.forget.PATIENCE", 0.0)
    (tmp_path / "autograded").mkdir()
    with only_run(tmp_path / "autograded" / ".hw.lock", 0.0, print):
        assert main(["forget", "s1", "--yes"]) == 2
        assert "is still grading; nothing was done" in capsys.readouterr().err
        assert (tmp_path / "submitted" / "s1").exists()
    course.nbseal("forget", "s1", "--yes")
    assert not (tmp_path / "submitted" / "s1").exists()
