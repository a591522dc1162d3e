"""Every lens: what it projects it looks back at; OpenCV agrees; what cannot be inverted is refused by name."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.errors import ConfigError, InputFileError
from scenes.json_codec import decode, encode
from scenes.lenses.base import Lens
from scenes.lenses.brown_conrady import BrownConrady
from scenes.lenses.equirectangular import Equirectangular
from scenes.lenses.f_theta import FTheta
from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.lenses.pinhole import Pinhole
from scenes.lenses.ray_table import RayTable
from simulator.render.lens_view import bordered_directions

INTRINSICS = {"width_px": 640, "height_px": 400, "fx_px": 320.0, "fy_px": 325.0, "cx_px": 322.0, "cy_px": 197.0}
WIDE = {**INTRINSICS, "fx_px": 180.0, "fy_px": 180.0}
K1_TO_K4 = (-0.02, 0.004, -0.001, 0.0001)

LENSES: dict[str, Lens] = {
    "pinhole": Pinhole(**INTRINSICS),
    "brown_conrady": BrownConrady(**INTRINSICS, k1=-0.2, k2=0.05, p1=1e-3, p2=-5e-4, k3=0.01),
    "rational": BrownConrady(**INTRINSICS, k1=0.3, k2=0.02, k3=0.001, k4=0.6, k5=0.1, k6=0.002),
    "fisheye": KannalaBrandt(**WIDE, k=K1_TO_K4, max_angle_rad=math.radians(97.0)),
    "f_theta": FTheta(
        width_px=640, height_px=400, cx_px=320.0, cy_px=200.0, k_px=(190.0, 0.0, -4.0), max_angle_rad=math.radians(95.0)
    ),
    "panorama": Equirectangular(width_px=720, height_px=360),
}


@pytest.fixture(params=sorted(LENSES))
def lens(request: pytest.FixtureRequest) -> Lens:
    return LENSES[request.param]


def test_every_pixel_is_projected_back_to_itself(lens: Lens) -> None:
    direction = lens.pixel_directions()
    seen = np.isfinite(direction).all(axis=2)
    v, u = np.nonzero(seen)
    assert seen.mean() > 0.5
    assert np.abs(lens.project(direction[seen] * 7.3) - np.stack([u, v], axis=1)).max() < 1e-7


@given(
    name=st.sampled_from(sorted(LENSES)),
    u=st.floats(-0.5, 639.5),
    v=st.floats(-0.5, 359.5),
    far_m=st.floats(0.1, 500.0),
)
def test_a_point_along_a_pixels_ray_lands_in_that_pixel(name: str, u: float, v: float, far_m: float) -> None:
    direction = LENSES[name].directions(np.array(u), np.array(v))
    if np.isfinite(direction).all():
        assert np.linalg.norm(direction) == pytest.approx(1.0)
        assert LENSES[name].project(direction * far_m) == pytest.approx([u, v], abs=1e-6)


def test_a_lens_survives_json(lens: Lens) -> None:
    assert decode(encode(lens), ("scenes",)) == lens


def test_brown_conrady_projects_as_opencv_does() -> None:
    lens = BrownConrady(**INTRINSICS, k1=-0.2, k2=0.05, p1=1e-3, p2=-5e-4, k3=0.01, k4=0.02, k5=0.01, k6=0.001)
    points = np.random.Generator(np.random.Philox(3)).uniform([-4, -2, 4], [4, 2, 9], (200, 3))
    K = np.array([[320.0, 0.0, 322.0], [0.0, 325.0, 197.0], [0.0, 0.0, 1.0]])
    coefficients = np.array([lens.k1, lens.k2, lens.p1, lens.p2, lens.k3, lens.k4, lens.k5, lens.k6])
    theirs, _ = cv2.projectPoints(points, np.zeros(3), np.zeros(3), K, coefficients)
    assert np.abs(lens.project(points) - theirs[:, 0]).max() < 1e-9


def test_the_fisheye_projects_as_opencv_does() -> None:
    lens = KannalaBrandt(**WIDE, k=K1_TO_K4)
    points = np.random.Generator(np.random.Philox(4)).uniform([-9, -4, 0.5], [9, 4, 3], (200, 3))
    K = np.array([[180.0, 0.0, 322.0], [0.0, 180.0, 197.0], [0.0, 0.0, 1.0]])
    theirs, _ = cv2.fisheye.projectPoints(points[:, None], np.zeros(3), np.zeros(3), K, np.array(K1_TO_K4))
    assert np.abs(lens.project(points) - theirs[:, 0]).max() < 1e-9


def test_a_fisheye_sees_behind_its_image_plane_up_to_its_field() -> None:
    lens = LENSES["fisheye"]
    angle = np.radians([96.0, 98.0])
    landed = lens.project(np.stack([np.sin(angle), np.zeros(2), np.cos(angle)], axis=1))
    assert np.isfinite(landed[0]).all()
    assert np.isnan(landed[1]).all()


def test_a_lens_without_distortion_is_a_pinhole() -> None:
    points = np.random.Generator(np.random.Philox(5)).uniform([-4, -2, 1], [4, 2, 9], (50, 3))
    assert BrownConrady(**INTRINSICS).project(points) == pytest.approx(Pinhole(**INTRINSICS).project(points))


def test_the_panorama_looks_ahead_in_its_middle_and_left_left_of_it() -> None:
    lens = LENSES["panorama"]
    assert lens.directions(np.array(359.5), np.array(179.5)) == pytest.approx([0.0, 0.0, 1.0])
    assert lens.project(np.array([-1.0, 0.0, 0.0])) == pytest.approx([179.5, 179.5])


class TestRayTable:
    def test_a_table_of_a_lens_is_that_lens(self, tmp_path: Path) -> None:
        measured = LENSES["fisheye"]
        path = str(tmp_path / "rays.npy")
        np.save(path, measured.pixel_directions())
        table = RayTable(width_px=640, height_px=400, path=path)
        points = np.random.Generator(np.random.Philox(6)).uniform([-3, -1, 0.3], [3, 1, 3], (300, 3))
        known = measured.project(points)
        inside = (known > 1).all(axis=1) & (known < [638, 398]).all(axis=1)
        assert inside.sum() > 100
        assert np.abs(table.project(points[inside]) - known[inside]).max() < 0.01

    def test_a_pixel_next_to_unknown_ones_is_itself(self, tmp_path: Path) -> None:
        known = LENSES["pinhole"].pixel_directions()[:6, :8].copy()
        known[:, 6:], known[4:, :] = np.nan, np.nan
        known[5, 7] = (0.0, 0.0, 1.0)
        np.save(tmp_path / "rays.npy", known)
        table = RayTable(width_px=8, height_px=6, path=str(tmp_path / "rays.npy"))
        np.testing.assert_allclose(table.pixel_directions(), known, atol=1e-12)

    def test_a_rewritten_file_is_read_anew(self, tmp_path: Path) -> None:
        path, lens = tmp_path / "rays.npy", LENSES["pinhole"]
        rays = lens.pixel_directions()[:6, :8]
        np.save(path, rays)
        first = RayTable(width_px=8, height_px=6, path=str(path))
        before = bordered_directions(first)[1:-1, 1:-1]
        np.save(path, rays[::-1])
        table = RayTable(width_px=8, height_px=6, path=str(path))
        assert table != first
        np.testing.assert_allclose(table.pixel_directions(), rays[::-1], atol=1e-12)
        np.testing.assert_allclose(bordered_directions(table)[1:-1, 1:-1], before[::-1], atol=1e-6)
        assert table.project(rays[1, 2]) == pytest.approx([2.0, 4.0], abs=1e-6)

    def test_a_record_of_another_content_is_refused(self, tmp_path: Path) -> None:
        """A scene's record tells which rays its camera had."""
        path = tmp_path / "rays.npy"
        np.save(path, LENSES["pinhole"].pixel_directions()[:6, :8])
        recorded = encode(RayTable(width_px=8, height_px=6, path=str(path)))
        assert decode(recorded).path == str(path)
        np.save(path, LENSES["pinhole"].pixel_directions()[1:7, :8])
        with pytest.raises(InputFileError, match=r"rays\.npy: has the digest \w+, expected \w+: it was changed"):
            decode(recorded)

    def test_a_missing_file_is_named(self) -> None:
        with pytest.raises(InputFileError, match=r"nowhere\.npy"):
            RayTable(width_px=4, height_px=4, path="nowhere.npy")

    def test_another_size_is_named(self, tmp_path: Path) -> None:
        path = str(tmp_path / "rays.npy")
        np.save(path, LENSES["pinhole"].pixel_directions())
        with pytest.raises(ConfigError, match="640 x 400"):
            RayTable(width_px=64, height_px=40, path=path)


class TestBadLenses:
    def test_zero_focal_length(self) -> None:
        with pytest.raises(ConfigError, match="fx_px: must be positive, got 0"):
            Pinhole(**{**INTRINSICS, "fx_px": 0.0})

    def test_a_distortion_that_folds_back_says_from_which_radius(self) -> None:
        with pytest.raises(ConfigError, match=r"folds back \d+ px from the principal point.*farthest corner lies at"):
            BrownConrady(**INTRINSICS, k1=-0.5)

    def test_a_fisheye_that_folds_back_says_from_which_angle(self) -> None:
        with pytest.raises(ConfigError, match=r"folds back \d+\.\d degrees off the axis"):
            KannalaBrandt(**WIDE, k=(-0.2, 0.0, 0.0, 0.0))

    def test_a_fisheye_of_a_field_that_keeps_its_order_is_fine(self) -> None:
        assert KannalaBrandt(**WIDE, k=(-0.1, 0.0, 0.0, 0.0), max_angle_rad=1.5).radius(np.array(1.5)) > 0

    def test_a_panorama_wider_than_a_turn(self) -> None:
        with pytest.raises(ConfigError, match="horizontal_rad"):
            Equirectangular(width_px=10, height_px=10, horizontal_rad=7.0)

    def test_no_pixels(self) -> None:
        with pytest.raises(ConfigError, match="width_px: got 0"):
            Pinhole(**{**INTRINSICS, "width_px": 0})
