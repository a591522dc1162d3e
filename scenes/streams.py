"""Keyed random streams: what a purpose draws depends on its key alone, never on who draws beside it or when."""

from __future__ import annotations

import hashlib

import numpy as np


def key_hash(seed: int, *keys: str | int) -> int:
    """128-bit blake2b hash of the seed and the keys; strings and integers never collide with each other."""
    text = "\x1f".join([f"i{seed}", *(f"{'i' if isinstance(k, int) else 's'}{k}" for k in keys)])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "little")


def stream(seed: int, *keys: str | int) -> np.random.Generator:
    """The generator of one key, e.g. `stream(seed, "randomizer.sky", clip, attempt)`. Seed 0 is a seed."""
    return np.random.Generator(np.random.Philox(key=key_hash(seed, *keys)))


def device_seed(seed: int, *keys: str | int) -> int:
    """32-bit seed for counter-based generators in kernels."""
    return key_hash(seed, *keys) & 0xFFFFFFFF
