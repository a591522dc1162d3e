"""The samples that bring a path tracer to an error are found, and the noise of its converged picture does not count."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.equal_error import Row, Truth, equal_rows, samples_at, truth_of
from benchmarks.results import Timed, Wanted
from scenes.streams import stream
from simulator.sensors.camera.exposure import expose

SHAPE = (60, 100, 3)


def test_noise_falls_with_the_number_of_samples() -> None:
    falling = {n: 64.0 / n for n in (1, 4, 16)}
    assert [samples_at(error, falling) for error in (32.0, 8.0, 4.0, 1.0)] == [2, 8, 16, 64]


def test_one_sample_is_the_least() -> None:
    assert samples_at(100.0, {1: 64.0, 4: 16.0}) == 1


def noisy(rng: np.random.Generator, samples: int) -> np.ndarray:
    """Radiance of 1000 cd/m2 with a noise of 20 % a sample."""
    return (1000.0 * (1 + 0.2 / np.sqrt(samples) * rng.standard_normal(SHAPE))).astype(np.float32)


def test_noise_of_the_converged_picture_is_taken_out() -> None:
    """Halves of 4 samples leave a variance of 1/8 in their mean, a quarter of that of 2 samples that are looked at."""
    rng = stream(1, "truth")
    rough = truth_of(noisy(rng, 4), noisy(rng, 4))
    flat = expose(np.full(SHAPE, 1000.0, np.float32), rough.ev100)
    clean = Truth(shown=flat, ev100=rough.ev100, noise=0.0)
    seen = noisy(rng, 2)
    # Both estimates scatter by sqrt(2 / 18000) = 1 %; the curved response and rounding add some.
    assert rough.error(seen) == pytest.approx(clean.error(seen), rel=0.05)


def drawn(wanted: list[Wanted]) -> dict[Wanted, Timed]:
    """A path tracer whose time and noise are known: 10 ms a sample."""
    return {
        each: Timed(
            picture=noisy(stream(each.seed, "draw", str(each.samples)), each.samples),
            ms=5.0 * each.samples,
            cpu_ms=10.0 * each.samples,
        )
        for each in wanted
    }


def test_a_tracer_is_given_the_samples_that_an_error_takes() -> None:
    truth = truth_of(*(drawn([Wanted(samples=64, seed=s)]).popitem()[1].picture for s in (1, 2)))
    error = truth.error(noisy(stream(3, "aim"), 8))
    (row,), pictures = equal_rows("known", drawn, error, (False,), 64)
    assert isinstance(row, Row)
    assert row.samples in {"7", "8", "9"}
    assert row.cpu_ms == pytest.approx(10.0 * int(row.samples))
    assert len(pictures) == 2
