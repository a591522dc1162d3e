"""Ways to make surfaces: lofts, swept profiles, subdivision cages, signed-distance fields, cut regions."""
