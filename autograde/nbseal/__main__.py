"""The command ``nbseal``."""

import argparse
import errno
import sys
from collections.abc import Sequence
from importlib import import_module

from nbseal import __version__
from nbseal.errors import NbsealError

#: By name: the module with ``add_arguments(parser)`` and ``main(options)``, which returns the exit
#: status; and a line of help.
COMMANDS = {
    "collect": ("nbseal.lms.collect", "put what a class handed in where it is graded"),
    "export": ("nbseal.lms.export", "write grades for Moodle, Canvas or a spreadsheet"),
    "init": ("nbseal.authoring.init", "let an nbgrader course grade with sealed checks"),
    "check": ("nbseal.authoring.check", "say which checks of an assignment can be sealed"),
    "doctor": ("nbseal.doctor.command", "say how this machine can confine a student's code"),
    "watch": ("nbseal.arrival.command", "grade submissions as they arrive, and give feedback"),
    "extend": ("nbseal.lms.extend", "give some students more time"),
    "forget": ("nbseal.arrival.forget", "take out what a course holds of a student"),
    "anonymize": ("nbseal.lms.anonymize", "write a class's work and points without its names"),
    "report": ("nbseal.report.command", "make a page about what a class handed in and got"),
}

_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.

    Returns
    -------
    int
        The exit status: 0 where all went well.
    """
    parser = argparse.ArgumentParser(prog="nbseal", description="Grade nbgrader courses, sealed.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    asked = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, (module, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"nbseal {name}: {text}")
        if name == asked:  # the other commands' libraries take seconds to import
            import_module(module).add_arguments(command)
    options = parser.parse_args(arguments)
    try:
        return int(import_module(COMMANDS[options.command][0]).main(options))
    except (NbsealError, OSError) as error:
        said = _said(error) if isinstance(error, OSError) else str(error)
        if options.debug or not said:
            raise
        print(f"nbseal {options.command}: {said}", file=sys.stderr)
        return 2


def _said(error: OSError) -> str | None:
    """Return what to say of a file or of the disk; None for other errors, which are our own."""
    if error.filename:
        return f"{error.filename}: {error.strerror}"
    return error.strerror if error.errno in _OF_THE_DISK else None


if __name__ == "__main__":
    sys.exit(main())
