"""`swerve list [scenarios|rigs|randomizers|exporters|renderers] [plugins=[...]]`."""

from __future__ import annotations

from scenes.errors import ConfigError, UnknownName
from simulator.commands import Request
from simulator.compose import group_targets

KINDS = {
    "scenarios": "scenario",
    "rigs": "rig",
    "randomizers": "randomizer",
    "exporters": "exporter",
    "renderers": "renderer",
}
"""What can be listed, and the config group that it lies in."""


def run(request: Request) -> int:
    """Prints the names that config groups offer, and the class behind each."""
    if len(request.words) > 1:
        raise ConfigError(request.words[1], f"one kind at a time, expected one of {', '.join(KINDS)}")
    for override in request.overrides:
        if not override.startswith("plugins="):
            raise ConfigError("list", f"got {override}, allowed besides a kind: plugins=[...]")
    for kind in request.words or tuple(KINDS):
        if kind not in KINDS:
            raise UnknownName("", "kind", kind, KINDS)
        targets = group_targets(KINDS[kind], request.overrides)
        width = max((len(name) for name in targets), default=0)
        if not request.words:
            print(f"{kind}:")
        for name, target in targets.items():
            print(f"  {name:{width}}  {target}")
    return 0
