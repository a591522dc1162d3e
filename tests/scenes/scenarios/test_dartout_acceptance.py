"""What the acceptance test of a dart-out refuses, each reason alone."""

from dataclasses import replace

import pytest
from dartout import staged

from scenes.measures import ClipMeasures, Sighting
from scenes.scenarios.acceptance import dartout_refusals
from scenes.scene import Scene

REVEAL_S, MEET_S = 0.8, 2.0


@pytest.fixture(scope="module")
def scene() -> Scene:
    return staged(1, ttc_reveal_s=1.2, ego_reaction="none")[1]


def measures(first: int = 8, height_px: int = 40, **changes: object) -> ClipMeasures:
    """Sighted from frame `first` on; time to collision runs down to the meeting."""
    seen = [Sighting(frame=k, visible_px=90, amodal_px=100, visible_height_px=height_px) for k in range(first, 20)]
    hidden = [Sighting(frame=k, visible_px=5, amodal_px=100, visible_height_px=height_px) for k in range(first)]
    ttc = tuple(MEET_S - k / 10 for k in range(20))
    accepted = ClipMeasures(
        key_actor="child",
        ttc_s=ttc,
        min_ttc_s=ttc[-1],
        min_gap_m=0.3,
        first_visible_s=first / 10,
        first_visible_distance_m=10.0,
        sightings=(*hidden, *seen),
    )
    return replace(accepted, **changes)


def test_a_clip_as_asked_is_accepted(scene: Scene) -> None:
    assert dartout_refusals(scene, measures()) == ()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (measures(first=20), "never seen"),
        (measures(height_px=14), "never seen: no frame shows 25% of it at 15 px"),
        (measures(first=4), "shows at 0.40 s, asked 0.80 s within 0.15 s"),
        (measures(first=11), "shows at 1.10 s, asked 0.80 s"),
        (measures(initial_penetrations=(("child", "ball"),)), "'child' and 'ball' overlap at the start"),
        (measures(ttc_s=(None,) * 20), "do not approach when it shows, at 0.80 s"),
        (measures(ttc_s=(3.0,) * 20), "time to collision is 3.00 s when it shows, asked 1.20 s"),
        (measures(min_ttc_s=0.9), "smallest time to collision is 0.9 s, at most 0.25 s"),
    ],
)
def test_each_fault_is_told_with_its_numbers(scene: Scene, found: ClipMeasures, words: str) -> None:
    assert any(words in reason for reason in dartout_refusals(scene, found))


def test_a_braking_ego_need_not_come_close() -> None:
    braking = staged(1, ttc_reveal_s=1.2, ego_reaction="brakes")[1]
    assert dartout_refusals(braking, measures(min_ttc_s=0.9)) == ()


def test_three_frames_are_asked_where_there_are_enough(scene: Scene) -> None:
    lost = measures()
    two = tuple(s if s.frame in (8, 9) or s.frame < 8 else replace(s, visible_height_px=9) for s in lost.sightings)
    assert any("in 2 frames, 3 are needed" in r for r in dartout_refusals(scene, replace(lost, sightings=two)))


def test_a_single_frame_suffices_in_a_clip_of_one() -> None:
    one = staged(1, 1, ttc_reveal_s=1.2, ego_reaction="none")[1]
    left = one.case.value("meet_s")
    seen = (Sighting(frame=0, visible_px=90, amodal_px=100, visible_height_px=40),)
    assert dartout_refusals(one, measures(sightings=seen, ttc_s=(left,), min_ttc_s=left)) == ()
