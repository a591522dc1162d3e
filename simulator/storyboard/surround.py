"""Who is where around somebody: on one's course ahead and behind, and in the lanes beside."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenes.behaviour.base import LaneBeside, Neighbour
from simulator.storyboard.agent import Agent
from simulator.storyboard.guides import Guide
from simulator.storyboard.neighbours import ACROSS_COSINE, PLACES, Bodies, Lookers, nearest
from simulator.storyboard.right_of_way import Claim
from simulator.storyboard.sample_table import Feet, SampleTable
from simulator.storyboard.world import World

if TYPE_CHECKING:
    from simulator.storyboard.guidebook import Guidebook

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

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
LEVEL_M = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The nearest others around one; and whether the lanes beside may be entered."""

    ahead: Neighbour | None
    behind: Neighbour | None
    left: LaneBeside
    right: LaneBeside


@dataclass(slots=True, kw_only=True)
class _Watch:
    """Whom one watches on a course: rows of the bodies and their samples, and whose way may cross. due: a tick. first,
    last: samples of the course.
    """

    guide: Guide
    due: int
    first: int
    last: int
    rows: Int64
    samples: Int64
    claims: list[tuple[Agent, Claim]]


class Surround:
    """All bodies of a world now, and who is around those who look."""

    def __init__(self, world: World, book: Guidebook) -> None:
        self._book, self._table = book, SampleTable()
        self._tick = -1
        self._agents = [agent for agent in world.agents if agent.body.carried_by is None]
        self._rows = {agent.name: row for row, agent in enumerate(self._agents)}
        self._names = tuple(self._rows)
        self._length_m = np.array([agent.box.length_m for agent in self._agents])
        self._width_m = np.array([agent.box.width_m for agent in self._agents])
        self._middle_m = np.array([agent.box.middle_m for agent in self._agents])
        self._group = np.array([agent.body.group for agent in self._agents])
        self._on_foot = np.array([agent.on_foot for agent in self._agents])
        self._moves = np.array([agent.column is not None for agent in self._agents])
        kinds = np.where(self._on_foot, ASIDE_M["on foot"], ASIDE_M["vehicle"])
        self._aside_m = np.where(self._moves, kinds, ASIDE_M["still"])
        self._movers = [agent for agent in self._agents if agent.column is not None]
        self._states = np.array([_state(agent) for agent in self._agents]).T
        self._bodies = self._seen()
        self._watches: dict[str, _Watch] = {}
        self._near: dict[str, Near] = {}

    def look(self, looking: Sequence[Agent]) -> None:
        """Takes the places of all now, and finds who is around those who look."""
        self._tick += 1
        if looking:
            self._states[:, self._moves] = np.array([_state(agent) for agent in self._movers]).T
            self._bodies = self._seen()
            near = self._all_near(looking, [self._watch(agent, self._book.guide(agent)) for agent in looking])
            self._near = {agent.name: one for agent, one in zip(looking, near, strict=True)}

    def near(self, agent: Agent) -> Near:
        """Who is around somebody who looks."""
        return self._near[agent.name]

    def claims(self, agent: Agent) -> list[tuple[Agent, Claim]]:
        """Others whose way may cross one's own, as of the last look-up."""
        return self._watches[agent.name].claims

    def _seen(self) -> Bodies:
        x, y, z, cos, sin, speed, acceleration, _, _ = self._states
        return Bodies(
            names=self._names,
            x_m=x + self._middle_m * cos,
            y_m=y + self._middle_m * sin,
            z_m=z,
            cos=cos,
            sin=sin,
            length_m=self._length_m,
            width_m=self._width_m,
            speed_mps=speed,
            acceleration_mps2=acceleration,
        )

    def _all_near(self, looking: Sequence[Agent], watches: Sequence[_Watch]) -> list[Near]:
        """Who is around everybody who looks, of those whom it watches and who are present."""
        first, last = np.array([(watch.first, watch.last) for watch in watches]).T
        rows = np.array([self._rows[agent.name] for agent in looking])
        own = self._table.row(self._states[7, rows], first, last)
        looker, body, feet = self._feet(watches, first, last)
        places: list[Neighbour | None] = [None] * (PLACES * len(watches))
        if len(body):
            places = nearest(self._lookers(rows, self._table.at(own)[4]), self._bodies, looker, body, feet)
        return [
            _near(places[k * PLACES : (k + 1) * PLACES], watch.guide, sample)
            for k, (watch, sample) in enumerate(zip(watches, (own - first).tolist(), strict=True))
        ]

    def _feet(self, watches: Sequence[_Watch], first: Int64, last: Int64) -> tuple[Int64, Int64, Feet]:
        """Pairs of one who watches and one watched and present, and where this is on the course of that."""
        counts = [len(watch.rows) for watch in watches]
        looker = np.repeat(np.arange(len(watches)), counts)
        body = np.concatenate([watch.rows for watch in watches])
        samples = np.concatenate([watch.samples for watch in watches])
        (there,) = np.array([agent.present for agent in self._agents])[body].nonzero()
        looker, body = looker[there], body[there]
        x, y = self._bodies.x_m[body], self._bodies.y_m[body]
        feet = self._table.project(x, y, samples[there], first[looker], last[looker])
        samples[there] = feet.row
        start = 0
        for watch, count in zip(watches, counts, strict=True):
            watch.samples = samples[start : start + count]
            start += count
        return looker, body, feet

    def _lookers(self, rows: Int64, lane_m: Float64) -> Lookers:
        """Those who look, by their rows (M,). lane_m: (M,) widths of their lanes."""
        s, d = self._states[7:, rows]
        aside = 0.5 * self._width_m[rows]
        return Lookers(
            middle_m=s + self._middle_m[rows],
            half_m=0.5 * self._length_m[rows],
            low_m=np.minimum(0.0, d) - aside - MARGIN_M,
            high_m=np.maximum(0.0, d) + aside + MARGIN_M,
            lane_m=lane_m,
            walks=self._on_foot[rows],
        )

    def _watch(self, agent: Agent, guide: Guide) -> _Watch:
        """Whom one watches, looked up anew now and then."""
        watch = self._watches.get(agent.name)
        if watch is not None and self._tick < watch.due and watch.guide is guide:
            return watch
        phase = 0 if watch is not None else agent.instance % REFRESH_TICKS
        others = self._others(agent)
        rows, samples = self._within(agent, guide, others)
        first, last = self._table.span(guide)
        kept = self._foremost(rows, first + samples, first + guide.index(agent.s_m))
        made = _Watch(
            guide=guide,
            due=self._tick + REFRESH_TICKS - phase,
            first=first,
            last=last,
            rows=rows[kept],
            samples=first + samples[kept],
            claims=self._crossing(agent, others),
        )
        self._watches[agent.name] = made
        return made

    def _others(self, agent: Agent) -> Bool:
        """Who is neither oneself nor what one rides, carries or draws (N,)."""
        others: Bool = (self._group == 0) | (self._group != agent.body.group)
        others[self._rows[agent.name]] = False
        return others

    def _within(self, agent: Agent, guide: Guide, others: Bool) -> tuple[Int64, Int64]:
        """The others on and beside one's way, (K,) rows, and the samples that they are nearest to."""
        bodies = self._bodies
        first = guide.index(agent.s_m - BACK_M)
        x, y, z = guide.points_m[first : guide.index(agent.s_m + AHEAD_M + AHEAD_S * agent.speed_mps) + 2].T
        dx, dy = bodies.x_m[:, None] - x, bodies.y_m[:, None] - y
        squared = dx * dx + dy * dy
        nearest_one = squared.argmin(axis=1)
        away = np.sqrt(squared[np.arange(len(nearest_one)), nearest_one])
        aside = ASIDE_M["on foot"] if agent.on_foot else self._aside_m
        reach = 0.5 * np.maximum(self._length_m, self._width_m) + 0.5 * agent.box.width_m + aside
        level = np.abs(bodies.z_m - z[nearest_one]) < LEVEL_M
        rows = np.flatnonzero((away < reach) & level & others)
        return rows, first + nearest_one[rows]

    def _foremost(self, rows: Int64, samples: Int64, own: int) -> list[int]:
        """Of vehicles that go the same way, the nearest ones in each lane ahead and behind; all others."""
        bodies, taken = self._bodies, Counter[tuple[float, bool]]()
        x, y, ux, uy, width = self._table.at(samples)
        same_way = bodies.cos[rows] * ux + bodies.sin[rows] * uy > ACROSS_COSINE
        lanes = np.rint(((bodies.y_m[rows] - y) * ux - (bodies.x_m[rows] - x) * uy) / width)
        limited = (same_way & ~self._on_foot[rows]).tolist()
        places = list(zip(lanes.tolist(), (samples > own).tolist(), strict=True))
        kept = []
        for k in np.argsort(np.abs(samples - own), kind="stable").tolist():
            taken[places[k]] += limited[k]
            if not limited[k] or taken[places[k]] <= NEAREST:
                kept.append(k)
        return kept

    def _crossing(self, agent: Agent, others: Bool) -> list[tuple[Agent, Claim]]:
        """Claims of those in reach that both have still before them."""
        dx, dy = self._bodies.x_m - agent.x_m, self._bodies.y_m - agent.y_m
        near = (dx * dx + dy * dy < CROSSING_M**2) & others & self._moves
        if agent.on_foot:
            near &= ~self._on_foot
        return [
            (other, one)
            for other in (self._agents[n] for n in np.flatnonzero(near).tolist())
            for one in self._book.claims(agent, other)
            if one.meeting.first_m[1] > agent.s_m + agent.rear_m and one.meeting.second_m[1] > other.s_m + other.rear_m
        ]


def _state(agent: Agent) -> tuple[float, ...]:
    """Place, cosine and sine of the heading, speed and acceleration, place on its course."""
    cos, sin, a = math.cos(agent.yaw_rad), math.sin(agent.yaw_rad), agent
    return a.x_m, a.y_m, a.z_m, cos, sin, a.speed_mps, a.acceleration_mps2, a.s_m, a.d_m


def _near(places: Sequence[Neighbour | None], guide: Guide, sample: int) -> Near:
    """What is found around one at a sample of its course."""
    ahead, behind, left_ahead, left_behind, right_ahead, right_behind = places
    return Near(
        ahead=ahead,
        behind=behind,
        left=LaneBeside(may_enter=guide.left[sample], ahead=left_ahead, behind=left_behind),
        right=LaneBeside(may_enter=guide.right[sample], ahead=right_ahead, behind=right_behind),
    )
