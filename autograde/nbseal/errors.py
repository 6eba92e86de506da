"""The grader's exceptions.

- `NbsealError`

  - `CourseError`: what a teacher asked for cannot be done

    - `LMSError`

      - `ArchiveError`
      - `ScriptError`

    - `ReportError`

  - `SubmissionError`: a submission cannot be read
  - `IsolationError`: this machine cannot confine a student's code
  - `ForkServerError`: no process can be forked
  - `KernelEndedError`: a process that runs cells has ended
  - `FrameError`: what such a process sends is not a frame
  - `RunError`: a run of many submissions cannot go on

    - `LockedError`
    - `GradebookError`
    - `ClusterError`
    - `UnfitWorkerError`
    - `WorkerEndedError`
    - `OverdueError`

  - `PeerError`: the other process of a submission is gone, silent or talks nonsense

    - `SilentPeerError`

  - `WireError`: a message from the other process is malformed
  - `CannotCross`: a value may not go to the other process

Each message is for the person who can do something about it: it names file, student, cell and
reason, and a command shows it alone; ``--debug`` shows the traceback too.
"""

from nbseal.messages import message


class NbsealError(Exception):
    """The root of all exceptions of the grader."""


class CourseError(NbsealError):
    """A teacher's request cannot be carried out; the message says why."""


class LMSError(CourseError):
    """A file from a learning management system, or for it, is not as expected."""


class ArchiveError(LMSError):
    """A file, or a whole archive, that is not read; the message says why."""


class ScriptError(LMSError):
    """A script in which no answers are found; the message says why."""


class ReportError(CourseError):
    """A report that cannot be made; the message says why."""


class SubmissionError(NbsealError):
    """A submission that cannot be read; the message says why, for student and teacher.

    Parameters
    ----------
    key : str
        An entry of `nbseal.messages`.
    **values
        What stands in its braces.

    Attributes
    ----------
    message : nbseal.messages.Message
    """

    def __init__(self, key: str, **values: object) -> None:
        self.message = message(key, **values)
        super().__init__(self.message)
        self.key, self.values = key, values


class IsolationError(NbsealError):
    """The machine cannot confine a student's code; the message says what is missing."""


class ForkServerError(NbsealError):
    """The zygote ended, refused or does not answer; the message says why."""


class KernelEndedError(NbsealError):
    """A process that runs cells has ended.

    Attributes
    ----------
    reason : str
        ``"time"``, ``"total"``, ``"silent"``, or what the process ended with: ``"memory"``,
        ``"processes"``, ``"disk"``, ``"exit 3"``, ``"signal 9"`` and the like.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FrameError(NbsealError):
    """The bytes that came are not a frame, or too large a one; the message says which."""


class RunError(NbsealError):
    """A run of many submissions cannot go on; what was recorded stays."""


class LockedError(RunError):
    """Another run holds the lock; the message says which."""


class GradebookError(RunError):
    """The gradebook cannot be read or written; the message says why."""


class ClusterError(RunError):
    """The cluster cannot be reached, or is gone; the message says more."""


class UnfitWorkerError(RunError):
    """A worker that would give other grades than the course asks for; the message says why."""


class WorkerEndedError(RunError):
    """A submission whose worker ended each time."""


class OverdueError(RunError):
    """A submission that was not back long after its limit."""


class PeerError(NbsealError):
    """The other process is gone, silent, or talks nonsense; the message says which."""


class SilentPeerError(PeerError):
    """The other process did not answer in time."""


class WireError(NbsealError, ValueError):
    """A message is malformed, too large or too deep."""


class CannotCross(NbsealError, TypeError):  # noqa: N818  (a refusal, named as it is told)
    """A value may not go to the other process.

    Attributes
    ----------
    reason : str
        Why not, and what to do.
    path : str
        Where the value is, such as ``result[2]['a']``.
    type_name : str
        Its type.
    """

    def __init__(self, reason: str, path: str = "", type_name: str = "") -> None:
        where = f"{path} ({type_name}) cannot go to the other process: " if path else ""
        super().__init__(f"{where}{reason}")
        self.reason, self.path, self.type_name = reason, path, type_name
