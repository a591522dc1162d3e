"""What happens and what is seen: physics, rendering, sensors, labels, clips, executors, commands.

From Python: `from simulator import generate, simulate_clip, load_config`. They load on first use, so that importing the
package brings neither warp nor pybullet nor cv2.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "generate": "simulator.generation",
    "simulate_clip": "simulator.clip",
    "load_config": "simulator.config",
}


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'simulator' has no attribute '{name}'")
    return getattr(importlib.import_module(_PUBLIC[name]), name)
