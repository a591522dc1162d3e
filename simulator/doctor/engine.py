"""Libraries that a run stands on, tried: the physics engine and the encoders."""

from __future__ import annotations

import io
import zlib

import cv2
import numpy as np
from PIL import Image

from simulator.deflate import ZLIB_STREAM, deflated
from simulator.doctor.finding import Finding, fault, well
from simulator.doctor.packages import reinstall
from simulator.physics.bullet_world import BulletWorld
from simulator.physics.settings import PhysicsSettings
from simulator.physics.solids import Solid

FALL_STEPS = 60
RADIUS_M = 0.1
START_M = 5.0
TOLERANCE_M = 1e-9
"""Sixty sums of float64 numbers around 5 m err by some 1e-13 m."""


def check_physics() -> Finding:
    """A ball falls in PyBullet without a display: after n steps of h by g h^2 n (n + 1) / 2 (semi-implicit Euler)."""
    settings = PhysicsSettings()
    ball = Solid(shape="sphere", half_m=(RADIUS_M, RADIUS_M, RADIUS_M))
    with BulletWorld(settings) as world:
        body = world.add_solid(ball, "free", 1.0, (0.0, 0.0, START_M), (0.0, 0.0, 0.0, 1.0))
        for _ in range(FALL_STEPS):
            world.step()
        fallen_m = START_M - world.state(body)[0][2]
    expected_m = settings.gravity_mps2 * settings.step_s**2 * FALL_STEPS * (FALL_STEPS + 1) / 2
    if abs(fallen_m - expected_m) < TOLERANCE_M:
        return well(f"PyBullet without a display: a ball falls {fallen_m:.6f} m (closed form)")
    found = f"in PyBullet a ball falls {fallen_m:.9f} m, expected {expected_m:.9f} m"
    return fault(found, reinstall("pybullet"))


def check_encoders() -> Finding:
    """Whether ISA-L, OpenCV and Pillow give back what they are given."""
    picture = (np.arange(16 * 12 * 3, dtype=np.uint32) * 7919 % 256).astype(np.uint8).reshape(12, 16, 3)
    trials = {"isal": _by_isal, "opencv-python-headless": _by_opencv, "pillow": _by_pillow}
    wrong = [name for name, again in trials.items() if not np.array_equal(again(picture), picture)]
    if not wrong:
        return well(f"{', '.join(trials)}: what was written is read back exactly")
    return fault(f"{', '.join(wrong)} read back something else than was written", reinstall(*wrong))


def _by_isal(picture: np.ndarray) -> np.ndarray:
    stream = b"".join(deflated([picture.tobytes()], ZLIB_STREAM))
    return np.frombuffer(zlib.decompress(stream), dtype=np.uint8).reshape(picture.shape)


def _by_opencv(picture: np.ndarray) -> np.ndarray:
    _, data = cv2.imencode(".png", picture)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))


def _by_pillow(picture: np.ndarray) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, format="PNG")
    return np.asarray(Image.open(file))
