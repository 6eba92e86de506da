"""A check's process sets what counts for a whole process; here both sides are in that of pytest."""

import tempfile

import pytest


@pytest.fixture(autouse=True)
def temporary_folder(monkeypatch):
    """Let the tests that follow have the folder for temporary files that they had."""
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)
