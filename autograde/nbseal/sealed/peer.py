"""Requests and replies between the two kernels of a submission, over one channel.

Either side may ask while it answers: a check calls a student's function, which calls a function of
the check. Requests carry numbers that cannot be guessed, so that no reply is there ahead of time.
"""

import secrets
import time
import types
from collections.abc import Mapping
from typing import Any, TypedDict, cast

from nbseal.errors import PeerError, SilentPeerError, WireError
from nbseal.sealed.wire import Channel

#: Messages that answer nothing; more of them in one wait are an attack, not a late reply.
MAX_STRAY = 1_000


class Request(TypedDict, total=False):
    """A message that asks for something; of the student's side nothing in it is trusted.

    Attributes
    ----------
    id : int
        The number that the reply has to name.
    operation : str
        What is asked for.
    arguments : dict of str to object
        With what.
    released : list of int
        Objects of the student's that the checks no longer refer to.
    within : int
        The request that is being answered when this one is made.
    """

    id: int
    operation: str
    arguments: dict[str, Any]
    released: list[int]
    within: int


class Details(TypedDict):
    """The parts of an exception besides its text.

    Attributes
    ----------
    arguments : tuple
    attributes : dict of str to object
    lineage : tuple of str
        Its class and the bases of that, as module and name.
    cause : object
        The exception that it was raised from, or None.
    """

    arguments: tuple[Any, ...]
    attributes: dict[str, Any]
    cause: Any
    lineage: tuple[str, ...]


class Reply(TypedDict, total=False):
    """A message that answers a request; of the student's side nothing in it is trusted.

    Attributes
    ----------
    to : int
        The request's number.
    value, error : object
        The result, or the exception in its place.
    details : dict
        Arguments, attributes and cause of the exception.
    printed, warned : str
        The text that was written to standard output and standard error meanwhile.
    warnings : list of (tuple of str, str)
        The warnings that were given meanwhile, as names of classes and a text.
    shared : dict
        Changes of what a check and the student's code share; see `nbseal.sealed.sharing`.
    """

    to: int
    value: Any
    error: Any
    details: Any
    printed: Any
    warned: Any
    warnings: Any
    shared: Any


class Reference(TypedDict, total=False):
    """The plain data that stand for an object which stays where it is, or for a pickled one.

    Of the student's side nothing in it is trusted.

    Attributes
    ----------
    kind : {"object", "callback", "value"}
        An object of the student's, a function of the check's, or what a check sends as it is.
    number : int
        By which its own side knows the object.
    name : str
        A callback's.
    steps : bool
        Whether a callback gives the next values of a check's generator.
    pickle : bytes
        Of a value; never read on the check's side.
    type, repr, shape : str
        How the object shows itself, and what `nbseal.sealed.proxies.shape_of` says of it.
    callable, iterator, awaitable, stepwise : bool
    defines : tuple of str
        Which of truth, equality, membership, hash and format its class defines.
    its_class : int
        The number of its class.
    lineage : tuple of str
        Its class and the bases of that, as module and name.
    exception : tuple of str
        The names of an exception class and its bases.
    numbers : tuple of int
        The numbers of those of them that are not Python's own.
    steady : bool
        Whether this is a method that its object has from its class, so that the object has the same
        one whenever it is asked.
    """

    kind: str
    number: int
    name: str
    steps: bool
    pickle: bytes
    type: str
    repr: str
    shape: str
    callable: bool
    iterator: bool
    awaitable: bool
    stepwise: bool
    defines: tuple[str, ...]
    its_class: int
    lineage: tuple[str, ...]
    exception: tuple[str, ...]
    numbers: tuple[int, ...]
    steady: bool


def identity(value: object) -> tuple[str, str]:
    """Return by which name a value can be imported: its module's, and its own within it."""
    if isinstance(value, types.ModuleType):
        return (str(value.__name__), "")
    return (str(getattr(value, "__module__", "")), str(getattr(value, "__qualname__", repr(value))))


class Peer:
    """One side of the conversation.

    Parameters
    ----------
    channel : nbseal.sealed.wire.Channel
        Connected to the other kernel.
    limit : float or None
        Seconds that a request may take, or None for no limit.
    """

    #: Whether data that cannot cross go as references.
    refers_to_data = False

    def __init__(self, channel: Channel, limit: float | None = None) -> None:
        self.channel = channel
        self.limit = limit
        self._asking: list[int] = []

    def describe(self, value: Any) -> Reference | None:
        """Return a reference that stands for a value which is not plain data, or None."""
        raise NotImplementedError

    def resolve(self, reference: Reference) -> Any:
        """Return what a reference stands for."""
        raise NotImplementedError

    def answer(self, request: Request) -> None:
        """Answer a request of the other side."""
        raise NotImplementedError

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message; objects in it that are not plain data go as references."""
        self.channel.send(
            message, handle=self.describe, timeout=self.limit, refers=self.refers_to_data
        )

    def ask(self, operation: str, **fields: Any) -> Reply:
        """Send a request and wait for its reply, answering what is asked meanwhile.

        Parameters
        ----------
        operation : str
            What is asked for.
        **fields
            With what.

        Returns
        -------
        dict
            The reply.

        Raises
        ------
        SilentPeerError
            If no reply comes within the limit.
        PeerError
            If the other kernel has ended, or what it sends is not a message.
        """
        number = secrets.randbits(62)
        deadline = None if self.limit is None else time.monotonic() + self.limit
        self._asking.append(number)
        try:
            self.send({"id": number, "operation": operation, **fields})
            stray = 0
            while stray < MAX_STRAY:
                left = None if deadline is None else max(0.0, deadline - time.monotonic())
                message = self.channel.receive(resolve=self.resolve, timeout=left)
                if not isinstance(message, dict):
                    raise PeerError("the student's kernel sent something that is not a message")
                if message.get("to") == number:
                    return cast(Reply, message)
                if "operation" in message:
                    self.answer(cast(Request, message))
                else:
                    stray += 1
            raise PeerError("the student's kernel floods the checks with messages")
        except TimeoutError:
            raise SilentPeerError(f"no answer within {self.limit:g} s") from None
        except WireError as error:
            raise PeerError(f"the student's kernel sent a broken message: {error}") from None
        except (EOFError, OSError):
            raise PeerError("the student's kernel has ended") from None
        finally:
            self._asking.remove(number)

    def is_waiting_for(self, number: object) -> bool:
        """Tell whether a request of this side with this number is not answered yet."""
        return number in self._asking
