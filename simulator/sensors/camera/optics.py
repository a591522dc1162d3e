"""What a real lens does to light before the sensor: a frozen description."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenes.errors import ConfigError

MAX_PSF_PX = 0.9
"""The kernel's five taps hold 99 % of a Gaussian of this width."""
MIN_PSF_PX = 0.3
"""Narrower spots sampled at pixel centres are no Gaussians any more; 0 is a perfect lens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StarBurst:
    """Spikes around bright lights, from diffraction at the aperture's blades.

    share: of all light (chosen 0.004: small apertures make more). blades: an even number makes as many spikes, an odd
    one twice as many. width_px: of a spike, standard deviation. turn_rad: of the first spike from the image's right.
    """

    share: float = 0.004
    blades: int = 6
    width_px: float = 0.8
    turn_rad: float = 0.25

    def __post_init__(self) -> None:
        _check("share", self.share, 0.0, 0.2)
        _check("blades", self.blades, 3, 24)
        _check("width_px", self.width_px, 0.3, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glare:
    """Light that scatters in the lens or is reflected between its surfaces. The slow path: some 75 ms a picture of
    1242x375.

    veil_share: of all light, spread as 1 / (theta^2 + core_rad^2)^1.5 (chosen 0.01: clean lenses 0.005 to 0.03, dirty
    ones up to 0.1). ghosts: (k, share) of discs at -k times the light's place about the centre (chosen: k 0.3 to 1.2,
    shares 1e-5 to 1e-3). ghost_radius_px: of their discs. star: spikes.
    """

    veil_share: float = 0.01
    core_rad: float = 0.003
    ghosts: tuple[tuple[float, float], ...] = ((0.3, 4e-5), (0.6, 3e-5), (1.2, 2e-5))
    ghost_radius_px: float = 14.0
    star: StarBurst = field(default_factory=StarBurst)

    def __post_init__(self) -> None:
        _check("veil_share", self.veil_share, 0.0, 0.5)
        _check("core_rad", self.core_rad, 1e-4, 0.2)
        _check("ghost_radius_px", self.ghost_radius_px, 1.0, 200.0)
        for k, share in self.ghosts:
            _check("ghosts", abs(k), 0.1, 3.0)
            _check("ghosts", share, 0.0, 0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Optics:
    """Aperture, fall-off, colour fringes, sharpness and stray light.

    f_number: its light goes as 1 / N^2. transmission_share: of all its glass (chosen 0.9). falloff_exponent: of
    cos(theta), 4 by the law of a thin lens; wide fisheyes are corrected to 1 or less. vignetting_share: a of
    1 - a r^2, r = 1 in the corner (0 to 0.4). lateral_color: red is larger by this share and blue smaller
    (0 to 0.0015). psf_sigma_px: Gaussian, 0 or 0.3 to 0.9. glare: None leaves stray light out.
    Raises ConfigError for numbers out of range.
    """

    f_number: float = 2.8
    transmission_share: float = 0.9
    falloff_exponent: float = 4.0
    vignetting_share: float = 0.1
    lateral_color: float = 0.0003
    psf_sigma_px: float = 0.5
    glare: Glare | None = None

    def __post_init__(self) -> None:
        _check("f_number", self.f_number, 0.7, 64.0)
        _check("transmission_share", self.transmission_share, 0.01, 1.0)
        _check("falloff_exponent", self.falloff_exponent, 0.0, 8.0)
        _check("vignetting_share", self.vignetting_share, 0.0, 0.9)
        _check("lateral_color", self.lateral_color, -0.01, 0.01)
        if self.psf_sigma_px != 0.0:
            _check("psf_sigma_px", self.psf_sigma_px, MIN_PSF_PX, MAX_PSF_PX)


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ConfigError(f"optics.{name}", f"got {value:g}, allowed {low:g} to {high:g}")
