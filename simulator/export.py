"""Makes other formats from a dataset's store without rendering: the same bytes as if the run had written them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scenes.errors import ConfigError
from simulator.annotations.wanted import LabelKind
from simulator.config import RunConfig, config_of, load_config
from simulator.dataset import read_run
from simulator.export_work import ExportWorker
from simulator.finalize import config_of_run
from simulator.generation import make_dataset
from simulator.listening import Listener
from simulator.parts import build_executor, build_exporters, build_rig, check_exporters
from simulator.ports import ExporterPort
from simulator.provenance import exported_record
from simulator.storage import storage_of
from simulator.store.index import read_index, store_of
from simulator.survey import Summary

OPTIONS = ("exporter", "out", "overwrite", "workers", "plugins")
"""Keys that an export may set; all else is as it was when the frames were rendered."""


def export(source: Path, overrides: Sequence[str], listener: Listener | None = None) -> Summary:
    """Writes the frames of a dataset's store with other exporters into another dataset.

    overrides: of OPTIONS and of what lies below `exporter`. Raises ConfigError for others, for exporters that want
    labels which the store has not, and without `out`; OutputError where the source has no store.
    """
    run = read_run(source)
    store = store_of(source, run)
    config = _config(source, run, overrides)
    exporters = build_exporters(config)
    check_exporters(config, exporters, build_rig(config))
    _check_labels(exporters, frozenset(read_index(store).labels))
    record = exported_record(run, config)
    storage_of(config).check(record, overwrite=config.settings.overwrite)
    return make_dataset(
        config, build_executor(config), record, ExportWorker(config, record, source.absolute(), store), listener
    )


def _config(source: Path, run: Mapping[str, Any], overrides: Sequence[str]) -> RunConfig:
    """The config of the run that rendered, with what an export may set."""
    for override in overrides:
        key = override.lstrip("+~").partition("=")[0]
        if key.partition(".")[0] not in OPTIONS:
            raise ConfigError("export", f"got {override}, allowed: {', '.join(f'{name}=...' for name in OPTIONS)}")
    given = {override.partition("=")[0] for override in overrides}
    for key in ("out", "exporter"):
        if key not in given:
            raise ConfigError("export", f"needs {key}=...: swerve export {source} exporter=[nuscenes] out=out/mine")
    asked = load_config(overrides)
    before = config_of_run(run, source)
    settings = {name: getattr(before.settings, name) for name in type(before.settings).__dataclass_fields__}
    settings |= {name: getattr(asked.settings, name) for name in ("out", "overwrite", "workers")}
    settings["plugins"] = tuple(dict.fromkeys((*before.settings.plugins, *asked.settings.plugins)))
    per_shard = before.nodes["executor"]["clips_per_shard"]
    nodes = {
        **before.nodes,
        "exporter": asked.nodes["exporter"],
        "executor": {**asked.nodes["executor"], "clips_per_shard": per_shard},
    }
    made = config_of({**nodes, **settings})
    if isinstance(made.place, Path):
        _check_apart(source.resolve(), made.place.resolve())
    return made


def _check_apart(source: Path, out: Path) -> None:
    """Raises ConfigError where one dataset would lie in the other, whose `overwrite` or `finalize` would remove it."""
    if out == source:
        raise ConfigError("out", f"is the dataset itself, {source}; expected another folder")
    if source in out.parents or out in source.parents:
        raise ConfigError("out", f"{out} and the dataset {source} would lie in each other; expected a folder beside it")


def _check_labels(exporters: Mapping[str, ExporterPort], kept: frozenset[LabelKind]) -> None:
    for name, exporter in exporters.items():
        if lacking := sorted(exporter.wants() - kept):
            raise ConfigError(
                f"exporter.{name}",
                f"needs the labels {', '.join(lacking)}, and the store was written with "
                f"{', '.join(sorted(kept)) or 'none of these kinds'}",
            )
