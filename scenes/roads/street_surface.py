"""The ground of an urban street: carriageway, parking, kerbs, pavements and markings cut into one watertight grid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.roads.ground import (
    ASPHALT,
    GARDEN,
    GUTTER,
    KERB,
    LINE,
    OUTSIDE,
    PARKING,
    SETTS,
    SLABS,
    STRIPE,
    STRIPE_GAP,
    Float64,
    Kinds,
    ground_asset,
)

LINE_WIDTH_M = 0.12  # narrow line in towns, RMS-1 (FGSV 1993)
DASH_M, DASH_GAP_M = 3.0, 6.0  # guide line in towns, RMS-1
STRIPE_M = 0.5  # zebra stripes and gaps, R-FGU 2001, sign 293
CROSSWALK_M = 4.0  # length of the stripes, R-FGU 2001
STOP_LINE_M = 0.5  # sign 294, RMS-1
KERB_WIDTH_M = 0.15  # high kerb stone, DIN 483
GUTTER_M = 0.16  # chosen: one row of setts
SETTS_M = 0.45  # chosen: mosaic strips on both sides of the slabs
GARDEN_M = 6.0  # chosen: ground that the grid covers behind the pavement
CROSS_STREET_M = 6.5  # chosen: carriageway that closes the street at either end
CROSS_REACH_M = 90.0  # chosen: how far the cross streets run to either side
GRID_M = 12.0  # chosen: longest cell along the street


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetSurface(AssetSpec):
    """Ground of a straight street along +x from 0 to `length_m`, closed by a cross street at either end.

    Body frame: that of the world. Carriageway at z = 0, pavement at `kerb_height_m`. bay_runs: (first separator's x,
    number of bays) of each row of parking bays, the same on both sides.
    """

    length_m: float
    lane_width_m: float
    parking_width_m: float
    pavement_width_m: float
    kerb_height_m: float
    crosswalk_at_m: float | None
    bay_length_m: float
    bay_runs: tuple[tuple[float, int], ...]

    @property
    def kerb_line_m(self) -> float:
        """Distance of the kerb's face from the centre line."""
        return self.lane_width_m + self.parking_width_m

    @property
    def frontage_m(self) -> float:
        """Distance of the pavement's outer edge from the centre line."""
        return self.kerb_line_m + self.pavement_width_m

    def separators_m(self) -> tuple[float, ...]:
        """Where along x the lines between parking bays lie."""
        return tuple(start + self.bay_length_m * k for start, count in self.bay_runs for k in range(count + 1))

    def dashes_m(self) -> tuple[tuple[float, float], ...]:
        """(from, to) of the centre line's dashes along x, none on the crosswalk or at the ends."""
        count = int((self.length_m - 6.0) // (DASH_M + DASH_GAP_M))
        starts = [6.0 + k * (DASH_M + DASH_GAP_M) for k in range(count)]
        return tuple((x, x + DASH_M) for x in starts if not self._near_crosswalk(x + DASH_M / 2, DASH_M))

    def _near_crosswalk(self, x_m: float, margin_m: float) -> bool:
        at = self.crosswalk_at_m
        return at is not None and abs(x_m - at) < CROSSWALK_M / 2 + margin_m

    def build(self) -> Asset:
        """One mesh: a grid of flat cells and the vertical faces between cells of different height."""
        xs, ys = self._breaks_x(), self._breaks_y()
        kinds = self._kinds((xs[1:] + xs[:-1]) / 2, (ys[1:] + ys[:-1]) / 2)
        return ground_asset("street_surface", xs, ys, kinds, self.kerb_height_m)

    def _breaks_x(self) -> Float64:
        half = LINE_WIDTH_M / 2
        far = (0.0, KERB_WIDTH_M, SETTS_M + KERB_WIDTH_M, self.pavement_width_m, 1.0, 1.0 + STOP_LINE_M)
        beyond = (-GUTTER_M, -CROSS_STREET_M / 2 - half, -CROSS_STREET_M / 2 + half, -CROSS_STREET_M + GUTTER_M)
        edge = -CROSS_STREET_M
        across = (edge, edge - KERB_WIDTH_M, edge - self.pavement_width_m, edge - self.pavement_width_m - GARDEN_M)
        one_end = np.array([*far, *beyond, *across])
        parts = [one_end, self.length_m - one_end, np.linspace(0, self.length_m, math.ceil(self.length_m / GRID_M) + 1)]
        parts.append(np.array(self.dashes_m()).reshape(-1))
        parts += [np.array(self.separators_m()) - half, np.array(self.separators_m()) + half]
        if self.crosswalk_at_m is not None:
            parts.append(self.crosswalk_at_m + np.array([-0.5, 0.5]) * CROSSWALK_M)
        return np.unique(np.round(np.concatenate(parts), 4))

    def _breaks_y(self) -> Float64:
        half, kerb = LINE_WIDTH_M / 2, self.kerb_line_m
        inner = [half, self.lane_width_m - half, self.lane_width_m + half, kerb - GUTTER_M, kerb, kerb + KERB_WIDTH_M]
        outer = [kerb + KERB_WIDTH_M + SETTS_M, self.frontage_m - SETTS_M, self.frontage_m, self.frontage_m + GARDEN_M]
        positive = [np.array(inner + outer + [CROSS_REACH_M]), np.array(self.cross_dashes_m()).reshape(-1)]
        if self.crosswalk_at_m is not None:
            positive.append(np.arange(STRIPE_M / 2, kerb - GUTTER_M, STRIPE_M))
        half_side = np.concatenate(positive)
        return np.unique(np.round(np.concatenate([-half_side, half_side]), 4))

    def cross_dashes_m(self) -> list[tuple[float, float]]:
        """(from, to) distance of the cross streets' dashes from the main centre line."""
        starts = np.arange(self.frontage_m + GARDEN_M + 1.0, CROSS_REACH_M - DASH_M, DASH_M + DASH_GAP_M)
        return [(float(y), float(y) + DASH_M) for y in starts]

    def _kinds(self, x: Float64, y: Float64) -> Kinds:
        """Kind (X, Y) of the cells whose centres are x (X,) and y (Y,); OUTSIDE where there is no ground."""
        end = np.minimum(x, self.length_m - x)[:, None] + 0 * y  # distance into the street from its nearer end
        side = np.abs(y) + 0 * end
        kerb, pavement = self.kerb_line_m, self.pavement_width_m
        behind = np.where(end > 0, np.minimum(end, side - kerb), -CROSS_STREET_M - end)  # the nearest kerb's face
        facade_strip = (behind > pavement - SETTS_M) & (behind < pavement)
        kinds = np.full(end.shape, GARDEN)
        kinds[behind < pavement] = SLABS
        kinds[(behind < KERB_WIDTH_M + SETTS_M) | facade_strip] = SETTS
        kinds[behind < KERB_WIDTH_M] = KERB
        kinds[(end > pavement) & (side > self.frontage_m + GARDEN_M)] = OUTSIDE
        cross = (end < 0) & (end > -CROSS_STREET_M)
        kinds[cross] = ASPHALT
        kinds[cross & ((end < GUTTER_M - CROSS_STREET_M) | ((end > -GUTTER_M) & (side > kerb)))] = GUTTER
        kinds[cross & self._cross_marked(end, side)] = LINE
        road = (end > 0) & (side < kerb)
        kinds[road] = ASPHALT
        kinds[road & (side > self.lane_width_m) & self._in_bays(x)[:, None]] = PARKING
        kinds[road & self._marked(x, y)] = LINE
        zebra = road & self._on_crosswalk(x)[:, None]
        kinds[zebra] = STRIPE_GAP
        kinds[zebra & (np.floor(side / STRIPE_M + 0.5) % 2 == 0)] = STRIPE
        kinds[road & (side > kerb - GUTTER_M)] = GUTTER
        return kinds

    def _on_crosswalk(self, x: Float64) -> NDArray[np.bool_]:
        at = np.inf if self.crosswalk_at_m is None else self.crosswalk_at_m
        return np.asarray(np.abs(x - at) < CROSSWALK_M / 2)

    def _in_bays(self, x: Float64) -> NDArray[np.bool_]:
        inside = np.zeros(len(x), dtype=bool)
        for start, count in self.bay_runs:
            inside |= (x > start - LINE_WIDTH_M) & (x < start + count * self.bay_length_m + LINE_WIDTH_M)
        return inside

    def _marked(self, x: Float64, y: Float64) -> NDArray[np.bool_]:
        """Painted cells (X, Y) of the carriageway, crosswalk excepted."""
        half, side = LINE_WIDTH_M / 2, np.abs(y)
        dash = _within(x, np.array(self.dashes_m()).reshape(-1, 2))
        separator = np.array(self.separators_m()).reshape(-1, 1)
        bay_line = _within(x, np.concatenate([separator - half, separator + half], axis=1))
        edge = self._in_bays(x)
        stop_right = (x > self.length_m - 1.0 - STOP_LINE_M) & (x < self.length_m - 1.0)
        stop_left = (x > 1.0) & (x < 1.0 + STOP_LINE_M)
        return np.asarray(
            (dash[:, None] & (side < half))
            | (edge[:, None] & (np.abs(side - self.lane_width_m) < half))
            | (bay_line[:, None] & (side > self.lane_width_m) & (side < self.kerb_line_m - GUTTER_M))
            | (stop_right[:, None] & (y < -half) & (y > half - self.lane_width_m))
            | (stop_left[:, None] & (y > half) & (y < self.lane_width_m - half))
        )

    def _cross_marked(self, end: Float64, side: Float64) -> NDArray[np.bool_]:
        centre = np.abs(end + CROSS_STREET_M / 2) < LINE_WIDTH_M / 2
        return np.asarray(centre & _within(side[0], np.array(self.cross_dashes_m()))[None])


def _within(x: Float64, spans: Float64) -> NDArray[np.bool_]:
    """Whether each x (N,) lies in one of the spans (M, 2)."""
    return np.asarray(((x[:, None] > spans[None, :, 0]) & (x[:, None] < spans[None, :, 1])).any(axis=1))
