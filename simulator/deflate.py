"""Deflate streams (RFC 1951, RFC 1950) by ISA-L: several times faster than zlib, and the same bytes on every run."""

from __future__ import annotations

from collections.abc import Iterable

from isal import isal_zlib

ZLIB_STREAM = 15
"""What PNG files hold: zlib's two bytes, deflate of a window of 32 KiB, a checksum."""

RAW_STREAM = -15
"""What zip members are: deflate of a window of 32 KiB alone."""

_LEVEL = 1  # chosen: a quarter of the time of level 3 for about 5 % more bytes on street images
_HEAD_BYTES = 4  # the fewest that ISA-L enters into its table of matches


def deflated(pieces: Iterable[bytes | memoryview], stream: int) -> list[bytes]:
    """One stream of all `pieces`, in parts to be joined. stream: ZLIB_STREAM or RAW_STREAM.

    The first bytes are a block of their own. ISA-L's loop over large inputs hashes an uninitialised register when it
    begins a stream (igzip_icf_body_h1_gr_bt.asm, `write_first_byte`: the encoder's own address), so that one picture in
    a thousand took other matches, thus other bytes, in another run. Its loop over short inputs begins streams well.
    """
    encoder = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, stream)
    parts: list[bytes] = []
    for piece in pieces:
        rest = memoryview(piece).cast("B")
        if not parts:
            parts += [encoder.compress(rest[:_HEAD_BYTES]), encoder.flush(isal_zlib.Z_SYNC_FLUSH)]
            rest = rest[_HEAD_BYTES:]
        parts.append(encoder.compress(rest))
    parts.append(encoder.flush())
    return parts
