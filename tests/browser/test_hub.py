"""Students on a JupyterHub, set up by the operator's guide: from release to feedback."""

import re
import time

import pytest
from hub import COURSE, GRADER, PASSWORD, USERS, CannotRunError, Hub
from jupyterlab_page import Notebook, written_answers
from playwright.sync_api import expect

from build_tools.lessons import find_lessons

LESSON = find_lessons()[0]
STUDENTS = {"hanako": 2, "ken": 1}  # their points
LIMIT = 120  # seconds for the watch to start, and to grade


@pytest.fixture
def hub(tmp_path):
    """A hub that runs; the test is skipped where it cannot."""
    try:
        hub = Hub(tmp_path / "hub")
    except CannotRunError as error:
        pytest.skip(f"no JupyterHub: {error}")
    yield hub
    hub.stop()


def log_in(page, hub, user, then):
    """Log in by the hub's form, and go on to a page."""
    page.goto(f"{hub.address}/hub/login?next={then}")
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


class Desk:
    """A student's own server behind the hub, in a browser; made, it has begun to start.

    Parameters
    ----------
    page : playwright.sync_api.Page
        The student's page.
    hub : Hub
        The hub.
    student : str
        Who logs in.
    """

    def __init__(self, page, hub, student):
        self.page, self.folder = page, hub.home(student)
        self.address = f"{hub.address}/user/{student}/"
        log_in(page, hub, student, "/hub/spawn")

    def url(self, path):
        """Return a page's address."""
        return self.address + path

    def assignments(self, state):
        """Open the Assignment List; find its part: ``released``, ``fetched`` or ``submitted``."""
        self.page.wait_for_url(self.url("lab**"))
        self.page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
        self.page.get_by_role("menuitem", name="Assignment List", exact=True).click()
        return self.page.locator(f"#{state}_assignments_list")

    def press(self, button, state, then):
        """Press an assignment's button in a part of the list; wait until it is in another one."""
        assignments = self.assignments(state)
        assignments.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(f"#{then}_assignments_list")).to_contain_text(LESSON.topic)

    def hand_in(self, answers):
        """Fetch the assignment, answer it and submit it, all in JupyterLab."""
        self.press("Fetch", "released", then="fetched")
        notebook = Notebook(self.page, self, LESSON.topic)
        for item, parts in answers.items():
            notebook.answer(item, parts)
        notebook.save()
        self.press("Submit", "fetched", then="submitted")

    def hand_in_again(self, old, new):
        """Write a part of an answer anew, and submit the assignment once more."""
        notebook = Notebook(self.page, self, LESSON.topic, first=False)
        for item, parts in old.items():
            for before, after in zip(parts, new[item], strict=True):
                if before != after:
                    notebook.replace_line(item, before.strip(), after)
        notebook.save()
        self.press("Submit", "fetched", then="submitted")

    def feedback(self, number=1):
        """Fetch the feedback in JupyterLab; return the text of the newest of so many pages."""
        self.page.reload()
        submitted = self.assignments("submitted")
        submitted.get_by_role("button", name="Fetch Feedback").click()
        expect(submitted.get_by_text("(view feedback)")).to_have_count(number)
        paths = sorted((self.folder / LESSON.topic).glob("feedback/*/*.html"))
        assert len(paths) == number
        return re.sub("<[^>]*>", "", paths[-1].read_text(encoding="utf-8"))


def wait_for(log, said):
    """Wait until a log says something; return all that it says."""
    end = time.monotonic() + LIMIT
    while said not in (text := log.read_text(encoding="utf-8")):
        assert time.monotonic() < end, text
        time.sleep(0.1)
    return text


def points_of(hub):
    results = hub.classroom.results(LESSON)
    return {name: sum(check.points for check in results[name].values()) for name in results}


def readable(hub, user):
    """Find the files of /srv that a user can find and read."""
    # find says "Permission denied" for each folder that is closed, as it should be.
    return set(hub.run(user, "find /srv -type f -readable 2>/dev/null || true").splitlines())


@pytest.mark.long
def test_a_class_on_a_hub(page, another_page, hub):
    pages = dict(zip(STUDENTS, (page, another_page()), strict=True))
    desks = {student: Desk(pages[student], hub, student) for student in STUDENTS}
    hub.run("root", hub.guide.exchange)
    release, collect, *grade = hub.guide.commands
    hub.run(GRADER, release, COURSE)
    right = written_answers(LESSON)
    wrong = {item: [part.replace("np.mean(", "np.sum(") for part in right[item]] for item in right}
    assert wrong != right
    for student, answers in zip(STUDENTS, (right, wrong), strict=True):
        desks[student].hand_in(answers)

    said = hub.run(GRADER, collect, COURSE)
    assert said.count("Collecting submission") == len(STUDENTS)
    assert ("cheating attempt" in said) != hub.distinct
    for command in grade:
        hub.run(GRADER, command, COURSE)
    assert points_of(hub) == STUDENTS
    for student, score in STUDENTS.items():
        assert f"2点中 {score}点" in desks[student].feedback()

    # From now on the watch grades: what is graded already stays so, a new attempt comes back.
    log = hub.start_watch()
    desks["ken"].hand_in_again(wrong, right)
    wait_for(log, f"ken, {LESSON.topic}: 2 of 2 points")
    assert "2点中 2点" in desks["ken"].feedback(2)
    desks["hanako"].hand_in_again(right, wrong)  # the newest counts, also where it is worse
    said = wait_for(log, f"hanako, {LESSON.topic}: 1 of 2 points")
    assert said.count(" of 2 points") == 2
    assert "2点中 1点" in desks["hanako"].feedback(2)
    assert points_of(hub) == {"hanako": 1, "ken": 2}

    # The formgrader is for teaching assistants only, a student's server for that student.
    formgrader = "/services/mlcourse/formgrader"
    for path in (formgrader, "/user/ken/lab"):
        page.goto(hub.address + path)
        expect(page.get_by_role("heading", name=re.compile("^403 : "))).to_be_visible()
    assistants = another_page()
    log_in(assistants, hub, "ta1", formgrader)
    assistants.get_by_role("button", name="Authorize").click()
    table = assistants.locator("table")
    expect(table.get_by_role("link", name=LESSON.topic)).to_be_visible()

    if not hub.distinct:
        pytest.skip(
            "a class on a hub passed with one uid for all users; that none can read another's "
            "work is tried where root runs the tests and others can read the environment"
        )
    outbound = f"/srv/nbgrader/exchange/mlcourse/outbound/{LESSON.topic}/"
    for student in STUDENTS:
        seen = readable(hub, student)
        assert f"{outbound}{LESSON.topic}.ipynb" in seen
        own = (f"/srv/home/{student}/", outbound)
        assert [path for path in seen if not path.startswith(own)] == []
    inbound = hub.folder / "srv" / "nbgrader" / "exchange" / "mlcourse" / "inbound"
    owners = {path.name.split("+")[0]: path.stat().st_uid for path in inbound.iterdir()}
    assert owners == {student: USERS[student] for student in STUDENTS}
