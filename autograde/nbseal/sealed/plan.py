"""The plan of a notebook's checks, as it goes from the source to the processes that judge."""

from typing import NotRequired, TypedDict


class Piece(TypedDict):
    """Code of the source that runs in the checks' process.

    Attributes
    ----------
    cell : str
        The name of the cell that it is from.
    code : str
        Python.
    """

    cell: str
    code: str


class GivenNames(TypedDict):
    """The names that a cell without a lock binds.

    Attributes
    ----------
    source : str
        The cell's text in the source.
    names : list of str
        Where a submission has no such cell any more, these names are the student's.
    """

    source: str
    names: list[str]


class Shares(TypedDict):
    """The changes that the student's process and a running check show each other.

    Attributes
    ----------
    files : bool
        Whether files of the working folder are among them.
    """

    files: bool


class CheckPlan(TypedDict, total=False):
    """The plan of one check.

    Attributes
    ----------
    student : list of str
        Names that are the student's here, always read from the student's process.
    own : list of str
        Names that never are.
    binds : list of str
        Names that the check itself binds.
    reads : list of str
        Global names that its text reads.
    imports : dict of str to str
        For each name that a solution made of nothing but imports binds, the statement.
    altered : list of str
        Names that the check binds and that functions of the source's solutions change.
    named : list of str
        Names that stand in the check's texts, as in ``'f' in globals()``.
    share : list of str
        Imports of the check that the student's functions find, too.
    exports : list of str
        Variables of the check that the source's solutions read.
    patches : list of [str, str]
        Owners and names of the attributes of modules that the check may replace.
    seeds : bool
        Whether it sets random generators that the student's functions draw from.
    warns : bool
        Whether it looks at warnings.
    plain : list of GivenNames
        Earlier cells without a lock.
    shares : Shares
        Only where the check and the student's code have to see each other's changes.
    classes : list of str
        Classes that are handed out.
    theirs : bool
        Whether objects of these live in the student's process.
    objects : bool
        Whether it uses classes that the source's solutions define: an object of such a class that
        is a list, say, and more, stays in the student's process. Elsewhere its data cross.
    learns : bool
        Whether what the check leaves to the student's classes is to be learned: only with the
        source's own solution.
    grants : list of str
        What was learned; see `nbseal.sealed.grants`.
    """

    student: list[str]
    own: list[str]
    binds: list[str]
    reads: list[str]
    altered: list[str]
    imports: dict[str, str]
    named: list[str]
    share: list[str]
    exports: list[str]
    patches: list[list[str]]
    seeds: bool
    warns: bool
    plain: list[GivenNames]
    shares: Shares
    classes: list[str]
    theirs: bool
    objects: bool
    learns: bool
    grants: list[str]


class Plan(TypedDict):
    """The plan of a notebook.

    Attributes
    ----------
    pieces : dict of str to list of Piece
        By the grade_id of the locked cell or check before which they run.
    checks : dict of str to CheckPlan
        By grade_id.
    replayed : list of str
        Checks that are judged by a replay, in the process of the submission's code.
    skipped : list of str
        Those of them that do not come to an end where they are sealed.
    leans : list of str
        Cells handed out that use what checks bind, and fail where these fail.
    fails : list of str
        Cells handed out that fail with the source's own solution.
    settling : bool
        Whether the judges of the checks are being settled.
    """

    pieces: dict[str, list[Piece]]
    checks: dict[str, CheckPlan]
    leans: list[str]
    replayed: NotRequired[list[str]]
    skipped: NotRequired[list[str]]
    fails: NotRequired[list[str]]
    settling: NotRequired[bool]
