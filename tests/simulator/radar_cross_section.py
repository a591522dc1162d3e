"""Radar cross-sections of whole assets, measured by the radar's own rays from all sides, without ground or noise."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from seen_world import drifting, world_of

from scenes.actor import Actor
from scenes.asset import AssetSpec, asset_of
from scenes.pose import Pose
from scenes.streams import stream
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.radar.paths import scan_of, straight_echoes
from simulator.sensors.radar.presets import ars408_far
from simulator.sensors.radar.scan_pattern import scan_rays
from simulator.sensors.radar.surroundings import radar_at

FROM_M = 40.0
RAYS = 2000


def cross_sections_m2(renderer: WarpRenderer, spec: AssetSpec, aspects: int = 24) -> np.ndarray:
    """(aspects,) m2 at angles k / aspects of a turn, 0: seen from the front."""
    box = asset_of(spec).box
    reach_m = 0.5 * math.hypot(box.length_m, box.width_m) + 0.4
    middle = box.T_body_box.translation_m
    high_m = box.height_m + 0.4
    wide = math.atan2(reach_m, FROM_M - reach_m)
    tall = math.atan2(0.5 * high_m + 0.1, FROM_M - reach_m)
    mode = dataclasses.replace(
        ars408_far(),
        half_azimuth_rad=wide,
        half_elevation_rad=tall,
        beam_azimuth_rad=100.0,
        beam_elevation_rad=100.0,
    )
    found = np.zeros(aspects)
    for k in range(aspects):
        yaw = math.pi + 2.0 * math.pi * k / aspects
        x = FROM_M - middle[0] * math.cos(yaw) + middle[1] * math.sin(yaw)
        y = -middle[0] * math.sin(yaw) - middle[1] * math.cos(yaw)
        thing = Actor(name="thing", asset=spec, T_world_body=Pose.planar(x, y, yaw, -0.5 * box.height_m))
        scene = world_of(thing)
        scene = dataclasses.replace(
            scene, ego=dataclasses.replace(scene.ego, T_world_body=Pose(translation_m=(-5.0, 0.0, 0.0)))
        )
        renderer.load(scene)
        history = drifting(scene)
        radar = radar_at(history, Pose(translation_m=(5.0, 0.0, 0.0)), 0.2)
        directions, solid = scan_rays(mode, RAYS, 0, np.zeros((0, 3)), stream(k, "rcs"))
        echoes = straight_echoes(scan_of(renderer, history, mode, radar, directions, solid), 0.0)
        found[k] = (echoes.snr / mode.unit_snr(echoes.range_m)).sum()
    return found


def decibels(area_m2: np.ndarray | float) -> np.ndarray:
    return 10.0 * np.log10(np.maximum(area_m2, 1e-6))
