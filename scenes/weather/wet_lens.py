"""Rain and snow on the glass before a camera: how much of it drops cover."""

from __future__ import annotations

import math
from dataclasses import replace

from scenes.environment import Environment
from scenes.lens_cover import LensCover, LensDrops
from scenes.streams import key_hash

RAIN_COVER, RAIN_MMPH = 0.5, 12.0
"""Chosen: a lens that nothing shields has drops on half of it in a cloudburst; more run off."""
SNOW_COVER, SNOW_MMPH = 0.35, 1.5
"""Chosen: flakes melt on a warm lens and run together."""
RAIN_DROP_MM, SNOW_DROP_MM = 2.0, 3.5
"""Median drops on the glass (chosen: 1 to 4 mm on windscreens)."""
SEEDS = 1 << 31


def on_glass(cover: LensCover, environment: Environment, camera: str) -> LensCover:
    """A camera's cover with what falls on it in an environment; the cover itself where nothing does.

    `environment.wet_lens_share`: 0 shielded or wiped .. 1 in the open. Drops that were there already stay if they are
    more. Their places depend on the camera's name and on the numbers of the weather.
    """
    rain = RAIN_COVER * -math.expm1(-environment.rain_mmph / RAIN_MMPH)
    snow = SNOW_COVER * -math.expm1(-environment.snow_mmph / SNOW_MMPH)
    share = environment.wet_lens_share * max(rain, snow)
    if share <= cover.drops.cover_share:
        return cover
    place = key_hash(environment.fog_pattern, "wet lens", camera) % SEEDS
    size_mm = RAIN_DROP_MM if rain >= snow else SNOW_DROP_MM
    drops = LensDrops(cover_share=share, diameter_mm=size_mm, distance_m=cover.drops.distance_m, seed=place)
    return replace(cover, drops=drops)
