"""What a person does with a notebook in JupyterLab: type answers, run, look, validate, save."""

import re

import nbformat
from playwright.sync_api import expect

from build_tools.lessons import BEGIN_SOLUTION, END_SOLUTION, read_exercise

STUB = "raise NotImplementedError()"
ESSAY_STUB = "YOUR ANSWER HERE"


class Notebook:
    """A notebook that is open in JupyterLab.

    Parameters
    ----------
    page : playwright.sync_api.Page
        The browser's page.
    server : Server
        Where the notebook is.
    topic : str
        The assignment's name.
    first : bool
        Whether this person opens one for the first time: JupyterLab then asks about its news.
    """

    def __init__(self, page, server, topic, first=True):
        self.page = page
        self.path = server.folder / topic / f"{topic}.ipynb"
        self.ids = [cell["id"] for cell in nbformat.read(self.path, as_version=4).cells]
        page.goto(server.url(f"lab/tree/{topic}/{topic}.ipynb"))
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(self.ids))
        expect(page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')).to_be_visible()
        if first:
            page.get_by_role("button", name="No", exact=True).click()

    def cell(self, cell_id):
        """Find a cell on the page."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(self.ids.index(cell_id))

    def prompt(self, cell_id):
        """Find what stands before a code cell: ``[3]:`` once it has run."""
        return self.cell(cell_id).locator(".jp-InputPrompt")

    def output(self, cell_id):
        """Find a cell's outputs on the page."""
        return self.cell(cell_id).locator(".jp-OutputArea-output")

    def errors(self):
        """Find errors and warnings on the page; JupyterLab shows both by one renderer."""
        return self.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')

    def replace_line(self, cell_id, text, replacement):
        """Click on the first line that holds a text, and write other lines over it.

        Parameters
        ----------
        cell_id : str
            Where.
        text : str
            What the line holds.
        replacement : str
            What stands there afterwards, with the old line's indentation before it. One line is
            typed key by key; of several lines each comes at once, as from the clipboard.
        """
        keyboard = self.page.keyboard
        self.cell(cell_id).locator(".cm-line", has_text=text).first.click()
        keyboard.press("End")
        keyboard.press("Shift+Home")  # up to the indentation
        first, *others = replacement.split("\n")
        write = keyboard.insert_text if others else keyboard.type
        write(first.lstrip())
        for line in others:
            keyboard.press("Enter")
            if line:
                keyboard.press("Shift+Home")  # over the indentation that the editor made
                write(line)

    def answer(self, cell_id, parts):
        """Write an answer over its stubs: code, or an essay, whose cell opens by a double click."""
        essay = self.cell(cell_id).locator(".jp-MarkdownOutput").count() > 0
        if essay:
            self.cell(cell_id).dblclick()
        for part in parts:
            self.replace_line(cell_id, ESSAY_STUB if essay else STUB, part)
        if essay:
            self.page.keyboard.press("Shift+Enter")

    def add_cell(self, below, text):
        """Add a code cell below another one, with the key B, and type it."""
        self.prompt(below).click()
        self.page.keyboard.press("b")
        self.page.keyboard.press("Enter")
        self.page.keyboard.type(text)
        self.ids.insert(self.ids.index(below) + 1, f"below-{below}")

    def run_all(self):
        """Run all cells by the menu, and wait for the end or the first error."""
        prompts = self.page.locator(".jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)")
        before = prompts.first.text_content()
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(prompts.first).not_to_have_text(before)
        expect(prompts.filter(has_text="[*]")).to_have_count(0)

    def save(self):
        """Save by Ctrl+S."""
        self.cell(self.ids[0]).locator(".jp-InputPrompt").click()

        def is_saved(reply):
            return reply.request.method == "PUT" and "/api/contents/" in reply.url

        with self.page.expect_response(is_saved) as saved:
            self.page.keyboard.press("Control+s")
        assert saved.value.ok

    def validate(self):
        """Press nbgrader's Validate, and return what it says."""
        self.page.get_by_role("button", name="Validate").click()
        dialog = self.page.locator(".jp-Dialog", has_text="Validation Results")
        said = dialog.inner_text()
        dialog.get_by_role("button", name="Ok").click()
        expect(dialog).to_have_count(0)
        return said


def written_answers(lesson):
    """Return what a person writes to solve an exercise.

    Parameters
    ----------
    lesson : build_tools.lessons.Lesson
        The lesson.

    Returns
    -------
    dict of str to list of str
        grade_id to the texts that take the place of its stubs, one after the other.
    """
    region = re.compile(f"{BEGIN_SOLUTION}\n(.*?)\n *{END_SOLUTION}", re.DOTALL)
    written = {}
    for cell in read_exercise(lesson).cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            parts = region.findall(cell.source) if cell.cell_type == "code" else [cell.source]
            written[cell["id"]] = [part.strip("\n") for part in parts]
    return written
