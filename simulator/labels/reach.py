"""Which things may show in a view, and in which pixels at most: conservative, whatever the lens and the shutter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenes.lenses.base import Lens
from scenes.pose import Pose, SensorFrame, World
from scenes.scene import EGO_INSTANCE, Scene
from simulator.frame import PixelBox
from simulator.labels.footprints import camera_corners, footprints, link_corners, pixel_bounds, within_image
from simulator.physics.history import WorldHistory
from simulator.render.lens_view import LensView, blind_pixels
from simulator.render.rays import PinholeView, View

Float64 = NDArray[np.float64]

BLOCK_PX = 16
"""Chosen: images have some thousand blocks, and things of a few pixels are asked for in four of them."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class InReach:
    """A thing that may be in a view. corners_m: (L, 8, 3) of its links in the camera frame at the view's time.

    box: of pixels that it may touch. whole: it lies wholly in the image.
    """

    instance: int
    corners_m: Float64
    box: PixelBox
    whole: bool


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Blocks:
    """Cones around blocks of pixels: direction (R, C, 3), angle_rad (R, C) that all its pixels lie within.

    at_edge (R, C): it lies at the image's border or holds pixels that see nothing. Blocks that see nothing: angle -10.
    """

    direction: Float64
    angle_rad: Float64
    at_edge: NDArray[np.bool_]


def things_in_reach(scene: Scene, history: WorldHistory, view: View) -> list[InReach]:
    """The things but the ego whose links' boxes reach into a view, by rising id."""
    if isinstance(view, PinholeView):
        return _in_pyramid(scene, history, view)
    return _in_blocks(scene, history, view)


def _in_pyramid(scene: Scene, history: WorldHistory, view: PinholeView) -> list[InReach]:
    boxes = link_corners(scene, history, view.t_s)
    corners = camera_corners(boxes.corners_m, view.T_world_camera)
    prints = footprints(corners, boxes.first)
    links = np.split(corners, boxes.first[1:]) if len(boxes.first) else []
    width, height = view.size_px
    found = []
    for index, own in enumerate(links):
        bounds = pixel_bounds(prints.low[index], prints.high[index], view)
        box = within_image(bounds, view)
        if box is not None:
            inside = bounds[0] >= 0 and bounds[1] >= 0 and bounds[2] < width and bounds[3] < height
            whole = bool(prints.in_front[index]) and inside
            found.append(InReach(instance=EGO_INSTANCE + 1 + index, corners_m=own, box=box, whole=whole))
    return found


def _in_blocks(scene: Scene, history: WorldHistory, view: LensView) -> list[InReach]:
    """By cones: of a link and of a block, which touch when the first row, the middle or the last is exposed."""
    boxes = link_corners(scene, history, view.t_s)
    if not len(boxes.first):
        return []
    corners = camera_corners(boxes.corners_m, view.T_world_camera)
    touched = _touched(corners, view.lens)
    for row in (0, -1) if view.row_time_s[0] != view.row_time_s[-1] else ():
        pose: Pose[World, SensorFrame] = Pose.from_arrays(view.row_position_m[row], view.row_rotation_xyzw[row])
        moved = link_corners(scene, history, float(view.row_time_s[row])).corners_m
        touched |= _touched(camera_corners(moved, pose), view.lens)
    of_things = np.logical_or.reduceat(touched, boxes.first, axis=0)
    at_edge = _blocks(view.lens).at_edge
    links = np.split(corners, boxes.first[1:])
    return [
        InReach(
            instance=EGO_INSTANCE + 1 + index,
            corners_m=links[index],
            box=_box(of_things[index], view.lens),
            whole=not bool((of_things[index] & at_edge).any()),
        )
        for index in np.flatnonzero(of_things.any(axis=(1, 2))).tolist()
    ]


def _touched(corners_m: Float64, lens: Lens) -> NDArray[np.bool_]:
    """(L, R, C) whether a link's bounding sphere may show in a block. corners_m (L, 8, 3): camera frame."""
    blocks = _blocks(lens)
    centre = corners_m.mean(axis=1)
    radius = np.linalg.norm(corners_m - centre[:, None], axis=2).max(axis=1)
    far = np.linalg.norm(centre, axis=1)
    inside = far <= radius * 1.001
    angle = np.arcsin(np.clip(radius / np.maximum(far, 1e-9), 0.0, 1.0))
    unit = centre / np.maximum(far, 1e-9)[:, None]
    between = np.arccos(np.clip(np.einsum("li,rci->lrc", unit, blocks.direction), -1.0, 1.0))
    reach = np.where(inside, 2.0 * math.pi, angle)[:, None, None] + blocks.angle_rad[None]
    return np.asarray((between <= reach) & (blocks.angle_rad >= 0.0)[None])


@lru_cache(maxsize=16)
def _blocks(lens: Lens) -> _Blocks:
    direction = np.nan_to_num(lens.pixel_directions())
    blind = blind_pixels(lens)
    rows, columns = (-(-n // BLOCK_PX) for n in (lens.height_px, lens.width_px))
    middle = np.zeros((rows, columns, 3))
    angle = np.full((rows, columns), -10.0)
    at_edge = np.zeros((rows, columns), dtype=np.bool_)
    at_edge[[0, -1]] = True
    at_edge[:, [0, -1]] = True
    pixel = 2.0 * math.sqrt(4.0 * math.pi / direction.shape[0] / direction.shape[1])
    for r in range(rows):
        for c in range(columns):
            part = slice(r * BLOCK_PX, (r + 1) * BLOCK_PX), slice(c * BLOCK_PX, (c + 1) * BLOCK_PX)
            seen = direction[part][~blind[part]]
            at_edge[r, c] |= bool(blind[part].any())
            if len(seen):
                mean = seen.mean(axis=0)
                middle[r, c] = mean / max(float(np.linalg.norm(mean)), 1e-9)
                angle[r, c] = float(np.arccos(np.clip((seen @ middle[r, c]).min(), -1.0, 1.0))) + pixel
    return _Blocks(direction=middle, angle_rad=angle, at_edge=at_edge)


def _box(blocks: NDArray[np.bool_], lens: Lens) -> PixelBox:
    """Pixels of the rectangle around some blocks (R, C)."""
    rows, columns = np.flatnonzero(blocks.any(axis=1)), np.flatnonzero(blocks.any(axis=0))
    return PixelBox(
        left=int(columns[0]) * BLOCK_PX,
        top=int(rows[0]) * BLOCK_PX,
        right=min(int(columns[-1] + 1) * BLOCK_PX, lens.width_px) - 1,
        bottom=min(int(rows[-1] + 1) * BLOCK_PX, lens.height_px) - 1,
    )
