"""COCO annotation files, merged from the parts of their clips one after the other, so that memory holds one clip.

A part is a line that says what its images are and what was counted, and a line an annotation. Merging puts ids before
these lines and reads none of them: a tenth of the time that parsing takes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

_JSON = orjson.OPT_SORT_KEYS
_PART = orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY


@dataclass(frozen=True, slots=True, kw_only=True)
class PartImage:
    """One image of a part. entry: without its id. annotations: JSON objects without ids."""

    entry: Mapping[str, Any]
    annotations: tuple[bytes, ...]


def part_bytes(images: Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]], counted: Counter[str]) -> bytes:
    """A part of images with their annotations, neither with ids."""
    head = {"images": [{**entry, "annotations": len(own)} for entry, own in images], "counted": counted}
    lines = [orjson.dumps(one, option=_PART) for one in (head, *(one for _, own in images for one in own))]
    return b"".join(line + b"\n" for line in lines)


def part_images(path: Path, counted: Counter[str]) -> Iterator[PartImage]:
    """The images of a part, and adds what it counted."""
    head, *lines = path.read_bytes().splitlines()
    said = orjson.loads(head)
    counted.update(said["counted"])
    first = 0
    for entry in said["images"]:
        last = first + entry.pop("annotations")
        yield PartImage(entry=entry, annotations=tuple(lines[first:last]))
        first = last


def with_ids(annotation: bytes, annotation_id: int, image_id: int) -> bytes:
    """A JSON object that begins with its ids."""
    return b'{"id":%d,"image_id":%d,' % (annotation_id, image_id) + annotation[1:]


class AnnotationFile:
    """A context: written beside its final name, renamed when it is whole, removed on a fault.

    Annotations and images come together and stand apart: images wait in a nameless file.
    """

    def __init__(self, path: Path, info: Mapping[str, Any], categories: Sequence[Mapping[str, Any]]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._beside = path.with_name(path.name + ".part")
        self._info = info
        self._categories = categories
        self._images = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115 (closed with the other one)
        self._comma = self._image_comma = b""
        self._file = self._beside.open("wb")
        self._file.write(b'{"annotations":[')

    def add(self, image: bytes, annotations: Sequence[bytes]) -> None:
        """Adds one image with its annotations, JSON objects that have their ids."""
        self._images.write(self._image_comma + image)
        self._image_comma = b",\n"
        if annotations:
            self._file.write(self._comma + b",\n".join(annotations))
            self._comma = b",\n"

    def __enter__(self) -> AnnotationFile:
        return self

    def __exit__(self, kind: object, fault: object, trace: object) -> None:
        if fault is None:
            self._complete()
        self._file.close()
        self._images.close()
        if fault is None:
            os.replace(self._beside, self._path)
        else:
            self._beside.unlink(missing_ok=True)

    def _complete(self) -> None:
        rest = {"info": self._info, "licenses": []}
        categories = orjson.dumps(list(self._categories), option=_JSON)
        self._file.write(b'],\n"categories":' + categories + b',\n"images":[')
        self._images.seek(0)
        shutil.copyfileobj(self._images, self._file)
        self._file.write(b"],\n")
        self._file.write(orjson.dumps(rest, option=_JSON)[1:] + b"\n")
