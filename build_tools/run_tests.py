"""``make test``: every notebook executed by nbval, then all tests; ends with pytest's summary."""

import os
import subprocess
import sys

from nbseal.confinement.policy import Isolation

from build_tools.build import real_data, uses_data
from build_tools.lessons import LANGUAGES, ROOT, find_lessons
from mlcourse.data import keep_data_folder

PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "2")
NBVAL = (*PYTEST, "--dist", "loadfile", "--nbval-current-env", "-p", "no:cacheprovider")


def main():
    """Run the parts in turn; return the exit status of the first that fails."""
    keep_data_folder()
    # Kernels of a test run take no settings from the user's own profile.
    os.environ["IPYTHONDIR"] = str(ROOT / ".venv" / "ipython")
    os.environ.pop("MPLBACKEND", None)  # it would leave out every figure
    print(f"Students' kernels are confined by {Isolation().describe()}", flush=True)
    for name, command in parts():
        print(f"== {name}", flush=True)
        status = subprocess.run(command, cwd=ROOT).returncode
        if status:
            print(f"== {name}: failed (exit status {status})", file=sys.stderr)
            return status
    return 0


def parts():
    """Return the name and the command of each part; without a path, pytest would run all tests."""
    real = real_data()
    compared, run_only = [], [str(ROOT / "source")]
    for lecture in (lecture for lesson in find_lessons() for lecture in lesson.lectures):
        paths = [str(ROOT / "notebooks" / lang / f"{lecture.name}.ipynb") for lang in LANGUAGES]
        if real or not uses_data(lecture):
            compared += paths
        else:
            run_only += paths
            print(f"{lecture.name}: real data out of reach: the lecture runs, outputs not compared")
    found = [("lectures, outputs compared", [*NBVAL, "--nbval", *compared])] if compared else []
    return [
        *found,
        ("sources, run", [*NBVAL, "--nbval-lax", *run_only]),
        ("tests", [*PYTEST, "--dist", "worksteal", "--durations", "8", str(ROOT / "tests")]),
    ]


if __name__ == "__main__":
    sys.exit(main())
