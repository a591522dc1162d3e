"""The time of day, as the host's records tell it."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> str:
    """Now as ISO 8601 with milliseconds, in UTC: `2026-11-22T19:10:11.123+00:00`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
