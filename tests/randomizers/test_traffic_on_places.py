"""Traffic on places: in its lanes over borders and through junctions, never where somebody else is, slow in bends."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from drawn_map import document
from places import BEND_300, HILL, street
from seen_street import rig

from randomizers.testing import check_randomizer
from randomizers.traffic import Traffic
from randomizers.traffic_flow import BRAKING_MPS2
from randomizers.traffic_lines import LATERAL_MPS2, line_of, nearest, place_on
from scenes.actor import Actor
from scenes.assets.people.people_kinds import ConstructionWorker
from scenes.pose import Pose, rotate
from scenes.rectangles import footprints, overlapping
from scenes.scenario import ClipRequest
from scenes.scene import Scene
from scenes.streams import stream
from simulator.build import build
from simulator.config import load_config
from simulator.physics.motion import Motion, at_rest
from simulator.physics.settings import PhysicsSettings
from simulator.places import build_places
from simulator.storyboard.runtime import rails_of

ROADS = ("urban", "motorway", "x_junction", "roundabout", "map")


@functools.cache
def _hilly_map() -> Path:
    """A street over a hill, in a bend."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    file = Path(folder) / "hill.xodr"
    file.write_bytes(document(street(plan=BEND_300, profile=HILL)))
    return file


def shipped_traffic() -> Traffic:
    """The randomizer as configured."""
    traffic = build(load_config(["scenario=drive", "road=urban"]).nodes["randomizer"]["traffic"], "traffic")
    assert isinstance(traffic, Traffic)
    return traffic


@functools.cache
def driven(road: str, seed: int) -> tuple[Scene, Scene, dict[str, Motion]]:
    """A drive before and after traffic, and how everybody moves."""
    chosen = ["road=opendrive", f"road.file={_hilly_map()}"] if road == "map" else [f"road={road}"]
    config = load_config(["scenario=drive", *chosen])
    scenario, places = build(config.nodes["scenario"], "scenario"), build_places(config.nodes["road"], ("scenes",))
    traffic = shipped_traffic()
    request = ClipRequest(frames=40, fps=10.0, rig=rig(), places=places)
    scene = scenario.build(scenario.draw(request, stream(seed, "draw")), request, stream(seed, "build"))
    bare = replace(scene, scenery=())
    after = check_randomizer(traffic, bare, seed)
    settings = PhysicsSettings(rate_hz=60)
    rails, states = rails_of(after, settings), settings.states(after.duration_s)
    until = settings.index_from(after.duration_s)
    moved = {}
    for instance, body in enumerate(after.bodies(), start=1):
        whole = rails[instance].motion if instance in rails else at_rest(body.T_world_body, states)
        moved[body.name] = Motion(**{f.name: getattr(whole, f.name)[:until] for f in fields(whole)})
    return bare, after, moved


QUICK = ("urban", "roundabout", "map")
CASES = pytest.mark.parametrize(
    ("road", "seed"),
    [
        pytest.param(road, seed, marks=() if road in QUICK and seed == 0 else pytest.mark.slow)
        for road in ROADS
        for seed in range(2)
    ],
)


def added(before: Scene, after: Scene) -> tuple[Actor, ...]:
    return after.actors[len(before.actors) :]


@pytest.mark.slow
@CASES
def test_nothing_touches_anything_at_any_time(road: str, seed: int) -> None:
    before, after, moved = driven(road, seed)
    plans = {
        body.name: footprints(body.asset.nominal(), moved[body.name].position_m, moved[body.name].rotation_xyzw)
        for body in after.bodies()
    }
    for one in added(before, after):
        for other in after.bodies():
            if other.name != one.name and (one.path is not None or other.path is not None):
                a, b = plans[one.name], plans[other.name]
                near = np.linalg.norm(b.centre_m - a.centre_m, axis=1) <= a.radius_m + b.radius_m
                rows = np.flatnonzero(near)
                assert not len(rows) or not overlapping(a.at(rows), b.at(rows)).any(), (one.name, other.name)


@CASES
def test_vehicles_keep_to_their_lanes(road: str, seed: int) -> None:
    """The rear axle, which paths are for, within 10 cm: the chords of both leave their curve by some 2 cm. Those that
    change lanes leave theirs.
    """
    before, after, moved = driven(road, seed)
    for actor in added(before, after):
        if actor.name.startswith("moving_") and getattr(actor.behaviour, "lanes", None) is None:
            lane = after.road.lane(actor.name.removeprefix("moving_").rpartition("_")[0])
            for x, y, _ in moved[actor.name].position_m[::12]:
                assert nearest(lane, x, y)[1] < 0.1, actor.name


@CASES
def test_bends_are_taken_slowly(road: str, seed: int) -> None:
    """Below 3.4 m/s2 over 0.8 s: the plan holds for curvature over 6 m and linearly between points."""
    before, after, moved = driven(road, seed)
    for actor in added(before, after):
        if actor.name.startswith("moving_"):
            steps = np.diff(moved[actor.name].position_m[::24, :2], axis=0) / 0.4
            turn = np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))) / 0.4
            assert (np.abs(turn) * np.linalg.norm(steps[1:], axis=1)).max() < 1.7 * LATERAL_MPS2


@pytest.mark.parametrize("road", ["urban", pytest.param("motorway", marks=pytest.mark.slow)])
def test_nobody_begins_where_they_could_not_brake_for_who_stands_in_their_lane(road: str) -> None:
    before, after, _ = driven(road, 0)
    car = max(
        (actor for actor in added(before, after) if actor.name.startswith("moving_") and actor.speed_mps > 5.0),
        key=lambda actor: actor.speed_mps,
    )
    lane = after.road.lane(car.name.removeprefix("moving_").rpartition("_")[0])
    along = nearest(lane, *car.T_world_body.translation_m[:2])[0] + 25.0
    at = place_on(line_of(lane), along)
    worker = Actor(name="worker", asset=ConstructionWorker(), T_world_body=Pose.planar(at[0], at[1], at[3], at[2]))
    again = check_randomizer(shipped_traffic(), before.with_actors((*before.actors, worker)), 0)
    for actor in again.actors:
        if actor.name.startswith(f"moving_{lane.id}_"):
            ahead = along - nearest(lane, *actor.T_world_body.translation_m[:2])[0]
            assert ahead < 0.0 or 0.5 * actor.speed_mps**2 / ahead <= BRAKING_MPS2, actor.name


def test_traffic_is_there_and_people_too() -> None:
    for road in QUICK:
        before, after, _ = driven(road, 0)
        assert sum(actor.name.startswith("moving_") for actor in added(before, after)) >= 2
    before, after, _ = driven("urban", 0)
    people = [actor for actor in added(before, after) if actor.name.startswith("walker_")]
    assert people
    for person in people:
        assert person.path is not None
        lane = after.road.lane(person.name.removeprefix("walker_").rpartition("_")[0])
        x, y, z = person.path.points_m[0]
        assert nearest(lane, x, y)[1] <= 0.5 * lane.width_m
        assert z == pytest.approx(lane.centre_m[0][2], abs=1e-6)


@CASES
def test_nobody_drives_close_behind_the_ego_or_cuts_in_before_it(road: str, seed: int) -> None:
    """A second of the follower's speed from bumper to bumper, up to the shares of their headings."""
    before, after, moved = driven(road, seed)
    ego = moved[after.ego.name]
    ahead = rotate(ego.rotation_xyzw, np.broadcast_to([1.0, 0.0, 0.0], ego.position_m.shape))
    for actor in added(before, after):
        if actor.name.startswith("moving_"):
            offset = moved[actor.name].position_m - ego.position_m
            along = np.einsum("ij,ij->i", offset, ahead)
            across = np.abs(offset[:, 0] * -ahead[:, 1] + offset[:, 1] * ahead[:, 0])
            speed = np.linalg.norm(ego.velocity_mps, axis=1)
            assert not ((across < 0.3) & (along > 0.0) & (along < 0.9 * speed)).any(), actor.name
