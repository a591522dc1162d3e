"""Rigs: which sensors the ego carries, and where."""
