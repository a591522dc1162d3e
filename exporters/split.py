"""Which clips are for training and which for validation: by clip, never by frame, and the same in every format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Clip indices, sorted."""

    train: tuple[int, ...]
    val: tuple[int, ...]


def split_clips(clips: Iterable[int], val_share: float) -> Split:
    """Clips whose hash falls below val_share are for validation, so that a longer run keeps its first clips' places.

    No set stays empty when both are wanted: the clip of the lowest hash goes to an empty val (of two clips or more),
    that of the highest to an empty train.
    """
    by_hash = sorted(set(clips), key=_place)
    val = [clip for clip in by_hash if _place(clip) < val_share]
    if not val and val_share > 0.0 and len(by_hash) > 1:
        val = by_hash[:1]
    if len(val) == len(by_hash):
        val = val[:-1]
    return Split(train=tuple(sorted(set(by_hash) - set(val))), val=tuple(sorted(val)))


def _place(clip: int) -> float:
    """Uniform in [0, 1), from the clip's index alone."""
    digest = hashlib.blake2b(f"split{clip}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "little") >> 11) / 2**53
