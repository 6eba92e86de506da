"""Submissions in: from Moodle, from Canvas, from a folder; hostile and broken ones refused."""

import bz2
import gzip
import io
import os
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbseal.intake.assignment import read_assignment
from nbseal.intake.fitting import fit_to_source
from nbseal.intake.reading import read_submission
from nbseal.lms import archives

from build_tools.classroom import solutions
from build_tools.lessons import ROOT
from tests.nbseal.lms.conftest import (
    LESSON,
    RELEASE,
    TOPIC,
    answered,
    member,
    moodle,
    write_zip,
)

WORKSHEET = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade\r\n"
    "Participant 101,Ada Lovelace,s001,ada@example.org,Submitted,,2.00\r\n"
    "Participant 102,山田 太郎,S002,yamada@example.org,Submitted,,2.00\r\n"
    "Participant 103,No Work,s003,none@example.org,No submission,,2.00\r\n"
)


@pytest.fixture
def worksheet(tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text(WORKSHEET, encoding="utf-8-sig", newline="")
    return path


def test_moodle(course, tmp_path, worksheet):
    members = {
        moodle("Ada Lovelace", 101): answered("ada"),
        moodle("山田 太郎", 102, "課題 1 (2).ipynb"): answered("yamada", "ja"),
        moodle("山田 太郎", 102, "図.png"): b"png",
        "Ada Lovelace_101_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
    }
    archive = write_zip(tmp_path / "moodle.zip", members)
    status, said = course.collect(archive, "--roster", worksheet, "--timezone", "Asia/Tokyo")
    assert status == 0
    assert course.students() == ["S002", "s001"]
    assert course.work("s001") == answered("ada")
    assert course.work("S002") == answered("yamada", "ja")
    assert course.time("s001") == "2026-11-20 03:00:00.000000 UTC"
    assert "nothing from 1 of the roster: s003" in said
    assert f"{TOPIC}: 2 submissions (2 new, 0 newer, 0 unchanged)" in said
    status, said = course.collect(archive, "--roster", worksheet)
    assert (status, course.kept("s001")) == (0, [])
    assert "(0 new, 0 newer, 2 unchanged)" in said


def zipped(members):
    file = io.BytesIO()
    write_zip(file, members)
    return file.getvalue()


def tarred(members, pack=bytes):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return pack(file.getvalue())


MANY = {"w/data.csv": b"1", "w/old.ipynb": b"{}", f"w/{TOPIC}.ipynb": answered()}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (f"{TOPIC}.ipynb.gz", gzip.compress(answered())),
        (f"{TOPIC}.ipynb.crdownload", answered()),
        ("w.tar", tarred(MANY)),
        ("w.tgz", tarred(MANY, gzip.compress)),
        ("w.tar.bz2", tarred(MANY, bz2.compress)),
        ("w.zip", zipped(MANY)),
        ("w.zip", zipped({"mine.zip": zipped(MANY)})),
    ],
)
def test_a_work_in_an_archive_is_found(course, tmp_path, name, content):
    archive = write_zip(tmp_path / "moodle.zip", {moodle("Ada", 101, name): content})
    status, said = course.collect(archive)
    assert status == 0, said
    assert course.work("101") == answered()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("w.rar", b"Rar!\x1a\x07", "is not opened: ask for a zip"),
        ("w.zip", zipped({}), "no notebook and no script"),
        ("w.tgz", b"\x1f\x8bbroken", "it is broken"),
        ("w.tar", tarred({"../a.ipynb": b"x"}), "leads out of the archive"),
        (f"{TOPIC}.ipynb.gz", b"\x1f\x8bbroken", "it is broken"),
    ],
)
def test_an_archive_without_a_work_is_refused(course, tmp_path, name, content, said):
    members = {moodle("Ada", 101, name): content, moodle("Ben", 102): answered()}
    status, printed = course.collect(write_zip(tmp_path / "moodle.zip", members))
    assert status == 1
    assert course.students() == ["102"]
    assert said in printed


def test_an_empty_file_is_taken_and_its_feedback_says_so(course, tmp_path):
    archive = write_zip(tmp_path / "moodle.zip", {moodle("Ada", 101): b""})
    status, said = course.collect(archive)
    assert (status, course.students()) == (0, ["101"])
    assert "(1 new" in said
    assert course.work("101") == b""


def beside(course, student):
    folder = Path(course.root, "submitted", student, TOPIC)
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_modules_and_data_come_along(course, tmp_path):
    """Also a module that defines what is asked for, and is newer than the notebook."""
    module = b"def hello(student_id):\n    return 'Hello ' + student_id\n"
    members = {
        moodle("Ada", 101): answered("ada"),
        member(moodle("Ada", 101, "greet.py"), (2026, 11, 21, 12, 0, 0)): module,
        moodle("Ada", 101, "data/names.csv"): b"Ada",
        moodle("Ada", 101, "timestamp.txt"): b"2020-01-01 00:00:00 UTC",
        moodle("Ben", 102, "w.zip"): zipped(
            {f"w/nb/{TOPIC}.ipynb": answered("ben"), "w/nb/a.png": b"a", "w/b.csv": b"b"}
        ),
        moodle("Eve", 103, "names.csv"): b"Eve",
        "notes.txt": b"the teacher's",
    }
    archive = write_zip(tmp_path / "moodle.zip", members)
    status, said = course.collect(archive, "--timezone", "UTC")
    assert status == 1
    notebook, time = f"{TOPIC}.ipynb", b"2026-11-20 12:00:00.000000 UTC\n"
    ada = {notebook: answered("ada"), "timestamp.txt": time}
    ada |= {"greet.py": module, "data/names.csv": b"Ada"}
    assert beside(course, "101") == ada
    ben = {notebook: answered("ben"), "timestamp.txt": time, "a.png": b"a", "w/w/b.csv": b"b"}
    assert beside(course, "102") == ben
    assert course.students() == ["101", "102"]
    assert "its name is the grader's own" in said
    assert "left out, no notebook or script (2): " in said
    assert "(0 new, 0 newer, 2 unchanged)" in course.collect(archive, "--timezone", "UTC")[1]
    members[moodle("Ada", 101, "data/names.csv")] = b"Ada Lovelace"
    _, said = course.collect(write_zip(tmp_path / "again.zip", members), "--timezone", "UTC")
    assert "(0 new, 1 newer, 1 unchanged)" in said
    assert beside(course, "101") == {**ada, "data/names.csv": b"Ada Lovelace"}
    assert len(course.kept("101")) == 1


def test_in_folders_each_has_only_their_own(course, tmp_path):
    folder = tmp_path / "class"
    files = {
        f"s1/{TOPIC}.ipynb": answered("1"),
        "s1/data/a.csv": b"1",
        f"s2/work/{TOPIC}.ipynb": answered("2"),
        "s2/work/b.csv": b"2",
        "s2/c.csv": b"3",
        "s3/d.csv": b"4",
        "e.csv": b"5",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    status, said = course.collect(folder)
    assert status == 0
    assert set(beside(course, "s1")) == {f"{TOPIC}.ipynb", "timestamp.txt", "data/a.csv"}
    assert set(beside(course, "s2")) == {f"{TOPIC}.ipynb", "timestamp.txt", "b.csv", "c.csv"}
    assert "(2): 'e.csv', 's3/d.csv'" in said


def test_moodle_without_folders_and_without_roster(course, tmp_path):
    # What stands behind the first number is the student's own choice of a name.
    name = f"Ada_101_assignsubmission_file_Eve_102_assignsubmission_file_{TOPIC}.ipynb"
    status, _ = course.collect(write_zip(tmp_path / "m.zip", {name: answered()}))
    assert (status, course.students()) == (0, ["101"])


def test_canvas(course, tmp_path):
    roster = tmp_path / "gradebook.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,setup (77)\n"
        "    Points Possible,,,,,2\n"
        '"Doe, Jane",11,s011,jane,A,\n"山田, 太郎",12,,taro@example.org,A,\n',
        encoding="utf-8",
    )
    members = {
        "doejane_11_5001_setup.ipynb": answered("first"),
        "doejane_LATE_11_5002_setup-2.ipynb": answered("second"),
        "山田太郎_12_5003_設定-3.ipynb": answered(),
    }
    status, said = course.collect(write_zip(tmp_path / "c.zip", members), "--roster", roster)
    assert status == 0
    assert course.students() == ["s011", "taro@example.org"]
    assert course.work("s011") == answered("second")
    assert [path.read_bytes() for path in course.kept("s011")] == [answered("first")]
    assert "late: s011" in said
    assert "'doejane_11_5001_setup.ipynb': a later one counts; kept in superseded" in said
    status, said = course.collect(tmp_path / "c.zip", "--roster", roster)
    assert (status, len(course.kept("s011"))) == (0, 1)
    assert "(0 new, 0 newer, 2 unchanged); 0 files kept aside" in said


def test_a_folder_named_by_student_ids(course, tmp_path):
    folder = tmp_path / "plain"
    for number, name in enumerate(
        [
            "s1.ipynb",
            "ｓ２.ipynb",
            f"{TOPIC}_s3.ipynb",
            f"s4/{TOPIC}.ipynb",
            f"s5/{TOPIC}/{TOPIC}.ipynb",
            "s6 (1).ipynb",
            "s6.ipynb",
        ]
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answered(name))
        os.utime(path, (1_700_000_000 + number,) * 2)
    (folder / "notes.txt").write_text("mine")
    os.utime(folder / "s6 (1).ipynb", (1_700_000_006,) * 2)
    status, said = course.collect(folder)
    assert status == 0
    assert course.students() == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert course.work("s6") == answered("s6 (1).ipynb")
    assert course.time("s1") == "2023-11-14 22:13:20.000000 UTC"
    assert "left out, no notebook or script (1): 'notes.txt'" in said


def test_nothing_is_overwritten_unless_newer(course, tmp_path):
    for day, mark in ((20, "second"), (10, "first"), (25, "third"), (25, "same time")):
        name = member(moodle("Ada", 101), (2026, 11, day, 12, 0, 0))
        status, _ = course.collect(write_zip(tmp_path / f"{mark}.zip", {name: answered(mark)}))
        assert status == 0
    assert course.work("101") == answered("third")
    kept = {path.read_bytes() for path in course.kept("101")}
    assert kept == {answered("first"), answered("second"), answered("same time")}


def test_names_in_cp932_without_a_flag(course, tmp_path, worksheet):
    # In cp932 the second byte of 表 is a backslash.
    name = moodle("山田 太郎", 102, "表計算.ipynb")
    placeholder = "x" * len(name.encode("cp932"))
    archive = write_zip(tmp_path / "windows.zip", {placeholder: answered()})
    content = archive.read_bytes().replace(placeholder.encode(), name.encode("cp932"))
    archive.write_bytes(content)
    status, _ = course.collect(archive, "--roster", worksheet)
    assert (status, course.students()) == (0, ["S002"])


def test_decomposed_names_of_a_mac_and_its_own_files(course, tmp_path):
    folder = "Zoe\u0301_7_assignsubmission_file_"
    members = {f"{folder}/s.ipynb": answered(), f"__MACOSX/{folder}/._s.ipynb": b"\0"}
    status, said = course.collect(write_zip(tmp_path / "mac.zip", members))
    assert (status, course.students()) == (0, ["7"])
    assert "left out" not in said


def script(bare=False):
    notebook = nbformat.read(RELEASE, as_version=4)
    for cell in notebook.cells:
        cell.source = solutions(LESSON).get(cell["id"], cell.source)
    if bare:
        for cell in notebook.cells:
            cell.metadata = {}
    return jupytext.writes(notebook, fmt="py:percent")


@pytest.mark.parametrize("bare", [False, True])
def test_a_script(course, tmp_path, bare):
    path = tmp_path / "ex_00_s1234567.py"
    path.write_text(script(bare=bare), encoding="utf-8")
    status, _ = course.collect(path)
    assert (status, course.students()) == (0, ["s1234567"])
    work = course.root / "submitted" / "s1234567" / TOPIC / f"{TOPIC}.ipynb"
    assignment = read_assignment(ROOT / "source" / TOPIC / f"{TOPIC}.ipynb")
    fitted, notes = fit_to_source(read_submission(work), assignment)
    assert notes == []
    cells = {cell["id"]: cell for cell in fitted.cells}
    for item, source in solutions(LESSON).items():
        assert cells[item].source == source
    before = work.read_bytes()
    course.collect(path)
    assert work.read_bytes() == before


def test_scripts_without_answers_are_refused(course, tmp_path):
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "s1.py").write_text("print('hello')\n")
    (folder / "s2.py").write_text(script(bare=True).replace("# %%", "# --"), encoding="utf-8")
    (folder / "s3.py").write_bytes(b"\xff\xfe\x81")
    status, said = course.collect(folder)
    assert (status, course.students()) == (1, [])
    assert "'s1.py' of student 's1': none of its cells is an answer" in said
    assert "answers hello, mean_of_squares at once; keep the lines `# %%`" in said
    assert "'s3.py' of student 's3': it is neither UTF-8 nor cp932" in said


def test_a_bad_member_is_refused_and_the_others_are_taken(course, tmp_path):
    members = {
        moodle("Good", 1): answered(),
        moodle("Bomb", 2): b"\0" * 15_000_000,
        moodle("Huge", 3): os.urandom(1000) * 21_000,
        moodle("Locked", 4): answered(),
        member(moodle("Link", 5), kind=stat.S_IFLNK): b"/etc/passwd",
        "../" + moodle("Up", 6): answered(),
        "/" + moodle("Root", 7): answered(),
        "C:\\" + moodle("Drive", 8): answered(),
        moodle("Broken", 9): answered("broken"),
        moodle("Bell\a", 10): answered(),
        moodle("Pdf", 11, "report.pdf"): b"%PDF",
        "stray.ipynb": answered(),
    }
    archive = write_zip(tmp_path / "bad.zip", members, encrypted=[moodle("Locked", 4)])
    with zipfile.ZipFile(archive) as opened:
        offset = opened.getinfo(moodle("Broken", 9)).header_offset
    content = bytearray(archive.read_bytes())
    content[offset + 300 : offset + 400] = b"\0" * 100
    archive.write_bytes(content)
    status, said = course.collect(archive)
    assert status == 1
    assert course.students() == ["1"]
    for student, reason in {
        "2": "packed",
        "3": "bytes; 20,000,000 at most",
        "4": "encrypted",
        "5": "a link",
        "6": "leads out of the archive",
        "7": "absolute",
        "8": "absolute",
        "9": "broken",
        "10": "cannot be printed",
        "11": "no notebook and no script was handed in",
    }.items():
        (line,) = [line for line in said.splitlines() if f"student {student!r}:" in line]
        assert line.startswith("refused: bad.zip: ")
        assert reason in line
    assert "'stray.ipynb': its name does not say whose it is" in said
    assert not (tmp_path / "etc").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.zip", "course"]


def test_links_and_devices_of_a_folder_are_refused(course, tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    (tmp_path / "secret.ipynb").write_bytes(answered())
    (folder / "s1.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (folder / "s2").symlink_to(tmp_path)
    os.mkfifo(folder / "s3.ipynb")
    status, said = course.collect(folder)
    assert (status, course.students()) == (1, [])
    assert "'s1.ipynb' of student 's1': it is a link" in said
    assert "'s2'" in said
    assert "'s3.ipynb' of student 's3': it is not a regular file" in said


@pytest.mark.parametrize("name", ["a*b", "-rf", "a+b", "a,b", ".hidden.x", "x" * 65, "   "])
def test_ids_that_name_no_folder_are_refused(course, tmp_path, name):
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / f"ex_01_{name}.ipynb").write_bytes(answered())
    (folder / "good.ipynb").write_bytes(answered())
    status, said = course.collect(folder)
    assert (status, course.students()) == (1, ["good"])
    assert "the student id" in said


def test_who_is_not_in_the_roster_is_refused(course, tmp_path, worksheet):
    members = {moodle("Eve", 999): answered(), moodle("Ada", 101): answered()}
    status, said = course.collect(write_zip(tmp_path / "m.zip", members), "--roster", worksheet)
    assert (status, course.students()) == (1, ["s001"])
    assert "'999 (Eve)' is not in the roster" in said


def test_sources_that_cannot_be_read(course, tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 no zip")
    write_zip(tmp_path / "good.zip", {moodle("Ada", 1): answered()})
    write_zip(tmp_path / "empty.zip", {})
    status, said = course.collect(
        broken, tmp_path / "none.zip", tmp_path / "empty.zip", tmp_path / "good.zip"
    )
    assert (status, course.students()) == (1, ["1"])
    assert "broken.zip: it is not a zip, or a broken one" in said
    assert "none.zip: no such file or folder" in said
    assert "empty.zip: no notebook and no script is in it" in said


def test_too_many_files(course, tmp_path, monkeypatch):
    members = {moodle("Many", 1, f"{n}.ipynb"): answered() for n in range(51)}
    members[moodle("Ada", 2)] = answered()
    archive = write_zip(tmp_path / "many.zip", members)
    status, said = course.collect(archive)
    assert (status, course.students()) == (1, ["2"])
    assert "student '1': 51 notebooks and scripts; 50 at most are read" in said
    monkeypatch.setattr(archives, "MAX_MEMBERS", 10)
    status, said = course.collect(archive)
    assert status == 1
    assert "it has 52 files; 10 at most are read" in said


def test_a_total_is_kept(course, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 3 * len(answered()) // 2)
    members = {moodle("Ada", 1): answered(), moodle("Bob", 2): answered()}
    status, said = course.collect(write_zip(tmp_path / "m.zip", members))
    assert (status, course.students()) == (1, ["1"])
    assert "of student '2': the archive unpacks to more than" in said


@pytest.mark.parametrize("kind", ["zip", "tgz"])
def test_what_one_student_has_packed_costs_nobody_else(course, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(archives, "MAX_OWN", 1_000_000)
    monkeypatch.setattr(archives, "MAX_TOTAL", 2_000_000)
    content = os.urandom(300_000)
    files = {f"{n}.ipynb": content for n in range(5)}
    packed = io.BytesIO()
    if kind == "zip":
        packed.write(write_zip(tmp_path / "own.zip", files).read_bytes())
    else:
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            for name, data in files.items():
                part = tarfile.TarInfo(name)
                part.size = len(data)
                archive.addfile(part, io.BytesIO(data))
    name = moodle("Ada", 1, f"work.{kind}")
    members = {name: packed.getvalue(), moodle("Bob", 2): answered()}
    status, said = course.collect(write_zip(tmp_path / "m.zip", members))
    assert (status, "2" in course.students()) == (1, True)
    assert "the archive unpacks to more than 1,000,000 bytes" in said


def test_a_size_that_lies(course, tmp_path):
    archive = write_zip(tmp_path / "lie.zip", {moodle("Liar", 1): answered()})
    content = archive.read_bytes()
    size = struct.pack("<I", len(answered()))
    archive.write_bytes(content.replace(size, struct.pack("<I", 100)))
    status, said = course.collect(archive)
    assert (status, course.students()) == (1, [])
    assert "student '1': it is broken" in said


def test_utc_times_are_taken(course, tmp_path):
    info = member(moodle("Ada", 1))
    info.extra = struct.pack("<HHBI", 0x5455, 5, 1, 1_700_000_000)
    course.collect(write_zip(tmp_path / "m.zip", {info: answered()}), "--timezone", "Asia/Tokyo")
    assert course.time("1") == "2023-11-14 22:13:20.000000 UTC"


def test_what_cannot_be_asked(course, tmp_path, worksheet, monkeypatch):
    archive = write_zip(tmp_path / "c.zip", {"doe_1_2_setup.ipynb": answered()})
    status, said = course.run("collect", "nothing", str(archive))
    assert (status, said.strip()) == (
        2,
        f"nbseal collect: unknown assignment 'nothing'; source/ has: {TOPIC}",
    )
    status, said = course.collect(archive, "--roster", worksheet)
    assert status == 2
    assert "the roster must be Canvas's own table" in said
    status, said = course.collect(archive, "--timezone", "Mars/Base")
    assert status == 2
    assert "unknown time zone 'Mars/Base'" in said
    monkeypatch.chdir(tmp_path)
    status, said = course.collect(archive)
    assert status == 2
    assert "has no nbgrader_config.py" in said
