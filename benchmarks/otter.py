"""The same exercise as an assignment of Otter-Grader, graded by its command, one at a time."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from benchmarks.ways import Measurement, Watch

PROGRAM = [str(Path(sys.executable).with_name("otter"))]
TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points}


@test_case(points={points}, hidden=True)
def test_{number}(env):
    exec({source!r}, env)
"""


def make_assignment(work, folder):
    """Write a kind of work as Otter has it; return the paths of its checks and of a submission."""
    tests = folder / "tests"
    tests.mkdir()
    source = work.source or nbformat.read(work.source_path, as_version=4)
    for number, cell in enumerate(source.cells):
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and grading.get("grade") and not grading.get("solution"):
            name = f"t{number:03}"
            text = TEST.format(
                name=name, number=number, points=grading["points"], source=cell.source
            )
            (tests / f"{name}.py").write_text(text, encoding="utf-8")
    submission = nbformat.from_dict(work.submission)
    submission.cells = [
        nbformat.v4.new_code_cell(source, id=f"c{number}")
        for number, source in enumerate(work.student_cells)
    ]
    path = folder / f"{work.topic}.ipynb"
    nbformat.write(submission, path)
    autograder = folder / "autograder.zip"
    (folder / "otter_config.json").write_text(json.dumps({"show_hidden": True}))
    subprocess.run(
        [
            *PROGRAM,
            *("generate", "-t", tests, "-o", autograder),
            *("--no-environment", "--no-requirements"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return autograder, path


def by_otter(work, count):
    """Grade the same submission some times with ``otter run``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        autograder, path = make_assignment(work, folder)
        command = [*PROGRAM, "run", "--no-logo", "-a", autograder, "-o", folder, path]
        peak, points = 0.0, 0.0
        begun = time.monotonic()
        for _ in range(count):
            with (folder / "log").open("w") as log:
                process = subprocess.Popen(
                    command, cwd=folder, stdout=log, stderr=subprocess.STDOUT
                )
                with Watch(process.pid) as watch:
                    process.wait()
            if process.returncode:
                raise RuntimeError((folder / "log").read_text())
            peak = max(peak, watch.mib)
            results = json.loads((folder / "results.json").read_text())
            points += sum(test.get("score", 0) for test in results["tests"])
        seconds = time.monotonic() - begun
        return Measurement("Otter", work.name, count, seconds, points / count, peak)
