"""The guides of all courses that anybody follows: made together at first, and singly for courses taken up later."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenes.roads.junction_rules import JunctionRules
from scenes.roads.lane_graph import DRIVEABLE
from scenes.roads.lane_match import Matched
from scenes.roads.nearest import LaneIndex
from simulator.storyboard.agent import Agent
from simulator.storyboard.course import Course
from simulator.storyboard.guides import Guide, guide_of, joined, sampled
from simulator.storyboard.meetings import meetings
from simulator.storyboard.right_of_way import Claim, claim
from simulator.storyboard.world import World


class Guidebook:
    """Guides by course, and what pairs of courses ask of each other."""

    def __init__(self, world: World) -> None:
        self._world = world
        lanes = world.lanes
        self.rules = None if lanes is None else JunctionRules(lanes.network)
        self._indices: dict[bool, LaneIndex] = {}
        self._guides: dict[int, Guide] = {}
        self._claims: dict[tuple[int, int], tuple[Claim, ...]] = {}
        for on_foot in (False, True):
            followed = [a.course for a in world.movers if a.course is not None and a.on_foot == on_foot]
            self._add(followed, on_foot=on_foot)

    def guide(self, agent: Agent) -> Guide:
        """The guide of the course that somebody follows now."""
        course = agent.course
        assert course is not None  # of those who move
        if id(course) not in self._guides:
            self._add([course], on_foot=agent.on_foot)
        return self._guides[id(course)]

    def claims(self, agent: Agent, other: Agent) -> tuple[Claim, ...]:
        """What the meetings with another's course ask of one, on the courses that both follow now."""
        mine, theirs = self.guide(agent), self.guide(other)
        key = (id(mine.course), id(theirs.course))
        if key not in self._claims:
            widths = agent.box.width_m, other.box.width_m
            found = meetings(mine, theirs, widths)
            on_foot = agent.on_foot, other.on_foot
            self._claims[key] = tuple(claim(self.rules, mine, theirs, one, on_foot) for one in found)
            back = (on_foot[1], on_foot[0])
            self._claims[key[::-1]] = tuple(claim(self.rules, theirs, mine, one.swapped(), back) for one in found)
        return self._claims[key]

    def _add(self, courses: Sequence[Course], *, on_foot: bool) -> None:
        """Guides of courses, whose samples are matched to lanes all at once."""
        courses = list({id(course): course for course in courses}.values())
        if not courses:
            return
        points = [sampled(course) for course in courses]
        lanes = self._world.lanes
        if lanes is None:
            matched: list[Matched | None] = [None] * len(courses)
        else:
            index = self._index(on_foot=on_foot)
            together, rows = joined(points)
            found = index.nearest(together)
            keys = index.keys(found)
            matched = [Matched.of(lanes.roads, keys, found, row) for row in rows]
        for course, samples, lane in zip(courses, points, matched, strict=True):
            self._guides[id(course)] = guide_of(course, np.ascontiguousarray(samples), lane, self.rules)

    def _index(self, *, on_foot: bool) -> LaneIndex:
        lanes = self._world.lanes
        assert lanes is not None
        if on_foot not in self._indices:
            self._indices[on_foot] = LaneIndex(lanes.network, None if on_foot else DRIVEABLE)
        return self._indices[on_foot]
