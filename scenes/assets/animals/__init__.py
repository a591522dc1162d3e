"""Four-legged animals and birds."""
