"""Arrays as members of .npz files that numpy alone can read, several times smaller and faster than `savez_compressed`.

Large float32 images are coded: each row holds its bits' difference to the row above, as unsigned integers, and the four
bytes of the numbers lie in planes. Smooth surfaces then compress to a third. To read one without this program:

    planes = np.load("000000.npz")["image_2/depth_m.rows"]                    # (4, H, W, ...) uint8
    bits = np.ascontiguousarray(np.moveaxis(planes, 0, -1)).view("<u4")[..., 0]
    depth_m = np.cumsum(bits, axis=0, dtype="<u4").view("<f4")
"""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from scenes.errors import InputFileError
from simulator.deflate import RAW_STREAM, deflated

ROWS_SUFFIX = ".rows"
"""Ends the name of a member whose rows are coded."""

_LEAST_CODED_BYTES = 1 << 16
"""Chosen: below it neither time nor bytes matter."""
_VERSION = 20  # PKWARE's APPNOTE 4.4.3: deflate
_DOS_DATE = (1 << 5) | 1  # 1 January 1980, the earliest that zip can say: equal contents are equal bytes
_MOST, _MOST_MEMBERS = 0xFFFFFFFF, 0xFFFF  # what the first version of the format can count


class ArchiveWriter:
    """A zip archive (PKWARE APPNOTE 6.3.9, sections 4.3.7 to 4.3.16 and 4.5.3) whose members are deflated by ISA-L.

    stream: where it is written, from its current place on; `close` completes it. Raises ValueError for a member of
    4 GiB or more.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._place = 0
        self._directory: list[bytes] = []

    def add(self, name: str, data: bytes) -> None:
        """One member."""
        packed = b"".join(deflated([data], RAW_STREAM))
        encoded = name.encode("ascii")
        if max(len(data), len(packed)) >= _MOST:
            raise ValueError(f"a member of an archive has less than 4 GiB, and '{name}' has {len(data)} bytes")
        facts = struct.pack(
            "<HHHHHIIIH", _VERSION, 0, zlib.DEFLATED, 0, _DOS_DATE, isal_zlib.crc32(data), len(packed), len(data),
            len(encoded),
        )  # fmt: skip
        far = struct.pack("<HHQ", 1, 8, self._place) if self._place >= _MOST else b""
        self._directory.append(
            b"PK\x01\x02"
            + struct.pack("<H", _VERSION)
            + facts
            + struct.pack("<HHHHII", len(far), 0, 0, 0, 0, min(self._place, _MOST))
            + encoded
            + far
        )
        self._write(b"PK\x03\x04" + facts + struct.pack("<H", 0) + encoded + packed)

    def add_array(self, name: str, array: NDArray[Any]) -> None:
        """One array, under its name or, where its rows are coded, under it and ROWS_SUFFIX."""
        if array.dtype == np.float32 and array.nbytes >= _LEAST_CODED_BYTES and _is_smooth(array.shape):
            self.add_plain(f"{name}{ROWS_SUFFIX}", _planes(array))
        else:
            self.add_plain(name, array)

    def add_plain(self, name: str, array: NDArray[Any]) -> None:
        """One array as it is."""
        header = io.BytesIO()
        kept = np.ascontiguousarray(array).reshape(array.shape)
        np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(kept))
        self.add(f"{name}.npy", header.getvalue() + kept.tobytes())

    def close(self) -> None:
        """Writes the directory; nothing can be added afterwards."""
        start, count = self._place, len(self._directory)
        self._write(b"".join(self._directory))
        size = self._place - start
        if start + size >= _MOST or count >= _MOST_MEMBERS:
            end = self._place
            self._write(b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, start))
            self._write(b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1))
        count = min(count, _MOST_MEMBERS)
        told = struct.pack("<HHHHIIH", 0, 0, count, count, min(size, _MOST), min(start, _MOST), 0)
        self._write(b"PK\x05\x06" + told)

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._place += len(data)


def archive_bytes(fill: Callable[[ArchiveWriter], None]) -> bytes:
    """A whole archive in memory, of the members that `fill` adds."""
    memory = io.BytesIO()
    archive = ArchiveWriter(memory)
    fill(archive)
    archive.close()
    return memory.getvalue()


class ArchiveReader:
    """Members of one archive, read as they are asked for; a context. Raises InputFileError for what is damaged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            # Opened here: numpy leaves a file open that turns out to be no archive.
            with contextlib.ExitStack() as opened:
                file = opened.enter_context(path.open("rb"))
                self._file = np.lib.npyio.NpzFile(file, own_fid=True)
                opened.pop_all()
        except (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile) as fault:
            raise InputFileError(str(path), None, f"is no archive of arrays ({fault})") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def names(self) -> tuple[str, ...]:
        """Of all arrays, as they were added."""
        return tuple(name.removesuffix(ROWS_SUFFIX) for name in self._file.files)

    def raw(self, name: str) -> bytes:
        """A member that is no array."""
        return bytes(self._member(name))

    def array(self, name: str) -> NDArray[Any]:
        """An array, equal to what was added, read-only."""
        coded = f"{name}{ROWS_SUFFIX}" in self._file.files
        array = self._member(f"{name}{ROWS_SUFFIX}" if coded else name)
        array = _from_planes(array) if coded else array
        array.flags.writeable = False
        return array

    def _member(self, name: str) -> Any:
        if name not in self._file.files:
            raise InputFileError(str(self._path), None, f"lacks the member '{name}'")
        try:
            return self._file[name]
        except (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile) as fault:
            raise InputFileError(str(self._path), None, f"member '{name}' is damaged ({fault})") from None


def _is_smooth(shape: tuple[int, ...]) -> bool:
    """Whether an image changes from row to row a little everywhere, as depth does; normals are the same or jump."""
    return len(shape) == 2 or (len(shape) == 3 and shape[2] < 3)


def _planes(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(4, H, W, ...) bytes of the differences between rows of (H, W, ...) float32."""
    bits = np.ascontiguousarray(image, dtype="<f4").view("<u4")
    steps = bits.copy()
    steps[1:] -= bits[:-1]
    return np.ascontiguousarray(np.moveaxis(steps[..., None].view(np.uint8), -1, 0))


def _from_planes(planes: NDArray[np.uint8]) -> NDArray[np.float32]:
    bits = np.ascontiguousarray(np.moveaxis(planes, 0, -1)).view("<u4")[..., 0]
    return np.cumsum(bits, axis=0, dtype="<u4").view("<f4")
