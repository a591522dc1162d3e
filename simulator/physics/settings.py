"""How the world is stepped: what the config group `physics` says."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.errors import ConfigError

_RANGES: dict[str, tuple[float, float]] = {
    "rate_hz": (60, 2000),  # below 60 Hz a bounce loses more than 1 % of its height; above 2 kHz only time is spent
    "lead_s": (0.0, 5.0),
    "tail_s": (0.0, 30.0),
    "gravity_mps2": (0.0, 30.0),
    "solver_iterations": (4, 1000),
    "rolling_resistance": (0.0, 0.5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicsSettings:
    """Fixed-step rigid-body physics. Raises ConfigError for values out of range.

    rate_hz: steps per second. lead_s, tail_s: simulated before the first frame and after the clip (DESIGN 13), so that
    shutters, sweeps and forward flow find states. solver_iterations: of Bullet's contact solver, never stopped early.
    rolling_resistance: resisting force over normal force of a rolling ball (chosen: an inflated ball on asphalt).
    """

    rate_hz: int = 240
    lead_s: float = 0.1
    tail_s: float = 3.0
    gravity_mps2: float = 9.81
    solver_iterations: int = 50
    rolling_resistance: float = 0.015

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            given = getattr(self, name)
            if not low <= given <= high:
                raise ConfigError(f"physics.{name}", f"must be from {low:g} to {high:g}, got {given}")

    @property
    def step_s(self) -> float:
        """Length of one step."""
        return 1.0 / self.rate_hz

    @property
    def lead_steps(self) -> int:
        """Whole steps before the first frame: a state lies exactly at time 0."""
        return math.ceil(self.lead_s * self.rate_hz - 1e-9)

    def states(self, duration_s: float) -> int:
        """Number of states from the lead to the end of the tail of a clip."""
        return self.lead_steps + math.ceil((duration_s + self.tail_s) * self.rate_hz - 1e-9) + 1

    def index_from(self, time_s: float) -> int:
        """Index of the first state at or after `time_s`, never negative."""
        return max(0, self.lead_steps + math.ceil(time_s * self.rate_hz - 1e-6))
