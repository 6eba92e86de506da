"""What nbgrader's Validate button says of this course's exercises: one table, a row for each item.

nbgrader lists the code of every check that fails, hundreds of lines before anything is answered.
This extension of Jupyter's server, which the package switches on where it is installed, answers in
its place. Notebooks of other courses are answered as ever.
"""

import json
import logging
import re
from pathlib import Path
from typing import Any

from mlcourse import messages
from mlcourse.session import Progress, Row, read_lesson

__all__ = ["table_of"]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def table_of(notebook: dict[str, Any], failed: list[dict[str, str]]) -> "Progress | None":
    """Turn what nbgrader found into a table of the exercise's items, in the notebook's language.

    Parameters
    ----------
    notebook : dict
        The exercise, as JSON.
    failed : list of dict of str to str
        nbgrader's list of cells that fail: ``source`` and ``raw_error`` of each.

    Returns
    -------
    Progress or None
        None for a notebook that is not an exercise of this course, and where a cell fails that
        belongs to no item.
    """
    metadata = notebook.get("metadata", {})
    name = metadata.get("mlcourse", {}).get("lesson")
    language = metadata.get("nbseal", {}).get("language", "en")
    if name is None or language not in messages.LANGUAGES:
        return None
    lesson = read_lesson(name)
    ids = {}
    for cell in notebook["cells"]:
        source = "".join(cell["source"]).strip()
        ids[source] = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    errors: dict[str, str] = {}
    for cell in failed:
        item = re.sub("-(visible|hidden)$", "", ids.get(cell["source"].strip(), ""))
        errors.setdefault(item, cell["raw_error"])  # the visible check stands first
    if not set(errors) <= {item["item"] for item in lesson["items"]}:
        return None
    messages.use_language(language)
    rows = [_row(item, errors.get(item["item"]), language) for item in lesson["items"]]
    return Progress(tuple(rows))


def _row(item: dict[str, Any], error: "str | None", language: str) -> Row:
    about = item["item"], item["title"][language], item["points"]
    if item["check"] is None:
        told = messages.in_page_language("progress-not-answered") if error else ""
        return Row(*about, "by-hand", told)
    if error is None:
        return Row(*about, "solved")
    lines = _ANSI.sub("", error).strip().splitlines()
    if lines[-1].startswith("○"):
        return Row(*about, "not-answered")
    if lines[0].startswith("AssertionError"):  # said by a check, in the page's language alone
        return Row(*about, "wrong", " ".join(lines).removeprefix("AssertionError: "))
    return Row(*about, "wrong", lines[-1])


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "mlcourse.validate"}]


def _load_jupyter_server_extension(server: Any) -> None:
    try:
        from nbgrader.server_extensions.validate_assignment.handlers import (
            ValidateAssignmentHandler,
        )
    except ImportError:  # no button either
        return

    class TableHandler(ValidateAssignmentHandler):
        """Answers Validate with a table where a notebook is an exercise of this course."""

        def validate_notebook(self, path: str) -> dict[str, Any]:
            """Let nbgrader validate; say what it found by items."""
            answer = super().validate_notebook(path)
            try:
                file = Path(self.root_dir, path)
                notebook = json.loads(file.read_text(encoding="utf-8"))
                table = table_of(notebook, answer["value"]["failed"])
            except Exception:  # whatever it is, nbgrader's own answer is better than none
                logging.getLogger(__name__).debug("no table for %s", path, exc_info=True)
                return answer
            if table is not None:
                shown = {"source": table.summary, "error": table._repr_html_(), "raw_error": ""}
                answer["value"] = {"failed": [shown]}
            return answer

    app = server.web_app
    app.settings.setdefault("root_dir", server.root_dir)
    address = server.base_url.rstrip("/") + "/assignments/validate"
    app.add_handlers(".*$", [(re.escape(address), TableHandler)])
    rules = app.default_router.rules
    rules.insert(0, rules.pop(-2))  # ahead of nbgrader's own, whichever came first
