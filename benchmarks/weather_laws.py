"""Plots of the weather's laws against published values: `python -m benchmarks.weather_laws [FILE]`.

Curves are the laws as all sensors take them; short black bars are published values.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.curves import Curves, panel
from scenes.environment import Environment
from scenes.weather import fog, rain, snow
from scenes.weather.air import air_at, optical_depth
from scenes.weather.particle_light import ANGLES, drop_gain, flake_gain

UInt8 = NDArray[np.uint8]
Float64 = NDArray[np.float64]
Colour = tuple[int, int, int]

FILE = Path("docs/images/weather/laws.png")
RED, BLUE, GREEN, GOLD, BLACK = (200, 40, 40), (40, 70, 200), (30, 140, 60), (190, 140, 20), (0, 0, 0)
FOG_TABLE = {30: 0.007, 50: 0.05, 100: 0.224, 200: 0.473, 600: 0.779}
"""MOR in metres: what 50 m leave, as tabulated."""
RAIN_TABLE = {2.5: (436, 0.58), 10.0: (894, 1.46), 25.0: (1352, 2.70), 50.0: (1801, 4.29), 100.0: (2354, 6.83)}
"""mm/h: drops of more than 0.5 mm a cubic metre, extinction a kilometre."""
GUNN_KINZER = {0.5: 2.06, 1.0: 4.03, 2.0: 6.49, 3.0: 8.06, 4.0: 8.83, 5.0: 9.09}
"""Measured speeds of drops by diameter in mm (Gunn & Kinzer 1949)."""
RATES = np.linspace(0.25, 100.0, 400)


def main(arguments: list[str]) -> int:
    """Writes the plot."""
    panels = [_fog(), _layer(), _sizes(), _extinction(), _speeds(), _phase()]
    path = Path(arguments[0]) if arguments else FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [np.concatenate(panels[k : k + 3], axis=1) for k in (0, 3)]
    cv2.imwrite(str(path), np.ascontiguousarray(np.concatenate(rows)[..., ::-1]))
    return 0


def _curve(name: str, colour: Colour, x: Float64, law: Callable[[float], float]) -> Curves:
    return Curves(name, colour, np.array([[law(float(value)) for value in x]]))


def _published(x: Float64, table: Mapping[float, float], name: str = "published") -> Curves:
    """Short bars at the values of a table."""
    values = np.full((1, len(x)), np.nan)
    width = max(2, len(x) // 60)
    for at, value in table.items():
        first = int(np.clip(np.argmin(np.abs(x - at)) - width // 2, 0, len(x) - width))
        values[0, first : first + width] = value
    return Curves(name, BLACK, values)


def _fog() -> UInt8:
    x = np.linspace(0.0, 200.0, 200)
    families = [
        _curve(f"MOR {mor_m} m", colour, x, lambda d, m=mor_m: fog.transmittance(m, d))  # type: ignore[misc]
        for mor_m, colour in ((600, BLUE), (200, GREEN), (100, GOLD), (50, RED))
    ]
    marks = [_published(x, {50.0: FOG_TABLE[m]}, "published" if m == 600 else "") for m in (600, 200, 100, 50)]
    return panel("Fog: transmittance over distance, m", x, [*families, *marks], 200.0, 1.0)


def _layer() -> UInt8:
    x = np.linspace(0.0, 80.0, 120)
    eye, level = np.tile([0.0, 0.0, 1.65], (len(x), 1)), np.array([1.0, 0.0, 0.0])
    even = Environment(mor_m=60.0)
    layer, patches = Environment(mor_m=60.0, fog_height_m=2.0), Environment(mor_m=60.0, fog_patchiness=0.8)
    families = [
        Curves(name, colour, np.exp(-optical_depth(air_at(one, 0.0), eye, level, x))[None])
        for name, colour, one in (("even", BLUE, even), ("layer h = 2 m", GREEN, layer), ("patches 0.8", RED, patches))
    ]
    return panel("MOR 60 m: level way 1.65 m up, m", x, families, 80.0, 1.0)


def _sizes() -> UInt8:
    x = np.linspace(0.0, 6.0, 240)
    per_m3 = rain.drops_per_m3
    families = [
        _curve(f"rain {r:g} mm/h", colour, x, lambda d, rate=r: np.log10(per_m3(rate, d)))  # type: ignore[misc]
        for r, colour in ((50.0, BLUE), (10.0, GREEN), (2.5, GOLD))
    ]
    swell = float(snow.flake_mm(np.array(1.0)))
    flakes = _curve("snow 1 mm/h", RED, x, lambda d: float(np.log10(snow.flakes_per_m3(1.0, d / swell))))
    marks = [_published(x, {0.5: float(np.log10(RAIN_TABLE[r][0]))}, "") for r in (50.0, 10.0, 2.5)]
    return panel("log10 of particles a m3 larger than D, mm", x, [*families, flakes, *marks], 6.0, 4.0)


def _extinction() -> UInt8:
    families = [
        _curve("rain, Halder", BLUE, RATES, lambda r: 1e3 * rain.extinction_per_m(r)),
        _curve("its drops alone", GREEN, RATES, lambda r: 1e3 * rain.geometric_extinction_per_m(r)),
        _curve("snow", RED, RATES, lambda r: 1e3 * snow.extinction_per_m(r) if r <= 6.0 else np.nan),
        _published(RATES, {r: beta for r, (_, beta) in RAIN_TABLE.items()}),
    ]
    return panel("Extinction, 1/km, over rate, mm/h", RATES, families, 100.0, 8.0)


def _speeds() -> UInt8:
    x = np.linspace(0.2, 6.0, 240)
    families = [
        _curve("drops, Atlas", BLUE, x, lambda d: float(rain.fall_speed_mps(np.array(d)))),
        _curve("flakes", RED, x, lambda d: float(snow.fall_speed_mps(np.array(d)))),
        _published(x, GUNN_KINZER, "Gunn & Kinzer"),
    ]
    return panel("Fall speed, m/s, over diameter, mm", x, families, 6.0, 10.0)


def _phase() -> UInt8:
    x = np.arange(ANGLES, dtype=np.float64)
    families = [
        Curves("drop", BLUE, 4.0 + np.log10(drop_gain())[None]),
        Curves("flake", RED, 4.0 + np.log10(flake_gain(snow.ALBEDO))[None]),
    ]
    return panel("4 + log10 radiance a lux, over scattering angle", x, families, 180.0, 5.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
