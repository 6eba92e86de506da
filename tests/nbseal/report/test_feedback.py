"""What a student gets back, made by nbgrader's command and looked at in a browser."""

import copy
import string
import time
from html import unescape

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbseal.conventions import RECORD
from nbseal.messages import Message, catalogue
from nbseal.report import markup
from nbseal.report.feedback import HideChecks, feedback_page
from nbseal.submissions import record_told

from build_tools.classroom import Classroom, solutions
from build_tools.lessons import find_lessons

LESSON = find_lessons()[0]
NAME = f"{LESSON.topic}.ipynb"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
PNG += "awAAAABJRU5ErkJggg=="
RUN = "document.title = 'broken'; alert(1)"
HOSTILE = (
    f"<script>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f'<svg onload="{RUN}"><script>{RUN}</script></svg>',
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f"</pre></style></title></textarea><script>{RUN}</script>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f'<meta http-equiv="refresh" content="0;url=javascript:{RUN}">',
    '<base href="https://example.org/"><link rel="stylesheet" href="https://example.org/a.css">',
    f"{{{{ 7 * 7 }}}}{{% raw %}}<script>{RUN}</script>",
    f"\x1b[31m<script>{RUN}</script>\x1b]8;;javascript:{RUN}\x07link\x1b]8;;\x07\x1b[0m",
)
HOSTILE_MARKDOWN = (
    *HOSTILE,
    f"[click](javascript:{RUN.replace(' ', '')})",
    f"[click](JaVa\tScript:{RUN.replace(' ', '')}) <javascript:{RUN.replace(' ', '')}>",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    '![a" onerror="alert(1)](https://example.org/x.png "t\\" onload=\\"alert(1)")',
    f"![x](data:image/svg+xml,<svg/onload='{RUN}'>)",
    f"$\\text{{<script>{RUN}</script>}}$ $\\href{{javascript:{RUN}}}{{x}}$",
    '$$\\style{background:url(https://example.org)}{x}\\class{a" onclick="alert(1)}{y}$$',
    f"```js\n</code></pre><script>{RUN}</script>\n```",
    f"# <script>{RUN}</script>\n\n| a | b |\n|---|---|\n| <b onclick='{RUN}'>x</b> | 1 |",
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="top.document.title=1">'
    f"<script>top.{RUN}</script><image href='https://example.org/x.png'/></svg>"
)


def page_of(cells, language="en", **marks):
    """Return the page of a notebook that is made of cells."""
    notebook = new_notebook(cells=cells, metadata={RECORD: {"language": language}})
    marks = {
        "assignment": "a",
        "student": "s",
        "score": 0,
        "max_score": 1,
        "late_penalty": 0,
        **marks,
    }
    return feedback_page(notebook, marks)


def check_cell(name, outputs=(), source="pass", **grading):
    grading = {
        "grade_id": name,
        "grade": True,
        "solution": False,
        "score": 0,
        "points": 1,
        **grading,
    }
    cell = new_code_cell(source, outputs=list(outputs))
    cell.metadata["nbgrader"] = grading
    return cell


def error(message, name="AssertionError"):
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


def hostile_page():
    cells = [new_markdown_cell(text) for text in HOSTILE_MARKDOWN]
    for text in HOSTILE:
        data = {"text/html": f"<table><tr><td>{text}</td></tr></table>{text}", "text/plain": text}
        shown = [
            new_output("stream", text=text),
            error(text, name=text),
            new_output("display_data", data=data),
            new_output("display_data", data={"text/html": text}),
            new_output("display_data", data={"text/markdown": text}),
            new_output("display_data", data={"text/latex": f"${text}$"}),
            new_output("display_data", data={"image/svg+xml": SVG}),
            new_output("display_data", data={"image/png": f'{PNG}" onerror="{RUN}'}),
            new_output("display_data", data={"application/javascript": RUN}),
        ]
        answer = check_cell(text, shown, source=text, solution=True, grade=False, comment=text)
        cells += [answer, check_cell(f"{text}-visible", [error(text)], source=text)]
    return page_of(cells, assignment=HOSTILE[0], student=HOSTILE[1])


# Once more without the policy: escaping has to hold by itself.
@pytest.mark.parametrize("policy", [True, False])
def test_nothing_of_a_hostile_notebook_runs_or_loads(browser, tmp_path, policy):
    html = hostile_page()
    if not policy:
        html = html.replace('http-equiv="Content-Security-Policy"', "")
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page()
    requests, dialogs, complaints = [], [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: complaints.append(line.text))
    page.goto(path.as_uri())
    title = page.title()
    assert title.startswith("Feedback: <script>")
    for link in page.locator("main a").all():
        assert link.get_attribute("href").startswith(("#", "https://")), link
    for summary in page.locator("summary").all():
        summary.click()
    page.wait_for_timeout(300)
    assert page.title() == title
    assert not dialogs
    assert not complaints
    assert [url for url in requests if not url.startswith("data:")] == [path.as_uri()]
    forbidden = "script, iframe, svg:not(.bar svg), object, base, link, form"
    assert page.locator(forbidden).count() == 0
    every = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
    names = set(page.evaluate(every))
    assert not [name for name in names if name.startswith("on")]
    assert not names & {"style", "srcdoc", "formaction"}


def test_the_page_itself_obeys_its_policy_and_needs_no_width(browser, tmp_path):
    table = "<table border=1 style='color:red'><thead><tr><th>x</th></tr></thead></table>"
    cells = [
        new_markdown_cell(
            "# Title\n\n$$\\begin{cases} 1 & (x > 0) \\\\ 0 & (x \\le 0) \\end{cases}$$"
        ),
        new_code_cell(
            "x" * 300,
            outputs=[
                new_output("display_data", data={"image/png": PNG}),
                new_output("execute_result", data={"text/html": table, "text/plain": "x"}),
            ],
        ),
        check_cell("item-visible", [error("y" * 300)]),
    ]
    path = tmp_path / "page.html"
    path.write_text(page_of(cells), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    complaints = []
    page.on("console", lambda line: complaints.append(line.text))
    page.goto(path.as_uri())
    assert not complaints
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("math mtable").count() == 1
    assert page.get_by_role("img").get_attribute("alt") == "Figure 1, drawn by the code above"
    assert page.locator("main td").count() > 0
    headings = page.locator("h1, h2, h3, h4, h5, h6").all()
    levels = [int(heading.evaluate("e => e.tagName")[1]) for heading in headings]
    assert levels == [1, 2, 2, 3]
    row = page.get_by_role("row").filter(has_text="item")
    assert "not passed" in row.inner_text()
    assert row.get_by_role("rowheader").count() == 1


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of three, graded and given feedback by nbgrader's commands."""
    classroom = Classroom(tmp_path_factory.mktemp("course"))
    right = solutions(LESSON)
    wrong = {**right, "hello": "def hello(student_id):\n    return 'no'"}
    classroom.submit("right", LESSON, right)
    for student, language in (("wrong", "en"), ("migi", "ja")):
        path = classroom.submit(student, LESSON, wrong, language)
        notebook = nbformat.read(path, as_version=4)
        picture = new_output("display_data", data={"image/png": PNG})
        after = new_code_cell("print('my own cell')", id="own", outputs=[picture])
        without = new_code_cell("print('another one')", id="other")
        notebook.cells += [after, without]
        nbformat.write(notebook, path)
    classroom.submit("late", LESSON, {}).write_text("{}")
    classroom.nbgrader("autograde", LESSON.topic)
    with Gradebook(f"sqlite:///{classroom.root / 'gradebook.db'}", "mlcourse") as gradebook:
        comment = gradebook.find_comment("hello", LESSON.topic, LESSON.topic, "wrong")
        comment.manual_comment = "Look at <b>the greeting</b>"
        gradebook.db.commit()
    classroom.nbgrader("generate_feedback", LESSON.topic)

    def read(student):
        path = classroom.root / "feedback" / student / LESSON.topic / f"{LESSON.topic}.html"
        return path.read_text(encoding="utf-8")

    return read


def test_score_checks_and_comment_are_there(graded):
    html = graded("wrong")
    assert '<html lang="en">' in html
    assert "1 of 2 points" in html
    assert html.count("not passed") == 4  # two checks: in the table and at the cell
    assert "Look at &lt;b&gt;the greeting&lt;/b&gt;" in html
    assert "2 of 2 points" in graded("right")
    assert "not passed" not in graded("right")


def test_the_page_speaks_the_notebooks_language(graded):
    html = graded("migi")
    assert '<html lang="ja">' in html
    assert "2点中 1点" in html
    assert "不合格" in html
    assert "not passed" not in html


def test_an_unreadable_file_gets_its_reason(graded):
    html = graded("late")
    assert "0 of 2 points" in html
    assert "The file could not be graded" in html


def test_hidden_checks_and_what_they_gave_away_stay_hidden(graded):
    for student in ("right", "wrong", "migi", "late"):
        assert "check_hello_hidden" not in graded(student)
        assert "HIDDEN TESTS" not in graded(student)
        assert "MARK SCHEME" not in graded(student)
    html = graded("wrong")
    assert f"data:image/png;base64,{PNG}" in html  # the handed-in picture of a later cell
    assert "Output, as you handed it in" in html
    assert '<pre class="wrap text">my own cell' not in html
    assert "your own notebook has it" in html


def test_what_nbgrader_would_hide_is_hidden_however_it_is_marked():
    check = check_cell(
        "a-hidden", [error("told")], source="try_it()\n#BEGIN HIDDEN TESTS here\nsecret"
    )
    check.outputs[0].traceback = ["secret"]
    rubric = new_markdown_cell(
        "**Points**: 4\n\n### BEGIN MARK SCHEME\nsecret\n## END MARK SCHEME.\nend"
    )
    notebook = new_notebook(cells=[check, rubric])
    ids = {"student": "nobody", "assignment": "a", "notebook": "a"}
    hidden, _ = HideChecks().preprocess(notebook, {"nbgrader": ids})
    assert "secret" not in str(hidden)
    assert hidden.cells[0].source == "try_it()"
    assert hidden.cells[1].source.split() == ["**Points**:", "4", "end"]


def test_a_message_is_told_in_the_pages_language():
    texts = {"en": "got [3, 'あ']\nand more", "ja": "[3, 'あ']になりました\nほか"}
    check = check_cell("a", [error("\n".join(texts.values()))])
    record_told(check, Message(texts))
    for language, told in texts.items():
        page = unescape(page_of([check], language))
        assert [text for text in texts.values() if text in page] == [told]


@pytest.mark.parametrize("text", ["one line", "two\nlines", "ひとつ\nふたつ", "a\nあ\nb"])
def test_any_other_message_is_told_as_it_is(text):
    for language in ("en", "ja"):
        assert text in unescape(page_of([check_cell("a", [error(text)])], language))


def test_what_awaits_a_marker_and_what_comes_off_is_said():
    essay = new_markdown_cell("my text")
    essay.metadata["nbgrader"] = {
        **{"grade_id": "why", "grade": True, "solution": True, "score": 0, "points": 4},
        "waiting": True,
    }
    html = page_of([essay], score=-1, max_score=4, late_penalty=1)
    assert "not marked yet" in html
    assert "4 of these points are given by a marker" in html
    assert "1 points are taken off" in html
    essay = copy.deepcopy(essay)
    essay.metadata.nbgrader.update(waiting=False, score=3, comment="No response.")
    assert "marked by hand" in page_of([essay])
    assert "解答がありません。" in page_of([essay], language="ja")


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 20_000, "*a " * 6_000, "`" * 20_000, "$" * 20_000, "<" * 20_000, "> " * 10_000),
        *("![" * 10_000, "| " * 10_000, "\\begin{a}" * 2_000, "$$" + "{" * 1_990 + "$$"),
        "a" * 10**6,
    ],
)
def test_a_text_made_to_be_slow_is_not(text):
    begun = time.perf_counter()
    markup.markdown(text)
    assert time.perf_counter() - begun < 3


def test_a_line_written_over_shows_its_last_state():
    assert markup.plain("10%\r50%\r100%\r\n\x1b[31mdone\x1b[0m\u202e") == "100%\ndone"
    assert markup.plain(["no text"]) == ""


def test_lines_of_japanese_are_joined_without_a_space():
    assert "です。次の" in markup.markdown("文です。\n次の文\n$x$です")
    assert "one\ntwo" in markup.markdown("one\ntwo")
    assert "あ\nい" in markup.markdown("```\nあ\nい\n```")


def test_every_text_has_both_languages_and_the_same_values():
    for key, texts in catalogue().items():
        assert sorted(texts) == ["en", "ja"], key
        names = [
            {name for _, name, *_ in string.Formatter().parse(t) if name} for t in texts.values()
        ]
        assert names[0] == names[1], key
