"""Radar: echoes in range, azimuth and Doppler."""
