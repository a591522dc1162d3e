"""How KITTI's raw data name a clip: a drive of a day of recording."""

from __future__ import annotations

from datetime import date, timedelta

from scenes.errors import OutputError

FIRST_DAY = date(2000, 1, 1)
"""Of clip 0, and no clock's. A day has one calibration and each clip may have its own, so that each clip has its own
day; days of real drives are reached at clip 4286.
"""
LAST_CLIP = (date.max - FIRST_DAY).days - 1
"""A day less, so that a clip may run past midnight."""

_NOON_S = 12 * 3600
"""Time of day at which every clip starts."""
_DAY_S = 24 * 3600


def day_of(clip: int) -> str:
    """The folder of the clip's day, as 2000_01_01. Raises OutputError for a clip after the year 9999."""
    if clip > LAST_CLIP:
        raise OutputError(f"KITTI's raw data give each clip a day of its own: up to clip {LAST_CLIP}, got {clip}")
    return (FIRST_DAY + timedelta(days=clip)).strftime("%Y_%m_%d")


def drive_of(clip: int) -> str:
    """The folder of the clip's drive, as 2000_01_01_drive_0000_sync: alone in all days."""
    return f"{day_of(clip)}_drive_{clip:04d}_sync"


def timestamp(clip: int, time_ns: int) -> str:
    """A time of the clip as raw data write it: `2000-01-01 12:00:00.100000000`."""
    seconds, nanoseconds = divmod(_NOON_S * 1_000_000_000 + time_ns, 1_000_000_000)
    day = FIRST_DAY + timedelta(days=clip + seconds // _DAY_S)
    minutes, second = divmod(seconds % _DAY_S, 60)
    return f"{day.isoformat()} {minutes // 60:02d}:{minutes % 60:02d}:{second:02d}.{nanoseconds:09d}"
