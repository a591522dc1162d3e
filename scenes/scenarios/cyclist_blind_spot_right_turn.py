"""E07: the ego turns to its own side, a cyclist beside it goes straight on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.asset import asset_of
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.assets.two_wheelers.riders import BicycleRider
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.pose import Body, Pose, World
from scenes.rectangles import footprints, overlapping
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import Meeting
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun
from scenes.staging.line import sign_of
from scenes.staging.movers import passer_by, with_machine
from scenes.staging.sight import solve
from scenes.staging.staged import Staged, band
from scenes.staging.timing import EARLIEST, timing
from scenes.staging.turning import Turn, near_turn
from scenes.staging.venue import Venue
from scenes.staging.walk import Walk, course

BEFORE_S = 5.0
"""Chosen: of way before the junction."""
SHOWN_S = 0.4
"""Chosen: of clip after the meeting, in which a camera that looks ahead sees whom the ego's corner has met."""
BLIND_S = (1.0, 15.0)
"""Before the meeting: when the cyclist is `start_m` ahead of the ego's rear axle, which is behind it; chosen."""
FROM_BEHIND_M = 6.0
"""Chosen: of the ego's origin, as far as its front and a bicycle reach."""
LEAST_ASIDE_M = 0.9
"""Half of the ego's width."""
TOUCH_S = (2.0, 0.02)
"""Chosen: before both lines cross, in which flanks may touch, and in which steps that is looked at."""
LEAD_IN_M, BEYOND_M = 45.0, 30.0
"""Chosen: of the cyclist's line before the junction, and after the meeting."""
KERB_CLEAR_M = 0.25
"""Chosen: cyclists keep their handlebar so far from a kerb."""
HALF_M = 0.3
"""Half of a handlebar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclistBlindSpotRightTurn(EdgeCase):
    """At a constant speed the ego turns over the line of a cyclist beside it, without looking.

    Slower cyclists have just been overtaken; faster ones have come up from behind. In countries that keep left it is a
    left turn. The meeting is the first touch, of the ego's front or its flank.
    ttc_reveal_s: before the meeting, when the careful driver reacts; less in clips too short for it. lateral_gap_m:
    between the ego's side and the cyclist before the turn. start_m: of who comes from behind ahead of the ego's rear
    axle at some time before the meeting, which follows. impact_share: across the ego's front from the near side, 0 its
    near corner, where it would cross the cyclist's line at the cyclist.
    """

    CASE: ClassVar[Case] = Case(
        id="E07",
        name="cyclist_blind_spot_right_turn",
        key_actor="cyclist_rider",
        nhtsa=(31, 13),
        ncap="CPTA-like",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("x_junction",)
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.3, 3.0, "s"),
        "lateral_gap_m": (0.3, 4.0, "m"),
        "start_m": (-30.0, 5.0, "m"),
        "cyclist_speed_kmh": (5.0, 45.0, "km/h"),
        "impact_share": (0.0, 1.0, ""),
    }
    WISHES: ClassVar[dict[str, str]] = {"cycle": "lane"}
    MEETING_TOLERANCE_S: ClassVar[float] = 0.3

    ttc_reveal_s: Distribution
    lateral_gap_m: Distribution
    start_m: Distribution
    cyclist_speed_kmh: Distribution
    impact_share: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The junction, the ego that turns, and the cyclist on the line beside it."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        turn = near_turn(venue, speed * BEFORE_S + 8.0, rng)
        at, sign = turn.approach, sign_of(turn.approach.near)
        probe = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=0.0)
        gap = float(params["lateral_gap_m"])
        left = sign * (0.5 * probe.box.width_m + gap + HALF_M)
        _check_road(turn, abs(left))
        share = float(params["impact_share"])
        front, ahead = turn.meets(left, 1.0 - share if sign > 0.0 else share, probe)
        rider, pace = _rider(int(params["place_seed"])), float(params["cyclist_speed_mps"])
        ahead_m = ahead - asset_of(rider.bicycle).box.middle_m
        early = _touch_before_s(replace(probe, front_m=front), _ride(turn, venue, left, ahead_m, pace, 0.0), rider)
        ttc = min(ttc, request.duration_s * (1.0 - EARLIEST) - SHOWN_S)
        when = timing(request, ttc, (front - 12.0) / speed - early)
        cross_s = when.meet_s + early
        ego = EgoRun(line=at.line, speed_mps=speed, front_m=front, meet_s=cross_s)
        start = float(params["start_m"])

        def behind(before_s: float) -> float:
            """How far the cyclist is ahead of where it should start, so long before the meeting."""
            rear = turn.straight(*at.line.pose(ego.origin_m(cross_s - before_s))[:2])[0]
            return ahead - pace * before_s - rear - start

        since = solve(behind, *BLIND_S)
        comes = "overtaken" if pace < speed else "beside" if since is None else "from_behind"
        walk = _ride(turn, venue, left, ahead_m, pace, cross_s)
        actors = with_machine("cyclist", rider.bicycle, rider, walk)
        met = Meeting(approach=at, timing=when, ego=ego, impact_m=left)
        return Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=actors,
            events=(*walk.events(*(actor.name for actor in actors)), *met.reaction(str(params["ego_reaction"]))),
            timing=when,
            environment=self.environment(params),
            key_actor="cyclist_rider",
            clear=(band([p[:2] for p in walk.points_m], 1.2),),
            solved=(("comes", comes), ("blind_s", since or 0.0)),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The cyclist is at the ego's near side at first; one who comes from behind is not far ahead of it."""
        first, aside = measures.ahead_m[0], measures.left_m[0]
        drawn = dict(scene.case.parameters)
        if drawn["comes"] == "from_behind" and first > FROM_BEHIND_M:
            return (f"the cyclist is {first:.1f} m ahead of the ego at first",)
        return () if abs(aside) > LEAST_ASIDE_M else (f"the cyclist rides {abs(aside):.1f} m beside the ego's middle",)


def _rider(seed: int) -> BicycleRider:
    drawn = passer_by(seed, "cyclist")
    tall = min(max(float(drawn["height_m"]), 1.58), 1.9)
    worn = {name: drawn[name] for name in ("sex", "clothing", "physique")}
    return BicycleRider(height_m=tall, bicycle=Bicycle(rider_height_m=tall), **worn)


def _touch_before_s(ego: EgoRun, ride: Walk, rider: BicycleRider) -> float:
    """How long before the ego's front and the cyclist are where their lines cross, at time 0, they touch first."""
    back_s, step_s = TOUCH_S
    times = np.arange(-back_s, step_s, step_s)
    box = asset_of(rider.bicycle).box
    poses = [ride.at(float(t)) for t in times]
    theirs = footprints(box, np.array([p.translation_m for p in poses]), np.array([p.rotation_xyzw for p in poses]))
    mine = [ego.line.pose(ego.origin_m(float(t))) for t in times]
    upright: list[Pose[World, Body]] = [Pose.planar(x, y, heading) for x, y, heading in mine]
    own = footprints(
        ego.box, np.array([p.translation_m for p in upright]), np.array([p.rotation_xyzw for p in upright])
    )
    hit = np.flatnonzero(overlapping(own, theirs))
    return float(-times[hit[0]]) if len(hit) else 0.0


def _check_road(turn: Turn, left_m: float) -> None:
    """Raises SceneError where the cyclist's line leaves the road before the junction."""
    room = turn.approach.edge_m(turn.approach.near) - KERB_CLEAR_M - HALF_M
    if left_m > room:
        raise SceneError(f"the cyclist's line lies {left_m:.1f} m beside the ego's, the road has {room:.1f} m there")


def _ride(turn: Turn, venue: Venue, left_m: float, ahead_m: float, speed_mps: float, meet_s: float) -> Walk:
    """Along the approach and straight on, at `ahead_m` from the entry at the meeting."""
    stations = np.arange(-LEAD_IN_M, ahead_m + BEYOND_M, 3.0)
    points = course(venue, tuple(turn.place(float(s), left_m) for s in stations))
    before = course(venue, tuple(turn.place(float(s), left_m) for s in [*stations[stations < ahead_m], ahead_m]))
    run = Walk(points_m=before, speed_mps=speed_mps, pass_m=0.0, pass_s=meet_s).length_m
    return Walk(points_m=points, speed_mps=speed_mps, pass_m=run, pass_s=meet_s)
