"""`swerve list [KIND] [plugins=[...]] [assets=[...]]`, `... parameters [overrides]`, `... elements FILE`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scenes.errors import ConfigError, UnknownName
from simulator.commands import Request
from simulator.compose import group_targets
from simulator.config import load_config

GROUPS = {
    "scenarios": "scenario",
    "roads": "road",
    "rigs": "rig",
    "randomizers": "randomizer",
    "plans": "plan",
    "exporters": "exporter",
    "renderers": "renderer",
}
"""What lies in a config group, and in which."""

ASSETS = "assets"
PARAMETERS = "parameters"
ELEMENTS = "elements"
KINDS = (*list(GROUPS)[:3], ASSETS, *list(GROUPS)[3:], PARAMETERS, ELEMENTS)
"""What can be listed."""

_FOR_ASSETS = ("assets", "allow_unlicensed")


def run(request: Request) -> int:
    """Prints the names that config groups offer, and the class behind each; of assets class, size and licence; of a
    run's parameters what they draw, for any overrides.

    Exit status 1 where an imported asset cannot be used.
    """
    if request.words[:1] == (ELEMENTS,):
        return _print_elements(request)
    if len(request.words) > 1:
        raise ConfigError(request.words[1], f"one kind at a time, expected one of {', '.join(KINDS)}")
    if request.words == (PARAMETERS,):
        return _print_parameters(request.overrides)
    for override in request.overrides:
        if override.partition("=")[0] not in ("plugins", *_FOR_ASSETS):
            raise ConfigError("list", f"got {override}, allowed besides a kind: plugins=[...], assets=[...]")
    plugins = [override for override in request.overrides if override.startswith("plugins=")]
    status = 0
    for kind in request.words or KINDS[:-2]:
        if kind not in KINDS:
            raise UnknownName("", "kind", kind, KINDS)
        if not request.words:
            print(f"{kind}:")
        if kind == ASSETS:
            status = _print_assets(request.overrides)
        else:
            _print_columns([(name, target) for name, target in group_targets(GROUPS[kind], plugins).items()])
    return status


def _print_elements(request: Request) -> int:
    """What of a scenario file is supported. Returns 0 where it runs."""
    if len(request.words) != 2 or request.overrides:
        raise ConfigError(ELEMENTS, "expected one scenario file: swerve list elements FILE.xosc")
    # Imported here: it reads maps, which the other kinds do without.
    from simulator.element_listing import element_table  # noqa: PLC0415

    table, lines, status = element_table(Path(request.words[1]))
    _print_columns(table)
    for line in lines:
        print(line)
    return status


def _print_parameters(overrides: Sequence[str]) -> int:
    """The table of all that a run with these overrides draws. Returns the exit status."""
    # Imported here: it builds the scenario, which the other kinds do without.
    from simulator.cast import drawn_by  # noqa: PLC0415
    from simulator.declared import declared_space  # noqa: PLC0415
    from simulator.parameter_listing import plan_text, rows  # noqa: PLC0415

    config = load_config(overrides)
    for name, drawn in drawn_by(config).items():
        space = declared_space(*drawn)
        if name:
            print(f"{name}:")
        _print_columns(list(rows(space)))
        if told := plan_text(config, space):
            print(told)
    return 0


def _print_assets(overrides: Sequence[str]) -> int:
    """The table of assets. Returns the exit status."""
    # Imported here: it makes one of each, which the other kinds do without.
    from scenes.imported.places import shipped  # noqa: PLC0415
    from simulator.asset_listing import rows  # noqa: PLC0415

    config = load_config(overrides)
    table = list(rows(config.catalogue))
    _print_columns(table)
    others = [name for name in shipped() if name not in config.settings.assets]
    if others:
        print(f"  more with assets=[{', '.join(others)}], or the folder of an assets.yaml of your own")
    return 1 if any(note.startswith("not usable") for *_, note in table) else 0


def _print_columns(table: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[k]) for row in table) for k in range(len(table[0]))] if table else []
    for row in table:
        print("  " + "  ".join(f"{text:{width}}" for text, width in zip(row, widths, strict=True)).rstrip())
