"""Exporters that installed packages offer by Python entry points, without a YAML of their own.

A package says in its pyproject.toml:

    [project.entry-points."swerve.exporters"]
    myformat = "mypackage.myformat:MyExporter"

and after `pip install mypackage` a run takes `exporter=[kitti,myformat] exporter.myformat.option=3`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from hydra.core.override_parser.types import Override

from scenes.errors import ConfigError

GROUP = "swerve.exporters"
EXPORTER = "exporter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """Chosen exporters of packages. overrides: the run's, without them; added: Hydra overrides that bring them in.

    packages: top-level packages that their classes come from, which become plug-ins of the run.
    """

    overrides: Sequence[str]
    added: Sequence[str]
    packages: Sequence[str]


def installed_exporters() -> dict[str, str]:
    """Dotted names of classes, by exporter. Raises ConfigError where two packages offer the same name."""
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            raise ConfigError(EXPORTER, f"'{point.name}' is offered by both {other.value} and {point.value}")
    return {name: f"{point.module}.{point.attr}" for name, point in sorted(found.items())}


def chosen_of_packages(parsed: Sequence[Override], files: Collection[str]) -> Installed:
    """What of `exporter=[...]` no config file provides, and packages do. files: names that config files provide."""
    texts: list[str] = []
    added: dict[str, str] = {}
    for override in parsed:
        names = _names(override)
        if all(name in files for name in names):
            texts.append(str(override.input_line))
            continue
        offered = {name: target for name, target in installed_exporters().items() if name not in files}
        added |= {name: offered[name] for name in names if name in offered}
        texts.append(f"{EXPORTER}=[{','.join(name for name in names if name not in offered)}]")
    return Installed(
        overrides=texts,
        added=[f"++{EXPORTER}.{name}={{_target_:{target}}}" for name, target in added.items()],
        packages=list(dict.fromkeys(target.partition(".")[0] for target in added.values())),
    )


def _names(override: Override) -> list[str]:
    """The exporters that an override chooses; none of any other override."""
    if override.key_or_group != EXPORTER or override.is_delete() or override.is_sweep_override():
        return []
    value = override.value()
    return [str(name) for name in (value if isinstance(value, list) else [value])]
