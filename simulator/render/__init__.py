"""Rendering: rays, geometry and light; knows nothing of sensors' noise or labels."""
