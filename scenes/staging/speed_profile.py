"""Speed over time in closed form: constant rates between changes, as the storyboard runs them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.storyboard import AtTime, Event, SetSpeed

RAMP_STEPS = 6
"""Chosen: of equal length, in which a brake is pressed; the speed stays within 2 % of that of a linear ramp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedChange:
    """From a time on, towards a speed at a rate, until the next change."""

    at_s: float
    speed_mps: float
    rate_mps2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    start_s: float
    start_m: float
    start_mps: float
    rate_mps2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedProfile:
    """A speed from always on, and changes of it in the order of their times, none before 0."""

    initial_mps: float
    changes: tuple[SpeedChange, ...] = ()

    def speed_mps(self, t_s: float) -> float:
        """Speed at a time."""
        piece = self._piece(t_s)
        return piece.start_mps + piece.rate_mps2 * (t_s - piece.start_s)

    def distance_m(self, t_s: float) -> float:
        """Distance since time 0, negative before."""
        piece = self._piece(t_s)
        since = t_s - piece.start_s
        return piece.start_m + piece.start_mps * since + 0.5 * piece.rate_mps2 * since * since

    def events(self, name: str, what: str = "pace") -> tuple[Event, ...]:
        """The changes as events of an actor."""
        return tuple(
            Event(
                name=f"{name}_{what}_{k}",
                trigger=AtTime(time_s=change.at_s),
                actions=(SetSpeed(actor=name, speed_mps=change.speed_mps, acceleration_mps2=change.rate_mps2),),
            )
            for k, change in enumerate(self.changes)
        )

    def _piece(self, t_s: float) -> _Piece:
        """The piece of constant rate in which a time lies."""
        piece = _Piece(start_s=0.0, start_m=0.0, start_mps=self.initial_mps, rate_mps2=0.0)
        for k, change in enumerate(self.changes):
            if change.at_s >= t_s:
                break
            end = self.changes[k + 1].at_s if k + 1 < len(self.changes) else math.inf
            piece = _ended(piece, change.at_s)
            step = change.speed_mps - piece.start_mps
            reached = change.at_s + abs(step) / change.rate_mps2
            piece = _Piece(
                start_s=piece.start_s,
                start_m=piece.start_m,
                start_mps=piece.start_mps,
                rate_mps2=math.copysign(change.rate_mps2, step) if step else 0.0,
            )
            if reached < min(t_s, end):
                piece = _ended(piece, reached)
                piece = _Piece(start_s=reached, start_m=piece.start_m, start_mps=change.speed_mps, rate_mps2=0.0)
        return piece


def _ended(piece: _Piece, at_s: float) -> _Piece:
    """What follows a piece at a time, at the speed that it has then."""
    since = at_s - piece.start_s
    return _Piece(
        start_s=at_s,
        start_m=piece.start_m + piece.start_mps * since + 0.5 * piece.rate_mps2 * since * since,
        start_mps=piece.start_mps + piece.rate_mps2 * since,
        rate_mps2=0.0,
    )


def pressed_brake(
    at_s: float, deceleration_mps2: float, jerk_mps3: float, to_mps: float = 0.0
) -> tuple[SpeedChange, ...]:
    """A brake that is pressed at a time: the deceleration grows by the jerk to its full value, in RAMP_STEPS."""
    step = deceleration_mps2 / jerk_mps3 / RAMP_STEPS
    rates = [deceleration_mps2 * (k + 0.5) / RAMP_STEPS for k in range(RAMP_STEPS)]
    return tuple(
        SpeedChange(at_s=max(0.0, at_s + k * step), speed_mps=to_mps, rate_mps2=rate)
        for k, rate in enumerate([*rates, deceleration_mps2])
    )


def closing_s(speed_mps: float, other: SpeedProfile, since_s: float, gap_m: float, most_s: float = 30.0) -> float:
    """After which time, from `since_s` on, who drives at a constant speed has closed a gap to another ahead.

    Infinite where that takes longer than `most_s`.
    """
    start = other.distance_m(since_s)

    def left_m(after_s: float) -> float:
        return gap_m + other.distance_m(since_s + after_s) - start - speed_mps * after_s

    step = 0.05
    count = 1
    while left_m(count * step) > 0.0:
        count += 1
        if count * step > most_s:
            return math.inf
    low, high = (count - 1) * step, count * step
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if left_m(middle) > 0.0 else (low, middle)
    return high
