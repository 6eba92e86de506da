"""matplotlib.pyplot as a check sees it that looks at the figures which the student's code draws."""

import sys
import types
from collections.abc import Callable
from typing import Any

from nbseal.sealed.proxies import Link

NAME = "matplotlib.pyplot"


class PyplotThere(types.ModuleType):
    """A stand-in for pyplot whose functions run where the student's figures are.

    Parameters
    ----------
    link : nbseal.sealed.proxies.Link
        Asks the student's process.
    namespace : dict
        The check's variables; those that are pyplot become the stand-in.
    """

    def __init__(self, link: Link, namespace: dict[str, Any]) -> None:
        super().__init__(NAME)
        self._link, self._real = link, sys.modules[NAME]
        self._replace(namespace, self._real, self)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        if isinstance(value, types.FunctionType) and value.__module__ == NAME:
            return self._there(name)
        return value

    def _there(self, name: str) -> Callable[..., Any]:
        def function(*positional: Any, **keywords: Any) -> Any:
            called = {"positional": positional, "keywords": keywords}
            return self._link.request("call_in", module=NAME, name=name, **called)

        return function

    def leave(self, namespace: dict[str, Any]) -> None:
        """Put the module back."""
        self._replace(namespace, self, self._real)

    @staticmethod
    def _replace(namespace: dict[str, Any], old: object, new: types.ModuleType) -> None:
        for name in [name for name, value in namespace.items() if value is old]:
            namespace[name] = new
        sys.modules[NAME] = new
        sys.modules["matplotlib"].pyplot = new  # type: ignore[attr-defined]


__all__ = ["PyplotThere"]
