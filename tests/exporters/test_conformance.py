"""Every exporter that the config offers behaves as the interface says; and the test that says so can fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporters.base import Exporter, PublishedClip, RunInfo
from exporters.testing import check_exporter
from simulator.build import build
from simulator.frame import Clip, Frame

CONFIGS = sorted((Path(__file__).resolve().parents[2] / "conf" / "exporter").glob("*.yaml"))


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_exporters_of_the_config_conform(config: Path, tmp_path: Path) -> None:
    exporter = build(yaml.safe_load(config.read_text()), f"exporter.{config.stem}")
    check_exporter(exporter, tmp_path)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_configs_land_in_the_dict_of_exporters(config: Path) -> None:
    assert config.read_text().startswith(f"# @package exporter.{config.stem}\n")


class Plain(Exporter):
    """Writes each clip's frame numbers to one file. `fault` plants one breach of the interface."""

    def __init__(self, fault: str = "") -> None:
        self._fault = fault
        self._root = Path()
        self._clip = 0
        self._numbers: list[int] = []
        self._clips_so_far = 0

    def open(self, out: Path, info: RunInfo) -> None:
        self._root = out

    def begin_clip(self, clip: Clip) -> None:
        self._clip, self._numbers = clip.index, []
        if self._fault == "litter":
            (self._root / f"{clip.index}.tmp").write_text("")

    def write(self, frame: Frame) -> None:
        self._numbers.append(frame.number)

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        self._clips_so_far += 1
        name = f"{self._clip}.txt"
        memory = str(self._clips_so_far) if self._fault == "memory" else ""
        (self._root / name).write_text(f"{self._numbers}{memory}")
        if self._fault == "unlisted":
            (self._root / f"{self._clip}.extra").write_text("")
        if self._fault == "unsorted":
            (self._root / f"{self._clip}.a").write_text("")
            return (name, f"{self._clip}.a")
        return (str(self._root / name) if self._fault == "absolute" else name,)

    def abort_clip(self) -> None:
        if self._fault == "leftover":
            (self._root / "left").mkdir()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        return () if self._fault in ("unread", "unread_quietly") else clip.files

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        chosen = clips if self._fault == "order" else sorted(clips, key=lambda entry: entry.clip)
        files = [root / name for entry in chosen for name in entry.files]
        lines = [path.read_text() for path in files if path.exists() or self._fault != "unread_quietly"]
        if self._fault == "unpublished":
            lines = sorted(path.read_text() for path in root.glob("*.txt") if path.stem.isdigit())
        if self._fault == "grows" and (root / "all.txt").exists():
            lines.append((root / "all.txt").read_text())
        (root / "all.txt").write_text("".join(lines))
        return ("all.txt",)


def test_a_plain_exporter_conforms(tmp_path: Path) -> None:
    check_exporter(Plain(), tmp_path)


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("unlisted", "listed and wrote different files"),
        ("unsorted", "sorted"),
        ("absolute", "relative"),
        ("litter", "different files"),
        ("leftover", "aborted clip left"),
        ("memory", "depend on the clips before"),
        ("order", "order of its clips"),
        ("grows", "idempotent"),
        ("unpublished", "unpublished clip"),
        ("unread", "read_by_finalize does not name"),
        ("unread_quietly", "read_by_finalize does not name"),
    ],
)
def test_breaches_are_found(tmp_path: Path, fault: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_exporter(Plain(fault), tmp_path)
