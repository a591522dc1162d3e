"""Planted corruptions of nuScenes."""

from __future__ import annotations

import format_plants as f
from plants import Plant

NUSCENES_PLANTS = (
    Plant(
        "a token of nothing",
        f.value("sample_annotation", "visibility_token", lambda _: "7"),
        "nuscenes.keys",
        "sample_annotation",
        "no visibility",
    ),
    Plant(
        "a column less",
        f.table("ego_pose", lambda rows: rows[0].pop("timestamp")),
        "nuscenes.tables",
        "ego_pose",
        "timestamp",
    ),
    Plant(
        "a token twice",
        f.table("attribute", lambda rows: rows.append(rows[0])),
        "nuscenes.tables",
        "attribute",
        "repeats",
    ),
    Plant(
        "a broken chain",
        f.value("sample", "prev", lambda _: "", lambda row: row["prev"]),
        "nuscenes.chains",
        "sample.json",
        "lead back",
    ),
    Plant(
        "time that runs back",
        f.value("sample_data", "timestamp", lambda old: old + 10**9, lambda row: row["next"]),
        "nuscenes.chains",
        "sample_data",
        "not later",
    ),
    Plant(
        "another number of boxes",
        f.value("instance", "nbr_annotations", lambda old: old + 1),
        "nuscenes.chains",
        "instance",
        "nbr_annotations",
    ),
    Plant(
        "a file that is not there",
        f.value("sample_data", "filename", lambda old: old.replace("clip", "film")),
        "nuscenes.files",
        "sample_data",
        "no file",
    ),
    Plant(
        "a label too few",
        f.changed(f.first("nuscenes/lidarseg", ".bin"), lambda data: data[:-1]),
        "nuscenes.points",
        "lidarseg",
        "labels of",
    ),
    Plant(
        "another label",
        f.changed(f.first("nuscenes/lidarseg", ".bin"), lambda data: bytes([data[0] ^ 1]) + data[1:]),
        "nuscenes.points",
        "panoptic",
        "other categories",
    ),
    Plant(
        "no unit quaternion", f.value("ego_pose", "rotation", f.shifted(0, 0.1)), "nuscenes.samples", "ego_pose", "norm"
    ),
    Plant(
        "a split of no scene",
        lambda s: s.json(f"{f.TABLES}/splits.json", lambda found: found["swerve_val"].append("scene-9")),
        "nuscenes.splits",
        "splits",
        "scene-9",
    ),
    Plant(
        "a mapping of no class",
        lambda s: s.json("nuscenes/mapping.json", lambda m: m["classes"].update(ufo="animal")),
        "nuscenes.mapping",
        "mapping.json",
        "ufo",
    ),
    Plant(
        "a scene of another name",
        lambda s: [
            f.value("scene", "name", lambda _: "scene-000009")(s),
            s.change(f"{f.TABLES}/splits.json", lambda d: d.replace(b"scene-000000", b"scene-000009")),
        ],
        "nuscenes.complete",
        "scene",
    ),
    Plant(
        "a box off by 10 cm",
        f.value("sample_annotation", "translation", f.shifted(1, 0.1)),
        "nuscenes.labels_agree",
        "sample_annotation",
        "0.100 m",
    ),
    Plant(
        "length for width",
        f.value("sample_annotation", "size", lambda old: [old[1], old[0], old[2]]),
        "nuscenes.labels_agree",
        "sample_annotation",
        "w, l, h",
    ),
    Plant(
        "x first",
        f.value("sample_annotation", "rotation", lambda old: [*old[1:], old[0]]),
        "nuscenes.labels_agree",
        "sample_annotation",
        "rotation",
    ),
    Plant(
        "a point too many",
        f.value("sample_annotation", "num_lidar_pts", lambda old: old + 1),
        "nuscenes.labels_agree",
        "sample_annotation",
        "num_lidar_pts",
    ),
    Plant(
        "another visibility",
        f.value("sample_annotation", "visibility_token", lambda old: "1" if old == "4" else "4"),
        "nuscenes.labels_agree",
        "sample_annotation",
        "visibility",
    ),
    Plant(
        "an ego elsewhere",
        f.value("ego_pose", "translation", f.shifted(0, 0.1)),
        "nuscenes.poses_agree",
        "sample_data",
        "0.100 m",
    ),
    Plant(
        "another mount",
        f.value("calibrated_sensor", "translation", f.shifted(0, 0.1)),
        "nuscenes.poses_agree",
        "sample_data",
        "0.100 m",
    ),
    Plant(
        "a place in words",
        f.value("ego_pose", "translation", lambda _: "here"),
        "nuscenes.tables",
        "nuscenes/v1.0",
        "form",
    ),
    Plant(
        "a moved cloud",
        f.changed(f.first("nuscenes/samples", ".bin"), f.half_a_metre_on),
        "nuscenes.cloud_agrees",
        ".bin",
        "as far away",
    ),
)
