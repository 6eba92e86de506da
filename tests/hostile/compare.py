"""``python -m tests.hostile.compare``: the banks under stock nbgrader and here; docs/hostile.md.

Stock nbgrader confines nothing: only submissions that do no harm to the machine are graded with it,
one at a time, each with a limit of time of its own.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbseal.confinement import linux
from nbseal.execution.trees import remove_tree
from sqlalchemy.exc import SQLAlchemyError

from build_tools.classroom import Classroom
from build_tools.lessons import ROOT
from tests.hostile import forgery, isolation
from tests.hostile.bank import LESSONS, Submission, full_points, hand_in, hidden_lines
from tests.hostile.surroundings import Surroundings, children

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "mlcourse"
c.ClearMarkScheme.enforce_metadata = False
c.Execute.timeout = 20
"""
LIMIT = 180  # seconds for stock nbgrader to grade one submission
PAGE = ROOT / "docs" / "hostile.md"


def main():
    """Grade both banks both ways and write the page."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", help="only submissions whose name begins so")
    names = tuple(parser.parse_args().names)
    sections = []
    for title, bank in (("Forgeries", forgery.BANK), ("Attacks", isolation.BANK)):
        chosen = [s for s in bank if not names or s.name.startswith(names)]
        sections.append((title, chosen, _graded(chosen, stock=False), _graded(chosen, stock=True)))
    text = _page(sections)
    if names:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")


def _graded(bank, stock):
    """Return, for each submission graded, its points (None: no grade) and what it reached."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        around = Surroundings(Path(folder))
        try:
            return (_by_stock if stock else _by_this_course)(bank, around)
        finally:
            around.close()
            for path in around.left_behind():
                if path.is_file():
                    path.unlink()
            remove_tree(str(around.course))


def _hand_in_all(bank, around):
    classroom = Classroom(around.course)
    mate = {"added": {"end": f"# {around.tokens['CLASSMATE']}"}}
    hand_in(classroom, Submission("honest-1", "right work", **mate))
    for submission in bank:
        hand_in(classroom, submission, around.where())
    return classroom


def _by_this_course(bank, around):
    classroom = _hand_in_all(bank, around)
    for topic in sorted({submission.topic for submission in bank}):
        seconds = 4 if topic == "setup" else 60
        _run(around, "autograde", topic, f"--SealedExecute.timeout={seconds}", limit=None)
    before = around.files()
    return {s.name: _outcome(classroom, s, around, before) for s in bank}


def _by_stock(bank, around):
    classroom = _hand_in_all(bank, around)
    (around.course / "nbgrader_config.py").write_text(STOCK)
    outcomes = {}
    for topic in sorted({submission.topic for submission in bank}):
        _run(around, "generate_assignment", topic, "--force")
    gradebook = (around.course / "gradebook.db").read_bytes()
    for submission in bank:
        if not submission.alone:
            before = around.files()
            _run(around, "autograde", submission.topic, f"--student={submission.name}")
            outcomes[submission.name] = _outcome(classroom, submission, around, before)
            # The next one finds what this one may have spoiled.
            (around.course / "gradebook.db").unlink(missing_ok=True)
            (around.course / "gradebook.db").write_bytes(gradebook)
            around.write_secrets()
    return outcomes


def _run(around, *arguments, limit=LIMIT):
    """Run an nbgrader command; end it after a time, and then all that it started."""
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    own = children()
    process = subprocess.Popen(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=around.course,
        env=around.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    while left := children() - own:
        for pid in left:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _outcome(classroom, submission, around, before):
    """Return the points of the automatic checks, or None, and what the submission reached."""
    reached = []
    if around.reached():
        reached.append("network")
    gradebook = around.course / "gradebook.db"
    if gradebook.is_symlink() or not gradebook.is_file():
        reached.append("removed the gradebook")
    changed = [path.name for path in before if around.files().get(path) != before[path]]
    if changed:
        reached.append("changed " + ", ".join(sorted(set(changed))[:2]))
    folder = classroom.root / "autograded" / submission.name / submission.topic
    path = folder / f"{submission.topic}.ipynb"
    if path.is_file():
        outputs = "".join(
            str(cell.get("outputs"))
            for cell in nbformat.read(path, as_version=4).cells
            if not cell.metadata.get("nbgrader", {}).get("grade")
        )
        seen = [kind for kind, token in around.tokens.items() if token in outputs]
        seen += ["hidden checks"] * any(line in outputs for line in hidden_lines(submission.topic))
        reached += [f"saw {name}" for name in seen]
        if "GOT THROUGH" in outputs and not seen:
            reached.append("a barrier that is none")
    try:
        results = classroom.results(LESSONS[submission.topic])[submission.name]
        points = sum(results[check].points for check in full_points(submission.topic))
    except (KeyError, OSError, SQLAlchemyError):  # not graded, or the gradebook is gone
        points = None
    return points, reached


def _page(sections):
    lines = [
        "# Hostile submissions",
        "",
        "Written by `python -m tests.hostile.compare`: the banks of `tests/hostile/`, graded with",
        "a stock configuration of nbgrader 0.9.6 and with this course's. *Worth* are the points of",
        "the honest parts. A dash: no grade was recorded. *Not run*: it would harm the machine.",
        "",
    ]
    for title, bank, here, stock in sections:
        ran = [s for s in bank if s.name in stock]
        worth = {s.name: sum(s.expected().values()) for s in bank}
        gained = [s for s in ran if (stock[s.name][0] or 0) > worth[s.name]]
        lost = [s for s in ran if (stock[s.name][0] or 0) < worth[s.name]]
        lines += [
            f"## {title}",
            "",
            f"{len(bank)} submissions, {len(ran)} of them also under stock nbgrader. There "
            f"{len(gained)} got more than they are worth, {len(lost)} less or no grade, and "
            f"{sum(bool(stock[s.name][1]) for s in ran)} reached something. Here "
            f"{sum(here[s.name][0] != worth[s.name] for s in bank)} got other points than they "
            f"are worth, and {sum(bool(here[s.name][1]) for s in bank)} reached something.",
            "",
            "| submission | what it does | worth | stock | here | reached under stock | here |",
            "|---|---|---|---|---|---|---|",
        ]
        for s in bank:
            cells = [s.name, s.what, f"{worth[s.name]:g}"]
            for results in (stock, here):
                cells.append(_shown(results[s.name][0]) if s.name in results else "not run")
            cells += [", ".join(results.get(s.name, (0, []))[1] or []) for results in (stock, here)]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)


def _shown(points):
    return "–" if points is None else f"{points:g}"


if __name__ == "__main__":
    main()
