"""Rigs of a user's own: one YAML, short names, faults told by name and line."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from scenes.errors import ConfigError, InputFileError, SwerveError
from scenes.rig import Rig
from simulator.config import config_of, load_config
from simulator.parts import build_rig
from simulator.sensors.camera.lens_camera import LensCamera
from simulator.sensors.lidar.spinning_lidar import SpinningLidar
from simulator.sensors.rigs.rig_file import KINDS, RigFile

MINE = """
mounts:
  nose:
    sensor:
      kind: lens_camera
      optics: {kind: kannala_brandt, fx_px: 120, fy_px: 120, cx_px: 159.5, cy_px: 119.5,
               width_px: 320, height_px: 240, max_angle_rad: 1.6}
    x_m: 3.7
    y_m: 0
    z_m: 0.6
    pitch_deg: 20
    rate_hz: 30
  roof:
    sensor: {kind: spinning_lidar, beams: {kind: vlp16}}
    x_m: 1.2
    y_m: 0
    z_m: 1.8
    offset_s: 5e-3
    clock: {drift_ppm: 20}
"""


def rig_of(folder: Path, text: str, *overrides: str) -> Rig:
    path = folder / "mine.yaml"
    path.write_text(text)
    return build_rig(load_config(["rig=file", f"rig.path={path}", *overrides]))


def test_a_rig_of_ones_own(tmp_path: Path) -> None:
    rig = rig_of(tmp_path, MINE)
    assert [mount.name for mount in rig.mounts] == ["nose", "roof"]
    assert rig.name == "mine"
    assert isinstance(rig.mount("nose").sensor, LensCamera)
    assert isinstance(rig.mount("roof").sensor, SpinningLidar)
    assert rig.mount("roof").sensor.offset_s == 0.005
    assert rig.mount("roof").clock.drift_ppm == 20.0


def test_single_values_can_be_changed(tmp_path: Path) -> None:
    assert rig_of(tmp_path, MINE, "rig.mounts.roof.x_m=0.5").mount("roof").T_ego_sensor.translation_m[0] == 0.5


def test_the_run_keeps_what_the_file_held(tmp_path: Path) -> None:
    """A dataset can be made again without the file."""
    path = tmp_path / "mine.yaml"
    path.write_text(MINE)
    config = load_config(["rig=file", f"rig.path={path}"])
    path.unlink()
    held = {key: value for key, value in config.identity().items() if key != "clips_per_shard"}
    again = config_of({**held, "out": "x", "workers": 1, "overwrite": False})
    assert build_rig(again) == build_rig(config)


def test_python_reads_it_too(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(MINE)
    assert RigFile(path=str(tmp_path / "mine.yaml")).build() == rig_of(tmp_path, MINE)


@pytest.mark.parametrize(("group", "kind"), [(group, kind) for group, kinds in KINDS.items() for kind in kinds])
def test_every_short_name_is_a_class(group: str, kind: str) -> None:
    module, _, name = KINDS[group][kind].rpartition(".")
    assert isinstance(getattr(importlib.import_module(module), name), type)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lens_camera", "lens_camra", r"rig\.mounts\.nose\.sensor\.kind: unknown sensor 'lens_camra'.*'lens_camera'"),
        ("kannala_brandt", "kannala", r"optics\.kind: unknown optics 'kannala'. Did you mean 'kannala_brandt'"),
        ("pitch_deg", "pich_deg", r"rig\.mounts\.nose\.pich_deg: unknown key 'pich_deg'. Did you mean 'pitch_deg'"),
        ("    z_m: 0.6\n", "", r"rig\.mounts\.nose\.z_m: is missing"),
        ("fx_px: 120,", "", r"rig\.mounts\.nose\.sensor\.optics\.fx_px: is missing"),
        ("fx_px: 120,", "fx_px: 0,", r"rig\.mounts\.nose\.sensor\.optics.*fx"),
        ("x_m: 3.7", "x_m: .nan", r"rig\.mounts\.nose\.x_m: got nan"),
        ("rate_hz: 30", "rate_hz: 0", r"rig\.mounts\.nose.*rate_hz"),
        ("rate_hz: 30", "rate_hz: 2", r"'nose' measures 2 times a second"),
        ("kind: spinning_lidar, ", "", r"rig\.mounts\.roof\.sensor\.kind: is missing; expected one of pinhole"),
        ("mounts:", "mount:", "holds no 'mounts:'"),
        ("  roof:", "  nose:", r"mine\.yaml, line \d+: found duplicate key nose"),
        ("kind: vlp16}}", "kind: vlp16}", r"mine\.yaml, line \d+"),
        ("kind: vlp16", "kind: fan, count: 4, top_rad: 2, bottom_rad: 0, firings: 9", r"-pi/2 < bottom_rad"),
    ],
)
def test_faults_are_told_where_they_are(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in MINE
    with pytest.raises(SwerveError, match=told):
        rig_of(tmp_path, MINE.replace(old, new))


def test_a_character_that_yaml_forbids_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"mine\.yaml: .*special characters are not allowed"):
        rig_of(tmp_path, MINE.replace("nose", "no\x01se"))


@pytest.mark.parametrize("name", ["sensor", "optics", "kind", "mounts"])
def test_a_mount_may_be_called_anything(tmp_path: Path, name: str) -> None:
    rig = rig_of(tmp_path, MINE.replace("nose", name))
    assert isinstance(rig.mount(name).sensor, LensCamera)


def test_a_missing_file_or_path_is_told() -> None:
    with pytest.raises(InputFileError, match=r"nowhere\.yaml: does not exist"):
        load_config(["rig=file", "rig.path=nowhere.yaml"])
    with pytest.raises(ConfigError, match=r"rig\.path: is missing"):
        build_rig(load_config(["rig=file"]))
