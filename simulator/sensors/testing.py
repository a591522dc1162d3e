"""What every sensor must keep: a check that the author of a plug-in runs on their own class."""

from __future__ import annotations

import dataclasses
import json

import numpy as np

from scenes.json_codec import decode, encode
from scenes.pose import Pose
from scenes.scene import EGO_INSTANCE, Scene
from simulator.frame import CameraReading, LidarReading, RadarReading, Reading
from simulator.physics.history import WorldHistory
from simulator.readings.radar import RADAR_POINT
from simulator.render.base import Renderer
from simulator.sensors.base import Mounting, Sensor


def check_sensor(sensor: Sensor, renderer: Renderer, scene: Scene, history: WorldHistory, t_s: float) -> Reading:
    """Measures twice at time t and returns the reading. Raises AssertionError that names the promise that is broken.

    scene: any scene whose history it is; the sensor is mounted 1.5 m above the ego's origin. Promises: the sensor is a
    frozen value that survives JSON; its state is JSON; equal arguments give equal readings; buffers are read-only and
    fit each other; time and poses are those that were asked for.
    """
    packages = ("scenes", "simulator", type(sensor).__module__.partition(".")[0])
    assert decode(encode(sensor), packages) == sensor, "a sensor must survive JSON unchanged"
    mounting = Mounting(name="under_test", T_ego_sensor=Pose(translation_m=(0.0, 0.0, 1.5)))
    renderer.load(scene)
    reading, state = sensor.measure(mounting, renderer, history, scene.environment, t_s, 7, {})
    again, state_again = sensor.measure(mounting, renderer, history, scene.environment, t_s, 7, {})
    assert json.loads(json.dumps(state)) == dict(state), "the state must be JSON"
    assert state == state_again, "equal arguments must give equal states"
    _check_equal(reading, again)
    assert reading.name == mounting.name, "the reading carries its mounting's name"
    assert abs(reading.time_ns - t_s * 1e9) <= 1.0, "the reading carries the time that was asked for"
    assert reading.T_ego_sensor == mounting.T_ego_sensor, "the reading carries its mounting's pose"
    expected = (history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor).matrix()
    assert np.allclose(reading.T_world_sensor.matrix(), expected, atol=1e-9), "T_world_sensor is that of the time"
    _check_shapes(reading)
    return reading


def _check_equal(reading: Reading, again: Reading) -> None:
    for field in dataclasses.fields(reading):
        first, second = getattr(reading, field.name), getattr(again, field.name)
        if isinstance(first, np.ndarray):
            assert first.dtype == second.dtype, f"{field.name}: equal arguments must give equal types"
            assert first.tobytes() == second.tobytes(), f"{field.name}: equal arguments must give equal bytes"
            assert not first.flags.writeable, f"{field.name} must be read-only"
        else:
            assert first == second, f"{field.name}: equal arguments must give equal values"


def _check_shapes(reading: Reading) -> None:
    if isinstance(reading, CameraReading):
        width, height = reading.size_px
        shapes = {
            "image": (3,),
            "depth_m": (),
            "range_m": (),
            "normal": (3,),
            "instance": (),
            "part": (),
            "semantic": (),
            "flow_px": (2,),
        }
        for name, rest in shapes.items():
            assert getattr(reading, name).shape == (height, width, *rest), f"{name} must fit the image"
        assert np.isfinite(reading.depth_m).all(), "depth must be finite, 0 where nothing is"
        assert (reading.range_m >= 0).all(), "range must not be negative, 0 where nothing is"
        assert (np.abs(reading.depth_m) <= reading.range_m * 1.0001).all(), "depth must not exceed range"
    elif isinstance(reading, LidarReading):
        for name in ("offset_ns", "ring", "instance", "semantic", "return_number", "kind"):
            assert getattr(reading, name).shape == (len(reading.points),), f"{name} must have one value a point"
        assert reading.points.shape[1:] == (4,), "points are x, y, z, reflectance"
        for name in ("points", "deskewed_m", "velocity_mps"):
            assert np.isfinite(getattr(reading, name)).all(), f"{name} must be finite"
        for name in ("deskewed_m", "velocity_mps"):
            assert getattr(reading, name).shape == (len(reading.points), 3), f"{name} has x, y, z of each point"
    elif isinstance(reading, RadarReading):
        assert reading.points.dtype == RADAR_POINT, "points are of RADAR_POINT"
        for name in ("instance", "semantic", "kind", "offset_ns", "snr_db"):
            assert getattr(reading, name).shape == (len(reading.points),), f"{name} must have one value a point"
        for name in ("x", "y", "z", "rcs", "vx", "vy", "vx_comp", "vy_comp"):
            assert np.isfinite(reading.points[name]).all(), f"{name} must be finite"
