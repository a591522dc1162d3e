"""The declared parameters of a run as a table: where each stands, what it draws, its unit, what plans make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenes.distributions import Choice, Conditional, Constant, Distribution
from scenes.space import Parameter, Space
from simulator.config import RunConfig
from simulator.parts import build_layout

NAMES_SHOWN = 8
"""Names of a choice that the table lists; chosen: what fits beside a path."""


def rows(space: Space) -> Iterator[tuple[str, str, str]]:
    """(path, what is drawn in which unit, note) of every parameter, in the order of the config."""
    for parameter in space.parameters:
        yield parameter.path, drawn_text(parameter.source, parameter.unit), _note(parameter)


def plan_text(config: RunConfig, space: Space) -> str:
    """What the run's plan asks of a clip and how many clips it needs, in a line; empty where it asks for nothing.

    Raises ConfigError where the plan does not fit the parameters.
    """
    layout = build_layout(config, space, config.settings.clips)
    asked = layout.ask(0, 0)
    needs = f" and needs clips={layout.least_clips} or more" if layout.least_clips > 1 else ""
    return f"the plan takes {len(asked)} of them{needs}" if asked else ""


def drawn_text(source: Distribution, unit: str) -> str:
    """A distribution in a few words."""
    unit = f" {unit}" if unit else ""
    low, high = source.support()
    if isinstance(source, Constant):
        return f"{source.value}" if isinstance(source.value, str) else f"{source.value:g}{unit}"
    if isinstance(source, Choice) and len(source.values) <= NAMES_SHOWN:
        return ", ".join(value if isinstance(value, str) else f"{value:g}{unit}" for value in source.values)
    if low > high:
        names = sorted(source.names())
        more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
        return ", ".join(names[:NAMES_SHOWN]) + more
    return f"{low:g} to {high:g}{unit}, {_spaced(type(source).__name__)}"


def _spaced(name: str) -> str:
    """LogUniform as log uniform."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def _note(parameter: Parameter) -> str:
    if isinstance(parameter.source, Conditional):
        return f"depends on {parameter.given}"
    if not parameter.varies:
        return "fixed"
    return "" if parameter.planned else "left alone by plans: drawn more than once a clip, or solved for"
