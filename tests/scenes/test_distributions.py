"""Distributions: what YAML may say, what is drawn, and how faults are told."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.distributions import (
    Choice,
    Constant,
    Mixture,
    Normal,
    TruncatedNormal,
    Uniform,
    check_names,
    check_range,
    distribution,
)
from scenes.errors import ConfigError
from scenes.streams import stream

FINITE = st.floats(-1e6, 1e6)
PAIRS = st.tuples(FINITE, FINITE).map(lambda p: [min(p), max(p)])
BOUNDED = st.one_of(
    PAIRS,
    PAIRS.flatmap(
        lambda p: st.builds(
            lambda mean, sigma: {"kind": "truncated_normal", "mean": mean, "sigma": sigma, "low": p[0], "high": p[1]},
            FINITE,
            st.floats(1e-3, 1e6),
        )
    ),
    st.tuples(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6)).map(
        lambda p: {"kind": "log_uniform", "low": min(p), "high": max(p)}
    ),
    FINITE,
    st.lists(FINITE, min_size=1, max_size=4).map(lambda v: {"kind": "choice", "values": v}),
)


@given(BOUNDED, st.integers(0, 2**32))
def test_a_draw_lies_in_the_support_and_depends_on_the_stream_alone(value: object, seed: int) -> None:
    source = distribution(value, "x")
    first, again = source.sample(stream(seed, "x")), source.sample(stream(seed, "x"))
    low, high = source.support()
    assert first == again
    assert low <= float(first) <= high


@given(st.lists(BOUNDED, min_size=1, max_size=3), st.integers(0, 2**32))
def test_a_mixture_draws_within_its_parts(parts: list[object], seed: int) -> None:
    source = distribution({"kind": "mixture", "of": parts}, "x")
    drawn = float(source.sample(stream(seed, "x")))
    reach = [distribution(p, "x").support() for p in parts]
    assert any(low <= drawn <= high for low, high in reach)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Constant(3.0)),
        ("van", Constant("van")),
        ([1, 2], Uniform(1.0, 2.0)),
        ({"kind": "normal", "mean": 0, "sigma": 1}, Normal(0.0, 1.0)),
        ({"kind": "choice", "weights": {"van": 1, "car": 3}}, Choice(("van", "car"), (1.0, 3.0))),
        ({"kind": "choice", "values": [1, 2]}, Choice((1.0, 2.0), (1.0, 1.0))),
        (
            {"kind": "mixture", "of": [0, [1, 2]], "weights": [1, 1]},
            Mixture((Constant(0.0), Uniform(1.0, 2.0)), (1.0, 1.0)),
        ),
    ],
)
def test_yaml_says_a_distribution(value: object, expected: object) -> None:
    assert distribution(value, "x") == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([2, 1], ["scenario.v", "low 2", "high 1", "low <= high"]),
        ([1, 2, 3], ["scenario.v", "[1, 2, 3]", "pair"]),
        (math.nan, ["scenario.v", "nan", "finite"]),
        ([0, math.inf], ["scenario.v", "inf"]),
        (True, ["scenario.v", "True", "number"]),
        (None, ["scenario.v", "None"]),
        ({"kind": "normal", "mean": 0, "sigma": -1}, ["scenario.v.sigma", "-1", "0 or above"]),
        ({"kind": "log_uniform", "low": 0, "high": 1}, ["scenario.v.low", "above 0"]),
        ({"kind": "choice", "values": []}, ["scenario.v.values", "at least one"]),
        ({"kind": "choice", "weights": {}}, ["scenario.v.values", "at least one"]),
        ({"kind": "choice", "weights": {"a": 0, "b": 0}}, ["scenario.v.weights", "sum of 0", "above 0"]),
        ({"kind": "choice", "values": [1, 2], "weights": [1]}, ["scenario.v.weights", "one for each of 2"]),
        ({"kind": "choice", "values": [1, 2], "weights": [2, -1]}, ["scenario.v.weights.1", "-1"]),
        ({"kind": "choice", "values": "ab"}, ["scenario.v.values", "a list"]),
        ({"kind": "unifrom", "low": 0, "high": 1}, ["scenario.v.kind", "Did you mean 'uniform'"]),
        ({"kind": "uniform", "low": 0, "hihg": 1}, ["scenario.v.hihg", "Did you mean 'high'"]),
        ({"kind": "uniform", "low": 0}, ["scenario.v.high", "missing"]),
        ({"kind": "mixture", "of": [[2, 1]]}, ["scenario.v.of.0", "low <= high"]),
        ({"low": 1}, ["scenario.v.kind", "uniform"]),
    ],
)
def test_a_fault_names_path_value_and_what_is_allowed(value: object, words: list[str]) -> None:
    with pytest.raises(ConfigError) as fault:
        distribution(value, "scenario.v")
    for word in words:
        assert word in str(fault.value)


def test_a_range_check_names_the_reach_and_the_unit() -> None:
    check_range(Uniform(0.8, 1.6), "scenario.h", 0.8, 1.6, "m")
    with pytest.raises(ConfigError, match=r"scenario\.h: got 0\.5 to 1 m, allowed 0\.8 to 1\.6 m"):
        check_range(Uniform(0.5, 1.0), "scenario.h", 0.8, 1.6, "m")
    with pytest.raises(ConfigError, match="truncated_normal"):
        check_range(Normal(1.0, 0.1), "scenario.h", 0.8, 1.6, "m")
    with pytest.raises(ConfigError, match="got tall, allowed"):
        check_range(Constant("tall"), "scenario.h", 0.8, 1.6, "m")


def test_a_name_check_offers_the_nearest_name() -> None:
    check_names(Choice(("van", "boat"), (1.0, 0.0)), "scenario.o", "occluder", ["van", "small_car"])
    with pytest.raises(ConfigError, match="Did you mean 'small_car'"):
        check_names(Constant("smallcar"), "scenario.o", "occluder", ["van", "small_car"])
    with pytest.raises(ConfigError, match="got 3"):
        check_names(Constant(3.0), "scenario.o", "occluder", ["van"])


def test_weights_are_honoured() -> None:
    rng = stream(1, "weights")
    share = np.mean([Choice(("a", "b"), (3.0, 1.0)).sample(rng) == "a" for _ in range(4000)])
    assert abs(share - 0.75) < 5 * math.sqrt(0.75 * 0.25 / 4000)  # five sigma of a binomial share


def test_a_truncated_normal_has_the_mean_of_theory() -> None:
    """Symmetric truncation at one sigma: mean unchanged, variance 1 - 2 phi(1) / (2 Phi(1) - 1) = 0.2911."""
    rng = stream(2, "truncated")
    drawn = np.array([float(TruncatedNormal(2.0, 1.0, 1.0, 3.0).sample(rng)) for _ in range(4000)])
    assert abs(drawn.mean() - 2.0) < 5 * math.sqrt(0.2911 / 4000)
    far = [float(TruncatedNormal(0.0, 1.0, 8.0, 9.0).sample(rng)) for _ in range(100)]
    assert min(far) >= 8.0
    assert len(set(far)) > 90  # digits survive in the far tail
