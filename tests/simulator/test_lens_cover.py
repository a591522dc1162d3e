"""Drops and dirt on the glass: how much they cover, what they show, and that a clean glass is none."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from camera_bench import flat, lens, shoot
from hypothesis import given
from hypothesis import strategies as st

from scenes.errors import ConfigError
from scenes.lens_cover import LensCover, LensDirt, LensDrops
from simulator.sensors.camera.chain import IdealChain
from simulator.sensors.camera.cover import seen_through
from simulator.sensors.camera.dirt_map import dirt_map
from simulator.sensors.camera.drop_map import deviation_rad, disc_overlap, drop_map
from simulator.sensors.camera.presets import KittiFlea2

SIZE = (400, 200)
FOCAL_PX = 300.0


def two_halves() -> Any:
    """Bright sky above dark ground."""
    picture = flat(10.0, SIZE)
    picture[:100] = 1000.0
    return picture


@pytest.mark.parametrize("cover_share", [0.05, 0.2, 0.5])
def test_drops_cover_their_share(cover_share: float) -> None:
    """Discs of random places; their blurred rims make the covered area a little larger and the mean share equal."""
    shares = [
        drop_map(LensDrops(cover_share=cover_share, diameter_mm=1.5, seed=seed), SIZE, FOCAL_PX)[..., 2].mean()
        for seed in range(6)
    ]
    assert np.mean(shares) == pytest.approx(cover_share, rel=0.25)


@pytest.mark.parametrize("cover_share", [0.1, 0.4])
def test_dirt_reaches_its_share_and_stops_its_opacity_at_most(cover_share: float) -> None:
    made = dirt_map(LensDirt(cover_share=cover_share, opacity_share=0.6, softness_px=10.0), SIZE)
    assert made.mean() == pytest.approx(0.6 * cover_share, rel=0.1)
    assert made.min() >= 0.0
    assert made.max() <= 0.6 + 1e-6


def test_the_same_seed_puts_drops_in_the_same_places() -> None:
    one, other = LensDrops(cover_share=0.2, seed=3), LensDrops(cover_share=0.2, seed=4)
    assert drop_map(one, SIZE, FOCAL_PX).tobytes() == drop_map(dataclasses.replace(one), SIZE, FOCAL_PX).tobytes()
    assert drop_map(one, SIZE, FOCAL_PX).tobytes() != drop_map(other, SIZE, FOCAL_PX).tobytes()


def test_drops_show_the_scene_upside_down() -> None:
    """Between sky and ground, the upper part of a drop is darker than its lower part."""
    drops = LensCover(drops=LensDrops(cover_share=0.3, diameter_mm=6.0, distance_m=0.05, seed=1))
    picture = two_halves()
    made = drop_map(drops.drops, SIZE, FOCAL_PX)
    bent = made[..., 1]
    strong = made[..., 2] > 0.9
    assert bent[strong].max() > 20.0
    assert bent[strong].min() < -20.0
    seen = seen_through(drops, picture, lens(SIZE, FOCAL_PX), "cpu")[..., 1]
    rows = np.arange(SIZE[1])[:, None] + 0 * bent
    beside_the_horizon = strong & (rows > 80) & (rows < 120)
    assert np.corrcoef(bent[beside_the_horizon], seen[beside_the_horizon])[0, 1] < -0.5


def test_a_drop_bends_as_snell_says() -> None:
    """sin(out) = n sin(tilt): at the rim of 0.7 rad, asin(1.33 sin 0.7) - 0.7."""
    assert deviation_rad(np.array(0.0)) == 0.0
    assert deviation_rad(np.array(1.0)) == pytest.approx(np.arcsin(1.33 * np.sin(0.7)) - 0.7)


@given(st.floats(0.0, 12.0), st.floats(0.5, 5.0), st.floats(0.5, 5.0))
def test_overlap_of_discs_is_that_of_points_counted(distance: float, disc: float, pupil: float) -> None:
    grid = (np.arange(200) + 0.5) / 100.0 - 1.0
    x, y = np.meshgrid(grid * pupil, grid * pupil)
    inside = x * x + y * y <= pupil * pupil
    counted = np.mean((x[inside] - distance) ** 2 + y[inside] ** 2 <= disc * disc)
    assert disc_overlap(np.array(distance), disc, pupil) == pytest.approx(counted, abs=0.02)


def test_clean_glass_changes_nothing() -> None:
    picture = two_halves()
    assert LensCover().is_clean
    assert seen_through(LensCover(), picture, lens(SIZE), "cpu") is picture


@pytest.mark.parametrize("chain", [IdealChain(), KittiFlea2()])
def test_every_chain_sees_what_lies_on_its_glass(chain: Any) -> None:
    covered = LensCover(drops=LensDrops(cover_share=0.2), dirt=LensDirt(cover_share=0.3, opacity_share=0.8))
    picture = two_halves()
    clean = shoot(chain, picture).image.astype(int)
    dirty = shoot(dataclasses.replace(chain, cover=covered), picture).image.astype(int)
    changed = np.abs(clean - dirty).max(axis=-1) > 20
    assert 0.1 < changed.mean() < 0.95


def test_dirt_is_lit_by_what_is_around_it() -> None:
    """Opaque dirt over everything is as bright as the mean light times its tint."""
    cover = LensCover(dirt=LensDirt(cover_share=1.0, opacity_share=1.0))
    seen = seen_through(cover, two_halves(), lens(SIZE), "cpu")
    assert seen[..., 0].mean() == pytest.approx(0.26 * 505.0, rel=0.01)
    assert np.ptp(seen[..., 0]) < 1e-3


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (LensDrops, "cover_share", 1.2),
        (LensDrops, "diameter_mm", 0.0),
        (LensDrops, "distance_m", 0.0),
        (LensDirt, "cover_share", -0.1),
        (LensDirt, "opacity_share", 2.0),
        (LensDirt, "softness_px", 0.0),
    ],
)
def test_impossible_covers_are_refused_by_name(kind: Any, name: str, value: float) -> None:
    with pytest.raises(ConfigError, match=name):
        kind(**{name: value})
