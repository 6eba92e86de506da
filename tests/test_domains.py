"""Every call that a check makes belongs to the domain that the statement gives."""

import contextlib
import functools
import inspect
import io
import re
import types

import pytest

from build_tools.lessons import find_lessons
from build_tools.replay import steps
from mlcourse.checks import domains

#: Lessons whose checks take long, as networks are trained.
LONG = ("pytorch_regression", "mnist_classification")
LESSONS = find_lessons()


def trace(name, function, calls, within):
    """Wrap a function so that it notes the calls that come from a check, with their arguments.

    Calls that the answer makes itself, from one of its functions to another, are its own affair.
    """

    @functools.wraps(function)
    def traced(*positional, **keywords):
        if not within:
            signature = inspect.signature(function)
            arguments = signature.bind(*positional, **keywords).arguments
            arguments = {key: value for key, value in arguments.items() if key != "self"}
            domain = domains.declared.get(name)
            # Looked at before the call, which may change them.
            reason = None if domain is None else misfit(domain, arguments)
            calls.append((name, list(arguments), reason, arguments if domain is None else None))
        within.append(name)
        try:
            return function(*positional, **keywords)
        finally:
            within.pop()

    return traced


def misfit(domain, arguments):
    """Say which argument does not belong to a domain, or return None."""
    sizes = {}
    for name, kind in domain.items():
        if name in arguments:
            reason = kind.reject(arguments[name], sizes)
            if reason:
                return f"{name}: {reason}"
    return None


def judged_later(calls):
    """Return the misfits of all calls, those of before the domain was declared included."""
    for name, parameters, reason, arguments in calls:
        domain = domains.declared.get(name)
        if arguments is not None and domain is not None:
            reason = misfit(domain, arguments)
        if domain is not None and list(domain) == parameters and reason:
            yield f"{name}: {reason}"


def functions_of(namespace, before):
    """List what a solution cell has defined: functions, and the methods of classes."""
    for name, value in namespace.items():
        if before.get(name) is value:
            continue
        if isinstance(value, types.FunctionType):
            yield name, value, None
        elif isinstance(value, type) and value.__module__ == "__main__":
            for method, function in vars(value).items():
                if isinstance(function, types.FunctionType):
                    yield f"{name}.{method}", function, value


def parameters_in_words(function, owner=None):
    """Read the parameters of a NumPy-style docstring: name to what stands behind its colon."""
    text = inspect.getdoc(function) or ""
    if function.__name__ == "__init__" and owner is not None:
        text = inspect.getdoc(owner) or ""
    section = re.search(r"Parameters\n-+\n(.*?)(\n\n\w+\n-+\n|\Z)", text, re.DOTALL)
    found = {}
    for names, words in re.findall(r"^(\w[\w, ]*) : (.*)$", section[1] if section else "", re.M):
        found |= dict.fromkeys(names.split(", "), words)
    return found


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(lesson, marks=pytest.mark.long if lesson.topic in LONG else ())
        for lesson in LESSONS
    ],
    ids=lambda lesson: lesson.name,
)
def followed(request):
    """Run all checks of a lesson on its reference solution, and follow each call."""
    lesson = request.param
    domains.declared.clear()
    calls, within, defined = [], [], {}
    for step in steps(lesson):
        namespace = dict(step.namespace)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(step.reference, f"<{step.item}>", "exec"), namespace)
            found = list(functions_of(namespace, step.namespace))
            for name, function, owner in found:
                defined[name] = (function, owner)
                traced = trace(name, function, calls, within)
                if owner is None:
                    namespace[name] = traced
                else:
                    setattr(owner, name.partition(".")[2], traced)
            for check in step.checks[step.item]:
                exec(compile(check, "<check>", "exec"), namespace)
    return lesson, dict(domains.declared), calls, defined


def test_no_check_passes_what_the_statement_rules_out(followed):
    _, _, calls, _ = followed
    assert len(calls) > 50
    assert list(dict.fromkeys(judged_later(calls))) == []


def test_a_domain_says_what_the_docstring_says(followed):
    _, declared, _, defined = followed
    problems = []
    for name, domain in declared.items():
        if name not in defined:
            continue
        function, owner = defined[name]
        words = parameters_in_words(function, owner)
        for parameter, kind in domain.items():
            said = words.get(parameter)
            if kind.words and said != kind.words:
                problems.append(f"{name}, {parameter}: {said!r} in the docstring, {kind.words!r}")
    assert problems == []


def test_every_function_of_an_item_has_a_domain(followed):
    _, declared, _, defined = followed
    public = [name for name, (function, _) in defined.items() if inspect.getdoc(function)]
    assert public
    for name in public:
        function, _ = defined[name]
        parameters = [p for p in inspect.signature(function).parameters if p != "self"]
        assert name in declared, name
        assert list(declared[name]) == parameters, name
