"""A dataset's status in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from simulator.number_ranges import number_ranges
from simulator.quantities import bytes_text, clock_text
from simulator.status.metrics import Measured, Place
from simulator.status.overview import Overview

SHOWN = 10
"""Reasons, damaged manifests and differing facts that are listed of each kind; chosen: the rest stands in the JSON."""


def as_text(found: Overview, count: int | None) -> str:
    """The status in lines. count: elements of a job array, whose missing ones are told."""
    return "\n".join([_config_line(found), "", *_state(found, count), *_failures(found), *_costs(found)])


def config_in_short(run: Mapping[str, Any]) -> dict[str, Any]:
    """What a run's record says of its config, in names and numbers."""
    config = run["config"]
    mix = config.get("mix", {}).get("of", {})
    return {
        "scenario": sorted(mix) if mix else _class_name(config["scenario"]),
        "rig": _class_name(config["rig"]),
        "exporters": list(config["exporter"]),
        "seed": config["seed"],
        "clips": config["clips"],
        "frames": config["frames"],
        "clips_per_shard": config["clips_per_shard"],
        "device": config["device"],
        "version": run["version"],
    }


def _config_line(found: Overview) -> str:
    short = config_in_short(found.run)
    scenario = short["scenario"] if isinstance(short["scenario"], str) else f"mix of {', '.join(short['scenario'])}"
    return (
        f"{found.out}: {scenario}, rig {short['rig']}, exporters {', '.join(short['exporters'])}, "
        f"seed {short['seed']}, {short['clips']} clips of {short['frames']} frames, {short['device']}"
    )


def _state(found: Overview, count: int | None) -> Iterator[str]:
    made = found.made
    yield _line("shards", f"{len(made.published)} of {made.shards} published")
    given_up = ", ".join(
        f"{sum(reasons.values())} {what}"
        for what, reasons in (
            ("given up: no draw was accepted", made.refused),
            ("in quarantine", made.quarantined),
            ("broken: the same command tries them again", made.broken),
        )
        if reasons
    )
    yield _line("clips", f"{len(made.clips)} made" + (f", {given_up}" if given_up else ""))
    yield _line("frames", f"{made.frames}, {bytes_text(made.bytes)}")
    yield _line("finalized", _finalized(found))
    yield from _runs(found)
    if made.missing:
        yield _line("missing", f"shards {number_ranges(made.missing)}")
    if made.faulted:
        yield _line("broken", f"shards {number_ranges(made.faulted)} hold clips on which something broke")
    if count is not None and (elements := found.elements(count)):
        yield _line("array", f"sbatch --array={number_ranges(elements)}  (elements of {count})")
    if (left_s := found.left_s) is not None and (pace := found.measured.pace) is not None:
        who = "1 process" if pace.processes == 1 else f"{pace.processes} processes"
        yield _line("to go", f"{clock_text(left_s)} at {pace.fps:.2f} frames/s of {who}")


def _finalized(found: Overview) -> str:
    if found.finalized:
        return "yes"
    if found.locked:
        return "no; the run that is writing does it at its end"
    if found.made.missing:
        return "no; the same command makes what is missing and does it"
    return f"no; swerve finalize {found.out} does it"


def _runs(found: Overview) -> Iterator[str]:
    """Who is at work. Elements of a job array share the dataset, so that no lock tells whether they live."""
    silent = found.silent_runs
    elements = [run for run in silent if run.count is not None]
    if found.locked:
        yield _line("writing", "yes, a run is writing now")
    else:
        yield _line("writing", "perhaps: elements of a job array, at work or killed" if elements else "no")
    for run in silent[-SHOWN:]:
        age_s = (datetime.now(UTC) - datetime.fromisoformat(run.heard)).total_seconds()
        fate = "" if found.locked or run.count is not None else " was killed,"
        yield _line("", f"{run.host}, process {run.pid}:{fate} last heard {clock_text(age_s)} ago: {run.last}")
    if len(silent) > SHOWN:
        yield _line("", f"and {len(silent) - SHOWN} more whose logs do not end")


def _failures(found: Overview) -> Iterator[str]:
    made = found.made
    for title, reasons in (
        ("no draw was accepted, by why draws were refused", made.refusals or made.refused),
        ("quarantined", made.quarantined),
        ("something broke", made.broken),
    ):
        yield from _listed(f"clips: {title}", [f"{count:6}  {reason}" for reason, count in reasons.items()])
    yield from _listed("damaged manifests", [f"shard {shard}: {why}" for shard, why in made.damaged.items()])


def _costs(found: Overview) -> Iterator[str]:
    measured = found.measured
    if measured.unmeasured:
        yield ""
        yield f"{len(measured.unmeasured)} published shards have no record of what their making took"
    if not measured.shards:
        return
    yield ""
    yield f"{'time by stage':20} {'seconds':>10} {'share':>7}"
    for stage, spent_s in measured.stages_s.items():
        beside = "  (beside the others)" if stage == "write" else ""
        yield f"  {stage:18} {spent_s:10.1f} {_share(spent_s, measured)}{beside}"
    yield f"  {'all':18} {measured.seconds_s:10.1f}"
    yield from _places(measured.places)
    for name, values in list(measured.differing.items())[:SHOWN]:
        yield from _listed(f"{name} differs", [f"{value}: shards {shards}" for value, shards in values.items()])


def _places(places: Sequence[Place]) -> Iterator[str]:
    wide = max(len("host"), *(len(place.host) for place in places))
    yield ""
    head = f"{'processes':>9} {'shards':>7} {'frames':>8} {'frames/s each':>13} {'memory':>9}"
    yield f"{'host':{wide}}  {'device':8} {head}"
    for place in places:
        gpu = "" if place.gpu_peak_bytes is None else f", GPU {bytes_text(place.gpu_peak_bytes)}"
        yield (
            f"{place.host:{wide}}  {place.device:8} {place.processes:9} {place.shards:7} {place.frames:8} "
            f"{place.fps:13.2f} {bytes_text(place.memory_peak_bytes):>9}{gpu}"
        )


def _share(spent_s: float, measured: Measured) -> str:
    return f"{spent_s / measured.seconds_s:7.1%}" if measured.seconds_s else ""


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    """A title with the first few lines below it; nothing where there are none."""
    if not lines:
        return
    yield ""
    yield title
    for line in lines[:SHOWN]:
        yield f"  {line}"
    if len(lines) > SHOWN:
        yield f"  and {len(lines) - SHOWN} more"


def _line(name: str, told: str) -> str:
    return f"{name:10} {told}"


def _class_name(node: Mapping[str, Any]) -> str:
    return str(node.get("_target_", "none")).rpartition(".")[2]
