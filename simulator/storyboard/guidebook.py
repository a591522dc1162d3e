"""The guides of all courses that anybody follows: made together at first, and singly for courses taken up later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.junction_rules import JunctionRules
from scenes.roads.lane_graph import LaneKey
from scenes.roads.lane_match import Matched
from scenes.roads.nearest import NearestLanes
from simulator.storyboard.agent import Agent
from simulator.storyboard.course import Course
from simulator.storyboard.guides import Guide, guide_of, joined, sampled
from simulator.storyboard.meetings import meetings
from simulator.storyboard.right_of_way import Claim, claim
from simulator.storyboard.world import World

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Sampled:
    """A course in samples (N, 3). lanes: those of many courses' samples, and which of the samples are its own."""

    course: Course
    points_m: Float64
    lanes: tuple[tuple[LaneKey, ...], NearestLanes, slice] | None = None


class Guidebook:
    """Guides by course, and what pairs of courses ask of each other."""

    def __init__(self, world: World) -> None:
        self._world = world
        lanes = world.lanes
        self.rules = None if lanes is None else JunctionRules(lanes.network)
        self._sampled: dict[int, _Sampled] = {}
        self._guides: dict[int, Guide] = {}
        self._claims: dict[tuple[int, int], tuple[Claim, ...]] = {}
        for on_foot in (False, True):
            followed = [a.course for a in world.movers if a.course is not None and a.on_foot == on_foot]
            self._sample(followed, on_foot=on_foot)

    def guide(self, agent: Agent) -> Guide:
        """The guide of the course that somebody follows now."""
        course = agent.course
        assert course is not None  # of those who move
        return self._guides.get(id(course)) or self._made(course, on_foot=agent.on_foot)

    def _made(self, course: Course, *, on_foot: bool) -> Guide:
        if id(course) not in self._sampled:
            self._sample([course], on_foot=on_foot)
        one, lanes = self._sampled.pop(id(course)), self._world.lanes
        matched = None if one.lanes is None or lanes is None else Matched.of(lanes.roads, *one.lanes)
        made = guide_of(course, np.ascontiguousarray(one.points_m), matched, self.rules)
        self._guides[id(course)] = made
        return made

    def claims(self, agent: Agent, other: Agent) -> tuple[Claim, ...]:
        """What the meetings with another's course ask of one, on the courses that both follow now."""
        key = (id(agent.course), id(other.course))
        if key not in self._claims:
            mine, theirs = self.guide(agent), self.guide(other)
            widths = agent.box.width_m, other.box.width_m
            found = meetings(mine, theirs, widths)
            on_foot = agent.on_foot, other.on_foot
            self._claims[key] = tuple(claim(self.rules, mine, theirs, one, on_foot) for one in found)
            back = (on_foot[1], on_foot[0])
            self._claims[key[::-1]] = tuple(claim(self.rules, theirs, mine, one.swapped(), back) for one in found)
        return self._claims[key]

    def _sample(self, courses: Sequence[Course], *, on_foot: bool) -> None:
        """Samples of courses, which are matched to lanes all at once."""
        courses = list({id(course): course for course in courses}.values())
        if not courses:
            return
        points = [sampled(course) for course in courses]
        if self._world.lanes is None:
            made = [_Sampled(course=course, points_m=one) for course, one in zip(courses, points, strict=True)]
        else:
            index = self._world.lanes.index(any_kind=on_foot)
            together, rows = joined(points)
            found = index.nearest(together)
            keys = index.keys(found)
            made = [
                _Sampled(course=course, points_m=one, lanes=(keys, found, row))
                for course, one, row in zip(courses, points, rows, strict=True)
            ]
        self._sampled |= {id(one.course): one for one in made}
