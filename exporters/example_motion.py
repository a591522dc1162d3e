"""How pixels move in the world of boxes, and what its surfaces reflect: exact, in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exporters.example_boxes import BoxHits, Float64, Solid, trace
from exporters.example_readings import SIZE_PX, T_EGO_CAMERA, K, base_colors, pixel_rays, read_only, semantic_of
from scenes.pose import Body, Pose, SensorFrame, World
from simulator.annotations.pixels import PixelMotion

_RELATIVE = 1e-9  # float64 rounding of two distances to one point


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The world of boxes at a time."""

    T_world_ego: Pose[World, Body]
    solids: Sequence[Solid]

    @property
    def T_world_camera(self) -> Pose[World, SensorFrame]:  # noqa: N802 (a pose)
        """Of the only camera."""
        return self.T_world_ego @ T_EGO_CAMERA


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Landing:
    """Pixels' points at another moment: flow (N, 2) px, depth_m (N,), gone (N,), moved_m (N, 3) in the world."""

    flow: Float64
    depth_m: Float64
    gone: NDArray[np.bool_]
    moved_m: Float64


def example_motion(now: Moment, later: Moment, before: Moment | None) -> PixelMotion:
    """Motion of the camera's pixels. before: None where nothing was simulated."""
    width, height = SIZE_PX
    rays = pixel_rays(0, 0, width, height)
    hits = trace(now.T_world_camera, rays, now.solids)
    ahead = _landing(rays, hits, now, later)
    seen = hits.index > -2
    back, gone_before = np.full_like(ahead.flow, np.nan), seen
    if before is not None:
        behind = _landing(rays, hits, now, before)
        back, gone_before = behind.flow, behind.gone
    scene_flow_m = ahead.moved_m @ now.T_world_camera.rotation()
    scene_flow_m[~seen] = np.nan
    return PixelMotion(
        flow_back_px=read_only(back.astype(np.float32).reshape(height, width, 2)),
        gone_next=read_only(ahead.gone.reshape(height, width)),
        gone_before=read_only(gone_before.reshape(height, width)),
        next_depth_m=read_only(ahead.depth_m.astype(np.float32).reshape(height, width)),
        scene_flow_m=read_only(scene_flow_m.astype(np.float32).reshape(height, width, 3)),
    )


def example_albedo(now: Moment) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB code: one colour a class, 0 for the sky."""
    width, height = SIZE_PX
    hits = trace(now.T_world_camera, pixel_rays(0, 0, width, height), now.solids)
    colors = base_colors(semantic_of(hits, now.solids))
    colors[hits.index == -2] = 0
    return read_only(colors.astype(np.uint8).reshape(height, width, 3))


def _landing(rays: Float64, hits: BoxHits, now: Moment, then: Moment) -> _Landing:
    """Each surface point carried by its own solid, projected, and looked for by a ray of its own."""
    width, height = SIZE_PX
    seen = hits.index > -2
    moved_m = np.zeros_like(rays)
    world = now.T_world_camera.apply(rays * np.where(seen, hits.distance, 1.0)[:, None])
    for place, (solid, carried) in enumerate(zip(now.solids, then.solids, strict=True)):
        if carried.box.T_world_box != solid.box.T_world_box:
            own = hits.index == place
            there = (carried.box.T_world_box @ solid.box.T_world_box.inverse()).apply(world[own])
            moved_m[own] = there - world[own]
    local = then.T_world_camera.inverse().apply(world + moved_m)
    in_front = seen & (local[:, 2] > 0.0)
    depth_m = np.where(in_front, local[:, 2], 0.0)
    looks = np.where(in_front[:, None], local / np.where(in_front, local[:, 2], 1.0)[:, None], [0.0, 0.0, 1.0])
    landed = looks[:, :2] * np.array(K[:2]) + np.array(K[2:])
    inside = in_front & ((landed >= -0.5) & (landed < np.array([width, height]) - 0.5)).all(axis=1)
    first = trace(then.T_world_camera, looks, then.solids).distance
    shown = inside & (first >= depth_m * (1.0 - _RELATIVE))
    flow = np.where(in_front[:, None], (looks[:, :2] - rays[:, :2]) * np.array(K[:2]), np.nan)
    return _Landing(flow=flow, depth_m=depth_m, gone=seen & ~shown, moved_m=moved_m)
