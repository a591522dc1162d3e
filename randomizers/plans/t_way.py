"""Covering arrays: every combination of levels of any t parameters occurs in some clip, with few clips."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import covertable

from randomizers.plans.base import Layout, Plan, forbidden_of, planned
from scenes.errors import ConfigError
from scenes.grid import Exclusion, Grid, grid_of
from scenes.levels import Ask
from scenes.space import Space

MOST_STRENGTH = 3
"""Combinations of four parameters are so many that random clips cover them about as well."""

Row = tuple[int, ...]
"""A level of every factor."""


class Rows(Layout):
    """Clip i asks for row i, and beyond the last row for the first one again, with other values in the same levels."""

    def __init__(self, grid: Grid, strength: int, seed: int) -> None:
        self.grid, self.strength, self.seed = grid, strength, seed

    @functools.cached_property
    def rows(self) -> tuple[Row, ...]:
        """Found when first asked for: a worker may have no clip of this scenario."""
        return covering_rows(self.grid, self.strength, self.seed)

    def ask(self, clip: int, attempt: int) -> Mapping[str, Ask]:
        """The levels of a row; every attempt draws within them."""
        row = self.rows[clip % len(self.rows)]
        chosen = zip(self.grid.factors, self.grid.levels, row, strict=True)
        return {factor.path: levels[k] for factor, levels, k in chosen}

    @property
    def least_clips(self) -> int:
        """One a row."""
        return len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class TWay(Plan):
    """A covering array.

    strength: t, how many parameters at a time, 1 to 3. bins: levels of a number, of about equal probability.
    edges: own borders between the levels, by parameter. over: parameters, null for all that vary and are drawn once a
    clip. forbidden: combinations that must not occur, each `{parameter: name, number or range a..b, ...}`.
    """

    strength: int = 2
    bins: int = 3
    edges: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    over: tuple[str, ...] | None = None
    forbidden: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.strength <= MOST_STRENGTH:
            raise ConfigError("strength", f"got {self.strength}, allowed: 1 to {MOST_STRENGTH}")
        if self.bins < 1:
            raise ConfigError("bins", f"got {self.bins}, allowed: 1 or more")

    def lay_out(self, space: Space, clips: int, seed: int) -> Layout:
        """The rows. Raises ConfigError and UnknownName where it does not fit the parameters, or nothing is allowed."""
        grid = self.grid(space)
        check_rows(grid)
        return Rows(grid, self.strength, seed)

    def grid(self, space: Space) -> Grid:
        """Its parameters in levels. Raises ConfigError where there are fewer than `strength`."""
        factors = planned(space, self.over)
        if len(factors) < self.strength:
            allowed = f"1 to {len(factors)}, as many as there are parameters that vary"
            raise ConfigError("strength", f"got {self.strength}, allowed: {allowed}")
        return grid_of(space, factors, self.bins, self.edges, forbidden_of(self.forbidden, space))


def check_rows(grid: Grid) -> None:
    """Raises ConfigError where exclusions leave no row at all, with how many of them each one excludes."""
    if grid.completed({}) is None:
        told = [f"{exclusion.text} ({_excluded(grid, exclusion)} rows)" for exclusion in grid.exclusions]
        raise ConfigError("forbidden", f"leaves no combination of all parameters: {'; '.join(told)}")


def _excluded(grid: Grid, exclusion: Exclusion) -> str:
    """How many of all rows an exclusion takes by itself, and of how many."""
    whole = math.prod(len(levels) for levels in grid.levels)
    share = math.prod(len(among) / len(grid.levels[factor]) for factor, among in exclusion.of)
    return f"excludes {100.0 * share:.3g} % of {whole}"


def covering_rows(grid: Grid, strength: int, seed: int) -> tuple[Row, ...]:
    """Rows of levels that nothing excludes, in which every feasible combination of `strength` factors occurs.

    covertable's greedy search; what it left out is added, so that the promise does not hang on it. Raises ConfigError
    where exclusions leave no row at all.
    """
    check_rows(grid)
    names = [f"f{k:04d}" for k in range(len(grid.factors))]
    made = covertable.make(
        {name: list(range(len(levels))) for name, levels in zip(names, grid.levels, strict=True)},
        strength=strength,
        salt=str(seed),
        constraints=[_condition(e.of, names) for e in grid.exclusions],
    )
    rows = [tuple(int(row[name]) for name in names) for row in made]
    allowed = [row for row in rows if not any(e.holds(dict(enumerate(row))) for e in grid.exclusions)]
    seen = {cell for row in allowed for cell in itertools.combinations(enumerate(row), strength)}
    for turn, cell in enumerate(grid.feasible(strength)):
        if cell not in seen:
            whole = grid.completed(dict(cell), turn)
            assert whole is not None  # it is feasible
            allowed.append(tuple(whole[k] for k in range(len(names))))
            seen |= set(itertools.combinations(enumerate(allowed[-1]), strength))
    return tuple(allowed)


def _condition(of: Sequence[tuple[int, frozenset[int]]], names: Sequence[str]) -> dict[str, Any]:
    """Not all of the excluded levels at once."""
    inside = [{"operator": "in", "left": names[factor], "values": sorted(among)} for factor, among in of]
    return {"operator": "not", "condition": {"operator": "and", "conditions": inside}}
