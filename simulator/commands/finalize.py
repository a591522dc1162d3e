"""`swerve finalize OUT`."""

from __future__ import annotations

import sys
from pathlib import Path

from scenes.errors import ConfigError
from simulator.commands import Request


def run(request: Request) -> int:
    """Writes what spans shards; 0 only when no clip and no shard is missing."""
    if len(request.words) != 1 or request.overrides:
        raise ConfigError("finalize", "expected one folder: swerve finalize OUT")
    # Imported here: it loads exporters and what they need.
    from simulator.dataset import locked, read_run  # noqa: PLC0415
    from simulator.finalize import finalize  # noqa: PLC0415

    out = Path(request.words[0])
    read_run(out)
    with locked(out):
        summary = finalize(out)
    print(f"{out}: {summary.clips} clips, {summary.frames} frames")
    if summary.missing_shards:
        print(f"missing shards: {', '.join(map(str, summary.missing_shards))}", file=sys.stderr)
    if summary.failed_clips:
        print(f"clips given up: {', '.join(map(str, summary.failed_clips))}", file=sys.stderr)
    return 0 if summary.complete else 1
