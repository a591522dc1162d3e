"""Parameters by name: those that an element declares, with what was assigned to them, inside those around it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping

from scenes.openscenario.expressions import ExpressionError


class Scope:
    """Values are worked out when they are first asked for, so that declarations may refer to each other in any order.

    declared: how each parameter's value is found. outer: the parameters around it.
    """

    def __init__(self, declared: Mapping[str, Callable[[], str]], outer: Scope | None = None) -> None:
        self._declared = declared
        self._outer = outer
        self._values: dict[str, str] = {}
        self._open: list[str] = []

    def text(self, name: str) -> str:
        """A parameter's value. Raises ExpressionError for one that nobody declares and for one that needs itself."""
        if name in self._values:
            return self._values[name]
        if name not in self._declared:
            if self._outer is not None and self._outer.knows(name):
                return self._outer.text(name)
            raise ExpressionError(f"undefined parameter ${name}{self._near(name)}")
        if name in self._open:
            ring = " -> ".join([*self._open[self._open.index(name) :], name])
            raise ExpressionError(f"cyclic reference: {ring}")
        self._open.append(name)
        try:
            self._values[name] = self._declared[name]()
        finally:
            self._open.pop()
        return self._values[name]

    def knows(self, name: str) -> bool:
        """Whether the parameter is declared here or around."""
        return name in self._declared or (self._outer is not None and self._outer.knows(name))

    def names(self) -> tuple[str, ...]:
        """All parameters, the own ones first."""
        return (*self._declared, *(self._outer.names() if self._outer else ()))

    def _near(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.names(), n=1, cutoff=0.4)
        return f". Did you mean ${near[0]}?" if near else ""


NOTHING = Scope({})
"""No parameters."""
