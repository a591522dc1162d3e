"""When a case happens in its clip."""

from dataclasses import replace

import pytest
from clip_request import request

from scenes.errors import SceneError
from scenes.staging.timing import AFTER_S, LEAD_S, timing


@pytest.mark.parametrize("frames", [10, 20, 50, 200])
@pytest.mark.parametrize("ttc_s", [0.8, 2.0, 4.0])
def test_the_reveal_is_a_frame_in_the_first_half(frames: int, ttc_s: float) -> None:
    when = timing(request(frames), ttc_s)
    assert when.meet_s == pytest.approx(when.reveal_s + ttc_s)
    assert when.reveal_s * 10 == pytest.approx(round(when.reveal_s * 10))
    assert 0.0 < when.reveal_s <= 0.5 * frames / 10
    assert when.duration_s <= frames / 10


def test_long_clips_have_a_bounded_lead_and_end_after_the_meeting() -> None:
    when = timing(request(200), 2.0)
    assert when.reveal_s == pytest.approx(LEAD_S)
    assert when.duration_s == pytest.approx(when.meet_s + AFTER_S)


def test_the_meeting_falls_into_the_clip_where_it_can() -> None:
    assert timing(request(40), 1.5).meet_s < 4.0


def test_a_short_way_brings_the_reveal_forward() -> None:
    assert timing(request(200), 2.0, room_s=3.0).reveal_s == pytest.approx(1.0)
    with pytest.raises(SceneError, match=r"1\.5 s before the meeting, 2\.0 s are asked"):
        timing(replace(request(200)), 2.0, room_s=1.5)
