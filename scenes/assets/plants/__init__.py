"""Trees, bushes, hedges and leaves."""
