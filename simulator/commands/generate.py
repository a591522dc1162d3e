"""`swerve [generate] [overrides] [-m] [--dry-run]`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scenes.errors import ConfigError, OutputError
from scenes.refusals import tally
from simulator.clip_faults import trace_path
from simulator.commands import Request
from simulator.config import RunConfig, load_config, load_variants

if TYPE_CHECKING:
    from simulator.survey import Summary

SHOWN_NOTES = 8
"""Notes on maps that are printed; chosen: the rest stands in the record."""


def run(request: Request) -> int:
    """Makes one dataset, or one of every variant; 0 only when all that was asked is on disk."""
    if request.words:
        raise ConfigError(request.words[0], "is not an override; expected key=value")
    variants = load_variants(request.overrides) if request.multirun else [load_config(request.overrides)]
    if request.dry_run:
        return _dry(variants)
    # Every variant is checked before the first one is made.
    if len(variants) > 1:
        _check_all(variants)
    return max(_one(config, request.debug) for config in variants)


def _check_all(variants: list[RunConfig]) -> None:
    from simulator.generation import checked  # noqa: PLC0415

    for config in variants:
        checked(config)


def _dry(variants: list[RunConfig]) -> int:
    from simulator.estimate import estimate  # noqa: PLC0415

    for config in variants:
        print(estimate(config).text())
    return 0


def _one(config: RunConfig, debug: bool) -> int:
    # Imported here: it loads warp and pybullet, which a mistyped override should not wait for.
    from simulator.generation import generate  # noqa: PLC0415
    from simulator.progress import progress  # noqa: PLC0415

    with progress(debug, sys.stderr) as listener:
        return told(generate(config, listener))


def told(summary: Summary) -> int:
    """Prints what is on disk and what is missing; returns the exit status."""
    print(f"{summary.out}: {summary.clips} clips, {summary.frames} frames")
    for name in summary.exporters:
        print(f"  {summary.out / name}")
    if summary.refused:
        told = tally(reason for reasons in summary.refused for reason in reasons)
        print(f"draws refused: {len(summary.refused)}, {told}")
    for note in summary.notes[:SHOWN_NOTES]:
        print(f"note: {note}", file=sys.stderr)
    if len(summary.notes) > SHOWN_NOTES:
        more = len(summary.notes) - SHOWN_NOTES
        print(f"note: and {more} more; all of them in {summary.out}/record/clips.jsonl", file=sys.stderr)
    _tell_failures(summary)
    if summary.missing_shards:
        problem = f"shards {_listed(summary.missing_shards)} are missing; the same command makes them"
        print(OutputError(problem), file=sys.stderr)
    if summary.others_shards:
        others = f"{len(summary.others_shards)} shards are left to the run's other processes; the last one finalizes"
        print(f"{others} (or: swerve finalize {summary.out})")
    return 0 if summary.complete else 1


def _tell_failures(summary: Summary) -> None:
    for problem in summary.problems:
        print(problem, file=sys.stderr)
    for clip, reason in summary.quarantined.items():
        print(f"clip {clip} is in {summary.out}/record/quarantine: {reason}", file=sys.stderr)
    for clip, reason in summary.faulted.items():
        place = f"{summary.out}/{trace_path(clip)}"
        print(f"clip {clip}: {reason}; {place}; the same command tries it again", file=sys.stderr)
    told_above = {*summary.quarantined, *summary.faulted}
    given_up = tuple(clip for clip in summary.failed_clips if clip not in told_above)
    if given_up:
        print(
            f"clips given up: {_listed(given_up)}; reasons in {summary.out}/record/clips.jsonl",
            file=sys.stderr,
        )


def _listed(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown if len(numbers) <= 10 else f"{shown} and {len(numbers) - 10} more"
