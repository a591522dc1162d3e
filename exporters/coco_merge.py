"""One COCO annotation file, merged from the parts of its clips one after the other, so that memory holds one clip."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

_JSON = orjson.OPT_SORT_KEYS


class AnnotationFile:
    """A context: written beside its final name, renamed when it is whole, removed on a fault. Its keys are sorted."""

    def __init__(self, path: Path, info: Mapping[str, Any], categories: Sequence[Mapping[str, Any]]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._beside = path.with_name(path.name + ".part")
        self._info = info
        self._categories = categories
        self._images: list[bytes] = []
        self._comma = b""
        self._file = self._beside.open("wb")
        self._file.write(b'{"annotations":[')

    def add(self, image: Mapping[str, Any], annotations: Sequence[Mapping[str, Any]]) -> None:
        """Adds one image with its annotations, which have their ids."""
        self._images.append(orjson.dumps(image, option=_JSON))
        for annotation in annotations:
            self._file.write(self._comma + orjson.dumps(annotation, option=_JSON))
            self._comma = b",\n"

    def __enter__(self) -> AnnotationFile:
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
        categories = orjson.dumps(list(self._categories), option=_JSON)
        self._file.write(b'],\n"categories":' + categories + b',\n"images":[' + b",\n".join(self._images) + b"],\n")
        self._file.write(orjson.dumps(rest, option=_JSON)[1:] + b"\n")
