"""Cameras: lens and shutter, exposure, and the chain from radiance to pixels."""
