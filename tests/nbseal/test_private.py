"""What is personal is closed to others, whatever a submission holds."""

import os
import shutil

from nbseal.private import protect


def test_folders_that_are_too_deep_for_a_name_stop_nothing(tmp_path, monkeypatch):
    top = tmp_path / "submitted"
    top.mkdir(mode=0o755)
    (top / "a.ipynb").write_text("{}")
    monkeypatch.chdir(top)
    try:
        for _ in range(250):  # 5,000 characters
            os.mkdir("d" * 20)
            os.chdir("d" * 20)
        protect([top])
        assert top.stat().st_mode & 0o077 == 0
        assert (top / "a.ipynb").stat().st_mode & 0o077 == 0
    finally:
        os.chdir(tmp_path)
        shutil.rmtree(top)
