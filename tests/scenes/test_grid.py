"""Levels of parameters and the grid that they span: what is in which bin, and what cannot be together."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.distributions import Constant, Distribution, Normal, Smoothed, Uniform, distribution
from scenes.errors import ConfigError, UnknownName
from scenes.grid import Exclusion, Forbidden, Grid, grid_of
from scenes.levels import Level, level_of, levels
from scenes.space import Parameter, Space
from scenes.streams import stream

WETNESS = distribution({"kind": "mixture", "of": [0, [0.05, 0.4], [0.4, 1.0]], "weights": [0.6, 0.15, 0.25]}, "x")


def test_bins_are_about_equally_probable() -> None:
    assert [level.text for level in levels(Uniform(10.0, 60.0), 5)] == [
        "10..20",
        "20..30",
        "30..40",
        "40..50",
        "50..60",
    ]
    for source in (Normal(3.0, 2.0), distribution({"kind": "log_uniform", "low": 2, "high": 16}, "x")):
        shares = [level.share(source) for level in levels(source, 4)]
        assert shares == pytest.approx([0.25] * 4, abs=1e-5)


def test_a_number_more_probable_than_a_bin_is_a_bin_of_its_own() -> None:
    """0 has 0.6 of the wetness, more than both of the first two thirds: two bins are left."""
    found = levels(WETNESS, 3)
    assert [level.text for level in found] == ["0", "0..0.2056", "0.2056..1"]
    assert [level.share(WETNESS) for level in found] == pytest.approx([0.6, 2 / 3 - 0.6, 1 / 3])


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (distribution({"kind": "choice", "weights": {"van": 1, "car": 3, "bus": 0}}, "x"), ["car", "van"]),
        (distribution({"kind": "choice", "values": [4, 1, 2]}, "x"), ["1", "2", "4"]),
        (Constant(3.0), ["3"]),
        (Constant("van"), ["van"]),
        (Smoothed.of((1.0, 1.0, 1.0, 5.0), "data"), ["1", "1..5"]),
    ],
)
def test_names_and_single_numbers_are_a_level_each(source: Distribution, texts: list[str]) -> None:
    assert [level.text for level in levels(source, 2)] == texts


@given(st.lists(st.floats(0, 10), min_size=1, max_size=4), st.integers(1, 5), st.integers(0, 2**32))
def test_every_draw_is_in_exactly_one_level(ends: list[float], bins: int, seed: int) -> None:
    source = distribution({"kind": "mixture", "of": [*ends, [min(ends), max(ends) + 1]]}, "x")
    among = levels(source, bins)
    drawn = source.sample(stream(seed, "level"))
    assert sum(level.holds(drawn) for level in among) == 1
    assert level_of(drawn, among) is not None
    assert sum(level.share(source) for level in among) == pytest.approx(1.0)


@given(st.integers(1, 6), st.integers(0, 2**32))
def test_what_is_drawn_within_a_level_is_of_that_level(bins: int, seed: int) -> None:
    for level in levels(WETNESS, bins):
        assert level.holds(level.of(WETNESS).sample(stream(seed, "within")))


def test_a_level_that_is_never_reached_is_told() -> None:
    with pytest.raises(ConfigError, match="'bus' is never drawn"):
        Level(name="bus").of(Constant("van"))
    with pytest.raises(ConfigError, match="nothing is drawn above 2 up to 3"):
        Level(above=2.0, upto=3.0).of(Uniform(0.0, 1.0))


def space(**fields: object) -> Space:
    return Space(tuple(Parameter(path=f"s.{name}", source=distribution(value, name)) for name, value in fields.items()))


def grid(whole: Space, *forbidden: dict[str, object], bins: int = 2, **edges: tuple[float, ...]) -> Grid:
    made = [Forbidden.of(one, f"forbidden.{k}") for k, one in enumerate(forbidden)]
    return grid_of(whole, whole.chosen(None), bins, {f"s.{name}": borders for name, borders in edges.items()}, made)


KIND = {"kind": "choice", "values": ["car", "van"]}


def test_own_borders_take_the_place_of_bins() -> None:
    made = grid(space(v=[10, 60], k=KIND), bins=4, v=(30.0, 50.0))
    assert [[level.text for level in factor] for factor in made.levels] == [
        ["10..30", "30..50", "50..60"],
        ["car", "van"],
    ]
    with pytest.raises(UnknownName, match=r"edges: unknown planned parameter 's\.w'"):
        grid(space(v=[10, 60], k=KIND), w=(1.0,))


def test_bins_end_where_something_forbidden_ends() -> None:
    made = grid(space(v=[10, 60], k=KIND), {"s.v": "20..30", "s.k": "van"})
    assert [level.text for level in made.levels[0]] == ["10..20", "20..30", "30..35", "35..60"]
    told = {made.text(cell) for cell in set(made.cells(2)) - set(made.feasible(2))}
    assert told == {"s.v = 20..30, s.k = van"}


def test_what_is_fixed_decides_whether_a_combination_can_be_forbidden() -> None:
    assert grid(space(v=[10, 60], k="car"), {"s.v": "10..30", "s.k": "van"}).exclusions == ()
    (only,) = grid(space(v=[10, 60], k="van"), {"s.v": "10..30", "s.k": "van"}).exclusions
    assert [factor for factor, _ in only.of] == [0]


def test_a_conditional_parameter_excludes_what_it_never_draws() -> None:
    speed = {"kind": "conditional", "given": "k", "cases": {"van": [10, 30], "car": [20, 50]}}
    made = grid(space(k=KIND, v=speed), bins=4)
    told = {made.text(cell) for cell in set(made.cells(2)) - set(made.feasible(2))}
    assert told == {"s.k = van, s.v = 30..40", "s.k = van, s.v = 40..50", "s.k = car, s.v = 10..20"}


def test_a_pair_can_be_infeasible_by_two_constraints_together() -> None:
    """c = x allows neither level of v: with b = x one of them, with a = x the other."""
    ab = {"kind": "choice", "values": ["x", "y"]}
    made = grid(space(a=ab, b=ab, v=[0, 2]), {"s.a": "x", "s.v": "0..1"}, {"s.b": "x", "s.v": "1..2"})
    infeasible = {made.text(cell) for cell in set(made.cells(2)) - set(made.feasible(2))}
    assert "s.a = x, s.b = x" in infeasible


@given(
    st.lists(st.integers(2, 3), min_size=3, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 3), st.integers(0, 2)), max_size=6),
)
def test_feasible_is_what_a_search_through_all_rows_finds(
    counts: list[int], pairs: list[tuple[int, int, int, int]]
) -> None:
    factors = tuple(Parameter(path=f"s.f{k}", source=Constant("x")) for k in range(len(counts)))
    among = tuple(tuple(Level(name=str(k)) for k in range(count)) for count in counts)
    exclusions = tuple(
        Exclusion("", ((a, frozenset([i])), (b, frozenset([j])))) for a, i, b, j in pairs if max(a, b) < len(counts)
    )
    made = Grid(factors=factors, levels=among, exclusions=exclusions)
    rows = [
        row
        for row in itertools.product(*map(range, counts))
        if not any(exclusion.holds(dict(enumerate(row))) for exclusion in exclusions)
    ]
    expected = {cell for row in rows for cell in itertools.combinations(enumerate(row), 2)}
    assert set(made.feasible(2)) == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, ["forbidden.0", "empty"]),
        ({"s.v": [1, 2]}, ["forbidden.0.s.v", "[1, 2]", "10..30"]),
        ({"s.v": "3..1"}, ["forbidden.0.s.v", "3..1"]),
        ({"s.v": True}, ["forbidden.0.s.v", "True"]),
    ],
)
def test_a_fault_of_a_constraint_names_it(value: dict[str, object], words: list[str]) -> None:
    with pytest.raises(ConfigError) as fault:
        Forbidden.of(value, "forbidden.0")
    for word in words:
        assert word in str(fault.value)


def test_unbounded_distributions_have_unbounded_outer_levels() -> None:
    first, *_, last = levels(Normal(0.0, 1.0), 3)
    assert (first.above, last.upto) == (-math.inf, math.inf)
    assert math.isfinite(float(last.example))
