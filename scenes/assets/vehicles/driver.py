"""Who sits at the wheel of a moving vehicle: trunk, head and arms, as far as windows show them."""

from __future__ import annotations

import numpy as np

from scenes.assets.shaping.shapes import ellipsoid, moved, tube
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel, joined_panels, solid

TRUNK_M = (0.115, 0.20, 0.30)
HEAD_M = (0.095, 0.076, 0.115)
"""Half sizes. Chosen about an adult of 1.75 m: shoulders 0.40 m wide, head 0.15 by 0.19 by 0.23 m."""
SITTING_EYES_M = 0.30
"""Chosen: centre of the head over the vehicle's belt line; drivers see well over the dashboard."""


def driver_panel(seat_x_m: float, y_m: float, belt_m: float, wheel_m: tuple[float, float]) -> Panel:
    """A driver before a backrest at `seat_x_m`, hands on a wheel at (x, z) `wheel_m`."""
    head = np.array([seat_x_m + 0.03, y_m, belt_m + SITTING_EYES_M])
    chest = np.array([seat_x_m + 0.13, y_m, belt_m - 0.17])
    panels = [
        solid(moved(ellipsoid(TRUNK_M, 8, 12), chest), Skin.DRIVER_TOP),
        solid(moved(ellipsoid(HEAD_M, 8, 10), head), Skin.DRIVER_FACE),
        solid(
            moved(ellipsoid(np.array(HEAD_M) * [0.95, 1.06, 0.85], 7, 10), head + np.array([-0.022, 0.0, 0.028])),
            Skin.DRIVER_HAIR,
        ),
        solid(tube([chest + np.array([0.0, 0.0, 0.2]), head - np.array([0.0, 0.0, 0.06])], 0.055, 8), Skin.DRIVER_FACE),
    ]
    for side in (-1.0, 1.0):
        shoulder = chest + np.array([0.0, 0.17 * side, 0.16])
        hand = np.array([wheel_m[0] - 0.03, y_m + 0.16 * side, wheel_m[1]])
        elbow = 0.5 * (shoulder + hand) + [0.0, 0.06 * side, -0.12]
        panels.append(solid(tube([shoulder, elbow, hand], [0.055, 0.045, 0.03], 7), Skin.DRIVER_TOP))
        panels.append(solid(moved(ellipsoid((0.045, 0.035, 0.045), 4, 7), hand), Skin.DRIVER_FACE))
    return joined_panels(panels)
