"""What a job asks of a cluster: options of `swerve submit`, checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenes.errors import ConfigError, UnknownName

_COMMON = ("count", "name", "time", "gpus", "cpus", "mem")
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "slurm": (*_COMMON, "partition", "account", "constraint"),
    "kubernetes": (*_COMMON, "image", "claim", "mount", "namespace"),
    "aws_batch": (*_COMMON, "image", "queue", "efs", "mount"),
}
"""Names of a platform's options; none is a key of the config."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "slurm": ("count",),
    "kubernetes": ("count", "image", "claim"),
    "aws_batch": ("count", "image", "queue"),
}

VOLUMES = ("claim", "efs", "mount")
"""Where the storage of the dataset comes from; one in a bucket needs none."""

DEFAULT_MOUNT = "/data"

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
"""Of a Kubernetes object (RFC 1123), which Slurm and AWS Batch take, too."""

_WORD = re.compile(r"[\w.:/@,&|+=-]+", re.ASCII)
_TIME = re.compile(r"(?:(\d+)-)?(\d{1,2}):(\d{2}):(\d{2})")
_MEMORY = re.compile(r"(\d+)([MG])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of each element: time_s, None: the cluster's default; mem_mib, likewise. words: what only one platform knows."""

    count: int
    name: str = "swerve"
    time_s: int | None = None
    gpus: int | None = None
    cpus: int | None = None
    mem_mib: int | None = None
    words: Mapping[str, str]

    @property
    def has_volume(self) -> bool:
        """Whether a volume is named."""
        return any(name in self.words for name in VOLUMES)

    @property
    def mount(self) -> str:
        """Where containers see the storage."""
        return self.words.get("mount", DEFAULT_MOUNT)

    def gpus_for(self, device: str) -> int:
        """As asked, else one for a run on CUDA. Raises ConfigError for GPUs that the run would leave idle."""
        if self.gpus and device == "cpu":
            raise ConfigError(
                "gpus", f"got {self.gpus}, and device=cpu uses none; add device=cuda:0, or leave gpus out"
            )
        if self.gpus == 0 and device != "cpu":
            raise ConfigError("gpus", f"got 0, and device={device} needs one")
        return int(device != "cpu") if self.gpus is None else self.gpus


def parted(platform: str, given: Sequence[str]) -> tuple[Asked, tuple[str, ...]]:
    """Options of the platform, and the overrides of `generate` that stand among them.

    Raises UnknownName for another platform's option, ConfigError for one that is missing or cannot be.
    """
    every = {name for names in OPTIONS.values() for name in names}
    chosen: dict[str, str] = {}
    overrides: list[str] = []
    for text in given:
        name, _, value = text.partition("=")
        if name not in every:
            overrides.append(text)
        elif name not in OPTIONS[platform]:
            raise UnknownName("submit", f"option of {platform}", name, OPTIONS[platform])
        else:
            chosen[name] = value
    in_bucket = any(text.startswith("out=") and "://" in text for text in overrides)
    missing = [name for name in NEEDED[platform] if name not in chosen and not (in_bucket and name in VOLUMES)]
    if missing:
        raise ConfigError("submit", f"{platform} needs {', '.join(f'{name}=...' for name in missing)}")
    return _asked(chosen), tuple(overrides)


def _asked(chosen: Mapping[str, str]) -> Asked:
    kinds: dict[str, tuple[str, Callable[[str], Any]]] = {
        "count": ("count", lambda text: _number("count", text, 1)),
        "name": ("name", _name),
        "time": ("time_s", _time_s),
        "gpus": ("gpus", lambda text: _number("gpus", text, 0)),
        "cpus": ("cpus", lambda text: _number("cpus", text, 1)),
        "mem": ("mem_mib", _mem_mib),
    }
    known = {kinds[name][0]: kinds[name][1](text) for name, text in chosen.items() if name in kinds}
    return Asked(**known, words={name: _word(name, text) for name, text in chosen.items() if name not in kinds})


def _number(name: str, text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise ConfigError(name, f"got '{text}', allowed: an integer of {least} or more")
    return int(text)


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ConfigError("name", f"got '{text}', allowed: up to 63 of a-z, 0-9 and '-' within")
    return text


def _word(name: str, text: str) -> str:
    if not _WORD.fullmatch(text):
        raise ConfigError(name, f"got '{text}', allowed: a word without spaces and quotes")
    return text


def _time_s(text: str) -> int:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ConfigError("time", f"got '{text}', allowed: HH:MM:SS or D-HH:MM:SS, such as 04:00:00")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _mem_mib(text: str) -> int:
    found = _MEMORY.fullmatch(text)
    if found is None:
        raise ConfigError("mem", f"got '{text}', allowed: a number of M or G, such as 32G")
    return int(found[1]) * (1024 if found[2] == "G" else 1)
