"""E13: behind a bend with a hedge somebody stands in the lane."""

import math

import pytest
from staged_case import staged

from scenes.staging.sight import Seen, shown_share

NAME = "stopped_after_curve_or_crest"


@pytest.mark.parametrize("stopped", ["car", "queue", "truck"])
def test_the_hedge_leaves_a_chord_of_the_bend_in_sight(stopped: str) -> None:
    _, found = staged(NAME, 1, f"scenario.stopped={stopped}", "scenario.ego_reaction=none", frames=60)
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
