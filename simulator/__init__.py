"""Swerve: labelled synthetic driving data. `from simulator import generate, simulate_clip, load_config`."""
