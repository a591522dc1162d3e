"""Default draws of E01 through real physics and real sight: most are accepted at the first attempt."""

import pytest

from scenes.streams import stream
from simulator import load_config
from simulator.labels.sightings import sightings
from simulator.measures import measure_clip
from simulator.parts import build_parts
from simulator.physics.engine import simulate

CLIPS = 8


@pytest.mark.slow
@pytest.mark.parametrize("frames", [2, 20, 60])
def test_most_draws_are_accepted(frames: int) -> None:
    parts = build_parts(load_config([f"frames={frames}", "randomizer=[traffic]"]))
    refused = []
    for clip in range(CLIPS):
        params = parts.scenario.draw(parts.request, stream(1, "draw", clip))
        scene = parts.scenario.build(params, parts.request, stream(1, "build", clip))
        traffic = parts.randomizers["traffic"]
        scene = traffic.apply(scene, traffic.draw(scene, stream(1, "traffic", clip)))
        history = simulate(scene, parts.physics)
        parts.renderer.load(scene)
        seen = sightings(scene, history, parts.renderer, "child")
        refused += list(parts.scenario.refusals(scene, measure_clip(scene, history, seen)))
    assert len(refused) <= 0.25 * CLIPS, refused
