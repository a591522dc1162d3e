"""`python -m simulator` is `swerve`."""

from __future__ import annotations

from simulator.cli import program

if __name__ == "__main__":
    program()
