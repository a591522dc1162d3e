"""Buildings and what belongs to their plots."""
