"""A check meets the student's work as copies of data and as proxies, over a real socket."""

import concurrent.futures
import contextlib
import random
import re
import socket
import threading
import xml.dom.minidom
from collections.abc import Sequence
from typing import Any

import cloudpickle
import numpy as np
import pytest
import torch
from nbseal.errors import PeerError, SilentPeerError
from nbseal.sealed.carrying import names_that_go_along, submodules_used
from nbseal.sealed.checker import (
    CheckSide,
    ProxyError,
    StudentError,
    missing_names,
)
from nbseal.sealed.codec.generators import legacy_state, python_state, torch_state
from nbseal.sealed.grants import Grants
from nbseal.sealed.student import StudentSide
from nbseal.sealed.wire import Channel

STUDENT = """
import numpy as np
import torch
from torch import nn

import re

found = re.search("b+", "abbc")

def opens(path):
    return open(path)

def looks_up(key):
    return {}[key]

class Perceptron:
    def __init__(self, n, rng):
        self.w = rng.standard_normal((n, 1))
    def forward(self, x):
        return x @ self.w
    def __eq__(self, other):
        return True
    def __array__(self, *args, **kwargs):
        return np.zeros((3, 1))

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)
    def forward(self, x):
        return self.layer(x)

def square(x):
    return x * x

def apply(function, *values):
    return [function(value) for value in values]

def change(x):
    x[0] = 100
    return x

def fails():
    raise NotImplementedError("not yet")

def loud(x):
    print("I was given", x)
    return x

stopped = False

def endless():
    while not stopped:
        pass

remembered = {}

def remember(function, x):
    if (function, x) not in remembered:
        remembered[function, x] = function(x)
    return remembered[function, x]

def same(a, b):
    return a is b

def numbers():
    yield from [1, 2.5, "three"]

class Broken(ValueError):
    pass

def broke():
    raise Broken("no parts")

def ask():
    return input("first? ") + input("second? ")

losses = [3.0, 2.0, 1.0]
model = Model()
"""


#: Classes of a cell: an object of each is data, and may be more.
DATA_CLASSES = """
class Pile(list):
    def push(self, one):
        self.append(one)
        return self

class Pair(tuple):
    def __eq__(self, other):
        return True

class Reading(float):
    unit = "K"

class Given(tuple):
    def first(self):
        return self[0]

pile, pair, reading, given = Pile("a"), Pair((1, 2)), Reading(3.5), Given("a")
"""


@pytest.fixture
def sides():
    """The check's side, the check's variables and the student's, connected."""
    ours, theirs = socket.socketpair()
    student, known = {"__name__": "student"}, {"np": np, "torch": torch}
    exec(STUDENT, student)
    student_side = StudentSide(Channel(theirs), student)

    def serve():
        with theirs:
            while not student_side.over:
                student_side.serve()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with ours:
        yield CheckSide(Channel(ours), known, limit=60), known, student
    student["stopped"] = True
    thread.join(10)


def run(sides, source):
    """Run a check cell as the kernel does; functions of a check are those of __main__."""
    side, known, _ = sides
    side.fetch(source)
    known["__name__"] = "__main__"
    known["probe"] = lambda function, *arguments: side.probe(function, arguments)
    exec(source, known)
    return known.get("result")


def test_plain_data_crosses_by_value(sides):
    assert run(sides, "result = losses") == [3.0, 2.0, 1.0]
    _, _, student = sides
    run(sides, "losses.append(0)")
    assert student["losses"] == [3.0, 2.0, 1.0]


def test_so_it_does_where_names_of_numpy_are_taken_away(sides, monkeypatch):
    for name in ("asarray", "array", "ascontiguousarray", "empty", "frombuffer"):
        monkeypatch.setattr(np, name, None)
    sides[2]["numbers"] = np.arange(3)
    assert run(sides, "result = numbers.tolist()") == [0, 1, 2]


def test_what_cannot_even_be_described_is_answered(sides):
    kind = type("Odd", (type,), {"__name__": property(lambda cls: 1 / 0)})
    sides[2]["odd"] = kind("Thing", (), {})()
    with pytest.raises(ZeroDivisionError):
        run(sides, "odd")


def test_the_seed_of_a_check_holds_for_the_students_code(sides, monkeypatch):
    side, known, _ = sides
    told, request = [], side.request

    def follow(operation, **arguments):
        if operation == "receive":
            told.append(arguments["generators"])
        return request(operation, **arguments)

    monkeypatch.setattr(side, "request", follow)
    side.fetch("seed(); square(2)", {"seeds": True})
    random.seed(3)
    np.random.seed(4)  # noqa: NPY002
    torch.manual_seed(5)
    known["square"](2)
    known["square"](3)
    (generators,) = told  # once: nothing was drawn in between
    assert python_state(generators["python"]) == random.Random(3).getstate()
    drawn, expected = legacy_state(generators["numpy"]), np.random.RandomState(4)
    assert drawn[1].tolist() == expected.get_state()[1].tolist()
    assert torch.equal(
        torch_state(generators["torch"]), torch.Generator().manual_seed(5).get_state()
    )


def asked(side, monkeypatch):
    """Return the list of what is asked of the student's process from now on."""
    told, request = [], side.request

    def follow(operation, **arguments):
        told.append(operation)
        return request(operation, **arguments)

    monkeypatch.setattr(side, "request", follow)
    return told


def test_a_method_is_asked_for_once_and_called_each_time(sides, monkeypatch):
    side, known, student = sides
    run(sides, "p = Perceptron(3, np.random.default_rng(0))\nfirst = p.forward(np.eye(3))")
    told = asked(side, monkeypatch)
    for _ in range(5):
        assert np.array_equal(known["p"].forward(np.eye(3)), known["first"])
    assert told == ["call"] * 5
    # The student's code gives the object, or its class, another method meanwhile.
    student["Perceptron"].forward = lambda self, x: "of the class"
    assert known["p"].forward(0) == "of the class"


def test_a_check_that_replaces_a_method_has_the_old_one_and_the_new_one(sides):
    source = (
        "p = Perceptron(1, np.random.default_rng(0)); p.w = np.ones((1, 1))\n"
        "p.forward; old = p.forward\n"
        "p.forward = square\n"
        "result = old(np.full((1, 1), 3.0)).item(), p.forward(3)"
    )
    assert run(sides, source) == (3, 9)


def test_functions_classes_and_attributes_read_as_in_one_kernel(sides):
    result = run(
        sides,
        "p = Perceptron(3, np.random.default_rng(0))\n"
        "p.w = np.ones((3, 1))\n"
        "result = square(4), p.forward(np.eye(3)).sum(), p.w.shape, type(p).__name__",
    )
    assert result == (16, 3.0, (3, 1), "Perceptron")


def test_an_argument_that_is_changed_is_the_students_copy(sides):
    assert run(sides, "x = np.zeros(2)\nchange(x)\nresult = x.tolist()") == [0, 0]


def test_a_checks_function_is_called_back(sides):
    source = (
        "calls = []\n"
        "def count(x):\n"
        "    calls.append(x)\n"
        "    return x + 1\n"
        "result = apply(count, 1, np.arange(2)), len(calls)"
    )
    values, calls = run(sides, source)
    assert calls == 2
    assert values[0] == 2
    assert values[1].tolist() == [1, 2]


def test_a_function_that_is_given_twice_is_the_same_there(sides):
    source = (
        "calls = []\n"
        "def count(x):\n"
        "    calls.append(x)\n"
        "    return x\n"
        "def other(x):\n"
        "    calls.append(-x)\n"
        "    return x\n"
        "given = [remember(f, 3) for f in (count, count, other)]\n"
        "result = given, calls"
    )
    assert run(sides, source) == ([3, 3, 3], [3, -3])


def test_a_check_may_use_what_an_earlier_one_has_kept_of_the_students(sides):
    run(sides, "kept = square")
    assert run(sides, "result = kept(4)") == 16


def test_a_callback_may_use_a_proxy(sides):
    source = "def again(x):\n    return square(x)\nresult = apply(again, 3)"
    assert run(sides, source) == [9]


def test_what_the_student_raises_arrives_by_name(sides):
    with pytest.raises(NotImplementedError) as raised:
        run(sides, "fails()")
    assert raised.value.type_name == "NotImplementedError"
    assert raised.value.message == "not yet"


def test_pythons_own_exceptions_keep_what_they_tell(sides):
    with pytest.raises(FileNotFoundError) as raised:
        run(sides, "opens('no such file')")
    assert (raised.value.filename, raised.value.errno) == ("no such file", 2)
    assert str(raised.value).endswith("'no such file'")
    with pytest.raises(KeyError) as raised:
        run(sides, "looks_up((1, None, b'2'))")
    assert raised.value.args == ((1, None, b"2"),)


def test_an_object_given_back_is_the_real_one(sides):
    assert run(sides, "p = Perceptron(1, np.random.default_rng(0))\nresult = same(p, p)") is True


def test_modules_iterators_and_lengths(sides):
    source = (
        "x = torch.ones(3, 2)\n"
        "result = model(x).shape, sorted(model.state_dict()), len(list(model.parameters())), "
        "list(numbers()), model.training, model.eval().training, "
        "[type(m).__name__ for _, m in model.named_modules()]"
    )
    result = run(sides, source)
    assert result[0] == (3, 1)
    assert result[1:4] == (["layer.bias", "layer.weight"], 2, [1, 2.5, "three"])
    assert result[4:] == (True, False, ["Model", "Linear"])


@pytest.mark.parametrize(
    "expression",
    [
        *("p == 1", "p != p", "p[0]", "p + 1", "1 + p", "float(p)", "np.ones(1) * p", "p < 2"),
        *("np.allclose(p, 0)", "np.asarray(p)", "p.__array_interface__", "p.__dict__", "-p"),
        *("np.array_equal(p, np.zeros((3, 1)))", "torch.as_tensor(p)", "torch.allclose(p, p)"),
        *("__import__('copy').copy(p)", "__import__('pickle').dumps(p)", "1 in p"),
    ],
)
def test_nothing_that_lets_the_student_choose_is_forwarded(sides, expression):
    # NumPy's array_equal takes an error for a difference.
    with contextlib.suppress(TypeError, AttributeError, RuntimeError, ValueError, StudentError):
        result = run(sides, f"p = Perceptron(3, np.random.default_rng(0))\nresult = {expression}")
        assert result is False


def test_truth_and_equality_are_those_of_any_object_unless_its_class_defines_them(sides):
    assert run(sides, "m = Model()\nresult = bool(m), m == m, m == 1") == (True, True, False)
    assert run(sides, "result = type(Model()) == Model, Model().__class__ is Model") == (True, True)
    assert run(sides, "result = isinstance(square, type(probe)), isinstance(Model, type)")[0]
    assert run(sides, "result = 1 in numbers(), 7 in numbers()") == (True, False)


def test_an_exception_class_of_the_students_can_be_expected(sides):
    source = "try:\n    broke()\nexcept Broken as error:\n    result = error.args, Broken.__name__"
    assert run(sides, source) == (("no parts",), "Broken")
    assert run(sides, "result = issubclass(Broken, ValueError)") is True


def test_input_asks_the_running_check(sides):
    source = "answers = ['a', 'b']\ndef input(_=None):\n    return answers.pop(0)\nresult = ask()"
    assert run(sides, source) == "ab"


def test_a_probe_runs_on_the_real_objects(sides):
    source = (
        "def train(model, x):\n"
        "    import torch\n"
        "    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "    model(x).sum().backward()\n"
        "    optimizer.step()\n"
        "    return [p.detach() for p in model.parameters()]\n"
        "before = model.layer.bias\n"
        "after = probe(train, model, torch.ones(1, 2))\n"
        "result = before - after[1], before - model.layer.bias"
    )
    for difference in run(sides, source):
        assert difference.item() == pytest.approx(0.1, rel=1e-5)


def test_a_probe_carries_no_expected_value(sides):
    source = "def leaks(x):\n    return x, secret\nsecret = 42\nresult = probe(leaks, 1)"
    with pytest.raises(ProxyError, match="'secret'"):
        run(sides, source)
    source = (
        "def outer():\n"
        "    secret = 42\n"
        "    def leaks(x):\n"
        "        return [secret for _ in range(2)]\n"
        "    return probe(leaks, 1)\n"
        "outer()"
    )
    with pytest.raises(ProxyError, match="'secret'"):
        run(sides, source)


def test_a_copy_that_would_mean_something_else_is_refused(sides):
    with pytest.raises(ProxyError, match="probe"):
        run(sides, "square(torch.nn.Linear(1, 1))")
    with pytest.raises(ProxyError, match="probe"):
        run(sides, "square(torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1))")


def test_a_module_never_crosses(sides):
    _, _, student = sides
    student["helper"] = np
    with pytest.raises(NameError):
        run(sides, "result = helper.allclose(1, 2)")


def test_what_a_check_defines_is_never_the_students(sides):
    side, _, student = sides
    student["check_form"] = lambda: None
    side.own_names = {"check_form"}
    with pytest.raises(NameError):
        run(sides, "check_form()")


@pytest.mark.parametrize("name", ["a\0b", "\x1b[2J", "", "a b\n", "<b>" * 100])
def test_an_exceptions_name_is_one_that_a_class_can_have(name):
    assert type(StudentError(name, "").type_name, (Exception,), {})


def test_what_is_printed_during_a_call_is_the_checks(sides, capsys):
    run(sides, "loud(7)")
    assert capsys.readouterr().out == "I was given 7\n"


def test_a_call_that_takes_too_long_is_given_up(sides):
    side, _, _ = sides
    side.limit = 0.5
    with pytest.raises(SilentPeerError):
        run(sides, "endless()")


def test_an_end_of_the_student_is_noticed():
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours, pytest.raises(PeerError):
        CheckSide(Channel(ours), {}).fetch("x")


def test_a_forged_reply_is_not_taken():
    ours, theirs = socket.socketpair()
    forger = Channel(theirs)
    for number in range(50):
        forger.send({"to": number, "value": {"x": 1}, "printed": ""})
    side = CheckSide(Channel(ours), {}, limit=0.5)
    with ours, theirs, pytest.raises(SilentPeerError):
        side.fetch("x")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("check(f(x), np.ones(2))", {"check", "f", "x", "np"}),
        ("def check():\n    y = f(z)\n    return [y for _ in range(3)]\ncheck()", {"f", "z"}),
        ("import numpy as np\nfor i in range(3):\n    g(i, np)", {"g"}),
        ("known()", {"inner"}),
    ],
)
def test_missing_names(source, names):
    namespace = {}
    exec("def known():\n    return (lambda: inner)()", namespace)
    assert missing_names(source, namespace) == names


def test_submodules_that_a_function_uses_are_those_that_cloudpickle_finds():
    functions = (
        lambda: concurrent.futures.ThreadPoolExecutor,
        lambda: xml.dom.minidom.parseString,
        lambda: np.linalg.norm(np.fft.fft(np.ones(2))),
        lambda: torch.nn.functional.relu,
        lambda: random.random(),
    )
    theirs = cloudpickle.cloudpickle._find_imported_submodules
    for function in functions:
        code, packages = function.__code__, [concurrent, xml, np, torch, random, 1]
        assert submodules_used(code, packages) == theirs(code, packages)
    assert np.linalg in submodules_used(functions[2].__code__, [np])


def test_what_the_body_of_a_class_in_a_function_reads_goes_along(monkeypatch):
    source = (
        "def function(x):\n"
        "    class Local:\n"
        "        start: Any = np.ones(2)\n"
        "        def add(self, x: Sequence[float]) -> Any:\n"
        "            return self.start + x\n"
        "    return Local().add(x)\n"
    )
    namespace = {"__name__": "__main__", "np": np, "Any": Any, "Sequence": Sequence, "other": 1}
    exec(source, namespace)
    monkeypatch.setattr(cloudpickle.cloudpickle, "_extract_code_globals", names_that_go_along)
    there = cloudpickle.loads(cloudpickle.dumps(namespace["function"]))
    assert there([1, 2]).tolist() == [2, 3]
    assert "other" not in there.__globals__


def test_an_operator_runs_only_where_it_was_granted(sides):
    check, known, _ = sides
    source = "p = Perceptron(1, np.random.default_rng(0))\nsame = p == p"
    with pytest.raises(ProxyError):
        run(sides, source)
    check._grants = Grants(known, learns=True)
    exec(source, known)
    learned = check._grants.learned
    check._grants = Grants(known, learned)
    exec(source, known)
    assert known["same"] is True
    for other in ("\n\nsame = p == p", "\nsame = p == 5", "p < p", "np.asarray(p)"):
        with pytest.raises((ProxyError, ValueError)):
            exec(other, known)


def test_no_object_is_made_of_a_class_that_a_students_object_claims(sides):
    check, known, _ = sides
    check._grants = Grants(known, learns=True)
    known["nn"] = torch.nn
    check.fetch("model", {})
    check._grants = Grants(known, learns=True)
    kind = known["model"].__class__
    assert isinstance(known["model"], torch.nn.Module)
    assert not isinstance(known["model"], torch.nn.Linear | int)
    with pytest.raises(TypeError):
        kind()
    assert not hasattr(kind, "load_state_dict")


def test_a_class_that_has_no_subclasses_is_itself(sides):
    check, known, _ = sides
    check.fetch("found", {})
    check._grants = Grants(known, learns=True)
    assert isinstance(known["found"], re.Match)
    assert not isinstance(known["found"], re.Pattern)
    assert known["found"].group() == "bb"


def test_an_object_that_is_more_than_its_data_stays_with_its_methods(sides):
    check, known, student = sides
    cell: dict[str, Any] = {"__name__": "__main__"}
    exec(DATA_CLASSES, cell)
    student.update({name: cell[name] for name in ("pile", "pair", "reading", "given")})
    names = "pile, pair, reading, given"
    check.fetch(names, {"classes": ["Given"], "objects": True})
    assert known["pile"].push("b")[1] == "b"
    assert len(known["pile"]) == 2
    assert list(known["pile"]) == ["a", "b"]
    with pytest.raises(ProxyError):  # whatever the class says of it
        assert known["pair"] == 0
    assert known["reading"] == 3.5
    assert known["given"] == ("a",)
    check.fetch(names, {})  # a check that uses no class
    assert known["pair"] == (1, 2)
    assert known["pile"] == ["a", "b"]
