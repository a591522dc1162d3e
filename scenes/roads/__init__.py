"""Road networks and streets made by code."""
