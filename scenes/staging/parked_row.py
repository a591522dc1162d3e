"""Vehicles parked at the kerb beside the ego's way, one behind the other."""

from __future__ import annotations

from collections.abc import Sequence

from scenes.asset import AssetSpec
from scenes.staging.line import Approach, sign_of
from scenes.staging.sight import Placed
from scenes.staging.venue import Venue

LEAST_STRIP_M = 1.8
"""Chosen: narrower strips hold nothing."""


def has_parking(venue: Venue, at: Approach, ahead_m: Sequence[float]) -> bool:
    """Whether a parking strip lies on the ego's side at all these distances ahead of a station."""
    strips = [venue.approach(at.line, at.at_m + ahead).first(at.near, "parking") for ahead in ahead_m]
    return all(strip is not None and strip.width_m >= LEAST_STRIP_M for strip in strips)


def parked_row(
    at: Approach,
    venue: Venue,
    specs: Sequence[AssetSpec],
    *,
    front_m: float,
    kerb_m: Sequence[float],
    between_m: Sequence[float],
) -> tuple[Placed, ...]:
    """Each behind the one before, nearest first, as far as the parking strip goes.

    front_m: of the first one, ahead of the station. kerb_m: of each from the kerb. between_m: behind each, to the next.
    """
    placed: list[Placed] = []
    for spec, from_kerb, behind in zip(specs, kerb_m, between_m, strict=True):
        box = spec.nominal()
        if not has_parking(venue, at, (front_m, front_m - box.length_m)):
            break
        left = sign_of(at.near) * (at.edge_m(at.near) - from_kerb - 0.5 * box.width_m)
        placed.append((spec, venue.upright(at, front_m - box.front_m, left)))
        front_m -= box.length_m + behind
    return tuple(placed)
