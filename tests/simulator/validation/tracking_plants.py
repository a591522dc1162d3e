"""Planted corruptions of KITTI tracking and MOTS."""

from __future__ import annotations

import format_plants as f
from plants import Plant

TRACKING_PLANTS = (
    Plant("a float for a level", f.row(3, lambda w: f"{w}.0"), "kitti_tracking.format", f.ROWS, "integer"),
    Plant("rows in disorder", f.lines_swapped(f.ROWS, 0, -1), "kitti_tracking.format", f.ROWS, "by frame"),
    Plant("a track twice", f.text(f.ROWS, lambda rows: rows.append(rows[-1])), "kitti_tracking.format", f.ROWS),
    Plant("an id below 0", f.row(1, lambda w: f"-{w}"), "kitti_tracking.format", f.ROWS, "17 columns"),
    Plant(
        "a key with a colon",
        f.word(f.TRACK_CALIB, 0, lambda _: "R_rect:", "R_rect"),
        "kitti_tracking.format",
        f.TRACK_CALIB,
    ),
    Plant(
        "29 fields of oxts",
        f.text(f.OXTS, lambda lines: lines.append(lines.pop()[:-2])),
        "kitti_tracking.format",
        f.OXTS,
    ),
    Plant(
        "a wrong type",
        f.text(f.ROWS, lambda rows: rows.__setitem__(slice(None), [r.replace(" Car ", " Tram ") for r in rows])),
        "kitti_tracking.labels_agree kitti_tracking.mots",
        "",
    ),
    Plant("a place off by 10 cm", f.row(15, f.added(0.1)), "kitti_tracking.labels_agree", f.ROWS),
    Plant(
        "a row less",
        f.text(f.ROWS, lambda rows: rows.pop()),
        "kitti_tracking.labels_agree kitti_tracking.mots",
        "",
        "lacks a row",
    ),
    Plant(
        "an ego that leaps",
        f.text(f.OXTS, lambda lines: lines.__setitem__(1, f.leap(lines[1]))),
        "kitti_tracking.tracks",
        f.ROWS,
        "carried on",
    ),
    Plant(
        "a frame that is not there",
        f.word(f"{f.TRACKING}/evaluate_tracking.seqmap.training", 3, lambda _: "000004", "0000"),
        "kitti_tracking.sets",
        "seqmap",
    ),
    Plant(
        "a missing cloud",
        lambda s: s.remove(f"{f.TRACKING}/velodyne/0000/000001.bin"),
        "kitti_tracking.complete",
        "000001.bin",
    ),
    Plant(
        "a point too few",
        lambda s: s.change(f"{f.TRACKING}/velodyne/0000/000001.bin", lambda d: d[:-16]),
        "kitti_tracking.cloud_agrees",
        "000001.bin",
    ),
    Plant(
        "another mount",
        f.word(f.TRACK_CALIB, 4, f.added(0.05, ".12e"), "Tr_velo_cam"),
        "kitti_tracking.calib_agrees",
        f.TRACK_CALIB,
    ),
    Plant(
        "run lengths of nothing",
        f.text(f.MOTS, lambda lines: lines.pop()),
        "kitti_tracking.mots",
        ".png",
        "instances_txt",
    ),
    Plant("an id of no row", f.mask_renamed, "kitti_tracking.mots", f.MASK, "1999"),
    Plant(
        "a mapping of no class",
        lambda s: s.json("kitti_tracking/mapping.json", lambda m: m["classes"].update(ufo="Car")),
        "kitti_tracking.mapping",
        "mapping.json",
        "ufo",
    ),
    Plant(
        "metadata of nothing",
        lambda s: s.json("kitti_tracking/metadata/clip-000000.json", lambda m: m.pop("frames")),
        "kitti_tracking.complete",
        "clip-000000.json",
    ),
    Plant(
        "a note of nothing",
        lambda s: s.json("kitti_tracking/metadata/clip-000000.json", lambda m: m["frames"][0].pop("frame_of_run")),
        "kitti_tracking.format",
        "metadata",
    ),
)
