"""Which of a source's code runs beside the checks, and whose each name is."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbseal.sealed.analysis import plan_checks
from nbseal.sealed.names import names_in, statements

LOCKED = {"locked": True, "grade": False, "solution": False}
SOLUTION = {"locked": False, "grade": False, "solution": True}
CHECK = {"locked": True, "grade": True, "solution": False, "points": 1}


def plan(*cells):
    """Return the plan of a notebook of (kind, source), named c0, c1 ..."""
    notebook = new_notebook()
    for number, (kind, source) in enumerate(cells):
        cell = new_code_cell(source)
        if kind:
            cell.metadata["nbgrader"] = {"grade_id": f"c{number}", **kind}
        notebook.cells.append(cell)
    return plan_checks(notebook)


def beside(plan):
    """Return all code that runs beside the checks."""
    return [piece["code"] for pieces in plan["pieces"].values() for piece in pieces]


def test_what_a_solution_changes_is_the_students_and_what_it_reads_is_not():
    made = plan(
        (LOCKED, "items = []\nlimit = 3"),
        (SOLUTION, "items.append(limit)"),
        (CHECK, "assert items == [3] and limit == 3"),
    )
    assert made["checks"]["c2"]["student"] == ["items"]


def test_a_check_is_not_judged_by_a_helper_of_the_students():
    made = plan(
        (None, "def close(a, b):\n    return abs(a - b) < 1e-6"),
        (SOLUTION, "x = 1\n"),
        (CHECK, "assert close(x, 1)"),
    )
    assert made["checks"]["c2"]["own"] == ["close"]
    assert beside(made) == ["def close(a, b):\n    return abs(a - b) < 1e-06"]


def test_what_a_student_is_to_fill_in_is_the_students_once_it_was_changed():
    stub, value = "def f(x):\n    pass", "answer = None"
    made = plan((None, stub), (None, value), (CHECK, "assert f(1) == answer"))
    names = {given["source"]: given["names"] for given in made["checks"]["c2"]["plain"]}
    assert names == {stub: ["f"], value: ["answer"]}


def test_imports_of_a_solution_serve_the_check_and_one_that_is_the_answer_is_looked_for():
    made = plan(
        (SOLUTION, "import numpy as np\ndef f(x):\n    return np.sum(x)"),
        (SOLUTION, "from math import sqrt"),
        (CHECK, "assert f(np.ones(2)) == sqrt(4)"),
    )
    assert beside(made) == ["import numpy as np"]
    assert made["checks"]["c2"]["imports"] == {"sqrt": "from math import sqrt"}


def test_what_is_made_of_a_students_work_is_the_students():
    made = plan(
        (SOLUTION, "def f(x):\n    return x"),
        (LOCKED, "import math\nresult = f(3)\nlimit = math.pi"),
        (CHECK, "assert result < limit"),
    )
    assert "result" in made["checks"]["c2"]["student"]
    assert beside(made) == ["import math\nlimit = math.pi"]


def test_whose_a_name_is_depends_on_the_place():
    made = plan(
        (SOLUTION, "total = 1"),
        (CHECK, "total = total + 1\nassert total == 2"),
        (CHECK, "assert total == 2"),
        (SOLUTION, "total = 5"),
        (CHECK, "assert total == 5"),
    )
    owners = [("total" in made["checks"][c]["student"]) for c in ("c1", "c2", "c4")]
    assert owners == [True, False, True]
    assert "total" in made["checks"]["c2"]["own"]


def test_a_checks_variables_reach_the_solutions_that_read_them_unless_they_are_hidden():
    solution = (SOLUTION, "def f():\n    return shown + hidden")
    shown = "import math\nshown = 1\n"
    hidden = "### BEGIN HIDDEN TESTS\nimport secrets\nhidden = 2\n### END HIDDEN TESTS\n"
    made = plan(solution, (CHECK, f"{shown}{hidden}assert f() == 3"))
    assert made["checks"]["c1"]["exports"] == ["shown"]
    assert made["checks"]["c1"]["share"] == ["import math"]


def test_names_in_texts_are_looked_for():
    made = plan((SOLUTION, "f = 1"), (CHECK, "assert 'f' in globals() and eval('f + g') == 2"))
    assert made["checks"]["c1"]["named"] == ["f", "g"]


def test_cells_that_are_no_python_bind_nothing():
    made = plan((None, "This is **text**"), (None, "%%bash\nls"), (CHECK, "assert True"))
    assert beside(made) == []


@pytest.mark.parametrize(
    ("source", "reads", "binds", "changes"),
    [
        ("a = b", {"b"}, {"a"}, set()),
        ("a = a + 1", {"a"}, {"a"}, set()),
        ("a.b[0] = c", {"a", "c"}, set(), {"a"}),
        ("for a in b:\n    c = a", {"b"}, {"a", "c"}, set()),
        ("[a for a in b if a > c]", {"b", "c"}, set(), set()),
        ("try:\n    a()\nexcept E as e:\n    print(e)", {"a", "E", "print"}, set(), {"a"} - {"a"}),
        ("%time a = b", {"get_ipython"}, set(), set()),
        ("class A(B):\n    c = d", {"B", "d"}, {"A"}, set()),
    ],
)
def test_names(source, reads, binds, changes):
    names = names_in(statements(source))
    assert (names.reads, names.binds, names.changes) == (reads, binds, changes)


def test_classes_of_a_module_beside_the_notebook_are_handed_out_too():
    files = {
        "zoo.py": b"class Animal:\n    pass\ndef feed():\n    pass\n",
        "b/c.py": b"class D: pass",
    }
    notebook = new_notebook()
    sources = [(None, "from zoo import *\nfrom b.c import D as E, F\nfrom math import pi")]
    for number, (kind, source) in enumerate([*sources, (CHECK, "assert E() and Animal()")]):
        cell = new_code_cell(source)
        if kind:
            cell.metadata["nbgrader"] = {"grade_id": f"c{number}", **kind}
        notebook.cells.append(cell)
    check = plan_checks(notebook, files)["checks"]["c1"]
    assert check["classes"] == ["Animal", "E"]
    assert {"Animal", "E", "pi"} <= set(check["own"])
