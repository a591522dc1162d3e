"""Distributions: what YAML may say, what is drawn, and how faults are told."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.distributions import (
    Choice,
    Constant,
    Distribution,
    LogUniform,
    Mixture,
    Normal,
    Smoothed,
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


SHARES = st.floats(0.0, 1.0)


@st.composite
def moderate(draw: st.DrawFn) -> object:
    """Distributions whose density does not underflow: widths of 1e-3 and more, truncated within some sigmas."""
    low, width = draw(st.floats(0.01, 100.0)), draw(st.floats(1e-3, 100.0))
    ends = {"low": low, "high": low + width}
    normal = {"mean": low + width * draw(st.floats(-2.0, 3.0)), "sigma": width * draw(st.floats(0.5, 5.0))}
    kinds = [
        [low, low + width],
        {"kind": "log_uniform", **ends},
        {"kind": "truncated_normal", **normal, **ends},
        {"kind": "choice", "values": [low, low + width, low + 2 * width]},
        low,
    ]
    return draw(st.sampled_from(kinds))


@given(
    st.one_of(BOUNDED, st.lists(BOUNDED, min_size=1, max_size=3).map(lambda p: {"kind": "mixture", "of": p})), SHARES
)
def test_a_quantile_lies_in_the_support(value: object, share: float) -> None:
    source = distribution(value, "x")
    low, high = source.support()
    assert low <= float(source.quantile(share)) <= high


@given(moderate(), SHARES)
def test_a_quantile_is_reached_with_its_share(value: object, share: float) -> None:
    """The distribution function at the quantile is the share, or more where single numbers have a probability."""
    source = distribution(value, "x")
    at = float(source.quantile(share))
    slack = 1e-9  # a width of 1e-3 at 100 leaves 1e-16 * 100 / 1e-3 of the share
    assert source.share(-math.inf, at) >= share - slack
    assert at in source.atoms() or source.share(-math.inf, at) <= share + slack


@given(st.lists(moderate(), min_size=1, max_size=3), SHARES, SHARES, st.integers(0, 2**32))
def test_narrowed_it_draws_within_the_range_with_the_shares_that_it_had(
    parts: list[object], a: float, b: float, seed: int
) -> None:
    source = distribution({"kind": "mixture", "of": parts}, "x")
    above, upto = sorted((float(source.quantile(a)), float(source.quantile(b))))
    assert source.share(-math.inf, math.inf) == pytest.approx(1.0)
    if source.share(above, upto) <= 0:
        with pytest.raises(ConfigError, match="nothing is drawn"):
            source.narrowed(above, upto)
        return
    narrow = source.narrowed(above, upto)
    assert above <= float(narrow.sample(stream(seed, "n"))) <= upto
    assert narrow.share(above, upto) == pytest.approx(1.0)
    assert narrow.share(-math.inf, above) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    "source",
    [
        Uniform(2.0, 5.0),
        LogUniform(0.1, 10.0),
        Normal(1.0, 2.0),
        TruncatedNormal(0.0, 1.0, 0.5, 3.0),
        Choice((1.0, 4.0), (3.0, 1.0)),
        Smoothed.of((1.0, 2.0, 2.0, 7.0), "data"),
        Mixture((Constant(0.0), Uniform(1.0, 2.0)), (1.0, 2.0)),
    ],
)
def test_quantiles_of_even_shares_are_distributed_as_samples_are(source: Distribution) -> None:
    """Kolmogorov-Smirnov between 4000 samples and 4000 quantiles: 1.95 sqrt(2 / n) is the 0.1 % value."""
    rng = stream(3, "ks", repr(source))
    drawn = np.sort([float(source.sample(rng)) for _ in range(4000)])
    even = np.sort([float(source.quantile((k + 0.5) / 4000)) for k in range(4000)])
    at = np.unique(np.concatenate([drawn, even]))
    apart = np.searchsorted(drawn, at, side="right") - np.searchsorted(even, at, side="right")
    assert np.abs(apart).max() / 4000 < 1.95 * math.sqrt(2 / 4000)
    shares = np.array([source.share(-math.inf, x) for x in at])
    assert np.abs(np.searchsorted(even, at, side="right") / 4000 - shares).max() < 1e-3


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
