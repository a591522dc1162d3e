"""Whether sensors stand where they can see: not inside the ego's own body, and not far from it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.asset import BodyBox
from scenes.errors import ConfigError
from scenes.rig import Mount
from scenes.scene import EGO_INSTANCE, Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import Rays, Renderer
from simulator.sensors.camera.camera import Camera
from simulator.sensors.lidar.lidar import Lidar

Float64 = NDArray[np.float64]

LOOKS = 96
"""Directions in which a sensor is asked what it sees, evenly spread; chosen: gaps of 20 degrees."""
ENCLOSED_SHARE = 0.97
"""Of the directions that end on the ego within ENCLOSED_M: then a sensor is inside it. Chosen: half for a sensor on its
skin, all but open windows inside."""
ENCLOSED_M = 6.0
FAR_M = 5.0
"""Chosen: no car carries a sensor so far from its own box."""


def check_mounts(scene: Scene, history: WorldHistory, renderer: Renderer) -> tuple[str, ...]:
    """Notes on sensors far from the car. The renderer has the scene loaded.

    Raises ConfigError for a camera or a LiDAR inside the ego's body. Radars look through bumpers, and what measures
    motion sits where it likes. Backends that trace no single rays are not asked.
    """
    box = scene.ego.asset.nominal()
    for mount in scene.rig.mounts:
        if isinstance(mount.sensor, Camera | Lidar) and not renderer.PINHOLE_ONLY:
            _check_free(mount, scene, history, renderer)
    away = ((mount.name, _outside_m(box, mount.T_ego_sensor.translation_m)) for mount in scene.rig.mounts)
    return tuple(
        f"the sensor '{name}' is mounted {distance:.1f} m away from the ego '{scene.ego.name}'; are its x_m, y_m "
        "and z_m in metres?"
        for name, distance in away
        if distance > FAR_M
    )


def _check_free(mount: Mount, scene: Scene, history: WorldHistory, renderer: Renderer) -> None:
    origin = (history.body_at(EGO_INSTANCE, 0.0) @ mount.T_ego_sensor).translation_m
    hits = renderer.trace(
        Rays(
            origin_m=np.tile(np.array(origin, dtype=np.float32), (LOOKS, 1)),
            direction=_all_around(),
            time_s=np.zeros(LOOKS, dtype=np.float32),
        ),
        history,
    )
    on_ego = (hits.instance == EGO_INSTANCE) & (hits.t > 0.0) & (hits.t < ENCLOSED_M)
    if on_ego.mean() < ENCLOSED_SHARE:
        return
    x, y, z = mount.T_ego_sensor.translation_m
    nearest = int(np.argmin(np.where(on_ego, hits.t, np.inf)))
    raise ConfigError(
        f"rig.{mount.name}",
        f"is inside the ego's body '{scene.ego.name}': at x {x:.2f}, y {y:.2f}, z {z:.2f} m it sees the car itself "
        f"{'in all directions' if on_ego.all() else 'all around'}, the nearest surface {hits.t[nearest]:.2f} m away; "
        "move it out",
    )


def _all_around() -> NDArray[np.float32]:
    """(LOOKS, 3) unit directions on a golden spiral (Vogel 1979, on the sphere)."""
    k = np.arange(LOOKS)
    z = 1.0 - (2.0 * k + 1.0) / LOOKS
    angle = k * math.pi * (3.0 - math.sqrt(5.0))
    level = np.sqrt(1.0 - z * z)
    return np.stack([level * np.cos(angle), level * np.sin(angle), z], axis=1).astype(np.float32)


def _outside_m(box: BodyBox, point_m: tuple[float, float, float]) -> float:
    """Distance of a point in the body frame from a box."""
    x, y, z = box.T_body_box.inverse().apply(np.array(point_m))
    beyond = (abs(x) - 0.5 * box.length_m, abs(y) - 0.5 * box.width_m, max(-z, z - box.height_m))
    return math.hypot(*(max(0.0, value) for value in beyond))
