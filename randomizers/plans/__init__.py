"""Sampling plans: what the clips of a run ask of their parameters, so that together they cover the declared space."""
