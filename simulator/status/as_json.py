"""A dataset's status as JSON values."""

from __future__ import annotations

import dataclasses
from typing import Any

from simulator.number_ranges import number_ranges
from simulator.status.overview import Overview
from simulator.status.report import config_in_short


def as_json(found: Overview, count: int | None) -> dict[str, Any]:
    """The same as the report says, whole. count: elements of a job array, whose missing ones are told."""
    made, measured = found.made, found.measured
    pace = measured.pace
    return {
        "out": str(found.out),
        "config_hash": found.run["config_hash"],
        "config": config_in_short(found.run),
        "complete": found.complete,
        "finalized": found.finalized,
        "locked": found.locked,
        "shards": {
            "planned": made.shards,
            "published": len(made.published),
            "missing": number_ranges(made.missing),
            "broken": number_ranges(made.faulted),
            "damaged": {str(shard): why for shard, why in made.damaged.items()},
        },
        **({} if count is None else {"array": {"count": count, "elements": number_ranges(found.elements(count))}}),
        "clips": {
            "made": len(made.clips),
            "failed": list(made.failed_clips),
            "refused": dict(made.refused),
            "refusals": dict(made.refusals),
            "quarantined": dict(made.quarantined),
            "broken": dict(made.broken),
        },
        "frames": made.frames,
        "bytes": made.bytes,
        "measured": {
            "shards": measured.shards,
            "unmeasured": number_ranges(measured.unmeasured),
            "tries": measured.tries,
            "seconds": measured.seconds_s,
            "stages_s": dict(measured.stages_s),
            "places": [{**dataclasses.asdict(place), "fps": place.fps} for place in measured.places],
            "pace": None if pace is None else dataclasses.asdict(pace),
            "differing": {name: dict(values) for name, values in measured.differing.items()},
        },
        "left_s": found.left_s,
        "runs": [dataclasses.asdict(run) for run in found.runs],
    }
