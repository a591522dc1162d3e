"""A pinhole camera."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.errors import ConfigError
from scenes.lenses.base import MAX_SIDE_PX
from scenes.lenses.pinhole import Pinhole
from simulator.sensors.camera.camera import Camera


@dataclass(frozen=True, slots=True, kw_only=True)
class PinholeCamera(Camera):
    """A pinhole camera with square image axes: u = fx x / z + cx, v = fy y / z + cy, first pixel's centre at (0, 0)."""

    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float
    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        for name in ("fx_px", "fy_px", "width_px", "height_px"):
            if not getattr(self, name) > 0:
                raise ConfigError(name, f"must be positive, got {getattr(self, name)}")
        for name in ("width_px", "height_px"):
            if getattr(self, name) > MAX_SIDE_PX:
                raise ConfigError(name, f"got {getattr(self, name)}, allowed: at most {MAX_SIDE_PX}")
        Camera.__post_init__(self)

    @property
    def lens(self) -> Pinhole:
        """What the camera looks through."""
        return Pinhole(
            width_px=self.width_px,
            height_px=self.height_px,
            fx_px=self.fx_px,
            fy_px=self.fy_px,
            cx_px=self.cx_px,
            cy_px=self.cy_px,
        )

    @property
    def K(self) -> tuple[float, float, float, float]:  # noqa: N802 (the field's own name)
        """(fx, fy, cx, cy) in pixels."""
        return self.fx_px, self.fy_px, self.cx_px, self.cy_px
