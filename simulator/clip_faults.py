"""Clips on which something broke: what the record says of them, and where their tracebacks are kept."""

from __future__ import annotations

from typing import Any

from simulator.config import RunConfig
from simulator.layout import FAULTS


def fault_entry(config: RunConfig, clip: int, kind: str, told: str) -> dict[str, Any]:
    """The clip's entry among a shard's failures. kind: the exception's type. A rerun tries such clips again."""
    return {
        "clip": clip,
        "reason": f"a fault: {told}",
        "refused": [],
        "seed": config.settings.seed,
        "fault": {"type": kind, "message": told, "trace": trace_path(clip)},
    }


def fault_text(fault: Exception) -> str:
    """The exception's type and message; Python's own of a lack of memory has none."""
    told = "the process got no more memory" if isinstance(fault, MemoryError) else ""
    return f"{type(fault).__name__}: {': '.join(text for text in (told, str(fault)) if text)}"


def trace_path(clip: int) -> str:
    """Where the traceback of a clip lies in its dataset."""
    return f"{FAULTS}/clip-{clip:06d}.txt"
