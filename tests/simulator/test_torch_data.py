"""PyTorch reads a store and renders on the fly: the same frames in any number of workers."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import TINY

from exporters.example_frames import example_clip, example_frames
from scenes.errors import ConfigError, OutputError, UnknownName
from simulator.clip import simulate_clip
from simulator.config import load_config
from simulator.frame import Frame
from simulator.generation import generate
from simulator.store.codec import Encoder

torch = pytest.importorskip("torch", reason="PyTorch is not installed (extra torch)")

from torch.utils.data import DataLoader  # noqa: E402

from simulator.torch_data import RenderedFrames, StoredFrames, tensors  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning:torch.*")

RUN = tuple(override for override in TINY if not override.startswith("exporter"))


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("torch") / "run"
    generate(load_config([*RUN, "exporter=[swerve]", "exporter.swerve.labels=[]", "val_share=0.4", f"out={out}"]))
    return out


def digest(frame: Frame) -> str:
    """A frame's number and a hash of all its values."""
    arrays: list[bytes] = []

    def keep(place: str, array: Any) -> str:
        arrays.append(array.tobytes())
        return place

    told = repr((Encoder(keep).encode(frame), arrays))
    return f"{frame.number:06d} {hashlib.sha256(told.encode()).hexdigest()}"


@pytest.fixture(scope="module")
def truth() -> list[str]:
    config = load_config(RUN)
    return [digest(frame) for clip in range(3) for frame in simulate_clip(config, clip).frames()]


def test_a_store_gives_every_frame_of_its_split_once(dataset: Path, truth: list[str]) -> None:
    everything = StoredFrames(dataset, transform=digest, plugins=["tiny"])
    assert [everything[place] for place in range(len(everything))] == truth
    train, val = (StoredFrames(dataset, split=split, transform=digest) for split in ("train", "val"))
    parts = [part[place] for part in (train, val) for place in range(len(part))]
    assert sorted(parts) == sorted(truth)
    assert len(train) > 0 < len(val)


@pytest.mark.parametrize("workers", [0, 2])
def test_loaders_read_a_store_with_any_number_of_workers(dataset: Path, truth: list[str], workers: int) -> None:
    frames = StoredFrames(dataset, transform=digest)
    loader = DataLoader(frames, batch_size=2, num_workers=workers, collate_fn=list, **_spawned(workers))
    assert [item for batch in loader for item in batch] == truth


@pytest.mark.parametrize("workers", [0, 2])
def test_rendering_on_the_fly_gives_the_same_frames_whoever_renders(truth: list[str], workers: int) -> None:
    frames = RenderedFrames(RUN, transform=digest)
    loader = DataLoader(frames, batch_size=None, num_workers=workers, **_spawned(workers))
    assert sorted(loader) == sorted(truth)


def test_trainers_share_the_clips_and_epochs_go_on(truth: list[str]) -> None:
    shares = [list(RenderedFrames(RUN, transform=_number, rank=rank, ranks=2)) for rank in range(2)]
    assert shares == [[0, 1, 4, 5], [2, 3]]
    frames = RenderedFrames(RUN, transform=_number, epoch_clips=2)
    epochs = []
    for epoch in range(2):
        frames.set_epoch(epoch)
        epochs.append(list(frames))
    assert epochs == [[0, 1, 2, 3], [4, 5, 0, 1]]


def test_tensors_say_what_the_frame_says(dataset: Path) -> None:
    for frame, told in zip(_frames(dataset), _tensors(dataset), strict=True):
        camera = frame.cameras()[0]
        own = told[camera.name]
        np.testing.assert_array_equal(own["image"].permute(1, 2, 0).numpy(), camera.image)
        np.testing.assert_array_equal(own["instance"].numpy(), camera.instance)
        assert own["boxes_px"].shape == (len(own["classes"]), 4)
        for (left, top, right, bottom), instance in zip(own["boxes_px"].tolist(), own["instances"], strict=True):
            inside = camera.instance[int(top) : int(bottom), int(left) : int(right)] == int(instance)
            assert inside.sum() == (camera.instance == int(instance)).sum() > 0


def test_a_thing_that_is_gone_at_the_tick_has_its_box() -> None:
    frame = next(example_frames(example_clip(0)))
    there = frame.cameras()[0]
    gone = dataclasses.replace(frame, things={}, things_then={there.name: frame.things})
    classes = tensors(frame)[there.name]["classes"].tolist()
    assert tensors(gone)[there.name]["classes"].tolist() == classes != []


def test_what_cannot_be_loaded_is_told(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is not a dataset of this program"):
        StoredFrames(tmp_path)
    with pytest.raises(UnknownName, match="Did you mean 'train'"):
        StoredFrames(dataset, split="trian")
    with pytest.raises(ConfigError, match="rank: got 2 of 2"):
        RenderedFrames(RUN, rank=2, ranks=2)
    with pytest.raises(ConfigError, match="epoch_clips: got 9, allowed: 0 to the 3 clips"):
        RenderedFrames(RUN, epoch_clips=9)


def _spawned(workers: int) -> dict[str, Any]:
    return {"multiprocessing_context": "spawn"} if workers else {}


def _number(frame: Frame) -> int:
    return frame.number


def _frames(dataset: Path) -> Iterator[Frame]:
    frames = StoredFrames(dataset, transform=_itself)
    return (frames[place] for place in range(len(frames)))


def _tensors(dataset: Path) -> Iterator[dict[str, Any]]:
    frames = StoredFrames(dataset, transform=tensors)
    return (frames[place] for place in range(len(frames)))


def _itself(frame: Frame) -> Frame:
    return frame
