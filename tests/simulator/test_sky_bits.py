"""The sky is the same to the last bit for any number of BLAS threads, which differs between one and many workers."""

from __future__ import annotations

import os
import subprocess
import sys

from simulator.resources import THREAD_VARIABLES

HASH = """
import hashlib
from scenes.environment import Environment
from simulator.render.sky import sky_light
for cover, mor_m in ((0.0, 30000.0), (0.4, 30000.0), (1.0, 200.0)):
    sky = sky_light(Environment(sun_elevation_rad=0.6, cloud_cover=cover, mor_m=mor_m))
    for name in ("radiance", "irradiance", "sun_lx", "ambient_lx", "ground"):
        print(cover, name, hashlib.blake2b(getattr(sky, name).tobytes(), digest_size=8).hexdigest())
"""


def hashes(threads: int) -> str:
    environment = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, str(threads))}
    command = [sys.executable, "-c", HASH]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_any_number_of_blas_threads_gives_the_same_sky() -> None:
    one = hashes(1)
    assert one.count("\n") == 15
    assert hashes(2) == one
