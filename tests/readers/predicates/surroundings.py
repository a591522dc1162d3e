"""Cases of light, weather and animals."""

from __future__ import annotations

import math

from written_clip import WrittenClip

from predicates.moves import across_mps, ego_yaw_rad, in_ego_m

ANIMALS = {1, *range(71, 80)}
"""Class ids of the ontology."""


def crosses_or_freezes(clip: WrittenClip) -> bool:
    return clip.thing(0)["semantic"] in ANIMALS and (clip.asked["freezes"] == "yes" or across_mps(clip) > 0.4)


def looks_into_a_low_sun(clip: WrittenClip) -> bool:
    air = clip.environment
    beside = math.remainder(air["sun_azimuth_rad"] - ego_yaw_rad(clip, len(clip.frames) - 1), 2.0 * math.pi)
    low = math.radians(0.9) < air["sun_elevation_rad"] < math.radians(12.1)
    return low and abs(beside) < math.radians(24.0) and comes_nearer(clip)


def leaves_a_tunnel(clip: WrittenClip) -> bool:
    """By day, and the key actor beyond the portal, which is still to come at first."""
    by_day = clip.environment["sun_elevation_rad"] > math.radians(5.0)
    return by_day and in_ego_m(clip, 0)[0] > clip.asked["after_portal_m"] - 10.0 and comes_nearer(clip)


def sees_less_than_fog_allows(clip: WrittenClip) -> bool:
    return bool(clip.environment["mor_m"] <= 300.0) and comes_nearer(clip)


def drives_through_snow(clip: WrittenClip) -> bool:
    return bool(clip.environment["snow_mmph"] >= 0.5) and comes_nearer(clip)


def drives_through_water(clip: WrittenClip) -> bool:
    return bool(clip.environment["wetness"] >= 0.75) and comes_nearer(clip)


def comes_nearer(clip: WrittenClip) -> bool:
    """To the key actor, which is ahead."""
    ahead = [in_ego_m(clip, k)[0] for k in range(len(clip.frames))]
    return ahead[0] > 0.0 and min(ahead) < ahead[0] - 1.0


PREDICATES = {
    "animal_crossing": crosses_or_freezes,
    "low_sun_glare": looks_into_a_low_sun,
    "tunnel_exit": leaves_a_tunnel,
    "dense_fog": sees_less_than_fog_allows,
    "heavy_snow": drives_through_snow,
    "flooded_road_wet_reflections": drives_through_water,
}
