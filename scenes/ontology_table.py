"""The rows behind `scenes.ontology`: semantic classes and part kinds. Append-only: rows never move, change or go.

Ids 0-31 are nuScenes' lidarseg indices with nuScenes' names (nuscenes-devkit 1.2.0, category.json), so that a point
label of those classes is the nuScenes label; ids from 32 on are ours. Columns:

- kitti: the object devkit's types; it has no bus, motorcycle or animal (bus -> Truck, others -> Misc: chosen).
- coco: the official thing or panoptic category where there is one, else a name of ours.
- nuscenes: the lidarseg category. cityscapes: the label name (cityscapesscripts helpers/labels.py).
"""

from __future__ import annotations

from typing import Literal

Row = tuple[int, str, Literal["thing", "stuff", "ego"], str | None, str | None, str | None, str | None]

_CAR, _TRUCK, _TRAM, _MISC = "Car", "Truck", "Tram", "Misc"
_WALKER, _CYCLIST = "Pedestrian", "Cyclist"
_MANMADE, _OTHER, _PUSH = "static.manmade", "static.other", "movable_object.pushable_pullable"
_DEBRIS, _CONE, _BARRIER = "movable_object.debris", "movable_object.trafficcone", "movable_object.barrier"
_ADULT, _WORKER = "human.pedestrian.adult", "human.pedestrian.construction_worker"
_MOBILITY = "human.pedestrian.personal_mobility"
_DRIVEABLE, _PAVED, _WALL = "flat.driveable_surface", "pavement-merged", "wall-other-merged"

# id, name, kind, kitti, coco, nuscenes, cityscapes
CLASS_ROWS: tuple[Row, ...] = (
    (0, "void", "stuff", None, None, "noise", "unlabeled"),
    (1, "animal", "thing", None, "animal", "animal", "dynamic"),
    (2, "human.pedestrian.adult", "thing", _WALKER, "person", _ADULT, "person"),
    (3, "human.pedestrian.child", "thing", _WALKER, "person", "human.pedestrian.child", "person"),
    (4, "human.pedestrian.construction_worker", "thing", _WALKER, "person", _WORKER, "person"),
    (5, "human.pedestrian.personal_mobility", "thing", _MISC, "personal mobility device", _MOBILITY, "dynamic"),
    (6, "human.pedestrian.police_officer", "thing", _WALKER, "person", "human.pedestrian.police_officer", "person"),
    (7, "human.pedestrian.stroller", "thing", _MISC, "stroller", "human.pedestrian.stroller", "dynamic"),
    (8, "human.pedestrian.wheelchair", "thing", _MISC, "wheelchair", "human.pedestrian.wheelchair", "dynamic"),
    (9, "movable_object.barrier", "thing", None, "barrier", _BARRIER, "dynamic"),
    (10, "movable_object.debris", "thing", None, "debris", _DEBRIS, "dynamic"),
    (11, "movable_object.pushable_pullable", "thing", None, "pushable object", _PUSH, "dynamic"),
    (12, "movable_object.trafficcone", "thing", None, "traffic cone", _CONE, "dynamic"),
    (13, "static_object.bicycle_rack", "thing", None, "bicycle rack", "static_object.bicycle_rack", "static"),
    (14, "vehicle.bicycle", "thing", None, "bicycle", "vehicle.bicycle", "bicycle"),
    (15, "vehicle.bus.bendy", "thing", _TRUCK, "bus", "vehicle.bus.bendy", "bus"),
    (16, "vehicle.bus.rigid", "thing", _TRUCK, "bus", "vehicle.bus.rigid", "bus"),
    (17, "vehicle.car", "thing", _CAR, "car", "vehicle.car", "car"),
    (18, "vehicle.construction", "thing", _MISC, "construction vehicle", "vehicle.construction", "truck"),
    (19, "vehicle.emergency.ambulance", "thing", "Van", "truck", "vehicle.emergency.ambulance", "truck"),
    (20, "vehicle.emergency.police", "thing", _CAR, "car", "vehicle.emergency.police", "car"),
    (21, "vehicle.motorcycle", "thing", _MISC, "motorcycle", "vehicle.motorcycle", "motorcycle"),
    (22, "vehicle.trailer", "thing", _MISC, "trailer", "vehicle.trailer", "trailer"),
    (23, "vehicle.truck", "thing", _TRUCK, "truck", "vehicle.truck", "truck"),
    (24, "flat.driveable_surface", "stuff", None, "road", _DRIVEABLE, "road"),
    (25, "flat.other", "stuff", None, "floor-other-merged", "flat.other", "ground"),
    (26, "flat.sidewalk", "stuff", None, _PAVED, "flat.sidewalk", "sidewalk"),
    (27, "flat.terrain", "stuff", None, "grass-merged", "flat.terrain", "terrain"),
    (28, "static.manmade", "stuff", None, "building-other-merged", _MANMADE, "static"),
    (29, "static.other", "stuff", None, None, _OTHER, "static"),
    (30, "static.vegetation", "stuff", None, "tree-merged", "static.vegetation", "vegetation"),
    (31, "vehicle.ego", "ego", None, None, "vehicle.ego", "ego vehicle"),
    (32, "sky", "stuff", None, "sky-other-merged", None, "sky"),
    (33, "flat.kerb", "stuff", None, _PAVED, "flat.sidewalk", "sidewalk"),
    (34, "flat.marking", "stuff", None, "road", _DRIVEABLE, "road"),
    (35, "flat.crosswalk", "stuff", None, "road", _DRIVEABLE, "road"),
    (36, "flat.parking", "stuff", None, "road", _DRIVEABLE, "parking"),
    (37, "static.building", "stuff", None, "building-other-merged", _MANMADE, "building"),
    (38, "static.pole", "stuff", None, None, _MANMADE, "pole"),
    (39, "static.fence", "stuff", None, "fence-merged", _MANMADE, "fence"),
    (40, "static.wall", "stuff", None, _WALL, _MANMADE, "wall"),
    (41, "static.guard_rail", "stuff", None, "fence-merged", _MANMADE, "guard rail"),
    (42, "static.bridge", "stuff", None, "bridge", _MANMADE, "bridge"),
    (43, "static.tunnel", "stuff", None, _WALL, _MANMADE, "tunnel"),
    (44, "static.street_lamp", "stuff", None, None, _MANMADE, "pole"),
    (45, "static.billboard", "stuff", None, None, _MANMADE, "static"),
    (46, "flat.bicycle_lane", "stuff", None, "road", _DRIVEABLE, "road"),
    (47, "flat.rail_track", "stuff", None, "railroad", "flat.other", "rail track"),
    (48, "flat.water", "stuff", None, "water-other", "flat.other", "ground"),
    (49, "flat.snow", "stuff", None, "snow", "flat.terrain", "terrain"),
    (50, "flat.ice", "stuff", None, "road", _DRIVEABLE, "road"),
    (51, "flat.gravel", "stuff", None, "dirt-merged", "flat.terrain", "terrain"),
    (52, "flat.traffic_island", "stuff", None, _PAVED, "flat.other", "sidewalk"),
    (53, "flat.speed_bump", "stuff", None, "road", _DRIVEABLE, "road"),
    (54, "flat.manhole", "stuff", None, "road", _DRIVEABLE, "road"),
    (55, "vehicle.van", "thing", "Van", "car", "vehicle.car", "car"),
    (56, "vehicle.tram", "thing", _TRAM, "train", "vehicle.bus.bendy", "train"),
    (57, "vehicle.train", "thing", _TRAM, "train", None, "train"),
    (58, "vehicle.emergency.fire_engine", "thing", _TRUCK, "truck", "vehicle.truck", "truck"),
    (59, "vehicle.caravan", "thing", _MISC, "caravan", "vehicle.trailer", "caravan"),
    (60, "vehicle.agricultural", "thing", _MISC, "tractor", "vehicle.construction", "truck"),
    (61, "vehicle.kick_scooter", "thing", _MISC, "kick scooter", _MOBILITY, "dynamic"),
    (62, "human.pedestrian.sitting", "thing", "Person_sitting", "person", _ADULT, "person"),
    (63, "human.pedestrian.lying", "thing", _WALKER, "person", _ADULT, "person"),
    (64, "human.pedestrian.firefighter", "thing", _WALKER, "person", _ADULT, "person"),
    (65, "human.pedestrian.paramedic", "thing", _WALKER, "person", _ADULT, "person"),
    (66, "human.pedestrian.traffic_warden", "thing", _WALKER, "person", _ADULT, "person"),
    (67, "human.rider.bicycle", "thing", _CYCLIST, "person", "vehicle.bicycle", "rider"),
    (68, "human.rider.motorcycle", "thing", _MISC, "person", "vehicle.motorcycle", "rider"),
    (69, "human.rider.kick_scooter", "thing", _MISC, "person", _MOBILITY, "rider"),
    (70, "human.rider.animal", "thing", _MISC, "person", _ADULT, "rider"),
    (71, "animal.dog", "thing", None, "dog", "animal", "dynamic"),
    (72, "animal.cat", "thing", None, "cat", "animal", "dynamic"),
    (73, "animal.deer", "thing", None, "deer", "animal", "dynamic"),
    (74, "animal.wild_boar", "thing", None, "wild boar", "animal", "dynamic"),
    (75, "animal.horse", "thing", None, "horse", "animal", "dynamic"),
    (76, "animal.cow", "thing", None, "cow", "animal", "dynamic"),
    (77, "animal.sheep", "thing", None, "sheep", "animal", "dynamic"),
    (78, "animal.bird", "thing", None, "bird", "animal", "dynamic"),
    (79, "animal.fox", "thing", None, "fox", "animal", "dynamic"),
    (80, "movable_object.ball", "thing", None, "sports ball", _DEBRIS, "dynamic"),
    (81, "movable_object.tyre", "thing", None, "tyre", _DEBRIS, "dynamic"),
    (82, "movable_object.box", "thing", None, "cardboard box", _DEBRIS, "dynamic"),
    (83, "movable_object.cargo", "thing", None, "lost cargo", _DEBRIS, "dynamic"),
    (84, "movable_object.plastic_bag", "thing", None, "plastic bag", _DEBRIS, "dynamic"),
    (85, "movable_object.pallet", "thing", None, "pallet", _DEBRIS, "dynamic"),
    (86, "movable_object.ladder", "thing", None, "ladder", _DEBRIS, "dynamic"),
    (87, "movable_object.tree_trunk", "thing", None, "fallen tree", _DEBRIS, "dynamic"),
    (88, "movable_object.rock", "thing", None, "rock", _DEBRIS, "dynamic"),
    (89, "movable_object.suitcase", "thing", None, "suitcase", _PUSH, "dynamic"),
    (90, "movable_object.shopping_cart", "thing", None, "shopping cart", _PUSH, "dynamic"),
    (91, "movable_object.furniture", "thing", None, "furniture", _DEBRIS, "dynamic"),
    (92, "movable_object.skateboard", "thing", None, "skateboard", _MOBILITY, "dynamic"),
    (93, "movable_object.warning_triangle", "thing", None, "warning triangle", _CONE, "dynamic"),
    (94, "movable_object.beacon", "thing", None, "traffic beacon", _CONE, "dynamic"),
    (95, "object.bin", "thing", None, "waste bin", _PUSH, "dynamic"),
    (96, "object.bench", "thing", None, "bench", _MANMADE, "static"),
    (97, "object.bollard", "thing", None, "bollard", _MANMADE, "static"),
    (98, "object.hydrant", "thing", None, "fire hydrant", _MANMADE, "static"),
    (99, "object.traffic_sign", "thing", None, "traffic sign", _MANMADE, "traffic sign"),
    (100, "object.traffic_sign.stop", "thing", None, "stop sign", _MANMADE, "traffic sign"),
    (101, "object.traffic_light", "thing", None, "traffic light", _MANMADE, "traffic light"),
    (102, "object.parking_meter", "thing", None, "parking meter", _MANMADE, "static"),
    (103, "object.mailbox", "thing", None, "mailbox", _MANMADE, "static"),
    (104, "object.cabinet", "thing", None, "street cabinet", _MANMADE, "static"),
    (105, "object.planter", "thing", None, "potted plant", _MANMADE, "static"),
    (106, "object.chair", "thing", None, "chair", _PUSH, "static"),
    (107, "object.table", "thing", None, "dining table", _PUSH, "static"),
    (108, "object.umbrella", "thing", None, "umbrella", _MANMADE, "static"),
    (109, "object.distractor", "thing", None, "distractor", _DEBRIS, "dynamic"),
    (110, "object.dummy", "thing", None, "crash-test dummy", _DEBRIS, "dynamic"),
    (111, "flat.shoulder", "stuff", None, "road", _DRIVEABLE, "road"),
)  # fmt: skip

# The id of a part is its place. Vehicles, then people, then world, then whatever came later.
PART_NAMES: tuple[str, ...] = (
    *("none", "body", "window", "wheel", "head_lamp", "tail_lamp", "indicator", "plate", "mirror", "door", "bumper"),
    *("interior", "underbody"),
    *("head", "torso", "upper_arm_left", "upper_arm_right", "forearm_left", "forearm_right", "hand_left", "hand_right"),
    *("thigh_left", "thigh_right", "shank_left", "shank_right", "foot_left", "foot_right", "bag"),
    *("surface", "wall", "roof", "trunk", "crown", "pole", "lamp", "panel"),
    *("hood", "boot", "grille", "brake_lamp", "reverse_lamp", "fog_lamp", "beacon", "exhaust", "frame", "handlebar"),
    *("saddle", "pedal", "cargo", "cargo_bed", "neck", "hair", "hat", "tail", "leg", "antenna", "wiper", "sign_back"),
    *("balcony", "chimney", "base", "branch", "boom", "bucket"),
)
