"""From a camera's description and place to the view that a renderer answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenes.lenses.base import Lens
from scenes.lenses.pinhole import Pinhole
from scenes.pose import Body, Pose, SensorFrame, multiply_quaternions, rotate
from scenes.scene import EGO_INSTANCE
from simulator.physics.history import WorldHistory
from simulator.render.lens_view import LensView
from simulator.render.rays import PinholeView, View


def camera_view(
    lens: Lens, T_ego_camera: Pose[Body, SensorFrame], history: WorldHistory, t_s: float, readout_s: float = 0.0
) -> View:
    """What a camera on the ego sees at time t. readout_s: of all rows, 0: a global shutter.

    A rolling shutter's middle row is exposed at t, the top row first.
    """
    T_world_camera = history.body_at(EGO_INSTANCE, t_s) @ T_ego_camera
    if isinstance(lens, Pinhole) and readout_s == 0.0:
        return PinholeView(T_world_camera=T_world_camera, K=lens.K, size_px=lens.size_px, t_s=t_s)
    height = lens.height_px
    time_s = t_s + row_offsets_s(height, readout_s)
    body_m, body_q = history.bodies_at(EGO_INSTANCE, time_s)
    mount_q = np.broadcast_to(np.asarray(T_ego_camera.rotation_xyzw), body_q.shape)
    return LensView(
        lens=lens,
        T_world_camera=T_world_camera,
        t_s=t_s,
        row_time_s=time_s,
        row_position_m=body_m + rotate(body_q, np.asarray(T_ego_camera.translation_m)[None, :]),
        row_rotation_xyzw=multiply_quaternions(body_q, mount_q),
    )


def row_offsets_s(rows: int, readout_s: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(rows,) seconds from the frame's time to each row's exposure middle: t_v = (v - (H - 1) / 2) T_read / H."""
    return (np.arange(rows, dtype=np.float64) - (rows - 1) / 2.0) * (readout_s / rows)


def focused(view: View, aperture_m: tuple[float, float], focus_m: float) -> View:
    """A view from another point of the lens's opening, x and y of the camera frame; its rays cross those of the middle
    focus_m away: on a plane for a pinhole's lens, on a sphere for all others.
    """
    if isinstance(view, LensView):
        return view.focused(aperture_m, focus_m)
    fx, fy, cx, cy = view.K
    moved: Pose[SensorFrame, SensorFrame] = Pose(translation_m=(aperture_m[0], aperture_m[1], 0.0))
    K = (fx, fy, cx + fx * aperture_m[0] / focus_m, cy + fy * aperture_m[1] / focus_m)
    return replace(view, T_world_camera=view.T_world_camera @ moved, K=K)
