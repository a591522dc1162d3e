"""Who is where around somebody: on one's course ahead and behind, and in the lanes beside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenes.behaviour.base import LaneBeside, Neighbour
from simulator.storyboard.agent import Agent
from simulator.storyboard.course import Course
from simulator.storyboard.guides import Guide
from simulator.storyboard.right_of_way import Claim
from simulator.storyboard.world import World

if TYPE_CHECKING:
    from simulator.storyboard.guidebook import Guidebook

Float64 = NDArray[np.float64]

REFRESH_TICKS = 16
"""Chosen: who may matter is looked up anew that often, 0.4 s; where they are, at every tick."""
BACK_M, AHEAD_M = 60.0, 40.0
AHEAD_S = 6.0
"""Chosen: others matter that far behind, and ahead: metres and seconds."""
ASIDE_M = {"vehicle": 5.0, "on foot": 2.0, "still": 0.5}
"""Chosen: and, of whose bodies are that far beside one's own way."""
CROSSING_M = 120.0
"""Chosen: others within that reach may cross one's way."""
NEAREST = 2
"""Chosen: of each lane; who is third now does not come to be the first before the next look-up."""
MARGIN_M = 0.15
"""Chosen: bodies that pass nearer than that beside each other do not pass."""
ACROSS_COSINE = math.cos(math.radians(50.0))
"""Chosen: who moves across by more than that is no one to follow."""
CREEPING_MPS = 0.5
LEVEL_M = 3.0


def is_on_foot(agent: Agent) -> bool:
    """Whether somebody walks (or sits in what is pushed), rather than drives or rides."""
    return agent.semantic.startswith("human.") and agent.body.group == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The nearest others around one; and whether the lanes beside may be entered."""

    ahead: Neighbour | None
    behind: Neighbour | None
    left: LaneBeside
    right: LaneBeside


_BESIDE = (("right_behind", "right_ahead"), ("left_behind", "left_ahead"))
"""By whether to the left, and whether ahead."""


class Nearest:
    """The nearest one at each place around somebody, as they are found."""

    def __init__(self) -> None:
        self._gap_m: dict[str, float] = {}
        self._told: dict[str, tuple[Agent, float, float]] = {}

    def take(self, place: str, other: Agent, gap_m: float, cosine: float, towards_m: float = 0.0) -> None:
        """Somebody at a place, if nobody nearer is known there."""
        if gap_m < self._gap_m.get(place, math.inf):
            self._gap_m[place] = gap_m
            self._told[place] = other, cosine, towards_m

    def near(self, *, may_left: bool, may_right: bool) -> Near:
        """All of them."""
        at = self._neighbour
        return Near(
            ahead=at("ahead"),
            behind=at("behind"),
            left=LaneBeside(may_enter=may_left, ahead=at("left_ahead"), behind=at("left_behind")),
            right=LaneBeside(may_enter=may_right, ahead=at("right_ahead"), behind=at("right_behind")),
        )

    def _neighbour(self, place: str) -> Neighbour | None:
        if place not in self._told:
            return None
        other, cosine, towards_m = self._told[place]
        return Neighbour(
            name=other.name,
            gap_m=max(self._gap_m[place], 0.0),
            speed_mps=other.speed_mps * cosine,
            acceleration_mps2=other.acceleration_mps2 * cosine,
            towards_m=towards_m,
        )


@dataclass(slots=True)
class _Watch:
    """Whom one watches on a course: rows of the bodies and their samples, and whose way may cross. due: a tick."""

    course: Course | None
    due: int
    rows: list[int]
    samples: list[int]
    claims: list[tuple[Agent, Claim]]


class Surround:
    """All bodies of a world now: middles and headings by row, as plain numbers."""

    def __init__(self, world: World, book: Guidebook) -> None:
        self._world, self._book = world, book
        self._tick = -1
        self._agents = [agent for agent in world.agents if agent.body.carried_by is None]
        self._moves = [k for k, agent in enumerate(self._agents) if agent.column is not None]
        self._on_foot = [is_on_foot(agent) for agent in self._agents]
        self._half_m = np.array([0.5 * max(a.box.length_m, a.box.width_m) for a in self._agents])
        self._x, self._y, self._z = ([0.0] * len(self._agents) for _ in range(3))
        self._cos, self._sin = [1.0] * len(self._agents), [0.0] * len(self._agents)
        self._middle_m = np.zeros((len(self._agents), 3))
        self._length_m = [agent.box.length_m for agent in self._agents]
        self._width_m = [agent.box.width_m for agent in self._agents]
        self._watches: dict[str, _Watch] = {}
        for k in range(len(self._agents)):
            self._take(k)

    def look(self) -> None:
        """Takes the places of all now."""
        self._tick += 1
        for k in self._moves:
            self._take(k)
        self._middle_m = np.array([self._x, self._y, self._z]).T

    def _take(self, k: int) -> None:
        agent = self._agents[k]
        cos, sin = math.cos(agent.yaw_rad), math.sin(agent.yaw_rad)
        self._cos[k], self._sin[k] = cos, sin
        middle = agent.box.middle_m
        self._x[k], self._y[k], self._z[k] = agent.x_m + middle * cos, agent.y_m + middle * sin, agent.z_m

    def claims(self, agent: Agent) -> list[tuple[Agent, Claim]]:
        """Others whose way may cross one's own, as of the last look-up."""
        return self._watches[agent.name].claims

    def near(self, agent: Agent, guide: Guide) -> Near:
        """Who is around somebody on its course."""
        watch = self._watch(agent, guide)
        k = guide.index(agent.s_m)
        width, box = guide.width_m[k], agent.box
        low = min(0.0, agent.d_m) - 0.5 * box.width_m - MARGIN_M
        high = max(0.0, agent.d_m) + 0.5 * box.width_m + MARGIN_M
        middle, half = agent.s_m + box.middle_m, 0.5 * box.length_m
        walks = is_on_foot(agent)
        found = Nearest()
        # plain numbers and names of this function's own: this is where a busy story's time goes
        agents, samples, project, ux, uy = self._agents, watch.samples, guide.project, guide.ux, guide.uy
        for n, row in enumerate(watch.rows):
            other = agents[row]
            if not other.present:
                continue
            s, d, sample = project(self._x[row], self._y[row], samples[n])
            samples[n] = sample
            cosine = self._cos[row] * ux[sample] + self._sin[row] * uy[sample]
            straight, sine = abs(cosine), math.sqrt(max(0.0, 1.0 - cosine * cosine))
            length, thick = self._length_m[row], self._width_m[row]
            across = 0.5 * (length * sine + thick * straight)
            is_ahead = s > middle
            gap = abs(s - middle) - 0.5 * (length * straight + thick * sine) - half
            if d + across > low and d - across < high:
                if is_ahead:
                    crosses = straight < ACROSS_COSINE and abs(other.speed_mps) > CREEPING_MPS
                    if not (crosses and gap > 1.0) and not (walks and cosine < 0.0):
                        found.take("ahead", other, gap, cosine)
                elif cosine > ACROSS_COSINE:
                    found.take("behind", other, gap, cosine)
            elif cosine > ACROSS_COSINE and 0.4 * width < abs(d) < 1.5 * width:
                found.take(_BESIDE[d > 0.0][is_ahead], other, gap, cosine, max(width - abs(d), 0.0))
        return found.near(may_left=guide.left[k], may_right=guide.right[k])

    def _watch(self, agent: Agent, guide: Guide) -> _Watch:
        """Whom one watches, looked up anew now and then."""
        watch = self._watches.get(agent.name)
        if watch is not None and self._tick < watch.due and watch.course is guide.course:
            return watch
        phase = 0 if watch is not None else agent.instance % REFRESH_TICKS
        first = guide.index(agent.s_m - BACK_M)
        window = guide.points_m[first : guide.index(agent.s_m + AHEAD_M + AHEAD_S * agent.speed_mps) + 2]
        offset = self._middle_m[:, None, :2] - window[None, :, :2]
        squared = np.einsum("nkc,nkc->nk", offset, offset)
        nearest = squared.argmin(axis=1)
        away = np.sqrt(squared[np.arange(len(nearest)), nearest])
        level = np.abs(self._middle_m[:, 2] - window[nearest, 2]) < LEVEL_M
        reach = self._half_m + 0.5 * agent.box.width_m + self._aside_m(agent)
        near = [n for n in np.flatnonzero((away < reach) & level).tolist() if self._is_other(agent, n)]
        rows = self._foremost(guide, guide.index(agent.s_m), {n: first + int(nearest[n]) for n in near})
        made = _Watch(
            course=guide.course,
            due=self._tick + REFRESH_TICKS - phase,
            rows=rows,
            samples=[first + int(nearest[n]) for n in rows],
            claims=self._crossing(agent),
        )
        self._watches[agent.name] = made
        return made

    def _foremost(self, guide: Guide, own: int, samples: dict[int, int]) -> list[int]:
        """Of vehicles that go the same way, the nearest ones in each lane ahead and behind; all others."""
        kept, taken = [], dict[tuple[int, bool], int]()
        for n, k in sorted(samples.items(), key=lambda pair: abs(pair[1] - own)):
            ux, uy = guide.ux[k], guide.uy[k]
            along = self._cos[n] * ux + self._sin[n] * uy
            if along > ACROSS_COSINE and not self._on_foot[n]:
                left = (self._y[n] - guide.y_m[k]) * ux - (self._x[n] - guide.x_m[k]) * uy
                lane = round(left / guide.width_m[k]), k > own
                taken[lane] = taken.get(lane, 0) + 1
                if taken[lane] > NEAREST:
                    continue
            kept.append(n)
        return kept

    def _aside_m(self, agent: Agent) -> Float64:
        """How far beside one's body others may be until the next look-up matters: (N,)."""
        if is_on_foot(agent):
            return np.full(len(self._agents), ASIDE_M["on foot"])
        moving = np.array([agent.column is not None for agent in self._agents])
        kinds = np.where(self._on_foot, ASIDE_M["on foot"], ASIDE_M["vehicle"])
        return np.where(moving, kinds, ASIDE_M["still"])

    def _crossing(self, agent: Agent) -> list[tuple[Agent, Claim]]:
        """Claims of those in reach that both have still before them."""
        own = self._middle_m[:, :2] - (agent.x_m, agent.y_m)
        found: list[tuple[Agent, Claim]] = []
        for n in np.flatnonzero(np.einsum("nc,nc->n", own, own) < CROSSING_M**2).tolist():
            other = self._agents[n]
            if (
                other.course is None
                or other.column is None
                or not self._is_other(agent, n)
                or (self._on_foot[n] and is_on_foot(agent))
            ):
                continue
            found += [
                (other, one)
                for one in self._book.claims(agent, other)
                if one.meeting.first_m[1] > agent.s_m + agent.rear_m
                and one.meeting.second_m[1] > other.s_m + other.rear_m
            ]
        return found

    def _is_other(self, agent: Agent, n: int) -> bool:
        """Whether somebody is neither oneself nor what one rides, carries or draws."""
        other = self._agents[n]
        return other is not agent and not (other.body.group and other.body.group == agent.body.group)
