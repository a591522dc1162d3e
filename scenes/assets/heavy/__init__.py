"""Trucks, buses, emergency vehicles, machines and trailers."""
