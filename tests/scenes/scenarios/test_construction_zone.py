"""E24: past road works a worker steps over the row of beacons, or an excavator swings its arm into the lane."""

import math

import numpy as np
import pytest
from staged_case import bare_scene, staged

from scenes.asset import asset_of
from scenes.part_poses import part_poses
from scenes.pose import rotate
from scenes.storyboard.motion import MoveJoint
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings

NAME = "construction_zone"


@pytest.mark.parametrize("seed", range(3))
def test_the_worker_walks_over_into_the_ego_at_the_meeting(seed: int) -> None:
    _, found = staged(NAME, seed, "scenario.conflict=worker", "scenario.ego_reaction=none", frames=60)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings(tail_s=max(3.0, found.timing.meet_s - found.timing.duration_s + 1.0)))
    key = scene.instance_of("worker")
    touched = [time_s for time_s, a, b in history.contacts if (a, b) == (1, key)]
    assert touched
    assert touched[0] == pytest.approx(found.timing.meet_s, abs=0.15)


@pytest.mark.parametrize("seed", range(3))
def test_the_bucket_is_where_the_ego_comes_at_the_end_of_the_swing(seed: int) -> None:
    _, found = staged(NAME, seed, "scenario.conflict=excavator", "scenario.ego_reaction=none", frames=60)
    digger = found.actors[0]
    (swing,) = [a for event in found.events for a in event.actions if isinstance(a, MoveJoint)]
    asset, still = asset_of(digger.asset), np.zeros(1)
    angles = digger.asset.joint_angles(still, still)
    names = [part.name for part in asset.parts]

    def bucket(angle: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """Points in the ego's frame at the meeting."""
        turned = angles.copy()
        turned[0, names.index("upper")] = angle
        position, rotation = part_poses(asset, turned, still)
        k = names.index("bucket")
        points = asset.parts[k].mesh.vertices_m.astype(np.float64)
        own = position[0, k] + rotate(np.broadcast_to(rotation[0, k], (len(points), 4)), points)
        world = digger.T_world_body.apply(own)
        along = found.start_m + found.ego.speed_mps * found.timing.meet_s
        x, y, heading = found.line.pose(along)
        away = world[:, :2] - [x, y]
        cosine, sine = math.cos(heading), math.sin(heading)
        ahead, left = away[:, 0] * cosine + away[:, 1] * sine, away[:, 1] * cosine - away[:, 0] * sine
        return np.stack([ahead, left], axis=1)

    box = asset_of(found.ego.asset).box
    inside = np.abs(bucket(swing.angle_rad)[:, 1]) < 0.5 * box.width_m
    assert inside.any()
    assert bucket(swing.angle_rad)[inside, 0].min() == pytest.approx(box.front_m, abs=0.6)
    before = bucket(float(digger.asset.slew_rad))  # type: ignore[attr-defined]
    assert (np.abs(before[:, 1]) > 0.5 * box.width_m + 0.3).all()
