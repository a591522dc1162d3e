"""Passenger cars, pickups and vans: one skin by style, drawn by a seed."""
