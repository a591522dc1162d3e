"""What `swerve` can do: one file a command, each with `run(request) -> exit status`."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Protocol, cast

from scenes.errors import UnknownName

COMMANDS = {
    "generate": "make a dataset (the default)",
    "preview": "a contact sheet and a video of one clip, boxes drawn; its rig from above",
    "assets": "a contact sheet of all assets, or of those that match a word",
    "roads": "a place's roads from above, and what of a map could not be taken over",
    "gallery": "a film strip of every scenario, or of those that match a word",
    "list": "choices: scenarios, roads, rigs, randomizers ...; a run's parameters; a scenario file's elements",
    "people": "how people of a dataset look: shares that the config declares, and those that were drawn",
    "coverage": "what of the declared parameters a dataset covers: bins, pairs, triples",
    "export": "write a dataset that has a store in other formats, without rendering again",
    "doctor": "what of this machine would keep a run from going well, and the remedy",
    "submit": "a job file for Slurm, Kubernetes or AWS Batch (--dry-run prints it), or a job of Slurm",
    "validate": "check a dataset from its files alone: whole, and its labels, masks, depth and LiDAR agree",
    "status": "how far a dataset is: what is missing, failed or damaged, time, memory, machines",
    "verify": "make clips of a dataset again and compare every byte",
    "reproduce": "make one frame of a dataset again",
    "finalize": "write what spans shards of a dataset again",
}
"""Names and one-line descriptions; the module of the same name runs the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A parsed command line. words: arguments that are no overrides and no flags."""

    command: str
    words: tuple[str, ...]
    overrides: tuple[str, ...]
    multirun: bool = False
    dry_run: bool = False
    debug: bool = False


class Command(Protocol):
    """The module of a command."""

    def run(self, request: Request) -> int:
        """Does it; returns the exit status. Raises SwerveError."""


def command(name: str) -> Command:
    """The command of that name. Raises UnknownName with the valid ones."""
    if name not in COMMANDS:
        raise UnknownName("", "command", name, COMMANDS)
    return cast(Command, importlib.import_module(f"simulator.commands.{name}"))
