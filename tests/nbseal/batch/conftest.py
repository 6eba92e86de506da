"""A database server for the tests of the gradebook."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

# A new gradebook is made by the program alembic, which nbgrader looks for.
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])


@pytest.fixture(scope="session")
def postgresql():
    """Give the URL of an empty database of a real server, started for the tests."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    programs = programs[-1] if programs else os.path.dirname(shutil.which("postgres") or "")
    if not programs:
        pytest.skip("PostgreSQL is missing (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    # The server refuses to run as root; Debian's package made a user for it.
    as_user = {}
    if os.getuid() == 0:
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres")
    data = folder / "data"
    start = [f"{programs}/pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    options = f"-c listen_addresses='' -k {folder} -c fsync=off"
    try:
        for command in (
            [f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"],
            [*start, "-o", options, "start"],
        ):
            subprocess.run(
                command,
                cwd=folder,
                check=True,
                **as_user,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([*start, "-m", "immediate", "stop"], cwd=folder, check=False, **as_user)
        shutil.rmtree(folder, ignore_errors=True)
