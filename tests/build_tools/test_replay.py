"""``make mutation`` and ``make seeds``: variants of answers, run in children of a warm process."""

import subprocess
import sys

from build_tools.lessons import ROOT
from build_tools.mutation import mutants
from build_tools.seeds import reseeded


def run(*arguments):
    """Run a module of build_tools on one item; return the exit status and what it printed."""
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    return done.returncode, done.stdout


def test_a_mutant_changes_one_place():
    source = 'def mse(w, x, t):\n    """Say what."""\n    return ((w * x - t) ** 2).mean()'
    changes = {mutant.change for mutant in mutants("mse", source)}
    assert "- return ((w * x - t) ** 2).mean()\n+ return ((w * x + t) ** 2).mean()" in changes
    assert "- return ((w * x - t) ** 2).mean()\n+ pass" in changes
    assert all(change.count("\n") == 1 for change in changes)


def test_mutation_of_one_item_finds_all_mutants_killed():
    status, text = run("build_tools.mutation", "--lesson=01_gradient_descent", "--item=mse")
    assert status == 0
    assert "mse: 0 of " in text


def test_seeds_that_an_answer_names_change_and_stay_different():
    source = "a = np.random.default_rng(1)\nb = torch.manual_seed(seed=2)\nc = rng.integers(3)"
    assert reseeded(source, 0) == source
    assert reseeded(source, 4) == (
        "a = np.random.default_rng(4001)\nb = torch.manual_seed(seed=4002)\nc = rng.integers(3)"
    )


def test_right_answers_of_one_item_pass_with_each_seed_and_number_of_threads(tmp_path):
    report = tmp_path / "seeds.md"  # what the project keeps stays
    arguments = ("--lesson=01_gradient_descent", "--item=fit_line", "--seeds=2")
    arguments += (f"--report={report}",)
    status, text = run("build_tools.seeds", *arguments)
    assert status == 0
    # The reference and four right answers, two seeds, one and two threads.
    assert "fit_line: 0 of 20 failed" in text
    assert "| 01_gradient_descent | fit_line | 5 | 2 | 20 | 0 |" in report.read_text()


RUN_JOBS = """
from build_tools.replay import run_forked
numbers = [1]
jobs = [["numbers.append(2)", "assert len(numbers) == 2"], ["raise SystemExit(0)"], ["1 / 0"]]
results = run_forked(jobs * 2, {"numbers": numbers}, workers=2)
assert numbers == [1]
assert results[0] is None and results[3] is None
assert all("SystemExit" in text for text in results[1::3])
assert all("ZeroDivisionError" in text for text in results[2::3])
"""


def test_a_job_that_fails_says_why_and_leaves_the_others_alone(tmp_path):
    command = [sys.executable, "-c", RUN_JOBS]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())
