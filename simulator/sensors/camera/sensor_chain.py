"""The whole chain of a real camera: optics, filter array, noise, converter, processor, file."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import warp as wp
from numpy.typing import NDArray
from scipy.special import ndtri

from scenes.streams import device_seed
from simulator.sensors.camera.chain import CameraChain, Developed, Shot
from simulator.sensors.camera.cover import seen_through
from simulator.sensors.camera.exposure import LUMINANCE_WEIGHTS, METER_CONSTANT
from simulator.sensors.camera.exposure_programme import ExposureProgramme, ExposureSettings
from simulator.sensors.camera.fixed_pattern import fixed_pattern
from simulator.sensors.camera.image_sensor import ImageSensor, exposure_lux_s, saturating_exposure_lux_s
from simulator.sensors.camera.kernels.demosaic import develop_picture, sharpen
from simulator.sensors.camera.kernels.lens import form_picture
from simulator.sensors.camera.kernels.mosaic import MONO, Sensor, gather, read_out, send, send_companded
from simulator.sensors.camera.kernels.noise import QUANTILES
from simulator.sensors.camera.launching import by_reference, launcher, on_device, picture_of
from simulator.sensors.camera.lens_light import LensLight, light_behind
from simulator.sensors.camera.optics import Optics
from simulator.sensors.camera.processing import (
    Processing,
    as_jpeg_shows,
    color_correction,
    linear_of_stops,
    tone_table,
)

Float32 = NDArray[np.float32]
UInt8 = NDArray[np.uint8]

FILTER_CODES = {"rggb": 0, "grbg": 1, "gbrg": 2, "bggr": 3, "mono": int(MONO)}
"""Column parity of red plus twice its row parity, as the kernels read them."""

WHITE_SHARE = 0.92
"""Of saturation: shown as white by default, so that clipped pixels are white whatever the white balance (chosen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorChain(CameraChain):
    """Optics, sensor, processor. keep: `raw` and `hdr` are handed over beside the picture, to `CameraReading`."""

    optics: Optics = field(default_factory=Optics)
    sensor: ImageSensor = field(default_factory=ImageSensor)
    processing: Processing = field(default_factory=Processing)
    programme: ExposureProgramme = field(default_factory=ExposureProgramme)
    keep: tuple[Literal["raw", "hdr"], ...] = ()

    def settings(self, ev100: float) -> ExposureSettings:
        """Time and gain that put the metered luminance, L = 2^EV K / 100 (ISO 2720), headroom_ev below saturation."""
        brightest = METER_CONSTANT / 100.0 * 2.0**ev100 * 2.0**self.programme.headroom_ev
        per_s = exposure_lux_s(brightest, 1.0, self.optics.f_number, self.optics.transmission_share)
        return self.programme.settings(saturating_exposure_lux_s(self.sensor) / per_s)

    def develop(self, radiance: Float32, shot: Shot) -> Developed:
        """See CameraChain; radiance is (H, W, 3) of the shot's lens."""
        height, width = radiance.shape[:2]
        count, launch = width * height, launcher(shot.device)
        light = light_behind(self.optics, seen_through(self.cover, radiance, shot.lens, shot.device), shot)
        raw, mosaic = self._exposed(light, shot, (width, height))
        image = self._processed(mosaic, (width, height), shot)
        hdr = None
        if "hdr" in self.keep:
            formed = wp.empty(count, dtype=wp.vec3, device=shot.device)
            dimming = on_device(light.falloff.reshape(-1), float, shot.device)
            launch.launch(form_picture, count, [*light.inputs, dimming, light.strays, width, height], [formed])
            hdr = picture_of(formed, (height, width, 3))
        return Developed(image=image, raw=picture_of(raw, (height, width)) if "raw" in self.keep else None, hdr=hdr)

    def _exposed(self, light: LensLight, shot: Shot, size_px: tuple[int, int]) -> tuple[Any, Any]:
        """(raw, mosaic): what the sensor sends, and the linear values that the processor makes of it."""
        width, height = size_px
        count, launch = width * height, launcher(shot.device)
        sensor = self._sensor(shot, size_px)
        chip = by_reference(sensor, Sensor, shot.device)
        gain = fixed_pattern(self.sensor, shot.serial, size_px).gain
        sensitivity = on_device(light.falloff.reshape(-1) * gain, float, shot.device)
        electrons, numbers, mosaic = (wp.empty(count, dtype=float, device=shot.device) for _ in range(3))
        raw = wp.empty(count, dtype=wp.uint16, device=shot.device)
        launch.launch(gather, count, [*light.inputs, sensitivity, light.strays, width, height, chip], [electrons])
        launch.launch(read_out, count, [electrons, chip, width], [numbers])
        sending = send if self.sensor.companded_bits is None else send_companded
        launch.launch(sending, count, [numbers, chip, width], [raw, mosaic])
        return raw, mosaic

    def _sensor(self, shot: Shot, size_px: tuple[int, int]) -> Any:
        """The kernels' description of the sensor as it is set for this shot."""
        chip, settings, device = self.sensor, self.settings(shot.ev100), shot.device
        pattern = fixed_pattern(chip, shot.serial, size_px)
        lux_s = exposure_lux_s(1.0, settings.time_s, self.optics.f_number, self.optics.transmission_share)
        correction = color_correction(chip.response, shot.balance)
        made = Sensor()
        made.filter = FILTER_CODES[chip.color_filter]
        made.red, made.green, made.blue = (wp.vec3(*row) for row in self._rows())
        made.electrons_per_cd_m2 = lux_s * chip.electrons_per_lux_s
        made.offset_e = on_device(pattern.offset_e, float, device)
        made.dark_rate = on_device(pattern.dark_rate, float, device)
        made.dark_e = chip.dark_e(settings.time_s)
        made.full_well_e, made.read_e, made.row_e = chip.full_well_e, chip.read_noise_e, chip.row_noise_e
        made.gain = chip.base_gain_dn_per_e * settings.gain
        made.black, made.top = float(chip.black_level), float(chip.top_dn)
        made.full = chip.full_dn
        made.captures = on_device(np.array(chip.captures, dtype=np.float32), float, device)
        made.companded_from = chip.white_dn + chip.black_level
        made.companded_top = float(2 ** (chip.companded_bits or chip.bits) - 1)
        made.linear_per_dn = self._saturation() / chip.full_dn
        white = correction.white_gain if chip.color_filter != "mono" else (1.0, 1.0, 1.0)
        made.white_gain = wp.vec3(*white)
        # What is white anyway would ring through the demosaicing filters.
        made.clip = min(self._saturation() / chip.captures[-1] * min(white), self._white())
        made.quantiles = on_device(normal_quantiles(), float, device)
        made.seed = device_seed(shot.seed, "camera.noise", shot.serial) & 0x7FFFFFFE
        return made

    def _rows(self) -> tuple[tuple[float, float, float], ...]:
        """The sensor's response; a sensor without colours gathers luminance."""
        if self.sensor.color_filter != "mono":
            return self.sensor.response
        red, green, blue = (float(weight) for weight in LUMINANCE_WEIGHTS)
        return ((red, green, blue),) * 3

    def _saturation(self) -> float:
        """Linear pixel value at which the longest capture saturates."""
        return linear_of_stops(self.programme.headroom_ev)

    def _white(self) -> float:
        """Linear pixel value that is shown as white."""
        if self.processing.white_ev is not None:
            return linear_of_stops(self.processing.white_ev)
        return WHITE_SHARE * self._saturation() / self.sensor.captures[-1]

    def _processed(self, mosaic: Any, size_px: tuple[int, int], shot: Shot) -> UInt8:
        """Demosaiced, coloured, toned, sharpened and, where asked for, compressed: (H, W, 3)."""
        width, height = size_px
        launch, device = launcher(shot.device), shot.device
        matrix = wp.mat33(*np.array(color_correction(self.sensor.response, shot.balance).matrix).ravel().tolist())
        tones = on_device(tone_table(self._white()), wp.uint8, device)
        picture = wp.empty(3 * width * height, dtype=wp.uint8, device=device)
        code = FILTER_CODES[self.sensor.color_filter]
        has_roots = self.sensor.companded_bits is not None
        inputs = [mosaic, width, height, code, has_roots, matrix, tones, self._white()]
        launch.launch(develop_picture, width * height, inputs, [picture])
        if self.processing.sharpening_weight > 0.0:
            soft, picture = picture, wp.empty_like(picture)
            inputs = [soft, width, height, self.processing.sharpening_weight]
            launch.launch(sharpen, width * height, inputs, [picture])
        image: UInt8 = picture_of(picture, (height, width, 3))
        quality = self.processing.jpeg_quality
        return image if quality is None else as_jpeg_shows(image, quality)


@functools.cache
def normal_quantiles() -> Float32:
    """Quantiles of the normal distribution in the middles of equal shares, scaled to variance 1/2."""
    middles = (np.arange(QUANTILES, dtype=np.float64) + 0.5) / QUANTILES
    quantiles = ndtri(middles)
    made: Float32 = (quantiles / np.sqrt(2.0 * np.mean(quantiles**2))).astype(np.float32)
    made.flags.writeable = False
    return made
