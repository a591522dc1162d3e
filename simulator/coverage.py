"""What of the declared space a dataset covers: counts in every bin, and of every combination of two and three."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from scenes.distributions import Choice, Value
from scenes.errors import ConfigError, OutputError
from scenes.grid import Cell, Forbidden, Grid, grid_of
from scenes.levels import level_of
from scenes.space import Parameter, Space, recorded
from simulator.build import TARGET, build
from simulator.cast import drawn_by
from simulator.compose import MIX
from simulator.config import RunConfig
from simulator.dataset import read_run
from simulator.declared import declared_space
from simulator.finalize import config_of_run
from simulator.layout import CLIPS_FILE

UNKNOWN = -1
EMPTIEST = 10
"""Cells that a report names; chosen: what one looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binning:
    """How to look at a dataset. over: parameters, None for all that vary and are drawn once a clip. bins: of a number.
    edges: own borders between bins, by parameter. forbidden: what cannot be together, as in the plans.
    """

    over: tuple[str, ...] | None = None
    bins: int = 3
    edges: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    forbidden: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if self.bins < 1:
            raise ConfigError("bins", f"got {self.bins}, allowed: 1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Coverage of all combinations of `strength` parameters. seen: feasible cells with a clip or more.

    impossible: cells that constraints exclude, counted, and yet found in a clip. emptiest: (cell, clips).
    """

    strength: int
    feasible: int
    seen: int
    impossible: int
    emptiest: tuple[tuple[Cell, int], ...]

    @property
    def share(self) -> float:
        """Seen of feasible cells."""
        return self.seen / self.feasible if self.feasible else 1.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Coverage:
    """rows: (clips, factors) the level of every parameter in every clip, -1 where the record does not tell.

    unrecorded: parameters that vary and of whose value no clip has a record. given_up: clips without frames.
    """

    grid: Grid
    rows: NDArray[np.int64]
    ways: tuple[Way, ...]
    unrecorded: tuple[Parameter, ...]
    given_up: int


def coverage(out: Path, options: Mapping[str, Any] | None = None, strengths: Sequence[int] = (1, 2, 3)) -> Coverage:
    """Of the clips that a dataset's record lists.

    options: keys of `Binning`; for others those of the dataset's own plan hold. Raises OutputError, ConfigError and
    UnknownName.
    """
    config = config_of_run(read_run(out), out)
    space = shared_space({name: declared_space(*drawn) for name, drawn in drawn_by(config).items()})
    binning = _binning(config, options or {})
    factors = space.chosen(binning.over)
    values, given_up = _values(out, factors)
    told = [k for k in range(len(factors)) if any(row[k] is not None for row in values)]
    grid = _grid(space, [factors[k] for k in told], binning)
    rows = _rows(grid, [[row[k] for k in told] for row in values])
    return Coverage(
        grid=grid,
        rows=rows,
        ways=tuple(_way(grid, rows, strength) for strength in strengths if strength <= len(told)),
        unrecorded=tuple(factor for k, factor in enumerate(factors) if k not in told),
        given_up=given_up,
    )


def shared_space(spaces: Mapping[str, Space]) -> Space:
    """The parameters that all scenarios of a mix draw from the same distribution, and which scenario a clip is."""
    first, *others = spaces.values()
    if not others:
        return first
    known = [{p.path: p.source for p in other.parameters} for other in others]
    shared = {p.path: p for p in first.parameters if all(k.get(p.path) == p.source for k in known)}
    kept = tuple(p for p in shared.values() if not p.given or p.given in shared)
    which = Choice(tuple(spaces), (1.0,) * len(spaces))
    return Space((Parameter(path=f"{MIX}.scenario", source=which), *kept))


def _binning(config: RunConfig, options: Mapping[str, Any]) -> Binning:
    """What the user says of it, else the dataset's own plan."""
    names = Binning.__dataclass_fields__
    own = {name: value for name, value in config.nodes["plan"].items() if name in names}
    made = build({TARGET: f"{Binning.__module__}.{Binning.__name__}", **own, **options}, "")
    assert isinstance(made, Binning)
    return made


def _grid(space: Space, factors: Sequence[Parameter], binning: Binning) -> Grid:
    """The parameters in bins; constraints on what the record does not tell are left out."""
    paths = {factor.path for factor in factors}
    forbidden = [Forbidden.of(one, f"forbidden.{k}") for k, one in enumerate(binning.forbidden)]
    usable = [one for one in forbidden if all(p in paths or not space[p].varies for p, _ in one.conditions)]
    edges = {path: borders for path, borders in binning.edges.items() if space[path].path in paths}
    return grid_of(space, factors, binning.bins, edges, usable)


def _values(out: Path, factors: Sequence[Parameter]) -> tuple[list[list[Value | None]], int]:
    """The recorded values of the made clips, a row each; and how many clips were given up."""
    values, given_up = [], 0
    try:
        with (out / CLIPS_FILE).open("rb") as lines:
            for line in lines:
                clip = orjson.loads(line)
                if "files" in clip:
                    values.append([recorded(factor, clip["drawn"]) for factor in factors])
                else:
                    given_up += 1
    except OSError:
        raise OutputError(f"{out}: has no {CLIPS_FILE} yet; swerve finalize {out} writes it") from None
    except orjson.JSONDecodeError as fault:
        raise OutputError(f"{out / CLIPS_FILE}: is damaged ({fault}); swerve finalize {out} writes it again") from None
    return values, given_up


def _rows(grid: Grid, values: Sequence[Sequence[Value | None]]) -> NDArray[np.int64]:
    """(clips, factors) levels of values."""
    rows = np.full((len(values), len(grid.factors)), UNKNOWN, np.int64)
    for row, clip in enumerate(values):
        for column, (value, among) in enumerate(zip(clip, grid.levels, strict=True)):
            level = None if value is None else level_of(value, among)
            rows[row, column] = UNKNOWN if level is None else level
    return rows


def _way(grid: Grid, rows: NDArray[np.int64], strength: int) -> Way:
    if not strength >= 1:
        raise ConfigError("strength", f"got {strength}, allowed: 1 or more")
    counts = _counts(grid, rows, strength)
    feasible = grid.feasible(strength)
    found = [(cell, int(counts[_factors(cell)][_levels(cell)])) for cell in feasible]
    whole = sum(int(np.count_nonzero(table)) for table in counts.values())
    seen = sum(count > 0 for _, count in found)
    emptiest = sorted(found, key=lambda item: (item[1], item[0]))[:EMPTIEST]
    return Way(strength=strength, feasible=len(feasible), seen=seen, impossible=whole - seen, emptiest=tuple(emptiest))


def _counts(grid: Grid, rows: NDArray[np.int64], strength: int) -> dict[tuple[int, ...], NDArray[np.int64]]:
    """How many clips are in each cell: by factors a table over their levels."""
    tables = {}
    for chosen in itertools.combinations(range(len(grid.factors)), strength):
        shape = tuple(len(grid.levels[factor]) for factor in chosen)
        picked = rows[:, chosen]
        known = picked[(picked != UNKNOWN).all(axis=1)]
        flat = np.ravel_multi_index(tuple(known.T), shape) if len(known) else np.zeros(0, np.int64)
        tables[chosen] = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
    return tables


def _factors(cell: Cell) -> tuple[int, ...]:
    return tuple(factor for factor, _ in cell)


def _levels(cell: Cell) -> tuple[int, ...]:
    return tuple(level for _, level in cell)
