"""Drawn values on their way into a record."""

from __future__ import annotations

from collections.abc import Mapping

Params = Mapping[str, float | int | str | bool]
"""Drawn values, JSON."""
