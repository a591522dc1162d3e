"""What makes a dataset's clips again: its config and parts from the record, and what of the maker is another now."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from scenes.errors import ConfigError, DeviceError, OutputError
from simulator import __version__
from simulator.cast import Cast, build_cast
from simulator.config import RunConfig
from simulator.dataset import read_run
from simulator.differences import differing
from simulator.finalize import config_of_run
from simulator.layout import SCHEMA_VERSION
from simulator.parts import build_exporters
from simulator.provenance import identity_hash, run_record

_ADVICE = ". Use device=cpu"
"""Begins what a missing device tells somebody who may choose another one."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Maker:
    """run: the dataset's `record/run.json`. others: what of the program, its libraries, the machine and the user's
    files is not what made the dataset, as `name: then -> now`. altered: what of `run` was changed since.
    """

    dataset: Path
    run: Mapping[str, Any]
    config: RunConfig
    parts: Cast
    others: tuple[str, ...]
    altered: tuple[str, ...]


def maker_of(dataset: Path, workers: int = 1) -> Maker:
    """Builds what made a dataset. Raises OutputError where the folder is none, ConfigError where this program cannot
    (a plug-in is not installed), InputFileError where a file of the user's has gone, and DeviceError.
    """
    run = read_run(dataset)
    _check_form(dataset, run)
    try:
        config = config_of_run(run, dataset)
        config = dataclasses.replace(config, settings=dataclasses.replace(config.settings, workers=workers))
        build_exporters(config)
        parts = build_cast(config)
    except ConfigError as fault:
        raise ConfigError("", f"{fault} ({_made_by(dataset, run)})") from None
    except DeviceError as fault:
        told = str(fault).partition(_ADVICE)[0]
        raise DeviceError(f"{told} ({_made_by(dataset, run)} for {run['target']}: use such a machine)") from None
    now = orjson.loads(orjson.dumps(run_record(config, parts.rig, parts.inputs())))
    ours = {key: value for key, value in now.items() if key != "config_hash"}
    theirs = {key: value for key, value in run.items() if key != "config_hash"}
    hashed = identity_hash({key: value for key, value in theirs.items() if key != "schema_version"})
    return Maker(
        dataset=dataset,
        run=run,
        config=config,
        parts=parts,
        others=tuple(differing(theirs, ours)),
        altered=() if hashed == run["config_hash"] else ("record/run.json: was changed after the run",),
    )


def _check_form(dataset: Path, run: Mapping[str, Any]) -> None:
    found = run.get("schema_version")
    if found != SCHEMA_VERSION:
        raise OutputError(f"{dataset}: this program reads records of schema {SCHEMA_VERSION}, and this one is {found}")
    for key in ("version", "target"):
        if key not in run:
            raise OutputError(f"{dataset}/record/run.json: is damaged (it has no {key})")


def _made_by(dataset: Path, run: Mapping[str, Any]) -> str:
    ours = "" if run["version"] == __version__ else f"; this is {__version__}"
    plugins = ", ".join(run["config"].get("plugins", ()))
    needed = f" with the plug-ins {plugins}, to be installed or in PYTHONPATH" if plugins else ""
    return f"{dataset} was made by version {run['version']}{ours}{needed}"
