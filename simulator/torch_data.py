"""Datasets for PyTorch (extra `torch`): frames of a store, and frames that are rendered as training asks for them.

    frames = StoredFrames("out/run", split="train")
    loader = DataLoader(frames, batch_size=4, shuffle=True, num_workers=4, collate_fn=list)

Both give `transform(frame)`; without one, `tensors`. Things differ in number from frame to frame: batches need a
`collate_fn` of yours, or a transform that leaves what can be stacked.
"""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError, UnknownName
from simulator.annotations.wanted import NO_LABELS, LabelKind
from simulator.config import RunConfig, load_config
from simulator.dataset import read_run
from simulator.finalize import config_of_run
from simulator.frame import CameraReading, Frame
from simulator.object_store.url import folder_of
from simulator.store.index import store_of
from simulator.store.store import Store

try:
    import torch
    from torch.utils.data import Dataset, IterableDataset, get_worker_info
except ModuleNotFoundError as fault:
    raise ModuleNotFoundError("PyTorch is not installed: pip install 'swerve[torch]'", name=fault.name) from None

Transform = Callable[[Frame], Any]
Split = Literal["train", "val", "all"]
SPLITS: tuple[Split, ...] = ("train", "val", "all")


def tensors(frame: Frame) -> dict[str, Any]:
    """What detectors and depth networks are trained on, as tensors.

    `number`; by camera: image (3, H, W) uint8, depth_m (H, W) float32, instance (H, W) int32, semantic (H, W) uint8,
    and of its N visible things boxes_px (N, 4) float32 left, top, right, bottom in pixel edges, classes (N,) and
    instances (N,) int64; by LiDAR: points (N, 4) float32.
    """
    told: dict[str, Any] = {"number": frame.number}
    for camera in frame.cameras():
        told[camera.name] = _camera_tensors(frame, camera)
    for lidar in frame.lidars():
        told[lidar.name] = {"points": _tensor(lidar.points)}
    return told


class StoredFrames(Dataset):  # type: ignore[misc]
    """The frames of a dataset's store, by place in it. Safe in any number of workers: nothing stays open.

    dataset: its folder. split: by clip, as all formats have it. plugins: packages whose types its frames hold. Raises
    OutputError where there is no store.
    """

    def __init__(
        self,
        dataset: Path | str,
        split: Split = "all",
        transform: Transform = tensors,
        plugins: Sequence[str] = (),
    ) -> None:
        if split not in SPLITS:
            raise UnknownName("split", "split", split, SPLITS)
        folder = folder_of(str(dataset), "dataset")
        run = read_run(folder)
        self._store = Store(store_of(folder, run), (*config_of_run(run, folder).packages, *plugins))
        self._transform = transform
        clips = self._store.index.clips
        chosen = [clip for clip in clips.frames if split == "all" or (clip in clips.val) == (split == "val")]
        self._places = [(clip, index) for clip in chosen for index in range(clips.frames[clip])]

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: int) -> Any:
        return self._transform(self._store.frame(*self._places[place]))


class RenderedFrames(IterableDataset):  # type: ignore[misc]
    """Frames rendered on the fly; nothing touches the disk. A clip is the same whoever renders it.

    overrides: as on the command line; `clips` is how many different clips there are. epoch_clips: how many of them an
    epoch has, 0: all. Epoch 0 has the first, `set_epoch(1)` goes on with the next; after the last come the first again.
    labels: beside what all frames have. rank, ranks: of several trainers, each renders its share; so does each worker
    of a DataLoader. A clip that cannot be made is told as a warning and left out. With workers use
    `multiprocessing_context="spawn"`: Warp does not survive a fork.
    """

    def __init__(
        self,
        overrides: Sequence[str] = (),
        transform: Transform = tensors,
        labels: frozenset[LabelKind] = NO_LABELS,
        epoch_clips: int = 0,
        rank: int = 0,
        ranks: int = 1,
    ) -> None:
        if not 0 <= rank < ranks:
            raise ConfigError("rank", f"got {rank} of {ranks}, allowed: 0 to ranks - 1")
        self._config = load_config(overrides)
        clips = self._config.settings.clips
        if not 0 <= epoch_clips <= clips:
            raise ConfigError("epoch_clips", f"got {epoch_clips}, allowed: 0 to the {clips} clips that there are")
        self._transform = transform
        self._labels = labels
        self._epoch_clips = epoch_clips or clips
        self._first = 0
        self._rank, self._ranks = rank, ranks

    def set_epoch(self, epoch: int) -> None:
        """Which epoch comes next; before its iterator is made, and not heard by persistent workers."""
        self._first = epoch * self._epoch_clips

    def __iter__(self) -> Iterator[Any]:
        # Imported here: rendering needs more than loading a config.
        from scenes.errors import ClipFailed  # noqa: PLC0415
        from simulator.cast import build_cast  # noqa: PLC0415
        from simulator.clip import simulate_clip  # noqa: PLC0415

        info = get_worker_info()
        workers, worker = (1, 0) if info is None else (info.num_workers, info.id)
        config = _of_workers(self._config, workers)
        cast = build_cast(config)
        for place in range(self._rank * workers + worker, self._epoch_clips, self._ranks * workers):
            try:
                clip = simulate_clip(config, (self._first + place) % config.settings.clips, cast)
            except ClipFailed as fault:
                warnings.warn(str(fault), stacklevel=2)
                continue
            yield from map(self._transform, clip.frames(self._labels))


def _of_workers(config: RunConfig, workers: int) -> RunConfig:
    """The config of one of several processes, which share the cores."""
    return dataclasses.replace(config, settings=dataclasses.replace(config.settings, workers=workers))


def _camera_tensors(frame: Frame, camera: CameraReading) -> dict[str, Any]:
    boxes, classes, instances = [], [], []
    for view in frame.views.get(camera.name, ()):
        box = view.modal_box
        if box is not None:
            boxes.append((box.left, box.top, box.right + 1, box.bottom + 1))
            classes.append(frame.things_of(camera)[view.instance].semantic)
            instances.append(view.instance)
    return {
        "image": _tensor(camera.image).permute(2, 0, 1).contiguous(),
        "depth_m": _tensor(camera.depth_m),
        "instance": _tensor(camera.instance.astype(np.int32)),
        "semantic": _tensor(camera.semantic),
        "boxes_px": torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        "classes": torch.tensor(classes, dtype=torch.int64),
        "instances": torch.tensor(instances, dtype=torch.int64),
    }


def _tensor(array: NDArray[Any]) -> Any:
    """A tensor of its own memory: a frame's arrays are read-only, and tensors are not."""
    return torch.from_numpy(np.array(array))
