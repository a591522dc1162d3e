"""A camera behind any lens."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.lenses.base import Lens
from simulator.sensors.camera.camera import Camera


@dataclass(frozen=True, slots=True, kw_only=True)
class LensCamera(Camera):
    """A camera whose pixels look where its `optics` say: a fisheye, a panorama, a distorted lens, a table of rays."""

    optics: Lens

    @property
    def lens(self) -> Lens:
        """What the camera looks through."""
        return self.optics
