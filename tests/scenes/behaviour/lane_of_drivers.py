"""A lane without a world: drivers one behind the other, stepped as the storyboard steps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scenes.behaviour.base import Behaviour, Neighbour, View

STEP_S = 1.0 / 40.0


@dataclass
class Column:
    """Vehicles by their fronts, the first one ahead. lead_mps2: what the first one does, or None for its behaviour."""

    behaviours: list[Behaviour]
    front_m: list[float]
    speed_mps: list[float]
    length_m: float = 4.5
    limit_mps: float = 13.9
    more: dict[str, Any] = field(default_factory=dict)
    lead_mps2: Callable[[float], float] | None = None
    time_s: float = 0.0

    def __post_init__(self) -> None:
        self.states = [behaviour.start() for behaviour in self.behaviours]
        self.acceleration_mps2 = [0.0] * len(self.behaviours)

    def gap_m(self, k: int) -> float:
        """Free space ahead of the k-th."""
        return self.front_m[k - 1] - self.length_m - self.front_m[k]

    def view(self, k: int) -> View:
        """What the k-th perceives."""
        ahead = None
        if k > 0:
            ahead = Neighbour(
                name=str(k - 1),
                gap_m=max(self.gap_m(k), 0.0),
                speed_mps=self.speed_mps[k - 1],
                acceleration_mps2=self.acceleration_mps2[k - 1],
            )
        shown = {key: value(self, k) if callable(value) else value for key, value in self.more.items()}
        return View(
            time_s=self.time_s,
            step_s=STEP_S,
            speed_mps=self.speed_mps[k],
            acceleration_mps2=self.acceleration_mps2[k],
            length_m=self.length_m,
            ahead=ahead,
            **{"limit_mps": self.limit_mps, **shown},
        )

    def step(self) -> None:
        """All decide, then all move: constant acceleration over a step, nobody backwards."""
        views = [self.view(k) for k in range(len(self.behaviours))]
        for k, (behaviour, view) in enumerate(zip(self.behaviours, views, strict=True)):
            decision, self.states[k] = behaviour.decide(view, self.states[k])
            wanted = decision.acceleration_mps2
            if k == 0 and self.lead_mps2 is not None:
                wanted = self.lead_mps2(self.time_s)
            before = self.speed_mps[k]
            after = max(0.0, before + wanted * STEP_S)
            self.front_m[k] += 0.5 * (before + after) * STEP_S
            self.speed_mps[k] = after
            self.acceleration_mps2[k] = (after - before) / STEP_S
        self.time_s += STEP_S

    def run(self, seconds: float) -> None:
        """Steps for so long."""
        for _ in range(round(seconds / STEP_S)):
            self.step()
