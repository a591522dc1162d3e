"""E18: the ego runs a stop sign that is covered, tilted or faded, and meets who has the right of way."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor, Scenery
from scenes.assets.heavy.fleet import VEHICLES
from scenes.assets.plants.bush import Bush
from scenes.assets.signs.sign_cover import SignCover
from scenes.distributions import Distribution
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.pose import Body, Pose, World
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun
from scenes.staging.junctions import Suits, Through, at_right_angles, comes_from, conflict
from scenes.staging.line import sign_of
from scenes.staging.outcome import Crosser, drives_across, met_across
from scenes.staging.sight import Seen, shown_share, solve
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.staged import Area, Staged, hull
from scenes.staging.stop_signs import StopSign, stop_sign_of
from scenes.staging.timing import Timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Venue, first_reason

CROSSING, SIGN = "crossing", "stop_sign"
DAMAGES = ("foliage", "van", "snow", "graffiti", "sticker")
VIEW_SHARE = 0.72
"""Chosen: of the ego's speed, at which who meets it at right angles is 36 degrees beside: in sight of most cameras."""
SEEN_M = 14.0
"""Chosen: at the reveal the sign is at least as far ahead of the ego's front."""
BEND_MPS2 = 3.5
"""Chosen: nobody turns with more lateral acceleration."""
VANS = ("parcel_van", "small_box_truck", "box_truck")
"""Chosen: as tall as signs hang."""
VAN_KERB_M = 0.2
"""Chosen: from the kerb to a van that stops on the pavement."""
BUSH_M = 0.8
"""Chosen: behind the post, from where leaves reach over the face."""
VAN_AHEAD_M = (0.4, 9.0)
"""Chosen: between a van's front and the sign."""
SIGN_SIGHT_M = 0.6
"""Chosen: around lines of sight to the sign: half of its width and a little."""
SNOW_COVER = 0.45
"""Chosen: where signs are white, the ground is, and roads are cleared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OccludedOrDamagedStopSign(EdgeCase):
    """The ego does not stop; who crosses at a constant speed has the right of way and comes without looking.

    ttc_reveal_s: before they would meet; more where the ego would be past the sign. crossing_speed_kmh: no more than
    lets a forward camera see who comes. arrives_s: its front at the crossing of both ways after the ego's. side: from
    which it comes. damage: what hides the sign, `van` one that stands before it, all others lie on its face.
    coverage_share: of the face; as seen from the ego at the reveal where a van hides it. tilt_deg: of the panel in its
    plane. albedo_share: that is left of its colours. crossing: names of vehicles.
    """

    CASE: ClassVar[Case] = Case(
        id="E18",
        name="occluded_or_damaged_stop_sign",
        key_actor=CROSSING,
        nhtsa=(5,),
        ncap="CCCscp",
        layers=("L1", "L3"),
        level="contextual",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("x_junction", "t_junction")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 6.0, "s"),
        "crossing_speed_kmh": (5.0, 80.0, "km/h"),
        "arrives_s": (-1.5, 1.5, "s"),
        "coverage_share": (0.05, 0.97, ""),
        "tilt_deg": (-60.0, 60.0, "degrees"),
        "albedo_share": (0.2, 1.0, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "side": ("near", "far"),
        "damage": DAMAGES,
        "crossing": tuple(VEHICLES),
    }
    WISHES: ClassVar[dict[str, str]] = {"control": "stop"}

    ttc_reveal_s: Distribution
    crossing_speed_kmh: Distribution
    arrives_s: Distribution
    side: Distribution
    damage: Distribution
    coverage_share: Distribution
    tilt_deg: Distribution
    albedo_share: Distribution
    crossing: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The junction, both ways through it, the sign and what hides it."""
        wish, longest = float(params["ego_speed_mps"]), self.ttc_reveal_s.support()[1]
        need = before_m(wish, longest)
        met = conflict(venue, (need, VIEW_SHARE * need), rng, _at_stop(str(params["side"])))
        speed = min(wish, _fastest_mps(met.ego))
        other = min(float(params["crossing_speed_mps"]), VIEW_SHARE * speed)
        sign = stop_sign_of(venue, met.ego, float(params["tilt_rad"]))
        ttc = max(float(params["ttc_reveal_s"]), (met.ego_m - sign.before_m + SEEN_M) / speed)
        when = met.timing(request, ttc, speed, other)
        ego = met.ego_run(speed, when)
        spec = vehicle_of(str(params["crossing"]), rng)
        arrives_s = when.meet_s + float(params["arrives_s"])
        run = met.other_run(SpeedProfile(initial_mps=other), spec.nominal(), arrives_s, when)
        crosser = Crosser(name=CROSSING, spec=spec, run=run)
        staged = met_across(ego, crosser, when, params, venue, request, self.environment(params))
        when = staged.timing
        hiders, covers = _hidden(params, venue, request, sign, ego, when, rng)
        return replace(
            staged,
            actors=(*staged.actors, sign.actor(SIGN, float(params["albedo_share"])), *hiders),
            scenery=covers,
            clear=(*staged.clear, _sight(ego, sign, when, request)),
            solved=(
                *staged.solved,
                ("ego_speed_mps", speed),
                ("crossing_speed_mps", other),
                ("sign_ahead_m", sign.before_m - ego.origin_m(when.reveal_s) - ego.box.front_m),
            ),
            anomalous=(SIGN,),
        )

    def environment(self, params: Params) -> Environment:
        """Snow lies where it lies on signs."""
        usual = EdgeCase.environment(self, params)
        return replace(usual, snow_cover=max(usual.snow_cover, SNOW_COVER)) if params["damage"] == "snow" else usual

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Who has the right of way drives across the ego's way, and the sign stands there."""
        scene.instance_of(SIGN)
        return drives_across(scene, measures)


def _at_stop(side: str) -> Suits:
    def suits(ego: Through, other: Through) -> str:
        return first_reason(
            [
                (ego.visit.must_stop, "it has no stop sign"),
                (other.visit.rank > ego.visit.rank and other.straight, "nobody else has the right of way"),
                (at_right_angles(ego, other), "its ways do not cross at about right angles"),
                (comes_from(ego, other, side), f"nothing crosses from the {side} side"),
            ]
        )

    return suits


def _fastest_mps(way: Through) -> float:
    """The speed at which a way through a junction can be driven."""
    turn = abs(way.visit.turn_rad)
    if way.straight or turn < 0.1:
        return math.inf
    return math.sqrt(BEND_MPS2 * (way.visit.leave_m - way.visit.enter_m) / turn)


def _hidden(
    params: Params,
    venue: Venue,
    request: ClipRequest,
    sign: StopSign,
    ego: EgoRun,
    when: Timing,
    rng: np.random.Generator,
) -> tuple[tuple[Actor, ...], tuple[Scenery, ...]]:
    """Actors and scenery that hide the sign."""
    damage, share = str(params["damage"]), float(params["coverage_share"])
    if damage == "van":
        return (_van(venue, request, sign, ego, when, share, rng),), ()
    cover = SignCover(sign=sign.panel, cover=damage, share=share, seed=int(rng.integers(2**31)))  # type: ignore[arg-type]
    made = [sign.cover("stop_sign_cover", cover)]
    if damage == "foliage":
        x, y, _ = sign.pose.translation_m
        back = sign.pose.yaw_rad + math.pi
        bx, by = x + BUSH_M * math.cos(back), y + BUSH_M * math.sin(back)
        foot = replace(sign.pose, translation_m=(bx, by, venue.height_m(x, y)))
        grown = Bush(width_m=1.5, height_m=2.3, seed=int(rng.integers(3)))
        made.append(Scenery(name="stop_sign_bush", asset=grown, T_world_body=foot))
    return (), tuple(made)


def _van(
    venue: Venue,
    request: ClipRequest,
    sign: StopSign,
    ego: EgoRun,
    when: Timing,
    share: float,
    rng: np.random.Generator,
) -> Actor:
    """A van on the pavement so far before the sign that it hides the asked share from the ego at the reveal."""
    spec = vehicle_of(str(rng.choice(VANS)), rng)
    box = spec.nominal()
    at = venue.approach(ego.line, sign.before_m)
    side = at.near
    left = sign_of(side) * (at.edge_m(side) + VAN_KERB_M + 0.5 * box.width_m)
    eye = ego.camera_m(request.rig, when.reveal_s)
    body = Seen(spec=sign.panel, pose=sign.tilted())

    def pose(ahead_m: float) -> Pose[World, Body]:
        origin = -ahead_m - box.front_m
        return venue.upright(at, origin, left)

    found = solve(lambda ahead: shown_share(eye, body, ((spec, pose(ahead)),)) - (1.0 - share), *VAN_AHEAD_M)
    if found is None:
        raise SceneError(f"no van on the pavement hides {share:.0%} of the sign from the ego")
    return Actor(name="hider", asset=spec, T_world_body=pose(found), mass_kg=4000.0)


def _sight(ego: EgoRun, sign: StopSign, when: Timing, request: ClipRequest) -> Area:
    """What lies between the ego's camera and the sign up to the reveal."""
    eyes = ego.eyes_m(request.rig, (0.0, when.reveal_s))
    return hull([*eyes, sign.pose.translation_m[:2]], SIGN_SIGHT_M)
