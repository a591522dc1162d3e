"""What the story does besides moving bodies, written down while it runs: lamps, joints, presence, releases."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenes.behaviour.base import Side
from scenes.material import Lamp
from simulator.storyboard.log import LampSwitch, Presence, Switched

_INDICATORS: dict[Lamp, Side] = {"indicator_left": "left", "indicator_right": "right"}


@dataclass(frozen=True, slots=True, kw_only=True)
class JointMove:
    """From a state on a part's joint goes to an angle, eased over a time (cubic)."""

    row: int
    instance: int
    part: str
    angle_rad: float
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """At a state an instance gets a velocity and a spin: of the world (launches), or of its body, added (releases)."""

    row: int
    instance: int
    velocity_mps: tuple[float, float, float]
    spin_radps: tuple[float, float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Timelines:
    """All of these, in the order in which they happened."""

    lamps: list[LampSwitch] = field(default_factory=list)
    joints: list[JointMove] = field(default_factory=list)
    presence: list[Presence] = field(default_factory=list)
    launches: list[Push] = field(default_factory=list)
    releases: list[Push] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _asked: dict[tuple[int, Lamp], Switched] = field(default_factory=dict)
    _driven: dict[int, Side | None] = field(default_factory=dict)

    def remark(self, line: str) -> None:
        """What could not be as the story says, once."""
        if line not in self.notes:
            self.notes.append(line)

    def switch(self, time_s: float, instance: int, lamp: Lamp, state: Switched) -> None:
        """Somebody's wish, which goes before what the driving asks for, until it is `auto`."""
        self._asked[instance, lamp] = state
        effective = state
        if state == "auto" and lamp in _INDICATORS and _INDICATORS[lamp] == self._driven.get(instance):
            effective = "on"
        self.lamps.append(LampSwitch(time_s=time_s, instance=instance, lamp=lamp, state=effective))

    def indicate(self, time_s: float, instance: int, side: Side | None) -> None:
        """What the driving asks of the indicators."""
        if self._driven.get(instance) == side:
            return
        self._driven[instance] = side
        for lamp, of_side in _INDICATORS.items():
            if self._asked.get((instance, lamp), "auto") == "auto":
                state: Switched = "on" if of_side == side else "auto"
                self.lamps.append(LampSwitch(time_s=time_s, instance=instance, lamp=lamp, state=state))
