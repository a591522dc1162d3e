"""What every rig must keep, whichever class made it."""

from __future__ import annotations

import math
import re

from scenes.errors import ConfigError
from scenes.rig import Mount, Rig

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
"""Names become folders and keys of the record."""


def check_rig(rig: Rig) -> None:
    """Raises ConfigError for a rig without sensors, two of one name, names that are no folders, and bad numbers."""
    if not rig.mounts:
        raise ConfigError("rig", f"the rig '{rig.name}' has no sensor")
    names = [mount.name for mount in rig.mounts]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"rig.{name}", "two sensors have this name; every one needs its own")
    for mount in rig.mounts:
        _check_mount(mount)


def _check_mount(mount: Mount) -> None:
    path = f"rig.{mount.name}"
    if not _NAME.fullmatch(mount.name):
        raise ConfigError(path, "is no name for a sensor; allowed: letters, digits, '_', '-' and '.', no dot first")
    numbers = (*mount.T_ego_sensor.translation_m, *mount.T_ego_sensor.rotation_xyzw)
    if not all(map(math.isfinite, numbers)):
        raise ConfigError(path, f"its pose must be finite, got {list(numbers)}")
    sensor = mount.sensor
    if not (math.isfinite(sensor.rate_hz) and sensor.rate_hz > 0.0):
        raise ConfigError(f"{path}.rate_hz", f"got {sensor.rate_hz} readings a second, allowed: above 0")
    if not math.isfinite(sensor.offset_s):
        raise ConfigError(f"{path}.offset_s", f"got {sensor.offset_s} s, allowed: a finite number")
