"""Scores of pictures: what is equal scores highest, a gain is found and taken out, noise of the reference is known."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.likeness import best_gain, compare, psnr_db, ssim
from benchmarks.plain import plain_material
from scenes.material import Material
from scenes.streams import stream
from scenes.texture import Texture
from simulator.sensors.camera.exposure import expose

SHAPE = (40, 60, 3)


def picture():
    """Smooth radiance around 1000 cd/m2."""
    across = np.linspace(0.0, 6.0, SHAPE[1])[None, :, None]
    down = np.linspace(0.0, 4.0, SHAPE[0])[:, None, None]
    return (1000.0 * (1.5 + np.sin(across) * np.cos(down)) * np.ones(3)).astype(np.float32)


def everywhere():
    return np.ones(SHAPE[:2], dtype=bool)


def test_a_gain_is_found_and_does_not_count() -> None:
    likeness, ours, reference = compare(picture() * np.float32(1.3), (picture(), picture()), everywhere())
    assert likeness.gain == pytest.approx(1 / 1.3, rel=2e-3)
    assert np.abs(ours.astype(int) - reference).max() <= 1
    assert likeness.ssim > 0.999


def test_psnr_of_a_known_difference() -> None:
    assert psnr_db(255.0**2) == pytest.approx(0.0)
    assert psnr_db(1.0) == pytest.approx(48.13, abs=0.01)


def test_noise_of_the_reference_is_taken_out_of_the_noiseless_score() -> None:
    """Halves that scatter by 5 % around the truth: the plain score sees it, the noiseless one nearly not."""
    rng = stream(1, "likeness")
    halves = tuple((picture() * (1 + 0.05 * rng.standard_normal(SHAPE))).astype(np.float32) for _ in range(2))
    likeness, _, _ = compare(picture(), halves, everywhere())
    # What is left: the estimate's own scatter, sqrt(2 / 7200) of the noise's variance: 18 dB below it; rounding adds.
    assert likeness.noiseless_psnr_db > likeness.psnr_db + 8.0


def test_pixels_that_are_not_sky_are_scored_alone() -> None:
    wrong = picture()
    wrong[:4] *= 1.5
    lower = everywhere()
    lower[:4] = False
    likeness, _, _ = compare(wrong, (picture(), picture()), lower)
    assert likeness.psnr_not_sky_db > likeness.psnr_db


def test_gain_stops_at_a_stop() -> None:
    shown = expose(picture(), 13.0)
    assert best_gain(picture() * np.float32(0.1), shown, 13.0) == pytest.approx(2.0, rel=0.01)


def test_ssim_falls_with_structure_that_is_lost() -> None:
    sharp = expose(picture(), 13.0)
    flat = np.full_like(sharp, int(sharp.mean()))
    assert ssim(sharp, sharp) == pytest.approx(1.0)
    assert ssim(sharp, flat) < 0.8


def test_plain_materials_keep_their_holes_and_leaves_their_light() -> None:
    worn = Material(base_color=(0.3, 0.3, 0.3), pattern="asphalt", retroreflection_cd_lx_m2=50.0)
    assert plain_material(worn) == Material(base_color=(0.3, 0.3, 0.3))
    twig = Texture(source="painted:twig")
    leaf = Material(base_color=(0.1, 0.2, 0.05), pattern="foliage", base_color_texture=twig, alpha_cutoff=0.5)
    assert plain_material(leaf) == leaf
