"""The lamps of one scene at the times that are asked for; what the scenery's do is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.links import Link
from scenes.material import Lamp
from simulator.physics.history import WorldHistory
from simulator.render.lamp_clusters import LampTree, lamp_tree
from simulator.render.lamp_grid import CellLamps, LampGrid, grid_of, lamp_cells
from simulator.render.lamps import lamp_sites, lamp_states, shining
from simulator.render.uploads import LAMPS


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LitLamps:
    """What shines at one time. states (I + 1, kinds): `lamp_states`. tree and grid have the same rows."""

    states: NDArray[np.uint8]
    tree: LampTree
    grid: LampGrid


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Standing:
    """Lamps that do the same all the time."""

    tree: LampTree
    cells: CellLamps


class SceneLamps:
    """Keeps the cells of the scenery's lamps from picture to picture; they depend on nothing that changes between."""

    def __init__(self, links: Sequence[Link], found_by_paths: Sequence[Lamp] = ()) -> None:
        """found_by_paths: kinds that are left out, because the picture's own rays find what they stand for."""
        sites = lamp_sites(links)
        self._sites = sites.where(~np.isin(sites.lamp, [LAMPS.index(kind) for kind in found_by_paths]))
        self._key: tuple[Any, ...] | None = None
        self._standing: _Standing | None = None
        self._alive: WorldHistory | None = None

    def at(self, history: WorldHistory, time_s: float, environment: Environment, least_lx: float) -> LitLamps:
        """The lamps that shine at a time. least_lx: see `lamp_cells`. Raises ValueError outside the history."""
        sites = self._sites
        states = lamp_states(sites, history, time_s, environment)
        stands = (sites.instance == 0) & ~np.isin(sites.link, history.moving_links)
        standing = self._kept(stands, states, history, environment, least_lx)
        others = shining(sites.where(~stands), states, history.links_at(time_s))
        tree = standing.tree.followed_by(others)
        cells = lamp_cells(LampTree.of_single(others), least_lx)
        cells = standing.cells.and_those(cells, first_lamp=len(standing.tree.table))
        return LitLamps(states=states, tree=tree, grid=grid_of(tree.table, cells))

    def _kept(
        self,
        stands: NDArray[np.bool_],
        states: NDArray[np.uint8],
        history: WorldHistory,
        environment: Environment,
        least_lx: float,
    ) -> _Standing:
        """The lamps of scenery at rest: what no instance switches follows the environment alone."""
        key = (id(history), environment, least_lx)
        if self._standing is None or self._key != key:
            tree = lamp_tree(shining(self._sites.where(stands), states, history.rest))
            self._standing = _Standing(tree=tree, cells=lamp_cells(tree, least_lx))
            self._key, self._alive = key, history
        return self._standing
