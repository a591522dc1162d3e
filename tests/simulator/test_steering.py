"""Clips under a plan: what is asked is drawn and recorded, everything else stays as it was."""

from pathlib import Path

import orjson
import pytest
from conftest import TINY, digests
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.errors import ConfigError
from simulator import generate, load_config, simulate_clip
from simulator.clip import AttemptsExhausted
from simulator.config import RunConfig
from simulator.frame import Clip
from simulator.generation import checked
from simulator.parts import build_parts
from simulator.steering import steered

SECOND = ("+randomizer.second={_target_: tiny.randomizer.Sun, elevation_rad: [0.2, 0.3]}",)


def clip(*overrides: str, index: int = 0) -> Clip:
    return simulate_clip(config(*overrides), index).clip


def config(*overrides: str) -> RunConfig:
    return load_config([*TINY, *overrides])


def clips(out: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in (out / "record/clips.jsonl").read_bytes().splitlines()]


def test_the_default_plan_hands_on_the_parts_as_they_are() -> None:
    parts = build_parts(config())
    assert steered(parts.turn(3), 0, 3, 0) == (parts, {})


def test_a_dataset_without_a_plan_is_drawn_as_by_the_default_one() -> None:
    assert clip("~plan").drawn == clip().drawn


def test_what_a_plan_asks_is_drawn_and_recorded() -> None:
    for index in range(4):
        drawn = clip("plan=sobol", "clips=4", index=index).drawn
        assert drawn["plan"]["scenario.distance_m"] == drawn["scenario"]["distance_m"]
        assert drawn["plan"]["randomizer.sun.elevation_rad"] == drawn["randomizer.sun"]["elevation_rad"]


def test_a_latin_hypercube_of_clips_has_one_in_every_stratum() -> None:
    distances = [clip("plan=latin_hypercube", "clips=5", index=k).drawn["scenario"]["distance_m"] for k in range(5)]
    assert sorted(int((distance - 5.0) / 3.0) for distance in distances) == [0, 1, 2, 3, 4]


def test_every_attempt_of_a_clip_stays_in_the_levels_that_its_row_asks() -> None:
    run = config("plan=t_way", "clips=9", "plan.bins=3", "scenario.accept_share=0.3", "max_attempts=60")
    parts = build_parts(run)
    assert parts.layout.least_clips == 9
    seen, attempts = set(), set()
    for index in range(9):
        made = simulate_clip(run, index, parts).clip
        asked = parts.layout.ask(index, made.attempt)
        assert asked["scenario.distance_m"].holds(made.drawn["scenario"]["distance_m"])
        assert asked["randomizer.sun.elevation_rad"].holds(made.drawn["randomizer.sun"]["elevation_rad"])
        seen.add((made.drawn["plan"]["scenario.distance_m"], made.drawn["plan"]["randomizer.sun.elevation_rad"]))
        attempts.add(made.attempt)
    assert len(seen) == 9
    assert len(attempts) > 1


def test_a_conditional_value_follows_what_its_clip_drew() -> None:
    condition = "{kind: conditional, given: scenario.distance_m, cases: {5..10: 0.2, else: [0.5, 0.9]}}"
    seen = set()
    for index in range(8):
        drawn = clip(f"+randomizer.sun.elevation_rad={condition}", index=index).drawn
        near = drawn["scenario"]["distance_m"] <= 10.0
        assert (drawn["randomizer.sun"]["elevation_rad"] == 0.2) is near
        seen.add(near)
    assert seen == {True, False}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**40), st.integers(0, 500), st.sampled_from(["random", "latin_hypercube"]))
def test_one_more_randomizer_leaves_every_other_draw_alone(seed: int, index: int, plan: str) -> None:
    common = (f"seed={seed}", f"plan={plan}", "clips=501", "scenario.accept_share=0.5", "max_attempts=40")
    alone, beside = clip(*common, index=index), clip(*common, *SECOND, index=index)
    assert beside.attempt == alone.attempt
    assert beside.drawn["scenario"] == alone.drawn["scenario"]
    assert beside.drawn["randomizer.sun"] == alone.drawn["randomizer.sun"]
    assert {**beside.drawn.get("plan", {}), **alone.drawn.get("plan", {})} == beside.drawn.get("plan", {})


def test_any_number_of_workers_makes_the_same_dataset_of_a_plan(tmp_path: Path) -> None:
    for name, workers in (("one", 1), ("two", 2)):
        run = config("plan=t_way", "plan.bins=2", "clips=4", "frames=1", f"workers={workers}", f"out={tmp_path / name}")
        assert generate(run).complete
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert {tuple(made["drawn"]["plan"].values()) for made in clips(tmp_path / "one")} == {
        (distance, height) for distance in ("5..12.5", "12.5..20") for height in ("0.1..0.55", "0.55..1")
    }


def test_too_few_clips_for_a_covering_array_are_refused_before_the_first_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="clips: got 3, allowed: 9 or more, which the plan needs"):
        checked(config("plan=t_way", "clips=3", f"out={tmp_path / 'out'}"))
    assert not (tmp_path / "out").exists()


def test_a_plan_that_does_not_fit_names_the_place_in_the_config(tmp_path: Path) -> None:
    for override, words in (
        ("plan.over=[scenario.distance]", ["plan.over", "Did you mean 'scenario.distance_m'"]),
        ("plan.forbidden=[{scenario.distance_m: 0..20}]", ["plan.forbidden", "scenario.distance_m = 0..20"]),
        ("plan.strength=5", ["plan.strength", "got 5", "1 to 3"]),
        ("plan.strength=3", ["plan.strength", "got 3", "1 to 2"]),
    ):
        with pytest.raises(ConfigError) as fault:
            build_parts(config("plan=t_way", "clips=9", override))
        for word in words:
            assert word in str(fault.value)


def test_a_spent_budget_tells_what_was_refused_how_often() -> None:
    with pytest.raises(AttemptsExhausted, match=r"all 5 attempts were refused, 5 times: luck 0\.\d+ is not below 0"):
        simulate_clip(config("scenario.accept_share=0", "max_attempts=5"), 0)


def test_a_run_on_other_data_under_the_same_name_is_another_run(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    hashes = set()
    for text in ("gap\n6\n7\n", "gap\n6\n8\n", "gap\n6\n7\n"):
        data.write_text(text)
        run = config(f"+scenario.distance_m={{kind: empirical, file: {data}, column: gap}}", f"out={tmp_path / 'out'}")
        _, _, record = checked(run)
        assert "data.csv, column gap" in record["data"]["scenario.distance_m"][0]
        hashes.add(record["config_hash"])
    assert len(hashes) == 2
