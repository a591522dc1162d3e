"""What all exporters of the KITTI family are told: which sensors of the rig play KITTI's."""

from __future__ import annotations

from dataclasses import dataclass

from exporters.base import RunInfo
from exporters.clip_exporter import ClipExporter
from exporters.kitti_sensors import RIGHT_CAMERA, KittiChoice


@dataclass(kw_only=True)
class KittiRigExporter(ClipExporter):
    """camera, lidar, right_camera: see `KittiChoice`."""

    camera: str = ""
    lidar: str = ""
    right_camera: str = RIGHT_CAMERA

    def check(self, info: RunInfo) -> None:
        """Raises UnknownName for a named sensor that the rig has not."""
        self._choice().check(info)

    def _choice(self) -> KittiChoice:
        return KittiChoice(camera=self.camera, lidar=self.lidar, right_camera=self.right_camera)
