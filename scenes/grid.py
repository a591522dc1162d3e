"""The grid of a parameter space: each parameter in levels, and which combinations of them can be."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenes.distributions import Case, Conditional, Value
from scenes.errors import ConfigError, UnknownName
from scenes.levels import Level, levels
from scenes.space import Parameter, Space

Cell = tuple[tuple[int, int], ...]
"""(factor, level) of some factors, by ascending factor."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A combination that must not occur: all conditions at once. text: as the user wrote it."""

    conditions: tuple[tuple[str, Case], ...]

    @classmethod
    def of(cls, value: Mapping[str, Any], path: str) -> Forbidden:
        """From `{parameter: name, number or range a..b}`. Raises ConfigError for anything else."""
        if not value:
            raise ConfigError(path, "is empty, allowed: parameters and what they must not be together")
        for key, given in value.items():
            if isinstance(given, bool) or not isinstance(given, str | int | float):
                raise ConfigError(
                    f"{path}.{key}", f"got {given!r}, allowed: a name, a number or a range such as 10..30"
                )
        return cls(tuple((key, Case.of(str(given), f"{path}.{key}")) for key, given in value.items()))

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Whether values are this combination."""
        return all(case.holds(values[path]) for path, case in self.conditions)

    @property
    def text(self) -> str:
        """The combination, for messages."""
        return ", ".join(f"{path} = {case.text}" for path, case in self.conditions)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Levels that do not go together: of each named factor one of a set. text: why."""

    text: str
    of: tuple[tuple[int, frozenset[int]], ...]

    def holds(self, row: Mapping[int, int]) -> bool:
        """Whether a row, perhaps a part of one, is excluded by what it has."""
        return all(row.get(factor, -1) in among for factor, among in self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """factors: the parameters. levels: of each. exclusions: which levels cannot be together."""

    factors: tuple[Parameter, ...]
    levels: tuple[tuple[Level, ...], ...]
    exclusions: tuple[Exclusion, ...]

    def cells(self, strength: int) -> Iterator[Cell]:
        """Every combination of levels of `strength` factors, whether it can be or not."""
        for chosen in itertools.combinations(range(len(self.factors)), strength):
            for picked in itertools.product(*(range(len(self.levels[factor])) for factor in chosen)):
                yield tuple(zip(chosen, picked, strict=True))

    def feasible(self, strength: int) -> list[Cell]:
        """Every combination that some row has which nothing excludes."""
        bound = {factor for exclusion in self.exclusions for factor, _ in exclusion.of}
        known: dict[Cell, bool] = {}
        kept = []
        for cell in self.cells(strength):
            key = tuple((factor, level) for factor, level in cell if factor in bound)
            if key not in known:
                known[key] = self.completed(dict(key)) is not None
            if known[key]:
                kept.append(cell)
        return kept

    def completed(self, row: Mapping[int, int], turn: int = 0) -> dict[int, int] | None:
        """A whole row with these levels that nothing excludes, or None. turn: with which level to begin elsewhere."""
        if any(exclusion.holds(row) for exclusion in self.exclusions):
            return None
        free = next((factor for factor in range(len(self.factors)) if factor not in row), None)
        if free is None:
            return dict(row)
        count = len(self.levels[free])
        tries = (self.completed({**row, free: (turn + k) % count}, turn) for k in range(count))
        return next((whole for whole in tries if whole is not None), None)

    def text(self, cell: Cell) -> str:
        """A cell for people."""
        return ", ".join(f"{self.factors[f].path} = {self.levels[f][k].text}" for f, k in cell)


def grid_of(
    space: Space,
    factors: Sequence[Parameter],
    bins: int,
    edges: Mapping[str, Sequence[float]],
    forbidden: Sequence[Forbidden],
) -> Grid:
    """The grid of some parameters of a space.

    bins: of parameters that `edges`, borders between bins by path, does not name. Bins end where a forbidden range or a
    case of a conditional parameter ends, so that every level is in or out.
    Raises ConfigError and UnknownName for a path that is none, or that is no factor and yet forbidden or has edges.
    """
    paths = [factor.path for factor in factors]
    for path in edges:
        if path not in paths:
            raise UnknownName("edges", "planned parameter", path, paths)
    cuts = {path: list(edges.get(path, ())) for path in paths}
    for path, case in _cases(factors, forbidden):
        if path in cuts and case.numeric:
            cuts[path] += [_below(case.low), case.high]
    made = tuple(levels(f.source, 1 if f.path in edges else bins, cuts[f.path]) for f in factors)
    told = [_exclusion(one, space, paths, made) for one in forbidden]
    implied = _implied(factors, made)
    return Grid(factors=tuple(factors), levels=made, exclusions=(*(e for e in told if e is not None), *implied))


def _cases(factors: Sequence[Parameter], forbidden: Sequence[Forbidden]) -> Iterator[tuple[str, Case]]:
    """Every range that divides a parameter: what is forbidden, and what others depend on."""
    for one in forbidden:
        yield from one.conditions
    for factor in factors:
        if isinstance(factor.source, Conditional):
            for case, _ in factor.source.cases:
                yield factor.given, case


def _below(value: float) -> float:
    """The number before: a range that holds its lower end begins above it."""
    return float(np.nextafter(value, -math.inf))


def _exclusion(
    one: Forbidden, space: Space, paths: Sequence[str], made: Sequence[tuple[Level, ...]]
) -> Exclusion | None:
    """The levels of a forbidden combination; None where a fixed value keeps it from ever happening."""
    of = []
    for path, case in one.conditions:
        parameter = space[path]
        if path in paths:
            factor = paths.index(path)
            among = made[factor]
            of.append((factor, frozenset(k for k, level in enumerate(among) if _inside(level, case, parameter))))
        elif parameter.varies:
            raise ConfigError("forbidden", f"{path} varies and is not planned; add it to over")
        elif not case.holds(parameter.source.quantile(0.5)):
            return None
    return Exclusion(one.text, tuple(of))


def _inside(level: Level, case: Case, parameter: Parameter) -> bool:
    """Whether all of a level is of a case; borders are such that it is all or nothing."""
    if level.name or not case.numeric:
        return bool(level.name) and case.holds(level.name)
    bottom = level.above if math.isfinite(level.above) else _below(parameter.source.support()[0])
    return bottom >= _below(case.low) and level.upto <= case.high


def _implied(factors: Sequence[Parameter], made: Sequence[tuple[Level, ...]]) -> Iterator[Exclusion]:
    """What conditional parameters never draw, by the level of the one that they depend on."""
    paths = [factor.path for factor in factors]
    for place, factor in enumerate(factors):
        if not isinstance(factor.source, Conditional) or factor.given not in paths:
            continue
        given = paths.index(factor.given)
        for k, level in enumerate(made[given]):
            source = factor.source.resolved(level.example)
            never = frozenset(j for j, own in enumerate(made[place]) if own.share(source) <= 0)
            if never:
                text = f"{factor.path} depends on {factor.given} = {level.text}"
                yield Exclusion(text, ((given, frozenset([k])), (place, never)))
