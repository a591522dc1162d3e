"""Benchmarks: `make bench`, or `make bench ONLY=name`."""
