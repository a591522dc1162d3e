"""Lenses: which direction each point of an image looks in, and where each direction lands."""
