"""How often each class shows, and which frames show nothing: a report, no judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from simulator.validation.stored import RecordedFrame

SHOWS_PX = 10
"""Visible pixels from which on a thing counts; chosen: the exporters' own default."""


class Balance:
    """Counts over the frames of a dataset."""

    def __init__(self, classes: Mapping[int, str]) -> None:
        self._classes = classes
        self._shown: Counter[str] = Counter()
        self._tracks: set[tuple[int, int, str]] = set()
        self._empty: list[int] = []
        self.frames = 0

    def add(self, frame: RecordedFrame) -> None:
        """Counts what a frame's cameras show."""
        shown = 0
        names = {t["instance"]: self._classes.get(t["semantic"], "unknown") for t in frame.state["things"]}
        for views in frame.state["views"].values():
            for view in views:
                if view["visible_px"] >= SHOWS_PX and view["instance"] in names:
                    name = names[view["instance"]]
                    self._shown[name] += 1
                    self._tracks.add((frame.clip["clip"], view["instance"], name))
                    shown += 1
        self.frames += 1
        if not shown:
            self._empty.append(frame.number)

    def json(self) -> dict[str, Any]:
        """classes: views and tracks by class, the most frequent first. empty_frames: without a thing in any camera."""
        tracks = Counter(name for _, _, name in self._tracks)
        ordered = sorted(self._shown.items(), key=lambda item: (-item[1], item[0]))
        return {
            "classes": {name: {"views": views, "tracks": tracks[name]} for name, views in ordered},
            "empty_frames": self._empty,
        }
