"""Floods of output and messages, and markup aimed at the log and the page."""

from tests.hostile.isolation.common import attack

GIGABYTE = """
line = "x" * 1_000_000
for _ in range(1000): print(line)
"""
ENDLESS = """
while True: print("x" * 1000)
"""
DISPLAYS = """
from IPython.display import display, clear_output
for number in range(10_000):
    display(number, display_id="one" if number % 2 else None)
"""
COMMS = """
from comm import create_comm
for number in range(10_000):
    create_comm(target_name="jupyter.widget", data={"state": {"x": "y" * 100}})
"""
LARGE = """
from IPython.display import display, publish_display_data
publish_display_data({"image/png": "A" * 150_000_000})
"""
INPUT = """
for _ in range(1000):
    try: input("password: ")
    except Exception as error: pass
import getpass
getpass.getpass()
"""
INPUT_REQUESTS = """
kernel = get_ipython().kernel
ident = kernel._get_shell_context_var(kernel._shell_parent_ident)
for _ in range(1000):
    kernel.session.send(kernel.stdin_socket, "input_request", {"prompt": "", "password": True},
                        kernel.get_parent(), ident=ident)
kernel._input_request("password: ", ident, kernel.get_parent(), password=True)
"""
MARKUP = r"""
import sys
from IPython.display import HTML, Javascript, Markdown, SVG, Latex, display
script = "<script>alert('MARKUP')</script>"
image = "<img src=x onerror=\"alert('MARKUP')\">"
print("\x1b[2J\x1b]0;title\x07\x1b[31mred\x1b[0m\r" + script + image)
print(script, file=sys.stderr)
for make in (HTML, Markdown, Latex): display(make(script + image + "</div></body>"))
display(HTML("<iframe srcdoc=\"" + script.replace('"', "'") + "\"></iframe><style>*{}</style>"))
display(Javascript("alert('MARKUP')"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('MARKUP')\">" + script
            + "</svg>"))
display({"text/html": script, "application/javascript": "alert('MARKUP')",
         "application/vnd.jupyter.widget-view+json": {"model_id": script},
         "text/x-other": script, "image/png": "\"><script>alert('MARKUP')</script>"}, raw=True)
class Odd(Exception): pass
Odd.__name__ = Odd.__qualname__ = script
raise Odd("\x1b[2J" + script + image)
"""

# Whether a kernel that floods its client can still be interrupted is a matter of speed: these come
# when all checks are done.
BANK = [
    attack("gigabyte", "prints a gigabyte", GIGABYTE, place="end", alone=True),
    attack("endless-output", "prints without end", ENDLESS, place="end", alone=True),
    attack("displays", "shows 10,000 things", DISPLAYS, place="end"),
    attack("comms", "opens 10,000 widgets", COMMS, place="end"),
    attack("large-message", "shows a picture of 150 MB", LARGE, place="end"),
    attack("input", "asks for input", INPUT),
    attack("input-requests", "asks for input behind IPython's back", INPUT_REQUESTS),
    attack("markup", "markup and terminal codes in outputs", MARKUP),
]
