"""Exceptions arrive as text, cut to the limit."""

from nbseal.sealed.codec import Encoder
from nbseal.sealed.wire import Limits, RemoteError, decode

from tests.nbseal.sealed.codec.crossing import cross, same


class RudeError(ValueError):
    def __init__(self, act):
        self.act = act

    def __str__(self):
        return self.act()


def leave():
    raise SystemExit


def test_exceptions_arrive_as_text():
    try:
        {}["missing"]
    except KeyError as error:
        result = cross(error)
    assert type(result) is RemoteError
    assert (result.type_name, result.message) == ("KeyError", "'missing'")
    assert '{}["missing"]' in result.traceback
    assert result.bases[:3] == ("KeyError", "LookupError", "Exception")
    assert same(cross(result), result)


def test_exceptions_with_rude_texts():
    limit = Limits().max_error_text
    long = cross(RudeError(lambda: "x" * 10**6))
    assert len(long.message) == limit
    assert len(long.traceback) == limit
    assert cross(RudeError(lambda: "\ud800")).message == "\\ud800"
    assert "SystemExit" in cross(RudeError(leave)).message
    assert "TypeError" in cross(RudeError(lambda: 5)).message


def test_the_reader_cuts_an_exception_too():
    class Long(Encoder):
        def payload(self, extension, value):
            return ("E" * 1000, "m" * 10**6, "a" + "t" * 10**6, ("E" * 1000,))

    result = decode(Long().message(ValueError()))
    limit = Limits().max_error_text
    assert len(result.type_name) == len(result.bases[0]) == 200
    assert len(result.message) == len(result.traceback) == limit
