"""What stands and lies on and beside roads."""
