"""Which surfaces are driven on."""

from __future__ import annotations

DRIVEN: frozenset[str] = frozenset(["driving", "shoulder", "biking", "parking", "restricted", "gutter", "rail"])
"""Kinds of surface that vehicles and bicycles drive or stand on."""
