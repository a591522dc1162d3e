"""The plan of a run: which clips make up which shard. It depends on the config alone, never on workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    starts = range(0, clips, clips_per_shard)
    return tuple(
        Shard(index=i, clips=tuple(range(start, min(start + clips_per_shard, clips)))) for i, start in enumerate(starts)
    )
