"""Whose work it is: never merged with another's, and refused in doubt."""

import io
import itertools
import os
import re
import tarfile
import time

import nbformat
import openpyxl
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbseal.lms.names import Named
from nbseal.lms.roster_files import read_roster
from nbseal.lms.systems import SYSTEMS
from nbseal.lms.systems.base import System
from nbseal.lms.whose import Whose

from build_tools.lessons import ROOT
from tests.nbseal.lms.conftest import TOPIC, answered, member, moodle, write_zip

SCRATCH = nbformat.writes(new_notebook(cells=[new_code_cell("1 + 1", id="a")])).encode()


def make_folder(root, paths):
    """Put a notebook of its own at each path."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(answered(path))
    return root


@pytest.mark.parametrize(
    ("paths", "students"),
    [
        (["a1/setup-Copy2.ipynb", "a2/setup (3).ipynb", "a3/setup - Copy.ipynb"], "a1 a2 a3"),
        (["a1/homework.ipynb", "a2/homework.ipynb"], "a1 a2"),
        (["a1/final.ipynb", "a2/my_setup_v2.ipynb", "a3/解答.ipynb"], "a1 a2 a3"),
        (["a1/Untitled1.ipynb", "a2/setup_done.ipynb"], "a1 a2"),
        (["a1/ann.ipynb", "a2/setup_b_c.ipynb", "a3/setup-new.ipynb"], "a1 a2 a3"),
        (["week1/a1.ipynb", "week1/a2.ipynb", "week1/setup_a3.ipynb"], "a1 a2 a3"),
        (["A/a1.ipynb", "A/a2.ipynb", "B/a3.ipynb"], "a1 a2 a3"),
        (["a1/setup/homework.ipynb", "a2/setup/setup.ipynb"], "a1 a2"),
        (["a1/src/setup.ipynb", "a2/src/setup.ipynb"], "a1 a2"),
        (["a1/hand in/x/setup.ipynb", "a2/hand in/x/setup.ipynb"], "a1 a2"),
        (["week1/a1/setup.ipynb", "week1/a2/setup.ipynb"], "a1 a2"),
        (["A/a1/setup.ipynb", "A/a2/setup.ipynb", "B/a3/setup.ipynb"], "a1 a2 a3"),
        (["Copy of setup_a1.ipynb", "「setup_a2」のコピー.ipynb"], "a1 a2"),
        (["a1.zip.d/setup.ipynb", "山田.太郎/setup.ipynb", "𠮷田 一/setup.ipynb"], None),
        (["सीता/setup.ipynb", "می/s.ipynb", "สมชาย ใจดี/setup.ipynb"], None),
    ],
)
def test_own_file_names_make_nobody_another(course, tmp_path, paths, students):
    status, said = course.collect(make_folder(tmp_path / "in", paths))
    assert status == 0, said
    expected = students.split() if students else [path.split("/")[0] for path in paths]
    assert course.students() == sorted(expected)
    works = {course.work(student) for student in course.students()}
    assert works == {answered(path) for path in paths}


@pytest.mark.parametrize(
    "paths",
    [
        ["a1/ann.ipynb"],
        ["a1/b7.ipynb", "a2/b9.ipynb"],
        ["week1/ann.ipynb", "week1/ben.ipynb", "week2/homework.ipynb"],
    ],
)
def test_in_doubt_all_is_refused_and_a_way_out_is_said(course, tmp_path, paths):
    folder = make_folder(tmp_path / "in", paths)
    status, said = course.collect(folder)
    if status == 0:  # the folder must be the student, as one file's name says nothing
        pytest.fail(said)
    assert course.students() == [] or "refused" in said
    assert "--from folders or --from files" in said


def test_a_folder_for_each_version_is_no_student(course, tmp_path):
    paths = ["Ann/Version 1", "Ann/Version 2", "Ben/Version 1", "Cem/setup/Version 3"]
    folder = make_folder(tmp_path / "in", [f"{path}/setup.ipynb" for path in paths])
    for number, path in enumerate(paths):
        os.utime(folder / path / "setup.ipynb", (1e9 + number, 1e9 + number))
    assert course.collect(folder)[0] == 0
    assert course.students() == ["Ann", "Ben", "Cem"]
    assert course.work("Ann") == answered("Ann/Version 2/setup.ipynb")
    assert course.work("Ben") == answered("Ben/Version 1/setup.ipynb")


def test_a_way_out_of_doubt(course, tmp_path):
    folder = make_folder(tmp_path / "in", ["a1/b7.ipynb", "a2/b9.ipynb"])
    assert course.collect(folder, "--from", "files")[0] == 0
    assert course.students() == ["b7", "b9"]
    roster = tmp_path / "class.csv"
    roster.write_text("student id\na1\na2\n")
    status, _ = course.collect(folder, "--roster", roster)
    assert (status, course.students()) == (0, ["a1", "a2", "b7", "b9"])


def test_a_file_that_is_nobodys_is_refused(course, tmp_path):
    status, said = course.collect(make_folder(tmp_path / "in", ["homework.ipynb", "s1.ipynb"]))
    assert (status, course.students()) == (1, ["s1"])
    assert "'homework.ipynb': its name does not say whose it is" in said


@pytest.mark.parametrize("name", ["scratch.ipynb", "a.ipynb", "setup-2.ipynb"])
def test_a_notebook_of_the_assignment_counts_before_a_newer_other(course, tmp_path, name):
    times = {f"{TOPIC}.ipynb": 12, name: 13}
    contents = {f"{TOPIC}.ipynb": answered("work"), name: SCRATCH}
    members = {
        member(moodle("Ada", 101, file), (2026, 11, 20, times[file], 0, 0)): content
        for file, content in contents.items()
    }
    status, said = course.collect(write_zip(tmp_path / "m.zip", members))
    assert (status, course.work("101")) == (0, answered("work"))
    assert "it has no cell of the assignment" in said
    assert [path.read_bytes() for path in course.kept("101")] == [SCRATCH]


def test_a_later_source_without_the_assignment_replaces_nothing(course, tmp_path):
    for day, content in ((20, answered("work")), (21, SCRATCH), (22, b"not a notebook")):
        members = {member(moodle("Ada", 101), (2026, 11, day, 12, 0, 0)): content}
        status, said = course.collect(write_zip(tmp_path / f"{day}.zip", members))
        assert status == 0
    assert course.work("101") == answered("work")
    assert "it has no cell of the assignment; what is there has" in said


def test_of_two_with_the_assignments_cells_the_newer_counts(course, tmp_path):
    members = {
        member(moodle("Ada", 101, f"{hour}.ipynb"), (2026, 11, 20, hour, 0, 0)): answered(str(hour))
        for hour in (11, 13, 12)
    }
    members[member(moodle("Ada", 101, "z.ipynb"), (2026, 11, 20, 14, 0, 0))] = SCRATCH
    course.collect(write_zip(tmp_path / "m.zip", members))
    assert course.work("101") == answered("13")


@pytest.mark.parametrize(
    "name",
    [
        *("setup.ipynb.json", "setup.json", "Setup.IPYNB.TXT", "work.zip", "宿題.ipynb.txt"),
        *("setup.txt", "setup", "setup.ipynb.download", "work.tar.gz"),
    ],
)
def test_a_notebook_under_another_ending_is_taken(course, tmp_path, name):
    content = answered()
    if name.endswith(".zip"):
        inner = {"folder/setup.ipynb": content, "folder/data.csv": b"1"}
        content = write_zip(tmp_path / "inner.zip", inner).read_bytes()
    if name.endswith(".tar.gz"):
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w:gz") as inner:
            member = tarfile.TarInfo("work/setup.ipynb")
            member.size = len(content)
            inner.addfile(member, io.BytesIO(content))
        content = file.getvalue()
    other = {moodle("Ada", 101, "settings.json"): b'{"theme": "dark"}'}
    other |= {moodle("Ada", 101, "README.txt"): b"Dear teacher, my notebook is here."}
    archive = write_zip(tmp_path / "m.zip", {moodle("Ada", 101, name): content, **other})
    status, said = course.collect(archive)
    assert (status, course.students()) == (0, ["101"]), said
    assert course.work("101") == answered()


def test_canvas_with_zips_and_without_names(course, tmp_path):
    inner = write_zip(tmp_path / "inner.zip", {"setup.ipynb": answered("packed")}).read_bytes()
    members = {
        "anon_p4Qr7_7001_setup-1.ipynb": answered("first"),
        "anon_LATE_p4Qr7_7002_setup-2.ipynb": answered("second"),
        "anon_Zz00k_7003_work.zip": inner,
    }
    status, said = course.collect(write_zip(tmp_path / "c.zip", members))
    assert (status, course.students()) == (0, ["Zz00k", "p4Qr7"])
    assert course.work("p4Qr7") == answered("second")
    assert course.work("Zz00k") == answered("packed")
    assert "late: p4Qr7" in said


def test_blackboard(course, tmp_path):
    attempt = "Exercise 00_{}_attempt_2026-11-20-{}-00-00"
    members = {
        attempt.format("s1", 10) + ".txt": b"Name: Ann",
        attempt.format("s1", 10) + "_setup.ipynb": answered("first"),
        attempt.format("s1", 11) + "_my work.ipynb": answered("second"),
        attempt.format("s.2", 10) + "_setup.ipynb": answered(),
    }
    roster = tmp_path / "gc_export.xls"
    rows = [["Last Name", "First Name", "Username", "Student ID", "Availability"]]
    rows += [["Byron", "Ann", "s1", "1", "Yes"], ["B", "C", "s.2", "2", "Yes"]]
    text = "".join("\t".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
    roster.write_bytes(text.encode("utf-16"))
    status, said = course.collect(write_zip(tmp_path / "b.zip", members), "--roster", roster)
    assert (status, course.students()) == (0, ["s.2", "s1"]), said
    assert course.work("s1") == answered("second")


@pytest.mark.parametrize("guide", ["ta.md", "ta.ja.md"])
def test_each_system_has_its_section_in_the_guides(guide):
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    headings = " ".join(re.findall(r"(?m)^## .*", text)).lower()
    assert [name for name in SYSTEMS if name not in headings] == []


def test_a_zone_by_any_name(course, tmp_path):
    for number, zone in enumerate(("JST", "+09:00", "Asia/Tokyo")):
        archive = write_zip(tmp_path / f"{number}.zip", {moodle("Ada", number): answered()})
        assert course.collect(archive, "--timezone", zone)[0] == 0
        assert course.time(str(number)) == "2026-11-20 03:00:00.000000 UTC"
    status, said = course.collect(archive, "--timezone", "IST")
    assert (status, "unknown time zone 'IST'" in said) == (2, True)


HEADER = ("氏名", "学籍番号", "学年")
ROWS = (("山田 太郎", "ｓ００１", "2"), ("佐藤, 花子", "s002", "1"))
ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-le")
TITLES = ("", "履修者名簿　2026年度\n", "履修者名簿,,\n,,\n作成日：2026/11/20,,\n")


def quoted(rows, mark):
    return "".join(mark.join(f'"{cell}"' for cell in row) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("encoding", "title", "mark"),
    list(
        itertools.product(
            ("utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "utf-16-le"),
            TITLES[1:2],
            (",", ";"),
        )
    )
    + [("cp932", title, mark) for title in TITLES for mark in (",", "\t")]
    + [("utf-8", "sep=;\n", ";"), ("utf-32", "", ","), ("gb18030", "", ",")],
)
def test_rosters_as_teachers_have_them(tmp_path, encoding, title, mark):
    path = tmp_path / "class.csv"
    path.write_bytes((title + quoted((HEADER, *ROWS), mark)).encode(encoding))
    roster = read_roster(path)
    assert [(p.student, p.name) for p in roster.people] == [
        ("s001", "山田 太郎"),
        ("s002", "佐藤, 花子"),
    ]


def test_a_roster_in_an_excel_workbook(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Class of 2026"], [], ["Name", "Student ID"], ["Ann", 1001], ["Ben", "1002"]):
        book.active.append(row)
    book.save(tmp_path / "class.xlsx")
    assert [p.student for p in read_roster(tmp_path / "class.xlsx").people] == ["1001", "1002"]


def test_a_workbook_is_read_as_it_is_shown(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Read me"])
    sheet = book.create_sheet("Class")
    for row in (["Student ID", "Name"], [12, "Ann"], [1001.0, "Ben"], ["0013", "Cem"]):
        sheet.append(row)
    sheet["A2"].number_format = "0000"
    book.save(tmp_path / "class.xlsx")
    people = read_roster(tmp_path / "class.xlsx").people
    assert [p.student for p in people] == ["0012", "1001", "0013"]


def test_a_cell_that_is_only_formatted_costs_nothing(tmp_path):
    """Read as a rectangle, this sheet would have 1.6 billion cells."""
    book = openpyxl.Workbook()
    for row in (["Student ID", "Name"], ["1001", "Ann"]):
        book.active.append(row)
    book.active.cell(row=100_000, column=16_384).number_format = "0000"
    book.save(tmp_path / "class.xlsx")
    begun = time.process_time()
    assert [p.student for p in read_roster(tmp_path / "class.xlsx").people] == ["1001"]
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("text", "student"),
    [("s12\u2010001", "s12-001"), ("ｓ１２\u2212００１", "s12-001"), ("1001.0", "1001")],
)
def test_an_id_is_the_same_however_it_was_typed(tmp_path, text, student):
    path = tmp_path / "class.csv"
    path.write_text(f"学籍番号,氏名\n{text},山田\n", encoding="utf-8")
    assert [p.student for p in read_roster(path).people] == [student]


def test_a_roster_is_written_back_with_its_title(tmp_path):
    path = tmp_path / "class.csv"
    content = "Class of 2026\r\nstudent id,grade\r\ns1,\r\n".encode("cp932")
    path.write_bytes(content)
    assert read_roster(path).text() == content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Number,Mark\n1,2\n", "found 'Number', 'Mark'"),
        ("\n \n", "is empty"),
        ("t\nstudent id\ns1\ns1\n", "lines 3 and 4 both say 's1'"),
        ("t\nstudent id\ns1,x\n", "line 3 has more cells than the header"),
        ("<html><table>", "is a web page: save it as CSV"),
        ("student id\n12/345\n", "no student in it (line 2: the student id '12/345' has '/'"),
    ],
)
def test_what_is_wrong_with_a_roster_is_said(tmp_path, content, said):
    path = tmp_path / "class.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Exception, match=r"class\.csv") as raised:
        read_roster(path)
    assert said in str(raised.value)
    os.remove(path)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("First name,Last name,ID number", "Ann,Lee,s1"),
        ("学籍番号,姓,名", "s1,Lee,Ann"),
        ("ユーザID,氏名", "s1,Ann Lee"),
        ("Matrikelnummer;Name", "s1;Ann Lee"),
        ("Last Name,First Name,Username,Student ID,Availability", "Lee,Ann,s1,999,Yes"),
        ('"学籍\n番号",氏名', "s1,Lee Ann"),
        ("学籍番号（半角）：,氏名*", "s1,Lee Ann"),
        ("student-id|name", "s1|Lee Ann"),
        ("NetID,Name", "s1,Lee Ann"),
        ("学籍番号,氏名", '"=""s1""",Lee Ann'),
        ("学籍番号,氏名", "'s1,Lee Ann"),
        ("Last Name,First Name,Email Address,Setup", "Lee,Ann,s1,2"),
    ],
)
def test_ids_and_names_under_many_headings(tmp_path, header, line):
    path = tmp_path / "class.csv"
    path.write_text(f"{header}\n{line}\n", encoding="utf-8")
    (person,) = read_roster(path).people
    assert person.student == "s1"
    assert sorted(person.name.split()) == ["Ann", "Lee"]


def test_another_system_is_one_class(course, tmp_path, monkeypatch):
    class Desk(System):
        name = "desk"
        numbers = ("ticket",)

        def parse(self, parts):
            number, _, file = parts[-1].partition("@")
            return Named(number, "", file) if file else None

    monkeypatch.setitem(SYSTEMS, "desk", Desk())
    roster = tmp_path / "class.csv"
    roster.write_text("ticket,student_id\n7,s1\n8,s2\n", encoding="utf-8")
    archive = write_zip(tmp_path / "in.zip", {f"7@{TOPIC}.ipynb": answered()})
    status, said = course.collect(archive, "--roster", roster)
    assert status == 0, said
    assert course.students() == ["s1"]
    assert "nothing from 1 of the roster: s2" in said


NAMES = (
    "student id,last name,first name,email\ns001,Yamada,Taro,taro@example.com\n"
    "s002,Suzuki,Hanako,hanako@example.com\ns003,de la Cruz,María José,mj@example.com\n"
    "s004,O'Brien,Seán,sean@example.com\n"
)
JAPANESE = "学籍番号,氏名\ns001,山田 太郎\ns002,鈴木 花子\ns003,佐藤 健\ns004,田中 健\n"
TWINS = "学籍番号,氏名\ns001,山田 太郎\ns002,山田 太郎\ns003,佐藤 健\n"


def collected(course, tmp_path, paths, table):
    """Collect files with a roster; return whose each is, the exit status, and what was said."""
    roster = tmp_path / "class.csv"
    roster.write_text(table, encoding="utf-8")
    status, said = course.collect(make_folder(tmp_path / "in", paths), "--roster", roster)
    found = {answered(path): path for path in paths}
    return {found[course.work(student)]: student for student in course.students()}, status, said


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        (NAMES, ["Taro Yamada", "Suzuki Hanako", "Cruz María José de la", "O’BRIEN seán"]),
        (NAMES, ["Yamada, Taro", "suzuki_hanako", "Mari\u0301a Jose\u0301 de la Cruz"]),
        (NAMES, ["Ｔａｒｏ　Ｙａｍａｄａ", "  Hanako   Suzuki "]),
        (NAMES, ["taro@example.com", "HANAKO@example.com"]),
        (NAMES, ["Yamada_Taro_s001_4711", "s002 (1)", "Cruz - s003", "S004 - コピー"]),
        (JAPANESE, ["山田太郎", "鈴木　花子", "佐藤 健", "田中 健"]),
        (JAPANESE, ["s001_山田太郎", "s002 鈴木花子", "佐藤健(s003)", "1_s004_田中健"]),
        (JAPANESE, ["s001山田太郎", "[s002]", "佐藤健（ｓ００３）", "s004_20261120"]),
        (TWINS, ["s001_山田太郎", "山田太郎 s002", "佐藤健"]),
    ],
)
def test_with_a_roster_a_student_is_known_by_id_or_name(course, tmp_path, table, texts):
    paths = [f"課題1/{text}/setup.ipynb" for text in texts]
    got, status, said = collected(course, tmp_path, paths, table)
    assert (got, status) == ({p: f"s00{n}" for n, p in enumerate(paths, 1)}, 0), said


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (NAMES, ["Taro Yamada - setup", "Copy of Setup - Hanako Suzuki"]),
        (NAMES, ["SETUP_taro@example.com", "hanako_suzuki_setup (2)"]),
        (JAPANESE, ["山田太郎 - コピー", "「setup」のコピー - 鈴木 花子", "setup のコピー_佐藤健"]),
        (JAPANESE, ["山田太郎の課題1", "提出_鈴木花子_最終版", "【提出用】佐藤健"]),
    ],
)
def test_so_is_one_whose_file_bears_the_name(course, tmp_path, table, names):
    paths = [f"{name}.ipynb" for name in names]
    got, status, said = collected(course, tmp_path, paths, table)
    assert (got, status) == ({p: f"s00{n}" for n, p in enumerate(paths, 1)}, 0), said


@pytest.mark.parametrize(
    ("table", "paths", "reason"),
    [
        (TWINS, ["山田太郎/setup.ipynb"], "several students of the roster (s001, s002): name the"),
        (JAPANESE, ["山田次郎/setup.ipynb"], "neither an id nor a name of one student"),
        (JAPANESE, ["山田太郎丸/setup.ipynb"], "neither an id nor a name of one student"),
        (JAPANESE, ["s001_鈴木花子/setup.ipynb"], "several students of the roster: s001 and s002"),
        (JAPANESE, ["s001_s002/setup.ipynb"], "several students of the roster: s001 and s002"),
        (JAPANESE, ["山田太郎_s999/setup.ipynb"], "'s999' in '山田太郎_s999' is not in the roster"),
        (JAPANESE, ["山田太郎/s002.ipynb"], "several students of the roster: s001 and s002"),
        (JAPANESE, ["山田太郎/setup.ipynb", "山田 太郎/setup.ipynb"], "files are named otherwise"),
        (JAPANESE, ["健/setup.ipynb"], "neither an id nor a name of one student"),
    ],
)
def test_a_doubtful_name_is_refused(course, tmp_path, table, paths, reason):
    got, status, said = collected(course, tmp_path, paths, table)
    assert (got, status) == ({}, 1)
    assert reason in said


@pytest.mark.parametrize(
    ("table", "paths"),
    [
        (None, ["HW/Yamada, Taro(s001)/Submission attachment(s)/setup.ipynb"]),
        (JAPANESE, [f"課題/{n}/提出物の添付/setup.ipynb" for n in ("山田(s001)", "鈴木(s002)")]),
        (None, ["s001/提出物/setup.ipynb"]),
        (None, ["提出物/s001/setup.ipynb", "提出物/s002/setup.ipynb"]),
        (None, [f"Submitted files/{n}/Task 1/Version 1/setup.ipynb" for n in ("s001", "s002")]),
        (JAPANESE, [f"提出済み/{n}/課題/バージョン 2/x.ipynb" for n in ("山田太郎", "鈴木花子")]),
        (None, ["s001 (1)/setup.ipynb", "s002 - コピー/setup.ipynb", "s003 - Copy/setup.ipynb"]),
        (None, ["SETUP_s001.ipynb", "Setup s002.IPYNB", "s003-Setup.ipynb"]),
        (
            JAPANESE,
            [
                "山田 太郎_9_assignsubmission_file_/x.ipynb",
                "鈴木花子_7_assignsubmission_file_x.ipynb",
            ],
        ),
        (NAMES, ["yamadataro_12345_67890_x.ipynb", "suzukihanako_LATE_12346_67891_x-1.ipynb"]),
    ],
)
def test_places_in_what_other_systems_give(course, tmp_path, table, paths):
    if table:
        got, status, said = collected(course, tmp_path, paths, table)
    else:
        status, said = course.collect(make_folder(tmp_path / "in", paths))
        found = {answered(path): path for path in paths}
        got = {found[course.work(student)]: student for student in course.students()}
    assert (got, status) == ({p: f"s00{n}" for n, p in enumerate(paths, 1)}, 0), said


def test_two_of_one_name_in_a_systems_zip_are_not_merged(course, tmp_path):
    paths = [f"山田太郎_{n}_assignsubmission_file_/x.ipynb" for n in (7, 8)]
    got, status, said = collected(course, tmp_path, paths, JAPANESE)
    assert (got, status) == ({}, 1)
    assert "files are named otherwise" in said


def test_what_stands_in_brackets_behind_two_names_is_no_id(course, tmp_path):
    paths = [f"hw/{name}(team)/attachments/setup.ipynb" for name in ("Ann", "Ben")]
    status, said = course.collect(make_folder(tmp_path / "in", paths))
    assert (status, course.students()) == (1, [])
    assert "files are named otherwise" in said


def test_what_desktops_and_jupyter_leave_is_no_work(course, tmp_path):
    clutter = [
        "ipynb_checkpoints/setup-checkpoint.ipynb",
        "__MACOSX/._setup.ipynb",
        "~$setup.ipynb",
    ]
    paths = [f"s001/{name}" for name in ("setup.ipynb", *clutter, "setup-checkpoint.ipynb")]
    folder = make_folder(tmp_path / "in", paths)
    for number, path in enumerate(paths):
        os.utime(folder / path, (1e9 + number, 1e9 + number))
    assert course.collect(folder)[0] == 0
    assert course.work("s001") == answered(paths[0])
    assert [path.read_bytes() for path in course.kept("s001")] == [answered(paths[-1])]


def test_a_long_path_is_looked_at_in_no_time(tmp_path):
    (tmp_path / "class.csv").write_text(JAPANESE, encoding="utf-8")
    whose = Whose(read_roster(tmp_path / "class.csv"))
    begun = time.perf_counter()
    for text in ("山田" * 20_000, "s " * 20_000, "_" * 40_000, "課題" * 20_000):
        assert whose.of_path((text, "s001.ipynb"), TOPIC).person.student == "s001"
    assert time.perf_counter() - begun < 5
