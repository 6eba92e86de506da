"""The requests of a lecture to its reader: predictions, folded answers, and turns to write code.

A cell of a lecture may say one of these roles::

    # %% [markdown] lang="en" role="predict"    a question; a line to write the guess follows it
    # %% role="reveal"                          its output answers the question: folded
    # %% [markdown] lang="en" role="answer"     the answer in words: folded
    # %% role="turn"                            one to three lines for the student to write
    # %% role="check"                           says whether they are right; its code is folded
    # %% [markdown] lang="en" role="figure"     what the figure above shows, for those who cannot
                                                see it; a paragraph for each figure of the cell

The built notebook holds the solution of each turn, and CI runs it. What a student opens is
`student_version` of it.
"""

import copy
import html
import itertools
import re
import textwrap

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output, new_raw_cell
from nbseal.conventions import BEGIN_SOLUTION, END_SOLUTION

from build_tools.japanese_lines import join_lines
from build_tools.names import bound_names, global_names_used
from build_tools.words import words

CODE_ROLES = ("reveal", "turn", "check")
MARKDOWN_ROLES = ("predict", "answer", "figure")
PLAYER = 'class="animation"'  # in the HTML of `mlcourse.figures.base.stepper`
SOLUTION_REGION = re.compile(
    rf"^( *){BEGIN_SOLUTION}\n(.*?)\n *{END_SOLUTION}$", re.DOTALL | re.MULTILINE
)


def take_alternatives(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Take the cells of role ``figure`` out, and give their texts to the code above them.

    Parameters
    ----------
    cells : list of nbformat.NotebookNode
        Cells as they were read, with role and language in their metadata.

    Returns
    -------
    list of nbformat.NotebookNode
        All others; ``metadata.alt`` of a code cell has a list of texts for each language.

    Raises
    ------
    ValueError
        If no code stands above such a cell; the second argument is the cell.
    """
    kept: list[NotebookNode] = []
    for cell in cells:
        if _role(cell) != "figure":
            kept.append(cell)
        elif not kept or kept[-1].cell_type != "code":
            raise ValueError("a text of role figure stands below the code that draws it", cell)
        else:
            paragraphs = re.split(r"\n\s*\n", join_lines(cell.source.strip()))
            texts = [" ".join(paragraph.split()) for paragraph in paragraphs]
            kept[-1].metadata.setdefault("alt", {})[cell.metadata.get("lang")] = texts
    return kept


def figures(outputs: list[NotebookNode]) -> list[tuple[NotebookNode, str]]:
    """List the figures among a cell's outputs.

    Parameters
    ----------
    outputs : list of nbformat.NotebookNode
        Outputs of a code cell.

    Returns
    -------
    list of (nbformat.NotebookNode, str)
        Each output that is a figure, and the MIME type of its picture.
    """
    found = []
    for output in outputs:
        data = output.get("data", {})
        if PLAYER in "".join(data.get("text/html", "")):
            found.append((output, "text/html"))
        elif "image/png" in data:
            found.append((output, "image/png"))
    return found


def with_alternative(output: NotebookNode) -> NotebookNode:
    """Return a player's output whose picture has the alternative text that the output carries."""
    text = output.get("metadata", {}).get("text/html", {}).get("alt")
    if text is None:
        return output
    output = copy.deepcopy(output)
    alt = f' alt="{html.escape(text)}"'
    output.data["text/html"] = output.data["text/html"].replace(' alt=""', alt, 1)
    return output


def expand(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Give a lecture's cells the metadata that their roles ask for.

    Parameters
    ----------
    cells : list of nbformat.NotebookNode
        Cells with an id, tags, and their role in ``metadata.role``; changed in place.

    Returns
    -------
    list of nbformat.NotebookNode
        The same cells without roles, and a raw cell for the guess below each question.

    Raises
    ------
    ValueError
        If a cell's role does not fit it; its second argument is the cell.
    """
    expanded, guesses = [], []
    problem = _order_problem(cells)
    if problem:
        raise ValueError(*problem)
    for cell in cells:
        role = cell.metadata.pop("role", None)
        if guesses and role != "predict":
            expanded += guesses
            guesses = []
        if role == "predict":
            guesses.append(_guess_cell(cell))
        elif role == "reveal":
            _fold(cell, "outputs_hidden", "hide-output")
        elif role == "check":
            _fold(cell, "source_hidden", "hide-input")
            _tag(cell, "turn-check")
        elif role == "answer":
            cell.source = folded_text(words()[_language(cell)]["answer"], cell.source)
        elif role == "turn":
            _tag(cell, "turn")
            stub = SOLUTION_REGION.sub(_stub, cell.source)
            cell.metadata.setdefault("mlcourse", {})["stub"] = stub
            cell.source = SOLUTION_REGION.sub(lambda found: found[2], cell.source)
        expanded.append(cell)
    return expanded


def folded_text(summary: str, text: str) -> str:
    """Fold Markdown away below a line that opens it, in JupyterLab as on a web page."""
    return f"<details><summary>{summary}</summary>\n\n{text.strip()}\n\n</details>"


def student_version(notebook: NotebookNode) -> NotebookNode:
    """Make what a student opens: the turns are empty, each with its solution folded below.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        A built lecture in one language.

    Returns
    -------
    nbformat.NotebookNode
        A new notebook.
    """
    notebook = copy.deepcopy(notebook)
    said = words()[notebook.metadata.mlcourse.language]
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        tags = cell.metadata.get("tags", [])
        if "turn" in tags:
            solution = folded_text(said["solution"], f"```python\n{cell.source}\n```")
            cells.append(new_markdown_cell(solution, id=f"{cell.id}-solution"))
            cell.source = cell.metadata.mlcourse.pop("stub")
        if {"turn", "turn-check"}.intersection(tags):
            cell.update(outputs=[], execution_count=None)
        if "hide-output" in tags and cell.outputs:
            # Of a folded output JupyterLab shows the first words: they must not be the answer.
            first = new_output("display_data", data={"text/plain": f"{said['answer']} ..."})
            cell.outputs.insert(0, first)
        if cell.cell_type == "code":
            cell.outputs = [with_alternative(output) for output in cell.outputs]
    notebook.cells = cells
    return notebook


def _order_problem(cells):
    """Return what is wrong with the roles, and the cell, or None.

    A question is followed by an output or a text that is folded, a turn by its check, and what
    the student writes is not used below: all else runs while it is empty.
    """
    for index, cell in enumerate(cells):
        role = _role(cell)
        allowed = CODE_ROLES if cell.cell_type == "code" else MARKDOWN_ROLES
        if role not in (None, *allowed):
            return f"a lecture's {cell.cell_type} cell has one of the roles {allowed}", cell
        following = [other for other in cells[index + 1 :] if _role(other) != "predict"]
        if role == "predict":
            code = list(itertools.takewhile(lambda other: other.cell_type == "code", following))
            if code and "reveal" not in map(_role, code):
                return "the code below a question has the role reveal", cell
            if not following[len(code) :] or _role(following[len(code)]) != "answer":
                return "a question is followed, after its code, by a text of role answer", cell
        if role == "turn" and (not following or _role(following[0]) != "check"):
            return "a turn is followed by its check", cell
        if role == "turn" and not SOLUTION_REGION.search(cell.source):
            return f"a turn has its solution between {BEGIN_SOLUTION} and {END_SOLUTION}", cell
        if role == "turn":
            used = _used_below(cell, cells[index + 2 :])
            if used:
                return f"{used} is used further down, where it may not be written yet", cell
        if role == "check" and _role(cells[index - 1]) != "turn":
            return "a check follows a turn", cell
    return None


def _used_below(turn, cells):
    """Return a name that a turn binds and a cell further down takes from it, or None."""
    names = set(bound_names(turn.source))
    for cell in cells:
        if cell.cell_type == "code":
            names -= set(bound_names(cell.source))
            used = names & global_names_used(cell.source)
            if used:
                return min(used)
    return None


def _role(cell):
    return cell.metadata.get("role")


def _guess_cell(cell):
    language = _language(cell)
    tags = ["guess", f"lang:{language}"]
    return new_raw_cell(words()[language]["guess"], id=f"{cell.id}-guess", metadata={"tags": tags})


def _language(cell):
    return next(tag[5:] for tag in cell.metadata.get("tags", []) if tag.startswith("lang:"))


def _fold(cell, part, site_tag):
    cell.metadata["jupyter"] = {part: True}
    _tag(cell, site_tag)


def _tag(cell, tag):
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), tag]


def _stub(found):
    """Return what stands where the student is to write."""
    indentation = found[1]
    body = "# YOUR CODE HERE\nraise NotImplementedError()" if indentation else "# YOUR CODE HERE"
    return textwrap.indent(body, indentation)
