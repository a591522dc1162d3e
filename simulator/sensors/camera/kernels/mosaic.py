"""From light to digital numbers: the colour filter array, EMVA 1288's noise, full well and converter."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.sensors.camera.kernels.lens import Strays, spread, with_stray
from simulator.sensors.camera.kernels.noise import normal, poisson

wp.set_module_options(kernel_options())

MONO = wp.constant(4)
"""Filter code of sensors without colours; codes 0 to 3 are the column parity plus twice the row parity of red."""
MOST_ELECTRONS = wp.constant(1.0e12)
"""Keeps the sun's light within what 32-bit numbers hold; any well is full long before."""
READ_AT = wp.constant(0.9)
"""Merged captures take the longest one below this share of saturation (chosen)."""


@wp.struct
class Sensor:
    """red, green, blue: responses to linear Rec. 709. electrons_per_cd_m2: of the longest capture, for response 1.
    captures: relative exposures. gain: dn per electron. full: dn above black of saturation. companded_from: largest
    number of merged captures, black included; companded_top: what it is sent as. linear_per_dn, white_gain, clip: of
    the processor.
    """

    filter: int
    red: wp.vec3
    green: wp.vec3
    blue: wp.vec3
    electrons_per_cd_m2: float
    offset_e: wp.array(dtype=float)
    dark_rate: wp.array(dtype=float)
    dark_e: float
    full_well_e: float
    read_e: float
    row_e: float
    gain: float
    black: float
    top: float
    full: float
    captures: wp.array(dtype=float)
    companded_from: float
    companded_top: float
    linear_per_dn: float
    white_gain: wp.vec3
    clip: float
    quantiles: wp.array(dtype=float)
    seed: int


Chip = wp.array(dtype=Sensor)
"""One `Sensor`, by reference."""


@wp.func
def color_of(code: int, u: int, v: int) -> int:
    """0 red, 1 green, 2 blue of a Bayer pixel."""
    du = (u + code) & 1
    dv = (v + (code >> 1)) & 1
    return du + dv


@wp.func
def digitized(chip: Chip, electrons: float) -> float:
    """Digital number above black."""
    dn = wp.floor(electrons * chip[0].gain + chip[0].black + 0.5)
    return wp.clamp(dn, 0.0, chip[0].top) - chip[0].black


@wp.func
def captured(chip: Chip, i: int, row: int, electrons: float) -> float:
    """Digital number above black of mean electrons of the longest capture; merged where there are several."""
    state = wp.rand_init(chip[0].seed, i)
    row_noise = chip[0].row_e * normal(chip[0].quantiles, wp.randu(wp.rand_init(chip[0].seed + 1, row)))
    exposure = float(1.0)
    value = float(0.0)
    capture = int(0)
    while capture < chip[0].captures.shape[0]:
        exposure = chip[0].captures[capture]
        mean = exposure * (electrons + chip[0].dark_e * chip[0].dark_rate[i])
        chance = wp.randf(state)
        charge = wp.min(poisson(mean, chip[0].quantiles, wp.randu(state), chance), chip[0].full_well_e)
        read = chip[0].read_e * normal(chip[0].quantiles, wp.randu(state))
        value = digitized(chip, charge + chip[0].offset_e[i] + read + row_noise)
        capture += 1
        if value < READ_AT * chip[0].full:
            capture = chip[0].captures.shape[0]
    return value / exposure


@wp.kernel
def gather(
    scene: wp.array(dtype=wp.vec3),
    taps: wp.array(dtype=float),
    columns: wp.array(dtype=int),
    rows: wp.array(dtype=int),
    sensitivity: wp.array(dtype=float),
    strays: Strays,
    width: int,
    height: int,
    chip: Chip,
    first: int,
    electrons: wp.array(dtype=float),
):
    """Mean electrons of each pixel behind its filter, in the longest capture and without heat.

    columns (3, W), rows (3, H): where each colour comes from. sensitivity: fall-off times gain of the pixel.
    """
    i = first + wp.tid()
    u = i % width
    v = i // width
    code = chip[0].filter
    color = int(1)
    if code != MONO:
        color = color_of(code, u, v)
    response = chip[0].green
    if color == 0:
        response = chip[0].red
    if color == 2:
        response = chip[0].blue
    sharp = spread(scene, taps, width, height, columns[color * width + u], rows[color * height + v])
    native = wp.dot(response, with_stray(strays, sharp, u, v))
    electrons[i] = wp.clamp(native * chip[0].electrons_per_cd_m2, 0.0, MOST_ELECTRONS) * sensitivity[i]


@wp.kernel
def read_out(electrons: wp.array(dtype=float), chip: Chip, width: int, first: int, numbers: wp.array(dtype=float)):
    """Digital numbers above black, of merged captures in units of the longest one."""
    i = first + wp.tid()
    numbers[i] = captured(chip, i, i // width, electrons[i])


@wp.func
def linear_value(chip: Chip, number: float, u: int, v: int) -> float:
    """A number of the sensor as a linear pixel value, white-balanced, at most `clip`."""
    gain = float(1.0)
    if chip[0].filter != MONO:
        gain = chip[0].white_gain[color_of(chip[0].filter, u, v)]
    return wp.min(number * chip[0].linear_per_dn * gain, chip[0].clip)


@wp.kernel
def send(
    numbers: wp.array(dtype=float),
    chip: Chip,
    width: int,
    first: int,
    raw: wp.array(dtype=wp.uint16),
    mosaic: wp.array(dtype=float),
):
    """raw: what the sensor sends. mosaic: what the processor makes of it."""
    i = first + wp.tid()
    raw[i] = wp.uint16(wp.clamp(numbers[i] + chip[0].black, 0.0, 65535.0))
    mosaic[i] = linear_value(chip, numbers[i], i % width, i // width)


@wp.kernel
def send_companded(
    numbers: wp.array(dtype=float),
    chip: Chip,
    width: int,
    first: int,
    raw: wp.array(dtype=wp.uint16),
    mosaic: wp.array(dtype=float),
):
    """The same of a sensor that sends the square root of its number, black included, in fewer bits.

    mosaic: square roots of linear values, with their sign.
    """
    i = first + wp.tid()
    share = wp.clamp((numbers[i] + chip[0].black) / chip[0].companded_from, 0.0, 1.0)
    code = wp.floor(wp.sqrt(share) * chip[0].companded_top + 0.5)
    raw[i] = wp.uint16(code)
    share = code / chip[0].companded_top
    number = share * share * chip[0].companded_from - chip[0].black
    linear = linear_value(chip, number, i % width, i // width)
    mosaic[i] = wp.sign(linear) * wp.sqrt(wp.abs(linear))
