"""How far a run is, where standard error is a terminal and where it is a file."""

import logging
import os
import pty
import subprocess
import sys

import pytest
from nbseal.batch.progress import Progress

SHOWN = """
import logging
from nbseal.batch.progress import Progress
logging.basicConfig(level=logging.INFO, format="%(message)s")
log = logging.getLogger()
with Progress(2, 1, log) as progress:
    log.warning("a line that is longer than a terminal is wide, " + "and longer, " * 9 + "its end")
    progress.advance("s001", "graded")
"""


@pytest.mark.parametrize("asked", ["FORCE_COLOR", "TTY_COMPATIBLE"])
def test_a_file_gets_whole_lines_whatever_color_is_asked_for(asked, monkeypatch, caplog, capsys):
    monkeypatch.setenv(asked, "1")
    with caplog.at_level(logging.INFO), Progress(3, 2, logging.getLogger()) as progress:
        progress.advance("s001", "graded")
    assert caplog.messages[0].startswith("[1/3] s001: graded; 2 running")
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_a_bar_below_the_lines():
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-c", SHOWN]
    with subprocess.Popen(command, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 1 << 16)
            except OSError:  # the other end is closed
                break
            shown += part
        assert process.wait(30) == 0
    os.close(ours)
    assert b"1/2" in shown
    assert b"its end" in shown
