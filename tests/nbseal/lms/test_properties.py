"""Whatever a name or an archive says, work ends in its owner's folder or is refused."""

import contextlib
import os
import string
import zipfile

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from nbseal.errors import ArchiveError
from nbseal.lms.archives import open_source
from nbseal.lms.names import student_id
from nbseal.lms.systems import LAYOUTS, layout_of, parse, plain

from tests.nbseal.lms.conftest import write_zip

NAMES = st.text("abcXYZ 山田太郎é-.'_", min_size=1, max_size=20).filter(lambda t: "assign" not in t)
NUMBERS = st.integers(1, 10**9).map(str)
FILES = st.text("ab 課題_-()0123456789.", min_size=1, max_size=20).map(lambda t: t + ".ipynb")
IDS = st.text(string.ascii_letters + string.digits + "@.", min_size=1, max_size=30).filter(
    lambda t: t[0].isalnum() and t[-1].isalnum()
)
ANYTHING = st.text(min_size=1, max_size=40)
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICK
@given(NAMES.filter(lambda t: not any(c.isdigit() for c in t)), NUMBERS, FILES, NUMBERS)
def test_moodle_names_give_the_number_whatever_the_file_is_called(name, number, file, other):
    evil = f"x_{other}_assignsubmission_file_{file}"
    for parts in (
        (f"{name}_{number}_assignsubmission_file_", evil),
        (f"{name}_{number}_assignsubmission_file", file),
        (f"{name}_{number}_assignsubmission_file_{evil}",),
    ):
        assert parse(parts, "moodle", "setup").person == number


@QUICK
@given(st.text("abcxyz山田", min_size=1), st.booleans(), NUMBERS, NUMBERS, FILES)
def test_canvas_names_give_user_lateness_and_order(name, late, user, number, file):
    path = f"{name}_{'LATE_' if late else ''}{user}_{number}_{file}"
    named = parse((path,), "canvas", "setup")
    assert named == (user, name, file, late, int(number))
    assert layout_of([(path,)]) == "canvas"


@QUICK
@given(IDS)
def test_plain_names_give_the_id(student):
    # A word such as "final" or "v2" names a state of the work, nobody.
    assume(not plain._NOBODY.fullmatch(student))
    for parts in (
        (f"{student}.ipynb",),
        (f"ex_02_{student}.py",),
        (f"perceptron_{student}.ipynb",),
        (f"{student}_perceptron.ipynb",),
        (student, "perceptron.ipynb"),
        ("class", f"{student} (2).ipynb"),
    ):
        assert student_id(parse(parts, "plain", "perceptron").person) == student


def test_an_id_of_a_letter_and_a_number_is_a_students():
    for student in ("v1234567", "ex20456", "note123", "s1234567"):
        assert parse((f"{student}.ipynb",), "plain", "setup").person == student


@QUICK
@given(ANYTHING)
def test_an_id_that_is_taken_names_a_folder_of_its_own(text):
    try:
        name = student_id(text)
    except ValueError:
        return
    assert os.path.basename(name) == name
    assert name not in (".", "..")
    assert name.isprintable()
    assert len(name.encode()) < 256
    assert not set(name) & set('/\\+,*?[]<>:"|\0')
    assert student_id(name) == name


@QUICK
@given(st.lists(ANYTHING, min_size=1, max_size=4), st.sampled_from(LAYOUTS))
def test_any_path_is_parsed_or_left(parts, layout):
    named = parse(tuple(parts), layout, "setup")
    assert named is None or named.person or layout == "plain"


@QUICK
@given(st.dictionaries(ANYTHING, st.binary(max_size=200), min_size=1, max_size=5), st.data())
def test_any_archive_is_read_in_memory_or_refused(tmp_path, members, data):
    path = tmp_path / "any.zip"
    members = {
        name: content
        for name, content in members.items()
        if "\0" not in name and not any(0xD800 <= ord(c) <= 0xDFFF for c in name)
    }
    write_zip(path, members)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with contextlib.suppress(ArchiveError), open_source(path, None) as entries:
        for entry in entries:
            assert entry.parts
            if entry.problem is None:
                assert ".." not in entry.parts
                assert entry.path[0] not in "/\\"
                with contextlib.suppress(ArchiveError):
                    assert isinstance(entry.read(), bytes)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["any.zip"]


def test_zips_within_zips_are_opened_two_deep(tmp_path):
    """A student's own zip in a system's, and one in that."""
    inmost = write_zip(tmp_path / "inmost.zip", {"c.ipynb": b"{}"})
    members = {"b.ipynb": b"{}", "inmost.zip": inmost.read_bytes()}
    middle = write_zip(tmp_path / "middle.zip", members)
    inner = write_zip(tmp_path / "inner.zip", {"a.zip": middle.read_bytes()})
    outer = write_zip(tmp_path / "outer.zip", {"s1.zip": inner.read_bytes()})
    with open_source(outer, None) as entries:
        inside = [("s1", "a", "b.ipynb"), ("s1", "a", "inmost.zip")]
        assert [entry.parts for entry in entries] == inside
        assert [entry.is_work for entry in entries] == [True, False]
        assert entries[0].read() == b"{}"


def test_a_broken_zip_within_a_zip_is_refused_alone(tmp_path):
    outer = write_zip(tmp_path / "outer.zip", {"s1.zip": b"PK", "s2.ipynb": b"{}"})
    with open_source(outer, None) as entries:
        assert [bool(entry.problem) for entry in entries] == [True, False]


def test_an_archive_that_ends_too_early(tmp_path):
    path = write_zip(tmp_path / "cut.zip", {"s1.ipynb": b"{}" * 1000})
    content = path.read_bytes()
    assert zipfile.is_zipfile(path)
    path.write_bytes(content[:-10])
    with pytest.raises(ArchiveError, match="not a zip, or a broken one"), open_source(path, None):
        pass
