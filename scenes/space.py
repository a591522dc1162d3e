"""The declared parameter space of a run: every distribution of its parts, what depends on what, and what is drawn."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenes.distributions import Conditional, Constant, Distribution, Value
from scenes.errors import ConfigError, SceneError, UnknownName
from scenes.levels import Ask

UNITS: Mapping[str, str] = {
    "kmh": "km/h",
    "mps": "m/s",
    "mps2": "m/s2",
    "m": "m",
    "mm": "mm",
    "s": "s",
    "deg": "degrees",
    "rad": "rad",
    "hz": "Hz",
    "kg": "kg",
    "lux": "lx",
    "cd": "cd",
    "kelvin": "K",
}
"""By the suffix of a name."""

_TWINS: Mapping[str, tuple[str, Callable[[float], float]]] = {
    "_kmh": ("_mps", lambda value: value * 3.6),
    "_deg": ("_rad", math.degrees),
}
"""The suffix of a declared name, the suffix under which records may hold it in SI units, and the way back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A declared value. path: where it stands in the config, such as `randomizer.sky.turbidity`.

    planned: whether a plan takes it unless told otherwise: it is drawn once a clip, and not solved for.
    """

    path: str
    source: Distribution
    planned: bool = True

    @property
    def part(self) -> str:
        """The config path of the part that draws it."""
        return self.path.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Its field in that part."""
        return self.path.rpartition(".")[2]

    @property
    def unit(self) -> str:
        """Its unit, empty for pure numbers and names."""
        return UNITS.get(self.name.rpartition("_")[2], "") if "_" in self.name else ""

    @property
    def varies(self) -> bool:
        """Whether more than one value can be drawn."""
        low, high = self.source.support()
        return len(self.source.names()) + (0 if low > high else 1 if low == high else 2) > 1

    @property
    def given(self) -> str:
        """The path of the parameter that it depends on; empty where it depends on none."""
        if not isinstance(self.source, Conditional):
            return ""
        given = self.source.given
        return given if "." in given else f"{self.part}.{given}"


def parameters_of(part: object, path: str) -> tuple[Parameter, ...]:
    """The distributions among the fields of a part; none where it is no dataclass."""
    if not dataclasses.is_dataclass(part):
        return ()
    unplanned = getattr(type(part), "UNPLANNED", ())
    named = [(field.name, getattr(part, field.name)) for field in dataclasses.fields(part)]
    return tuple(
        Parameter(path=f"{path}.{name}", source=source, planned=name not in unplanned)
        for name, source in named
        if isinstance(source, Distribution)
    )


@dataclass(frozen=True, slots=True)
class Space:
    """All parameters of a run, in the order of its config. Raises ConfigError and UnknownName for a conditional one
    that depends on nothing that exists, on itself in a circle, or has values without a case.
    """

    parameters: tuple[Parameter, ...]

    def __post_init__(self) -> None:
        depending = [p for p in self.parameters if p.given]
        for parameter in depending:
            self._check_given(parameter)
        self.in_order()
        for parameter in depending:
            self._check_cases(parameter)

    def __getitem__(self, path: str) -> Parameter:
        for parameter in self.parameters:
            if parameter.path == path:
                return parameter
        raise UnknownName("", "parameter", path, (p.path for p in self.parameters))

    def in_order(self) -> tuple[Parameter, ...]:
        """Every parameter after the one that it depends on. Raises ConfigError for a circle."""
        ordered: dict[str, Parameter] = {}
        for parameter in self.parameters:
            chain = [parameter]
            while chain[-1].given and chain[-1].given not in ordered:
                before = self[chain[-1].given]
                if before in chain:
                    circle = " -> ".join(p.path for p in [*chain[chain.index(before) :], before])
                    raise ConfigError(parameter.path, f"depends on itself: {circle}")
                chain.append(before)
            ordered |= {p.path: p for p in reversed(chain) if p.path not in ordered}
        return tuple(ordered.values())

    def chosen(self, over: Sequence[str] | None) -> tuple[Parameter, ...]:
        """Those that vary and are named in `over`, without it all that vary and are planned; and what these depend on.

        Raises UnknownName for a path that is none.
        """
        named = [self[path] for path in over] if over is not None else [p for p in self.parameters if p.planned]
        paths: set[str] = set()
        for parameter in named:
            path = parameter.path
            while path:
                paths |= {path} if self[path].varies else set()
                path = self[path].given
        return tuple(p for p in self.parameters if p.path in paths)

    def conditions(self) -> frozenset[str]:
        """Paths of the parameters that others depend on."""
        return frozenset(p.given for p in self.parameters if p.given)

    def inputs(self) -> dict[str, list[str]]:
        """What of the user's files parameters are made from, by path."""
        return {p.path: sorted(p.source.inputs()) for p in self.parameters if p.source.inputs()}

    def settled(
        self, asked: Mapping[str, Ask], stream_of: Callable[[str], np.random.Generator]
    ) -> dict[str, Distribution]:
        """What replaces the declared distributions in one attempt of a clip: where a plan asks, and where one depends.

        stream_of: the random stream of a path; a value on which others depend is drawn from it. Raises SceneError that
        names the parameter where a level that is asked cannot be reached.
        """
        settled: dict[str, Distribution] = {}
        values: dict[str, Value] = {}
        conditions = self.conditions()
        for parameter in self.in_order():
            path, source = parameter.path, parameter.source
            try:
                if isinstance(source, Conditional):
                    settled[path] = source = source.resolved(values[parameter.given])
                if path in asked:
                    settled[path] = source = asked[path].of(source)
            except ConfigError as fault:
                raise SceneError(f"{path}: {fault}") from None
            if path in conditions:
                values[path] = source.sample(stream_of(path))
                settled[path] = Constant(values[path])
        return settled

    def _check_given(self, parameter: Parameter) -> None:
        known = [p.path for p in self.parameters]
        if parameter.given not in known:
            raise UnknownName(f"{parameter.path}.given", "parameter", parameter.given, known)
        if not self[parameter.given].planned:
            drawn = "is drawn more than once a clip or solved for, allowed: a value that is drawn once"
            raise ConfigError(f"{parameter.path}.given", f"{parameter.given} {drawn}")

    def _check_cases(self, parameter: Parameter) -> None:
        source = parameter.source
        assert isinstance(source, Conditional)
        if missing := source.uncovered(self[parameter.given].source):
            told = f"none is for {parameter.given} = {missing}; add one, or 'else'"
            raise ConfigError(f"{parameter.path}.cases", told)


def replaced(part: Any, path: str, settled: Mapping[str, Distribution]) -> Any:
    """The part with those of its distributions replaced that have been settled; itself where none has."""
    own = {p.name: settled[p.path] for p in parameters_of(part, path) if p.path in settled}
    return dataclasses.replace(part, **own) if own else part


def recorded(parameter: Parameter, drawn: Mapping[str, Any]) -> Value | None:
    """The drawn value of a parameter in the record of a clip, in the parameter's own unit; None where there is none.

    drawn: by part, as `record/clips.jsonl` has it. A record may hold it in SI units under the name that says so; what
    a plan asked for stands under `plan`.
    """
    part, name = parameter.part, parameter.name
    if part == "road":
        part, name = "scenario", f"road.{name}"
    values = drawn.get(part, {})
    if name in values:
        return _value(values[name])
    for suffix, (twin, back) in _TWINS.items():
        other = name.removesuffix(suffix) + twin
        if name.endswith(suffix) and other in values:
            return back(float(values[other]))
    return _value(drawn.get("plan", {}).get(parameter.path))


def _value(found: Any) -> Value | None:
    if found is None or isinstance(found, str):
        return found
    return str(found).lower() if isinstance(found, bool) else float(found)
