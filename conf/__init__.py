"""Hydra configuration groups of Swerve (package data)."""
