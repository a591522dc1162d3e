"""Whose way crosses somebody's, when each of them is there, and who goes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scenes.behaviour.base import Crossing, SignalState
from scenes.behaviour.gaps import covering_s
from simulator.storyboard.agent import Agent
from simulator.storyboard.guidebook import Guidebook
from simulator.storyboard.right_of_way import Claim
from simulator.storyboard.world import World

LOOK_M, LOOK_S = 15.0, 5.0
"""Chosen: crossings that far ahead, in metres and seconds, matter."""
COMING_S = 15.0
"""Chosen: who needs longer does not come yet."""
PRESSED_MPS2 = 4.5
"""Chosen: who would have to brake harder than that does not stop any more; people on foot stop in a step."""
COMFORT_MPS2 = 3.05
"""ITE: who can stop with that at amber does."""
EAGER_MPS2 = 0.7
"""Chosen: others may accelerate by that until they arrive."""
STARTING_MPS2 = 1.5
"""Chosen: and who stands may start with that."""
STANDING_MPS = 0.3
WALKING_MPS = 1.2
"""Chosen: who stands at a crosswalk will walk so fast."""

State = Callable[[tuple[str, ...]], SignalState | None]


class Encounters:
    """Looks for crossings, with the lights of now."""

    def __init__(self, world: World, book: Guidebook, state: State) -> None:
        self._world, self._book, self._state = world, book, state

    def crossings(self, agent: Agent, claims: Iterable[tuple[Agent, Claim]]) -> tuple[Crossing, ...]:
        """Those whom one lets pass, or who are in one's way whatever the rules say."""
        found = []
        reach = LOOK_M + LOOK_S * max(agent.speed_mps, 1.0)
        front, rear = agent.s_m + agent.front_m, agent.s_m + agent.rear_m
        for other, one in claims:
            enter, leave = one.meeting.first_m[0] - front, one.meeting.first_m[1] - rear
            if other.present and leave > 0.0 and min(enter, one.wait_m - front) <= reach:
                crossing = self._crossing(agent, other, one, (enter, leave))
                if crossing is not None:
                    found.append(crossing)
        return tuple(found)

    def _crossing(self, agent: Agent, other: Agent, one: Claim, span_m: tuple[float, float]) -> Crossing | None:
        """One crossing, where the other comes and matters."""
        comes = one.meeting.second_m[0] - other.s_m - other.front_m
        goes = one.meeting.second_m[1] - other.s_m - other.rear_m
        if goes <= 0.0:
            return None
        speed = max(other.speed_mps, 0.0)
        foot = other.on_foot
        committed = self._is_committed(other, one, comes, speed)
        if not committed and (not one.yields or self._is_held(other, one)):
            return None
        arrives = self._arrives_s(other, comes, speed)
        if arrives > COMING_S:
            return None
        pace = max(speed, WALKING_MPS) if foot else speed
        return Crossing(
            name=other.name,
            enter_m=span_m[0],
            leave_m=span_m[1],
            wait_m=one.wait_m - agent.s_m - agent.front_m,
            arrives_s=arrives,
            leaves_s=goes / pace if pace > STANDING_MPS else float("inf"),
            has_priority=one.yields,
            committed=committed,
            stands=speed < STANDING_MPS and not foot,
            movement=one.movement,
        )

    def _is_committed(self, other: Agent, one: Claim, comes_m: float, speed_mps: float) -> bool:
        """Whether the other is in the way, or cannot stop before it."""
        if comes_m <= 0.0:
            return True
        if other.on_foot:
            on_road = one.walk is not None and other.s_m + other.front_m > one.walk.start_m
            return (on_road or one.walk is None) and speed_mps > STANDING_MPS
        return speed_mps * speed_mps > 2.0 * PRESSED_MPS2 * comes_m

    def _is_held(self, other: Agent, one: Claim) -> bool:
        """Whether lights hold the other before it comes."""
        front = other.s_m + other.front_m
        if other.on_foot:
            walk = one.walk
            return (
                walk is not None and front < walk.start_m and self._state(walk.lights) in {"red", "red_amber", "amber"}
            )
        visit = one.other
        if visit is None or front > visit.line_m + 1.0:
            return False
        state = self._state(visit.lights)
        if state in {"red", "red_amber"}:
            return True
        if state != "amber":
            return False
        return other.speed_mps**2 <= 2.0 * COMFORT_MPS2 * max(visit.line_m - front, 0.0)

    def _arrives_s(self, other: Agent, comes_m: float, speed_mps: float) -> float:
        """The soonest that the other is there, as it drives or walks."""
        if comes_m <= 0.0:
            return 0.0
        if other.on_foot:
            return comes_m / max(speed_mps, WALKING_MPS)
        limit = self._book.guide(other).limit_at(other.s_m)
        rate = STARTING_MPS2 if speed_mps < STANDING_MPS else EAGER_MPS2
        return covering_s(comes_m, speed_mps, max(min(limit, 40.0), speed_mps), rate)
