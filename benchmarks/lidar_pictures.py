"""Pictures of clouds for docs/lidar.md: `python -m benchmarks.lidar_pictures [OUT]`."""

from __future__ import annotations

import colorsys
import dataclasses
import math
import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenes.environment import Environment
from scenes.pose import Body, Pose, SensorFrame
from scenes.weather.precipitation import with_precipitation
from simulator import load_config, simulate_clip
from simulator.clip import SimulatedClip
from simulator.frame import LidarReading, PointKind
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.lidar.lidar import Lidar
from simulator.sensors.lidar.solid_state import MirrorRaster, PrismRosette
from simulator.sensors.lidar.solid_state_lidar import SolidStateLidar
from simulator.sensors.lidar.spinning_heads import Hdl32, Os1128, Vlp16
from simulator.sensors.lidar.spinning_lidar import SpinningLidar

UInt8 = NDArray[np.uint8]
Float64 = NDArray[np.float64]

STREET = ("scenario=child_dartout_parked", "rig=kitti", "seed=101", "clips=1", "frames=20")
TIME_S = 1.2
BACK, INK = (16, 18, 24), (235, 235, 235)
KINDS = {
    PointKind.SURFACE: (150, 155, 165),
    PointKind.MIXED: (255, 210, 40),
    PointKind.GHOST: (255, 60, 200),
    PointKind.FOG: (120, 200, 255),
    PointKind.RAIN: (60, 140, 255),
    PointKind.SNOW: (255, 255, 255),
    PointKind.PARTICLE: (240, 160, 90),
}
SIZE_PX = (620, 420)


class Street:
    """One clip at one time, looked at by any LiDAR in any weather."""

    def __init__(self, clip: SimulatedClip) -> None:
        self.clip = clip
        self.renderer = WarpRenderer(quality="draft")
        self.renderer.load(clip.scene)
        mount = clip.scene.rig.mount("velodyne")
        self.place: Pose[Body, SensorFrame] = mount.T_ego_sensor
        assert isinstance(mount.sensor, Lidar)
        self.lidar: Lidar = mount.sensor

    def sweep(self, lidar: Lidar, environment: Environment) -> LidarReading:
        """A reading from the Velodyne's place."""
        mounting = Mounting(name="velodyne", T_ego_sensor=self.place)
        reading, _ = lidar.measure(mounting, self.renderer, self.clip.history, environment, TIME_S, 7, {})
        assert isinstance(reading, LidarReading)
        return reading


def from_above(points: Float64, color: UInt8, span_m: float = 60.0, size_px: tuple[int, int] = SIZE_PX) -> UInt8:
    """Points of the sensor's frame seen from above, ahead to the right; colours (N, 3)."""
    width, height = size_px
    scale = width / span_m
    u = np.round(width * 0.4 + points[:, 0] * scale).astype(int)
    v = np.round(height / 2 - points[:, 1] * scale).astype(int)
    return _drawn(u, v, -points[:, 2], color, size_px)


def from_behind(points: Float64, color: UInt8, size_px: tuple[int, int] = SIZE_PX) -> UInt8:
    """Points seen from 9 m behind and 5 m above the scanner, looking ahead and down."""
    width, height = size_px
    eye, pitch = np.array([-9.0, 0.0, 5.0]), math.radians(14.0)
    x, y, z = (points - eye).T
    depth = x * math.cos(pitch) - z * math.sin(pitch)
    up = x * math.sin(pitch) + z * math.cos(pitch)
    ahead = depth > 1.0
    focal = 0.75 * width
    u = np.round(width / 2 - focal * y[ahead] / depth[ahead]).astype(int)
    v = np.round(height * 0.45 - focal * up[ahead] / depth[ahead]).astype(int)
    return _drawn(u, v, depth[ahead], color[ahead], size_px)


def _drawn(u: NDArray[np.int64], v: NDArray[np.int64], depth: Float64, color: UInt8, size_px: tuple[int, int]) -> UInt8:
    width, height = size_px
    image = np.full((height, width, 3), BACK, dtype=np.uint8)
    inside = (u >= 0) & (u < width) & (v >= 0) & (v < height)
    order = np.argsort(-depth[inside], kind="stable")
    image[v[inside][order], u[inside][order]] = color[inside][order]
    return image


def by_intensity(reading: LidarReading) -> UInt8:
    """Dark blue for 0 over green to white for saturated."""
    ramp = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], cv2.COLORMAP_VIRIDIS)[:, 0, ::-1]
    level = np.clip(reading.points[:, 3] / 0.7, 0.0, 1.0)
    color = ramp[(255 * level).astype(int)].copy()
    color[reading.points[:, 3] >= 0.985] = (255, 255, 255)
    return color


def by_instance(reading: LidarReading) -> UInt8:
    """Grey scenery, a hue an instance."""
    hue = np.array([colorsys.hsv_to_rgb((k * 0.381966) % 1.0, 0.75, 1.0) for k in range(1000)])
    color = (255 * hue[reading.instance % 1000]).astype(np.uint8)
    color[reading.instance == 0] = (88, 92, 102)
    return color


def by_return(reading: LidarReading) -> UInt8:
    """First grey, second yellow, third red."""
    return np.array([(0, 0, 0), (105, 110, 120), (255, 205, 40), (255, 70, 60)], dtype=np.uint8)[reading.return_number]


def by_kind(reading: LidarReading) -> UInt8:
    return np.array([KINDS[kind] for kind in PointKind], dtype=np.uint8)[reading.kind]


def titled(image: UInt8, title: str) -> UInt8:
    out = image.copy()
    cv2.putText(out, title, (10, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.5, INK, 1, cv2.LINE_AA)
    return out


def sheet(images: list[UInt8], columns: int, file: Path) -> None:
    rows = [np.concatenate(images[k : k + columns], axis=1) for k in range(0, len(images), columns)]
    Image.fromarray(np.concatenate(rows)).save(file, quality=58, optimize=True)


def clouds(street: Street, out: Path) -> None:
    """One sweep of three returns in four colourings, from behind and from above."""
    reading = street.sweep(dataclasses.replace(street.lidar, returns="triple"), street.clip.scene.environment)
    points = reading.points[:, :3].astype(np.float64)
    images = []
    for title, color in (
        ("intensity", by_intensity(reading)),
        ("instance", by_instance(reading)),
        ("return: second yellow, third red", by_return(reading)),
        ("kind: mixed yellow, ghost pink", by_kind(reading)),
    ):
        images += [titled(from_behind(points, color), title), titled(from_above(points, color), title)]
    sheet(images, 2, out / "clouds.jpg")


def weather(street: Street, out: Path) -> None:
    """The same sweep in clear air, fog, rain and snow."""
    clear = street.clip.scene.environment
    images = []
    for title, environment in {
        "clear": clear,
        "fog, MOR 50 m": dataclasses.replace(clear, mor_m=50.0),
        "rain, 50 mm/h": with_precipitation(clear, 50.0, 0.0),
        "snow, 2.5 mm/h": with_precipitation(clear, 0.0, 2.5),
    }.items():
        reading = street.sweep(street.lidar, environment)
        air = int((reading.kind >= PointKind.FOG).sum())
        text = f"{title}: {len(reading.points)} points, {air} of the air"
        color = by_intensity(reading)
        falling = reading.kind >= PointKind.FOG
        color[falling] = np.array([KINDS[k] for k in PointKind], dtype=np.uint8)[reading.kind[falling]]
        points = reading.points[:, :3].astype(np.float64)
        images += [titled(from_behind(points, color), text), titled(from_above(points, color), text)]
    sheet(images, 2, out / "weather.jpg")


def sensors(street: Street, out: Path) -> None:
    """Six scanners on the same street."""
    lidars: dict[str, Lidar] = {
        "HDL-64E (KITTI)": street.lidar,
        "HDL-32E": SpinningLidar(rate_hz=20.0, beams=Hdl32()),
        "VLP-16": SpinningLidar(beams=Vlp16()),
        "OS1-128": SpinningLidar(beams=Os1128()),
        "MEMS raster": SolidStateLidar(pattern=MirrorRaster()),
        "rosette of six beams": SolidStateLidar(pattern=PrismRosette()),
    }
    images = []
    for title, lidar in lidars.items():
        reading = street.sweep(lidar, street.clip.scene.environment)
        text = f"{title}: {len(reading.points)} points"
        images.append(titled(from_behind(reading.points[:, :3].astype(np.float64), by_intensity(reading)), text))
    sheet(images, 2, out / "sensors.jpg")


def distortion(street: Street, out: Path) -> None:
    """Raw points orange, de-skewed ones blue, where they differ most."""
    reading = street.sweep(street.lidar, street.clip.scene.environment)
    both = np.concatenate([reading.points[:, :3], reading.deskewed_m]).astype(np.float64)
    color = np.repeat(np.array([(255, 150, 50), (90, 170, 255)], dtype=np.uint8), len(reading.points), axis=0)
    image = from_above(both, color, span_m=32.0, size_px=(1240, 560))
    sheet([titled(image, "as measured: orange; de-skewed: blue")], 1, out / "distortion.jpg")


def main(arguments: list[str]) -> int:
    out = Path(arguments[0] if arguments else "docs/images/lidar")
    out.mkdir(parents=True, exist_ok=True)
    street = Street(simulate_clip(load_config([*STREET]), 0))
    for draw in (clouds, weather, sensors, distortion):
        draw(street, out)
        print(draw.__name__, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
