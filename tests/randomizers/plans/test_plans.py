"""Plans: how the clips of a run share its space; any worker finds what its clip is asked for."""

import itertools
import math
from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf

from randomizers.plans.base import Layout, Plan
from randomizers.plans.independent import Independent
from randomizers.plans.latin_hypercube import LatinHypercube
from randomizers.plans.sobol import Sobol
from randomizers.plans.t_way import Rows, TWay, covering_rows
from scenes.distributions import Constant, distribution
from scenes.errors import ConfigError, UnknownName
from scenes.grid import Exclusion, Grid
from scenes.levels import Level, Point
from scenes.space import Parameter, Space
from scenes.streams import stream
from simulator.build import build

FILES = {f.name.removesuffix(".yaml"): f for f in (resources.files("conf") / "plan").iterdir() if ".yaml" in f.name}
KIND = {"kind": "choice", "weights": {"car": 0.6, "van": 0.4}}
SPEED = {"kind": "conditional", "given": "kind", "cases": {"van": [10, 30], "car": [20, 50]}}


def space(**fields: object) -> Space:
    return Space(tuple(Parameter(path=f"s.{name}", source=distribution(value, name)) for name, value in fields.items()))


WHOLE = space(kind=KIND, speed_kmh=SPEED, gap_m=[1, 3], fixed=2, light={"kind": "choice", "values": ["day", "night"]})


def shipped(name: str) -> Plan:
    made = build(OmegaConf.to_container(OmegaConf.create(FILES[name].read_text())), "plan")
    assert isinstance(made, Plan)
    return made


def values(whole: Space, layout: Layout, clip: int, attempt: int = 0) -> dict[str, object]:
    settled = whole.settled(layout.ask(clip, attempt), lambda path: stream(9, path, clip))
    return {path: source.value for path, source in settled.items() if isinstance(source, Constant)}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_shipped_plan_asks_what_can_be_drawn_and_says_the_same_again(name: str) -> None:
    first, again = (shipped(name).lay_out(WHOLE, 40, 3) for _ in range(2))
    for clip, attempt in itertools.product((0, 1, 39), (0, 2)):
        asked = first.ask(clip, attempt)
        assert asked == again.ask(clip, attempt)
        WHOLE.settled(asked, lambda path: stream(0, path))


def test_the_default_asks_for_nothing() -> None:
    assert shipped("random").lay_out(WHOLE, 40, 3).ask(7, 0) == {}


@pytest.mark.parametrize("name", ["sobol", "latin_hypercube", "t_way"])
def test_another_seed_is_another_plan(name: str) -> None:
    asked = [[shipped(name).lay_out(WHOLE, 40, seed).ask(clip, 0) for clip in range(8)] for seed in (0, 1)]
    assert asked[0] != asked[1]


@pytest.mark.parametrize("plan", [Sobol(), LatinHypercube()], ids=["sobol", "latin"])
def test_points_fill_every_parameter_evenly(plan: Plan) -> None:
    """64 clips: one in every 64th part of each parameter's distribution."""
    layout = plan.lay_out(WHOLE, 64, 5)
    asked = [layout.ask(clip, 0) for clip in range(64)]
    for path in asked[0]:
        strata = {int(64 * point[path].share) for point in asked if isinstance(point[path], Point)}
        assert strata == set(range(64))


def test_sobol_fills_pairs_of_parameters_evenly_too() -> None:
    """A (0, 2)-sequence: of 64 points in two dimensions one in each cell of 8 x 8 (Niederreiter 1992, chapter 4)."""
    layout = Sobol().lay_out(space(a=[0, 1], b=[0, 1]), 64, 2)
    points = np.array([[p.share for p in layout.ask(clip, 0).values() if isinstance(p, Point)] for clip in range(64)])
    cells = {(int(8 * a), int(8 * b)) for a, b in points}
    assert len(cells) == 64


@pytest.mark.parametrize("plan", [Sobol(), LatinHypercube()], ids=["sobol", "latin"])
def test_a_refused_clip_gets_a_point_that_no_other_clip_has(plan: Plan) -> None:
    layout = plan.lay_out(WHOLE, 16, 1)
    points = [tuple(layout.ask(clip, attempt).values()) for clip in range(16) for attempt in range(4)]
    assert len(set(points)) == len(points)


def test_one_more_parameter_leaves_the_others_places_in_a_latin_hypercube_alone() -> None:
    fewer = LatinHypercube().lay_out(space(a=[0, 1], b=[0, 1]), 20, 1)
    more = LatinHypercube().lay_out(space(z=[0, 1], a=[0, 1], b=[0, 1]), 20, 1)
    for clip in range(20):
        assert {**more.ask(clip, 1), **fewer.ask(clip, 1)} == dict(more.ask(clip, 1))


@pytest.mark.parametrize("name", sorted(FILES))
def test_forbidden_combinations_never_occur_and_others_do(name: str) -> None:
    node = OmegaConf.to_container(OmegaConf.create(FILES[name].read_text()))
    plan = build(
        {**node, "forbidden": [{"s.kind": "van", "s.gap_m": "2..3"}, {"s.light": "night", "s.kind": "car"}]}, "plan"
    )
    layout = plan.lay_out(WHOLE, 60, 0)
    seen = set()
    for clip in range(60):
        settled = WHOLE.settled(layout.ask(clip, 0), lambda path: stream(0, path))
        kind, light = (settled[f"s.{key}"].value for key in ("kind", "light"))
        gap = settled["s.gap_m"].support()
        assert not (kind == "van" and gap[1] > 2.0)
        assert (kind, light) != ("car", "night")
        seen.add((kind, light, gap[0] >= 2.0))
    assert seen == {("van", "night", False), ("van", "day", False), ("car", "day", False), ("car", "day", True)}


@pytest.mark.parametrize("plan", [Sobol, LatinHypercube, Independent])
def test_contradicting_constraints_tell_which_failed_how_often(plan: type[Plan]) -> None:
    both = ({"s.kind": "van"}, {"s.kind": "car"})
    with pytest.raises(
        ConfigError, match=r"forbidden: of 1000 points.*none.*: \d+ times: s\.kind = \w+; \d+ times: s\.kind = "
    ):
        plan(forbidden=both).lay_out(WHOLE, 8, 0)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (
            TWay(forbidden=({"s.kind": "van"}, {"s.kind": "car"})),
            ["forbidden", "no combination", "s.kind = van", "car"],
        ),
        (TWay(strength=3, over=("s.kind", "s.gap_m")), ["strength", "got 3", "1 to 2"]),
        (TWay(over=("s.kidn",)), ["over", "s.kidn", "Did you mean 's.kind'"]),
        (Sobol(over=("s.fixed",)), ["over", "none of 5 parameters varies"]),
        (Sobol(over=("s.gap_m",), forbidden=({"s.kind": "van"},)), ["forbidden.0", "s.kind varies and is not planned"]),
        (
            TWay(strength=1, over=("s.gap_m",), forbidden=({"s.kind": "van"},)),
            ["forbidden", "s.kind varies and is not planned"],
        ),
        (Independent(forbidden=({"s.kidn": "van"},)), ["forbidden.0", "s.kidn", "Did you mean"]),
        (TWay(edges={"s.fixed": (1.0,)}), ["edges", "s.fixed"]),
    ],
)
def test_a_plan_that_does_not_fit_is_told(plan: Plan, words: list[str]) -> None:
    with pytest.raises(ConfigError) as fault:
        plan.lay_out(WHOLE, 8, 0)
    for word in words:
        assert word in str(fault.value)


@pytest.mark.parametrize(("values", "word"), [({"strength": 4}, "allowed: 1 to 3"), ({"bins": 0}, "1 or more")])
def test_settings_of_a_covering_array_have_ranges(values: dict[str, int], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        TWay(**values)


def test_an_unknown_parameter_is_an_unknown_name() -> None:
    with pytest.raises(ConfigError) as fault:
        Sobol(over=("s.gap",)).lay_out(WHOLE, 8, 0)
    assert not isinstance(fault.value, UnknownName) or fault.value.path == "over"


def ten_factors() -> Space:
    """Numbers, names, a condition: some 3 levels each."""
    fields: dict[str, object] = {f"n{k}": [k, k + 1] for k in range(5)}
    fields |= {f"c{k}": {"kind": "choice", "values": ["a", "b", "c"]} for k in range(3)}
    return space(kind=KIND, speed_kmh=SPEED, **fields)


def test_a_three_way_plan_over_ten_factors_covers_every_feasible_cell() -> None:
    plan = TWay(strength=3, forbidden=({"s.c0": "a", "s.n0": "0..0.5"}, {"s.c0": "a", "s.c1": "b", "s.kind": "van"}))
    whole = ten_factors()
    layout = plan.lay_out(whole, 1, 0)
    assert isinstance(layout, Rows)
    made = layout.grid
    assert len(made.factors) == 10
    drawn = [dict(layout.ask(clip, 0)) for clip in range(layout.least_clips)]
    rows = [
        tuple(among.index(row[f.path]) for f, among in zip(made.factors, made.levels, strict=True)) for row in drawn
    ]
    seen = {cell for row in rows for cell in itertools.combinations(enumerate(row), 3)}
    assert seen == set(made.feasible(3))
    assert not any(exclusion.holds(dict(enumerate(row))) for row in rows for exclusion in made.exclusions)
    # No more than three times the number of rows that the largest three factors need by themselves.
    largest = math.prod(sorted((len(among) for among in made.levels), reverse=True)[:3])
    assert len(rows) <= 3 * largest


def test_clips_beyond_the_last_row_begin_again_with_other_values_of_the_same_levels() -> None:
    whole = space(a=[0, 1], b=[0, 1])
    layout = TWay(bins=2).lay_out(whole, 1, 0)
    assert layout.least_clips == 4
    assert layout.ask(5, 0) == layout.ask(1, 0) == layout.ask(1, 3)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(2, 4), min_size=3, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 5), st.integers(0, 3)), max_size=8),
    st.integers(1, 3),
)
def test_covering_rows_keep_their_promise_whatever_is_excluded(
    counts: list[int], pairs: list[tuple[int, int, int, int]], strength: int
) -> None:
    factors = tuple(Parameter(path=f"s.f{k}", source=Constant("x")) for k in range(len(counts)))
    among = tuple(tuple(Level(name=str(k)) for k in range(count)) for count in counts)
    exclusions = tuple(
        Exclusion("", ((a, frozenset([i])), (b, frozenset([j])))) for a, i, b, j in pairs if max(a, b) < len(counts)
    )
    made = Grid(factors=factors, levels=among, exclusions=exclusions)
    if made.completed({}) is None:
        with pytest.raises(ConfigError, match="leaves no combination"):
            covering_rows(made, strength, 0)
        return
    rows = covering_rows(made, strength, 0)
    assert {cell for row in rows for cell in itertools.combinations(enumerate(row), strength)} == set(
        made.feasible(strength)
    )
