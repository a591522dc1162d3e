"""OpenDRIVE files (1.4 to 1.8) read into road networks."""
