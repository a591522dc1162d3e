"""The plan of a run: which clips make up which shard. It depends on the config alone, never on workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenes.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Whole clips that one worker makes and that are published together.

    given_up: clips on which processes died, with what is told of it; they are recorded as failures, not made.
    """

    index: int
    clips: tuple[int, ...]
    given_up: Mapping[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in file names: six digits or more."""
        return f"{self.index:06d}"


def plan(clips: int, clips_per_shard: int) -> tuple[Shard, ...]:
    """Clips 0 .. clips - 1 in shards of `clips_per_shard`, the last one perhaps shorter. Raises ConfigError."""
    if clips_per_shard < 1:
        raise ConfigError("executor.clips_per_shard", f"got {clips_per_shard}, allowed: an integer of 1 or more")
    return tuple(_with_clip(first, clips, clips_per_shard) for first in range(0, clips, clips_per_shard))


def shard_of(clip: int, config: Mapping[str, Any]) -> Shard:
    """The shard of a run's plan which a clip belongs to. config: of its `record/run.json`."""
    return _with_clip(clip, config["clips"], config["clips_per_shard"])


def _with_clip(clip: int, clips: int, clips_per_shard: int) -> Shard:
    index = clip // clips_per_shard
    first = index * clips_per_shard
    return Shard(index=index, clips=tuple(range(first, min(first + clips_per_shard, clips))))
