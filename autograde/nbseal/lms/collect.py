"""``nbseal collect``: put what a class handed in where nbgrader grades it.

Reads a zip that Moodle or Canvas gives for an assignment, or a folder of files that are named by
student ids. nbgrader's own ``zip_collect`` is not used: it unpacks what it is given without limits,
ends at the first file that it cannot place, and knows no roster.
"""

import contextlib
import dataclasses
import datetime
import hashlib
import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory

from nbseal import private
from nbseal.batch.files import beside, clear_beside
from nbseal.batch.gradebook import Recorder
from nbseal.batch.lock import lock_of, only_run
from nbseal.course import open_course
from nbseal.errors import ArchiveError, LMSError, ScriptError, SubmissionError
from nbseal.intake.assignment import read_assignment
from nbseal.intake.locating import known_cells
from nbseal.intake.reading import parse_submission
from nbseal.lms.alongside import Companion, files_in, read_companions
from nbseal.lms.archives import UNREADABLE_ARCHIVES, Entry, open_source
from nbseal.lms.course import source_notebook
from nbseal.lms.names import Named, stem_of, student_id, without_copy
from nbseal.lms.roster import EMAIL, FIRST_NAME, LAST_NAME, Roster
from nbseal.lms.roster_files import read_roster
from nbseal.lms.scripts import notebook_of_script
from nbseal.lms.systems import LAYOUTS, SYSTEMS, layout_of, parse
from nbseal.lms.systems.base import System
from nbseal.lms.systems.plain import LAYOUTS as PLACES
from nbseal.lms.systems.plain import resolve, without_inner_folders
from nbseal.lms.whose import Meant, Whose, shared_folders
from nbseal.lms.zones import zone_of
from nbseal.persons import split_name

MAX_FILES = 50  # notebooks and scripts of one student in one source; ten attempts are many
PATIENCE = 600  # seconds to wait for a grading run of the assignment
SHOWN = 20  # names in a list


@dataclasses.dataclass(frozen=True)
class HandedIn:
    """A file that a student handed in.

    Attributes
    ----------
    student : str
        Whose it is.
    source : pathlib.Path
        The zip or folder.
    entry : nbseal.lms.archives.Entry
        The file.
    named : nbseal.lms.names.Named
        What its name says.
    path : str
        Its path within what the student handed in, with slashes.
    """

    student: str
    source: Path
    entry: Entry
    named: Named
    path: str

    @property
    def is_script(self) -> bool:
        """Whether it is a script, not a notebook."""
        return self.entry.parts[-1].lower().endswith((".py", ".py.txt"))

    def later(self, assignment: str) -> tuple[bool, datetime.datetime, int, bool, bool, str, str]:
        """Return what orders the files of a student: the last one is what counts."""
        stem = stem_of(self.named.file.rpartition("/")[2])
        exact = stem == assignment
        return (
            not stem.endswith("-checkpoint"),  # Jupyter's copy, from before the last change
            *(self.entry.time, self.named.order, not self.is_script, exact),
            *(str(self.source), self.entry.path),
        )


@dataclasses.dataclass
class Work:
    """The content of a file that a student handed in.

    Attributes
    ----------
    handed_in : HandedIn
        The file.
    content : bytes
        As it was handed in.
    notebook : bytes
        What is graded.
    has_cells : bool
        Whether it has any answer or check of the assignment.
    """

    handed_in: HandedIn
    content: bytes
    notebook: bytes
    has_cells: bool


@dataclasses.dataclass
class Report:
    """The account of a run: a line for each thing that a teacher should know.

    Attributes
    ----------
    done : collections.Counter
        How many submissions are ``new``, ``newer`` or ``unchanged``.
    students : set of str
        Whose work is there.
    kept, late, notes, refused : list of str
        What was set aside, handed in late, left out, and not taken.
    """

    done: Counter[str] = dataclasses.field(default_factory=Counter)
    students: set[str] = dataclasses.field(default_factory=set)
    kept: list[str] = dataclasses.field(default_factory=list)
    late: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    refused: list[str] = dataclasses.field(default_factory=list)

    def refuse(self, source: Path, path: str | None, student: str | None, reason: str) -> None:
        """Note a file that is not taken."""
        of = f" of student {student!r}" if student else ""
        where = f"{source.name}: {path!r}" if path else f"{source}"
        self.refused.append(f"{where}{of}: {reason}")


def add_arguments(parser: ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("assignment", help="such as gradient_descent")
    parser.add_argument(
        "sources", nargs="+", type=Path, metavar="SOURCE", help="a zip, a folder, or a file"
    )
    parser.add_argument(
        "--roster",
        help=f"the class: the table of an LMS ({', '.join(SYSTEMS)}), or one of student ids "
        "(CSV, Excel)",
    )
    parser.add_argument(
        "--from",
        dest="layout",
        choices=LAYOUTS,
        help="who named the files, or where a student id stands (folders, files); by default "
        "this is seen from the names",
    )
    parser.add_argument(
        "--timezone",
        help="the zone of times in a zip, such as Asia/Tokyo, +09:00 or JST; by default this "
        "machine's",
    )


def main(options: Namespace) -> int:
    """Collect; return 0 if everything was taken, 1 if something was refused, 2 if nothing could."""
    zone = zone_asked(options.timezone)
    coursedir = open_course()
    path = source_notebook(coursedir, options.assignment)
    roster = read_roster(options.roster) if options.roster else None
    report = Report()
    collector = Collector(coursedir, options.assignment, path, roster, report)
    shared = coursedir.groupshared
    private.only_owner(shared)
    if roster:
        keep_roster(coursedir, roster)
    with collector.alone(), contextlib.ExitStack() as stack:
        collector.collect(options.sources, options.layout, zone, stack)
    _print_report(report, options.assignment, roster)
    named = [*options.sources, *([Path(options.roster)] if options.roster else [])]
    warning = private.protect_course(coursedir.root, named, shared)
    if warning:
        print(f"warning: {warning}", file=sys.stderr)
    return 1 if report.refused else 0


def keep_roster(coursedir: CourseDirectory, roster: Roster) -> None:
    """Enter a class into the gradebook: who hands in nothing is missed, markers see names.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    roster : nbseal.lms.roster.Roster
        The class.
    """
    columns = [roster.column(headings) for headings in (FIRST_NAME, LAST_NAME, EMAIL)]
    students = {}
    for person in roster.people:
        cells = roster.rows[person.row]
        given, family, email = ("" if c is None else cells[c].strip() for c in columns)
        if not (given and family):
            given, family = split_name(person.name)
        students[person.student] = {"first_name": given, "last_name": family, "email": email}
    recorder = Recorder(
        coursedir.db_url, coursedir.course_id, PATIENCE, lambda line: print(line, file=sys.stderr)
    )
    with contextlib.closing(recorder):
        recorder.enter(students)


class Collector:
    """Puts submissions of one assignment in their places.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    assignment : str
        Its assignment.
    source : pathlib.Path
        The assignment's source notebook.
    roster : nbseal.lms.roster.Roster or None
        The class.
    report : Report
        Where to say what was done.
    """

    def __init__(
        self,
        coursedir: CourseDirectory,
        assignment: str,
        source: Path,
        roster: Roster | None,
        report: Report,
    ) -> None:
        self._coursedir = coursedir
        self._assignment = assignment
        self._parts = read_assignment(source)
        self._roster = roster
        self._whose = Whose(roster) if roster else None
        self._report = report
        submitted = Path(coursedir.format_path(coursedir.submitted_directory, ".", "."))
        self._superseded = submitted.resolve().parent / "superseded"
        self._companions: dict[tuple[str, Path], list[Companion]] = {}

    @contextlib.contextmanager
    def alone(self, patience: float = PATIENCE) -> Iterator[None]:
        """Wait until no run grades this assignment, and keep others from it."""
        lock = lock_of(self._coursedir, self._assignment)
        with only_run(lock, patience, lambda line: print(line, file=sys.stderr)):
            yield

    def collect(
        self,
        sources: Iterable[Path],
        layout: str | None,
        zone: datetime.tzinfo | None,
        stack: contextlib.ExitStack,
    ) -> None:
        """Read the sources and put each student's latest work in its place."""
        handed_in: dict[tuple[str, Path], list[HandedIn]] = {}
        for source in sources:
            try:
                entries = stack.enter_context(open_source(source, zone))
            except ArchiveError as error:
                self._report.refuse(source, None, None, f"{error}; nothing was taken from it")
                continue
            for one in self._sort_out(source, entries, layout):
                handed_in.setdefault((one.student, source), []).append(one)
        by_student: dict[str, list[HandedIn]] = {}
        for (student, source), files in sorted(handed_in.items()):
            if len(files) > MAX_FILES:
                reason = f"{len(files)} notebooks and scripts; {MAX_FILES} at most are read"
                self._report.refuse(source, None, student, reason)
            else:
                by_student.setdefault(student, []).extend(files)
        for student, files in by_student.items():
            self._take(student, files)

    def _sort_out(
        self, source: Path, entries: Sequence[Entry], layout: str | None
    ) -> Iterator[HandedIn]:
        """Yield what students handed in; refuse what cannot be read or is nobody's."""
        works = [entry for entry in entries if entry.is_work]
        layout = layout or layout_of(entry.parts for entry in works)
        self._check_roster(source, layout)
        common = shared_folders([entry.parts for entry in works])
        places = {}
        short = {entry.parts: entry.parts for entry in entries}
        if layout in PLACES:
            short |= without_inner_folders((entry.parts for entry in works), self._assignment)
        if layout == "plain":
            parts = [short[entry.parts] for entry in works]
            is_student = self._is_student if self._roster else None
            places = resolve(parts, self._assignment, is_student)
        if not works:
            self._report.refuse(source, None, None, "no notebook and no script is in it")
        named_by: dict[str, set[str]] = {}
        handed_in: list[tuple[HandedIn, str]] = []
        others: list[Entry] = []
        along: dict[str, list[Companion]] = {}
        empty_handed: dict[str | None, Entry | None] = {}
        for entry in entries:
            parts_left = short[entry.parts]
            place = places.get(parts_left, layout)
            doubt = parts_left in places and place not in PLACES
            named = parse(parts_left, "plain" if doubt else place, self._assignment)
            student, nobody, by_name = None, None, ""
            try:
                meant = self._meant(entry.parts, named, layout, common)
                if meant:
                    student, by_name = meant.person.student, meant.by_name
                    named = named or Named(student, "", entry.parts[-1])
                elif doubt:
                    raise ValueError(place)
                else:
                    student = self._student(named, layout)
            except ValueError as error:
                nobody = str(error)
            if not entry.is_work and not entry.problem:
                others.append(entry)
                if layout in SYSTEMS:
                    empty_handed.setdefault(student, entry)
                    if student is not None and nobody is None and named:
                        along.setdefault(student, []).append(Companion(named.file, entry))
                continue
            empty_handed[student] = None
            reason = entry.problem or nobody
            if reason:
                self._report.refuse(source, entry.path, student, reason)
            else:
                assert student is not None  # else `nobody` says why
                assert named is not None
                if layout in SYSTEMS and not SYSTEMS[layout].numbers:
                    by_name = by_name or named.name  # an id that two names share is nobody's
                named_by.setdefault(student, set()).add(by_name)
                path = _own_path(entry, student, named, layout)
                handed_in.append((HandedIn(student, source, entry, named, path), by_name))
        for one, name in handed_in:
            if name and len(named_by[one.student]) > 1:
                reason = (
                    "its name is this student's, but other files are named otherwise: if all are "
                    "one student's, name them by the student id"
                )
                self._report.refuse(source, one.entry.path, one.student, reason)
            else:
                yield one
        for empty, first in empty_handed.items():
            if empty and first:
                self._report.refuse(source, first.path, empty, _nothing_in(first))
        works_of = [one for one, _ in handed_in]
        if layout in PLACES:
            along = _in_own_folders(works_of, others)
        students = {one.student for one in works_of}
        taken = set()
        for student, companions in along.items():
            if student in students:
                self._companions[student, source] = companions
                taken |= {one.entry.path for one in companions}
        left = [entry.path for entry in others if entry.path not in taken]
        if left:
            self._report.notes.append(
                f"{source.name}: left out, no notebook or script ({len(left)}): {_list(left)}"
            )

    def _check_roster(self, source: Path, layout: str) -> None:
        """Stop where a roster does not tell whose files are that a system has named."""
        if not self._roster or layout not in SYSTEMS or self._roster.kind == layout:
            return
        named_by_id = not SYSTEMS[layout].numbers
        if self._roster.kind in SYSTEMS or not (
            named_by_id or (self._whose and self._whose.has_names)
        ):
            raise LMSError(
                f"{source}: its files are named as {layout.capitalize()} names them; "
                f"the roster must be {layout.capitalize()}'s own table"
            )

    def _meant(
        self, parts: tuple[str, ...], named: Named | None, layout: str, common: int
    ) -> Meant | None:
        """Return who of the roster is meant where files are not named as its own system does it.

        Raises
        ------
        ValueError
            If that is doubtful.
        """
        if not self._roster or not self._whose:
            return None
        if layout == "plain":
            return self._whose.of_path(parts, self._assignment, common)
        if layout in PLACES:
            return self._whose.of_text(named.person) if named else None
        if self._roster.kind == layout or not named or not SYSTEMS[layout].numbers:
            return None
        # The number is the system's own: it may be a student id of somebody else.
        person = self._whose.with_name(named.name)
        if person is None:
            raise ValueError(
                f"{named.name!r} is no name in the roster: give {layout.capitalize()}'s own table"
            )
        return Meant(person, f"{named.name} ({named.person})")

    def _student(self, named: Named | None, layout: str) -> str:
        """Return a student's id; raise ValueError if the file cannot be given to anybody."""
        if not named:
            raise ValueError(
                "its name does not say whose it is: name the file or its folder by the student id"
            )
        if not self._roster:
            return student_id(named.person)
        system = SYSTEMS.get(layout, System())
        person = system.find(self._roster, named.person)
        if not person:
            who = f"{named.person} ({named.name})" if named.name else named.person
            raise ValueError(
                f"{who!r} is not in the roster: neither an id nor a name of one student"
                if layout not in SYSTEMS
                else f"{who!r} is not in the roster"
            )
        return person.student

    def _is_student(self, text: str) -> bool:
        """Tell whether a text is the id of a student in the roster."""
        with contextlib.suppress(ValueError):
            return self._roster is not None and self._roster.with_id(text) is not None
        return False

    def _take(self, student: str, files: Iterable[HandedIn]) -> None:
        """Put a student's work in its place and the other files aside.

        Of several files one that has the assignment's cells counts, then the latest.
        """
        files = sorted(files, key=lambda one: one.later(self._assignment), reverse=True)
        works: dict[bytes, Work] = {}
        for one in self._without_modules(student, files):
            try:
                work = self._read(one)
            except (ArchiveError, ScriptError) as error:
                self._report.refuse(one.source, one.entry.path, student, str(error))
                continue
            works.setdefault(work.content, work)  # the same file may be handed in twice
        in_order = sorted(works.values(), key=lambda work: not work.has_cells)
        for place, work in enumerate(in_order):
            if place == 0:
                self._install(student, work)
            elif work.has_cells or not in_order[0].has_cells:
                self._set_aside(student, work, "a later one counts")
            else:
                self._set_aside(student, work, "it has no cell of the assignment")

    def _without_modules(self, student: str, files: list[HandedIn]) -> Iterator[HandedIn]:
        """Yield a student's files but scripts that go along with a notebook, such as modules."""
        notebooks = set()
        if any(one.is_script for one in files):
            notebooks = {one.source for one in files if not one.is_script and self._is_of_it(one)}
        for one in files:
            named_so = stem_of(one.named.file.rpartition("/")[2]) == self._assignment
            if one.is_script and not named_so and one.source in notebooks:
                companion = Companion(one.path, one.entry)
                self._companions.setdefault((student, one.source), []).append(companion)
            else:
                yield one

    def _is_of_it(self, one: HandedIn) -> bool:
        with contextlib.suppress(ArchiveError):
            return self._has_cells(one.entry.read())
        return False

    def _read(self, one: HandedIn) -> Work:
        """Read a file; make a notebook of a script."""
        content = one.entry.read()
        if one.is_script:
            made = notebook_of_script(content, self._parts)
            return Work(one, content, (nbformat.writes(made) + "\n").encode(), True)
        return Work(one, content, content, self._has_cells(content))

    def _has_cells(self, content: bytes) -> bool:
        try:
            submission = parse_submission(f"{self._assignment}.ipynb", content)
        except SubmissionError:  # grading says why
            return False
        return known_cells(submission, self._parts) > 0

    def _install(self, student: str, work: Work) -> None:
        """Let a submission's folder appear in one step; an older one is kept elsewhere."""
        one, notebook = work.handed_in, work.notebook
        folder = self._folder(student)
        time = one.entry.time
        target = folder / f"{self._assignment}.ipynb"
        self._report.students.add(student)
        if one.named.late:
            self._report.late.append(student)
        there = _time_there(folder, target)
        before = target.read_bytes() if target.is_file() else None
        companions = self._companions.get((student, one.source), [])
        contents, problems = read_companions(companions, one.path, target.name)
        self._report.notes += [f"{student}: {one.source.name}: {line}" for line in problems]
        same = before == notebook
        if same and (not contents or files_in(folder, target.name) == contents):
            self._report.done["unchanged"] += 1  # its first time counts
            return
        if same:
            time = there or time
        elif there and there >= time:
            self._report.done["unchanged"] += 1
            since = there.strftime("%Y-%m-%d %H:%M:%S UTC")
            self._set_aside(student, work, f"not newer than what is there, of {since}")
            return
        elif before and not work.has_cells and self._has_cells(before):
            self._report.done["unchanged"] += 1
            self._set_aside(student, work, "it has no cell of the assignment; what is there has")
            return
        new = beside(folder)
        (new / target.name).write_bytes(notebook)
        (new / "timestamp.txt").write_text(_stamp(time) + "\n", encoding="utf-8")
        for path, content in contents.items():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            (new / path).write_bytes(content)
        if folder.exists():
            kept = self._place_aside(student, there or time, before or b"")
            kept.parent.mkdir(parents=True, exist_ok=True)
            if kept.exists():  # kept by a run before this one
                kept = kept.with_name(f"{kept.name}-{os.getpid()}")
            folder.rename(kept)
            self._report.kept.append(f"{student}: what was there is now in {self._shown(kept)}")
            self._report.done["newer"] += 1
        else:
            self._report.done["new"] += 1
        new.rename(folder)
        clear_beside(folder)

    def _set_aside(self, student: str, work: Work, reason: str) -> None:
        """Keep a file that does not count."""
        one = work.handed_in
        place = self._place_aside(student, one.entry.time, work.content)
        if place.exists():  # by a run before this one
            return
        new = beside(place)
        ending = "py" if one.is_script else "ipynb"
        (new / f"{self._assignment}.{ending}").write_bytes(work.content)
        (new / "timestamp.txt").write_text(_stamp(one.entry.time) + "\n", encoding="utf-8")
        new.rename(place)
        self._report.kept.append(
            f"{student}: {one.source.name}: {one.entry.path!r}: {reason}; "
            f"kept in {self._shown(place)}"
        )

    def _folder(self, student: str) -> Path:
        directory = self._coursedir.submitted_directory
        return Path(
            os.path.normpath(self._coursedir.format_path(directory, student, self._assignment))
        )

    def _place_aside(self, student: str, time: datetime.datetime, content: bytes) -> Path:
        name = f"{time:%Y%m%dT%H%M%SZ}-{hashlib.sha256(content).hexdigest()[:8]}"
        return self._superseded / student / self._assignment / name

    def _shown(self, path: Path) -> Path:
        return path.relative_to(self._superseded.parent)


def _own_path(entry: Entry, student: str, named: Named, layout: str) -> str:
    """Return a file's path within what the student handed in."""
    if layout in SYSTEMS:
        return named.file
    start = _own_folder(entry.parts, student, named)
    return "/".join(entry.parts[start or -1 :])


def _own_folder(parts: Sequence[str], student: str, named: Named) -> int | None:
    """Return how many folders it takes to the last one that is named as the student is."""
    ends = range(len(parts) - 1, 0, -1)
    names = (student, named.person)
    return next((end for end in ends if without_copy(parts[end - 1])[0] in names), None)


def _in_own_folders(
    works: Iterable[HandedIn], others: Iterable[Entry]
) -> dict[str, list[Companion]]:
    """Return the files below the folders that are one student's alone, and name this student."""
    owners: dict[tuple[str, ...], set[str]] = {}
    own: dict[tuple[str, ...], str] = {}
    for one in works:
        parts = one.entry.parts
        for end in range(1, len(parts)):
            owners.setdefault(parts[:end], set()).add(one.student)
        if start := _own_folder(parts, one.student, one.named):
            own[parts[:start]] = one.student
    found: dict[str, list[Companion]] = {}
    for entry in others:
        for end in range(len(entry.parts) - 1, 0, -1):
            folder = entry.parts[:end]
            if folder in own and len(owners[folder]) == 1:
                companion = Companion("/".join(entry.parts[end:]), entry)
                found.setdefault(own[folder], []).append(companion)
                break
    return found


def _nothing_in(entry: Entry) -> str:
    """Say that a student handed in no notebook, and what to do with a file that may hold one."""
    reason = "no notebook and no script was handed in"
    if entry.parts[-1].lower().endswith(UNREADABLE_ARCHIVES):
        return f"{reason}; an archive of this kind is not opened: ask for a zip, or the notebook"
    return reason


def _time_there(folder: Path, target: Path) -> datetime.datetime | None:
    """Return the time of the submission that is there, or None."""
    with contextlib.suppress(OSError, ValueError):
        text = (folder / "timestamp.txt").read_text(encoding="utf-8").strip()
        text = re.sub(r" UTC$", "+00:00", text)
        time = datetime.datetime.fromisoformat(text)
        return time if time.tzinfo else time.replace(tzinfo=datetime.UTC)
    with contextlib.suppress(OSError):
        return datetime.datetime.fromtimestamp(target.stat().st_mtime, datetime.UTC)
    return None


def _stamp(time: datetime.datetime) -> str:
    """Write a time as nbgrader's own ``collect`` does."""
    return time.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def zone_asked(name: str | None) -> datetime.tzinfo | None:
    """Return the zone of an archive's times that was asked for; None where none was.

    Raises
    ------
    nbseal.errors.LMSError
        If it is unknown.
    """
    if not name:
        return None
    try:
        return zone_of(name)
    except ValueError as error:
        raise LMSError(str(error)) from None


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) if not name.isidentifier() else name for name in names[:SHOWN])
    more = len(names) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _print_report(report: Report, assignment: str, roster: Roster | None) -> None:
    for line in [*(roster.notes if roster else []), *report.notes]:
        print(f"note: {line}")
    for line in report.kept:
        print(f"kept aside: {line}")
    if report.late:
        print(f"late: {_list(sorted(report.late))}")
    if roster:
        missing = [p.student for p in roster.people if p.student not in report.students]
        if missing:
            print(f"nothing from {len(missing)} of the roster: {_list(missing)}")
    for line in report.refused:
        print(f"refused: {line}", file=sys.stderr)
    done = report.done
    counts = ", ".join(f"{done[kind]} {kind}" for kind in ("new", "newer", "unchanged"))
    print(
        f"{assignment}: {done.total()} submissions ({counts}); {len(report.kept)} files kept "
        f"aside, {len(report.refused)} refused"
    )
