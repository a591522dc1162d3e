"""Several scenarios in one run: each has its share of the clips, its own parts and plan, and its name in the record."""

from collections import Counter
from pathlib import Path

import numpy as np
import orjson
import pytest
from conftest import TINY, Program, digests
from hypothesis import given
from hypothesis import strategies as st

from scenes.errors import ConfigError
from scenes.nhtsa import SHARES, frequency
from simulator import generate, load_config, simulate_clip
from simulator.cast import build_cast
from simulator.config import RunConfig
from simulator.coverage import coverage
from simulator.mix import order_of, weights_of

MIXED = [*(text for text in TINY if not text.startswith("scenario=")), "mix=[tiny,tinier]"]


def config(*overrides: str) -> RunConfig:
    return load_config([*MIXED, *overrides])


def real(*names: str, weights: str = "edge") -> RunConfig:
    return load_config([f"mix=[{','.join(names)}]", f"mix_weights={weights}", "clips=40"])


@given(st.lists(st.floats(0.01, 10.0), min_size=1, max_size=6), st.integers(1, 200), st.integers(0, 2**32))
def test_every_scenario_has_its_share_to_a_clip(weights: list[float], clips: int, seed: int) -> None:
    counts = np.bincount(order_of(tuple(weights), clips, seed), minlength=len(weights))
    assert counts.sum() == clips
    assert np.abs(counts - clips * np.array(weights) / sum(weights)).max() < 1.0 + 1e-9


def test_a_scenario_without_weight_has_no_clip() -> None:
    assert set(order_of((1.0, 0.0, 2.0), 10, 0)) == {0, 2}


def test_each_clip_is_made_by_its_scenario_and_the_record_says_by_which(tmp_path: Path) -> None:
    run = config("clips=8", "frames=1", "mix_weights={tiny: 3, tinier: 1}", f"out={tmp_path / 'out'}")
    assert generate(run).complete
    lines = [orjson.loads(line) for line in (tmp_path / "out/record/clips.jsonl").read_bytes().splitlines()]
    named = [line["drawn"]["mix"]["scenario"] for line in lines]
    assert Counter(named) == {"tiny": 6, "tinier": 2}
    near = [name for name, line in zip(named, lines, strict=True) if line["drawn"]["scenario"]["distance_m"] < 5.0]
    assert near == ["tinier", "tinier"]


def test_a_mix_is_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    for name, workers in (("one", 1), ("two", 2)):
        assert generate(config("clips=4", "frames=1", f"workers={workers}", f"out={tmp_path / name}")).complete
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_every_scenario_has_a_plan_of_its_own(tmp_path: Path) -> None:
    """A covering array of nine rows over each one's two parameters of three bins."""
    run = config("clips=18", "frames=1", "plan=t_way", f"out={tmp_path / 'out'}")
    cast = build_cast(run)
    cast.check_clips()
    drawn = [simulate_clip(run, clip, cast).clip.drawn for clip in range(18)]
    for name in ("tiny", "tinier"):
        asked = {tuple(one["plan"].values()) for one in drawn if one["mix"]["scenario"] == name}
        assert len(asked) == 9
    with pytest.raises(ConfigError, match="clips: got 8 of tiny, allowed: 9 or more, which the plan needs"):
        build_cast(config("clips=17", "plan=t_way", "mix_weights={tiny: 8, tinier: 9}")).check_clips()


def test_coverage_tells_the_scenarios_and_what_they_share(tmp_path: Path) -> None:
    assert generate(config("clips=6", "frames=1", f"out={tmp_path / 'out'}")).complete
    found = coverage(tmp_path / "out", {"bins": 2})
    assert [factor.path for factor in found.grid.factors] == ["mix.scenario", "randomizer.sun.elevation_rad"]
    assert np.bincount(found.rows[:, 0]).tolist() == [3, 3]


def test_edge_weights_are_all_the_same_and_nhtsa_weights_are_frequencies() -> None:
    names = ("child_dartout_parked", "jaywalker_night_rain")
    scenarios = {name: parts.scenario for name, parts in build_cast(real(*names)).members.items()}
    assert weights_of("edge", scenarios) == (1.0, 1.0)
    # Both are type 12, a pedestrian without a prior manoeuvre, whose frequency they share.
    assert weights_of("nhtsa", scenarios) == (0.33, 0.33)


def test_a_scenario_brings_its_own_road_and_randomizers_to_a_mix() -> None:
    members = build_cast(real("parked_street", "jaywalker_night_rain")).members
    assert members["parked_street"].request.places is None
    assert members["jaywalker_night_rain"].request.places is not None
    assert "sky" in members["parked_street"].randomizers
    assert "sky" not in members["jaywalker_night_rain"].randomizers


def test_the_typology_sums_to_all_crashes_but_others() -> None:
    """36 types; the table's percentages are rounded to hundredths, and type 37 is what is left."""
    assert sorted(SHARES) == list(range(1, 37))
    assert 97.0 < sum(SHARES.values()) < 100.0
    assert max(SHARES, key=lambda number: SHARES[number]) == 26  # lead vehicle stopped
    assert frequency((12, 12)) == 0.66


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (["mix=[child_dartout]"], ["mix: unknown scenario", "Did you mean 'child_dartout_parked'"]),
        (["mix=[drive,drive]"], ["mix:", "different scenarios"]),
        (["mix_weights=nhtsa"], ["mix_weights", "there is none", "mix=[...]"]),
        (
            ["mix=[parked_street,jaywalker_night_rain]", "randomizer.sky.turbidity=3"],
            ["sky", "jaywalker_night_rain in"],
        ),
        (["mix=drive"], ["mix:", "a list"]),
        (["mix=[drive]", "scenario=drive"], ["mix: takes the place of scenario="]),
        (["mix=[tunnel,parked_street]", "mix_weights=nhtsa"], ["mix_weights", "tunnel has no type", "edge"]),
        (["mix=[tunnel,parked_street]", "mix_weights=flat"], ["mix_weights", "'flat'", "edge, nhtsa"]),
        (["mix=[tunnel,parked_street]", "mix_weights={tunel: 1}"], ["mix_weights", "Did you mean 'tunnel'"]),
        (["mix=[tunnel,parked_street]", "mix_weights={tunnel: -1}"], ["mix_weights.tunnel", "-1", "0 or more"]),
        (["mix=[tunnel,parked_street]", "mix_weights={tunnel: 0}"], ["mix_weights", "sum of 0"]),
        (
            ["mix=[tunnel,parked_street]", "scenario.gap_m=20"],
            ["scenario.gap_m", "unknown key", "parked_street in the mix"],
        ),
        (["mix=[tunnel,drive]"], ["road: none is chosen", "drive in the mix"]),
    ],
)
def test_a_mix_that_cannot_be_is_told(swerve: Program, overrides: list[str], words: list[str]) -> None:
    done = swerve("list", "parameters", *overrides) if "mix_weights" not in str(overrides) else swerve(*overrides)
    assert done.returncode == 2, done.stdout
    for word in words:
        assert word in done.stderr
