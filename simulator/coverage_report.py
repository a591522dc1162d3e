"""A coverage as a table for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from scenes.grid import Cell, Grid
from simulator.coverage import UNKNOWN, Coverage, Way

SHOWN = 5
"""Emptiest cells that the table shows of each strength; the JSON has more."""


def as_json(coverage: Coverage) -> dict[str, Any]:
    """All of it, in plain containers."""
    grid = coverage.grid
    return {
        "clips": len(coverage.rows),
        "given_up": coverage.given_up,
        "parameters": [
            {
                "path": factor.path,
                "unit": factor.unit,
                "bins": [{"bin": level.text, "clips": count} for level, count in _bins(coverage, column)],
                "unknown": _unknown(coverage, column),
            }
            for column, factor in enumerate(grid.factors)
        ],
        "unrecorded": [parameter.path for parameter in coverage.unrecorded],
        "ways": [_way(grid, way) for way in coverage.ways],
    }


def as_text(coverage: Coverage) -> str:
    """The table."""
    return "\n".join(_lines(coverage))


def _lines(coverage: Coverage) -> Iterator[str]:
    grid = coverage.grid
    given_up = f", {coverage.given_up} given up" if coverage.given_up else ""
    yield f"{len(coverage.rows)} clips{given_up}, {len(grid.factors)} parameters"
    yield ""
    yield "clips a bin:"
    names = [f"{f.path} [{f.unit}]" if f.unit else f.path for f in grid.factors]
    width = max(map(len, names), default=0)
    for column, name in enumerate(names):
        bins = "  ".join(f"{level.text}: {count}" for level, count in _bins(coverage, column))
        unknown = _unknown(coverage, column)
        yield f"  {name:{width}}  {bins}" + (f"  not recorded: {unknown}" if unknown else "")
    if coverage.unrecorded:
        yield f"  not recorded: {', '.join(parameter.path for parameter in coverage.unrecorded)}"
    yield ""
    yield "combinations that occur in some clip:"
    for way in coverage.ways:
        yield f"  {way.strength}-way  {_percent(way)}  {way.seen} of {way.feasible} feasible"
        if way.impossible:
            yield f"         {way.impossible} that constraints exclude occur nevertheless"
    for way in coverage.ways:
        yield ""
        yield f"emptiest {way.strength}-way combinations:"
        yield from (f"  {count:6d}  {grid.text(cell)}" for cell, count in way.emptiest[:SHOWN])


def _percent(way: Way) -> str:
    """Of seen cells: 100 only where all are."""
    share = 100.0 * way.share
    return f"{'100' if way.seen == way.feasible else f'{min(share, 99.9):.1f}':>5} %"


def _bins(coverage: Coverage, column: int) -> Iterator[tuple[Any, int]]:
    levels = coverage.grid.levels[column]
    for index, level in enumerate(levels):
        yield level, int(np.count_nonzero(coverage.rows[:, column] == index))


def _unknown(coverage: Coverage, column: int) -> int:
    return int(np.count_nonzero(coverage.rows[:, column] == UNKNOWN))


def _way(grid: Grid, way: Way) -> dict[str, Any]:
    return {
        "strength": way.strength,
        "feasible": way.feasible,
        "seen": way.seen,
        "share": way.share,
        "excluded_and_seen": way.impossible,
        "emptiest": [{"clips": count, "cell": _cell(grid, cell)} for cell, count in way.emptiest],
    }


def _cell(grid: Grid, cell: Cell) -> dict[str, str]:
    return {grid.factors[factor].path: grid.levels[factor][level].text for factor, level in cell}
