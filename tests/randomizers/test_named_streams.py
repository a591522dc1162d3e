"""Streams have names: which randomizers there are, and in which order, changes nothing of what the others draw."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seen_street import scene
from test_shipped_randomizers import shipped

from scenes.distributions import Constant
from scenes.levels import Level
from scenes.scenario import Params
from scenes.space import parameters_of, replaced
from scenes.streams import key_hash, stream

LIGHT = ("sky", "weather", "conditions", "camera_pose", "exposure", "road_surface", "time_of_day")
"""Randomizers that add no actors, so that what one draws is not for things that another one brought."""


@cache
def drawn(names: tuple[str, ...], seed: int) -> dict[str, Params]:
    """What each draws where they are applied one after the other."""
    now, found = scene(), {}
    for name in names:
        randomizer = shipped(name)
        found[name] = randomizer.draw(now, stream(seed, f"randomizer.{name}", 3, 0))
        now = randomizer.apply(now, found[name])
    return found


@settings(max_examples=25, deadline=None)
@given(st.permutations(LIGHT), st.integers(1, len(LIGHT)), st.integers(0, 5))
def test_any_subset_in_any_order_draws_what_each_draws_alone(names: list[str], count: int, seed: int) -> None:
    for name, params in drawn(tuple(names[:count]), seed).items():
        assert params == drawn((name,), seed)[name]


@given(
    st.lists(st.one_of(st.integers(-5, 5), st.text("abi5s\x1f-", max_size=4)), min_size=1, max_size=4),
    st.lists(st.one_of(st.integers(-5, 5), st.text("abi5s-", max_size=4)), min_size=1, max_size=4),
    st.integers(0, 3),
)
def test_other_names_are_other_streams(a: list[str | int], b: list[str | int], seed: int) -> None:
    if "\x1f" not in "".join(map(str, a)):  # the separator of the hashed text, which no name holds
        assert (key_hash(seed, *a) == key_hash(seed, *b)) is (a == b)


@pytest.mark.parametrize("name", ["traffic", "road_surface"])
def test_a_plan_that_asks_for_one_value_leaves_draws_from_other_streams_alone(name: str) -> None:
    """Occupancy has a stream of its own in traffic: parked cars differ, who walks on the pavement does not."""
    part = shipped(name)
    path = {"traffic": "randomizer.r.occupancy", "road_surface": "randomizer.r.marking_wear"}[name]
    assert path in {p.path for p in parameters_of(part, "randomizer.r")}
    asked = replaced(part, "randomizer.r", {path: Constant(0.5)})
    before, after = (one.draw(scene(), stream(4, "r")) for one in (part, asked))
    walkers = [key for key in before if key.startswith("walker")]
    assert all(before[key] == after[key] for key in walkers)
    assert after[path.rpartition(".")[2]] == 0.5


def test_levels_of_a_randomizer_are_drawn_within() -> None:
    part = shipped("sky")
    source = next(p.source for p in parameters_of(part, "randomizer.sky") if p.name == "sun_elevation_deg")
    level = Level(above=30.0, upto=40.0, low=30.0)
    narrow = replaced(part, "randomizer.sky", {"randomizer.sky.sun_elevation_deg": level.of(source)})
    for seed in range(20):
        degrees = float(narrow.draw(scene(), stream(seed, "s"))["sun_elevation_rad"]) * 180.0 / 3.141592653589793
        assert 30.0 - 1e-9 <= degrees <= 40.0 + 1e-9
