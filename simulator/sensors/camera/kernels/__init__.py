"""What cameras compute for every pixel: optics, colour filter array and noise, demosaicing."""
