"""Camera presets. Each is a chain with other defaults: every value can be set beside its `_target_`.

The sensors' values are from data sheets' orders of magnitude as our reference lists them, and unverified against
EMVA reports; optics and programmes are chosen where no source is named.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.sensors.camera.exposure_programme import ExposureProgramme, ProgrammeStep
from simulator.sensors.camera.image_sensor import ImageSensor
from simulator.sensors.camera.optics import Optics
from simulator.sensors.camera.processing import Processing
from simulator.sensors.camera.sensor_chain import SensorChain


@dataclass(frozen=True, slots=True, kw_only=True)
class Flea2Optics(Optics):
    """A varifocal C-mount lens (chosen: f/2, half a pixel sharp; its light falls off as cos^2, not cos^4, as that of
    retrofocus lenses does).
    """

    f_number: float = 2.0
    falloff_exponent: float = 2.0
    vignetting_share: float = 0.1
    lateral_color: float = 0.0004
    psf_sigma_px: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Flea2Sensor(ImageSensor):
    """Sony ICX267-class CCD, 4.65 um, 12 bits; middles of the reference's ranges (unverified)."""

    pixel_pitch_um: float = 4.65
    quantum_efficiency_share: float = 0.42
    full_well_e: float = 13_000.0
    read_noise_e: float = 10.0
    row_noise_e: float = 0.3
    dark_current_e_per_s: float = 3.0
    prnu_share: float = 0.008
    dsnu_e: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KittiFlea2(SensorChain):
    """KITTI's colour cameras: Point Grey Flea2, exposures of at most 2 ms by day, PNG.

    Up to 2 ms and 12 dB first; darker scenes, which KITTI has none of, get 10 ms and 30 dB (chosen: of these the camera
    has 24).
    """

    optics: Flea2Optics = field(default_factory=Flea2Optics)
    sensor: Flea2Sensor = field(default_factory=Flea2Sensor)
    programme: ExposureProgramme = field(
        default_factory=lambda: ExposureProgramme(
            steps=(
                ProgrammeStep(longest_s=0.002, most_gain_db=12.0),
                ProgrammeStep(longest_s=0.01, most_gain_db=30.0),
            ),
            headroom_ev=4.0,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BaslerOptics(Optics):
    """A 5.5 mm lens at f/1.8 (unverified); the rest chosen."""

    f_number: float = 1.8
    falloff_exponent: float = 2.5
    vignetting_share: float = 0.15
    lateral_color: float = 0.0005
    psf_sigma_px: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class BaslerSensor(ImageSensor):
    """e2v EV76C570 of the Basler acA1600-60gc, 4.5 um; middles of the reference's ranges (unverified)."""

    pixel_pitch_um: float = 4.5
    quantum_efficiency_share: float = 0.57
    full_well_e: float = 8_500.0
    read_noise_e: float = 17.0
    row_noise_e: float = 1.0
    dark_current_e_per_s: float = 75.0
    prnu_share: float = 0.012
    dsnu_e: float = 7.0
    hot_share: float = 3e-5
    bits: int = 10
    black_level: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class BaslerProcessing(Processing):
    """JPEG of quality 90 with 4:2:0 chroma (chosen within 85 to 95), lightly sharpened."""

    sharpening_weight: float = 0.3
    jpeg_quality: int | None = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class NuscenesBasler(SensorChain):
    """nuScenes' cameras: Basler acA1600-60gc, exposures of at most 20 ms, JPEG."""

    optics: BaslerOptics = field(default_factory=BaslerOptics)
    sensor: BaslerSensor = field(default_factory=BaslerSensor)
    processing: BaslerProcessing = field(default_factory=BaslerProcessing)
    programme: ExposureProgramme = field(
        default_factory=lambda: ExposureProgramme(
            steps=(ProgrammeStep(longest_s=0.02, most_gain_db=24.0),), headroom_ev=3.7
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HdrOptics(Optics):
    """A moulded automotive lens at f/2 (chosen)."""

    f_number: float = 2.0
    falloff_exponent: float = 1.5
    vignetting_share: float = 0.2
    lateral_color: float = 0.0004
    psf_sigma_px: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class HdrSensor(ImageSensor):
    """AR0231 or IMX390 class, 3 um; three captures of ratio 1 : 1/16 : 1/256, companded to 12 bits (unverified).

    20 log10(9000 * 256 / 3) = 118 dB between full well of the shortest and read noise of the longest capture. All
    captures see the same light at the same time, as those of split pixels do: moving things have no double edges.
    """

    pixel_pitch_um: float = 3.0
    quantum_efficiency_share: float = 0.65
    full_well_e: float = 9_000.0
    read_noise_e: float = 3.0
    row_noise_e: float = 0.3
    dark_current_e_per_s: float = 30.0
    prnu_share: float = 0.01
    dsnu_e: float = 3.0
    captures: tuple[float, ...] = (1.0, 0.0625, 0.00390625)
    companded_bits: int | None = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class HdrProcessing(Processing):
    """White 8.5 stops above middle grey, so that lamps and skies keep their shapes (chosen)."""

    white_ev: float | None = 8.5
    sharpening_weight: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomotiveHdr(SensorChain):
    """A driving camera of 120 dB: exposures of 11 ms against flicker, where the light allows (chosen)."""

    optics: HdrOptics = field(default_factory=HdrOptics)
    sensor: HdrSensor = field(default_factory=HdrSensor)
    processing: HdrProcessing = field(default_factory=HdrProcessing)
    programme: ExposureProgramme = field(
        default_factory=lambda: ExposureProgramme(
            steps=(ProgrammeStep(longest_s=0.011, most_gain_db=18.0), ProgrammeStep(longest_s=0.03, most_gain_db=30.0)),
            headroom_ev=2.5,
        )
    )
