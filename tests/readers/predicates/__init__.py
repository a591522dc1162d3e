"""What the written files of each case must show of its name; one module a kind of case, with its own PREDICATES."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from written_clip import WrittenClip

Predicate = Callable[[WrittenClip], bool]


def all_predicates() -> dict[str, Predicate]:
    """By case. Raises ValueError where two modules know the same case."""
    found: dict[str, Predicate] = {}
    for module in pkgutil.iter_modules(__path__):
        own: dict[str, Predicate] = getattr(importlib.import_module(f"{__name__}.{module.name}"), "PREDICATES", {})
        if twice := found.keys() & own.keys():
            raise ValueError(f"{module.name}: {', '.join(sorted(twice))} is judged elsewhere as well")
        found |= own
    return found
