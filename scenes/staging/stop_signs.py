"""The stop sign of a way into a junction: where it stands, and one that is tilted, faded or covered instead."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from scenes.actor import Actor, Scenery
from scenes.asset import AssetSpec, asset_of
from scenes.assets.signs.sign_face import FILMS
from scenes.assets.signs.traffic_sign import TrafficSign
from scenes.errors import SceneError
from scenes.pose import Body, Pose, World, axis_angle, multiply_quaternions, rotate
from scenes.riding import Looks
from scenes.roads.junction_rules import STOP_SIGNS
from scenes.roads.road_curve import RoadCurve
from scenes.roadside.signals import PANEL_FRONT_M
from scenes.staging.junctions import Through
from scenes.staging.venue import Venue

NEAR_M = 15.0
"""Chosen: from a junction's line to the sign that holds there; farther ones are of other arms."""
LOWEST_M = 0.6
"""Chosen: between the ground and a panel's lower edge, whatever a map says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSign:
    """pose: of the panel before it turned by tilt_rad in its plane. before_m: along the way, where it stands."""

    panel: TrafficSign
    pose: Pose[World, Body]
    tilt_rad: float
    before_m: float

    def tilted(self) -> Pose[World, Body]:
        """Its pose, turned about its middle, in its own plane, as with a loose clamp."""
        turn = axis_angle((1.0, 0.0, 0.0), self.tilt_rad)
        rotation = multiply_quaternions(np.array(self.pose.rotation_xyzw), turn)
        middle = np.array([0.0, 0.0, 0.5 * asset_of(self.panel).box.height_m])
        origin = np.array(self.pose.translation_m) + middle - rotate(rotation, middle)
        x, y, z = (float(v) for v in origin)
        qx, qy, qz, qw = (float(v) for v in rotation)
        return Pose(translation_m=(x, y, z), rotation_xyzw=(qx, qy, qz, qw))

    def actor(self, name: str, albedo_share: float) -> Actor:
        """The panel with films that have lost a share of their albedo, and of what they send back to head lamps."""
        return Actor(
            name=name,
            asset=self.panel,
            T_world_body=self.tilted(),
            appearance=faded(asset_of(self.panel).materials, albedo_share),
        )

    def cover(self, name: str, spec: AssetSpec) -> Scenery:
        """What lies on its face."""
        return Scenery(name=name, asset=spec, T_world_body=self.tilted())


def faded(materials: Looks, albedo_share: float) -> Looks:
    """The films among materials with that share of their albedo, and of what they send back."""
    made = []
    for name, film in materials:
        if name in FILMS:
            red, green, blue = (albedo_share * channel for channel in film.base_color)
            sent = albedo_share * film.retroreflection_cd_lx_m2
            made.append((name, replace(film, base_color=(red, green, blue), retroreflection_cd_lx_m2=sent)))
    return tuple(made)


def stop_sign_of(venue: Venue, through: Through, tilt_rad: float) -> StopSign:
    """The sign before a junction, tilted. Raises SceneError where none stands there."""
    visit = through.visit
    road = venue.roads[visit.incoming]
    k = int(np.argmin(np.abs(through.line.station_m - visit.line_m)))
    for signal in road.signals:
        if signal.code not in STOP_SIGNS:
            continue
        at = RoadCurve.of(road).points(signal.s_m, signal.t_m)
        x, y, z = (float(v) for v in at.position_m[0])
        here = through.line.pose(visit.line_m)
        if math.hypot(x - here[0], y - here[1]) > NEAR_M:
            continue
        towards = math.pi if signal.orientation != "-" else 0.0
        yaw = float(at.heading_rad[0]) + signal.heading_offset_rad + towards
        lower = max(z + signal.z_m, venue.height_m(x, y) + LOWEST_M)
        out = (x + PANEL_FRONT_M * math.cos(yaw), y + PANEL_FRONT_M * math.sin(yaw))
        country = venue.place.surroundings().country
        panel = TrafficSign(kind="stop", country=country)
        along = float(through.line.station_m[k]) - abs(float(signal.s_m - through.line.s_m[k]))
        return StopSign(panel=panel, pose=Pose.planar(*out, yaw, lower), tilt_rad=tilt_rad, before_m=along)
    raise SceneError("no stop sign stands before the junction")
