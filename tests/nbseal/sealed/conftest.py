"""A check's process sets what counts for a whole process; here both sides are in that of pytest."""

import sys
import tempfile

import pytest
from nbseal.sealed.pyplot import PyplotThere


@pytest.fixture(autouse=True)
def temporary_folder(monkeypatch):
    """Let the tests that follow have the folder for temporary files that they had."""
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)


@pytest.fixture(autouse=True)
def own_pyplot():
    """Let the tests that follow have pyplot itself, also after a check that did not end."""
    yield
    while isinstance(module := sys.modules.get("matplotlib.pyplot"), PyplotThere):
        module.leave({})
