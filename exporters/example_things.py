"""What the example's boxes are and do: keypoints at fixed shares of a box, attributes, and the way ahead."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from exporters.example_boxes import Solid
from scenes.ontology import class_of
from scenes.skeletons import skeleton_of
from simulator.annotations.things import Attributes, Crossing, Trajectory
from simulator.frame import LidarReading, OrientedBox, Thing

Float64 = NDArray[np.float64]

WALK_MPS = 1.4
_STEP_S, _STEPS = 0.1, 30
_WALKER = "human.pedestrian.adult"

_HEAD = ((0.4, 0.0, 0.91), (0.35, 0.06, 0.936), (0.35, -0.06, 0.936), (0.0, 0.13, 0.93), (0.0, -0.13, 0.93))
_LIMBS = ((0.3, 0.818), (0.36, 0.63), (0.38, 0.485), (0.16, 0.53), (0.15, 0.285), (0.14, 0.039))
_SHARES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "person": (*_HEAD, *((0.0, side * y, z) for y, z in _LIMBS for side in (1.0, -1.0))),
    "vehicle": (
        *((x, y, 0.2) for x in (0.3, -0.32) for y in (0.47, -0.47)),
        *((x, y, 0.45) for x in (0.48, -0.48) for y in (0.38, -0.38)),
        *((x, y, 0.97) for x in (0.12, -0.3) for y in (0.33, -0.33)),
    ),
    "two_wheeler": ((0.31, 0.0, 0.3), (-0.31, 0.0, 0.3), (-0.14, 0.0, 0.87), (0.2, 0.45, 0.95), (0.2, -0.45, 0.95)),
}
"""Of length, width (from the middle) and height (from the ground). People: heights of joints after Drillis and
Contini (1966); the rest is chosen."""

_ATTRIBUTES = {
    2: Attributes(motion="parked", open_doors=("door_front_left",)),
    3: Attributes(motion="moving", posture="walking"),
    4: Attributes(motion="stopped"),
    5: Attributes(motion="stopped", posture="standing"),
    6: Attributes(motion="stopped"),
    7: Attributes(motion="stopped", posture="riding"),
    8: Attributes(motion="stopped", lit_lamps=("brake", "tail")),
    9: Attributes(motion="parked"),
}
_CROSSING: dict[int, Crossing] = {3: "now", 5: "no", 7: "no"}
"""By instance; the road is 3 m wide."""


def thing_of(solid: Solid, lidar: LidarReading, box_after: Callable[[float], OrientedBox]) -> Thing:
    """Everything that labels say of a solid. box_after: where its box is, so many seconds later."""
    skeleton = skeleton_of(solid.semantic)
    return Thing(
        instance=solid.instance,
        group=solid.group,
        name=solid.name,
        semantic=class_of(solid.semantic).id,
        box=solid.box,
        box_upright=solid.box,
        velocity_mps=(0.0, WALK_MPS if walks(solid.semantic) else 0.0, 0.0),
        spin_radps=(0.0, 0.0, 0.0),
        lidar_points={lidar.name: int(np.count_nonzero(lidar.instance == solid.instance))},
        attributes=_ATTRIBUTES[solid.instance],
        skeleton="" if skeleton is None else skeleton.name,
        keypoints_m=keypoints_of(solid),
        future=_future(box_after),
        crossing=_CROSSING.get(solid.instance),
    )


def walks(semantic: str) -> bool:
    """Whether things of a class move; all others stand."""
    return semantic == _WALKER


def keypoints_of(solid: Solid) -> Float64 | None:
    """(K, 3) keypoints, world frame, inside the box; None for what has none."""
    skeleton = skeleton_of(solid.semantic)
    if skeleton is None:
        return None
    size_m = np.array([solid.box.length_m, solid.box.width_m, solid.box.height_m])
    points = solid.box.T_world_box.apply(np.array(_SHARES[skeleton.name]) * size_m)
    points.flags.writeable = False
    return points


def _future(box_after: Callable[[float], OrientedBox]) -> Trajectory:
    poses = [box_after(_STEP_S * step).T_world_box for step in range(1, _STEPS + 1)]
    position_m = np.array([pose.translation_m for pose in poses])
    yaw_rad = np.array([pose.yaw_rad for pose in poses])
    for array in (position_m, yaw_rad):
        array.flags.writeable = False
    return Trajectory(step_s=_STEP_S, position_m=position_m, yaw_rad=yaw_rad)
