"""Lit windows: some are, chosen by the house's own seed, and by day nobody can tell which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenes.asset import Asset, asset_of
from scenes.assets.buildings.building import TownHouse
from scenes.assets.buildings.lit_windows import (
    DARK,
    FLAT_SHARE,
    GOODS_LUX,
    LIGHTS,
    ROOM_SHARE,
    SHOP,
    evening_flats,
    evening_shops,
    goods_on_display,
)
from scenes.light_color import LUMINANCE
from scenes.material import Material
from scenes.streams import stream

HOUSE = TownHouse(width_m=14.0, bays=5, storeys=5, side_bays=3, seed=3)
BEHIND = ("room", "ceiling", "curtain", "blind")


def area_m2(asset: Asset, materials: set[str]) -> float:
    mesh = asset.parts[0].mesh
    slots = [index for index, slot in enumerate(asset.slots) if slot.material in materials]
    corners = mesh.vertices_m.astype(np.float64)[mesh.faces[np.isin(mesh.face_slot, slots)]]
    return float(
        0.5 * np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum()
    )


def lit(asset: Asset) -> set[str]:
    return {name for name, material in asset.materials if material.lamp == "window"}


@pytest.mark.parametrize("style", ["stucco", "brick", "modern"])
@pytest.mark.parametrize("seed", range(4))
def test_some_windows_are_lit_and_some_dark(style: str, seed: int) -> None:
    asset = asset_of(replace(HOUSE, style=style, seed=seed))
    walls = {f"room_{light.name}" for light in LIGHTS}
    assert 0.03 < area_m2(asset, walls) / area_m2(asset, {"glass"}) < 1.5


def test_who_is_at_home_depends_on_the_seed_alone() -> None:
    one, other = HOUSE.build(), HOUSE.build()
    assert one.parts[0].mesh.key == other.parts[0].mesh.key
    areas = {round(area_m2(made, lit(made)), 3) for made in (replace(HOUSE, seed=k).build() for k in range(4))}
    assert len(areas) == 4


def test_lit_rooms_look_by_day_as_dark_ones_do() -> None:
    materials = dict(asset_of(HOUSE).materials)
    for behind in BEHIND:
        dark = materials["room" if behind == "ceiling" else behind]
        for light in LIGHTS:
            shining = materials[f"{behind}_{light.name}"]
            assert replace(shining, lamp="none", emission_cd_m2=0.0, emission_color=dark.emission_color) == dark


def test_luminances_are_those_of_windows_in_the_evening() -> None:
    materials = dict(asset_of(HOUSE).materials)
    for light in LIGHTS:
        assert 50.0 <= materials[f"room_{light.name}"].emission_cd_m2 <= 300.0
        order = [
            materials[f"{behind}_{light.name}"].emission_cd_m2 for behind in ("blind", "curtain", "room", "ceiling")
        ]
        assert order == sorted(order)
        assert np.dot(light.color, LUMINANCE) == pytest.approx(1.0)


def test_lit_rooms_lie_within_the_house() -> None:
    asset = asset_of(replace(HOUSE, side_bays=0))
    mesh = asset.parts[0].mesh
    slots = [k for k, slot in enumerate(asset.slots) if slot.material in lit(asset) - {"letters"}]
    depth = mesh.vertices_m[mesh.faces[np.isin(mesh.face_slot, slots)]].reshape(-1, 3)
    assert depth[:, 0].max() < -0.1
    assert depth[:, 0].min() > -0.7
    assert np.abs(depth[:, 1]).max() < HOUSE.width_m / 2


def test_shares_of_lit_windows_are_those_that_are_asked_for() -> None:
    """4 sigma of flats that are lit or not as a whole: two windows each, so at most twice the binomial variance."""
    count, share = 20_000, FLAT_SHARE * ROOM_SHARE
    light = evening_flats(count, stream(1, "test"))
    assert (light != DARK).mean() == pytest.approx(share, abs=4.0 * np.sqrt(2.0 * share * (1.0 - share) / count))
    assert SHOP not in light
    assert set(evening_shops(200, stream(1, "test"))) == {SHOP, DARK}


def test_goods_reflect_the_shops_light() -> None:
    """A white diffuser under E lux of white light has E / pi cd/m2; colour multiplies reflectance and light."""
    red = goods_on_display(Material(base_color=(0.5, 0.1, 0.1)))
    expected = np.array([0.5, 0.1, 0.1]) * LIGHTS[SHOP].color * GOODS_LUX / np.pi
    np.testing.assert_allclose(red.emitted_cd_m2, expected, rtol=1e-12)


def test_lit_shop_windows_shine_on_the_pavement() -> None:
    """A pane of luminance L and area A has the intensity L A; what is seen through glass and goods is less."""
    asset = asset_of(replace(HOUSE, ground="shop"))
    assert 1 <= len(asset.lamps) <= 4
    for lamp in asset.lamps:
        assert (lamp.lamp, lamp.photometry) == ("window", "lambertian")
        np.testing.assert_allclose(lamp.T_part_lamp.rotation()[:, 0], [1.0, 0.0, 0.0], atol=1e-12)
        pane_m2 = np.pi * lamp.radius_m**2
        assert 2.0 < pane_m2 < 9.0
        assert 0.3 < lamp.peak_cd / (LIGHTS[SHOP].luminance_cd_m2 * pane_m2) < 0.9
        x, y, z = lamp.T_part_lamp.translation_m
        assert 0.0 < x < 0.1
        assert abs(y) < HOUSE.width_m / 2
        assert 1.0 < z < 2.5
    assert asset_of(HOUSE).lamps == ()


def test_shop_signs_shine_only_with_the_windows() -> None:
    letters = dict(asset_of(replace(HOUSE, ground="shop")).materials)["letters"]
    assert (letters.lamp, letters.emission_cd_m2 > 0.0) == ("window", True)
