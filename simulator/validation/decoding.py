"""Reads every file once, by its ending: whether it is whole, its hash, and what a picture shows."""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cv2
import numpy as np
import orjson
from isal import isal_zlib
from numpy.typing import NDArray

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

LARGE_BYTES = 1 << 28
"""Files above are hashed in pieces and not decoded at once; chosen: no picture or cloud comes near it."""

STEP_PX = 4
"""Every so many pixels are looked at for a picture's brightness; chosen: a sixteenth of them is plenty."""

DARK = 2
"""Largest 8-bit sample that counts as black; chosen: the noise of a camera that sees nothing."""

SUB = 1
"""The PNG filter that adds the pixel to the left; 0 is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a picture shows. dark_share, bright_share: of its samples near black, and at the top of every channel."""

    size_px: tuple[int, int]
    channels: int
    bits: int
    dark_share: float
    bright_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What reading a file told. problem: why it cannot be read, empty where it can."""

    size_bytes: int
    sha256: str
    problem: str = ""
    picture: Picture | None = None


class Broken(ValueError):
    """The content of a file is not what its ending says."""


def decode(root: Path, file: str) -> Decoded:
    """Reads the file `file` below `root`, hashes and decodes it."""
    path = root / file
    try:
        size_bytes = path.stat().st_size
        if size_bytes > LARGE_BYTES:
            return hashed(root, file)
        data = path.read_bytes()
    except OSError as fault:
        return Decoded(size_bytes=0, sha256="", problem=f"cannot be read ({fault.strerror})")
    digest = hashlib.sha256(data).hexdigest()
    problem, picture = problem_of(file, data)
    return Decoded(size_bytes=len(data), sha256=digest, problem=problem, picture=picture)


def hashed(root: Path, file: str) -> Decoded:
    """The hash of a file that is not decoded, read in pieces. Raises OSError."""
    path = root / file
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Decoded(size_bytes=path.stat().st_size, sha256=digest)


def problem_of(file: str, data: bytes) -> tuple[str, Picture | None]:
    """Why the bytes of a file are not what its ending says, empty where they are; and what a picture shows."""
    decoder = DECODERS.get(Path(file).suffix.lower())
    if decoder is None:
        return "", None
    try:
        return "", decoder(data)
    except Broken as fault:
        return str(fault), None
    except Exception as fault:  # decoders of many libraries, each with errors of its own
        return f"is not what its name says ({type(fault).__name__}: {fault})", None


def decode_picture(data: bytes) -> NDArray[Any]:
    """(H, W) or (H, W, channels) samples, channels as OpenCV has them (blue first). Raises Broken."""
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None:
        raise Broken("cannot be decoded as a picture")
    return np.asarray(image)


@dataclass(frozen=True, slots=True, kw_only=True)
class Png:
    """A PNG file, unpacked. samples: its filtered rows, each behind the number of its filter; empty if interlaced."""

    width_px: int
    height_px: int
    bits: int
    colour: int
    samples: bytes


def check_png(data: bytes) -> Png:
    """Unpacks a PNG file. Raises Broken for chunks or samples that are cut off or altered."""
    if data[:8] != PNG_SIGNATURE:
        raise Broken("is no PNG file")
    chunks, at = [], 8
    while at < len(data):
        if at + 12 > len(data):
            raise Broken("is cut off within a chunk")
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if end > len(data):
            raise Broken("is cut off within a chunk")
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        if checksum != zlib.crc32(data[at + 4 : end - 4]):
            raise Broken(f"has a chunk {data[at + 4 : at + 8]!r} with a wrong checksum")
        chunks.append((data[at + 4 : at + 8], data[at + 8 : end - 4]))
        at = end
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise Broken("does not start with IHDR and end with IEND")
    width, height, bits, colour, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    samples = isal_zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    row_bytes = (width * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] * bits + 7) // 8
    if rest[2] == 0 and len(samples) != height * (1 + row_bytes):
        raise Broken("has not as many samples as its header says")
    rows = samples if rest[2] == 0 else b""
    return Png(width_px=width, height_px=height, bits=bits, colour=colour, samples=rows)


def _png(data: bytes) -> Picture:
    """Brightness is counted where rows can be read alone; what else there is goes through OpenCV."""
    png = check_png(data)
    rows = np.frombuffer(png.samples, np.uint8).reshape(png.height_px, -1) if png.samples else None
    if (png.bits, png.colour) == (8, 2) and rows is not None and (rows[:, 0] <= SUB).all():
        some = rows[::STEP_PX]
        samples = some[:, 1:].reshape(len(some), png.width_px, 3)
        summed = np.add.accumulate(samples, axis=1, dtype=np.uint8)
        return _picture(np.where(some[:, 0, None, None] == SUB, summed, samples)[:, ::STEP_PX], png)
    if png.samples and png.bits == 16 and png.colour == 0:
        size_px = (png.width_px, png.height_px)
        return Picture(size_px=size_px, channels=1, bits=16, dark_share=0.0, bright_share=0.0)
    return _jpeg(data)


def _jpeg(data: bytes) -> Picture:
    image = decode_picture(data)
    return _picture(image[::STEP_PX, ::STEP_PX], image)


def _picture(few: NDArray[Any], whole: NDArray[Any] | Png) -> Picture:
    """few: (h, w) or (h, w, channels), some of the samples of the whole picture."""
    size_px = (whole.width_px, whole.height_px) if isinstance(whole, Png) else (whole.shape[1], whole.shape[0])
    top = np.iinfo(few.dtype).max if few.dtype.kind == "u" else np.inf
    channels = [few] if few.ndim == 2 else [few[..., place] for place in range(few.shape[2])]
    return Picture(
        size_px=size_px,
        channels=len(channels),
        bits=few.dtype.itemsize * 8,
        dark_share=float(np.mean(functools.reduce(np.maximum, channels) <= DARK)),
        bright_share=float(np.mean(functools.reduce(np.minimum, channels) >= top - 1)),
    )


def _json(data: bytes) -> None:
    orjson.loads(data)


def _json_lines(data: bytes) -> None:
    for number, line in enumerate(data.splitlines(), 1):
        try:
            orjson.loads(line)
        except orjson.JSONDecodeError as fault:
            raise Broken(f"line {number} is no JSON ({fault})") from None
    if data and not data.endswith(b"\n"):
        raise Broken("does not end with a newline: the last line is cut off")


def _npz(data: bytes) -> None:
    """The archive's list; its members are read, and their checksums compared, with their frames."""
    zipfile.ZipFile(io.BytesIO(data)).namelist()


def _npy(data: bytes) -> None:
    np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)


def _text(data: bytes) -> None:
    if b"\0" in data:
        raise Broken("holds zero bytes, expected text")
    data.decode("utf-8")


def _csv(data: bytes) -> None:
    _text(data)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    if len({len(row) for row in rows}) > 1 or (data and not data.endswith(b"\n")):
        raise Broken("has lines of different length, or a last line that is cut off")


def _xml(data: bytes) -> None:
    ElementTree.fromstring(data)


def _tar(data: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            content = b"" if stream is None else stream.read()
            if len(content) != member.size:
                raise Broken(f"its member {member.name} is cut off")
            problem, _ = problem_of(member.name, content)
            if problem:
                raise Broken(f"its member {member.name} {problem}")


DECODERS: Mapping[str, Callable[[bytes], Picture | None]] = {
    ".png": _png,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".json": _json,
    ".jsonl": _json_lines,
    ".geojson": _json,
    ".npz": _npz,
    ".npy": _npy,
    ".txt": _text,
    ".yaml": _text,
    ".csv": _csv,
    ".xml": _xml,
    ".xodr": _xml,
    ".tar": _tar,
}
"""How files are read, by the ending of their names; what has none is only hashed."""
