"""The typed config of a run: composed by Hydra, checked before anything is written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson

from scenes.catalogue import Catalogue
from scenes.errors import ConfigError
from scenes.json_codec import OWN_PACKAGES
from simulator.build import TARGET, build
from simulator.compose import GROUPS, MIX, compose, variants
from simulator.object_store.patience import DEFAULT_PATIENCE_S
from simulator.object_store.url import Place, StoreUrl, place_of
from simulator.sensors.rigs.rig_file import with_rig_file

_RANGES = {
    "seed": (0, 2**63 - 1),
    "clips": (1, 10**8),
    "frames": (1, 10**6),
    "workers": (1, 10**4),
    "max_attempts": (1, 10**6),
}
"""Smallest and largest allowed value of the integer keys.

A seed fits into 64 bits, as every reader of JSON has them. The other upper bounds are chosen: far above what one run
can make, and low enough that its plan fits into memory, so that a slip of the finger is told.
"""

MAX_FPS = 1000.0
"""Frames per second; chosen: above it frames are closer than four physics steps would be at 1/240 s anyway."""

_HOST_KEYS = ("out", "overwrite", "workers", "store_patience_s")
"""Keys that say where and with how many hands, and change no byte of a dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """The top-level keys. frames: per clip. fps: frames per second. val_share: share of clips in the validation split.

    max_attempts: how often a clip is drawn before it is given up. pair: `clean` gives every picture a twin without the
    weather, see `scenes.conditions.without_weather`. gate: whether clips are checked before they are published, see
    `simulator.validation.gate`. device: cpu, cuda:0, ... or cuda for all GPUs, one a worker.
    workers: None for as many as the machine is good for. assets, allow_unlicensed: see `scenes.catalogue.Catalogue`.
    store_patience_s: how long a bucket may give no answer.
    """

    seed: int
    clips: int
    frames: int
    fps: float
    out: str
    overwrite: bool
    device: str
    workers: int | None
    plugins: tuple[str, ...]
    val_share: float
    max_attempts: int
    assets: tuple[str, ...] = ()
    allow_unlicensed: bool = False
    pair: Literal["none", "clean"] = "none"
    gate: bool = True
    store_patience_s: float = DEFAULT_PATIENCE_S

    def __post_init__(self) -> None:
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                allowed = f"an integer of {least} or more" if value < least else f"at most {most}"
                raise ConfigError(name, f"got {value}, allowed: {allowed}")
        if not (math.isfinite(self.fps) and 0.0 < self.fps <= MAX_FPS):
            raise ConfigError("fps", f"got {self.fps:g}, allowed: above 0 up to {MAX_FPS:g} frames per second")
        if not 0.0 <= self.val_share <= 1.0:
            raise ConfigError("val_share", f"got {self.val_share:g}, allowed: 0 to 1")
        if not self.out.strip():
            raise ConfigError("out", "is empty, allowed: the path of a folder")
        place_of(self.out)
        if not self.store_patience_s >= 0.0:
            raise ConfigError("store_patience_s", f"got {self.store_patience_s:g}, allowed: 0 or more seconds")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RunConfig:
    """A run: its checked settings, and the plain nodes of the config groups that parts are built from."""

    settings: RunSettings
    nodes: Mapping[str, Any]

    @property
    def place(self) -> Place:
        """Where the dataset lies."""
        return place_of(self.settings.out)

    @property
    def out(self) -> Path:
        """The dataset's folder. Raises ConfigError where it lies in a bucket."""
        place = self.place
        if isinstance(place, StoreUrl):
            raise ConfigError("out", f"got {place}, expected a folder here; only datasets are written to buckets")
        return place

    @property
    def packages(self) -> tuple[str, ...]:
        """Top-level packages whose classes the config may name."""
        return (*OWN_PACKAGES, *(name.partition(".")[0] for name in self.settings.plugins))

    @property
    def catalogue(self) -> Catalogue:
        """The assets that the run may use."""
        s = self.settings
        return Catalogue(sources=s.assets, allow_unlicensed=s.allow_unlicensed, packages=s.plugins)

    @property
    def members(self) -> dict[str, RunConfig]:
        """The run of each scenario of a mix alone, by name; none where there is one scenario."""
        nodes = {**self.nodes, MIX: {}}
        of = self.nodes[MIX].get("of", {})
        return {name: RunConfig(settings=self.settings, nodes={**nodes, **own}) for name, own in of.items()}

    def identity(self) -> dict[str, Any]:
        """All of the config that bytes of the dataset depend on: without paths, processes and threads of the host."""
        settings = {name: getattr(self.settings, name) for name in RunSettings.__dataclass_fields__}
        kept = {key: value for key, value in settings.items() if key not in _HOST_KEYS}
        nodes = {group: self.nodes[group] for group in GROUPS if group != "executor"}
        nodes["renderer"] = {key: value for key, value in nodes["renderer"].items() if key != "threads"}
        for node in (kept, nodes["renderer"]):
            if "device" in node:
                node["device"] = _kind_of(node["device"])
        nodes |= {MIX: self.nodes[MIX]} if self.nodes[MIX] else {}
        per_shard = self.nodes["executor"].get("clips_per_shard", 1)
        identity: dict[str, Any] = orjson.loads(orjson.dumps({**kept, **nodes, "clips_per_shard": per_shard}))
        return identity

    def with_out(self, out: Place) -> RunConfig:
        """The same run to another place."""
        return config_of({**self.nodes, **_plain_settings(self.settings), "out": str(out)})


def load_config(overrides: Sequence[str] = ()) -> RunConfig:
    """The config of command-line overrides such as `["rig=kitti", "frames=20"]`.

    Raises UnknownName and ConfigError, which name the key, what was given and what is allowed.
    """
    return config_of(with_rig_file(compose(overrides)))


def load_variants(overrides: Sequence[str]) -> list[RunConfig]:
    """One config for each combination of swept values, each writing to `<out>/<its swept overrides>`."""
    configs = []
    for label, chosen in variants(overrides):
        config = load_config(chosen)
        configs.append(config.with_out(config.place / label) if label else config)
    return configs


def config_of(container: Mapping[str, Any]) -> RunConfig:
    """The typed config of a plain container, as `record/run.json` keeps it. Raises ConfigError."""
    top = {key: value for key, value in container.items() if key not in (*GROUPS, MIX)}
    settings = build({TARGET: "simulator.config.RunSettings", **top}, "")
    nodes = {group: container.get(group) or {} for group in (*GROUPS, MIX)}
    for group, node in nodes.items():
        if not isinstance(node, Mapping):
            raise ConfigError(group, f"got {node!r}, allowed: a mapping")
    return RunConfig(settings=settings, nodes=nodes)


def _kind_of(device: str) -> str:
    """Cpu or cuda: which of the GPUs it was is the host's affair; what bytes depend on is in the record's `target`."""
    return device.partition(":")[0]


def _plain_settings(settings: RunSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in RunSettings.__dataclass_fields__}
