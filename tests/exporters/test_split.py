"""Splits are by clip, stable while a run grows, and never leave a wanted set empty."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exporters.split import split_clips

CLIPS = st.sets(st.integers(0, 10_000), min_size=1, max_size=60)


@given(clips=CLIPS, share=st.floats(0.0, 1.0))
def test_every_clip_is_in_exactly_one_set_and_train_has_one(clips: set[int], share: float) -> None:
    split = split_clips(clips, share)
    assert sorted([*split.train, *split.val]) == sorted(clips)
    assert split.train
    if share > 0.0 and len(clips) > 1:
        assert split.val


def test_the_share_is_kept_over_many_clips() -> None:
    # binomial: sigma = sqrt(0.2 * 0.8 / 10000) = 0.004; four of them
    assert abs(len(split_clips(range(10_000), 0.2).val) / 10_000 - 0.2) < 0.016


def test_a_longer_run_keeps_the_places_of_its_first_clips() -> None:
    short, long = split_clips(range(50), 0.2), split_clips(range(500), 0.2)
    assert set(short.val) == {clip for clip in long.val if clip < 50}


def test_order_and_repetition_do_not_matter() -> None:
    assert split_clips([3, 1, 2, 3], 0.5) == split_clips([1, 2, 3], 0.5)


def test_no_validation_is_no_validation() -> None:
    assert split_clips(range(10), 0.0).val == ()
