"""E13: behind a bend with a hedge, or a crest, somebody stands in the lane."""

import math

import numpy as np
import pytest
from staged_case import staged

from scenes.staging.sight import Seen, shown_share

NAME = "stopped_after_curve_or_crest"


@pytest.mark.parametrize("stopped", ["car", "queue", "truck"])
def test_the_hedge_leaves_a_chord_of_the_bend_in_sight(stopped: str) -> None:
    asked = (f"scenario.stopped={stopped}", "scenario.ego_reaction=none", "scenario.hidden_by=bend")
    _, found = staged(NAME, 1, *asked, "scenario.triangle='no'", frames=60)
    solved = dict(found.solved)
    radius, sight = float(solved["radius_m"]), float(solved["sight_m"])
    assert found.timing.ttc_s == pytest.approx(sight / float(solved["ego_speed_mps"]))
    assert float(solved["ego_speed_mps"]) <= math.sqrt(4.0 * radius) + 1e-9
    assert found.scenery
    assert (len(found.actors) > 1) == (stopped == "queue")
    last = found.actors[0]
    hiders = [(piece.asset, piece.T_world_body) for piece in found.scenery]
    target = Seen(spec=last.asset, pose=last.T_world_body)
    meets_m = found.start_m + float(solved["ego_speed_mps"]) * found.timing.meet_s

    def shown(before_m: float) -> float:
        x, y, _ = found.line.pose(meets_m - before_m)
        return shown_share((x, y, float(found.line.path.at(meets_m - before_m)[2]) + 1.3), target, hiders)

    # some metres more or less than the sight, which counts to the ego's front
    assert shown(0.5 * sight) > shown(sight + 20.0)


@pytest.mark.parametrize("stopped", ["car", "truck"])
def test_a_crest_hides_who_stands_behind_it_up_to_the_reveal(stopped: str) -> None:
    asked = (f"scenario.stopped={stopped}", "scenario.ego_reaction=none", "scenario.hidden_by=crest")
    _, found = staged(NAME, 1, *asked, "scenario.crest_k_m=12", frames=120)
    solved, last = dict(found.solved), found.actors[0]
    assert float(solved["crest_k_m"]) == pytest.approx(12.0, rel=0.2)
    meets_m = found.start_m + float(solved["ego_speed_mps"]) * found.timing.meet_s
    half_m = float(last.T_world_body.translation_m[2]) + 0.5 * last.asset.nominal().height_m

    def in_sight(before_m: float) -> bool:
        """Whether the way between stays below the line from an eye 1.65 m up to half of its height."""
        ways = np.linspace(0.02, 0.98, 60)
        ground = np.array([found.line.path.at(meets_m + 4.0 - before_m * float(s))[2] for s in ways])
        eye = float(found.line.path.at(meets_m + 4.0 - before_m)[2]) + 1.65
        return bool((ground < half_m + (eye - half_m) * ways).all())

    sight = float(solved["sight_m"])
    assert in_sight(sight - 8.0)
    assert not in_sight(sight + 25.0)


def test_a_triangle_stands_at_the_edge_of_the_lane_behind_it() -> None:
    _, found = staged(NAME, 1, "scenario.triangle='yes'", "scenario.triangle_m=60", "scenario.stopped=car", frames=60)
    (triangle,) = [one for one in found.actors if one.name == "triangle"]
    last, yaw = found.actors[0].T_world_body, triangle.T_world_body.yaw_rad
    assert math.dist(last.translation_m[:2], triangle.T_world_body.translation_m[:2]) == pytest.approx(60.0, abs=6.0)
    # it faces those who come
    assert math.cos(yaw - found.ego.T_world_body.yaw_rad) < 0.0
