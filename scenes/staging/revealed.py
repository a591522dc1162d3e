"""Somebody who crosses from behind others: which speed, impact point or time makes them show when asked."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenes.asset import AssetSpec
from scenes.errors import SceneError
from scenes.scenario import ClipRequest
from scenes.staging.crossing import STAND_M, across
from scenes.staging.ego import EgoRun
from scenes.staging.line import Approach, Side, sign_of
from scenes.staging.sight import Placed, Seen, shown_share, solve
from scenes.staging.timing import timing
from scenes.staging.venue import Venue
from scenes.staging.walk import Walk

Span = tuple[float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Emergence:
    """A crossing whose reveal is still to be fitted: at `ttc_s` before the meeting, `shown` of the body is in sight.

    side: from where it comes. speed_mps: along its way, at right angles to the ego's. impact_share: across the ego's
    front, 0 its right side. half_depth_m: of the body along the ego's way. hiders: who hides it, at rest. middle_m: of
    its box ahead of its frame. behind_kerb_m: where its course begins.
    """

    approach: Approach
    venue: Venue
    request: ClipRequest
    spec: AssetSpec
    hiders: Sequence[Placed]
    side: Side
    half_depth_m: float
    ego_mps: float
    speed_mps: float
    impact_share: float
    ttc_s: float
    shown_share: float
    middle_m: float = 0.0
    behind_kerb_m: float = STAND_M

    @property
    def ego(self) -> EgoRun:
        """The ego, its front at the meeting at time 0."""
        front = self.approach.at_m - self.half_depth_m
        return EgoRun(line=self.approach.line, speed_mps=self.ego_mps, front_m=front, meet_s=0.0)

    @property
    def impact_m(self) -> float:
        """Where the body's frame is at the meeting, left of the ego's line."""
        middle = sign_of(self.side) * self.middle_m
        return (self.impact_share - 0.5) * self.ego.box.width_m + middle

    def early(self) -> float:
        """By how much more than asked shows at the asked time; rises with an earlier and slower crossing."""
        turn = -sign_of(self.side) * 0.5 * math.pi
        pose = self.venue.upright(self.approach, 0.0, sign_of(self.side) * self.revealed_m, turn)
        eye = self.ego.camera_m(self.request.rig, -self.ttc_s)
        body = Seen(spec=self.spec, pose=pose, walked_m=self.walked_m, speed_mps=self.speed_mps)
        return shown_share(eye, body, self.hiders) - self.shown_share

    @property
    def revealed_m(self) -> float:
        """Where the body's frame is at the reveal: how far from the ego's line, on the side that it comes from."""
        return sign_of(self.side) * self.impact_m + self.speed_mps * self.ttc_s

    def early_at(self, away_m: float, before_s: float) -> float:
        """By how much more than asked shows of it so far from the ego's line, so long before the meeting."""
        speed = (away_m - sign_of(self.side) * self.impact_m) / before_s
        return replace(self, ttc_s=before_s, speed_mps=speed).early()

    @property
    def walked_m(self) -> float:
        """How far it has gone at the reveal since the clip began, which is where in their stride its legs are."""
        from_start = self.approach.edge_m(self.side) + self.behind_kerb_m - self.revealed_m
        return min(self.speed_mps * timing(self.request, self.ttc_s).reveal_s, max(from_start, 0.0))

    def fitted(self, speeds_mps: Span, impacts: Span, times_s: Span) -> Emergence:
        """The same with the speed that the reveal asks for; else the impact point; else the time to the meeting.

        Raises SceneError where none within its range does.
        """
        for name, span in (("speed", speeds_mps), ("impact", impacts), ("time", times_s)):
            found = solve(functools.partial(self._early_with, name), *span)
            if found is not None:
                return self._with(name, found)
        raise SceneError(
            f"{self.early() + self.shown_share:.0%} of it shows {self.ttc_s:.1f} s before the meeting, "
            f"{self.shown_share:.0%} are asked, and no speed, impact point or time in range makes it so"
        )

    def _with(self, name: str, value: float) -> Emergence:
        if name == "speed":
            return replace(self, speed_mps=value)
        return replace(self, impact_share=value) if name == "impact" else replace(self, ttc_s=value)

    def _early_with(self, name: str, value: float) -> float:
        return self._with(name, value).early()

    def walk(self, meet_s: float) -> Walk:
        """The course of it, over the whole road, at the impact point at a time."""
        return across(
            self.venue,
            self.approach,
            self.side,
            self.speed_mps,
            passes_m=self.impact_m,
            pass_s=meet_s,
            behind_kerb_m=self.behind_kerb_m,
        )
