"""Notebooks in any encoding, odd files, and files under other names."""

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import tracemalloc
import zipfile

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbseal.errors import SubmissionError
from nbseal.intake.finding import language_of
from nbseal.intake.locating import read_from_folder
from nbseal.intake.reading import MAX_CELLS, parse_submission, read_submission

from tests.nbseal.intake.conftest import ANSWERS

JAPANESE = "勾配と逆の向きに進みます。ソフトマックス関数は表示できます。"
NOTEBOOK = {
    "cells": [{"cell_type": "markdown", "metadata": {}, "source": JAPANESE}],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 4,
}
TEXT = json.dumps(NOTEBOOK, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        *(("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("utf-16-le", None)),
        *(("utf-16-be", None), ("utf-32", None), ("utf-32-le", None), ("utf-32-be", None)),
        *(("cp932", "cp932"), ("euc_jp", "euc_jp"), ("iso2022_jp", "iso2022_jp")),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_encoding_is_read(encoding, guessed, ends):
    submission = parse_submission("a.ipynb", TEXT.replace("\n", ends).encode(encoding))
    assert submission.cells[0].source == JAPANESE
    assert [guessed in note for note in submission.notes] == ([True] if guessed else [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbf", "a.ipynb is empty"),
        (b"\0\0\0\0", "a.ipynb is empty"),
        (b"PK\x03\x04zip", "a.ipynb is not text"),
        (b"\x1f\x8b\x08", "a.ipynb is not text"),
        (b"\xff\xfe\x00", "cannot be decoded as utf-16"),
        (b'{"cells": "\x81"}', "cannot be decoded as UTF-8, UTF-16, cp932, EUC-JP"),
        ("あ".encode("utf-16"), "a.ipynb is not JSON"),
        (b"<!DOCTYPE html><html></html>", "a.ipynb is a web page"),
        (b"import numpy as np\ndef f(x):\n    return x\n", "a.ipynb is a Python script"),
        (b"{\n<<<<<<< HEAD\n=======\n>>>>>>> main\n}", "the marks of a merge conflict"),
        (b'{"cells": [{"source": "a', "a.ipynb ends in the middle"),
        (b'{"cells": [],}', "a.ipynb is not JSON"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "is a link to a notebook"),
        (b"https://colab.research.google.com/drive/1\n", "is a link to a notebook"),
        (b"7z\xbc\xaf'\x1c\0\x04", "a.ipynb is not text"),
        (b"Rar!\x1a\x07\x01\0", "a.ipynb is not text"),
        (b"\x89PNG\r\n\x1a\n", "a.ipynb is not text"),
        (b"[] []", "a.ipynb is not JSON"),
        (b'{"a": 1}', "is JSON, but not a notebook"),
        (b'{"cells": {"1": 2}, "nbformat": 4, "nbformat_minor": 5}', "a.ipynb is not a"),
        (b'{"cells": [[]], "nbformat": 4, "nbformat_minor": 5}', "a.ipynb is"),
        (b'{"worksheets": [{"cells": {"1": 2}}]}', "is not a notebook of a known version"),
    ],
)
def test_what_cannot_be_read_is_said_in_both_languages(content, said):
    with pytest.raises(SubmissionError) as raised:
        parse_submission("a.ipynb", content)
    english, japanese = str(raised.value).split("\n")
    assert said in english
    assert "a.ipynb" in japanese


def odd(**changes):
    """Return a notebook of which parts are missing (None) or have another type."""
    content = {**NOTEBOOK, **changes}
    return json.dumps({key: value for key, value in content.items() if value is not None}).encode()


def oddly(**changes):
    """Return a notebook with such a cell."""
    cell = {"cell_type": "code", "metadata": {}, "source": JAPANESE, "outputs": [], **changes}
    if changes.get("metadata") == "none":
        del cell["metadata"]
    return odd(cells=[cell])


@pytest.mark.parametrize(
    "content",
    [
        odd(metadata=None),
        odd(metadata=[]),
        odd(nbformat=None, nbformat_minor=None),
        odd(nbformat="4", nbformat_minor="5"),
        odd(nbformat=5),
        odd(nbformat_minor=99),
        oddly(outputs=None, execution_count="*"),
        oddly(outputs=[None, {"output_type": "stream", "text": None}]),
        oddly(metadata="none"),
        oddly(metadata=None),
        oddly(attachments=[]),
        odd(cells=[None, *NOTEBOOK["cells"]]),
        oddly(source=list(JAPANESE)),
        odd(
            cells=None,
            nbformat=3,
            worksheets=[{"cells": [{"cell_type": "code", "input": JAPANESE}]}],
        ),
        odd() + b"\n\0\0",
        json.dumps({"name": "a.ipynb", "type": "notebook", "content": NOTEBOOK}).encode(),
        b"[" + odd() + b"]",
        json.dumps(NOTEBOOK["cells"]).encode(),
    ],
)
def test_what_an_editor_left_out_costs_nothing(content):
    submission = parse_submission("a.ipynb", content)
    assert [cell.source for cell in submission.cells] == [JAPANESE]
    assert not submission.notes


def test_a_cell_without_text_is_empty():
    assert parse_submission("a.ipynb", oddly(source=None)).cells[0].source == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (odd() + b' "x"]}', "goes on after the end of the notebook"),
        (odd() + odd(), "goes on after the end of the notebook"),
        (odd() + b"\n" + odd(cells=[]), "several notebooks"),
        (b"Content-Type: application/json\r\n\r\n" + odd(), "other lines before the notebook"),
        (TEXT.replace("逆", "\udce9").encode("utf-8", "surrogateescape"), "has bytes that are not"),
        (odd(a="cafe").replace(b"cafe", b"caf\xe9"), "as cp1252"),
    ],
)
def test_a_damaged_file_is_read_and_it_is_said(content, said):
    submission = parse_submission("a.ipynb", content)
    assert len(submission.cells) == 1
    assert said in submission.notes[0]


def test_notebooks_behind_each_other_are_read_as_one():
    first, second = odd(), oddly(source="x = 2")
    submission = parse_submission("a.ipynb", first + b"\n" + second)
    assert [cell.source for cell in submission.cells] == [JAPANESE, "x = 2"]
    assert len(parse_submission("a.ipynb", first + b'{"cells": 3}').cells) == 1


def test_too_many_cells_are_not_read():
    content = {**NOTEBOOK, "cells": NOTEBOOK["cells"] * (MAX_CELLS + 1)}
    with pytest.raises(SubmissionError, match=r"has 2001 cells; 2000 at most"):
        parse_submission("a.ipynb", json.dumps(content).encode())


def test_pictures_are_kept_and_nothing_else_that_is_attached():
    attachments = {
        "a.png": {"image/png": ["AA", "AA\n"], "text/html": "<script>"},
        "b.png": {"image/png": "no base64!"},
        "c.svg": {"image/svg+xml": "AAAA"},
    }
    cell = {"cell_type": "markdown", "metadata": {}, "source": "", "attachments": attachments}
    submission = parse_submission("a", json.dumps({**NOTEBOOK, "cells": [cell]}).encode())
    assert submission.cells[0].attachments == {"a.png": {"image/png": "AAAA"}}
    cell["attachments"] = {"a.png": 5}
    submission = parse_submission("a", json.dumps({**NOTEBOOK, "cells": [cell]}).encode())
    assert submission.cells[0].attachments == {}


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["# Exercise: 1,000 plants", "Write `f`."], "en"),
        (["# Exercise", "My name is やまだ."], "en"),
        ([JAPANESE, "# Exercise"], "ja"),
        (["Thank you."], "en"),
    ],
)
def test_a_lost_language_is_told_from_the_texts(exercise, texts, language):
    cells = [new_markdown_cell(text) for text in texts]
    content = nbformat.writes(new_notebook(cells=cells)).encode()
    submission = parse_submission("a.ipynb", content)
    assert language_of(submission, exercise.assignment) == language


def test_a_text_of_one_release_tells_its_language(exercise):
    first = exercise.assignment.template.cells[0]
    first.metadata["tags"] = ["lang:ja"]
    try:
        exercise.assignment.__dict__.pop("languages", None)
        content = nbformat.writes(new_notebook(cells=[new_markdown_cell(first.source)])).encode()
        submission = parse_submission("a.ipynb", content)
        assert language_of(submission, exercise.assignment) == "ja"
    finally:
        del first.metadata["tags"]
        exercise.assignment.__dict__.pop("languages", None)


class TestFilesUnderOtherNames:
    def place(self, folder, name, cells, age=0):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=cells), path)
        os.utime(path, (1e9 - age, 1e9 - age))

    @pytest.mark.parametrize(
        "name",
        [
            *("squares (1).ipynb", "squares.ipynb.txt", "squares.json", "Down loads/宿題.ipynb"),
            *("squares.txt", "squares", "squares.ipynb.download", "Users/ann/My work/hw/a.ipynb"),
            *("宿題\u3000１.ipynb", "می\u200cروم.ipynb"),
        ],
    )
    def test_one_is_taken_and_named(self, exercise, tmp_path, name):
        self.place(tmp_path, name, exercise.released(**ANSWERS))
        self.place(tmp_path, "scratch.ipynb", [new_code_cell("1")])
        parts = {"squares": exercise.assignment}
        submission = read_from_folder(tmp_path / "squares.ipynb", parts)
        assert len(submission.cells) == 12
        assert f"squares.ipynb is missing: {name!r} has" in submission.notes[0]

    def test_of_two_the_newer_counts(self, exercise, tmp_path):
        self.place(tmp_path, "old.ipynb", exercise.released(), age=100)
        self.place(tmp_path, "new.ipynb", exercise.released(square="new"))
        self.place(tmp_path, "older.ipynb", exercise.released(), age=200)
        parts = {"squares": exercise.assignment}
        submission = read_from_folder(tmp_path / "squares.ipynb", parts)
        assert [cell.source for cell in submission.cells if cell.grade_id == "square"] == ["new"]

    @pytest.mark.parametrize("own", [None, "", '{"cells": [', "other"])
    def test_one_with_answers_is_taken_for_one_without(self, exercise, tmp_path, own):
        parts = {"squares": exercise.assignment}
        self.place(tmp_path, "squares-Copy1.ipynb", exercise.released(**ANSWERS), age=100)
        self.place(tmp_path, "squares (1).ipynb", exercise.released())
        if own is None:
            self.place(tmp_path, "squares.ipynb", exercise.released())
        elif own == "other":
            self.place(tmp_path, "squares.ipynb", [new_code_cell("scratch")])
        else:
            (tmp_path / "squares.ipynb").write_text(own)
        submission = read_from_folder(tmp_path / "squares.ipynb", parts)
        assert ANSWERS["square"] in {cell.source for cell in submission.cells}
        assert "'squares-Copy1.ipynb' has" in submission.notes[-1]

    def test_one_with_an_answer_is_not_replaced(self, exercise, tmp_path):
        parts = {"squares": exercise.assignment}
        self.place(tmp_path, "squares.ipynb", exercise.released(total="total = 2"), age=100)
        self.place(tmp_path, "squares-Copy1.ipynb", exercise.released(**ANSWERS))
        submission = read_from_folder(tmp_path / "squares.ipynb", parts)
        assert "total = 2" in {cell.source for cell in submission.cells}
        assert not submission.notes

    def test_none_is_taken_for_one_that_is_there_or_is_another_part(self, exercise, tmp_path):
        parts = {"squares": exercise.assignment, "cubes": exercise.assignment}
        self.place(tmp_path, "cubes.ipynb", exercise.released())
        with pytest.raises(SubmissionError, match=r"found 'cubes.ipynb'"):
            read_from_folder(tmp_path / "squares.ipynb", parts)
        (tmp_path / "squares.ipynb").write_text("broken")
        with pytest.raises(SubmissionError, match=r"squares.ipynb is not JSON"):
            read_from_folder(tmp_path / "squares.ipynb", parts)


def test_the_first_heading_is_the_title(exercise, tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=exercise.released()), path)
    assert read_submission(path).title == "Squares"


def zipped(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def packed(members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        zipped({"b.ipynb": TEXT}),
        zipped({"work/a.ipynb": TEXT, "work/old.ipynb": "{}", "__MACOSX/._a.ipynb": "x"}),
        zipped({"a.ipynb": TEXT.encode("utf-16"), ".ipynb_checkpoints/a.ipynb": "{}"}),
        gzip.compress(TEXT.encode()),
        packed({"./work/a.ipynb": TEXT, "work/._a.ipynb": "x", "work/data.csv": "1"}),
        gzip.decompress(packed({"work/a.ipynb": TEXT})),
        bz2.compress(TEXT.encode()),
        lzma.compress(gzip.decompress(packed({"work/a.ipynb": TEXT}))),
        zipped({"all.zip": zipped({"a.ipynb": TEXT}), "readme.txt": "x"}),
    ],
)
def test_a_notebook_is_read_from_an_archive_under_its_name(content):
    submission = parse_submission("a.ipynb", content)
    assert submission.cells[0].source == JAPANESE
    assert any("a.ipynb is an archive" in note for note in submission.notes)


@pytest.mark.parametrize(
    "content",
    [
        zipped({"b.ipynb": TEXT, "c.ipynb": TEXT}),
        zipped({"readme.txt": "x"}),
        zipped({"a.ipynb": b" " * 20_000_001}),
        gzip.compress(b" " * 20_000_001),
        zipped({"a.ipynb": TEXT})[:-30],
        zipped({"1.zip": zipped({"2.zip": zipped({"a.ipynb": TEXT})})}),
        bz2.compress(b" " * 20_000_001),
        lzma.compress(b" " * 20_000_001),
    ],
)
def test_other_archives_are_refused(content):
    with pytest.raises(SubmissionError, match="is not text"):
        parse_submission("a.ipynb", content)


def test_a_size_that_a_sparse_file_claims_is_not_taken():
    """GNU tar writes what is left out of a file full of zeros as its size alone."""
    member = tarfile.TarInfo("a.ipynb")
    member.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[483:495] = b"%011o\0" % (8 << 30)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    content = bytes(header) + bytes(10_240)
    tracemalloc.start()
    with pytest.raises(SubmissionError):
        parse_submission("a.ipynb", gzip.compress(content))
    assert tracemalloc.get_traced_memory()[1] < 200 << 20
    tracemalloc.stop()


def test_an_automatic_copy_alone_is_taken(exercise, tmp_path):
    folder = tmp_path / ".ipynb_checkpoints"
    folder.mkdir()
    text = nbformat.writes(new_notebook(cells=exercise.released(**ANSWERS)))
    (folder / "squares-checkpoint.ipynb").write_text(text)
    submission = read_from_folder(tmp_path / "squares.ipynb", {"squares": exercise.assignment})
    assert "squares-checkpoint.ipynb" in submission.notes[0]


def test_an_archive_in_the_place_of_the_notebook(exercise, tmp_path):
    text = nbformat.writes(new_notebook(cells=exercise.released(**ANSWERS)))
    (tmp_path / "my work.zip").write_bytes(zipped({"squares.ipynb": text}))
    submission = read_from_folder(tmp_path / "squares.ipynb", {"squares": exercise.assignment})
    assert ["is an archive" in note for note in submission.notes] == [True, False]
