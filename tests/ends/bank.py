"""Try answers in the Python that runs this: ``bank.py TASKS FOUND``, both JSON.

Stands alone: a student's environment has neither the grader nor the workshop.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import traceback

import matplotlib as mpl

mpl.use("agg")
LIMIT = 120  # seconds an answer


def problems_of(exercise, answer):
    """Run an exercise with an answer; return a line for each check that gave something else."""
    namespace = {"__name__": "__main__"}
    problems = []
    for cell in exercise:
        source, error = answer["sources"].get(cell["id"], cell["source"]), None
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, cell["id"], "exec"), namespace)
        except (Exception, SystemExit) as raised:
            error = f"{type(raised).__name__}: {raised}"
        if cell["points"] is None:
            continue
        got = 0 if error else cell["points"]
        wanted = answer["points"].get(cell["id"], cell["points"])
        said = answer["messages"].get(cell["id"])
        if got != wanted or (cell["points"] == 0 and bool(error) != bool(said)):
            problems.append(f"{cell['id']}: expected {wanted} points, got {got} ({error})")
        elif said and said not in str(error):
            problems.append(f"{cell['id']}: no {said!r} in {error!r}")
    return problems


def in_a_child(function, *arguments):
    """Call a function in a forked process with a limit of time; return what it returns."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        import signal

        signal.alarm(LIMIT)
        try:
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)
                found = function(*arguments)
                os.chdir("/")
        except BaseException:
            found = [traceback.format_exc()]
        with os.fdopen(sending, "w") as pipe:
            json.dump(found, pipe)
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else [f"no result within {LIMIT} s"]


def main(tasks, found):
    """Try all answers of a file of tasks; write name to problems."""
    with open(tasks, encoding="utf-8") as file:
        exercise, answers = json.load(file)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(exercise[0]["source"], {})  # libraries once, for all children
    results = {answer["name"]: in_a_child(problems_of, exercise, answer) for answer in answers}
    with open(found, "w", encoding="utf-8") as file:
        json.dump(results, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
