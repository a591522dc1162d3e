"""A run that has been checked, cut into the elements of a job array that still have something to make."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenes.errors import ConfigError, DeviceError
from simulator.config import RunConfig, load_config
from simulator.generation import checked
from simulator.object_store.url import Place, StoreUrl
from simulator.plan import plan
from simulator.provenance import identity_hash
from simulator.storage import Storage, storage_of

_PLAIN = re.compile(r"[\w./+:-]+", re.ASCII)
"""Paths that Hydra's grammar of overrides takes without quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """overrides: of `generate`, without those of `out` and of the array. count: elements of the array.

    elements: those with shards that are not made yet. device: as the config has it. remarks: what the submitting
    machine could not check, a line each.
    """

    overrides: tuple[str, ...]
    out: Place
    count: int
    shards: int
    elements: tuple[int, ...]
    device: str
    remarks: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every element has something to make."""
        return len(self.elements) == self.count

    def arguments(self) -> list[str]:
        """Of `swerve`, for any element."""
        return [
            *("generate", *self.overrides, "executor=array", f"executor.count={self.count}"),
            f"out={_hydra_text(str(self.out))}",
        ]


def prepare(overrides: Sequence[str], count: int, *, mount: str | None = None) -> Job:
    """Checks the run as `generate` does; writes nothing. mount: where containers will see the storage, None: as here.

    Raises what `generate` would raise before its first clip, save for a device that is not on this machine, and
    ConfigError for more elements than shards.
    """
    for text in overrides:
        if text.lstrip("+~").startswith(("executor=", "executor.count=", "executor.index=")):
            raise ConfigError("submit", f"got {text}; the executor is submit's own: count=N says how many elements")
    array = [*overrides, "executor=array", f"executor.count={count}", "executor.index=0"]
    config = load_config(array)
    settings = config.settings
    shards = len(plan(settings.clips, config.nodes["executor"]["clips_per_shard"]))
    if count > shards:
        raise ConfigError("count", f"got {count} elements for {shards} shards, allowed: at most {shards}")
    out = config.place if isinstance(config.place, StoreUrl) else config.place.absolute()
    if isinstance(out, StoreUrl):
        mount = None  # seen from everywhere
    elif mount is not None and not out.is_relative_to(mount):
        raise ConfigError(
            "out", f"got {out}, expected a folder below mount={mount}: all else is lost with the container"
        )
    remarks = _check(config, array, mount)
    return Job(
        overrides=tuple(text for text in overrides if not text.startswith("out=")),
        out=out,
        count=count,
        shards=shards,
        elements=_left(storage_of(config), count),
        device=settings.device,
        remarks=remarks,
    )


def array_expression(elements: Sequence[int]) -> str:
    """Ascending numbers as ranges, such as 0-3,7,12-63."""
    ranges: list[list[int]] = []
    for element in elements:
        if ranges and element == ranges[-1][1] + 1:
            ranges[-1][1] = element
        else:
            ranges.append([element, element])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def comments(*told: str) -> list[str]:
    """Lines of a job file; also where a path or a message has several."""
    return [f"# {line}" for text in told for line in text.splitlines()]


def _check(config: RunConfig, array: Sequence[str], mount: str | None) -> tuple[str, ...]:
    """Checks all that this machine can. Returns what it cannot."""
    remarks: list[str] = []
    is_here = mount is None or Path(mount).exists()
    if not is_here:
        remarks.append(f"{mount} is not on the machine that wrote this, so what lies there was not looked at.")
    with tempfile.TemporaryDirectory(prefix="swerve-submit-") as scratch:
        # Not into `out`, whose record names the device and the processor of the nodes.
        elsewhere = Path(scratch) / "out"
        try:
            _, _, run = checked(config.with_out(elsewhere))
        except DeviceError as missing:
            remarks += [
                f"{missing}.",
                "So all else was checked with device=cpu; on a node, the rest is checked by",
                f"swerve doctor device={config.settings.device}",
            ]
            on_cpu = load_config([*(text for text in array if not text.startswith("device=")), "device=cpu"])
            _, _, run = checked(on_cpu.with_out(elsewhere))
        if is_here:
            _check_same(config, run, storage_of(config))
    return tuple(remarks)


def _check_same(config: RunConfig, run: Mapping[str, Any], storage: Storage) -> None:
    """Raises OutputError where another run's data is there. run: what is recorded of the same config here.

    What the nodes' device and processor do to the record is not known here: it is taken from the dataset.
    """
    record = {key: value for key, value in run.items() if key not in ("schema_version", "config_hash")}
    record["config"] = {**config.identity(), "rig_hash": run["config"]["rig_hash"]}
    before = storage.read_run() if storage.is_there() else run
    if before.get("target") != run["target"]:
        # Another processor turns a rig's poses in other last bits; a calibration that changed is found by the nodes.
        record["target"] = before.get("target")
        record["config"]["rig_hash"] = before["config"].get("rig_hash")
    storage.check({**record, "config_hash": identity_hash(record)}, overwrite=config.settings.overwrite)


def _left(storage: Storage, count: int) -> tuple[int, ...]:
    """Elements, element i being to make shards i, i + count ..., of which some are missing or hold faulted clips.

    Where only finalizing is left, any element does it: the first.
    """
    if not storage.is_there():
        return tuple(range(count))
    run = storage.read_run()
    shards = plan(run["config"]["clips"], run["config"]["clips_per_shard"])
    left = {shard.index % count for shard in storage.unsettled(shards, run["config_hash"])}
    return tuple(sorted(left)) if left or storage.is_finalized() else (0,)


def _hydra_text(text: str) -> str:
    """A value as an override takes it."""
    if _PLAIN.fullmatch(text):
        return text
    # Backslashes are as they stand but before what they keep from its meaning: quotes, and references to other keys.
    escaped = re.sub(r"(\\*)(\$\{|'|\Z)", lambda met: met[1] * 2 + ("\\" + met[2] if met[2] else ""), text)
    return f"'{escaped}'"
