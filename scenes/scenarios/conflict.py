"""A crossing from behind a parked vehicle: where ego and child meet, and when the occluder gives the child free.

All positions are in the street's frame: x along the ego's travel, y to its left, the child running towards +y.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from scenes.asset import AssetSpec
from scenes.staging.sections import outline_m

REVEALED_SHARE = 0.25
"""Chosen: the child counts as revealed when a quarter of it shows: a head over a bonnet, not a hand or a shoe."""
_HEIGHT_SHARES = (np.arange(10) + 0.5) / 10.0
_DEPTH_SHARES = np.array([-0.8, -0.4, 0.0, 0.4, 0.8])
HALF_DEPTH_SHARE = 0.10
"""Half of a running figure's mean depth over its height: chosen, trunk 0.09 and limbs in stride around it."""
_TANGENT_ROUNDS = 3
"""A line of sight sinks a few centimetres over a car, so the height at which it passes converges at once."""
_BISECTIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Occluder:
    """A parked vehicle: `x_m`, `y_m` of its body frame, heading along +x; the child's path crosses at x = 0."""

    spec: AssetSpec
    x_m: float
    y_m: float

    def free_from_m(self, camera_m: tuple[float, float, float], height_m: float) -> float:
        """The y at x = 0 above which a point at that height is in sight of the camera; -inf where nothing hides it.

        The tangent from the camera to the vehicle's section at the height at which the line of sight passes it.
        """
        camera_x, camera_y, camera_z = camera_m
        passed_x, slope = self.x_m, -math.inf
        for _ in range(_TANGENT_ROUNDS):
            section = outline_m(self.spec, height_m + (camera_z - height_m) * passed_x / camera_x)
            points = section + np.array([self.x_m, self.y_m])
            points = points[(points[:, 0] > camera_x + 0.1) & (points[:, 0] < 0.0)]
            if not len(points):
                return -math.inf
            slopes = (points[:, 1] - camera_y) / (points[:, 0] - camera_x)
            passed_x, slope = float(points[slopes.argmax(), 0]), float(slopes.max())
        return camera_y - camera_x * slope


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One conflict: if nobody reacts, the ego's front touches the child's box at `impact_share` of its own width.

    camera_m: of the ego's camera, from the middle of the front bumper on the ground: (<= 0 behind, left, up).
    impact_share: 0 the ego's right side, from where the child comes, 1 its left. side_y_m: the occluder's left side.
    """

    occluder: Occluder
    side_y_m: float
    ego_width_m: float
    camera_m: tuple[float, float, float]
    ego_speed_mps: float
    child_speed_mps: float
    child_height_m: float
    child_half_width_m: float
    ttc_reveal_s: float
    clearance_m: float
    impact_share: float

    @property
    def ego_y_m(self) -> float:
        """The ego's centre line: it keeps the lateral clearance to the parked vehicle."""
        return self.side_y_m + self.clearance_m + 0.5 * self.ego_width_m

    @property
    def impact_y_m(self) -> float:
        """Where the child's centre is when the ego's front reaches it."""
        return self.side_y_m + self.clearance_m + self.impact_share * self.ego_width_m

    def camera_at_m(self, before_meeting_s: float) -> tuple[float, float, float]:
        """The camera's position some time before the meeting."""
        ahead, left, up = self.camera_m
        front_x = -self.child_half_width_m - self.ego_speed_mps * before_meeting_s
        return front_x + ahead, self.ego_y_m + left, up

    def revealed_y_m(self, before_meeting_s: float) -> float:
        """The child's y at which REVEALED_SHARE of it is in sight."""
        camera = self.camera_at_m(before_meeting_s)
        free = np.array([self.occluder.free_from_m(camera, h) for h in _HEIGHT_SHARES * self.child_height_m])
        half_depth = HALF_DEPTH_SHARE * self.child_height_m
        needed = np.sort((free[:, None] - half_depth * _DEPTH_SHARES).ravel())
        return float(needed[math.ceil(REVEALED_SHARE * needed.size) - 1])

    def late_m(self) -> float:
        """How much farther the child has to run at the asked reveal until it shows; negative: it shows too early."""
        at_reveal = self.impact_y_m - self.child_speed_mps * self.ttc_reveal_s
        return self.revealed_y_m(self.ttc_reveal_s) - at_reveal

    def with_clearance(self, low_m: float, high_m: float) -> Crossing | None:
        """The same with the clearance that reveals the child when asked; None where no clearance in the range does.

        More clearance moves the impact point away from the occluder and the camera's view around it: `late_m` falls.
        """
        if replace(self, clearance_m=low_m).late_m() < 0.0 or replace(self, clearance_m=high_m).late_m() > 0.0:
            return None
        for _ in range(_BISECTIONS):
            middle = 0.5 * (low_m + high_m)
            if high_m - low_m < 1e-4:
                break
            if replace(self, clearance_m=middle).late_m() > 0.0:
                low_m = middle
            else:
                high_m = middle
        return replace(self, clearance_m=0.5 * (low_m + high_m))

    def with_impact_share(self, low: float, high: float) -> Crossing | None:
        """The same with the impact point that the reveal asks for: closed form, as it leaves the view alone."""
        share = self.impact_share + self.late_m() / self.ego_width_m
        return replace(self, impact_share=share) if low <= share <= high else None

    def with_child_speed(self, low_mps: float, high_mps: float) -> Crossing | None:
        """The same with the child's speed that the reveal asks for: closed form."""
        run_m = self.impact_y_m - self.revealed_y_m(self.ttc_reveal_s)
        speed = run_m / self.ttc_reveal_s
        return replace(self, child_speed_mps=speed) if low_mps <= speed <= high_mps else None
