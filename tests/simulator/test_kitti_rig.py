"""The KITTI rig: published geometry, real calibration files realised exactly, malformed files refused by line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from scenes.errors import ConfigError, InputFileError
from scenes.json_codec import decode, encode
from scenes.rig import Rig
from simulator.build import build
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.rigs.kitti_calib_file import MATRICES, read_kitti_calib
from simulator.sensors.rigs.kitti_rig import PUBLISHED, KittiRig

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT.parent / "shared" / "fixtures" / "kitti" / "training"
real_files = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the real KITTI frames are not on this machine")


def calib_lines() -> list[str]:
    """A well-formed file."""
    return [f"{name}: " + " ".join(f"{v:.12e}" for v in getattr(PUBLISHED, name)) for name in MATRICES]


def project(rig: Rig, points: np.ndarray) -> np.ndarray:
    """(N, 3) u, v, z of Velodyne points by where the rig's sensors are mounted."""
    camera = rig.mount("image_2")
    assert isinstance(camera.sensor, PinholeCamera)
    T_camera_velodyne = camera.T_ego_sensor.inverse() @ rig.mount("velodyne").T_ego_sensor
    fx, fy, cx, cy = camera.sensor.K
    x, y, z = T_camera_velodyne.apply(points).T
    return np.stack([fx * x / z + cx, fy * y / z + cy, z], axis=1)


def project_by_readme(rig: Rig, points: np.ndarray) -> np.ndarray:
    """x = P2 R0_rect Tr_velo_to_cam y, as the development kit's readme has it."""
    assert rig.kitti is not None
    Tr = np.vstack([np.reshape(rig.kitti.Tr_velo_to_cam, (3, 4)), [0, 0, 0, 1]])
    R0 = np.eye(4)
    R0[:3, :3] = np.reshape(rig.kitti.R0_rect, (3, 3))
    x = np.c_[points, np.ones(len(points))] @ (np.reshape(rig.kitti.P2, (3, 4)) @ R0 @ Tr).T
    return np.c_[x[:, :2] / x[:, 2:], x[:, 2]]


POINTS = np.random.Generator(np.random.PCG64(3)).uniform((5.0, -10.0, -1.7), (70.0, 10.0, 3.0), (200, 3))


def assert_realised(rig: Rig) -> None:
    """Mounting and matrices agree to a hundredth of a pixel: the file's rotations are rounded to 1e-7 of 70 m."""
    np.testing.assert_allclose(project(rig, POINTS), project_by_readme(rig, POINTS), atol=5e-3)


def test_default_rig_is_the_published_car() -> None:
    rig = KittiRig().build()
    camera, velodyne = rig.mount("image_2"), rig.mount("velodyne")
    assert [m.name for m in rig.mounts] == ["image_2", "velodyne"]
    assert camera.sensor.size_px if hasattr(camera.sensor, "size_px") else True
    assert velodyne.T_ego_sensor.translation_m[2] == 1.73
    # Published: all cameras 1.65 m above the ground; the calibration gives 1.658 m for cam 0.
    assert camera.T_ego_sensor.translation_m[2] == pytest.approx(1.65, abs=0.015)
    # cam 2 sits 0.06 m to the left of cam 0, the Velodyne 0.27 m behind the cameras.
    assert camera.T_ego_sensor.translation_m[1] == pytest.approx(0.06, abs=0.005)
    assert camera.T_ego_sensor.translation_m[0] - 0.76 == pytest.approx(0.27, abs=0.005)
    assert not rig.calibration_pinned
    assert_realised(rig)


@real_files
@pytest.mark.parametrize("frame", ["000000", "000001", "000002"])
def test_real_calibration_is_realised_and_kept_digit_for_digit(frame: str) -> None:
    file = FIXTURES / "calib" / f"{frame}.txt"
    rig = KittiRig(calib=str(file)).build()
    assert rig.calibration_pinned
    assert_realised(rig)
    assert rig.kitti is not None
    for line in file.read_text().splitlines():
        if line.strip():
            name, _, numbers = line.partition(":")
            assert " ".join(f"{v:.12e}" for v in getattr(rig.kitti, name)) == numbers.strip()
    camera = rig.mount("image_2").sensor
    assert isinstance(camera, PinholeCamera)
    with Image.open(FIXTURES / "image_2" / f"{frame}.png") as image:
        assert (camera.width_px, camera.height_px) == image.size
    assert decode(encode(rig)) == rig


def test_size_comes_from_the_picture_beside_the_file_or_from_the_user(tmp_path: Path) -> None:
    calib = tmp_path / "calib" / "000003.txt"
    calib.parent.mkdir()
    calib.write_text("\n".join(calib_lines()) + "\n\n")

    def size(rig: KittiRig) -> tuple[int, int]:
        camera = rig.build().mount("image_2").sensor
        assert isinstance(camera, PinholeCamera)
        return camera.width_px, camera.height_px

    assert size(KittiRig(calib=str(calib))) == (1242, 375)
    (tmp_path / "image_2").mkdir()
    Image.new("RGB", (123, 45)).save(tmp_path / "image_2" / "000003.png")
    assert size(KittiRig(calib=str(calib))) == (123, 45)
    assert size(KittiRig(calib=str(calib), size=(64, 32))) == (64, 32)
    (tmp_path / "image_2" / "000003.png").write_bytes(b"no picture")
    with pytest.raises(InputFileError, match=r"000003\.png"):
        KittiRig(calib=str(calib)).build()


def broken(name: str, change) -> list[str]:
    return [change(line) if line.startswith(f"{name}:") else line for line in calib_lines()]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (calib_lines()[:-1], "misses Tr_imu_to_velo"),
        ([*calib_lines(), calib_lines()[0]], r"line 8: 'P0' is given twice, first in line 1"),
        (broken("P2", lambda line: line.rsplit(" ", 1)[0]), r"line 3: P2 needs 12 numbers, got 11"),
        (broken("P2", lambda line: line.replace("P2: 7", "P2: -7")), r"line 3: P2 needs positive focal lengths"),
        (broken("P2", lambda line: line.replace(": 7.2", ": seven7.2")), r"line 3: P2 needs numbers, got 'seven7"),
        (broken("P2", lambda line: line.rsplit(" ", 1)[0] + " nan"), r"line 3: P2 needs finite numbers, got 'nan'"),
        (broken("R0_rect", lambda line: "R0_rect: 1 0 0 0 2 0 0 0 1"), r"line 5: R0_rect needs an orthonormal"),
        (broken("R0_rect", lambda line: "R0_rect: 1 0 0 0 1 0 0 0 -1"), r"line 5: R0_rect needs an orthonormal"),
        (broken("P1", lambda line: line.replace(":", "")), r"line 2: expected 'NAME: numbers'"),
        (broken("P1", lambda line: "Q" + line), r"line 2: unknown matrix 'QP1'; expected P0, P1"),
        ([], "misses P0"),
    ],
)
def test_malformed_file_is_refused_with_its_line(tmp_path: Path, lines: list[str], message: str) -> None:
    file = tmp_path / "calib.txt"
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputFileError, match=message) as fault:
        read_kitti_calib(file)
    assert str(file) in str(fault.value)


def test_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"none\.txt: cannot be read"):
        read_kitti_calib(tmp_path / "none.txt")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\xff")
    with pytest.raises(InputFileError, match="is not a text file"):
        read_kitti_calib(tmp_path / "b.txt")


def test_impossible_rig_values_are_refused_by_key() -> None:
    with pytest.raises(ConfigError, match=r"rig\.size"):
        KittiRig(size=(0, 375))
    with pytest.raises(ConfigError, match=r"rig\.velodyne_height_m"):
        KittiRig(velodyne_height_m=-1.0)


@pytest.mark.parametrize("name", ["kitti", "minimal"])
def test_every_shipped_rig_builds_and_survives_json(name: str) -> None:
    node = yaml.safe_load((ROOT / "conf" / "rig" / f"{name}.yaml").read_text())
    rig = build(node, "rig").build()
    assert isinstance(rig, Rig)
    assert decode(encode(rig)) == rig
