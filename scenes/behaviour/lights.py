"""Stopping at signals: red stops, amber stops whom it finds where they can stop in comfort."""

from __future__ import annotations

REACTION_S = 1.0
DECELERATION_MPS2 = 3.05
"""ITE's yellow change interval, Traffic Engineering Handbook: t = 1 s + v / (2 * 10 ft/s2)."""
EMERGENCY_MPS2 = 6.0
"""Chosen: who sees red from nearer than this stops takes does not brake for it any more."""


def stops_at_amber(speed_mps: float, distance_m: float) -> bool:
    """Whether one can stop before the line after the reaction time at ITE's deceleration; else one goes on."""
    return distance_m >= speed_mps * REACTION_S + speed_mps * speed_mps / (2.0 * DECELERATION_MPS2)


def can_stop(speed_mps: float, distance_m: float, deceleration_mps2: float = EMERGENCY_MPS2) -> bool:
    """Whether braking that hard stops one before a line."""
    return distance_m >= speed_mps * speed_mps / (2.0 * deceleration_mps2)
