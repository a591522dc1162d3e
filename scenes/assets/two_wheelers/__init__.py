"""Bicycles, motor cycles and scooters with their riders."""
