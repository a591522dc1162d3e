"""Planted corruptions of COCO panoptic."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
from plants import Plant, cut, picture_of
from spoilt import Json, Spoilt

TRAIN = "coco_panoptic/annotations/panoptic_train.json"
MAPPING = "coco_panoptic/mapping.json"
NAME = "000000.png"
IDS = (f"coco_panoptic/panoptic/{NAME}", f"coco_panoptic/annotations/panoptic_train/{NAME}")

Change = Callable[[np.ndarray], np.ndarray]


def index(change: Callable[[Json], object]) -> Callable[[Spoilt], object]:
    return lambda s: s.json(TRAIN, change)


def segment(change: Callable[[Json], object], stuff: bool = False) -> Callable[[Spoilt], object]:
    """Changes the first image's largest thing (or stuff)."""

    def spoil(found: Json) -> None:
        own = [one for one in found["annotations"][0]["segments_info"] if (one["id"] >= 65_536) == stuff]
        change(max(own, key=lambda one: one["area"]))

    return index(spoil)


def ids(change: Change) -> Callable[[Spoilt], object]:
    """Changes the first picture of ids, blue first, under both of its names."""

    def spoil(s: Spoilt) -> None:
        for file in IDS:
            picture_of(file, change)(s)

    return spoil


def void_pixel(pixels: np.ndarray) -> np.ndarray:
    pixels[0, 0] = 0
    return pixels


def consistently_void(s: Spoilt) -> None:
    """A thing is void in the picture, in the segments and in the count."""
    first = json.loads(s.read(TRAIN))["annotations"][0]["segments_info"]
    lost = max((one for one in first if one["id"] < 65_536), key=lambda one: one["area"])

    def erase(pixels: np.ndarray) -> np.ndarray:
        whole = pixels.astype(np.int64)
        pixels[whole[..., 2] + 256 * whole[..., 1] + 65_536 * whole[..., 0] == lost["id"]] = 0
        return pixels

    ids(erase)(s)
    index(lambda found: found["annotations"][0]["segments_info"].remove(lost))(s)
    s.json(MAPPING, lambda found: found["counted"].update(void_px=found["counted"]["void_px"] + lost["area"]))


def other_category(found: Json) -> None:
    """The first image's largest thing is of another category of things, consistently."""
    own = [one for one in found["annotations"][0]["segments_info"] if one["id"] < 65_536]
    largest = max(own, key=lambda one: one["area"])
    largest["category_id"] = next(
        c["id"] for c in found["categories"] if c["isthing"] and c["id"] != largest["category_id"]
    )


PANOPTIC_PLANTS = (
    Plant("a wrong area", segment(lambda one: one.update(area=1)), "coco_panoptic.segments", TRAIN, "area"),
    Plant("a loose box", segment(lambda one: one["bbox"].__setitem__(2, 1)), "coco_panoptic.segments", TRAIN, "tight"),
    Plant(
        "an unknown category",
        segment(lambda one: one.update(category_id=7777)),
        "coco_panoptic.segments",
        TRAIN,
        "7777",
    ),
    Plant(
        "a segment too few",
        index(lambda f: f["annotations"][0]["segments_info"].pop()),
        "coco_panoptic.segments",
        TRAIN,
    ),
    Plant("a segment of id 0", segment(lambda one: one.update(id=0)), "coco_panoptic.segments", TRAIN, "alone"),
    Plant(
        "stuff that is a thing", segment(lambda o: o.update(category_id=1), stuff=True), "coco_panoptic.segments", TRAIN
    ),
    Plant("another category", index(other_category), "coco_panoptic.labels_agree", TRAIN, "the record's class is"),
    Plant("a thing that is void", consistently_void, "coco_panoptic.labels_agree", TRAIN, "has no segment"),
    Plant("a pixel that is void", ids(void_pixel), "coco_panoptic.segments coco_panoptic.void", ""),
    Plant(
        "a wrong count of void",
        lambda s: s.json(MAPPING, lambda found: found["counted"].update(void_px=3)),
        "coco_panoptic.void",
        MAPPING,
        "counts 3",
    ),
    Plant(
        "a category twice",
        index(lambda f: f["categories"].append(f["categories"][0])),
        "coco_panoptic.categories",
        TRAIN,
    ),
    Plant(
        "an image of id 0",
        index(lambda f: f["images"][-1].update(id=0)),
        "coco_panoptic.images coco_panoptic.complete",
        TRAIN,
    ),
    Plant("an image of another size", index(lambda f: f["images"][0].update(width=3)), "coco_panoptic.images", TRAIN),
    Plant(
        "other ids in the split's folder",
        picture_of(IDS[1], void_pixel),
        "coco_panoptic.images",
        TRAIN,
        "is not panoptic",
    ),
    Plant("ids in grey", ids(lambda pixels: pixels[..., 2]), "coco_panoptic.format", NAME),
    Plant("a segment without id", segment(lambda one: one.pop("id")), "coco_panoptic.format", TRAIN, "KeyError"),
    Plant("an annotation too few", index(lambda f: f["annotations"].pop()), "coco_panoptic.complete", TRAIN),
    Plant("a cut index", lambda s: s.change(TRAIN, cut), "files.decodes", TRAIN),
)
