"""Forgeries by what a student's process sends: to the checks, and as a kernel to its client."""

from tests.hostile.bank import Submission
from tests.hostile.forgery.common import NO_HELLO, NO_MEAN, WRONG

#: Finds the socket to the checks; in an ordinary kernel there is none.
FIND = r"""
import gc, os, socket, threading, time
side = next((o for o in gc.get_objects() if type(o).__name__ == "StudentSide"), None)
link = side and socket.socket(fileno=os.dup(side.channel.fileno()))
def write(data):
    if link is not None:
        try:
            link.setblocking(True)
            link.sendall(data)
        except OSError as error:
            print(error)
def send(value):
    if side is not None:
        from nbseal.sealed.wire import encode
        write(b"".join(bytes(part) for part in encode(value)))
"""


def _wire(name, what, answer=WRONG, top="", points=NO_MEAN, **answers):
    """Return a submission that finds the socket and uses it in the answer's cell or before."""
    answers = {"mean_of_squares": FIND + answer, **answers}
    return Submission(name, what, points, answers, {"setup": FIND + top} if top else {})


AHEAD = """
for number in [*range(300), 2**62, -1]:
    send({"to": number, "value": 14 / 3, "printed": ""})
"""
ODD_NUMBERS = """
import numpy as np
for number in (True, 1.0, "1", None, np.arange(3), np.array(1), [1], {}, float("nan"), 10**60):
    send({"to": number, "value": 14 / 3})
    send({"id": number, "operation": "callback", "within": number, "arguments": number})
"""
REQUESTS = """
for operation in ("names", "probe", "call", "getattr", "callback", "exec", "__class__", 1, None):
    for arguments in ({"function": 1, "positional": ()}, {"number": 1}, None, [], {"names": ["x"]}):
        send({"id": 1, "operation": operation, "within": 1, "arguments": arguments, "released": 5})
"""
#: While a check waits, everything that it could be waiting for.
DURING = """
class Sends:
    def __init__(self, make): self.make = make
    def __call__(self, x):
        if side is not None and side._serving:
            self.make(side._serving[-1])
        return 0.0
"""
REFERENCES = (
    DURING
    + r"""
class Runs:
    def __reduce__(self): return exec, ("print('PICKLE RAN')",)
import pickle
def forge(number):
    from nbseal.sealed.codec import Encoder
    for reference in (
        {"kind": "value", "pickle": pickle.dumps(Runs())},
        {"kind": "object", "number": 10**9, "type": "float64", "callable": True, "repr": "4.67"},
        {"kind": "object", "number": -1, "type": "a\0b", "callable": True, "repr": "\x1b[2J"},
        {"kind": "object", "number": True, "type": None, "callable": 1, "repr": None},
        {"kind": "callback", "number": 0},
        {"kind": "module", "number": 1, "name": "numpy"},
        {},
    ):
        message = {"to": number, "value": object(), "printed": ""}
        parts = Encoder(handle=lambda value: reference, limits=None).message(message)
        write(b"".join(bytes(part) for part in parts))
mean_of_squares = Sends(forge)
"""
)
ERRORS = (
    DURING
    + r"""
kinds = ["SystemExit", "\x1b[2J<b>", "a" * 10**6, "", "a\0b", "PeerError", "KernelEnded", "True"]
def forge(number):
    from nbseal.sealed.wire import encode
    kind = kinds.pop() if kinds else "ValueError"
    class Named(type): __name__ = property(lambda cls: kind)
    class Odd(Exception, metaclass=Named): pass
    send({"to": number, "error": Odd("<script>alert('MARKUP')</script>" * 9)})
mean_of_squares = Sends(forge)
hello = Sends(forge)
"""
)
REPLIES = (
    DURING
    + """
def forge(number):
    for extra in ({"value": 14 / 3, "error": None}, {"value": 14 / 3, "error": 0}, {"error": "no"},
                  {"value": 14 / 3, "printed": 14 / 3}, {"printed": "1" * 100_000}):
        send({"to": number, **extra})
mean_of_squares = Sends(forge)
"""
)
SAYS_ALL = """
import numpy as np
if side is not None:
    real = side.answer
    def answer(request):
        arguments = request.get("arguments", {})
        # Whatever is asked: the worked example's result, unchanged arguments.
        value = 14 / 3
        if request["operation"] == "probe":
            value = (14 / 3, tuple(arguments["positional"][1:]))
        if request["operation"] == "names":
            return real(request)
        side.send({"to": request["id"], "value": value, "printed": ""})
    side.answer = answer
"""
NAMES = """
if side is not None:
    # The names that checks define and use, too.
    real_names = side.do_names
    def do_names(names):
        every = ["check_close", "check_shape", "check_type", "expect", "np", "len", "probe",
                 "check_mean_of_squares", "check_mean_of_squares_hidden", "__builtins__"]
        return {**real_names(names), **{name: print for name in every}}
    side.do_names = do_names
"""
FETCH_FAILS = """
reads = 0
if side is not None:
    real_names = side.do_names
    def do_names(names):
        # The first check cannot even begin, so that what it defines is looked for here.
        global reads
        reads += 1
        if reads <= 2: raise KeyError(names)
        print(names)
        return real_names(names)
    side.do_names = do_names
def check_mean_of_squares(*args, **kwargs): return None
check_mean_of_squares_hidden = check_close = check_mean_of_squares
"""
OVERSIZED = """
from nbseal.sealed.codec.common import MAGIC, PREAMBLE
for sizes in ((2**31 - 1, 0), (0, 2**63), (2**20, 2**40)):
    write(PREAMBLE.pack(MAGIC, *[size % 2**min(63, 8 * 4) for size in sizes]))
"""
DEEP = """
if side is not None:
    from nbseal.sealed.codec.common import MAGIC, PREAMBLE
    header = b"\\x91" * 1_000_000 + b"\\xc0"
    write(PREAMBLE.pack(MAGIC, len(header), 0) + header)
"""
SLOW = """
def trickle():
    if side is not None:
        from nbseal.sealed.codec.common import MAGIC, PREAMBLE
        write(PREAMBLE.pack(MAGIC, 1000, 0))
        for _ in range(60):
            write(b"\\x90")
            time.sleep(0.5)
threading.Thread(target=trickle, daemon=True).start()
"""
HALF = """
if side is not None:
    from nbseal.sealed.codec.common import MAGIC, PREAMBLE
    write(PREAMBLE.pack(MAGIC, 1000, 0) + b"half")
    link.shutdown(socket.SHUT_WR)
"""
JUNK = """
import random
def junk():
    for _ in range(50): write(random.randbytes(100_000))
threading.Thread(target=junk, daemon=True).start()
"""
FLOOD = """
def flood():
    while True: send({"operation": "callback", "id": 1, "within": 1, "arguments": {}})
if side is not None: threading.Thread(target=flood, daemon=True).start()
"""
CLOSES = """
if side is not None: os.close(side.channel.fileno())
"""
READS_ALL = """
# Reads the requests itself, and answers each with what passes the worked example.
def reads():
    from nbseal.sealed.wire import Channel
    channel = Channel(link)
    while True:
        request = channel.receive(resolve=lambda reference: reference)
        print("request:", request)
        channel.send({"to": request["id"], "value": 14 / 3, "printed": ""})
if side is not None:
    from tornado.ioloop import IOLoop
    IOLoop.current().remove_handler(side.channel.fileno())
    threading.Thread(target=reads, daemon=True).start()
"""
IOPUB = """
kernel = get_ipython().kernel
session, parent = kernel.session, kernel.get_parent()
def forge(*_):
    for kind, content in (
        ("execute_result", {"data": {"text/plain": "1"}, "metadata": {}, "execution_count": 1}),
        ("status", {"execution_state": "idle"}),
        ("update_display_data", {"data": {"text/plain": "1"}, "metadata": {},
                                 "transient": {"display_id": "x"}}),
    ):
        session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())
def mean_of_squares(x):
    forge()
    return 0.0
"""
REPLY = """
kernel = get_ipython().kernel
def forge(stream, idents, parent):
    content = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
    kernel.session.send(stream, "execute_reply", content, parent=parent, ident=idents)
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent=parent)
real = kernel.shell_handlers["execute_request"]
async def ahead(stream, idents, parent):
    forge(stream, idents, parent)
    await real(stream, idents, parent)
kernel.shell_handlers["execute_request"] = ahead
def mean_of_squares(x): return 0.0
"""
BAD_MESSAGES = r"""
kernel = get_ipython().kernel
session = kernel.session
def forge():
    for content in ({}, {"name": 5, "text": []}, {"name": "stdout", "text": "\x1b[2J" * 10},
                    {"data": None}, {"traceback": 1, "ename": {}, "evalue": None}):
        for kind in ("stream", "error", "execute_result", "display_data", "clear_output",
                     "comm_open", "no_such", "status", "execute_input", "update_display_data"):
            session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())
    kernel.iopub_socket.send_multipart([b"junk"] * 3)
    kernel.iopub_socket.send_multipart([b"<IDS|MSG>", b"", b"{", b"{}", b"{}", b"[" * 5000])
def mean_of_squares(x):
    forge()
    return 0.0
forge()
"""
OTHER_KERNEL = """
import glob, json
paths = {*glob.glob("/tmp/**/*.json", recursive=True),
         *glob.glob("../../**/*.json", recursive=True),
         *glob.glob("/run/**/*.json", recursive=True)}
mine = get_ipython().config.get("IPKernelApp", {}).get("connection_file", "")
for path in paths:
    try:
        about = json.load(open(path))
    except (OSError, ValueError): continue
    if type(about) is dict and "key" in about and os.path.realpath(path) != os.path.realpath(mine):
        print("another kernel:", path)
        from jupyter_client import BlockingKernelClient
        client = BlockingKernelClient()
        client.load_connection_info(about)
        client.start_channels()
        client.execute("check_close = expect = lambda *a, **k: None")
for line in open("/proc/net/unix"):
    print(line.strip()[:200])
"""

BANK = [
    _wire("wire-ahead", "sends replies ahead of time", WRONG + AHEAD),
    _wire(
        "wire-odd-numbers",
        "sends replies with numbers that are none",
        WRONG + ODD_NUMBERS,
    ),
    _wire("wire-requests", "asks what only checks may ask", WRONG + REQUESTS),
    _wire("wire-references", "refers to objects that are none, sends pickles", REFERENCES),
    _wire(
        "wire-errors",
        "sends exceptions with odd names",
        ERRORS,
        points=NO_MEAN | NO_HELLO,
        hello=FIND + ERRORS,
    ),
    _wire("wire-replies", "sends replies with parts that are none", REPLIES),
    _wire("wire-says-all", "answers everything by the worked example", WRONG + SAYS_ALL),
    _wire("wire-names", "gives names that were not asked for", WRONG + NAMES),
    _wire("wire-fetch-fails", "defines what a check could not define", WRONG + FETCH_FAILS),
    _wire("wire-oversized", "declares sizes of gigabytes", WRONG + OVERSIZED),
    _wire("wire-deep", "nests a million lists", WRONG + DEEP),
    _wire("wire-slow", "sends a byte each half second", WRONG + SLOW),
    _wire("wire-half", "sends half a message and hangs up", WRONG + HALF),
    _wire("wire-junk", "sends random bytes", WRONG + JUNK),
    _wire("wire-flood", "sends requests without end", WRONG + FLOOD),
    _wire("wire-closes", "closes the socket", WRONG + CLOSES),
    _wire("wire-reads-all", "answers the checks in place of the kernel", WRONG + READS_ALL),
    Submission(
        "iopub-result",
        "publishes a result and idle before the error",
        NO_MEAN,
        {"mean_of_squares": IOPUB},
    ),
    Submission(
        "reply-ahead",
        "sends ok and idle before a cell runs",
        NO_MEAN,
        {"mean_of_squares": REPLY},
    ),
    Submission(
        "iopub-junk",
        "publishes messages that are none",
        NO_MEAN,
        {"mean_of_squares": BAD_MESSAGES},
    ),
    _wire("other-kernel", "looks for the check's kernel and its key", WRONG + OTHER_KERNEL),
]
