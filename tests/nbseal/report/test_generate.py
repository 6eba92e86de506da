"""A class from roster to pages: nothing stale, marks kept, names told, nothing open to others."""

import os
import stat
import subprocess

import pytest
from nbgrader.api import Gradebook
from nbseal.report.formgrader import LinkMarking
from nbseal.report.generate import _hash

from tests.nbseal.small_course import RIGHT, WRONG, SmallCourse, submission


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of which one file is broken and one student handed in nothing."""
    before = os.umask(0o022)
    course = SmallCourse(tmp_path_factory.mktemp("small"))
    course.roster(("s1", "山田 太郎"), ("s2", "Ada Lovelace"), ("s3", "Grace Hopper"))
    (course.root / "handed-in").mkdir()
    (course.root / "handed-in" / "s1.ipynb").write_bytes(submission())
    (course.root / "handed-in" / "s2.ipynb").write_bytes(b"{ broken")
    subprocess.run(["git", "init", "-q"], cwd=course.root, check=True)
    subprocess.run(["git", "add", "class.csv"], cwd=course.root, check=True)
    course.collected = course.nbseal("collect", "hw", "handed-in", "--roster", "class.csv")
    course.logged = course.nbgrader("autograde", "hw")
    course.made = course.nbgrader("generate_feedback", "hw")
    yield course
    os.umask(before)


def mark(course, points=2):
    """Mark the essay as the formgrader does."""
    with Gradebook(course.url(), "small") as gradebook:
        grade = gradebook.find_grade("why", "hw", "hw", "s1")
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def needs_marking(course):
    with Gradebook(course.url(), "small") as gradebook:
        return gradebook.find_grade("why", "hw", "hw", "s1").needs_manual_grade


def times(course):
    return {p.parts[-3]: p.stat().st_mtime_ns for p in course.root.glob("feedback/*/hw/hw.html")}


def changed(course, *arguments):
    """Make feedback again; return whose page is another file now."""
    before = times(course)
    course.nbgrader("generate_feedback", "hw", *arguments)
    return {student for student, time in times(course).items() if before.get(student) != time}


def test_the_log_says_each_thing_once(graded):
    assert graded.logged.count("permissions") == 1
    assert "1 could not be read, 0 running" in graded.logged
    assert "1 could not be read, 0 could not be graded" in graded.logged
    assert "failed" not in graded.logged


def test_who_handed_in_nothing_is_in_the_report(graded):
    graded.nbseal("report", "hw", "--language", "en")
    report = (graded.root / "class_report.html").read_text(encoding="utf-8")
    assert "s3" in report
    with Gradebook(graded.url(), "small") as gradebook:
        names = {row.id: (row.first_name, row.last_name) for row in gradebook.students}
    assert names["s1"] == ("太郎", "山田")
    assert names["s2"] == ("Ada", "Lovelace")


def test_personal_data_is_private_and_told_where_git_has_it(graded):
    assert "warning: git tracks personal data (class.csv)" in graded.collected
    assert "git would add personal data" in graded.logged
    for name in ("gradebook.db", "submitted", "autograded", "feedback", "class.csv", "handed-in"):
        for path in (graded.root / name, *(graded.root / name).rglob("*")):
            assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_a_broken_file_is_explained_once(graded):
    page = graded.page("s2")
    assert page.count("The file could not be graded") == 1
    assert page.count("hw.ipynb") == 1  # in the reason
    assert page.count("not passed") >= 2  # each row has its status


def test_pages_are_made_again_when_what_they_show_changed_and_only_then(graded):
    assert changed(graded) == set()
    mark(graded)
    assert changed(graded) == {"s1"}
    assert "5 of 5" in graded.page("s1")
    graded.nbgrader("autograde", "hw", "--force")
    assert changed(graded) == set()  # the same marks, text and outputs
    assert not needs_marking(graded)
    stamp = graded.root / "submitted" / "s1" / "hw" / "timestamp.txt"
    stamp.chmod(0o600)
    stamp.write_text("2026-11-21 09:00:00 UTC")
    graded.nbgrader("autograde", "hw")
    assert changed(graded) == {"s1"}
    assert "2026-11-21 09:00:00 UTC" in graded.page("s1")
    graded.write_source(check="assert double(3) == 6\nassert double(0) == 0", points=4)
    graded.nbgrader("autograde", "hw")
    assert not needs_marking(graded)
    assert changed(graded) == {"s1", "s2"}
    graded.write_source(question="Why not?")
    graded.nbgrader("autograde", "hw")
    assert needs_marking(graded)


def test_tables_of_two_commands_do_not_overwrite_each_other(graded):
    graded.nbseal("export", "hw", "--format", "csv")
    graded.nbgrader("export")
    ours, theirs = graded.root / "hw-table.csv", graded.root / "grades.csv"
    before = theirs.read_bytes()
    assert ours.read_bytes() != before
    with pytest.raises(AssertionError, match="another table"):
        graded.nbseal("export", "hw", "--format", "csv", "--output", "grades.csv")
    assert theirs.read_bytes() == before


def test_the_formgraders_page(graded):
    import contextlib

    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

    with contextlib.chdir(graded.root):
        app = FormgradeExtension()
        app.initialize([])
        exporter = HTMLExporter(config=app.config)
    resources = {"base_url": "", "index": 0, "total": 1, "student": "s1"}
    path = graded.root / "autograded" / "s1" / "hw" / "hw.ipynb"
    page, _ = exporter.from_filename(str(path), resources={**resources, "submission_id": "x"})
    assert "BEGIN MARK SCHEME" not in page
    assert "<math" in page
    assert "$x^2$" not in page
    assert 'href="#why"' in page
    assert 'id="why"' in page
    assert LinkMarking in [type(one) for one in exporter._preprocessors]


def test_an_answer_that_is_missing_is_counted_once(graded):
    stub = RIGHT.replace("return 2 * x", "raise NotImplementedError()")
    graded.hand_in("s1", submission(stub))
    graded.hand_in("s4", submission(WRONG))
    graded.nbgrader("autograde", "hw")
    graded.nbseal("report", "hw", "--language", "en", "--csv", "report.csv")
    page = (graded.root / "class_report.html").read_text(encoding="utf-8")
    assert page.count("not answered") == 1
    assert "NotImplementedError" not in page


def test_what_is_no_file_is_not_read(tmp_path):
    endless = tmp_path / "a.ipynb"
    endless.symlink_to("/dev/zero")
    file = tmp_path / "b.ipynb"
    file.write_text("{}")
    assert _hash(endless) not in ("", _hash(file))
