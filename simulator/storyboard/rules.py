"""How numbers and texts are compared (OpenSCENARIO 1.3, Rule)."""

from __future__ import annotations

from scenes.errors import SceneError
from scenes.storyboard.conditions import Rule

EQUAL = 1e-6
"""Chosen: numbers that near are equal."""


def compare(value: float, rule: Rule, other: float) -> bool:
    """Whether a number stands to another as a rule says."""
    near = abs(value - other) <= EQUAL
    return {
        "greaterThan": value > other and not near,
        "lessThan": value < other and not near,
        "equalTo": near,
        "notEqualTo": not near,
        "greaterOrEqual": value > other or near,
        "lessOrEqual": value < other or near,
    }[rule]


def compare_text(value: str, rule: Rule, other: str, who: str) -> bool:
    """The same of text: as numbers where both are; else only equal or not. Raises SceneError for other rules."""
    try:
        return compare(float(value), rule, float(other))
    except ValueError:
        pass
    if rule not in ("equalTo", "notEqualTo"):
        raise SceneError(f"{who}: '{value}' and '{other}' are no numbers; only equalTo and notEqualTo compare them")
    return (value == other) == (rule == "equalTo")
