"""A PNG writer for what we write: 8-bit RGB and 16-bit grey (PNG specification, third edition, W3C 2025).

Several times faster than general encoders: one fixed filter (Sub for RGB, none for grey) and ISA-L's level 1.
"""

from __future__ import annotations

import struct

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB = 0, 2  # colour types, section 11.2.1
_NO_FILTER, _SUB_FILTER = 0, 1  # filter types, section 9.2
_LEVEL = 1  # chosen: a quarter of the time of level 3 for about 5 % more bytes on street images


def rgb_png(image: NDArray[np.uint8]) -> bytes:
    """A complete PNG file of an (H, W, 3) uint8 RGB image. Raises ValueError for any other shape or type."""
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise ValueError(f"an RGB PNG needs (H, W, 3) uint8, got {image.shape} {image.dtype}")
    height, width, _ = image.shape
    samples = image.reshape(height, width * 3)
    lines = np.empty((height, 1 + width * 3), dtype=np.uint8)
    lines[:, 0] = _SUB_FILTER
    lines[:, 1:4] = samples[:, :3]
    np.subtract(samples[:, 3:], samples[:, :-3], out=lines[:, 4:])  # modulo 256, as the filter wants
    return _file(width, height, 8, _RGB, lines)


def grey16_png(image: NDArray[np.uint16]) -> bytes:
    """A complete PNG file of an (H, W) uint16 image. Raises ValueError for any other shape or type."""
    if image.dtype != np.uint16 or image.ndim != 2:
        raise ValueError(f"a 16-bit grey PNG needs (H, W) uint16, got {image.shape} {image.dtype}")
    height, width = image.shape
    lines = np.empty((height, 1 + width * 2), dtype=np.uint8)
    lines[:, 0] = _NO_FILTER
    lines[:, 1:] = image.astype(">u2").view(np.uint8).reshape(height, width * 2)
    return _file(width, height, 16, _GREY, lines)


def _file(width: int, height: int, bits: int, colour: int, lines: NDArray[np.uint8]) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    data = isal_zlib.compress(lines.data, _LEVEL)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", isal_zlib.crc32(kind + body))
