"""Parked and moving vehicles, people on the pavements."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seen_street import scene

from randomizers.testing import check_randomizer
from randomizers.traffic import Traffic
from randomizers.traffic_space import covered_by
from scenes.asset import asset_of
from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.footprint import corridors_of, footprint_of
from scenes.scene import Scene
from scenes.streams import stream

DEFAULT = {
    "occupancy": [0.4, 0.95],
    "vehicle": {"kind": "choice", "weights": {"compact_car": 0.5, "small_car": 0.3, "van": 0.2}},
    "along_error_m": [-0.5, 0.5],
    "across_error_m": [-0.1, 0.1],
    "heading_error_deg": [-2, 2],
    "moving_headway_s": [2, 8],
    "moving_speed_kmh": [25, 50],
    "moving_speed_share": [0.8, 1.0],
    "time_headway_s": 1.4,
    "pedestrians_per_100m": [1, 5],
    "walking_speed_mps": [0.8, 1.9],
    "adult_height_m": 1.75,
}
SEEDS = st.integers(0, 2**32)


def traffic(**changes: object) -> Traffic:
    return Traffic(**{name: distribution(value, name) for name, value in {**DEFAULT, **changes}.items()})


def added(after: Scene) -> tuple:
    return after.actors[len(scene().actors) :]


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_it_conforms_and_nothing_overlaps_at_any_time(seed: int) -> None:
    after = check_randomizer(traffic(), scene(), seed)
    assert after.actors[:2] == scene().actors
    moving = [a for a in added(after) if a.path is not None]
    standing = [a for a in after.actors if a.path is None] + [after.ego]
    for a, b in itertools.product(moving, standing):
        assert not any(s.overlaps(footprint_of(b)) for s in covered_by(a, after.duration_s)), (a.name, b.name)
    for a, b in itertools.combinations(standing, 2):
        assert not footprint_of(a).overlaps(footprint_of(b)), (a.name, b.name)
    for tenth in range(0, 21, 2):
        placed = [footprint_of(replace(a, T_world_body=_at(a, tenth / 10))) for a in moving]
        assert not any(a.overlaps(b) for a, b in itertools.combinations(placed, 2))


def _at(actor, time_s):
    """The pose of a straight walk or drive at a time."""
    pose = actor.T_world_body
    ahead = pose.rotation()[:, 0] * actor.speed_mps * time_s
    return replace(pose, translation_m=tuple(float(p + a) for p, a in zip(pose.translation_m, ahead, strict=True)))


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_nothing_blocks_or_meets_the_child(seed: int) -> None:
    after = check_randomizer(traffic(occupancy=1, pedestrians_per_100m=10), scene(), seed)
    crossing = [strip.grown(0.5, 0.5) for strip in corridors_of(scene().actors[0])]
    for actor in added(after):
        covered = covered_by(actor, after.duration_s)
        assert not any(one.overlaps(strip) for one in covered for strip in crossing), actor.name


def test_full_kerbs_and_empty_kerbs() -> None:
    bays = len(scene().road.bays)
    full = [a.name for a in added(check_randomizer(traffic(occupancy=1), scene())) if a.name.startswith("parked_bay")]
    assert 0.8 * bays < len(full) < bays  # the child's gap and the parked car stay free
    empty = added(check_randomizer(traffic(occupancy=0, pedestrians_per_100m=0, moving_headway_s=9999), scene()))
    assert [a for a in empty if not a.name.startswith("moving_")] == []


def test_moving_vehicles_keep_to_the_other_lane_and_people_to_the_pavement() -> None:
    seen = [a for seed in range(4) for a in added(check_randomizer(traffic(), scene(), seed))]
    oncoming = [a for a in seen if a.name.startswith("moving_")]
    people = [a for a in seen if a.name.startswith("walker_")]
    assert oncoming
    assert people
    assert all(
        a.name.startswith("moving_west") and abs(a.T_world_body.translation_m[1] - 1.625) < 1e-9 for a in oncoming
    )
    for person in people:
        half = 0.5 * asset_of(person.asset).box.width_m
        assert 5.35 + half < abs(person.T_world_body.translation_m[1]) < 8.35 - half
        assert person.T_world_body.translation_m[2] == 0.12


def test_one_bay_less_leaves_the_others_as_they_were() -> None:
    fewer = replace(scene(), road=replace(scene().road, bays=scene().road.bays[:-1]))
    last = f"parked_bay_{len(scene().road.bays) - 1:02d}."
    whole = traffic(occupancy=1).draw(scene(), stream(3, "t"))
    assert traffic(occupancy=1).draw(fewer, stream(3, "t")) == {
        name: value for name, value in whole.items() if not name.startswith(last)
    }


def test_an_unknown_vehicle_is_named_with_the_nearest_one() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'small_van'"):
        traffic(vehicle="smal_van")
    with pytest.raises(ConfigError, match=r"occupancy: got 2, allowed 0 to 1"):
        traffic(occupancy=2)


HEAVY_TRAFFIC = {
    "kind": "choice",
    "weights": {"city_bus": 1, "semi_curtain": 2, "box_truck": 1, "car_and_caravan": 2, "ambulance": 1, "sedan": 1},
}


@given(SEEDS)
@settings(max_examples=3, deadline=None)
def test_heavy_vehicles_keep_to_lanes_and_out_of_bays_that_are_too_small(seed: int) -> None:
    drawn = traffic(vehicle=HEAVY_TRAFFIC, pedestrians_per_100m=0, moving_headway_s=[1, 3])
    after = check_randomizer(drawn, scene(), seed)
    for actor in added(after):
        box = asset_of(actor.asset).box
        if actor.name.startswith("parked_bay"):
            assert box.length_m <= max(bay.length_m for bay in scene().road.bays)
            assert box.width_m <= 2.2
    moving = [a for a in added(after) if a.path is not None]
    for a, b in itertools.combinations(moving, 2):
        if a.group == 0 or a.group != b.group:
            assert not footprint_of(a).overlaps(footprint_of(b)), (a.name, b.name)


def test_what_is_drawn_hangs_on_what_draws_it_and_shares_its_group() -> None:
    drawn = traffic(vehicle="semi_curtain", pedestrians_per_100m=0, occupancy=0)
    trailers = 0
    for seed in range(4):
        actors = {a.name: a for a in added(check_randomizer(drawn, scene(), seed))}
        for name, trailer in actors.items():
            if not name.endswith("_drawn"):
                continue
            trailers += 1
            tractor = actors[name.removesuffix("_drawn")]
            assert tractor.group == trailer.group > 0
            assert tractor.speed_mps == trailer.speed_mps
            plate, pin = (a.T_world_body.apply(np.array(a.asset.kingpin_m())) for a in (tractor, trailer))
            np.testing.assert_allclose(plate, pin, atol=0.01)
        groups = [a.group for a in actors.values()]
        assert all(groups.count(group) == 2 for group in set(groups) - {0})
    assert trailers
