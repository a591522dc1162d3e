"""The frame of the edge cases: where one happens on a place, when, who hides whom, and whether a clip shows it."""
