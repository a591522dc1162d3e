"""Small, complete, exactly labelled clips made by code: what exporters are tested on without the simulator.

They hold what formats stumble over: a truncated van, a hidden child, a rider on a bicycle, a ball that KITTI does not
know, ground beyond the depth code's range, frames with no thing in view (clip 1), pixels with no motion back (frame 0).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from exporters.example_boxes import Solid
from exporters.example_motion import Moment, example_albedo, example_motion
from exporters.example_readings import camera_reading, lidar_reading, views_of
from exporters.example_road import example_bird_view, example_road, example_road_in_view
from exporters.example_things import WALK_MPS, thing_of, walks
from scenes.pose import Body, Box, Pose, World
from simulator.frame import Clip, Frame, OrientedBox

FRAMES = 3
FPS = 10.0
_EGO_SPEED_MPS = 6.0


# instance, group, class, x, y (m), yaw (rad), length, width, height (m)
_STREET = (
    (2, 2, "vehicle.car", 15.0, 2.5, 0.2, 4.2, 1.8, 1.5),
    (3, 3, "human.pedestrian.adult", 11.0, -1.5, 1.6, 0.4, 0.6, 1.8),
    (4, 4, "movable_object.ball", 9.0, 0.4, 0.0, 0.22, 0.22, 0.22),
    (5, 5, "human.pedestrian.child", 20.0, 3.5, 0.0, 0.3, 0.3, 1.0),
    (6, 6, "vehicle.bicycle", 13.0, -4.0, 0.3, 1.8, 0.5, 1.1),
    (7, 6, "human.rider.bicycle", 13.0, -4.0, 0.3, 0.6, 0.5, 1.8),
    (8, 8, "vehicle.van", 6.5, 3.3, 0.0, 4.8, 1.9, 2.1),
    (9, 9, "vehicle.truck", 40.0, -8.0, -2.0, 9.0, 2.5, 3.4),
)


def example_clip(index: int) -> Clip:
    """Clip number `index`; the clips differ by where the street's things stand. Clip 1 is an empty street."""
    return Clip(
        index=index,
        seed=7,
        attempt=0,
        case_id="E00",
        case_name="example",
        frames=FRAMES,
        fps=FPS,
        drawn={"example": {"shift_m": _shift_m(index)}},
        scene={"name": "boxes"},
    )


def example_measures() -> dict[str, Any]:
    """What `end_clip` gets."""
    return {"min_ttc_s": 1.25}


def example_frames(clip: Clip) -> Iterator[Frame]:
    """The clip's frames, in order. Arrays are read-only, as the simulator's are."""
    for index in range(clip.frames):
        yield _frame(clip.index, index)


@functools.cache
def _frame(clip: int, index: int) -> Frame:
    time_s, later_s = index / FPS, (index + 1) / FPS
    solids, T_world_ego = _solids(clip, time_s), _ego(time_s)
    time_ns = round(time_s * 1e9)
    camera = camera_reading(time_ns, T_world_ego, solids, _ego(later_s), _solids(clip, later_s))
    lidar = lidar_reading(time_ns, T_world_ego, solids)
    now, later = _moment(clip, time_s), _moment(clip, later_s)
    before = _moment(clip, time_s - 1 / FPS) if index else None
    return Frame(
        clip=clip,
        index=index,
        number=clip * FRAMES + index,
        time_ns=time_ns,
        T_world_ego=T_world_ego,
        ego_velocity_mps=(_EGO_SPEED_MPS, 0.0, 0.0),
        ego_spin_radps=(0.0, 0.0, 0.0),
        readings={camera.name: camera, lidar.name: lidar},
        things={
            solid.instance: thing_of(solid, lidar, functools.partial(_box_after, clip, place, time_s))
            for place, solid in enumerate(solids)
        },
        views={camera.name: views_of(camera, solids)},
        motion={camera.name: example_motion(now, later, before)},
        albedo={camera.name: example_albedo(now)},
        road=example_road(T_world_ego),
        roads={camera.name: example_road_in_view(camera, T_world_ego)},
        bird_view=example_bird_view(T_world_ego, solids),
    )


def _shift_m(clip: int) -> float:
    return 0.3 * clip


def _ego(time_s: float) -> Pose[World, Body]:
    return Pose.planar(_EGO_SPEED_MPS * time_s, 0.0, 0.0)


def _moment(clip: int, time_s: float) -> Moment:
    return Moment(T_world_ego=_ego(time_s), solids=_solids(clip, time_s))


def _solids(clip: int, time_s: float) -> tuple[Solid, ...]:
    """The world at a time: the pedestrian walks, all else stands."""
    rows = () if clip == 1 else _STREET
    solids = []
    for instance, group, semantic, x_m, y_m, yaw_rad, length_m, width_m, height_m in rows:
        walked_m = WALK_MPS * time_s if walks(semantic) else 0.0
        T_world_box: Pose[World, Box] = Pose.planar(x_m + _shift_m(clip), y_m + walked_m, yaw_rad)
        box = OrientedBox(T_world_box=T_world_box, length_m=length_m, width_m=width_m, height_m=height_m)
        solids.append(Solid(instance=instance, group=group, name=f"thing_{instance}", semantic=semantic, box=box))
    return tuple(solids)


def _box_after(clip: int, place: int, time_s: float, ahead_s: float) -> OrientedBox:
    return _solids(clip, time_s + ahead_s)[place].box
