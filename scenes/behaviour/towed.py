"""What moves as somebody else does: trailers behind what draws them, riders on what they ride."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenes.behaviour.base import Behaviour, Decision, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Towed(Behaviour):
    """Moves along its own path exactly as fast as another does. by: that one's name. Decides nothing."""

    by: str

    def decide(self, view: View, state: Any) -> tuple[Decision, Any]:
        """The acceleration that it has; who steps the world gives it the other's instead."""
        return Decision(acceleration_mps2=view.acceleration_mps2), state
