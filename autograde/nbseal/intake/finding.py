"""Find the cells of an assignment in a submission, wherever they stand.

A cell is looked for by nbgrader's name for it, then by other traces in its metadata, then by its
text, then by what it defines, and last by its place between cells that were found.
"""

import ast
import dataclasses
import re
from functools import cached_property

from nbseal.intake.assignment import Assignment, squeezed
from nbseal.intake.names import Bound, bound, is_blank, parsed, read_names
from nbseal.intake.reading import Cell, Submission

_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[ \t]*(\w*)[ \t]*$")
_KANA = re.compile(r"[\u3041-\u30ff]")
_KANA_OF_A_TEXT = 10  # with fewer, a notebook only mentions Japanese words


@dataclasses.dataclass
class Found:
    """Where the cells of an assignment stand in a submission.

    Attributes
    ----------
    names : list of (str or None)
        For each submitted cell, the grade_id of the cell that it is; None for other cells.
    given : dict of int to int
        For each submitted cell that is handed out as an ordinary cell, its place in the template.
    counts : dict of str to int
        For each grade_id, the place of the submitted cell that counts.
    moved : set of int
        The places of the cells that became an answer by what they define or where they stand.
    within : dict of str to str
        For an answer that stands in the cell of another one, that one's grade_id.
    texts : dict of str to list of int
        For an essay in cells of its own, their places, the first of them in `counts`.
    lost : set of str
        Grade_ids that were found without nbgrader's metadata, by other traces or their text.
    """

    names: list[str | None]
    given: dict[int, int] = dataclasses.field(default_factory=dict)
    counts: dict[str, int] = dataclasses.field(default_factory=dict)
    moved: set[int] = dataclasses.field(default_factory=set)
    within: dict[str, str] = dataclasses.field(default_factory=dict)
    texts: dict[str, list[int]] = dataclasses.field(default_factory=dict)
    lost: set[str] = dataclasses.field(default_factory=set)


def find(submission: Submission, assignment: Assignment) -> Found:
    """Find an assignment's cells in a submission.

    Parameters
    ----------
    submission : nbseal.intake.reading.Submission
        What was handed in.
    assignment : nbseal.intake.assignment.Assignment
        What it is looked through for.

    Returns
    -------
    Found
    """
    return _Finder(submission, assignment).run()


def language_of(submission: Submission, assignment: Assignment) -> str:
    """Tell which language's release a notebook is: as it states, or by the texts in it."""
    if submission.language:
        return submission.language
    for cell in submission.cells:
        if cell.kind == "markdown" and (said := assignment.languages.get(squeezed(cell.source))):
            return said
    text = "\n".join(cell.source for cell in submission.cells if cell.kind == "markdown")
    return "ja" if len(_KANA.findall(text)) > _KANA_OF_A_TEXT else "en"


def no_answer(assignment: Assignment, name: str, cell: Cell) -> bool:
    """Tell whether a cell holds nothing beyond what was handed out for an answer."""
    template = assignment.known[name]
    if cell.attachments:
        return False
    if not cell.source.strip() or squeezed(cell.source) == squeezed(template.source):
        return True
    manual = template.cell_type != "code" or template.metadata.nbgrader.get("grade")
    return not manual and cell.kind == "code" and is_blank(cell.source, template.source)


def code_in(cell: Cell) -> str:
    """Return a cell's text as code: of a text with fenced blocks, the code between the fences."""
    fenced, besides = _fenced(cell.source)
    if not fenced or (cell.kind == "code" and besides.strip()):
        return cell.source
    return "\n".join(fenced)


def _fenced(text: str) -> tuple[list[str], str]:
    """Return what stands between a text's fences, and what stands besides."""
    blocks: list[str] = []
    besides: list[str] = []
    fence, block = "", besides
    for line in text.split("\n") if "```" in text or "~~~" in text else ():
        mark = _FENCE.match(line)
        if mark and not fence:
            fence, block = mark[1], []
        elif mark and not mark[2] and mark[1].startswith(fence):
            blocks.append("\n".join(block))
            fence, block = "", besides
        else:
            block.append(line)
    return blocks, "\n".join(besides)


class _Finder:
    def __init__(self, submission: Submission, assignment: Assignment) -> None:
        self._cells = submission.cells
        self._assignment = assignment
        self._found = Found([None] * len(submission.cells))
        self._order = {name: place for place, name in enumerate(assignment.known)}
        self._bound = [
            bound(cell.source) if cell.kind == "code" else Bound() for cell in self._cells
        ]

    def run(self) -> Found:
        self._by_metadata()
        self._by_text()
        unanswered = self._settle()
        for name in [*unanswered, *self._without_definition()]:
            found = self._by_definition(name) or self._in_a_text(name)
            if found and name in unanswered:
                unanswered.remove(name)
        for name in unanswered:
            self._by_place(name)
        return self._found

    def _by_metadata(self) -> None:
        known, names = self._assignment.known, self._found.names
        for place, cell in enumerate(self._cells):
            if cell.grade_id in known:
                names[place] = cell.grade_id
        traces: dict[str, str] = {}
        for name, own in known.items():
            for trace in (own["id"], name, own.metadata.nbgrader.get("checksum")):
                if trace:
                    traces.setdefault(trace, name)
        places: dict[str, list[int]] = {}
        for place, cell in enumerate(self._cells):
            said = {traces[trace] for trace in cell.traces if trace in traces}
            if names[place] is None and len(said) == 1:
                places.setdefault(said.pop(), []).append(place)
        for name, (place, *more) in places.items():
            # The same trace in several cells is the trace of none.
            if name not in names and not more and self._cells[place].kind == known[name].cell_type:
                names[place] = name
                self._found.lost.add(name)

    def _by_text(self) -> None:
        template, names = self._assignment.template, self._found.names
        there = set(names)
        for place, cell in enumerate(self._cells):
            at = self._assignment.texts.get((cell.kind, squeezed(cell.source)))
            if names[place] is not None or at is None:
                continue
            name = template.cells[at].metadata.get("nbgrader", {}).get("grade_id")
            if name in self._assignment.known and name not in there:
                names[place] = name
                there.add(name)
                self._found.lost.add(name)
            else:
                self._found.given.setdefault(place, at)

    def _settle(self) -> list[str]:
        """Choose among cells with one name; return the answers that are in none of them."""
        unanswered = []
        answers = set(self._assignment.answers)
        for name in self._assignment.known:
            places = [place for place, said in enumerate(self._found.names) if said == name]
            if places:
                self._found.counts[name] = places[-1]
            if name in answers:
                written = [
                    p for p in places if not no_answer(self._assignment, name, self._cells[p])
                ]
                if written:
                    self._found.counts[name] = written[-1]
                else:
                    unanswered.append(name)
        return unanswered

    def _without_definition(self) -> list[str]:
        """Return the answers whose cells are written, but define nothing that is asked for."""
        found, asked = self._found, self._assignment.asked
        return [
            name
            for name, place in found.counts.items()
            if asked.get(name)
            and self._cells[place].kind == "code"
            and self._is_written(place, set(self._assignment.answers))
            and not self._bound[place].dynamic
            # A cell with a mistake in its syntax binds nothing, whatever its lines seem to bind.
            and (not self._bound[place].names & asked[name] or self._bound[place].broken)
        ]

    def _by_definition(self, name: str) -> bool:
        """Look for cells that define what an answer is asked to define."""
        asked = self._assignment.asked.get(name)
        if not asked:
            return False
        until = self._first_check(name, asked)
        chosen, covered = set(), 0
        broken = name in self._found.counts
        for one in asked:
            places = [place for place in self._free() if one in self._binds(place, name)]
            if broken:  # one that is no better is not looked for
                places = [place for place in places if not self._bound[place].broken]
            # What the check met when the student ran it: the last one before it.
            before = [place for place in places if until is None or place < until]
            if before or places:
                chosen.add(before[-1] if before else places[0])
                covered += 1
        if 2 * covered < len(asked):  # a common name such as x says nothing of an answer
            return False
        self._claim(name, max(chosen))
        return True

    @cached_property
    def _names_in_texts(self) -> dict[int, frozenset[str]]:
        """The names that code in each text binds, fenced or the whole text, by its place."""
        texts = {place: cell for place, cell in enumerate(self._cells) if cell.kind != "code"}
        codes = {place: code_in(cell) for place, cell in texts.items()}
        binds = {place: bound(code) for place, code in codes.items()}
        return {
            place: binding.names
            for place, binding in binds.items()
            if codes[place] != texts[place].source or not binding.broken
        }

    def _in_a_text(self, name: str) -> bool:
        """Look for a text of the student's own with code that defines what an answer should."""
        asked = self._assignment.asked.get(name)
        places = [
            place
            for place, names in self._names_in_texts.items()
            if self._found.names[place] is None
            and place not in self._found.given
            and asked
            and asked <= names
        ]
        if places:
            self._claim(name, places[-1])
        return bool(places)

    def _binds(self, place: int, name: str) -> frozenset[str]:
        """Return what a cell binds beyond what it is asked for itself; nothing of a stub."""
        own = self._found.names[place]
        if own == name or is_blank(self._cells[place].source, ""):
            return frozenset()
        names = self._bound[place].names
        return names - self._assignment.asked.get(own, frozenset()) if own else names

    def _free(self) -> list[int]:
        """Return the places of the code cells that may hold an answer."""
        answers = set(self._assignment.answers)
        return [
            place
            for place, cell in enumerate(self._cells)
            if cell.kind == "code"
            and place not in self._found.given
            and (self._found.names[place] is None or self._is_written(place, answers))
        ]

    def _is_written(self, place: int, answers: set[str]) -> bool:
        """Tell whether a cell is the one that counts of another answer."""
        name = self._found.names[place]
        return (
            name in answers
            and self._found.counts.get(name) == place
            and not no_answer(self._assignment, name, self._cells[place])
        )

    def _first_check(self, name: str, asked: frozenset[str]) -> int | None:
        """Return the place of the first check of some names in the submission."""
        for check, cell in self._assignment.known.items():
            grading = cell.metadata.nbgrader
            if (
                self._order[check] > self._order[name]
                and grading.get("grade")
                and cell.cell_type == "code"
                and check in self._found.counts
                and asked & read_names(cell.source)
            ):
                return self._found.counts[check]
        return None

    def _claim(self, name: str, place: int) -> None:
        """Let a cell be the one of an answer; it may be another's, too."""
        found = self._found
        own = found.names[place]
        if own is not None and self._order[own] < self._order[name]:
            found.within[name] = found.within.get(own, own)
            found.counts.pop(name, None)
            return
        if own is not None:  # the first check that needs it comes before its own place
            found.within[own] = name
            for other, where in found.within.items():
                if where == own:
                    found.within[other] = name
            found.counts.pop(own, None)
        found.names[place] = name
        found.counts[name] = place
        found.moved.add(place)

    def _by_place(self, name: str) -> bool:
        """Look for an answer between the cells that are found before and behind its place."""
        template = self._assignment.known[name]
        between = self._between(name)
        if template.cell_type != "code":
            places = self._essay(name, between)
            if places:
                for place in places:
                    self._found.names[place] = name
                    self._found.moved.add(place)
                self._found.counts[name] = places[0]
                self._found.texts[name] = places
            return bool(places)
        manual = template.metadata.nbgrader.get("grade")
        wanted = bound(self._assignment.solved[name]).names
        places = [
            place
            for place in between
            if self._cells[place].kind == "code"
            and not is_blank(self._cells[place].source, template.source)
            and (manual or self._bound[place].names & wanted)
        ]
        if places:
            self._claim(name, places[-1])
        return bool(places)

    def _essay(self, name: str, between: list[int]) -> list[int]:
        filled = [place for place in between if self._cells[place].source.strip()]
        texts = [place for place in filled if self._cells[place].kind != "code"]
        if not filled:
            texts = self._behind(name)
        # An essay typed into a code cell is not Python, or all comments.
        return texts or [place for place in filled if _is_prose(self._cells[place].source)]

    def _behind(self, name: str) -> list[int]:
        """Return the texts of the student's own that follow, of the one essay that is missing."""
        known, counts = self._assignment.known, self._found.counts
        answers = self._assignment.answers
        essays = [one for one in answers if known[one].cell_type != "code"]
        missing = [
            one
            for one in essays
            if one not in counts or no_answer(self._assignment, one, self._cells[counts[one]])
        ]
        if missing != [name] or not counts:  # of another notebook, any text would do
            return []
        before = [place for one, place in counts.items() if self._order[one] < self._order[name]]
        return [
            place
            for place in range(max(before, default=-1) + 1, len(self._cells))
            if self._found.names[place] is None
            and place not in self._found.given
            and self._cells[place].kind != "code"
            and self._cells[place].source.strip()
        ]

    def _is_rubric(self, name: str) -> bool:
        """Tell whether a cell is a text that nobody fills in: above and below it may be one."""
        cell = self._assignment.known[name]
        return cell.cell_type == "markdown" and name not in self._assignment.answers

    def _between(self, name: str) -> list[int]:
        """Return the places of cells of the student's own near where an answer belongs."""
        found, template = self._found, self._assignment.template
        at = {cell["id"]: place for place, cell in enumerate(template.cells)}
        here = at[self._assignment.known[name]["id"]]
        anchors = {origin: place for place, origin in found.given.items()}
        for known, place in found.counts.items():
            if place not in found.moved and known != name and not self._is_rubric(known):
                anchors[at[self._assignment.known[known]["id"]]] = place
        if not anchors:
            return []
        before = max((origin for origin in anchors if origin < here), default=None)
        first = -1 if before is None else anchors[before]
        behind = [place for origin, place in anchors.items() if origin > here and place > first]
        last = min(behind, default=len(self._cells))
        return [
            place
            for place in range(first + 1, last)
            if found.names[place] is None and place not in found.given
        ]


def _is_prose(source: str) -> bool:
    """Tell whether a code cell's text has comments and (printed) texts only, or is not Python."""
    tree = parsed(source)
    if tree is None:
        return not re.match(r"\s*[%!]", source)
    return all(isinstance(node, ast.Expr) and _is_text(node.value) for node in tree.body)


def _is_text(node: ast.expr) -> bool:
    """Tell whether an expression is a text, or prints some."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
        return bool(node.args) and all(map(_is_text, node.args))
    return isinstance(node, ast.Constant)
