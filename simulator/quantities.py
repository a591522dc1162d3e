"""Spans of time and sizes in words."""

from __future__ import annotations

_UNITS = ("kB", "MB", "GB", "TB", "PB")


def clock_text(seconds: float) -> str:
    """A span of time as hours, minutes and seconds: `0:04:07`, `103:00:00`."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def bytes_text(size: int) -> str:
    """A size in the largest decimal unit of which there is one: `999 bytes`, `1.2 GB`."""
    if size < 1000:
        return f"{size} bytes"
    power = min((len(str(size)) - 1) // 3, len(_UNITS))
    return f"{size / 1000.0**power:.1f} {_UNITS[power - 1]}"
