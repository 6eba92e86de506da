"""The messages between a grader, its zygote, the keepers and the processes that run cells.

Zygote and keepers speak in lines of JSON, the others in frames (`nbseal.execution.frames`). Only
types stand here: the processes that run cells do not import this module.
"""

from typing import Any, NotRequired, TypedDict

from nbseal.confinement.mechanism import Plan


class ForkRequest(TypedDict):
    """The order to fork a process that runs cells.

    Attributes
    ----------
    directory : str
        The directory that is the process's own.
    cwd : str
        Where it works, if it is not confined.
    env : dict of str to str
        Its environment.
    plan : nbseal.confinement.mechanism.Plan or None
        None for a process without limits.
    serve : str or None
        A module whose ``install`` is called in it.
    fds : list of str
        Names of the descriptors that it gets, in the order in which they are sent.
    """

    directory: str
    cwd: str
    env: dict[str, str]
    plan: Plan | None
    serve: str | None
    fds: list[str]


class OrdinaryProcess(TypedDict):
    """The argument of a process that is started, not forked.

    Attributes
    ----------
    keeper, cells : int
        The descriptors of its sockets.
    serve : str or None
        A module whose ``install`` is called in it.
    fds : dict of str to int
        Further descriptors, by name.
    libraries : list of str
        What it imports first.
    """

    keeper: int
    cells: int
    serve: str | None
    fds: dict[str, int]
    libraries: list[str]


class ProcessState(TypedDict, total=False):
    """The news of a process, as its keeper, the zygote or itself tells them.

    Attributes
    ----------
    pid : int
        The keeper's number.
    ready : bool
        It takes cells.
    error : str
        Why it could not start.
    reason : str or None
        Why it ended: ``"exit 0"``, ``"signal 9"``, ``"server"`` or the limit that it broke.
    status : int
        Its exit status, negative for a signal.
    peak : int or None
        The most bytes of memory that it took, if it has limits.
    """

    pid: int
    ready: bool
    error: str
    reason: str | None
    status: int
    peak: int | None


ZygoteRequest = TypedDict(
    "ZygoteRequest",
    {"import": list[str], "attach": bool, "fork": ForkRequest, "kill": int},
    total=False,
)
"""What a zygote is asked for; `nbseal.execution.zygote.Zygote` says what each key does."""


class ZygoteAnswer(TypedDict, total=False):
    """The answer to an ``import``, and to what a zygote could not do.

    Attributes
    ----------
    error : str
        Why it could not be done.
    """

    error: str


class CellRequest(TypedDict):
    """The header of the frame that asks for a cell; its one part is the cell's source.

    Attributes
    ----------
    cell : int
        The number that every frame about it names.
    left : int
        Characters of output that are still wanted.
    call : str
        A method of what ``install`` returned, to be called before the cell.
    arguments : list
        Plain values for it.
    """

    cell: int
    left: int
    call: NotRequired[str]
    arguments: NotRequired[list[Any]]


class CellNews(TypedDict, total=False):
    """The header of a frame that a process sends of its running cell; nothing in it is trusted.

    Attributes
    ----------
    cell : int
        The cell's number.
    kind : {"stream", "display", "result", "update", "error", "clear", "cut", "done"}
        ``"cut"``: there was more output than was wanted. ``"done"``: the cell has ended.
    name : str
        Of a stream, or of an exception's class.
    texts : dict of str to str or None
        An exception's message by language.
    types : list of [str, {"text", "json"}]
        MIME type and form of each part of a display.
    metadata : dict
        A display's.
    display_id : str
        By which it is updated.
    count : int
        The cell's number in the history.
    wait : bool
        Whether outputs are forgotten only when the next one comes.
    failed : bool
        Whether the cell ended with an error, whose name and message are the frame's parts.
    """

    cell: int
    kind: str
    name: str
    texts: Any
    types: Any
    metadata: Any
    display_id: Any
    count: Any
    wait: Any
    failed: Any
