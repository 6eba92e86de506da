"""A page that stands alone: style, script and pictures are in it, and nothing else may load."""

import base64
import functools
import hashlib
import itertools
import operator
from collections.abc import Iterable
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nbseal.messages import translator

_TOPIC = operator.attrgetter("topic")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("nbseal.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["by_topic"] = _by_topic
    return environment


def _by_topic(checks: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Group what stands side by side under one heading."""
    return [(topic, list(group)) for topic, group in itertools.groupby(checks, _TOPIC)]


@functools.cache
def _asset(name: str) -> tuple[Markup, str]:
    text = resources.files("nbseal.report").joinpath("templates", name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"'sha256-{digest}'"


def render(template: str, language: str, script: str | None = None, **values: Any) -> str:
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
        The values that the template shows; text is escaped unless it is `markupsafe.Markup`.

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
