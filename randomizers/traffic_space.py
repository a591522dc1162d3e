"""The room that is left on a street: what stands where, and what will move where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from randomizers.traffic_actors import actor_of, names_in
from scenes.actor import Actor, Scenery
from scenes.assets.person import Person
from scenes.footprint import Footprint, corridors_of, footprint_of, swept
from scenes.scenario import Params
from scenes.scene import Scene

Values = Mapping[str, float | int | str | bool]
ALONG_MARGIN_M, ACROSS_MARGIN_M = 0.35, 0.05
"""Chosen: room to open a boot or to walk between parked cars; side by side, cars in neighbouring lanes come close."""
PATH_MARGIN_M = 0.8
"""Chosen: around paths that cross the street, so that nothing blocks or meets whom the scenario sends there."""
POST_RADIUS_M = 0.35
"""Chosen: trunks, posts and hydrants are this thick to people who walk past."""


class Space:
    """Collects what is taken. Additions are admitted one after the other."""

    def __init__(self, taken: list[Footprint], posts: list[Footprint], duration_s: float) -> None:
        self._taken = taken
        self._posts = posts
        self._duration_s = duration_s

    @classmethod
    def of(cls, scene: Scene) -> Space:
        """What a scene's bodies cover and, where they have a path, sweep. Posts of the scenery block people only."""
        paths = [strip.grown(PATH_MARGIN_M, PATH_MARGIN_M) for a in scene.actors for strip in corridors_of(a)]
        bodies = [footprint_of(a) for a in scene.bodies()]
        taken = [*bodies, *paths, *corridors_of(scene.ego)]
        return cls(taken, [_post(s) for s in scene.scenery if _stands(s)], scene.duration_s)

    def admitted(self, group: Sequence[Values]) -> Params:
        """The values of those of a group that have room, which they then take; members of a group ignore each
        other. What is drawn has none without what draws it.
        """
        admitted: dict[str, float | int | str | bool] = {}
        covered: list[Footprint] = []
        for values in group:
            name = names_in(values)[0]
            puller = values.get(f"{name}.drawn_by")
            if puller is not None and f"{puller}.kind" not in admitted:
                continue
            actor = actor_of(name, values, self._duration_s)
            strip = covered_by(actor, self._duration_s)
            room = strip.grown(ALONG_MARGIN_M, ACROSS_MARGIN_M)
            blocking = [*self._taken, *self._posts] if isinstance(actor.asset, Person) else self._taken
            if not any(room.overlaps(other) for other in blocking):
                admitted |= values
                covered.append(strip)
        self._taken += covered
        return admitted


def covered_by(actor: Actor, duration_s: float) -> Footprint:
    """What an actor covers from the clip's start to its end: its box, or the strip that its box sweeps."""
    box = footprint_of(actor)
    if actor.path is None:
        return box
    along = box.axes[0]
    reach = actor.speed_mps * duration_s
    end = (box.centre_m[0] + reach * along[0], box.centre_m[1] + reach * along[1])
    return swept(box.centre_m, end, box.half_width_m, box.half_length_m)


def _stands(piece: Scenery) -> bool:
    """Ground pieces have their origin at the street's; what stands somewhere has its origin there."""
    x, y, _ = piece.T_world_body.translation_m
    return not (x == 0.0 and y == 0.0)


def _post(piece: Scenery) -> Footprint:
    x, y, _ = piece.T_world_body.translation_m
    return Footprint(centre_m=(x, y), yaw_rad=0.0, half_length_m=POST_RADIUS_M, half_width_m=POST_RADIUS_M)
