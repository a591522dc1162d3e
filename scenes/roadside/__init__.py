"""What stands on and beside roads: terrain, structures, signs, and things placed by rules and by seed."""
