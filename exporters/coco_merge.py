"""One COCO annotation file, merged from the parts of its clips one after the other, so that memory holds one clip."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from exporters.coco_categories import CATEGORIES

_JSON = orjson.OPT_SORT_KEYS


class InstancesFile:
    """A context: written beside its final name, renamed when it is whole, removed on a fault. Its keys are sorted."""

    def __init__(self, path: Path, info: Mapping[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._beside = path.with_name(path.name + ".part")
        self._info = info
        self._images: list[bytes] = []
        self._comma = b""
        self._file = self._beside.open("wb")
        self._file.write(b'{"annotations":[')

    def add(self, images: Sequence[Mapping[str, Any]], first_image: int, first_annotation: int) -> int:
        """Adds a clip's images, numbered from the given ids on. Returns the next free annotation id."""
        number = first_annotation
        for image_id, image in enumerate(images, first_image):
            own = {key: value for key, value in image.items() if key != "annotations"}
            self._images.append(orjson.dumps({**own, "id": image_id}, option=_JSON))
            for annotation in image["annotations"]:
                text = orjson.dumps({**annotation, "id": number, "image_id": image_id}, option=_JSON)
                self._file.write(self._comma + text)
                self._comma = b",\n"
                number += 1
        return number

    def __enter__(self) -> InstancesFile:
        return self

    def __exit__(self, kind: object, fault: object, trace: object) -> None:
        if fault is None:
            self._complete()
        self._file.close()
        if fault is None:
            os.replace(self._beside, self._path)
        else:
            self._beside.unlink(missing_ok=True)

    def _complete(self) -> None:
        rest = {"info": self._info, "licenses": []}
        categories = orjson.dumps([asdict(category) for category in CATEGORIES], option=_JSON)
        self._file.write(b'],\n"categories":' + categories + b',\n"images":[' + b",\n".join(self._images) + b"],\n")
        self._file.write(orjson.dumps(rest, option=_JSON)[1:] + b"\n")
