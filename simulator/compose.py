"""Hydra composes the config into plain containers; its faults are told in our words, with the valid names."""

from __future__ import annotations

import importlib.util
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from hydra import compose as hydra_compose
from hydra import initialize_config_module
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra._internal.config_repository import ConfigRepository
from hydra._internal.config_search_path_impl import ConfigSearchPathImpl
from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Glob, Override
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from scenes.errors import ConfigError, UnknownName
from simulator.ending import undisturbed
from simulator.installed import EXPORTER, chosen_of_packages, installed_exporters

GROUPS = (
    *("scenario", "road", "randomizer", "plan", "ego_policy", "rig", "renderer", "physics", "exporter", "executor"),
)
"""Config groups; `randomizer` and `exporter` are dicts of several choices."""

OF_SCENARIOS = ("scenario", "road", "randomizer")
"""Groups that differ from one scenario of a mix to the next."""

MIX = "mix"
"""Node of several scenarios in one run, beside the groups."""

DICT_GROUPS = ("randomizer", "exporter")

_MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
"""A dotted name that Python can import."""


def compose(overrides: Sequence[str]) -> dict[str, Any]:
    """The resolved config of command-line overrides as plain dicts, lists and scalars.

    Raises UnknownName for a group choice or key that does not exist, ConfigError for all else that is wrong.
    """
    parsed = _parse(overrides)
    for override in parsed:
        if override.is_sweep_override():
            raise ConfigError(
                str(override.key_or_group),
                "got several values; add -m to make one dataset of each, or write [a,b] for a list",
            )
    with _hydra(parsed) as search:
        installed = chosen_of_packages(parsed, search.options("exporter"))
        parsed = _parse(installed.overrides)
        _check_choices(parsed, search)
        paths = _plugin_paths(parsed)
        search_path = [f"hydra.searchpath=[{','.join(paths)}]"] if paths else []
        search_path += installed.added
        composed = _composed(parsed if not _asks_mix(parsed) else _common(parsed), search_path)
        composed["plugins"] = list(dict.fromkeys([*composed["plugins"], *installed.packages]))
        return _mixed(composed, parsed, search, search_path)


def _asks_mix(parsed: Sequence[Override]) -> bool:
    return any(str(override.key_or_group) == MIX and override.value() for override in parsed)


def _common(parsed: Sequence[Override]) -> list[Override]:
    """The overrides of what all scenarios of a mix share."""
    return [override for override in parsed if str(override.key_or_group).partition(".")[0] not in OF_SCENARIOS]


def _mixed(
    composed: dict[str, Any], parsed: Sequence[Override], search: _Search, search_path: Sequence[str]
) -> dict[str, Any]:
    """The config with what each scenario of a mix has of its own: `mix: {weights: ..., of: {name: parts}}`.

    composed: of a mix, without what differs from one scenario to the next.
    """
    names, weights = composed.pop("mix"), composed.pop("mix_weights")
    if not names:
        if any(str(override.key_or_group) == "mix_weights" for override in parsed):
            raise ConfigError("mix_weights", "weighs the scenarios of a mix, and there is none; expected mix=[...]")
        return composed
    if not isinstance(names, list) or len(set(map(str, names))) != len(names):
        raise ConfigError("mix", f"got {names!r}, allowed: a list of different scenarios")
    for name in names:
        if str(name) not in search.options("scenario"):
            raise UnknownName("mix", "scenario", str(name), search.options("scenario"))
    if any(str(override.key_or_group) == "scenario" for override in parsed):
        raise ConfigError("mix", "takes the place of scenario=...; leave one of them out")
    rest = [override for override in parsed if str(override.key_or_group) != "mix"]
    made = {str(name): _member(str(name), rest, search_path) for name in names}
    members = {name: {group: one.get(group) or {} for group in OF_SCENARIOS} for name, one in made.items()}
    return {**composed, **members[str(names[0])], "mix": {"weights": weights, "of": members}}


def _member(name: str, rest: Sequence[Override], search_path: Sequence[str]) -> dict[str, Any]:
    """The config of one scenario of a mix alone."""
    try:
        return _composed([*_parse([f"scenario={name}"]), *rest], search_path)
    except ConfigError as fault:
        raise ConfigError("", f"{fault} (of {name} in the mix)") from None


def variants(overrides: Sequence[str]) -> list[tuple[str, list[str]]]:
    """(label, overrides) of every combination of swept values (`seed=1,2`, `rig=glob(*)`), in their order."""
    parsed = _parse(overrides)
    fixed = [str(o.input_line) for o in parsed if not o.is_sweep_override()]
    with _hydra(parsed) as search:
        swept = [_choices(o, search) for o in parsed if o.is_sweep_override()]
    return [(",".join(chosen).replace("/", "_"), [*fixed, *chosen]) for chosen in itertools.product(*swept)]


class _Search:
    """Where Hydra looks for config: ours, installed search-path plug-ins, and the run's own plug-ins."""

    def __init__(self, plugin_paths: Sequence[str]) -> None:
        loader = GlobalHydra.instance().config_loader()
        assert isinstance(loader, ConfigLoaderImpl)
        path = ConfigSearchPathImpl()
        for element in loader.get_search_path().get_path():
            path.append(str(element.provider), str(element.path))
        for address in plugin_paths:
            path.append("plugins", address)
        self._repository = ConfigRepository(config_search_path=path)

    def options(self, group: str) -> list[str]:
        return sorted(self._repository.get_group_options(group, results_filter=ObjectType.CONFIG))

    def text(self, group: str, name: str) -> dict[str, Any]:
        """A config file of a group as it stands, interpolations unresolved."""
        loaded = self._repository.load_config(f"{group}/{name}")
        return {} if loaded is None else _plain(loaded.config)


def group_targets(group: str, overrides: Sequence[str] = ()) -> dict[str, str]:
    """The `_target_` of every option of a group, by name."""
    with _hydra(_parse(overrides)) as search:
        found = {name: str(search.text(group, name).get("_target_", "")) for name in search.options(group)}
    return {**installed_exporters(), **found} if group == EXPORTER else found


def _plain(node: Any, resolve: bool = False) -> dict[str, Any]:
    container = OmegaConf.to_container(node, resolve=resolve, throw_on_missing=resolve)
    assert isinstance(container, dict)
    return {str(key): value for key, value in container.items()}


def _parse(overrides: Sequence[str]) -> list[Override]:
    parsed = []
    for text in overrides:
        try:
            parsed.append(OverridesParser.create().parse_override(text))
        except HydraException as fault:
            key, equals, value = text.partition("=")
            quoted = f"; a value with special characters needs quotes: \"{key}='{value}'\"" if equals else ""
            raise ConfigError(text, f"is not an override; expected key=value{quoted}") from fault
    return parsed


@contextmanager
def _hydra(parsed: Sequence[Override]) -> Iterator[_Search]:
    """Hydra, initialised with our config package; the global state that it keeps is left as it was found.

    Signals wait: where one is met within Hydra or OmegaConf, either may make a fault of the config of it.
    """
    paths = _plugin_paths(parsed)
    with undisturbed(), initialize_config_module(config_module="conf", version_base="1.3", job_name="swerve"):
        yield _Search(paths)


def _plugin_paths(parsed: Sequence[Override]) -> list[str]:
    """`pkg://` addresses of the config folders that the named plug-in packages bring."""
    paths = []
    for override in parsed:
        if override.key_or_group == "plugins":
            paths += [f"pkg://{name}.conf" for name in _plugin_names(override) if _has_config(name)]
    return paths


def _plugin_names(override: Override) -> list[str]:
    value = override.value()
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) and _MODULE.fullmatch(name) for name in names):
        raise ConfigError("plugins", f"got {value!r}, allowed: a list of package names, such as [mypackage]")
    return [str(name) for name in names]


def _has_config(package: str) -> bool:
    try:
        if importlib.util.find_spec(package) is None:
            raise ConfigError("plugins", f"no package '{package}' can be imported; is it installed or on PYTHONPATH?")
        return importlib.util.find_spec(f"{package}.conf") is not None
    except (ModuleNotFoundError, ValueError):
        raise ConfigError("plugins", f"'{package}' is not a package that can be imported") from None


def _check_choices(parsed: Sequence[Override], search: _Search) -> None:
    """Raises UnknownName for the first group choice that no file provides."""
    for override in parsed:
        group = str(override.key_or_group)
        if group not in GROUPS or override.is_delete():
            continue
        value = override.value()
        if value is None or isinstance(value, dict):
            raise ConfigError(group, f"got {override.input_line}, allowed: {', '.join(search.options(group))}")
        for name in value if isinstance(value, list) else [value]:
            if str(name) not in search.options(group):
                raise UnknownName(group, group, str(name), search.options(group))
        if isinstance(value, list) and group not in DICT_GROUPS:
            raise ConfigError(group, f"got the list {value}, allowed: one of {', '.join(search.options(group))}")


def _composed(parsed: Sequence[Override], search_path: Sequence[str]) -> dict[str, Any]:
    try:
        groups = [str(o.input_line) for o in parsed if o.key_or_group in GROUPS]
        known = _plain(hydra_compose("config", overrides=[*groups, *search_path]))
        values = [text for o in parsed if o.key_or_group not in GROUPS for text in _addressed(o, known)]
        return _plain(hydra_compose("config", overrides=[*groups, *values, *search_path]), resolve=True)
    except OmegaConfBaseException as fault:
        raise ConfigError(str(getattr(fault, "full_key", "") or ""), str(fault).splitlines()[0]) from None
    except HydraException as fault:
        told = str(fault).partition("Config search path:")[0]
        raise ConfigError("", " ".join(told.split())) from None


def _addressed(override: Override, known: Mapping[str, Any]) -> list[str]:
    """The override as Hydra takes it; two where a value is removed first.

    Raises UnknownName where its key leads nowhere in the config.
    A key inside a chosen part may be missing from the part's YAML and yet be an argument of its class: it is added, and
    `build` checks it against the class.
    """
    text, key = str(override.input_line), str(override.key_or_group)
    first, *rest = key.split(".")
    if first == "hydra" and key != "hydra.searchpath":
        raise ConfigError(key, "has no effect here; of Hydra's own keys, allowed: hydra.searchpath")
    if override.is_add() or override.is_force_add() or first == "hydra":
        return [text]
    if first not in known:
        raise UnknownName(first, "key", first, {*map(str, known), *GROUPS})
    if not rest:
        return [text]
    if not isinstance(known[first], Mapping):
        raise ConfigError(first, f"is a value and has no key '{rest[0]}'")
    if first in DICT_GROUPS and rest[0] not in known[first]:
        raise UnknownName(f"{first}.{rest[0]}", f"chosen {first}", rest[0], map(str, known[first]))
    if override.is_delete():
        return [text]
    return [f"~{key}", f"++{text}"] if _replaces(override.value(), known, key) else [f"++{text}"]


def _replaces(value: object, known: Mapping[str, Any], key: str) -> bool:
    """Whether a value takes the place of another one, with which Hydra would merge it or fail to.

    So it is with distributions of two kinds, and with a list where a mapping stands or the reverse.
    """
    node: Any = known
    for name in key.split("."):
        node = node.get(name) if isinstance(node, Mapping) else None
    if not (isinstance(value, list | Mapping) and isinstance(node, list | Mapping)):
        return False
    return isinstance(value, list) is not isinstance(node, list) or "kind" in value


def _choices(override: Override, search: _Search) -> list[str]:
    """The single overrides that a sweep stands for."""
    value, group = override.value(), str(override.key_or_group)
    if isinstance(value, Glob):
        options = search.options(group)
        if not value.filter(options):
            raise ConfigError(
                group, f"no choice matches {override.input_line}, allowed: {', '.join(options) or 'none'}"
            )
        return [f"{group}={name}" for name in value.filter(options)]
    key = override.get_key_element()
    return [f"{key}={item}" for item in override.sweep_string_iterator()]
