"""The plan of a rig: fields of view by the lens and the scan, every sensor named, every shipped rig drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.asset import asset_of
from scenes.assets.cars.sedan import Sedan
from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.rig import Mount
from simulator.config import load_config
from simulator.parts import build_rig
from simulator.rig_plan import rig_plan
from simulator.rig_table import Shown, cells
from simulator.sensors.camera.lens_camera import LensCamera
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.lidar.solid_state_lidar import SolidStateLidar
from simulator.sensors.rigs.coverage import coverage_of
from simulator.sensors.rigs.mounted_rig import Placement
from simulator.silhouette import body_triangles, silhouette

CAMERA = PinholeCamera(fx_px=500.0, fy_px=500.0, cx_px=319.5, cy_px=179.5, width_px=640, height_px=360)


def mounted(sensor: object = CAMERA, yaw_deg: float = 0.0, pitch_deg: float = 0.0) -> Mount:
    placement = Placement(sensor=sensor, x_m=1.0, y_m=0.0, z_m=1.5, yaw_deg=yaw_deg, pitch_deg=pitch_deg)  # type: ignore[arg-type]
    return placement.mount("front")


@given(st.floats(-180.0, 180.0))
def test_a_pinholes_wedge_is_its_field_of_view(yaw_deg: float) -> None:
    (sector,) = coverage_of(mounted(yaw_deg=yaw_deg)).sectors
    assert sector.width_rad == pytest.approx(2.0 * math.atan(319.5 / 500.0), abs=1e-9)
    middle = sector.start_rad + 0.5 * sector.width_rad
    assert math.remainder(middle - math.radians(yaw_deg), 2.0 * math.pi) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("pitch_deg", [0.0, 20.0])
def test_a_fisheye_sees_more_than_half_the_circle(pitch_deg: float) -> None:
    lens = KannalaBrandt(
        fx_px=100.0, fy_px=100.0, cx_px=199.5, cy_px=149.5, width_px=400, height_px=300, max_angle_rad=math.radians(95)
    )
    (sector,) = coverage_of(mounted(LensCamera(optics=lens), pitch_deg=pitch_deg)).sectors
    assert math.degrees(sector.width_rad) == pytest.approx(190.0, abs=1.5)


def test_solid_state_scanners_cover_a_sector() -> None:
    lidar = SolidStateLidar()
    (sector,) = coverage_of(mounted(lidar, yaw_deg=90.0)).sectors
    assert math.degrees(sector.width_rad) == pytest.approx(120.0, abs=1.0)
    assert math.degrees(sector.start_rad + 0.5 * sector.width_rad) == pytest.approx(90.0, abs=0.5)
    assert sector.range_m == lidar.max_range_m


def test_the_table_tells_place_and_direction() -> None:
    mount = mounted(yaw_deg=-30.0, pitch_deg=10.0)
    row = cells(Shown(mount=mount, coverage=coverage_of(mount)))
    assert row == ("front", "10 Hz", "0.0 ms", "640 x 360", "65° x 39°", "1.00, 0.00, 1.50", "-30.0, 10.0", "skipped")


def test_a_silhouette_has_the_assets_size() -> None:
    asset = asset_of(Sedan(seed=0, detail="far"))
    corners = body_triangles(asset).reshape(-1, 3)
    picture, (left, right, bottom, top) = silhouette(asset, "above", 20.0)
    assert right - left == pytest.approx(np.ptp(corners[:, 0]), abs=0.05)
    assert top - bottom == pytest.approx(np.ptp(corners[:, 1]), abs=0.05)
    assert picture[picture.shape[0] // 2, picture.shape[1] // 2, 3] == 255
    assert picture[0, 0, 3] == 0  # a car's corner is round


@pytest.mark.parametrize("name", ["kitti", "kitti_stereo", "minimal", "nuscenes", "surround_fisheye"])
def test_every_shipped_rig_is_drawn_with_all_its_colours(name: str) -> None:
    rig = build_rig(load_config([f"rig={name}", "fps=2"]))
    picture = rig_plan(rig, asset_of(Sedan(seed=0, detail="far")))
    assert picture.shape[1] == 1720
    for mount in rig.mounts:
        hue = Shown(mount=mount, coverage=coverage_of(mount)).hue
        colour = [int(hue[k : k + 2], 16) for k in (1, 3, 5)]
        assert (picture == colour).all(axis=2).any()
