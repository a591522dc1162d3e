"""`swerve roads`: a place from above; and what a map could not give is told there, after a run and in its record."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import Program
from drawn_map import LINE, document, road

from scenes.errors import SceneError
from scenes.opendrive.reader import parse_opendrive
from scenes.roads.network import RoadNetwork
from simulator.road_plan import LONGEST_PX, road_plan

DASHED_PINK = '<center><lane id="0" type="none"><roadMark sOffset="0" type="broken" color="pink"/></lane></center>'
SECTION = (
    '<laneSection s="0"><left><lane id="1" type="driving"><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane></left>'
    + DASHED_PINK
    + '<right><lane id="-1" type="driving"><width sOffset="0" a="3.5" b="0" c="0" d="0"/></lane></right></laneSection>'
)


@pytest.fixture
def odd_map(tmp_path: Path) -> Path:
    """A straight road of two lanes whose centre line has a colour that does not exist."""
    path = tmp_path / "odd.xodr"
    path.write_bytes(document(road(sections=SECTION)))
    return path


def test_a_plan_is_to_scale_with_roads_grey_and_land_green() -> None:
    plan = road_plan(parse_opendrive(document(road()), "test").network)
    assert plan.shape[1] == LONGEST_PX
    px_per_m = LONGEST_PX / (1.06 * 100.0)  # a road of 100 m and the margins
    middle = plan[plan.shape[0] // 2 - round(1.75 * px_per_m), LONGEST_PX // 2].astype(int)
    land = plan[3, 3].astype(int)
    assert np.ptp(middle) < 12  # asphalt has no hue
    assert land[1] > land[0] + 15 > land[2] + 15
    column = plan[:, LONGEST_PX // 2].astype(int)
    grey = (np.ptp(column, axis=1) < 12).sum()
    assert grey / px_per_m == pytest.approx(7.0, abs=0.2)


def test_bridges_cover_what_passes_below() -> None:
    across = LINE.replace('x="0" y="0" hdg="0"', 'x="50" y="-50" hdg="1.5707963"')
    high = '<elevationProfile><elevation s="0" a="{}" b="0" c="0" d="0"/></elevationProfile>'
    pictures = []
    for heights in ((0, 6), (6, 0)):
        roads = [road(extra=high.format(heights[0]))]
        roads.append(road(plan=across, extra=high.format(heights[1])).replace('id="1" junction', 'id="2" junction'))
        pictures.append(road_plan(parse_opendrive(document(*roads), "test").network))
    assert (pictures[0] != pictures[1]).any()


def test_a_network_without_lanes_is_told() -> None:
    with pytest.raises(SceneError, match="has no lane"):
        road_plan(RoadNetwork(name="nothing"))


def test_the_command_draws_and_tells_what_the_map_could_not_give(swerve: Program, odd_map: Path) -> None:
    told = swerve("roads", "road=opendrive", f"road.file={odd_map}", "out=plan")
    assert told.returncode == 0, told.stderr
    assert cv2.imread(str(odd_map.parent / "plan.png")) is not None
    assert "odd.xodr: unsupported: color 'pink' of <roadMark>: painted white (1 x" in told.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("roads", "road=urban", "frames=3"), "got frames=3, allowed: road=..."),
        (("roads", "road=opendrive", "road.file=missing.xodr"), "missing.xodr: cannot be read"),
        (("roads", "urban"), "expected road=urban"),
    ],
)
def test_what_makes_no_plan_is_told_in_a_line(swerve: Program, words: tuple[str, ...], message: str) -> None:
    told = swerve(*words)
    assert told.returncode != 0
    assert message in told.stderr
    assert "Traceback" not in told.stderr


def test_a_run_tells_and_records_the_notes_of_its_map(swerve: Program, odd_map: Path) -> None:
    chosen = ["scenario=drive", "road=opendrive", f"road.file={odd_map}", "randomizer=[]", "clips=2", "frames=1"]
    told = swerve("plugins=[tiny]", "rig=noisy", "renderer=blank", "exporter=[points]", *chosen, "out=set")
    assert told.returncode == 0, told.stderr
    assert told.stderr.count("painted white") == 1  # once, however many clips
    lines = (odd_map.parent / "set/record/clips.jsonl").read_text().splitlines()
    assert [any("painted white" in note for note in json.loads(line)["notes"]) for line in lines] == [True, True]
