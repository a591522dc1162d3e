"""What sensors hand over: one file a kind of reading. Frozen, with read-only arrays."""
