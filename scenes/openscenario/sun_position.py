"""Where the sun stands at a date and time: Cooper's declination and the hour angle."""

from __future__ import annotations

import datetime
import math

LATITUDE_RAD = math.radians(50.0)
"""Chosen: of a file that says no place, the middle of Europe."""


def sun_at(moment: datetime.datetime) -> tuple[float, float]:
    """Elevation, and azimuth counter-clockwise from east, in radians; the clock is the sun's own (noon: due south).

    Declination 23.45 degrees sin(360/365 (284 + day)) (Cooper 1969), within half a degree of the true one.
    """
    day = moment.timetuple().tm_yday
    declination = math.radians(23.45) * math.sin(2.0 * math.pi * (284 + day) / 365.0)
    hours = moment.hour + moment.minute / 60.0 + moment.second / 3600.0
    angle = (hours - 12.0) * math.pi / 12.0
    high, low = math.sin(LATITUDE_RAD), math.cos(LATITUDE_RAD)
    up = high * math.sin(declination) + low * math.cos(declination) * math.cos(angle)
    east = -math.cos(declination) * math.sin(angle)
    north = low * math.sin(declination) - high * math.cos(declination) * math.cos(angle)
    return math.asin(min(max(up, -1.0), 1.0)), math.atan2(north, east)
