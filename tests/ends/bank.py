"""Try answers in the Python that runs this: ``bank.py TASKS FOUND``, both JSON.

Stands alone: a student's environment has neither the grader nor the workshop. The solution runs
once, from top to bottom; each answer starts, in a child, where the solution has got to at the first
cell that the answer fills, and ends behind the last one that it fills or has results for.
"""

import contextlib
import importlib
import io
import json
import os
import sys
import tempfile
import traceback

import matplotlib as mpl

mpl.use("agg")
LIMIT = 120  # seconds an answer


def problems_of(cells, answer, namespace):
    """Run cells with an answer; return a line for each check that gave something else."""
    problems = []
    for cell in cells:
        error = run(answer["sources"].get(cell["id"], cell["source"]), cell["id"], namespace)
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


def run(source, name, namespace):
    """Run a cell; return what it raised, as text, or None."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, name, "exec"), namespace)
    except (Exception, SystemExit) as raised:
        return f"{type(raised).__name__}: {raised}"
    return None


def item_of(name):
    """Return the item that a cell belongs to: its own name, or that of which it is a check."""
    return name.removesuffix("-visible").removesuffix("-hidden")


def own_cells(exercise, answer):
    """Return the places of an answer's first cell and of the one behind its last."""
    items = {item_of(name) for key in ("sources", "points", "messages") for name in answer[key]}
    places = [place for place, cell in enumerate(exercise) if item_of(cell["id"]) in items]
    return (places[0], places[-1] + 1) if places else (0, len(exercise))


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
    solution, *others = answers
    own = {answer["name"]: own_cells(exercise, answer) for answer in others}
    results, namespace = {solution["name"]: []}, {"__name__": "__main__"}
    with contextlib.suppress(ImportError):
        # PyTorch 2.2 imports it, and SymPy, in each of the many workers that a check starts.
        importlib.import_module("torch.nested._internal.nested_tensor")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for place, cell in enumerate(exercise):
            for answer in others:
                first, end = own[answer["name"]]
                if first == place:
                    name, cells = answer["name"], exercise[first:end]
                    results[name] = in_a_child(problems_of, cells, answer, namespace)
            results[solution["name"]] += problems_of([cell], solution, namespace)
        os.chdir("/")
    with open(found, "w", encoding="utf-8") as file:
        json.dump(results, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
