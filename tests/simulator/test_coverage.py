"""The coverage of a dataset: against counts by hand, and complete where a plan promises it."""

import json
from collections import Counter
from pathlib import Path

import orjson
import pytest
from conftest import TINY, Program
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.errors import OutputError
from scenes.streams import stream
from simulator import generate, load_config
from simulator.config import RunConfig
from simulator.coverage import coverage
from simulator.coverage_report import as_json, as_text
from simulator.declared import declared_space
from simulator.parts import build_drawn, build_layout


def recorded(out: Path, config: RunConfig, drawn: list[dict[str, object]], given_up: int = 0) -> Path:
    """A dataset of which only the record is there."""
    (out / "record").mkdir(parents=True)
    run = {"config": config.identity(), "config_hash": "", "version": "0"}
    (out / "record/run.json").write_bytes(orjson.dumps(run))
    made = [{"clip": k, "drawn": values, "files": {}} for k, values in enumerate(drawn)]
    failed = [{"clip": len(made) + k, "reason": "refused"} for k in range(given_up)]
    (out / "record/clips.jsonl").write_bytes(b"\n".join(map(orjson.dumps, [*made, *failed])))
    return out


def tiny(*overrides: str) -> RunConfig:
    return load_config([*TINY, *overrides])


def pairs(*values: tuple[float, float]) -> list[dict[str, object]]:
    return [{"scenario": {"distance_m": d}, "randomizer.sun": {"elevation_rad": e}} for d, e in values]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(5.0, 20.0), st.floats(0.1, 1.0)), max_size=30), st.integers(1, 4))
def test_counts_are_those_of_a_loop_over_clips(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[float, float]], bins: int
) -> None:
    found = coverage(recorded(tmp_path_factory.mktemp("c") / "out", tiny(), pairs(*values)), {"bins": bins})
    if not values:
        assert not found.grid.factors
        return
    levels = found.grid.levels
    cells = Counter(
        tuple(next(k for k, level in enumerate(among) if level.holds(v)) for v, among in zip(pair, levels, strict=True))
        for pair in values
    )
    one, two = found.ways
    assert two.feasible == bins * bins
    assert two.seen == len(cells)
    assert one.seen == sum(len({cell[f] for cell in cells}) for f in range(2))
    emptiest = {tuple(level for _, level in cell): count for cell, count in two.emptiest}
    assert list(emptiest.values()) == sorted(emptiest.values())
    assert all(cells[cell] == count for cell, count in emptiest.items())


def test_the_report_names_bins_units_and_the_emptiest_cells(tmp_path: Path) -> None:
    clips = pairs((6, 0.2), (7, 0.2), (6, 0.9), (19, 0.2))
    found = coverage(recorded(tmp_path / "out", tiny(), clips, given_up=2), {"bins": 2})
    text = as_text(found)
    assert "4 clips, 2 given up, 2 parameters" in text
    assert "scenario.distance_m [m]" in text
    assert "5..12.5: 3  12.5..20: 1" in text
    assert " 75.0 %  3 of 4 feasible" in text
    assert "     0  scenario.distance_m = 12.5..20, randomizer.sun.elevation_rad = 0.55..1" in text
    told = json.loads(json.dumps(as_json(found)))
    assert told["parameters"][0]["bins"] == [{"bin": "5..12.5", "clips": 3}, {"bin": "12.5..20", "clips": 1}]
    assert told["ways"][1]["emptiest"][0] == {
        "clips": 0,
        "cell": {"scenario.distance_m": "12.5..20", "randomizer.sun.elevation_rad": "0.55..1"},
    }


def test_what_no_clip_records_is_told_and_not_counted(tmp_path: Path) -> None:
    clips: list[dict[str, object]] = [{"scenario": {"distance_m": 6.0}, "randomizer.sun": {}}]
    found = coverage(recorded(tmp_path / "out", tiny(), clips))
    assert [p.path for p in found.unrecorded] == ["randomizer.sun.elevation_rad"]
    assert [f.path for f in found.grid.factors] == ["scenario.distance_m"]
    assert "not recorded: randomizer.sun.elevation_rad" in as_text(found)


def test_the_datasets_own_plan_says_how_its_space_is_divided(tmp_path: Path) -> None:
    config = tiny(
        "plan=t_way",
        "plan.edges={scenario.distance_m: [8.0]}",
        "plan.bins=2",
        "plan.forbidden=[{scenario.distance_m: 5..8, randomizer.sun.elevation_rad: 0.9..1}]",
    )
    found = coverage(recorded(tmp_path / "out", config, pairs((6, 0.2), (6, 0.95))))
    assert [[level.text for level in among] for among in found.grid.levels] == [
        ["5..8", "8..20"],
        ["0.1..0.55", "0.55..0.9", "0.9..1"],
    ]
    assert found.ways[1].feasible == 5
    assert (found.ways[1].seen, found.ways[1].impossible) == (1, 1)
    assert "1 that constraints exclude occur nevertheless" in as_text(found)


def test_a_three_way_plan_over_ten_factors_of_a_child_darting_out_reports_100_percent(tmp_path: Path) -> None:
    """What the plan asks is drawn within its levels, so that draws alone, without pictures, show it."""
    over = (
        *("ego_speed_kmh", "ttc_reveal_s", "child_height_m", "gap_m", "occluder", "ego_reaction", "child_hair"),
        *("child_clothing", "impact_share"),
    )
    paths = [*(f"scenario.{name}" for name in over), "randomizer.sky.sun_elevation_deg"]
    config = load_config(
        [
            "randomizer=[sky]",
            "plan=t_way",
            "plan.strength=3",
            f"plan.over=[{','.join(paths)}]",
            "plan.forbidden=[{scenario.occluder: van, scenario.ego_speed_kmh: 45..60}]",
            "clips=200",
        ]
    )
    space = declared_space(*build_drawn(config))
    layout = build_layout(config, space, 200)
    drawn: list[dict[str, object]] = []
    for clip in range(layout.least_clips):
        settled = space.settled(layout.ask(clip, 0), lambda path, clip=clip: stream(1, path, clip))
        values = {p.path: settled.get(p.path, p.source).sample(stream(2, p.path, clip)) for p in space.parameters}
        drawn.append({"plan": values})
    found = coverage(recorded(tmp_path / "out", config, drawn))
    assert len(found.grid.factors) == 10
    three = found.ways[2]
    assert three.strength == 3
    assert three.seen == three.feasible > 3000
    assert three.impossible == 0
    assert three.feasible < len(list(found.grid.cells(3)))
    assert "3-way    100 %" in as_text(found)
    fewer = coverage(recorded(tmp_path / "fewer", config, drawn[:-5])).ways[2]
    assert fewer.seen < fewer.feasible
    assert fewer.emptiest[0][1] == 0


def test_a_run_by_a_covering_array_covers_all_pairs_as_its_record_tells(tmp_path: Path, swerve: Program) -> None:
    made = generate(tiny("plan=t_way", "clips=9", "frames=1", f"out={tmp_path / 'out'}"))
    assert made.complete
    done = swerve("coverage", str(tmp_path / "out"), f"out={tmp_path / 'report/coverage.json'}")
    assert done.returncode == 0, done.stderr
    assert "2-way    100 %  9 of 9 feasible" in done.stdout
    assert json.loads((tmp_path / "report/coverage.json").read_text())["ways"][1]["share"] == 1.0


def test_random_draws_are_counted_as_well_though_no_plan_asked_for_them(tmp_path: Path) -> None:
    assert generate(tiny("clips=4", "frames=1", f"out={tmp_path / 'out'}")).complete
    found = coverage(tmp_path / "out", {"bins": 2})
    assert (found.rows >= 0).all()
    assert found.ways[0].feasible == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ["coverage", "nothing", "one dataset"]),
        (("{out}", "{out}"), ["coverage", "one dataset"]),
        (("nowhere",), ["nowhere", "not a dataset"]),
        (("{out}", "strenght=2"), ["strenght", "Did you mean 'strength'"]),
        (("{out}", "strength=4"), ["strength", "got 4", "1 to 3"]),
        (("{out}", "bins=0"), ["bins", "got 0", "1 or more"]),
        (("{out}", "bins=many"), ["bins", "'many'", "an integer"]),
        (("{out}", "over=[scenario.distance]"), ["scenario.distance", "Did you mean 'scenario.distance_m'"]),
        (("{out}", "edges={scenario.distance: [3]}"), ["scenario.distance", "Did you mean"]),
    ],
)
def test_bad_input_is_told_in_a_line(
    tmp_path: Path, swerve: Program, arguments: tuple[str, ...], words: list[str]
) -> None:
    out = recorded(tmp_path / "out", tiny(), pairs((6, 0.2)))
    done = swerve("coverage", *(text.format(out=out) if "{out}" in text else text for text in arguments))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_a_record_that_is_missing_or_damaged_is_told(tmp_path: Path) -> None:
    out = recorded(tmp_path / "out", tiny(), [])
    (out / "record/clips.jsonl").write_text("{")
    with pytest.raises(OutputError, match="damaged"):
        coverage(out)
    (out / "record/clips.jsonl").unlink()
    with pytest.raises(OutputError, match="swerve finalize"):
        coverage(out)
