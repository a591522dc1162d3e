"""Which lanes a course runs over, sample by sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import DRIVEABLE, LaneKey
from scenes.roads.lane_path import speed_limit_mps
from scenes.roads.nearest import NearestLanes
from scenes.roads.road import Road

Float64 = NDArray[np.float64]

UNLIMITED_MPS = 36.11
"""130 km/h, the recommended speed of German motorways, where there is no limit."""
OFF_LANE_M = 1.0
"""Chosen: farther off all lanes, a course runs beside the roads."""
LEAST_WIDTH_M = 2.5
"""Chosen: nobody changes into a lane that is narrower there."""
NO_CHANGE_M = 60.0
"""Chosen: nobody changes lanes nearer than that before a junction or the lane's end."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Matched:
    """The lanes under N samples, a metre apart. keys: None where there is none. station_m: (N,) on their roads.

    limit_mps, width_m: (N,). ahead: (N,) whether the course runs along the lane's traffic rather than against it.
    """

    roads: Mapping[str, Road]
    keys: tuple[LaneKey | None, ...]
    station_m: Float64
    limit_mps: Float64
    width_m: Float64

    @classmethod
    def of(cls, roads: Mapping[str, Road], keys: tuple[LaneKey, ...], found: NearestLanes, rows: slice) -> Matched:
        """From the nearest lanes of samples."""
        off = found.outside_m[rows]
        station = found.s_m[rows]
        own = tuple(
            key if outside < OFF_LANE_M else None for key, outside in zip(keys[rows], off.tolist(), strict=True)
        )
        limits, widths = np.full(len(own), UNLIMITED_MPS), np.full(len(own), 3.25)
        samples: dict[LaneKey, list[int]] = {}
        for k, one in enumerate(own):
            if one is not None:
                samples.setdefault(one, []).append(k)
        for key, at in samples.items():
            cross = CrossSection.of(roads[key.road], key.section)
            inside = np.clip(station[at], cross.start_m, np.nextafter(cross.end_m, -np.inf))
            widths[at] = cross.middle_m(key.lane, inside)[1]
            first = speed_limit_mps(roads[key.road], key, float(inside[0]))
            last = speed_limit_mps(roads[key.road], key, float(inside[-1]))
            limits[at] = first
            if first != last:
                limits[at] = [speed_limit_mps(roads[key.road], key, float(s)) for s in inside]
        limits = np.minimum(limits, UNLIMITED_MPS)
        return cls(roads=roads, keys=own, station_m=station, limit_mps=limits, width_m=widths)

    def junction(self, k: int) -> str | None:
        """The junction that a sample lies in."""
        key = self.keys[k]
        return None if key is None else self.roads[key.road].junction

    def is_driven(self, k: int) -> bool:
        """Whether motor traffic runs at a sample."""
        key = self.keys[k]
        return key is not None and self.roads[key.road].sections[key.section].lane(key.lane).kind in DRIVEABLE

    def beside(self) -> tuple[list[bool], list[bool]]:
        """Whether the lanes to the left and to the right may be changed to, by sample."""
        found: dict[LaneKey, tuple[bool, bool]] = {}
        left, right = [], []
        for key in self.keys:
            if key is not None and key not in found:
                found[key] = (self._open(key, 1), self._open(key, -1))
            one, other = (False, False) if key is None else found[key]
            left.append(one)
            right.append(other)
        keep = self._clear_of_junctions()
        return [a and b for a, b in zip(left, keep, strict=True)], [a and b for a, b in zip(right, keep, strict=True)]

    def _clear_of_junctions(self) -> list[bool]:
        """False in junctions and shortly before them."""
        inside = [self.junction(k) is not None for k in range(len(self.keys))]
        clear, ahead = [], NO_CHANGE_M
        for within in reversed(inside):
            ahead = 0.0 if within else ahead + 1.0
            clear.append(ahead >= NO_CHANGE_M)
        return clear[::-1]

    def _open(self, key: LaneKey, side: int) -> bool:
        """Whether the lane to the left (1) or right (-1) of traffic may be changed to."""
        road = self.roads[key.road]
        section = road.sections[key.section]
        forward = road.forward(key.section, key.lane)
        other = key.lane + (side if forward else -side)
        if other == 0 or not section.has(other) or section.lane(other).kind not in DRIVEABLE - {"bus"}:
            return False
        if road.forward(key.section, other) != forward:
            return False
        cross = CrossSection.of(road, key.section)
        middle = 0.5 * (cross.start_m + cross.end_m)
        if float(cross.middle_m(other, np.array([middle]))[1][0]) < LEAST_WIDTH_M:
            return False
        inner = section.lane(min(key.lane, other, key=abs))
        marks = [mark for mark in inner.marks if mark.offset_m <= middle - cross.start_m]
        return not marks or "broken" in marks[-1].kind or marks[-1].kind == "none"
