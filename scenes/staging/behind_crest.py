"""The ego comes over a crest: how much of the way it sees beyond it, and whom it meets there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.errors import SceneError
from scenes.rig import forward_camera_m
from scenes.scenario import ClipRequest
from scenes.staging.crossing import AFTER_M
from scenes.staging.hedgerow import EYE_M
from scenes.staging.lanes import TOO_FAST
from scenes.staging.line import Approach
from scenes.staging.staged import Area, band, straight_on
from scenes.staging.timing import CAR_M, shown_s
from scenes.staging.venue import Venue

STEP_M = 1.0
"""Chosen: between points of the way's profile."""
LONGEST_M = 330.0
"""Chosen: what is seen from farther away counts as seen."""
SEARCHED_SHARE = 0.4
"""Chosen: of that, as much way lies before every station that is looked at: few crests hide from farther."""
CALM_S = 0.8
"""Chosen: of way before the reveal."""
HIDDEN_M = 12.0
"""Chosen: so far before the reveal nothing of the half shows."""
TURN_RAD = 0.15
"""Chosen: of way over which one looks along the road."""
MARGIN = 0.88
"""Chosen: of that sight: whoever stands beyond the curve, on the slope, is seen from farther away."""
SHARPEST_M = 6.0
"""Chosen: metres a percent; crests that are shorter throw cars."""
RELIEF_M = (5.0, 9.0)
LENGTH_M = (250.0, 600.0)
"""Chosen: heights of crests, and of roads with one of them in the middle."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class BehindCrest:
    """A station beyond a crest. sight_m: from the ego's front when half of who stands there shows.

    k_m: length of the vertical curve a percent of its change of grade.
    """

    at: Approach
    sight_m: float
    speed_mps: float
    k_m: float

    @classmethod
    def found(
        cls,
        venue: Venue,
        speed_mps: float,
        height_m: float,
        request: ClipRequest,
        near_m: float,
        rng: np.random.Generator,
    ) -> BehindCrest:
        """height_m: of who stands there. near_m: as near they come in every clip without a reaction.

        Raises SceneError where no crest hides them, or clips end before they are near.
        """
        eye_m = forward_camera_m(request.rig)[2]
        found: list[BehindCrest] = []

        def fits(at: Approach) -> str:
            speed = min(speed_mps, TOO_FAST * at.line.path.limit_at(at.at_m))
            made = _over(at, eye_m, 0.5 * height_m, speed)
            if made is None:
                return "no crest of its ways hides who stands behind it"
            if made.sight_m - made.speed_mps * shown_s(request) > near_m:
                return f"clips of {request.duration_s:.1f} s end before who is behind its crests is near"
            found.append(made)
            return ""

        venue.find(LONGEST_M * SEARCHED_SHARE + speed_mps, AFTER_M, rng, fits)
        made = found[-1]
        if made.at.at_m < made.sight_m + CALM_S * speed_mps + CAR_M:
            raise SceneError(f"the way begins {made.at.at_m:.0f} m before the station, {made.sight_m:.0f} m are seen")
        return made

    @property
    def ttc_s(self) -> float:
        """From the reveal to the station."""
        return self.sight_m / self.speed_mps

    def clear(self) -> Area:
        """The way and what stands beside it."""
        return band([self.at.point(ahead, 0.0) for ahead in np.arange(-self.sight_m, 20.0, 5.0)], 3.0)

    def solved(self) -> tuple[tuple[str, float | str], ...]:
        """What became of what was drawn."""
        return (("sight_m", self.sight_m), ("crest_k_m", self.k_m), ("ego_speed_mps", self.speed_mps))


def crest_numbers(k_m: float, rng: np.random.Generator) -> dict[str, float | str]:
    """A rural road with one crest in its middle, whose curve has so many metres a percent.

    Its grades are relief / (L / 2) and the curve takes 0.8 of L / 2: K = L^2 / (1000 relief).
    """
    length = min(max(math.sqrt(1000.0 * k_m * float(rng.uniform(*RELIEF_M))), LENGTH_M[0]), LENGTH_M[1])
    return {"bends": 0.0, "straight_m": length, "relief_m": length**2 / (1000.0 * k_m)}


def sharp_enough(speed_mps: float, height_m: float, request: ClipRequest, near_m: float) -> float:
    """The longest K, metres a percent, of a crest whose hidden side a clip shows from `near_m`.

    Over a curve of radius R one sees sqrt(2 R) (sqrt(eye) + sqrt(target)), half of a body of that height; R = 100 K.
    """
    sight = near_m + speed_mps * shown_s(request)
    roots = math.sqrt(forward_camera_m(request.rig)[2]) + math.sqrt(0.5 * height_m)
    return max((MARGIN * sight / roots) ** 2 / 200.0, SHARPEST_M)


def _over(at: Approach, eye_m: float, target_m: float, speed_mps: float) -> BehindCrest | None:
    """The station as seen over the way's profile; None where it is in sight from afar, or the way bends."""
    reach = min(LONGEST_M, at.at_m - EYE_M)
    before = np.arange(0.0, reach, STEP_M)
    path = at.line.path
    height = np.interp(at.at_m - before, path.distance_m, path.points_m[:, 2])
    top = height[0] + target_m
    # a point of the ground hides the target from all eyes behind it under the line over both
    slope = np.concatenate([[-np.inf], np.maximum.accumulate((height[1:] - top) / before[1:])])
    seen = np.concatenate([[True], height[1:] + eye_m >= top + slope[1:] * before[1:]])
    hidden = np.flatnonzero(~seen)
    if not len(hidden) or hidden[0] < 1 or not (~seen[hidden[0] : hidden[0] + round(HIDDEN_M / STEP_M)]).all():
        return None
    sight = float(before[hidden[0]]) - EYE_M
    if not straight_on(at.line, at.at_m - sight - HIDDEN_M, at.at_m, TURN_RAD) or sight < HIDDEN_M:
        return None
    bends = np.diff(height, 2) / STEP_M**2
    smooth = np.convolve(bends, np.full(9, 1.0 / 9.0), mode="valid")
    sharpest = float(-smooth.min())
    return BehindCrest(at=at, sight_m=sight, speed_mps=speed_mps, k_m=0.01 / sharpest if sharpest > 1e-6 else math.inf)
