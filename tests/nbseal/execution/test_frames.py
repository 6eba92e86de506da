"""Frames come whole or are refused, whatever bytes a process sends."""

import struct

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from nbseal.errors import FrameError
from nbseal.execution.frames import FrameReader, pack
from nbseal.execution.outputs import Outputs, overwritten

HEADERS = st.dictionaries(st.text(), st.none() | st.integers() | st.text(), max_size=5)
FRAMES = st.lists(st.tuples(HEADERS, st.lists(st.text(), max_size=4)), max_size=4)


@given(FRAMES, st.data())
def test_frames_arrive_as_they_were_sent(frames, data):
    sent = b"".join(pack(header, parts) for header, parts in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=6)))
    reader, got = FrameReader(), []
    for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True):
        got += reader.feed(sent[start:end])
    assert [({**header, "parts": None}, parts) for header, parts in got] == [
        ({**header, "parts": None}, parts) for header, parts in frames
    ]


@given(st.binary(max_size=200))
def test_other_bytes_are_refused_or_wait(data):
    reader = FrameReader()
    try:
        for header, parts in reader.feed(data):
            assert isinstance(header, dict)
            assert all(isinstance(part, str) for part in parts)
    except FrameError:
        pass


@pytest.mark.parametrize(
    "head",
    [b"[" * 100_000, b"[]", b'{"parts": 1}', b'{"parts": [-1, 1]}', b'{"parts": [true]}', b"{}"],
)
def test_a_header_of_another_form_is_refused(head):
    with pytest.raises(FrameError):
        list(FrameReader().feed(struct.pack("!II", len(head), 0) + head))


def test_a_length_beyond_all_limits_is_refused_before_its_bytes_come():
    with pytest.raises(FrameError):
        list(FrameReader().feed(struct.pack("!II", 10, 1 << 31)))


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["stream", "display", "result", "update", "error", "clear", "cut"]),
        **dict.fromkeys(("name", "types", "metadata", "display_id", "count", "wait"), JSON),
    },
)


@given(st.lists(st.tuples(SAID, st.lists(st.text(), max_size=3)), max_size=8))
def test_whatever_a_process_says_is_a_notebook_or_nothing(said):
    cell = new_code_cell("x")
    outputs = Outputs(1000)
    outputs.begin(cell)
    for header, parts in said:
        outputs.take(header, parts)
    outputs.end()
    nbformat.validate(new_notebook(cells=[cell]))


def slowly(text):
    """Do what a notebook does with carriage returns."""
    lines = []
    for line in text.split("\n"):
        kept = line.rstrip("\r")
        lines.append(kept.split("\r")[-1] + "\r" * (len(line) - len(kept)))
    return "\n".join(lines)


@given(st.text(alphabet="ab\r\n"))
def test_a_carriage_return_overwrites_its_line(text):
    assert overwritten(text) == slowly(text)
