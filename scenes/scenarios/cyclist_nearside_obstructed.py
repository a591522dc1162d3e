"""E08: a cyclist rides onto the road from behind a wall, a hedge or a parked van (Euro NCAP CBNAO)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor, Scenery
from scenes.asset import AssetSpec, asset_of
from scenes.assets.cars.fleet import FLEET
from scenes.assets.plants.tree import Hedge
from scenes.assets.street.street_furniture import LowWall
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.assets.two_wheelers.riders import BicycleRider
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.pose import Body, Pose, World
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import AFTER_M, before_m, meeting, mid_block, sight
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Approach, sign_of
from scenes.staging.movers import half_width_m, passer_by, with_machine
from scenes.staging.parked_row import has_parking, parked_row
from scenes.staging.revealed import Emergence
from scenes.staging.sight import Placed
from scenes.staging.staged import Staged, band
from scenes.staging.venue import Fits, Venue

KMH = 1.0 / 3.6
PIECE_M, WALL_M, HEDGE_M, HIDDEN_M = 8.0, 2.0, 2.4, 40.0
"""Length of a piece, heights, length of all; chosen: higher than riders, and long enough to hide the approach."""
ALONG_M = (0.0, 8.0, 16.0, 24.0, 32.0, 40.0)
"""Of a wall or hedge, at which it has to stand behind the kerb: parking bays and bus stops begin and end."""
TWIGS_M = 0.1
"""Measured in pictures: so far from a hedge's end its twigs let half of what is behind through."""
ROW = ("small_van", "van", "small_van", "van", "small_van", "van")
ROW_GAP_M, KERB_GAP_M = 0.9, 0.15
"""Chosen: what is parked behind the van, and how near to the kerb."""
VANS_AT_M = (-3.0, -12.0, -24.0)
"""Ahead of the cyclist's path, where there has to be parking for them."""
BEHIND_KERB_M = 24.0
"""Chosen: cyclists are under way at their speed when they come to the wall's end."""
KERB_CLEAR_M = 0.3
"""Between a kerb and a wall on the pavement; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclistNearsideObstructed(EdgeCase):
    """The cyclist crosses at right angles from the ego's near side, past the end of what hides them.

    ttc_reveal_s: from the reveal to the meeting. cyclist_speed_kmh: what is solved for within its range, then the
    impact point within its, then the time. impact_share: across the ego's front, 0 its right side. obstruction: `wall`,
    `hedge`, or `van`, which needs a parking strip. obstruction_m: from the ego's line to its face, more where the kerb
    is farther; a van stands where its strip is. gap_m: from its end to the cyclist's line. visible_share: of the rider
    at the reveal.
    """

    CASE: ClassVar[Case] = Case(
        id="E08",
        name="cyclist_nearside_obstructed",
        key_actor="cyclist_rider",
        nhtsa=(14,),
        ncap="CBNAO",
        layers=("L2", "L4"),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("x_junction", "t_junction", "urban")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.4, 5.0, "s"),
        "cyclist_speed_kmh": (5.0, 40.0, "km/h"),
        "impact_share": (0.0, 1.0, ""),
        "obstruction_m": (2.0, 8.0, "m"),
        "gap_m": (0.4, 4.0, "m"),
        "visible_share": (0.05, 0.7, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"obstruction": ("wall", "hedge", "van")}
    UNPLANNED: ClassVar[tuple[str, ...]] = ("cyclist_speed_kmh",)

    ttc_reveal_s: Distribution
    cyclist_speed_kmh: Distribution
    impact_share: Distribution
    obstruction: Distribution
    obstruction_m: Distribution
    gap_m: Distribution
    visible_share: Distribution

    def wishes(self, params: Params) -> Mapping[str, str | float]:
        """Vans need parking beside the road, walls and hedges none."""
        return {"parking": "both" if params["obstruction"] == "van" else "none"}

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The obstruction beside the road, the cyclist behind it, and the ego that they would meet."""
        speed, kind = float(params["ego_speed_mps"]), str(params["obstruction"])
        need = before_m(speed, self.ttc_reveal_s.support()[1])
        at = venue.find(need, AFTER_M, rng, _beside(venue, speed, kind, self.obstruction_m.support()[1]))
        rider = _rider(int(params["place_seed"]))
        half = half_width_m(rider.bicycle)
        hiders, away_m = _hiders(at, venue, params, half)
        fitted = Emergence(
            approach=at,
            venue=venue,
            request=request,
            spec=rider,
            hiders=tuple((_solid(spec), pose) for spec, pose in hiders),
            side=at.near,
            half_depth_m=half,
            ego_mps=speed,
            speed_mps=float(params["cyclist_speed_mps"]),
            impact_share=float(params["impact_share"]),
            ttc_s=float(params["ttc_reveal_s"]),
            shown_share=float(params["visible_share"]),
            middle_m=asset_of(rider.bicycle).box.middle_m,
            behind_kerb_m=BEHIND_KERB_M,
        )
        low, high = self.cyclist_speed_kmh.support()
        fitted = fitted.fitted((low * KMH, high * KMH), self.impact_share.support(), self.ttc_reveal_s.support())
        met = meeting(at, request, speed, fitted.ttc_s, fitted.impact_share, half)
        walk = fitted.walk(met.timing.meet_s)
        cyclist = with_machine("cyclist", rider.bicycle, rider, walk)
        named = [(f"obstruction_{k}", spec, pose) for k, (spec, pose) in enumerate(hiders)]
        row = [Actor(name=name, asset=spec, T_world_body=pose, mass_kg=1700.0) for name, spec, pose in named]
        wall = [Scenery(name=name, asset=spec, T_world_body=pose) for name, spec, pose in named]
        sign = sign_of(at.near)
        along = [at.point(ahead, sign * away_m) for ahead in (-HIDDEN_M - 4.0, 0.0)]
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(*cyclist, *(row if kind == "van" else ())),
            scenery=() if kind == "van" else tuple(wall),
            events=(
                *walk.events(*(actor.name for actor in cyclist)),
                *met.reaction(str(params["ego_reaction"])),
            ),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="cyclist_rider",
            clear=(*sight(met, walk, request), band(along, 1.0)),
            solved=(
                ("cyclist_speed_mps", fitted.speed_mps),
                ("impact_share", fitted.impact_share),
                ("obstruction_m", away_m),
            ),
            occlusion_share=1.0 - fitted.shown_share,
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The rider comes from the near side, at a cyclist's speed."""
        pace = measures.crossing_mps(scene.fps)
        return () if pace is None or pace > 0.5 * KMH * 5.0 else (f"the cyclist crosses at {pace:.2f} m/s",)


def _rider(seed: int) -> BicycleRider:
    drawn = passer_by(seed, "cyclist")
    tall = min(max(float(drawn["height_m"]), 1.58), 1.9)
    worn = {name: drawn[name] for name in ("sex", "clothing", "physique")}
    return BicycleRider(height_m=tall, bicycle=Bicycle(rider_height_m=tall), **worn)


def _beside(venue: Venue, speed_mps: float, kind: str, farthest_m: float) -> Fits:
    """Suits where the obstruction has room: behind the kerb, or a van in a parking strip."""
    block = mid_block(venue, None, speed_mps)

    def fits(at: Approach) -> str:
        kerb = at.kerb_m(at.near)
        if kerb is None:
            return "it has no pavement on the near side"
        if kind == "van" and not has_parking(venue, at, VANS_AT_M):
            return "no parking strip for the van lies beside the ego's lane"
        if at.line.in_junction(at.at_m - HIDDEN_M, at.at_m):
            return "junctions are too near"
        if kind != "van" and farthest_m < _behind_kerb_m(venue, at):
            return f"its kerbs are farther than {farthest_m - KERB_CLEAR_M:.1f} m from the ego's line"
        return block(at)

    return fits


def _behind_kerb_m(venue: Venue, at: Approach) -> float:
    """How far from the ego's line a wall stands behind the kerb, all along it; infinite without one."""
    kerbs = [venue.approach(at.line, at.at_m - d).kerb_m(at.near) for d in ALONG_M]
    return max(math.inf if kerb is None else kerb + KERB_CLEAR_M for kerb in kerbs)


def _hiders(at: Approach, venue: Venue, params: Params, half_m: float) -> tuple[tuple[Placed, ...], float]:
    """What hides the cyclist, nearest first, and how far from the ego's line its face is.

    A wall or hedge goes on, and behind a van others are parked, so far that they hide the whole approach.
    """
    kind, gap = str(params["obstruction"]), float(params["gap_m"]) + half_m
    sign = sign_of(at.near)
    if kind != "van":
        away = max(float(params["obstruction_m"]), _behind_kerb_m(venue, at))
        tall = Hedge(length_m=PIECE_M, width_m=0.9, height_m=HEDGE_M)
        spec: AssetSpec = tall if kind == "hedge" else LowWall(length_m=PIECE_M, height_m=WALL_M)
        left = sign * (away + 0.5 * asset_of(spec).box.length_m)
        middles = [-gap - (k + 0.5) * PIECE_M for k in range(int(HIDDEN_M / PIECE_M))]
        return tuple((spec, _standing(at, venue, m, left, -0.5 * math.pi)) for m in middles), away
    vans = [FLEET[name] for name in ("van", *ROW)]
    row = parked_row(at, venue, vans, front_m=-gap, kerb_m=[KERB_GAP_M] * len(vans), between_m=[ROW_GAP_M] * len(vans))
    return row, at.edge_m(at.near) - KERB_GAP_M - vans[0].nominal().width_m


def _solid(spec: AssetSpec) -> AssetSpec:
    """What of it hides: a hedge's outermost twigs do not."""
    return replace(spec, length_m=spec.length_m - 2.0 * TWIGS_M) if isinstance(spec, Hedge) else spec


def _standing(at: Approach, venue: Venue, ahead_m: float, left_m: float, turn_rad: float) -> Pose[World, Body]:
    return venue.upright(at, ahead_m, left_m, turn_rad)
