"""Where files differ: told by pixel, key, line, member and number, by what they are."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from simulator.differences import difference, differing


def test_equal_values_differ_nowhere() -> None:
    assert list(differing({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]})) == []


def test_every_place_in_which_values_differ_is_named() -> None:
    before = {"clip": 3, "drawn": {"sun": {"height": 1.0}}, "files": ["a", "b"], "old": 1}
    now = {"clip": 3, "drawn": {"sun": {"height": 2.0}}, "files": ["a"], "new": True}
    assert list(differing(before, now)) == [
        "drawn.sun.height: 1.0 -> 2.0",
        "files: 2 -> 1 entries",
        "old: 1 -> (nothing)",
        "new: (nothing) -> true",
    ]


def test_pictures_are_compared_by_pixel(tmp_path: Path) -> None:
    picture = np.zeros((4, 6, 3), np.uint8)
    other = picture.copy()
    other[1, 2] = (0, 9, 3)
    other[3, 3, 0] = 1
    assert _told(tmp_path, "x.png", _png(picture), _png(other)) == "2 of 24 pixels differ, by up to 9"
    small = _png(picture[:2])
    assert _told(tmp_path, "x.png", _png(picture), small) == "(4, 6, 3) uint8 -> (2, 6, 3) uint8"
    repacked = _png(picture, 0)
    assert _told(tmp_path, "x.png", _png(picture), repacked) == "the same pixels, packed otherwise"
    for damaged in (b"no picture", b""):
        assert _told(tmp_path, "x.png", damaged, small) == "is no whole picture"


@pytest.mark.parametrize(
    ("name", "before", "now", "told"),
    [
        ("x.jsonl", b'{"a":1}\n{"a":2,"b":3}\n', b'{"a":1}\n{"a":2,"b":4}\n', "line 2: b: 3 -> 4"),
        ("x.jsonl", b'{"a":1}\n', b'{"a":1}\n{"a":2}\n', "1 -> 2 lines"),
        ("x.json", b'{"a": 1}', b'{"a":1}', "the same values, written otherwise"),
        ("x.json", b'{"a": 1', b'{"a":1}', "byte 5: 32 -> 49"),
        ("x.txt", b"Car 1\nCar 2", b"Car 1\nCar 3", "line 2: Car 2 -> Car 3"),
        ("x.bin", b"\x01\x02", b"\x01\x03", "byte 1: 2 -> 3"),
        ("x.bin", b"\x01", b"\x01\x03", "1 -> 2 bytes"),
    ],
)
def test_files_are_compared_by_what_they_are(tmp_path: Path, name: str, before: bytes, now: bytes, told: str) -> None:
    assert _told(tmp_path, name, before, now) == told


def test_archives_are_compared_by_member(tmp_path: Path) -> None:
    ids = np.arange(4)
    before = _archive({"ids.npy": _npy(ids), "frame.json": json.dumps({"number": 1}).encode()})
    moved = _archive({"ids.npy": _npy(ids + ids // 2), "frame.json": json.dumps({"number": 1}).encode()})
    renumbered = _archive({"ids.npy": _npy(ids), "frame.json": json.dumps({"number": 2}).encode()})
    fewer = _archive({"ids.npy": _npy(ids)})
    assert _told(tmp_path, "x.npz", before, moved) == "ids.npy: 2 of 4 numbers differ"
    assert _told(tmp_path, "x.npz", before, renumbered) == "frame.json: number: 1 -> 2"
    assert _told(tmp_path, "x.npz", before, fewer) == "frame.json: only in the dataset"
    assert _told(tmp_path, "x.npz", before, before[:20]).startswith("is damaged")


def test_an_archive_is_damaged_wherever_a_byte_of_it_changes(tmp_path: Path) -> None:
    kept = _archive({"ids.npy": _npy(np.arange(4))})
    for place in range(len(kept)):
        changed = bytearray(kept)
        changed[place] ^= 255
        assert _told(tmp_path, "x.npz", bytes(changed), kept)


def _told(folder: Path, name: str, before: bytes, now: bytes) -> str:
    kept, made = folder / f"kept-{name}", folder / f"made-{name}"
    kept.write_bytes(before)
    made.write_bytes(now)
    return difference(kept, made)


def _png(picture: np.ndarray, level: int = 9) -> bytes:
    return cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, level])[1].tobytes()


def _npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def _archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()
