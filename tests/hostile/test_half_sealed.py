"""The forgeries on a course of which every second check is replayed: sealed checks stay sealed."""

import json

import pytest

from build_tools.classroom import Classroom
from tests.hostile.bank import LESSONS, hand_in
from tests.hostile.forgery import BANK

SOME = [submission for submission in BANK if submission.topic == "setup"]


@pytest.fixture(scope="module", params=[pytest.param(1, marks=pytest.mark.long), 15])
def graded(request, tmp_path_factory):
    """Some of the bank, the checks that are replayed, and the results by student."""
    classroom = Classroom(tmp_path_factory.mktemp("course"))
    with open(classroom.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("\nc.Autograde.settles = True\n")
    chosen = SOME[:: request.param]
    for submission in chosen:
        hand_in(classroom, submission)
    limit = "--SealedExecute.timeout=3"
    classroom.nbgrader("autograde", "setup", limit, f"--student={chosen[0].name}")
    path = classroom.root / "source" / ".nbseal" / "setup.json"
    verdict = json.loads(path.read_text(encoding="utf-8"))
    replayed = set()
    for rulings in verdict["checks"].values():
        assert {ruling["judge"] for ruling in rulings.values()} == {"sealed"}
        for name in list(rulings)[1::2]:
            rulings[name]["judge"] = "replayed"
            replayed.add(name)
    path.write_text(json.dumps(verdict), encoding="utf-8")
    classroom.nbgrader("autograde", "setup", limit)
    return chosen, replayed, classroom.results(LESSONS["setup"])


def test_no_forgery_reaches_a_sealed_check(graded):
    chosen, replayed, results = graded
    assert replayed
    for submission in chosen:
        expected = submission.expected()
        got = {check: results[submission.name][check].points for check in expected}
        sealed = set(expected) - replayed
        assert sealed
        assert {c: got[c] for c in sealed} == {c: expected[c] for c in sealed}, submission.what
