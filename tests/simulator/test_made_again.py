"""A real dataset is made again: an edge case with all randomizers, pictures and clouds, in formats with frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator import generate, load_config
from simulator.maker import maker_of
from simulator.reproduce import kept_clip, reproduce
from simulator.verify import verify

pytestmark = pytest.mark.slow

FORMATS = ("kitti", "kitti_raw", "coco", "swerve")
REAL = (f"exporter=[{','.join(FORMATS)}]", "clips=1", "frames=3", "seed=3", "renderer.quality=draft")
"""Whatever else the defaults are; drafts, whose pictures take the least time."""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One clip of three frames."""
    out = tmp_path_factory.mktemp("real") / "out"
    assert generate(load_config([*REAL, f"out={out}"])).complete
    return out


def test_the_clip_is_made_again_byte_by_byte(dataset: Path) -> None:
    (found,) = verify(maker_of(dataset), [0], 1, lambda event: None)
    assert found.faults == ()
    assert found.files > 3 * len(FORMATS)


def test_its_last_frame_is_made_again_without_the_others(dataset: Path, tmp_path: Path) -> None:
    maker = maker_of(dataset)
    found = reproduce(maker, kept_clip(maker, 0, 2), 2, tmp_path / "out")
    assert found.different == ()
    files = {Path(file).name for name in FORMATS for file in found.equal[name]}
    assert {"000002.png", "000002.bin", "000002.txt", "000002.npz"} <= files, "KITTI's and the store's"
    assert {"0000000002.png", "0000000002.bin", "0000000002.txt"} <= files, "of a drive, numbered by what came before"
