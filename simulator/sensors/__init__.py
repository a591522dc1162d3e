"""Sensors: frozen descriptions that turn rays into readings, and the rigs that carry them."""
