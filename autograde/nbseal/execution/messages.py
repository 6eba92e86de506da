"""The messages between a grader, its zygote and the keepers, each a line of JSON.

Only types stand here: the processes that run cells do not import this module.
"""

from typing import TypedDict

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
