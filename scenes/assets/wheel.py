"""A road wheel: tyre with rounded shoulders, rim with spokes before a dark brake, all of it revolved about y."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.assets.vehicle_materials import Skin
from scenes.assets.vehicle_skin import Panel, grid_panel, joined_panels, mirrored
from scenes.mesh import Mesh, MeshBuilder

Float64 = NDArray[np.float64]

SIDES = 18
SPOKES = 5

_TYRE = ((0.70, 0.45), (0.80, 0.50), (0.95, 0.45), (1.0, 0.33), (1.0, -0.33), (0.95, -0.45), (0.66, -0.46))
"""(share of the radius, share of the width) from the rim's seat round the tread to the inner side."""
_RIM = ((0.61, 0.10), (0.63, 0.40), (0.70, 0.45))
"""The rim's barrel and lip, from inside to the tyre."""


def wheel_mesh(radius_m: float, width_m: float, left: bool) -> Mesh:
    """The wheel of one side of a vehicle in its part's frame: axis y, the centre at the origin."""
    panel = joined_panels([_tyre(radius_m, width_m), _face(radius_m, width_m)])
    panel = panel if left else mirrored(panel)
    builder = MeshBuilder()
    builder.add(panel.vertices_m, panel.faces, panel.skin)
    return builder.build()


def _revolved(profile: Float64, skin: Skin) -> Panel:
    """(radius, y) points revolved about y; outside lies left of the profile's direction, seen with y to the right."""
    angle = 2 * np.pi * np.arange(SIDES + 1) / SIDES
    ring = np.stack([np.sin(angle), np.zeros(SIDES + 1), np.cos(angle)], axis=1)
    points = profile[:, None, :1] * ring[None] + profile[:, None, 1:] * np.array([0.0, 1.0, 0.0])
    return grid_panel(points, skin)


def _tyre(radius_m: float, width_m: float) -> Panel:
    scale = np.array([radius_m, width_m])
    return joined_panels(
        [_revolved(np.array(_TYRE)[::-1] * scale, Skin.TYRE), _revolved(np.array(_RIM)[::-1] * scale, Skin.RIM)]
    )


def _face(radius_m: float, width_m: float) -> Panel:
    """The brake's dark disc, the spokes before it and the hub."""
    scale = np.array([radius_m, width_m])
    disc = _revolved(np.array([[0.66, 0.12], [0.0, 0.12]]) * scale, Skin.WHEEL_WELL)
    hub = _revolved(np.array([[0.15, 0.36], [0.0, 0.43]]) * scale, Skin.RIM)
    return joined_panels([disc, hub, *(_spoke(radius_m, width_m, 2 * np.pi * k / SPOKES) for k in range(SPOKES))])


def _spoke(radius_m: float, width_m: float, angle_rad: float) -> Panel:
    """A bar from hub to rim, wider at the rim, with a ridge along its middle."""
    along = np.array([0.10, 0.66]) * radius_m
    half = np.array([0.055, 0.10]) * radius_m
    front = np.array([0.37, 0.42]) * width_m
    back = np.array([0.26, 0.26]) * width_m
    side, height = np.array([-1.0, -0.7, 0.7, 1.0]), np.array([0.0, 1.0, 1.0, 0.0])
    x = side[:, None] * half
    y = back + height[:, None] * (front - back)
    z = np.broadcast_to(along, x.shape)
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    points = np.stack([c * x + s * z, y, c * z - s * x], axis=-1)
    return grid_panel(points, Skin.RIM)
