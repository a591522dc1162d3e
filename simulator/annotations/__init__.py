"""What labels say, as exporters read it: one file a kind. Frozen, with read-only arrays."""
