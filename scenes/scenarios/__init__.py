"""Edge-case families, one file each."""
