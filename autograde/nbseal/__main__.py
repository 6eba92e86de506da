"""The command ``nbseal``."""

import argparse
import sys
from importlib import import_module

#: By name: the module with ``add_arguments(parser)`` and ``main(options)``, which returns the exit
#: status; and a line of help.
COMMANDS = {
    "collect": ("nbseal.lms.collect", "put what a class handed in where it is graded"),
    "export": ("nbseal.lms.export", "write grades for Moodle, Canvas or a spreadsheet"),
    "doctor": ("nbseal.doctor.command", "say how this machine can confine a student's code"),
    "report": ("nbseal.report.command", "make a page about what a class handed in and got"),
}


def main(arguments=None):
    """Run a command; return its exit status."""
    parser = argparse.ArgumentParser(prog="nbseal", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    arguments = sys.argv[1:] if arguments is None else arguments
    for name, (module, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"nbseal {name}: {text}")
        if name in arguments[:1]:  # the other commands' libraries take seconds to import
            import_module(module).add_arguments(command)
    options = parser.parse_args(arguments)
    return import_module(COMMANDS[options.command][0]).main(options)


if __name__ == "__main__":
    sys.exit(main())
