"""Where shards are worked on: one file a kind of executor."""
