"""Clocks and lost readings: deterministic, keyed by the reading, and as declared on average."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.clock import Clock
from scenes.dropout import Dropout
from scenes.errors import ConfigError
from scenes.json_codec import decode, encode
from scenes.streams import stream


def rng_of(number: int) -> np.random.Generator:
    return stream(7, "test", number)


@given(st.integers(-(10**9), 10**11))
def test_a_right_clock_tells_the_time(time_ns: int) -> None:
    stamp = Clock().stamp(time_ns, rng_of(0))
    assert stamp.time_ns == stamp.stamp_ns == stamp.arrival_ns == time_ns


def test_offset_and_drift_add_up_over_time() -> None:
    clock = Clock(offset_s=0.002, drift_ppm=50.0, latency_s=0.03)
    stamp = clock.stamp(20 * 10**9, rng_of(0))
    assert stamp.stamp_ns - stamp.time_ns == 2_000_000 + 20 * 50_000  # 50 microseconds a second
    assert stamp.arrival_ns - stamp.time_ns == 30_000_000


def test_jitter_has_its_standard_deviation() -> None:
    clock = Clock(jitter_s=1e-3)
    errors = [clock.stamp(0, rng_of(n)).stamp_ns * 1e-6 for n in range(2000)]
    # The standard error of a standard deviation of n values is 1 / sqrt(2 n): 1.6 %, here four of them.
    assert np.std(errors) == pytest.approx(1.0, rel=0.065)
    assert clock.stamp(0, rng_of(3)) == clock.stamp(0, rng_of(3))


@pytest.mark.parametrize("wrong", [{"jitter_s": -1.0}, {"latency_s": -1e-9}, {"offset_s": float("nan")}])
def test_impossible_clocks_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        Clock(**wrong)


@pytest.mark.parametrize("burst", [1, 3, 6])
def test_lost_readings_have_their_share_and_come_in_bursts(burst: int) -> None:
    dropout = Dropout(lost_share=0.2, burst=burst)
    lost = np.array([dropout.loses(n, rng_of) for n in range(4000)])
    # Bursts overlap, so that the mean of independent bursts holds within a tenth and four standard errors.
    assert lost.mean() == pytest.approx(0.2, abs=0.02 + 4 * 0.4 * (burst / 4000) ** 0.5)
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], lost.astype(int), [0]]))))[::2]
    assert runs.mean() == pytest.approx(burst / 0.8 if burst == 1 else burst * 1.15, rel=0.2)


def test_none_and_all_can_be_lost() -> None:
    assert not Dropout().loses(0, rng_of)
    assert Dropout(lost_share=1.0).loses(0, rng_of)


@pytest.mark.parametrize("wrong", [{"lost_share": 1.5}, {"lost_share": float("nan")}, {"burst": 0}])
def test_impossible_dropouts_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        Dropout(**wrong)  # type: ignore[arg-type]


def test_they_survive_json() -> None:
    for value in (Clock(drift_ppm=3.0), Dropout(lost_share=0.1, burst=2)):
        assert decode(encode(value)) == value
