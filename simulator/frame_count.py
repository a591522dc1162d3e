"""How many frames a run has made and is still to make, from what it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from simulator.executors.base import ClipBegun, ClipFaulted, Event, FrameDone, ShardDone
from simulator.listening import LogLost, Planned


class FrameCount:
    """Hears what happens. done: frames made, those of a clip that is begun again once. left: frames that may come.

    Frames of clips that end early or are given up are neither.
    """

    def __init__(self) -> None:
        self.done = 0
        self.left = 0
        self._per_clip = 0
        self._clips: dict[int, tuple[int, ...]] = {}
        self._of_clip: Counter[int] = Counter()

    def hear(self, event: Event | Planned | LogLost) -> None:
        """One more thing has happened."""
        if isinstance(event, FrameDone):
            self.done += 1
            self.left -= 1
            self._of_clip[event.clip] += 1
        elif isinstance(event, ClipBegun | ClipFaulted):
            self._drop([event.clip])
        elif isinstance(event, ShardDone):
            self._close(event)
        elif isinstance(event, Planned):
            self.left, self._per_clip = event.frames, event.frames_per_clip
            self._clips = {shard.index: shard.clips for shard in event.shards}

    def _drop(self, clips: Iterable[int]) -> None:
        dropped = sum(self._of_clip.pop(clip, 0) for clip in clips)
        self.done -= dropped
        self.left += dropped

    def _close(self, event: ShardDone) -> None:
        """Nothing more comes of the shard's clips."""
        clips = self._clips.pop(event.shard, ())
        if event.problem is not None:
            self._drop(clips)
        self.left -= sum(self._per_clip - self._of_clip.pop(clip, 0) for clip in clips)
