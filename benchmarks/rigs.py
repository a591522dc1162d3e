"""One tick of the nuScenes rig: six cameras of 1600 x 900 at draft, the LiDAR's sweep, five radars, and labels."""

from __future__ import annotations

import os
import time

from benchmarks.results import Result, median_ms
from scenes.rig import Mount
from simulator import load_config, simulate_clip
from simulator.frame import Reading
from simulator.labels.frame import make_frame
from simulator.labels.world import LabelledWorld
from simulator.schedule import own_time_s
from simulator.sensors.base import Mounting, Sensor
from simulator.sensors.camera.camera import Camera
from simulator.sensors.lidar.lidar import Lidar

OVERRIDES = (
    "scenario=parked_street",
    "rig=nuscenes",
    "seed=7",
    "clips=1",
    "frames=4",
    "fps=2",
    "renderer.quality=draft",
)
FRAME = 2


def nuscenes_rig_tick_s() -> list[Result]:
    """Seconds of a keyframe's own readings, the sweeps between not counted, and of its parts."""
    clip = simulate_clip(load_config([*OVERRIDES]), 0)
    scene, history, renderer = clip.scene, clip.history, clip.renderer
    renderer.load(scene)
    readings: dict[str, Reading] = {}

    def measure(mount: Mount) -> None:
        sensor = mount.sensor
        assert isinstance(sensor, Sensor)
        mounting = Mounting(name=mount.name, T_ego_sensor=mount.T_ego_sensor)
        t_s = own_time_s(sensor, scene.fps, FRAME)
        readings[mount.name], _ = sensor.measure(mounting, renderer, history, scene.environment, t_s, 1, {})

    parts = {"cameras": 0.0, "lidar": 0.0, "radars": 0.0}
    for mount in scene.rig.mounts:
        kind = (
            "cameras" if isinstance(mount.sensor, Camera) else "lidar" if isinstance(mount.sensor, Lidar) else "radars"
        )
        parts[kind] += median_ms(lambda m=mount: measure(m), runs=3) / 1e3
    busy_s = time.process_time()
    for mount in scene.rig.mounts:
        measure(mount)
    busy_s = time.process_time() - busy_s
    world = LabelledWorld(scene=scene, history=history, renderer=renderer)
    labels = median_ms(lambda: make_frame(world, readings, 0, FRAME), runs=1) / 1e3
    config = (
        f"parked_street, {renderer.tables.triangles} triangles, six 1600x900 cameras at draft, HDL-32E, five radars, "
        f"{os.cpu_count()} threads; medians of 3 a sensor, labels apart"
    )
    named = {
        "nuscenes_rig_tick_s": sum(parts.values()),
        **{f"nuscenes_{kind}_s": value for kind, value in parts.items()},
        "nuscenes_rig_cpu_s": busy_s,
        "nuscenes_labels_s": labels,
    }
    return [Result(name=name, value=value, unit="s", config=config) for name, value in named.items()]


ALL = {"nuscenes_rig_tick_s": nuscenes_rig_tick_s}
