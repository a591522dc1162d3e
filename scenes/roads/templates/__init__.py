"""Places made by code: networks as OpenDRIVE has them, from a few numbers with checked ranges."""
