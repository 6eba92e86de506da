"""A page that stands alone: style, script and pictures are in it, and nothing else may load."""

import base64
import functools
import hashlib
import itertools
import operator
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nbseal.messages import translator

_TOPIC = operator.attrgetter("topic")


@functools.cache
def _environment():
    environment = Environment(
        loader=PackageLoader("nbseal.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["by_topic"] = _by_topic
    return environment


def _by_topic(checks):
    """Group what stands side by side under one heading."""
    return [(topic, list(group)) for topic, group in itertools.groupby(checks, _TOPIC)]


@functools.cache
def _asset(name):
    text = resources.files("nbseal.report").joinpath("templates", name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"'sha256-{digest}'"


def render(template, language, script=None, **values):
    """Make a page.

    Parameters
    ----------
    template : str
        A file of ``templates/``; extends ``page.html``.
    language : {"en", "ja"}
        The page's language.
    script : str, optional
        The one script that may run: a file of ``templates/``.
    **values
        What the template shows; text that is no `markupsafe.Markup` is escaped.

    Returns
    -------
    str
        HTML.
    """
    style, style_hash = _asset("style.css")
    code, code_hash = _asset(script) if script else ("", "'none'")
    # Whatever slips into the page: no other script runs, nothing is loaded, nothing is sent.
    policy = {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": style_hash,
        "script-src": code_hash,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            say=translator(language),
            policy="; ".join(f"{name} {value}" for name, value in policy.items()),
            style=style,
            script=code,
            **values,
        )
    )
