"""E01: a child runs out from between parked vehicles, after a ball or not (Euro NCAP CPNCO, NHTSA 12)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, get_args

import numpy as np

from scenes.actor import Actor
from scenes.assets.cars.fleet import FLEET
from scenes.assets.people.body_shape import Sex
from scenes.assets.people.head_fields import Hair
from scenes.assets.people.outfits import Clothing
from scenes.assets.people.person import Child
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import AFTER_M, before_m, meeting, mid_block, sight
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import ego_box
from scenes.staging.kicked_ball import KickedBall
from scenes.staging.line import Approach
from scenes.staging.movers import half_width_m, on_foot
from scenes.staging.parked_row import has_parking, parked_row
from scenes.staging.revealed import Emergence
from scenes.staging.sight import Placed
from scenes.staging.staged import Staged
from scenes.staging.stepping_out import EARLY
from scenes.staging.timing import timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Fits, Venue
from scenes.staging.walk import Walk

KMH = 1.0 / 3.6
OCCLUDERS = (*FLEET, "parcel_van", "small_box_truck", "box_truck")
ROW = ("small_car", "compact_car", "city_car", "sedan", "wagon")
"""What else is parked there, as far as it is not wider than the occluder, which gives the reveal."""
ROW_LENGTH = 7
"""The view of a child a metre behind the kerb enters the row at a quarter of its distance: seven hide it from 110 m."""
ROW_AT_M = (9.0, 4.0, -2.0, -8.0, -14.0, -20.0, -26.0)
"""Ahead of the child's path, where there has to be parking."""
ROW_GAP_M, KERB_GAP_M = (0.45, 1.0), (0.08, 0.22)
"""Chosen: tight but possible parking."""
LEAST_CLEARANCE_M = 0.3
"""Chosen: nobody passes parked cars nearer."""
BALL_AHEAD_M = 0.5
"""Chosen: before the toes of a child whose nominal box reaches 0.32 m ahead."""
KICK_BEFORE_START_S = 0.1
"""Chosen: nobody runs after a ball before it rolls, whatever the asked lead."""
CHILD_KG = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildDartoutParked(EdgeCase):
    """The child runs across at right angles from behind a vehicle at the kerb of the ego's side.

    ttc_reveal_s: from the reveal to the meeting. child_speed_kmh: what is solved for within its range, then the impact
    point within its, then the time. impact_share: across the ego's front, 0 its right side. occluder: the vehicle.
    gap_m: between it and the next one. path_share: where in the gap the child runs, 0 the occluder's bumper.
    visible_share: of the child at the reveal. start_behind_kerb_m, run_up_m: where the child starts and over which
    length it gains its speed. ball: `yes` for one that comes into sight first, by `ball_lead_s` or more, kicked with
    `ball_speed_mps` forward and `ball_hop_mps` up.
    """

    CASE: ClassVar[Case] = Case(
        id="E01",
        name="child_dartout_parked",
        key_actor="child",
        nhtsa=(12,),
        ncap="CPNCO",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("urban", "x_junction", "t_junction")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.3, 5.0, "s"),
        "child_speed_kmh": (2.0, 18.0, "km/h"),
        "child_height_m": (*Child.HEIGHTS_M, "m"),
        "impact_share": (0.0, 1.0, ""),
        "gap_m": (0.6, 4.0, "m"),
        "path_share": (0.0, 1.0, ""),
        "visible_share": (0.05, 0.7, ""),
        "start_behind_kerb_m": (0.6, 2.0, "m"),
        "run_up_m": (0.2, 3.0, "m"),
        "ball_speed_mps": (1.0, 10.0, "m/s"),
        "ball_hop_mps": (0.0, 4.0, "m/s"),
        "ball_lead_s": (0.2, 3.0, "s"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "occluder": OCCLUDERS,
        "ball": ("yes", "no"),
        "child_sex": get_args(Sex),
        "child_hair": get_args(Hair),
        "child_clothing": get_args(Clothing),
    }
    WISHES: ClassVar[dict[str, str]] = {"parking": "both"}
    UNPLANNED: ClassVar[tuple[str, ...]] = ("child_speed_kmh",)

    ttc_reveal_s: Distribution
    child_speed_kmh: Distribution
    child_height_m: Distribution
    child_sex: Distribution
    child_hair: Distribution
    child_clothing: Distribution
    impact_share: Distribution
    occluder: Distribution
    gap_m: Distribution
    path_share: Distribution
    visible_share: Distribution
    start_behind_kerb_m: Distribution
    run_up_m: Distribution
    ball: Distribution
    ball_speed_mps: Distribution
    ball_hop_mps: Distribution
    ball_lead_s: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A row at the kerb, the child behind it, the ball before the child, and the ego that they would meet."""
        speed = float(params["ego_speed_mps"])
        at = venue.find(before_m(speed, self.ttc_reveal_s.support()[1]), AFTER_M, rng, _beside_parking(venue, speed))
        child = _child(params)
        row, clearance = _row(at, venue, params, half_width_m(child), rng)
        fitted = self._fitted(params, venue, request, at, child, row[1:])
        met = meeting(at, request, speed, fitted.ttc_s, fitted.impact_share, fitted.half_depth_m)
        run_up = float(params["run_up_m"])
        walk = replace(fitted.walk(met.timing.meet_s), acceleration_mps2=0.5 * fitted.speed_mps**2 / run_up)
        ball = _ball(params, fitted, walk, met.timing.reveal_s) if params["ball"] == "yes" else None
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(
                replace(on_foot("child", child, walk), mass_kg=CHILD_KG),
                *(() if ball is None else (ball.actor("ball"),)),
                *(
                    Actor(name=name, asset=spec, T_world_body=pose, mass_kg=1500.0)
                    for name, (spec, pose) in zip(_names(row), row, strict=True)
                ),
            ),
            events=(
                *(() if ball is None else (ball.kicked("ball"),)),
                *walk.events("child"),
                *met.reaction(str(params["ego_reaction"])),
            ),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="child",
            clear=sight(met, walk, request),
            solved=(
                ("child_speed_mps", fitted.speed_mps),
                ("impact_share", fitted.impact_share),
                ("lateral_clearance_m", clearance),
            ),
            occlusion_share=1.0 - fitted.shown_share,
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The child comes nearer to the ego's way at no less than a walk."""
        pace = measures.crossing_mps(scene.fps)
        return () if pace is None or pace > 0.3 else (f"the child crosses at {pace:.2f} m/s",)

    def _fitted(
        self,
        params: Params,
        venue: Venue,
        request: ClipRequest,
        at: Approach,
        child: Child,
        hiders: tuple[Placed, ...],
    ) -> Emergence:
        """The crossing with its reveal as asked. Raises SceneError where the child would show before it."""
        found = Emergence(
            approach=at,
            venue=venue,
            request=request,
            spec=child,
            hiders=hiders,
            side=at.near,
            half_depth_m=half_width_m(child),
            ego_mps=float(params["ego_speed_mps"]),
            speed_mps=float(params["child_speed_mps"]),
            impact_share=float(params["impact_share"]),
            ttc_s=float(params["ttc_reveal_s"]),
            shown_share=float(params["visible_share"]),
            behind_kerb_m=float(params["start_behind_kerb_m"]),
        )
        low, high = self.child_speed_kmh.support()
        fitted = found.fitted((low * KMH, high * KMH), self.impact_share.support(), self.ttc_reveal_s.support())
        waits_m = at.edge_m(at.near) + fitted.behind_kerb_m
        early = fitted.early_at(waits_m, fitted.ttc_s + timing(request, fitted.ttc_s).reveal_s)
        if early > EARLY:
            raise SceneError(f"{early + fitted.shown_share:.0%} of a child that waits shows")
        return fitted


def _child(params: Params) -> Child:
    return Child(
        height_m=float(params["child_height_m"]),
        sex=params["child_sex"],  # type: ignore[arg-type]
        hair=params["child_hair"],  # type: ignore[arg-type]
        clothing=params["child_clothing"],  # type: ignore[arg-type]
    )


def _beside_parking(venue: Venue, speed_mps: float) -> Fits:
    """Suits where the row has room at the kerb."""
    block = mid_block(venue, None, speed_mps)

    def fits(at: Approach) -> str:
        if at.kerb_m(at.near) is None:
            return "it has no pavement on the near side"
        if not has_parking(venue, at, ROW_AT_M):
            return "no parking strip for the row lies beside the ego's lane"
        return block(at)

    return fits


def _row(
    at: Approach, venue: Venue, params: Params, child_half_m: float, rng: np.random.Generator
) -> tuple[tuple[Placed, ...], float]:
    """The vehicle after the gap, then the occluder, and those behind it; and how near the ego passes the occluder.

    Raises SceneError where the occluder has no room, or the ego would scrape along it.
    """
    gap, width = float(params["gap_m"]), 2.0 * child_half_m
    occluder = vehicle_of(str(params["occluder"]), rng)
    ahead, *behind = (vehicle_of(ROW[int(k)], rng) for k in rng.integers(len(ROW), size=ROW_LENGTH + 1))
    kerb, between = rng.uniform(*KERB_GAP_M, ROW_LENGTH + 2), rng.uniform(*ROW_GAP_M, ROW_LENGTH + 2)
    bumper_m = -child_half_m - float(params["path_share"]) * (gap - width)
    row = parked_row(
        at,
        venue,
        (ahead, occluder, *behind),
        front_m=bumper_m + gap + ahead.nominal().length_m,
        kerb_m=kerb.tolist(),
        between_m=(gap, *between[1:]),
    )
    clearance = at.edge_m(at.near) - float(kerb[1]) - occluder.nominal().width_m - 0.5 * ego_box().width_m
    if len(row) < 2:
        raise SceneError("the parking strip ends before the occluder does")
    if clearance < LEAST_CLEARANCE_M:
        raise SceneError(f"the ego would pass the occluder at {clearance:.2f} m, {LEAST_CLEARANCE_M} m are least")
    return row, clearance


def _names(row: tuple[Placed, ...]) -> tuple[str, ...]:
    return ("parked_ahead", "occluder", *(f"parked_row_{k}" for k in range(1, len(row) - 1)))


def _ball(params: Params, found: Emergence, walk: Walk, reveal_s: float) -> KickedBall:
    """Kicked so early that it shows `ball_lead_s` before the child, and before the child starts."""
    start_m = found.approach.edge_m(found.side) + found.behind_kerb_m
    away, speed = start_m - BALL_AHEAD_M, float(params["ball_speed_mps"])
    shows_s = (away - found.revealed_m) / speed
    starts_s = walk.start_s - 0.5 * walk.speed_mps / walk.acceleration_mps2
    return KickedBall(
        approach=found.approach,
        venue=found.venue,
        side=found.side,
        away_m=away,
        kick_s=min(reveal_s - float(params["ball_lead_s"]) - shows_s, starts_s - KICK_BEFORE_START_S),
        speed_mps=speed,
        hop_mps=float(params["ball_hop_mps"]),
    )
