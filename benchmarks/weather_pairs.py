"""Pictures and LiDAR clouds of each adverse condition, without it and with it: `python -m benchmarks.weather_pairs`.

    python -m benchmarks.weather_pairs [--out docs/images/weather] [NAME ...]

writes NAME.jpg, the camera's picture on a clear day above the one in the weather, and NAME_cloud.jpg, both clouds side
by side from above. All names without any. The clip of a place is simulated once; light and weather change afterwards.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.cloud_picture import cloud_pair
from scenes.conditions import CONDITIONS, NIGHT, NOON, OVERCAST, without_weather
from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.lighting import with_lamps_for_light
from scenes.scene import EGO_INSTANCE
from scenes.weather.plume import Plume
from scenes.weather.precipitation import with_precipitation
from simulator import load_config
from simulator.clip import SimulatedClip, simulate_clip
from simulator.frame import CameraReading, LidarReading
from simulator.sensors.base import Mounting, Sensor

UInt8 = NDArray[np.uint8]

STREET = ("scenario=child_dartout_parked", "seed=7")
MOTORWAY = ("scenario=drive", "road=motorway", "seed=11", "frames=40")
QUALITY = 86


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """place: overrides of the run. clean: what it is compared with; None: the same light without the weather.
    plume_ahead_m: ahead of the ego and to its left something burns.
    """

    environment: Environment
    place: tuple[str, ...] = STREET
    frame: int = 8
    clean: Environment | None = None
    plume_ahead_m: tuple[float, float] | None = None


PAIRS: Mapping[str, Pair] = MappingProxyType(
    {
        "fog": Pair(environment=CONDITIONS["fog"]),
        "patchy_fog": Pair(environment=replace(CONDITIONS["patchy_fog"], fog_pattern=4)),
        "ground_fog": Pair(environment=CONDITIONS["ground_fog"]),
        "rain": Pair(environment=CONDITIONS["rain"]),
        "heavy_rain": Pair(environment=replace(CONDITIONS["heavy_rain"], wet_lens_share=0.4)),
        "spray": Pair(environment=CONDITIONS["spray"], place=MOTORWAY),
        "snowfall": Pair(environment=CONDITIONS["snowfall"]),
        "snow": Pair(environment=replace(CONDITIONS["snow"], snow_mmph=0.0)),
        "blown_snow": Pair(
            environment=replace(with_precipitation(OVERCAST, 0.0, 0.5), snow_cover=0.95), place=MOTORWAY
        ),
        "dust": Pair(environment=CONDITIONS["dust"]),
        "smoke": Pair(environment=CONDITIONS["smoke"]),
        "plume": Pair(environment=replace(NOON, wind_mps=3.0, wind_azimuth_rad=1.9), plume_ahead_m=(24.0, 5.5)),
        "low_sun": Pair(environment=CONDITIONS["low_sun"], clean=NOON),
        "night": Pair(environment=NIGHT, clean=NOON),
        "wet_night": Pair(environment=with_precipitation(replace(NIGHT, wetness=0.6), 6.0, 0.0), clean=NIGHT),
        "night_snow": Pair(environment=replace(with_precipitation(NIGHT, 0.0, 1.5), snow_cover=0.9), clean=NIGHT),
    }
)


def main(arguments: list[str]) -> int:
    """Writes the pairs that are named."""
    parser = argparse.ArgumentParser(prog="benchmarks.weather_pairs")
    parser.add_argument("names", nargs="*", default=list(PAIRS), metavar="NAME", choices=[[], *PAIRS])
    parser.add_argument("--out", type=Path, default=Path("docs/images/weather"))
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    for name in asked.names or PAIRS:
        (clear, clear_cloud), (picture, cloud) = (_seen(PAIRS[name], clear) for clear in (True, False))
        _write(asked.out / f"{name}.jpg", np.vstack([clear.image, picture.image]))
        _write(asked.out / f"{name}_cloud.jpg", cloud_pair(clear_cloud, cloud))
        sys.stdout.write(f"{name}: {len(clear_cloud.points)} points without, {len(cloud.points)} with\n")
        sys.stdout.flush()
    return 0


def _seen(pair: Pair, clear: bool) -> tuple[CameraReading, LidarReading]:
    """What the first camera and the first LiDAR of the rig see, without the weather or with it."""
    clip = _clip(pair.place)
    environment = _environment(pair, clip, clear)
    scene = with_lamps_for_light(replace(clip.scene, environment=environment))
    clip.renderer.load(scene)
    first = {mount.name: mount for mount in reversed(scene.rig.mounts)}
    picture: CameraReading | None = None
    cloud: LidarReading | None = None
    for mount in first.values():
        sensor, mounting = mount.sensor, Mounting(name=mount.name, T_ego_sensor=mount.T_ego_sensor)
        if not isinstance(sensor, Sensor):
            continue
        t_s = pair.frame / scene.fps
        reading, _ = sensor.measure(mounting, clip.renderer, clip.history, scene.environment, t_s, pair.frame, {})
        if isinstance(reading, CameraReading):
            picture = reading
        elif isinstance(reading, LidarReading):
            cloud = reading
    if picture is None or cloud is None:
        raise ConfigError("rig", "needs a camera and a LiDAR")
    return picture, cloud


def _environment(pair: Pair, clip: SimulatedClip, clear: bool) -> Environment:
    """In the clip's own directions of light, with smoke ahead of where the ego is."""
    asked = pair.environment
    if clear:
        asked = pair.clean or without_weather(pair.environment)
    now = clip.scene.environment
    if pair.plume_ahead_m is not None and not clear:
        at = clip.history.body_at(EGO_INSTANCE, pair.frame / clip.scene.fps)
        x, y, z = (float(v) for v in at.apply(np.array([*pair.plume_ahead_m, 0.6])))
        asked = replace(asked, plumes=(Plume(position_m=(x, y, z)),))
    return replace(asked, sun_azimuth_rad=now.sun_azimuth_rad, moon_azimuth_rad=now.moon_azimuth_rad)


@cache
def _clip(place: tuple[str, ...]) -> SimulatedClip:
    """One clip of a place, accepted and moved."""
    run = ("rig=kitti", "clips=1", "exporter=coco", "renderer.quality=standard")
    return simulate_clip(load_config([*place, *run]), 0)


def _write(path: Path, picture: UInt8) -> None:
    cv2.imwrite(str(path), np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
