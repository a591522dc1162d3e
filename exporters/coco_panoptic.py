"""COCO panoptic segmentation (cocodataset.org/#format-data, section 4): every pixel belongs to one thing or stuff.

images/%06d.png                        one camera; several: images/<camera>/%06d.png
panoptic/%06d.png                      segment ids: R + 256 G + 65536 B, 0: void; a thing's id is its instance, constant
                                       over its clip; stuff has 65536 + its category's id, the same everywhere
annotations/panoptic_{train,val}.json  split by clip
annotations/panoptic_{train,val}/      the PNGs of each split where readers look for them: other names of the same files
parts/clip-%06d.jsonl                  one clip's images and segments, merged by finalize
mapping.json                           classes, and what was set to void
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import orjson

from exporters.base import PublishedClip, RunInfo
from exporters.class_map import Changes, class_map
from exporters.coco_images import IMAGES, image_entry
from exporters.coco_merge import AnnotationFile, part_bytes, part_images
from exporters.coco_panoptic_categories import PANOPTIC_CATEGORIES, PanopticCategory, panoptic_category_map
from exporters.files import replace_file, second_name
from exporters.panoptic import panoptic_segments
from exporters.picture_set import PictureSetExporter
from exporters.png import rgb_png
from exporters.split import split_clips
from simulator.frame import Clip, Frame

_PNGS = "panoptic/"
_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_SPLITS = ("train", "val")
_LOST = (
    "classes of the ontology without a COCO category are void, as is the ego vehicle",
    "what is hidden: amodal masks, occlusion and truncation",
    "group: that a rider and what is ridden, or a tractor and its trailer, belong together",
)


@dataclass(kw_only=True)
class CocoPanopticExporter(PictureSetExporter):
    """Writes id pictures and their segments with exact areas and boxes in pixel edges.

    cameras: names; empty: all of the rig. classes: other categories for classes of the ontology, of the same kind
    (thing or stuff); null: void. `write` raises UnknownName for a camera that the frame lacks, OutputError for a frame
    without any.
    """

    classes: Changes = field(default_factory=dict)
    _categories: Mapping[int, PanopticCategory] = field(default_factory=dict, init=False, repr=False)
    _images: list[tuple[dict[str, Any], list[dict[str, Any]]]] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        self._categories = panoptic_category_map(self.classes)

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._images = []

    def write(self, frame: Frame) -> None:
        """Writes the frame's images and ids, none for a lost reading; their segments follow with the clip."""
        for camera, path in self._pictures(frame):
            image = image_entry(frame, camera, path)
            found = panoptic_segments(camera, frame.things, self._categories)
            self._files.write(_PNGS + path.removeprefix(IMAGES), rgb_png(found.rgb))
            self._images.append((image, [{"file_name": image["file_name"], "segments_info": found.segments}]))
            self._counted["void_px"] += found.void_px

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        self._files.write(_part_path(self._current().index), part_bytes(self._images, self._counted))
        return self._closed()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter. PNGs get a second name."""
        return [_part_path(clip.clip), *(name for name in clip.files if name.startswith(_PNGS))]

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Numbers images in (clip, frame, camera) order, writes both splits and gives their PNGs a second name."""
        val = frozenset(split_clips((entry.clip for entry in clips), info.val_share).val)
        about = {"description": f"Synthetic driving data, seed {info.seed}", "version": info.version}
        categories = [category.json() for category in PANOPTIC_CATEGORIES]
        written = [f"annotations/panoptic_{part}.json" for part in _SPLITS]
        counted: Counter[str] = Counter()
        image_ids = count(1)
        with ExitStack() as stack:
            files = {
                part: stack.enter_context(AnnotationFile(root / name, about, categories))
                for part, name in zip(_SPLITS, written, strict=True)
            }
            for clip in sorted(entry.clip for entry in clips):
                part = "val" if clip in val else "train"
                for image in part_images(root / _part_path(clip), counted):
                    number, name = next(image_ids), image.entry["file_name"]
                    annotations = [b'{"image_id":%d,' % number + one[1:] for one in image.annotations]
                    files[part].add(orjson.dumps({"id": number, **image.entry}), annotations)
                    written.append(second_name(root, _PNGS + name, f"annotations/panoptic_{part}/{name}"))
        described = orjson.dumps(self._description(counted), option=_JSON)
        return tuple(sorted((*written, replace_file(root, "mapping.json", described))))

    def _description(self, counted: Mapping[str, int]) -> dict[str, Any]:
        return {
            "format": "COCO panoptic",
            "classes": class_map("coco", self.classes).names,
            "lost": _LOST,
            "counted": counted,
            "split": "by clip",
        }


def _part_path(clip: int) -> str:
    return f"parts/clip-{clip:06d}.jsonl"
