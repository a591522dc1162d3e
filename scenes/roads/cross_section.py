"""Where the lanes of a section lie across the road, and how high, at many stations at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.cubic import Profile
from scenes.roads.lane import LaneHeight, LaneSection, RoadLane
from scenes.roads.road import Road

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CrossSection:
    """The borders of one section's lanes. lane_ids: (L,) from right to left, without 0.

    Borders are numbered from the right: lane k (0..L-1) lies between border k and border k + 1; border `centre` is the
    reference line moved by the lane offset. outer: (L,) of each lane its width or, `by_border`, its outer border.
    """

    section: LaneSection
    start_m: float
    end_m: float
    lane_ids: tuple[int, ...]
    centre: int
    lane_offset: Profile
    outer: tuple[Profile, ...]
    by_border: tuple[bool, ...]

    @classmethod
    def of(cls, road: Road, index: int) -> CrossSection:
        """The cross section of a road's section."""
        section = road.sections[index]
        lanes = [lane for lane in section.lanes if lane.id != 0]
        ids = tuple(lane.id for lane in lanes)
        return cls(
            section=section,
            start_m=section.s_m,
            end_m=road.section_end_m(index),
            lane_ids=ids,
            centre=sum(lane_id < 0 for lane_id in ids),
            lane_offset=Profile.of(road.lane_offset),
            outer=tuple(Profile.of(lane.widths or lane.borders) for lane in lanes),
            by_border=tuple(bool(lane.borders and not lane.widths) for lane in lanes),
        )

    def borders_m(self, s_m: Float64) -> Float64:
        """T of all borders (N, L + 1) at stations (N,), ascending: a lane is never narrower than nothing."""
        s = np.asarray(s_m, dtype=np.float64)
        out = np.empty((len(s), len(self.lane_ids) + 1))
        out[:, self.centre] = 0.0
        for k in range(self.centre, len(self.lane_ids)):
            out[:, k + 1] = self._outer(k, s, out[:, k])
        for k in range(self.centre - 1, -1, -1):
            out[:, k] = -self._outer(k, s, -out[:, k + 1])
        return out + self.lane_offset.at(s)[:, None]

    def _outer(self, k: int, s: Float64, inner: Float64) -> Float64:
        """Distance of a lane's outer border from lane 0, given that of its inner one."""
        given = self.outer[k].at(s - self.start_m)
        return np.maximum(inner, np.abs(given)) if self.by_border[k] else inner + np.maximum(given, 0.0)

    def heights_m(self, s_m: Float64) -> Float64:
        """Heights of the lanes' right and left edges above the road's surface (N, L, 2)."""
        s = np.asarray(s_m, dtype=np.float64) - self.start_m
        out = np.zeros((len(s), len(self.lane_ids), 2))
        for k, lane_id in enumerate(self.lane_ids):
            lane = self.section.lane(lane_id)
            if lane.heights:
                inner_outer = _heights(lane, s)
                out[:, k] = inner_outer if lane_id > 0 else inner_outer[:, ::-1]
        return out

    def middle_m(self, lane_id: int, s_m: Float64) -> tuple[Float64, Float64]:
        """T of a lane's middle and its width there, (N,) each."""
        borders, k = self.borders_m(s_m), self.lane_ids.index(lane_id)
        return 0.5 * (borders[:, k] + borders[:, k + 1]), borders[:, k + 1] - borders[:, k]


def _heights(lane: RoadLane, along_m: Float64) -> Float64:
    """(N, 2) inner and outer heights; a record holds until the next one (OpenDRIVE 1.8, 11.7)."""
    records: tuple[LaneHeight, ...] = lane.heights
    starts = np.array([record.offset_m for record in records])
    index = np.searchsorted(starts, along_m, side="right") - 1
    rows = np.array([(record.inner_m, record.outer_m) for record in records])
    return np.where(index[:, None] < 0, 0.0, rows[np.maximum(index, 0)])
