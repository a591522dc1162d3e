"""What a rig configuration must offer: the rig."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from scenes.rig import Rig


@dataclass(frozen=True, slots=True, kw_only=True)
class RigModel(ABC):
    """A frozen description of a sensor rig; one file and one YAML in conf/rig a kind."""

    @abstractmethod
    def build(self) -> Rig:
        """The mounted sensors. Raises ConfigError or InputFileError."""
