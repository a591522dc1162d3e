"""The air as all sensors take it: even, in layers, in patches."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.conditions import CONDITIONS
from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.json_codec import decode, encode
from scenes.weather import dust, fog
from scenes.weather.air import air_at, extinction_at, fog_share, optical_depth
from scenes.weather.fog_patches import LARGEST, SIDE, patch_at, pattern
from scenes.weather.precipitation import with_precipitation

EYE = np.array([0.0, 0.0, 1.65])


def depth(environment: Environment, direction: tuple[float, float, float], distance_m: float) -> float:
    unit = np.array(direction) / np.linalg.norm(direction)
    return float(optical_depth(air_at(environment, 0.0), EYE, unit, np.array(distance_m)))


@given(st.floats(10.0, 1e5), st.floats(0.0, 1e3))
def test_even_fog_is_beer_lambert(mor_m: float, distance_m: float) -> None:
    assert depth(Environment(mor_m=mor_m), (1, 2, 0.1), distance_m) == pytest.approx(
        fog.extinction_per_m(mor_m) * distance_m
    )


@given(st.integers(0, 99), st.floats(0.0, 1.0), st.floats(0.0, 20.0), st.floats(5.0, 60.0))
@settings(max_examples=25, deadline=None)
def test_a_patchy_way_is_the_sum_of_its_parts(pattern_: int, patchiness: float, height_m: float, far_m: float) -> None:
    """Against a thousand steps, over a way on which the sixteen are a few metres each."""
    air = air_at(
        Environment(
            mor_m=100.0, fog_patchiness=patchiness, fog_height_m=height_m, fog_patch_m=60.0, fog_pattern=pattern_
        ),
        0.0,
    )
    unit = np.array([0.8, 0.6, 0.0])
    s = (np.arange(1000) + 0.5) * far_m / 1000
    fine = float(np.mean(extinction_at(air, EYE + s[:, None] * unit))) * far_m
    assert float(optical_depth(air, EYE, unit, np.array(far_m))) == pytest.approx(fine, rel=0.06, abs=0.02)


def test_patches_keep_the_mean_and_drift_with_the_wind() -> None:
    calm = Environment(mor_m=80.0, fog_patchiness=0.5)
    x, y = np.meshgrid(np.arange(0.0, 960.0, 3.0), np.arange(0.0, 960.0, 3.0))
    points = np.stack([x, y, np.ones_like(x)], -1)
    mean = float(extinction_at(air_at(calm, 0.0), points).mean())
    assert mean == pytest.approx(fog.extinction_per_m(80.0), rel=0.01)
    windy = replace(calm, wind_mps=5.0, wind_azimuth_rad=0.0)
    later = extinction_at(air_at(windy, 2.0), points + np.array([10.0, 0.0, 0.0]))
    np.testing.assert_allclose(later, extinction_at(air_at(calm, 0.0), points), atol=1e-5)


def test_the_pattern_is_periodic_with_unit_deviation() -> None:
    assert pattern().mean() == pytest.approx(0.0, abs=1e-3)
    assert pattern().std() == pytest.approx(1.0, abs=1e-2)
    assert np.abs(pattern()).max() <= LARGEST
    at = np.linspace(0.0, 300.0, 50)
    np.testing.assert_allclose(patch_at(at, at), patch_at(at + SIDE, at - 3 * SIDE), atol=1e-5)
    steps = np.abs(np.diff(np.concatenate([pattern(), pattern()[:1]]), axis=0))
    assert steps[-1].max() <= steps[:-1].max()


def test_what_falls_is_in_no_layer() -> None:
    """Rain takes as much high above the fog as in it."""
    rainy = with_precipitation(Environment(mor_m=30_000.0), 20.0, 0.0)
    assert fog_share(rainy) == pytest.approx(0.0, abs=1e-9)
    both = replace(with_precipitation(Environment(mor_m=100.0), 20.0, 0.0), fog_height_m=2.0)
    high = float(extinction_at(air_at(both, 0.0), np.array([0.0, 0.0, 100.0])))
    assert high == pytest.approx(fog.extinction_per_m(rainy.mor_m), rel=1e-6)


def test_dust_and_smoke_add_up() -> None:
    clear = Environment()
    murky = replace(clear, dust_mor_m=200.0, smoke_mor_m=100.0)
    more = depth(murky, (1, 0, 0), 10.0) - depth(clear, (1, 0, 0), 10.0)
    assert more == pytest.approx(10.0 * np.log(20.0) * (1 / 200 + 1 / 100 - 2 / dust.NO_MOR_M))


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_environments_of_older_scenes_are_read_with_defaults(name: str) -> None:
    written = encode(CONDITIONS[name])
    assert decode(written) == CONDITIONS[name]
    older = {key: value for key, value in written.items() if not key.startswith(("fog_", "dust_", "smoke_", "wind_"))}
    read = decode(older)
    assert (read.fog_height_m, read.fog_patchiness, read.dust_mor_m) == (0.0, 0.0, dust.NO_MOR_M)


@pytest.mark.parametrize(
    "change", [{"fog_patchiness": 1.5}, {"dust_mor_m": 1.0}, {"smoke_color": (2.0, 0.0, 0.0)}, {"wind_mps": -1.0}]
)
def test_air_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="environment"):
        replace(Environment(), **change)  # type: ignore[arg-type]
