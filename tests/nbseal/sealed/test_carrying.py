"""A function's pickle is made anew where anything that it is made of has changed."""

import dis
import functools
import sys
import types

import cloudpickle
import pytest
from nbseal.sealed.carrying import Pickles
from nbseal.sealed.names import code_names

ONE, TWO = 1, 2


def helper():
    return ONE


def calls_helper(x, scale=1.5):
    return helper() + x * scale + len(str(TWO))


def uses_a_list():
    return SHARED


SHARED = [1]
append = SHARED.append
made_here = types.ModuleType("made_here")


def uses_a_bound_method():
    return append


def uses_a_module_that_was_made_here():
    return made_here.value


def uses_a_closure_of_a_library():
    return counted()


def uses_what_is_imported(text):
    return functools.reduce(max, map(ord, text)), types.SimpleNamespace, True


counted = types.FunctionType((lambda: SHARED).__code__, {"SHARED": SHARED}, "counted")
counted.__module__, counted.__qualname__ = "functools", "counted"


def keyword_default(*, x=SHARED):
    return x


@pytest.fixture
def pickles(monkeypatch):
    """Pickles of this module's functions, which go by value, and how many were made."""
    made = []
    dumps = cloudpickle.dumps
    monkeypatch.setattr(cloudpickle, "dumps", lambda value: made.append(value) or dumps(value))
    module = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(module)
    yield Pickles(), made
    cloudpickle.unregister_pickle_by_value(module)


def test_the_same_function_is_pickled_once(pickles):
    pickled, made = pickles
    first = pickled.of(calls_helper)
    assert pickled.of(calls_helper) is first
    assert made == [calls_helper]
    assert cloudpickle.loads(first)(2) == calls_helper(2)


def test_what_goes_by_its_name_does_not_change(pickles):
    pickled, made = pickles
    assert pickled.of(uses_what_is_imported) is pickled.of(uses_what_is_imported)
    assert len(made) == 1


@pytest.mark.parametrize(("name", "value"), [("ONE", 5), ("TWO", 10), ("helper", lambda: 7)])
def test_what_it_reads_counts(pickles, monkeypatch, name, value):
    pickled, made = pickles
    before = pickled.of(calls_helper)
    monkeypatch.setitem(globals(), name, value)
    after = pickled.of(calls_helper)
    assert len(made) == 2
    assert cloudpickle.loads(after)(2) == calls_helper(2) != cloudpickle.loads(before)(2)


def test_what_can_change_in_place_is_pickled_each_time(pickles, monkeypatch):
    pickled, made = pickles
    for function in (
        *(uses_a_list, keyword_default, functools.partial(helper), SHARED, uses_a_bound_method),
        *(uses_a_module_that_was_made_here, uses_a_closure_of_a_library),
    ):
        made.clear()
        pickled.of(function)
        pickled.of(function)
        assert len(made) == 2, function
    monkeypatch.setattr(helper, "note", [1], raising=False)
    made.clear()
    pickled.of(calls_helper)
    pickled.of(calls_helper)
    assert len(made) == 2


def test_a_closure_counts(pickles):
    pickled, made = pickles

    def outer(value):
        def inner():
            return value

        def change(new):
            nonlocal value
            value = new

        return inner, change

    inner, change = outer(3)
    assert cloudpickle.loads(pickled.of(inner))() == 3
    change(4)
    assert cloudpickle.loads(pickled.of(inner))() == 4
    pickled.of(inner)
    assert len(made) == 2


def _functions():
    sources = [functools, dis, types, cloudpickle.cloudpickle]
    found = [value for module in sources for value in vars(module).values()]
    return [value for value in found if isinstance(value, types.FunctionType)]


def names_by_dis(code):
    steps = dis.get_instructions(code)
    names = {step.argval for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    inner = (constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return names.union(*map(names_by_dis, inner))


def test_names_in_bytecode_are_those_that_dis_gives():
    many = "\n".join(f"name_{number}.part_{number}(name_{number + 1})" for number in range(400))
    codes = [function.__code__ for function in _functions()]
    codes += [
        compile(many, "", "exec"),
        compile(f"def f():\n  {many.replace(chr(10), chr(10) + '  ')}", "", "exec"),
    ]
    assert len(codes) > 50
    for code in codes:
        assert code_names(code) == names_by_dis(code)
