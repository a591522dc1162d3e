"""E21: strips of a lorry's tyre that came apart lie on the motorway, dark on dark."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.assets.street.debris import TyreTread
from scenes.distributions import Distribution, number
from scenes.material import Material
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.ahead import before_m, even_stretch
from scenes.staging.crossing import AFTER_M
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.lying import AS_BUILT, UPSIDE_DOWN
from scenes.staging.scattered import Place, Thing, met_lying, placed_first, scattered, seen_ttc_s
from scenes.staging.staged import Staged
from scenes.staging.venue import Venue

KEY = "tread"
SHEET_M = 0.022
"""Of a strip that is not curled at all: rubber and blocks."""
WHEEL_M = 0.5
"""Radius of a lorry's wheel, at which `TyreTread.curl_share` is 1."""
VARIETIES = 6
"""Chosen: of torn edges, so that many strips share a few meshes."""
ASIDE_M = 3.0
"""Chosen: strips fly into the lanes beside."""
LEAST_M = 0.6
"""Chosen: shorter strips are never large enough to be seen at the speed of motorways; others are any."""
NEAR_M = 1.8
"""Chosen: half a lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TyreDebris(EdgeCase):
    """The longest strip lies `offset_m` left of the ego's way, the others over `spread_m` beyond it.

    ttc_reveal_s: less in short clips. strips: how many. length_m, width_m, height_m: of each; the height is that of its
    curl. albedo: of the rubber.
    """

    CASE: ClassVar[Case] = Case(
        id="E21", name="tyre_debris", key_actor=KEY, nhtsa=(36,), layers=("L3",), level="object"
    )
    ROADS: ClassVar[tuple[str, ...]] = ("motorway", "rural")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 5.0, "s"),
        "strips": (1.0, 30.0, ""),
        "spread_m": (2.0, 100.0, "m"),
        "offset_m": (-1.5, 1.5, "m"),
        "length_m": (0.2, 2.0, "m"),
        "width_m": (0.1, 0.3, "m"),
        "height_m": (0.02, 0.2, "m"),
        "albedo": (0.01, 0.2, ""),
    }

    ttc_reveal_s: Distribution
    strips: Distribution
    spread_m: Distribution
    offset_m: Distribution
    length_m: Distribution
    width_m: Distribution
    height_m: Distribution
    albedo: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A straight stretch and the strips on it."""
        speed = float(params["ego_speed_mps"])
        ttc = seen_ttc_s(float(params["ttc_reveal_s"]), request)
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, even_stretch(speed, ttc))
        count = max(1, round(float(params["strips"])))
        first_m = max(float(params["length_m"]), LEAST_M)
        strips = [self._strip(params, first_m, rng)]
        strips += [self._strip(params, number(self.length_m, rng), rng) for _ in range(count - 1)]
        first, gap = placed_first(KEY, strips[0], at, float(params["offset_m"]), venue)
        lying = scattered((first,), strips[1:], at, _over(float(params["spread_m"])), venue, rng)
        return met_lying(venue, at, request, params, lying, gap, ttc, self.environment(params))

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The longest strip lies in the ego's lane."""
        beside = min(abs(left) for left in measures.left_m)
        return () if beside < NEAR_M else (f"the strip lies {beside:.1f} m beside the ego's way",)

    def _strip(self, params: Params, length_m: float, rng: np.random.Generator) -> Thing:
        """One of some sizes, so that many share a mesh.

        An arc of length L that is h high bends by 8 h / L^2, a tread on its wheel by 1 / WHEEL_M.
        """
        long = round(10.0 * length_m) / 10.0
        height = number(self.height_m, rng)
        curl = WHEEL_M * 8.0 * max(height - SHEET_M, 0.0) / long**2
        spec = TyreTread(
            length_m=long,
            width_m=round(20.0 * number(self.width_m, rng)) / 20.0,
            curl_share=min(round(20.0 * curl) / 20.0, 1.0),
            seed=int(rng.integers(VARIETIES)),
        )
        return Thing(
            spec=spec,
            rough=AS_BUILT if rng.random() < 0.5 else UPSIDE_DOWN,
            yaw_rad=float(rng.uniform(-math.pi, math.pi)),
            looks=_rubber(float(params["albedo"])),
        )


def _rubber(albedo: float) -> tuple[tuple[str, Material], ...]:
    """The tread, and the torn side, which is dustier."""
    tread = Material(base_color=(albedo, 0.98 * albedo, 0.95 * albedo), roughness=0.92, lidar_reflectivity=0.06)
    dusty = 1.4 * albedo
    torn = Material(
        base_color=(dusty, 0.94 * dusty, 0.86 * dusty), roughness=0.95, pattern="asphalt", lidar_reflectivity=0.09
    )
    return (("tread", tread), ("carcass", torn))


def _over(spread_m: float) -> Place:
    def place(rng: np.random.Generator) -> tuple[float, float]:
        return float(rng.uniform(0.0, spread_m)), float(rng.uniform(-ASIDE_M, ASIDE_M))

    return place
