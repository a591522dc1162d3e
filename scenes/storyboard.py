"""What happens: events of one trigger and some actions, each fired once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTime:
    """Fires at the first physics step whose time is at or after `time_s` (clip time; the first frame is at 0)."""

    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpeed:
    """A kinematic actor changes its speed along its path towards `speed_mps` at the rate `acceleration_mps2` (> 0)."""

    actor: str
    speed_mps: float
    acceleration_mps2: float

    def __post_init__(self) -> None:
        if self.acceleration_mps2 <= 0:
            raise ValueError(f"acceleration_mps2 must be positive, got {self.acceleration_mps2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A dynamic actor is given a velocity and a spin, both in the world frame."""

    actor: str
    velocity_mps: tuple[float, float, float]
    spin_radps: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """When the trigger holds, the actions happen, once."""

    name: str
    trigger: AtTime
    actions: tuple[SetSpeed | Launch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """All events of a scene, in the order in which they are tried at each step."""

    events: tuple[Event, ...] = ()
