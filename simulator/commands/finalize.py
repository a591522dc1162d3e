"""`swerve finalize OUT`."""

from __future__ import annotations

import contextlib
import sys

from scenes.errors import ConfigError
from simulator.commands import Request
from simulator.number_ranges import number_ranges
from simulator.object_store.url import StoreUrl, place_of


def run(request: Request) -> int:
    """Writes what spans shards; 0 only when no clip and no shard is missing."""
    if len(request.words) != 1 or request.overrides:
        raise ConfigError("finalize", "expected one dataset: swerve finalize OUT")
    # Imported here: it loads exporters and what they need.
    from simulator.dataset import locked_with_others  # noqa: PLC0415
    from simulator.files import disk_fault  # noqa: PLC0415
    from simulator.storage import storage_at  # noqa: PLC0415

    place = place_of(request.words[0], "finalize")
    storage = storage_at(place)
    storage.read_run()
    try:
        with contextlib.nullcontext() if isinstance(place, StoreUrl) else locked_with_others(place):
            summary = storage.finalize()
    except OSError as fault:
        raise disk_fault(fault, place) or fault from fault
    print(f"{place}: {summary.clips} clips, {summary.frames} frames")
    if summary.missing_shards:
        print(f"missing shards: {number_ranges(summary.missing_shards)}", file=sys.stderr)
    if summary.failed_clips:
        print(f"clips given up: {number_ranges(summary.failed_clips)}", file=sys.stderr)
    return 0 if summary.complete else 1
