"""Car wheels: tyres with a tread, shoulders and lettered walls' relief, and rims of several designs before a brake."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel, grid_panel, joined_panels, mirrored
from scenes.mesh import Mesh, MeshBuilder

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rim:
    """A design. spokes: number. split: half angle between the two bars of a spoke, 0 for one bar. widths: of a bar at
    hub and rim, shares of the tyre's radius. dish: how far the hub lies behind the rim's edge, share of the width.
    curl: angle by which a spoke leans from hub to rim. share: of the rim in the tyre's radius. dark: painted black.
    """

    spokes: int
    split: float = 0.0
    widths: tuple[float, float] = (0.10, 0.16)
    dish: float = 0.10
    curl: float = 0.0
    share: float = 0.68
    dark: bool = False


RIMS: dict[str, Rim] = {
    "five": Rim(spokes=5, widths=(0.16, 0.20)),
    "five_twin": Rim(spokes=5, split=0.17, widths=(0.055, 0.07)),
    "seven": Rim(spokes=7, widths=(0.10, 0.13), dish=0.04),
    "ten": Rim(spokes=10, widths=(0.055, 0.075), share=0.72),
    "turbine": Rim(spokes=9, widths=(0.08, 0.14), curl=0.42, share=0.70),
    "star": Rim(spokes=6, widths=(0.20, 0.07), dish=0.14, share=0.70),
    "multi": Rim(spokes=15, widths=(0.03, 0.042), share=0.72, dish=0.05),
    "black_five": Rim(spokes=5, split=0.14, widths=(0.06, 0.08), dark=True, share=0.72),
    "steel": Rim(spokes=16, widths=(0.075, 0.115), share=0.60, dish=-0.02),
    "cover": Rim(spokes=8, split=0.13, widths=(0.07, 0.13), share=0.63, dish=-0.04),
}
"""Steel: a pressed wheel whose holes lie between its bars; cover: a plastic one."""

_TREAD = (0.985, 1.0, 1.0, 1.0, 0.985)


def wheel_mesh(radius_m: float, width_m: float, rim: Rim, left: bool, sides: int) -> Mesh:
    """The wheel of one side of a car in its part's frame: axis y, the centre at the origin."""
    parts = [_tyre(radius_m, width_m, rim, sides), _barrel(radius_m, width_m, rim, sides)]
    parts += [_hub(radius_m, width_m, rim, sides), *_spokes(radius_m, width_m, rim, sides)]
    panel = joined_panels(parts)
    panel = panel if left else mirrored(panel)
    builder = MeshBuilder()
    builder.add(panel.vertices_m, panel.faces, panel.skin, crease_rad=0.5)
    return builder.build()


def brake_panel(radius_m: float, width_m: float, rim: Rim) -> Panel:
    """What does not spin but steers: the caliper behind the spokes, and the hub carrier."""
    inner = 0.40 * rim.share
    angles = np.linspace(-0.5, 0.5, 5) + np.pi / 2
    x = np.array([inner, inner, 0.90 * rim.share, 0.90 * rim.share, inner]) * radius_m
    y = np.array([-0.16, 0.13, 0.13, -0.16, -0.16]) * width_m
    ring = np.stack([np.sin(angles), np.zeros(5), np.cos(angles)], axis=1) * [-1.0, 1.0, 1.0]
    points = x[:, None, None] * ring[None] + y[:, None, None] * np.array([0.0, 1.0, 0.0])
    return grid_panel(points, Skin.CALIPER)


def _revolved(profile: Float64, skin: Skin, sides: int) -> Panel:
    """(radius, y) points revolved about y; outside lies left of the profile's direction, seen with y to the right."""
    angle = 2 * np.pi * np.arange(sides + 1) / sides
    ring = np.stack([np.sin(angle), np.zeros(sides + 1), np.cos(angle)], axis=1)
    points = profile[:, None, :1] * ring[None] + profile[:, None, 1:] * np.array([0.0, 1.0, 0.0])
    return grid_panel(points, skin)


def _tyre(radius_m: float, width_m: float, rim: Rim, sides: int) -> Panel:
    """Section from the outer bead over the tread to the inner bead; grooves run round the tread."""
    bead = rim.share
    wall = [(bead, 0.40), (bead + 0.02, 0.455), (0.5 * (bead + 1.0), 0.50), (0.93, 0.475), (0.965, 0.435)]
    tread = [(0.99, 0.395)]
    for groove in (0.22, 0.0, -0.22):
        tread += [(1.0, groove + 0.035), (0.978, groove + 0.025), (0.978, groove - 0.025), (1.0, groove - 0.035)]
    profile = [*wall, *tread, (0.99, -0.395), *((r, -y) for r, y in reversed(wall))]
    return _revolved(np.array(profile)[::-1] * [radius_m, width_m], Skin.TYRE, sides)


def _skin(rim: Rim) -> Skin:
    return Skin.TRIM if rim.dark else Skin.RIM


def _barrel(radius_m: float, width_m: float, rim: Rim, sides: int) -> Panel:
    """The rim's lip and the well behind it, closed by a dark disc and a brake disc."""
    s = rim.share
    lip = [(s - 0.075, -0.30), (s - 0.065, 0.10), (s - 0.045, 0.36), (s - 0.03, 0.415), (s - 0.008, 0.425), (s, 0.40)]
    scale = [radius_m, width_m]
    back = [(s - 0.075, -0.30), (0.0, -0.30)]
    disc = [(s - 0.12, -0.03), (s - 0.12, 0.02), (0.16, 0.02), (0.16, 0.10), (0.0, 0.10)]
    return joined_panels(
        [
            _revolved(np.array(lip)[::-1] * scale, _skin(rim), sides),
            _revolved(np.array(back) * scale, Skin.WHEEL_WELL, sides),
            _revolved(np.array(disc) * scale, Skin.CALIPER, sides),
        ]
    )


def _hub(radius_m: float, width_m: float, rim: Rim, sides: int) -> Panel:
    y = 0.40 - rim.dish
    front = [(0.17, y - 0.14), (0.165, y - 0.02), (0.13, y), (0.085, y + 0.005), (0.08, y + 0.025), (0.0, y + 0.03)]
    return _revolved(np.array(front) * [radius_m, width_m], _skin(rim), max(sides // 2, 10))


def _spokes(radius_m: float, width_m: float, rim: Rim, sides: int) -> list[Panel]:
    steps = 2 if sides < 24 else 4
    angles = 2 * np.pi * np.arange(rim.spokes) / rim.spokes
    tilts = (-rim.split, rim.split) if rim.split > 0.0 else (0.0,)
    return [_spoke(radius_m, width_m, rim, float(angle), tilt, steps) for angle in angles for tilt in tilts]


def _spoke(radius_m: float, width_m: float, rim: Rim, angle_rad: float, tilt: float, steps: int) -> Panel:
    """A bar from hub to rim with sloping flanks; `tilt` is its angle from the pair's middle at the rim."""
    t = np.linspace(0.0, 1.0, steps)
    along = (0.13 + t * (rim.share - 0.055 - 0.13)) * radius_m
    half = 0.5 * (rim.widths[0] + t * (rim.widths[1] - rim.widths[0])) * radius_m
    front = (0.40 - rim.dish * (1.0 - t) ** 1.4 - 0.03 * t) * width_m
    back = front - 0.17 * width_m
    turn = angle_rad + tilt * (0.25 + 0.75 * t) + rim.curl * t**1.3
    side, height = np.array([-1.0, -0.78, 0.78, 1.0]), np.array([0.0, 1.0, 1.0, 0.0])
    x = side[:, None] * half
    y = back + height[:, None] * (front - back)
    z = np.broadcast_to(along, x.shape)
    c, s = np.cos(turn), np.sin(turn)
    return grid_panel(np.stack([c * x + s * z, y, c * z - s * x], axis=-1), _skin(rim))
