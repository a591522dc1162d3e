"""The room that is left on a street: what stands where, and what will move where."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from randomizers.room import near, post_of, stands
from randomizers.traffic_actors import actor_of, events_of, names_in
from randomizers.traffic_courses import Course, course_of
from randomizers.traffic_lines import sharpest
from scenes.actor import Actor
from scenes.assets.people.person import Person
from scenes.footprint import Footprint, corridors_of, footprint_of, swept
from scenes.scenario import Params
from scenes.scene import Scene

Values = Mapping[str, float | int | str | bool]
ALONG_MARGIN_M, ACROSS_MARGIN_M = 0.35, 0.05
"""Chosen: room to open a boot or to walk between parked cars; side by side, cars in neighbouring lanes come close."""
PATH_MARGIN_M = 0.8
"""Chosen: around paths that cross the street, so that nothing blocks or meets whom the scenario sends there."""
ROOM = (0.35, 0.5, 0.1)
"""Chosen: seconds ahead, metres along and beside that others keep free of a vehicle; oncoming ones come near."""
FOLLOWING = (1.0, 0.5, -0.4)
"""Chosen: the same for whom one follows or crosses on lanes of places, but narrow: not those in the lane beside."""
BEGINNING = (1.2, 1.5, -0.4)
"""Chosen: seconds ahead and metres around that begin free, narrow as for following."""
TRAIN_CURVATURE = 1.0 / 150.0
"""Chosen: trailers follow their lane, which leaves a kingpin 8 m ahead of their axles 0.2 m beside its plate."""


class Space:
    """Collects what is taken. Additions are admitted one after the other.

    still: what stands, and the ways of people, for all of the clip. strips: what vehicles sweep, for those who stand or
    walk. courses: of vehicles that follow their paths without looking, for others that drive; begun: where those begin
    that behave. led: what those sweep who do not look, for people who cross.
    """

    def __init__(
        self,
        scene: Scene,
        still: list[Footprint],
        strips: list[Footprint],
        courses: list[Course],
        begun: list[Course],
        led: list[Footprint],
    ) -> None:
        self._road = scene.road
        self._duration_s = scene.duration_s
        self._still, self._strips, self._courses = still, strips, courses
        self._begun, self._led = [course.at_start() for course in begun], led
        self._posts = [post_of(piece) for piece in scene.scenery if stands(piece)]

    @classmethod
    def of(cls, scene: Scene) -> Space:
        """What a scene's bodies cover and, where they have a path, sweep. Posts of the scenery block people only."""
        still: list[Footprint] = []
        strips = [*corridors_of(scene.ego)]
        courses: list[Course] = []
        begun: list[Course] = []
        led = [] if scene.ego.behaviour is not None else list(strips)
        for body in scene.bodies():
            drives = body.path is not None and not isinstance(body.asset, Person)
            (strips if drives else still).append(footprint_of(body))
            if drives:
                course = course_of(body, scene.storyboard.events, scene.duration_s)
                (courses if body.behaviour is None else begun).append(course)
        for actor in scene.actors:
            strips_of = strips if not isinstance(actor.asset, Person) else still
            grown = [strip.grown(PATH_MARGIN_M, PATH_MARGIN_M) for strip in corridors_of(actor)]
            strips_of += grown
            led += grown if actor.behaviour is None else []
        return cls(scene, still, strips, courses, begun, led)

    def admitted(self, group: Sequence[Values]) -> Params:
        """The values of those of a group that have room, which they then take; members of a group that follow each
        other keep their distance by themselves. What is drawn has no room without what draws it, nor the other way.
        """
        admitted: dict[str, float | int | str | bool] = {}
        for train in _trains(group):
            values = {key: value for one in train for key, value in one.items()}
            names = names_in(values)
            actors = [actor_of(name, values, self._road, self._duration_s) for name in names]
            strips = [strip for actor in actors for strip in covered_by(actor, self._duration_s)]
            if actors[0].path is None or isinstance(actors[0].asset, Person):
                crosses = any(key.endswith(".over") for key in values)
                if self._has_room(actors[0], strips, self._led if crosses else self._strips):
                    admitted |= values
                    self._still += strips
                continue
            if actors[0].behaviour is not None:
                courses = [self._course(name, actor, values) for name, actor in zip(names, actors, strict=True)]
                if all(self._may_begin(course) for course in courses) and self._fits(names, values):
                    admitted |= values
                    self._begun += [course.at_start() for course in courses]
                    self._still += [footprint_of(actor) for actor in actors]
                continue
            courses = [self._course(name, actor, values) for name, actor in zip(names, actors, strict=True)]
            if all(self._is_free(name, course, values) for name, course in zip(names, courses, strict=True)):
                admitted |= values
                self._courses += courses
                self._strips += strips
        return admitted

    def _has_room(self, actor: Actor, strips: Sequence[Footprint], passing: Sequence[Footprint]) -> bool:
        """Whether what stands or walks is clear of all that stands or passes."""
        posts = self._posts if isinstance(actor.asset, Person) else []
        blocking = [*self._still, *passing, *posts]
        rooms = [strip.grown(ALONG_MARGIN_M, ACROSS_MARGIN_M) for strip in strips]
        return not any(near(room, other) and room.overlaps(other) for room in rooms for other in blocking)

    def _course(self, name: str, actor: Actor, values: Values) -> Course:
        return course_of(actor, events_of(name, values, self._road, self._duration_s), self._duration_s)

    def _is_free(self, name: str, course: Course, values: Values) -> bool:
        """Whether what drives stays on its lane, off all that stands and out of the way of all that drives."""
        if f"{name}.lane" in values and not self._on_lane(name, course, values):
            return False
        if course.with_room(0.0, ALONG_MARGIN_M, ACROSS_MARGIN_M).hits(self._still):
            return False
        rooms = (ROOM, FOLLOWING) if f"{name}.lane" in values else (ROOM,)
        return not any(
            course.with_room(*room).meets(other) or other.with_room(*room).meets(course)
            for other in self._courses
            for room in rooms
        )

    def _may_begin(self, course: Course) -> bool:
        """Whether one who behaves begins clear of all that stands, with room to those that begin ahead and behind, and
        would not come near those who follow a path without looking.
        """
        begins = course.at_start().with_room(0.0, ALONG_MARGIN_M, ACROSS_MARGIN_M)
        if begins.hits(self._still):
            return False
        if any(_begins_near(course.at_start(), other) for other in self._begun):
            return False
        return not any(
            course.with_room(*room).meets(other) or other.with_room(*room).meets(course)
            for other in self._courses
            for room in (ROOM, FOLLOWING)
        )

    def _fits(self, names: Sequence[str], values: Values) -> bool:
        """Whether what is drawn finds a lane that is straight enough for it."""
        if len(names) == 1:
            return True
        lane, start = self._road.lane(str(values[f"{names[0]}.lane"])), float(values[f"{names[0]}.along_m"])
        return sharpest(lane, start, lane.length_m) <= TRAIN_CURVATURE

    def _on_lane(self, name: str, course: Course, values: Values) -> bool:
        """Whether the lane reaches as far as it drives, and is straight enough for what draws something."""
        lane, start = self._road.lane(str(values[f"{name}.lane"])), float(values[f"{name}.along_m"])
        end = start + float(course.travelled_m[-1])
        if start < course.half_length_m or end + course.half_length_m > lane.length_m:
            return False
        return len(names_in(values)) == 1 or sharpest(lane, start, end) <= TRAIN_CURVATURE


def _begins_near(one: Course, other: Course) -> bool:
    """Whether two that begin leave one of them less room than it needs."""
    return any(a.with_room(*BEGINNING).meets(b) for a, b in ((one, other), (other, one)))


def _trains(group: Sequence[Values]) -> list[list[Values]]:
    """What drives, each with what it draws."""
    trains: list[list[Values]] = []
    for values in group:
        drawn = f"{names_in(values)[0]}.drawn_by" in values
        if drawn:
            trains[-1].append(values)
        else:
            trains.append([values])
    return trains


def covered_by(actor: Actor, duration_s: float) -> tuple[Footprint, ...]:
    """What an actor covers from the clip's start to its end: its box, or the strips that its box sweeps."""
    box = footprint_of(actor)
    if actor.path is None:
        return (box,)
    points, left, middle = actor.path.points_m, actor.speed_mps * duration_s, actor.asset.nominal().middle_m
    strips = []
    for a, b in itertools.pairwise(points):
        length = math.dist(a, b)
        last = length >= left or b is points[-1]
        share = left / length if last else 1.0
        heading = math.atan2(b[1] - a[1], b[0] - a[0])
        dx, dy = middle * math.cos(heading), middle * math.sin(heading)
        start = (a[0] + dx, a[1] + dy)
        end = (start[0] + share * (b[0] - a[0]), start[1] + share * (b[1] - a[1]))
        strips.append(swept(start, end, box.half_width_m, box.half_length_m))
        left -= length
        if last:
            break
    return tuple(strips)
