"""A rig from a file of the user's own: YAML with short names for sensors, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from scenes.errors import ConfigError, InputFileError, UnknownName
from scenes.rig import Rig
from simulator.sensors.rigs.rig_model import RigModel

TARGET, KIND = "_target_", "kind"

_CAMERA, _LIDAR = "simulator.sensors.camera", "simulator.sensors.lidar"

KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "sensor": {
            "pinhole_camera": f"{_CAMERA}.pinhole.PinholeCamera",
            "lens_camera": f"{_CAMERA}.lens_camera.LensCamera",
            "spinning_lidar": f"{_LIDAR}.spinning_lidar.SpinningLidar",
            "solid_state_lidar": f"{_LIDAR}.solid_state_lidar.SolidStateLidar",
            "radar": "simulator.sensors.radar.fmcw_radar.FmcwRadar",
            "imu": "simulator.sensors.motion.imu.Imu",
            "gnss": "simulator.sensors.motion.gnss.Gnss",
            "wheel_odometry": "simulator.sensors.motion.wheel_odometry.WheelOdometry",
        },
        "optics": {
            "pinhole": "scenes.lenses.pinhole.Pinhole",
            "brown_conrady": "scenes.lenses.brown_conrady.BrownConrady",
            "kannala_brandt": "scenes.lenses.kannala_brandt.KannalaBrandt",
            "f_theta": "scenes.lenses.f_theta.FTheta",
            "equirectangular": "scenes.lenses.equirectangular.Equirectangular",
            "ray_table": "scenes.lenses.ray_table.RayTable",
        },
        "beams": {
            "hdl64_kitti": f"{_LIDAR}.beam_table.Hdl64Kitti",
            "hdl32": f"{_LIDAR}.spinning_heads.Hdl32",
            "vlp16": f"{_LIDAR}.spinning_heads.Vlp16",
            "os1_128": f"{_LIDAR}.spinning_heads.Os1128",
            "fan": f"{_LIDAR}.beam_table.BeamFan",
            "file": f"{_LIDAR}.beam_file.BeamFile",
        },
        "pattern": {
            "mirror_raster": f"{_LIDAR}.solid_state.MirrorRaster",
            "prism_rosette": f"{_LIDAR}.solid_state.PrismRosette",
        },
        "chain": {
            "ideal": f"{_CAMERA}.chain.IdealChain",
            "kitti_flea2": f"{_CAMERA}.presets.KittiFlea2",
            "nuscenes_basler": f"{_CAMERA}.presets.NuscenesBasler",
            "automotive_hdr": f"{_CAMERA}.presets.AutomotiveHdr",
        },
        "exposure": {
            "auto": f"{_CAMERA}.exposure.AutoExposure",
            "fixed": f"{_CAMERA}.exposure.FixedExposure",
        },
    }
)
"""Short names for `_target_`, by the key that they stand under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RigFile(RigModel):
    """The rig of a YAML file, as in docs/rigs.md. The config of a run holds its contents, never only its path."""

    path: str | None = None

    def build(self) -> Rig:
        """The mounted sensors. Raises InputFileError and ConfigError."""
        if not self.path:
            raise ConfigError("path", "is missing; rig=file needs a YAML file: rig=file rig.path=my_rig.yaml")
        # Imported here: the builder of configs makes rigs, among all else.
        from simulator.build import build  # noqa: PLC0415

        rig = build(read_rig_file(Path(self.path)), "rig").build()
        assert isinstance(rig, Rig)
        return rig


def with_rig_file(container: Mapping[str, Any]) -> dict[str, Any]:
    """A run's config in which a rig file is replaced by what it holds; other keys of the rig change single values.

    Raises InputFileError for a file that cannot be read, UnknownName for an unknown kind.
    """
    node = container.get("rig")
    if not isinstance(node, Mapping) or node.get(TARGET) != f"{RigFile.__module__}.{RigFile.__qualname__}":
        return dict(container)
    if not node.get("path"):
        return dict(container)  # `build` says that it is missing, where a rig is needed
    changes = {key: value for key, value in node.items() if key not in (TARGET, "path")}
    return {**container, "rig": _merged(read_rig_file(Path(str(node["path"]))), changes)}


def read_rig_file(path: Path) -> dict[str, Any]:
    """The config node of a rig file, short names resolved.

    Raises InputFileError with file and line, UnknownName for a kind that there is not.
    """
    try:
        held = OmegaConf.to_container(OmegaConf.load(path), resolve=True)
    except FileNotFoundError:
        raise InputFileError(str(path), None, "does not exist; expected a YAML file with a rig") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise InputFileError(str(path), None, f"cannot be read ({fault})") from fault
    except yaml.MarkedYAMLError as fault:
        line = None if fault.problem_mark is None else fault.problem_mark.line + 1
        raise InputFileError(str(path), line, str(fault.problem)) from fault
    except yaml.YAMLError as fault:
        raise InputFileError(str(path), None, str(fault).splitlines()[0]) from fault
    except OmegaConfBaseException as fault:
        raise InputFileError(str(path), None, str(fault).splitlines()[0]) from fault
    if not isinstance(held, Mapping) or not isinstance(held.get("mounts"), Mapping):
        raise InputFileError(str(path), None, "holds no 'mounts:' with a sensor a name; see docs/rigs.md")
    node: dict[str, Any] = {TARGET: "simulator.sensors.rigs.mounted_rig.MountedRig", "name": path.stem}
    # The keys of `mounts` are names, whatever they are.
    mounts = {str(name): _resolved(mount, "", f"rig.mounts.{name!s}") for name, mount in held["mounts"].items()}
    others = {str(key): _resolved(value, "", f"rig.{key!s}") for key, value in held.items() if key != "mounts"}
    return {**node, **others, "mounts": mounts}


def _resolved(value: Any, under: str, path: str) -> Any:
    """A node whose `kind` has become the class that it names. under: the key that the node stands under."""
    if not isinstance(value, Mapping):
        return value
    made: dict[str, Any] = {}
    for key, item in value.items():
        if key == KIND and under in KINDS:
            if item not in KINDS[under]:
                raise UnknownName(f"{path}.{KIND}", under, str(item), KINDS[under])
            made[TARGET] = KINDS[under][item]
        else:
            made[str(key)] = _resolved(item, str(key), f"{path}.{key}")
    if under == "sensor" and TARGET not in made:
        raise ConfigError(f"{path}.{KIND}", f"is missing; expected one of {', '.join(KINDS[under])}")
    return made


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(base)
    for key, value in changes.items():
        old = made.get(key)
        made[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return made
