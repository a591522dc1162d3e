"""Where a rig's sensors look, as a plan shows it: sectors of azimuth with a range, and their key figures as text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.rig import Mount, SensorSpec
from simulator.sensors.camera.camera import Camera
from simulator.sensors.lidar.lidar import Lidar
from simulator.sensors.radar.fmcw_radar import FmcwRadar

Float64 = NDArray[np.float64]
Kind = Literal["camera", "lidar", "radar", "other"]

GAP_RAD = math.radians(5.0)
"""Chosen: a scanner's beams lie closer; where none points for this far, its field of view ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """From start_rad counter-clockwise over width_rad, azimuths in the ego's frame. range_m: None for a camera's."""

    start_rad: float
    width_rad: float
    range_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of one mount. resolution, view: for a table."""

    kind: Kind
    sectors: tuple[Sector, ...] = ()
    resolution: str = ""
    view: str = ""


def coverage_of(mount: Mount) -> Coverage:
    """What a sensor covers; of kinds that nobody here knows, nothing."""
    sensor = mount.sensor
    rotation = mount.T_ego_sensor.rotation()
    if isinstance(sensor, Camera):
        return _of_camera(sensor, rotation)
    if isinstance(sensor, Lidar):
        return _of_lidar(sensor, rotation)
    if isinstance(sensor, FmcwRadar):
        return _of_radar(sensor, rotation)
    return Coverage(kind="other", resolution=_name(sensor))


def _of_camera(camera: Camera, rotation: Float64) -> Coverage:
    lens = camera.lens
    width, height = lens.width_px, lens.height_px
    columns, rows = np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64)
    across = lens.directions(columns, np.full(width, 0.5 * (height - 1)))
    down = lens.directions(np.full(height, 0.5 * (width - 1)), rows)
    wide, high = (_opening(d, axis) for d, axis in ((across, 0), (down, 1)))
    seen = across[np.isfinite(across).all(axis=-1)]
    # Off the horizontal plane the ends of the middle row stand for the view: a tilted fisheye looks aside of its axis.
    ego = np.stack([np.sum(rotation[k] * seen, axis=-1) for k in range(3)], axis=-1)
    azimuth = np.unwrap(np.arctan2(ego[:, 1], ego[:, 0]))
    start, end = float(azimuth.min()), float(azimuth.max())
    return Coverage(
        kind="camera",
        sectors=(Sector(start_rad=start, width_rad=min(end - start, 2.0 * math.pi)),),
        resolution=f"{width} x {height}",
        view=f"{math.degrees(wide):.0f}° x {math.degrees(high):.0f}°",
    )


def _opening(directions: Float64, axis: int) -> float:
    """Angle over which a line of pixels looks, about the camera's y (axis 0: along a row) or x axis."""
    seen = directions[np.isfinite(directions).all(axis=-1)]
    angle = np.unwrap(np.arctan2(seen[:, axis], seen[:, 2]))
    return float(angle.max() - angle.min())


def _of_lidar(lidar: Lidar, rotation: Float64) -> Coverage:
    scan = lidar.scan(0.0)
    local = scan.direction.astype(np.float64)
    ego = np.stack([np.sum(rotation[k] * local, axis=-1) for k in range(3)], axis=-1)
    azimuth = np.unique(np.round(np.arctan2(ego[:, 1], ego[:, 0]), 4))
    gaps = np.diff(np.concatenate([azimuth, azimuth[:1] + 2.0 * math.pi]))
    widest = int(np.argmax(gaps))
    whole = float(gaps[widest]) < GAP_RAD
    start = -math.pi if whole else float(azimuth[(widest + 1) % len(azimuth)])
    width = 2.0 * math.pi if whole else 2.0 * math.pi - float(gaps[widest])
    elevation = np.degrees(np.arcsin(np.clip(local[:, 2], -1.0, 1.0)))
    rings = int(scan.ring.max()) + 1
    return Coverage(
        kind="lidar",
        sectors=(Sector(start_rad=start, width_rad=width, range_m=lidar.max_range_m),),
        resolution=f"{rings} rings, {len(scan):,} pulses",
        view=f"{math.degrees(width):.0f}° x {elevation.max() - elevation.min():.0f}°",
    )


def _of_radar(radar: FmcwRadar, rotation: Float64) -> Coverage:
    ahead = math.atan2(rotation[1, 0], rotation[0, 0])
    sectors = tuple(
        Sector(start_rad=ahead - m.half_azimuth_rad, width_rad=2.0 * m.half_azimuth_rad, range_m=m.max_range_m)
        for m in radar.modes
    )
    views = [f"{math.degrees(2.0 * m.half_azimuth_rad):.0f}° to {m.max_range_m:.0f} m" for m in radar.modes]
    return Coverage(kind="radar", sectors=sectors, resolution=f"{len(views)} modes", view=", ".join(views))


def _name(sensor: SensorSpec) -> str:
    return type(sensor).__name__
