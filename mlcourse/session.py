"""A student's notebook knows its lesson, its language and how far the exercise has come.

The first cell of every notebook calls `begin`. From then on messages start with the page's
language, a visible check that passes says one line, and an unanswered one says one line, too.
Nothing of this happens in grading, where a check's outcome has to stand for itself.
"""

import builtins
import contextlib
import dataclasses
import html
import io
import json
import os
import re
import traceback
import unicodedata
import warnings
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from mlcourse import messages
from mlcourse.version import __version__

__all__ = ["Progress", "Row", "begin", "progress"]

# No color for what is not answered: JupyterLab shows it on pink, where few can be read.
_GREEN, _BOLD, _PLAIN = "\x1b[32m", "\x1b[1m", "\x1b[0m"
_MARKS = {
    "solved": ("✓", "progress-solved"),
    "wrong": ("✗", "progress-wrong"),
    "not-answered": ("○", "progress-not-answered"),
    "by-hand": ("✎", "progress-by-hand"),
}
_lesson: "dict[str, Any] | None" = None


@dataclasses.dataclass(frozen=True)
class Row:
    """How far one item is.

    Attributes
    ----------
    item : str
        The item's name, such as ``"gradient_step"``.
    title : str
        Its heading, in the page's language.
    points : int
        What the item is worth.
    status : {"solved", "wrong", "not-answered", "by-hand"}
        What its visible check says; essays are marked by hand.
    message : str
        What is wrong, in one line; empty unless `status` is ``"wrong"``.
    """

    item: str
    title: str
    points: int
    status: str
    message: str = ""


@dataclasses.dataclass(frozen=True)
class Progress:
    """One row for each item of an exercise; notebooks show it as a table.

    Attributes
    ----------
    rows : tuple of Row
        In the exercise's order.
    """

    rows: tuple[Row, ...]

    @property
    def summary(self) -> str:
        """One line: how many items pass their visible checks."""
        checked = [row for row in self.rows if row.status != "by-hand"]
        solved = sum(row.status == "solved" for row in checked)
        return _say("progress-summary", solved=solved, number=len(checked))

    def _cells(self) -> list[list[str]]:
        rows = []
        for row in self.rows:
            mark, key = _MARKS[row.status]
            rows.append([row.title, str(row.points), f"{mark} {_say(key)}", row.message])
        return rows

    def __repr__(self) -> str:
        head = _say("progress-columns").split(", ")
        table = [head, *(cells[:3] for cells in self._cells())]
        widths = [max(_width(row[column]) for row in table) for column in range(3)]
        lines = []
        for row, message in zip(table, ["", *(row.message for row in self.rows)], strict=True):
            cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths)]  # noqa: B905
            lines.append("  ".join(cells).rstrip())
            if message:
                lines.append(f"    {message}")
        return "\n".join([self.summary, "", *lines])

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" style="text-align:left;white-space:nowrap">{html.escape(name)}</th>'
            for name in _say("progress-columns").split(", ")
        )
        body = ""
        for title, points, status, message in self._cells():
            told = f"<br>{html.escape(message)}" if message else ""
            body += (
                f'<tr><th scope="row" style="text-align:left">{html.escape(title)}</th>'
                f"<td>{points}</td>"
                f'<td style="text-align:left">{html.escape(status)}{told}</td></tr>'
            )
        return (
            f'<table><caption style="text-align:left">{html.escape(self.summary)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def begin(lesson: "str | None" = None, *, language: str = "en") -> None:
    """Tell the package which notebook is open; the first cell of every notebook does.

    Parameters
    ----------
    lesson : str, optional
        The lesson of an exercise, such as ``"01_gradient_descent"``; none for a lecture.
    language : {"en", "ja"}
        The page's language: messages begin with it.

    Raises
    ------
    ValueError
        If `language` is neither.
    """
    global _lesson
    shell = _student_shell()
    if shell is None:  # in grading, and outside of notebooks
        return
    messages.use_language(language)
    _lesson = read_lesson(lesson) if lesson else None
    _replace_hook(shell, "post_run_cell", _say_passed)
    shell.set_custom_exc((NotImplementedError, NameError), _show_unanswered)
    newer = newer_wheel(Path.cwd()) or newer_wheel(Path.cwd().parent)  # a lecture lies deeper
    if newer is not None:
        print(_say("newer-version", wheel=os.path.relpath(newer), installed=__version__))


def progress(variables: "dict[str, Any] | None" = None) -> "Progress | None":
    """Show how far the exercise is: run each visible check on the notebook's own variables.

    Parameters
    ----------
    variables : dict of str to object, optional
        What the checks are run on; the notebook's variables where not given.

    Returns
    -------
    Progress or None
        A row for each item. None in grading, where nobody looks at it.

    Raises
    ------
    RuntimeError
        If the first cell of an exercise has not been run.
    """
    if variables is None:
        shell = _student_shell()
        if shell is None:
            return None
        variables = shell.user_ns
    if _lesson is None:
        raise RuntimeError(_say("progress-first-cell"))
    return Progress(tuple(_row(item, variables) for item in _lesson["items"]))


def read_lesson(name: str) -> dict[str, Any]:
    """Read what the package knows of an exercise: its items, points and visible checks.

    Parameters
    ----------
    name : str
        The lesson's name, such as ``"01_gradient_descent"``.

    Returns
    -------
    dict
        As ``build_tools.visible`` writes it.

    Raises
    ------
    ValueError
        If this version of the package does not have the exercise.
    """
    file = resources.files("mlcourse").joinpath("exercises", f"{name}.json")
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        text = _say("lesson-unknown", lesson=name, installed=__version__)
        raise ValueError(text) from None


def newer_wheel(folder: Path) -> "Path | None":
    """Find a wheel of this package that is newer than what is installed.

    Parameters
    ----------
    folder : pathlib.Path
        Where to look, such as the notebook's folder.

    Returns
    -------
    pathlib.Path or None
    """
    found = {}
    for path in folder.glob("mlcourse-*.whl"):
        # A browser that has the file already saves it as "... (1).whl".
        numbers = re.match(r"mlcourse-(\d+(?:\.\d+)*)-py3-none-any\b", path.name)
        if numbers:
            found[_numbers(numbers[1])] = path
    newest = max(found, default=())
    return found[newest] if newest > _numbers(__version__) else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _say(key: str, **values: object) -> str:
    return messages.in_page_language(key, **values)


def _student_shell() -> Any:
    """Return the shell of a notebook that a student works in, or None.

    Graders run notebooks, too: without a kernel of Jupyter, or with nbgrader's mark.
    """
    get = getattr(builtins, "get_ipython", None)
    if get is None:
        with contextlib.suppress(ImportError):
            from IPython import get_ipython as get  # type: ignore[no-redef]
    shell = get() if get else None
    if shell is None or getattr(shell, "kernel", None) is None:
        return None
    return None if os.environ.get("NBGRADER_EXECUTION") == "autograde" else shell


def _replace_hook(shell: Any, event: str, function: Callable[..., None]) -> None:
    """Register a function once, however often the first cell is run."""
    for known in list(shell.events.callbacks[event]):
        if getattr(known, "__qualname__", "") == function.__qualname__:
            shell.events.unregister(event, known)
    shell.events.register(event, function)


def _say_passed(result: Any) -> None:
    """After a visible check that passed: say so in one green line."""
    if _lesson is None or not result.success or result.info is None:
        return
    item = _item_of_check(result.info.raw_cell, getattr(result.info, "cell_id", None))
    if item is not None:
        title = item["title"][messages.page_language()]
        said = _say("check-passed", title=title)
        print(f"{_GREEN}✓ {said}{_PLAIN}")


def _item_of_check(source: str, cell_id: "str | None") -> "dict[str, Any] | None":
    if _lesson is None:
        return None
    for item in _lesson["items"]:
        if item["check"] is not None and (
            item["check"].strip() == source.strip() or cell_id == f"{item['item']}-visible"
        ):
            return item
    return None


def _show_unanswered(
    shell: Any, etype: type[BaseException], value: Any, tb: Any, tb_offset: "int | None" = None
) -> None:
    """Show what an unanswered item raises as one line, and all else as IPython does."""
    text = _unanswered(value)
    if text is not None:
        value.args = (text,)
        value._render_traceback_ = lambda: [f"{_BOLD}○ {text}{_PLAIN}"]
    shell.showtraceback((etype, value, tb), tb_offset=tb_offset, running_compiled_code=True)


def _unanswered(error: BaseException) -> "str | None":
    """Return what to say of an error that only means: not answered yet."""
    if isinstance(error, NameError):
        name = getattr(error, "name", None)
        known = _lesson is not None and any(name in item["names"] for item in _lesson["items"])
        return _say("not-run", name=name) if known else None
    if not isinstance(error, NotImplementedError):
        return None
    unanswered = getattr(error, "unanswered", None)  # from `mlcourse.checks.answered`
    if unanswered:
        return _say("not-answered", name=unanswered)
    if str(error):
        return None
    code = traceback.walk_tb(error.__traceback__)
    name = [getattr(frame.f_code, "co_qualname", frame.f_code.co_name) for frame, _ in code][-1]
    if name == "<module>":
        return _say("not-answered-cell")
    return _say("not-answered", name=name.replace(".<locals>", ""))


def _row(item: dict[str, Any], variables: dict[str, Any]) -> Row:
    title = item["title"][messages.page_language()]
    row = Row(item["item"], title, item["points"], "by-hand")
    if item["check"] is None:
        return row
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(item["check"], f"<{item['item']}>", "exec"), dict(variables))
    except AssertionError as error:
        return dataclasses.replace(row, status="wrong", message=str(error).partition("\n")[0])
    except Exception as error:
        if _unanswered(error) is not None:
            return dataclasses.replace(row, status="not-answered")
        message = f"{type(error).__name__}: {error}".partition("\n")[0]
        return dataclasses.replace(row, status="wrong", message=message)
    return dataclasses.replace(row, status="solved")


def _width(text: str) -> int:
    """Return how many columns a text takes where Japanese letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1 for letter in text)
