"""Kept assets are the built ones, whatever happens to their files."""

from __future__ import annotations

import dataclasses
import os
import pickle
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from scenes.asset import Asset, AssetSpec
from scenes.asset_cache import AssetCache
from scenes.assets.people.person import Adult
from scenes.displaced import Displaced

SPEC = Adult(height_m=1.7)
ROOMY = 10**9


def never() -> Asset:
    raise AssertionError("it is kept and need not be built")


def kept_file(folder: Path) -> Path:
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    return file


@pytest.fixture(scope="module")
def built() -> Asset:
    return SPEC.build()


@pytest.fixture
def kept(tmp_path: Path) -> AssetCache:
    """A cache that holds SPEC's asset."""
    cache = AssetCache(tmp_path, ROOMY)
    cache.asset(SPEC, SPEC.build)
    return cache


def assert_same(one: Asset, other: Asset) -> None:
    for field in dataclasses.fields(Asset):
        if field.name != "parts":
            assert getattr(one, field.name) == getattr(other, field.name)
    for ours, theirs in zip(one.parts, other.parts, strict=True):
        assert (ours.name, ours.parent, ours.T_parent_part, ours.axis) == (
            theirs.name, theirs.parent, theirs.T_parent_part, theirs.axis,
        )  # fmt: skip
        for name in ("vertices_m", "faces", "corner_normals", "face_slot", "slots"):
            array, expected = getattr(ours.mesh, name), getattr(theirs.mesh, name)
            assert array.dtype == expected.dtype
            np.testing.assert_array_equal(array, expected)
        assert ours.mesh.key == theirs.mesh.key


def test_a_kept_asset_is_the_built_one_and_nobody_can_change_it(kept: AssetCache, built: Asset) -> None:
    asset = kept.asset(SPEC, never)
    assert_same(asset, built)
    with pytest.raises(ValueError, match="read-only"):
        asset.parts[0].mesh.vertices_m[0, 0] = 1.0


def test_another_description_is_another_file(kept: AssetCache, tmp_path: Path) -> None:
    kept.asset(Adult(height_m=1.75), Adult(height_m=1.75).build)
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 2


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "foreign"])
def test_a_damaged_file_is_made_again(kept: AssetCache, built: Asset, tmp_path: Path, damage: str) -> None:
    path = kept_file(tmp_path)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    path.unlink()
    path.write_bytes({"empty": b"", "cut": whole[:-100], "flipped": bytes(flipped), "foreign": b"x" * 5000}[damage])
    assert_same(kept.asset(SPEC, SPEC.build), built)
    assert_same(kept.asset(SPEC, never), built)


def test_a_file_is_no_program(kept: AssetCache, built: Asset, tmp_path: Path) -> None:
    class Planted:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "planted"),)

    values = pickle.dumps(Planted())
    path = kept_file(tmp_path)
    path.unlink()
    path.write_bytes(struct.pack("<8sIIQ", b"SWASSET1", zlib.crc32(values), 0, len(values)) + values)
    assert_same(kept.asset(SPEC, SPEC.build), built)
    assert not (tmp_path / "planted").exists()


def test_without_a_folder_that_can_be_written_assets_are_built(built: Asset, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file" / "below", Path("/proc/swerve")):
        assert_same(AssetCache(folder, ROOMY).asset(SPEC, SPEC.build), built)


def test_a_limit_of_nothing_keeps_nothing(tmp_path: Path) -> None:
    AssetCache(tmp_path, 0).asset(SPEC, SPEC.build)
    assert not list(tmp_path.iterdir())


def test_those_not_used_for_longest_go_first(kept: AssetCache, tmp_path: Path) -> None:
    first = kept_file(tmp_path)
    small = AssetCache(tmp_path, int(2.5 * first.stat().st_size))
    specs = [Adult(height_m=height_m) for height_m in (1.65, 1.8)]
    small.asset(specs[0], specs[0].build)
    for path in tmp_path.rglob("*"):
        if path.is_file() and path != first:
            os.utime(path, (1, 1))
    small.asset(SPEC, never)
    small.asset(specs[1], specs[1].build)
    assert first.exists()
    small.asset(specs[1], never)
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 2


def test_what_depends_on_files_or_on_others_code_is_not_kept(tmp_path: Path) -> None:
    class OfPlugIn(Adult):
        pass

    cache = AssetCache(tmp_path, ROOMY)
    for spec in (Displaced(of=SPEC, offset_m=(0.0, 0.0, 1.0)), OfPlugIn(height_m=1.7)):
        assert isinstance(spec, AssetSpec)
        cache.asset(spec, SPEC.build)
    assert not list(tmp_path.rglob("*"))
