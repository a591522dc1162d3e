"""Planted corruptions of YOLO."""

from __future__ import annotations

import format_plants as f
from plants import Plant

YOLO_PLANTS = (
    Plant(
        "an edge beyond the picture",
        f.word(f.YOLO_ROWS, 1, lambda _: "0.9990000"),
        "yolo.format",
        f.YOLO_ROWS,
        "[0, 1]",
    ),
    Plant("an unknown class", f.word(f.YOLO_ROWS, 0, lambda _: "999"), "yolo.format", f.YOLO_ROWS, "999"),
    Plant(
        "another class",
        f.word(f.YOLO_ROWS, 0, lambda old: str(int(old) + 1)),
        "yolo.labels_agree",
        f.YOLO_ROWS,
        "the record says",
    ),
    Plant("a narrower box", f.word(f.YOLO_ROWS, 3, f.added(-0.004)), "yolo.labels_agree", f.YOLO_ROWS, "visible"),
    Plant("a row less", f.text(f.YOLO_ROWS, lambda rows: rows.pop()), "yolo.labels_agree", f.YOLO_ROWS, "rows"),
    Plant(
        "a picture in no list",
        f.text("yolo/train.txt", lambda lines: lines.pop()),
        "yolo.splits",
        "yolo/val.txt",
        "0 times",
    ),
    Plant(
        "a picture in both lists",
        lambda s: s.change("yolo/val.txt", lambda data: data + s.read("yolo/train.txt").splitlines(keepends=True)[0]),
        "yolo.splits",
        "yolo/val.txt",
        "2 times",
    ),
    Plant("no labels", lambda s: s.remove(f.YOLO_ROWS), "yolo.complete", f.YOLO_ROWS, "is missing"),
    Plant(
        "no names",
        lambda s: s.change("yolo/data.yaml", lambda data: data.replace(b"names:", b"labels:")),
        "yolo.format",
        "data.yaml",
    ),
    Plant(
        "a mapping of no class",
        lambda s: s.json("yolo/mapping.json", lambda m: m["classes"].update(ufo="car")),
        "yolo.mapping",
        "mapping.json",
        "ufo",
    ),
)
