"""Signs and traffic lights of a network, on posts beside its lanes, on mast arms and gantries above them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from scenes.asset import AssetSpec, asset_of
from scenes.assets.signs.signal_post import LATTICE_M, Gantry, MastArm, SignalPost
from scenes.assets.signs.traffic_light import TrafficLight
from scenes.assets.signs.traffic_sign import Country, SignPost, SignSize, TrafficSign
from scenes.errors import SwerveError
from scenes.material import Lamp
from scenes.pose import Pose
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.road_signal import RoadSignal
from scenes.roadside.road_edge import Spot
from scenes.roadside.road_span import driven_span, is_driven
from scenes.roadside.sign_codes import LightFace, SignFace, face_of
from scenes.roadside.site import Site
from scenes.roadside.stand import Placement, Stand, Thing, disc

SIGN_LOW_M = {"motorway": 1.5, "rural": 1.5, "town": 2.2, "suburb": 2.2, "industrial": 2.0, "parking": 2.0}
"""Lower edge of signs: VwV-StVO to sections 39-43: 2.00 m, 2.20 m over pavements, less outside towns; MUTCD 2A.18."""
LIGHT_LOW_M = 2.1
"""Lower edge of heads on posts over pavements (RiLSA 2010); those over lanes keep 4.50 m clear."""
OVER_LANE_M = 4.5
FROM_KERB_M = 0.5
"""Posts' middles beyond the kerb where a file puts them into a lane: RASt 06, 0.50 m safety zone."""
TOGETHER_M = 0.4
"""Signals no further apart share a post; chosen."""
PANEL_FRONT_M, GANTRY_FRONT_M = 0.034, 0.37
STACK_GAP_M = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounted:
    """A signal with what it is made of, where it is and whom it faces."""

    road: Road
    signal: RoadSignal
    asset: AssetSpec
    lamps_on: tuple[Lamp, ...]
    s_m: float
    t_m: float
    yaw_rad: float

    @property
    def height_m(self) -> float:
        """Height of the panel or head."""
        return asset_of(self.asset).box.height_m


def signals(site: Site, notes: list[str]) -> Iterator[Stand]:
    """All signals of all roads; `notes` gets a line for each that could not be as the network says."""
    for road in site.network.roads:
        curve = RoadCurve.of(road)
        mounted = [m for signal in road.signals for m in _mounted(site, road, curve, signal, notes)]
        low = [m for m in mounted if not _overhead(m)]
        for group in _together(low, TOGETHER_M):
            yield _on_post(site, curve, group)
        high = [m for m in mounted if _overhead(m)]
        for group in _in_line(high):
            yield from _above(site, curve, group)


def _mounted(site: Site, road: Road, curve: RoadCurve, signal: RoadSignal, notes: list[str]) -> Iterator[Mounted]:
    country: Country = site.surroundings.country
    face = face_of(signal, country)
    lamps: tuple[Lamp, ...] = ()
    asset: AssetSpec
    if isinstance(face, LightFace):
        asset = _head(face, country)
        lamps = _state(site, curve, signal, face)
    else:
        if not face.known:
            name = f"type '{signal.code}' subtype '{signal.subcode}' of '{signal.country}'"
            notes.append(f"road {road.id}, signal {signal.id}: {name} has no face of ours, shown as '{face.kind}'")
        asset = _panel(site, road, signal, face, notes)
    t = _off_lanes(road, signal, notes)
    heading = float(curve.points(signal.s_m, t).heading_rad[0])
    towards = signal.orientation == "+" or (signal.orientation == "none" and (signal.t_m < 0) != road.left_hand)
    yaw = heading + signal.heading_offset_rad + (math.pi if towards else 0.0)
    yield Mounted(road=road, signal=signal, asset=asset, lamps_on=lamps, s_m=signal.s_m, t_m=t, yaw_rad=yaw)


def _head(face: LightFace, country: Country) -> TrafficLight:
    if country == "US" and face.shape != "pedestrian":
        return TrafficLight(shape=face.shape, lens_mm=300, housing="yellow", backboard_m=0.13)
    return TrafficLight(shape=face.shape)


def _panel(site: Site, road: Road, signal: RoadSignal, face: SignFace, notes: list[str]) -> TrafficSign:
    """The panel; without its words where they cannot be drawn."""
    size: SignSize = "large" if site.surroundings.setting == "motorway" else "standard"
    panel = TrafficSign(kind=face.kind, country=face.country, words=face.words, size=size)
    try:
        asset_of(panel)
    except (SwerveError, ValueError, KeyError) as fault:
        notes.append(f"road {road.id}, signal {signal.id}: '{face.words}' cannot stand on a {face.kind} sign ({fault})")
        return TrafficSign(kind=face.kind, country=face.country, size=size)
    return panel


def _state(site: Site, curve: RoadCurve, signal: RoadSignal, face: LightFace) -> tuple[Lamp, ...]:
    """Green for roads along the first one, red for those that cross it; people walk where cars wait."""
    first = RoadCurve.of(site.network.roads[0]).points(0.0).heading_rad[0]
    own = float(curve.points(signal.s_m, signal.t_m).heading_rad[0]) + signal.heading_offset_rad
    go = abs(math.cos(own - float(first))) > math.sqrt(0.5)
    if face.shape == "pedestrian":
        go = not go
    return ("signal_green",) if go else ("signal_red",)


def _overhead(mounted: Mounted) -> bool:
    """Whether a signal hangs above lanes."""
    return is_driven(mounted.road, mounted.s_m, mounted.t_m)


def _off_lanes(road: Road, signal: RoadSignal, notes: list[str]) -> float:
    """Where across the road it stands: beside the lanes what is too low to hang above them."""
    low, high = driven_span(road, signal.s_m)
    if signal.z_m + 0.3 > OVER_LANE_M or not low - FROM_KERB_M < signal.t_m < high + FROM_KERB_M:
        return signal.t_m
    if low < signal.t_m < high and not is_driven(road, signal.s_m, signal.t_m):
        return signal.t_m  # on an island
    beside = high + FROM_KERB_M if signal.t_m > 0.5 * (low + high) else low - FROM_KERB_M
    if low < signal.t_m < high:
        notes.append(f"road {road.id}, signal {signal.id}: t={signal.t_m:g} m is in a lane, put at {beside:.2f} m")
    return beside


def _together(mounted: list[Mounted], reach_m: float) -> list[list[Mounted]]:
    """Groups that share a post: near each other, turned alike or not."""
    groups: list[list[Mounted]] = []
    for one in mounted:
        for group in groups:
            if math.hypot(group[0].s_m - one.s_m, group[0].t_m - one.t_m) < reach_m:
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _in_line(mounted: list[Mounted]) -> list[list[Mounted]]:
    """Groups that hang side by side, read from one direction."""
    groups: list[list[Mounted]] = []
    for one in mounted:
        for group in groups:
            if abs(group[0].s_m - one.s_m) < 1.5 and math.cos(group[0].yaw_rad - one.yaw_rad) > 0.7:
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _on_post(site: Site, curve: RoadCurve, group: list[Mounted]) -> Stand:
    """A post with all panels and heads of a group, those without a height one above the other."""
    at = curve.points(group[0].s_m, group[0].t_m)
    x, y, road_z = (float(c) for c in at.position_m[0])
    spot = Spot(x_m=x, y_m=y, along_rad=float(at.heading_rad[0]), out_rad=0.0)
    foot = site.pose(spot, group[0].yaw_rad)
    ground = foot.translation_m[2]
    things, top = [], ground
    stacked: dict[bool, float] = {}
    for one in group:
        light = isinstance(one.asset, TrafficLight)
        usual = ground + (LIGHT_LOW_M if light else SIGN_LOW_M[site.surroundings.setting])
        back = math.cos(one.yaw_rad - group[0].yaw_rad) < 0.0
        z = max(road_z + one.signal.z_m, ground + 0.6) if one.signal.z_m > 0.3 else stacked.get(back, usual)
        stacked[back] = z + one.height_m + STACK_GAP_M
        out = 0.1 if light else PANEL_FRONT_M
        things.append(_hung(one, x, y, z, out))
        top = max(top, z + one.height_m)
    return Stand(
        things=(Thing(name="sign_post", asset=_post(group, top - ground), T_world_body=foot), *things),
        foot=disc(x, y, 0.25),
    )


def _post(group: list[Mounted], height_m: float) -> AssetSpec:
    height = math.ceil(height_m * 10.0) / 10.0 + 0.05
    if any(isinstance(one.asset, TrafficLight) for one in group):
        return SignalPost(height_m=round(height, 2))
    american = isinstance(group[0].asset, TrafficSign) and group[0].asset.country == "US"
    return SignPost(height_m=round(height, 2), profile="channel" if american else "tube")


def _hung(one: Mounted, x: float, y: float, z: float, out_m: float) -> Thing:
    """A panel or head that looks along its yaw, its back so far before a point."""
    pose: Placement = Pose.planar(x + out_m * math.cos(one.yaw_rad), y + out_m * math.sin(one.yaw_rad), one.yaw_rad, z)
    name = "traffic_light" if isinstance(one.asset, TrafficLight) else f"sign_{one.asset.kind}"  # type: ignore[attr-defined]
    signal = one.signal.id if isinstance(one.asset, TrafficLight) else None
    return Thing(name=name, asset=one.asset, T_world_body=pose, lamps_on=one.lamps_on, signal=signal)


def _above(site: Site, curve: RoadCurve, group: list[Mounted]) -> Iterator[Stand]:
    """What hangs above lanes: lights on a mast arm, signs on a gantry."""
    if any(isinstance(one.asset, TrafficLight) for one in group):
        yield _arm(site, curve, group)
    else:
        yield _gantry(site, curve, group)


def _arm(site: Site, curve: RoadCurve, group: list[Mounted]) -> Stand:
    """A mast beyond the kerb on the reader's right (left where traffic keeps left), its arm out to the last head."""
    first = group[0]
    low, high = driven_span(first.road, first.s_m)
    rightwards = math.cos(first.yaw_rad - float(curve.points(first.s_m).heading_rad[0])) < 0.0
    right_side = rightwards != first.road.left_hand
    mast_t = low - FROM_KERB_M - 0.3 if right_side else high + FROM_KERB_M + 0.3
    at = curve.points(first.s_m, mast_t)
    x, y, _ = (float(c) for c in at.position_m[0])
    reach = max(abs(one.t_m - mast_t) for one in group) + 0.3
    spot = Spot(x_m=x, y_m=y, along_rad=float(at.heading_rad[0]), out_rad=0.0)
    # The arm reaches to the left of its mast's heading.
    yaw = float(at.heading_rad[0]) + (0.0 if right_side else math.pi)
    foot = site.pose(spot, yaw)
    arm = MastArm(arm_m=round(reach, 1))
    things = []
    for one in group:
        place = curve.points(one.s_m, one.t_m).position_m[0]
        share = min(1.0, abs(one.t_m - mast_t) / arm.arm_m)
        z = foot.translation_m[2] + arm.height_m - 0.35 + 0.35 * math.sin(0.5 * math.pi * share) - 0.5 * one.height_m
        things.append(_hung(one, float(place[0]), float(place[1]), z, 0.12))
    return Stand(things=(Thing(name="mast_arm", asset=arm, T_world_body=foot), *things), foot=disc(x, y, 0.4))


def _gantry(site: Site, curve: RoadCurve, group: list[Mounted]) -> Stand:
    """A sign bridge across the lanes that the signs hang above, panels centred on its beam."""
    first = group[0]
    low, high = driven_span(first.road, first.s_m)
    middle, span = 0.5 * (low + high), high - low + 3.0
    at = curve.points(first.s_m, middle)
    x, y, z = (float(c) for c in at.position_m[0])
    tallest = max(one.height_m for one in group)
    clear = round(max(5.2 + 0.5 * (tallest - LATTICE_M), 5.2), 2)
    gantry = Gantry(span_m=round(span, 1), clear_m=clear)
    things = []
    for one in group:
        place = curve.points(one.s_m, one.t_m).position_m[0]
        height = z + clear + 0.5 * LATTICE_M - 0.5 * one.height_m
        things.append(_hung(one, float(place[0]), float(place[1]), height, GANTRY_FRONT_M))
    pose: Placement = Pose.planar(x, y, first.yaw_rad, z)
    ends = [curve.points(first.s_m, middle + side * span / 2).position_m[0] for side in (-1.0, 1.0)]
    feet = disc(float(ends[0][0]), float(ends[0][1]), 0.8).union(disc(float(ends[1][0]), float(ends[1][1]), 0.8))
    return Stand(things=(Thing(name="gantry", asset=gantry, T_world_body=pose), *things), foot=feet)
