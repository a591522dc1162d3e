"""LiDAR points lie in the 3D boxes of the things that they are of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.validation.findings import Findings
from simulator.validation.geometry import Float64, beyond_m, placed
from simulator.validation.record_checks import points_file
from simulator.validation.stored import Json, RecordedFrame

SURFACE = 0
"""Kind of a point that one surface gave; others lie between surfaces, are mirror images or weather."""

MIRROR_M = 0.25
"""How far a vehicle's mirror stands out of its box; UN Regulation 46 allows 0.25 m."""

LIMB_M = 0.5
"""How far hands and feet of people and animals leave their nominal box, and what people pull behind them."""

NOISE_M = 0.06
"""Range noise, and the curve of the motion within a sweep; chosen: seven standard deviations of an HDL-64's 9 mm."""

OUTSIDE_SHARE = 0.02
"""Of a thing's points that may lie outside, and one in any case; chosen: noise has tails."""

STRAY_M = 1.0
"""How far a single point may lie outside: its pulse met an edge and what is behind; chosen."""

LIVING = ("animal", "human.")
"""How names of classes with limbs begin."""

_NEEDED = {"deskewed_m", "offset_ns", "instance", "kind"}


def carried(frame: RecordedFrame) -> dict[str, Float64]:
    """(N, 3) points in the world of every LiDAR that is recorded in full, at its reading's time, by name."""
    return {sensor: _carried_m(frame, sensor) for sensor in frame.points if _is_scanned(frame, sensor)}


def _carried_m(frame: RecordedFrame, sensor: str) -> Float64:
    """Each point is taken to the reading's time with the motion of its thing's box; scenery stands.

    Not with its surface's own velocity: a wheel's is twice the car's at the top, and none at the road.
    """
    arrays, things = frame.points[sensor], frame.things_of(sensor)
    world = placed(frame.state["sensors"][sensor]["T_world_sensor"], arrays["deskewed_m"].astype(np.float64))
    velocity, spin, origin = (np.zeros((max(things, default=0) + 1, 3)) for _ in range(3))
    for number, thing in things.items():
        velocity[number], spin[number] = thing["velocity_mps"], thing["spin_radps"]
        origin[number] = thing["box"]["T_world_box"][:3]
    moving = (velocity != 0.0).any(axis=1) | (spin != 0.0).any(axis=1)
    ids = np.minimum(arrays["instance"].astype(np.int64), len(moving) - 1)
    some = np.flatnonzero(moving[ids])
    own, after_s = ids[some], arrays["offset_ns"][some].astype(np.float64)[:, None] * 1e-9
    world[some] -= after_s * (velocity[own] + np.cross(spin[own], world[some] - origin[own]))
    return world


def _is_scanned(frame: RecordedFrame, sensor: str) -> bool:
    """Whether the record holds all that is needed of a sensor: a LiDAR's arrays, not a radar's."""
    arrays = frame.points.get(sensor, {})
    lengths = {len(arrays[name]) for name in _NEEDED if name in arrays}
    return set(arrays) >= _NEEDED and len(lengths) == 1 and sensor in frame.state["sensors"]


def check_points(
    frame: RecordedFrame, clouds: Mapping[str, Float64], classes: Mapping[int, str], findings: Findings
) -> None:
    """Every thing's points lie in its box, but for mirrors, limbs and noise. clouds: see `carried`."""
    for sensor, cloud in clouds.items():
        things = frame.things_of(sensor)
        arrays = frame.points[sensor]
        solid = np.flatnonzero((arrays["kind"] == SURFACE) & (arrays["instance"] > 0))
        if not len(solid):
            continue
        world = cloud[solid]
        for number, own in _by_instance(arrays["instance"][solid]).items():
            thing = things.get(number)
            reason = "is of no thing of the frame" if thing is None else _outside(thing, world[own], classes)
            if reason:
                name = "" if thing is None else f" ({thing['name']})"
                place = f"frame {frame.state['index']}, {sensor}, instance {number}{name}"
                findings.error("record.boxes_hold_points", points_file(frame.clip), f"{place}: {reason}")


def outside_m(thing: Json, points_m: Float64) -> Float64:
    """How far points (N, 3) lie outside both of a thing's boxes."""
    return np.minimum(beyond_m(thing["box"], points_m), beyond_m(thing["box_upright"], points_m))


def limit_m(thing: Json, classes: Mapping[int, str]) -> float:
    """How far a thing's own points may lie outside its boxes."""
    living = classes.get(thing["semantic"], "").startswith(LIVING)
    return (LIMB_M if living else MIRROR_M) + NOISE_M


def _outside(thing: Json, points_m: Float64, classes: Mapping[int, str]) -> str:
    beyond = outside_m(thing, points_m)
    limit = limit_m(thing, classes)
    count = int(np.count_nonzero(beyond > limit))
    if count <= max(1, OUTSIDE_SHARE * len(beyond)) and beyond.max() < STRAY_M:
        return ""
    return f"{count} of {len(beyond)} points lie outside its box, up to {beyond.max():.2f} m, allowed {limit:.2f} m"


def _by_instance(ids: NDArray[Any]) -> dict[int, NDArray[np.int64]]:
    """Indices of each id, of which there are few beside the points."""
    order = np.argsort(ids, kind="stable")
    found, starts = np.unique(ids[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, starts[1:]), strict=True))
