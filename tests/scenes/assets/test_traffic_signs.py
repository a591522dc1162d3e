"""Traffic signs: every country's set is large, true in size, readable from the front alone, and no two look alike."""

from __future__ import annotations

import hashlib
import string

import numpy as np
import pytest

from scenes.asset import asset_of
from scenes.assets.shaping.planar import placed
from scenes.assets.signs.sign_alphabet import text
from scenes.assets.signs.sign_face import FILMS
from scenes.assets.signs.traffic_sign import SIGNS, SignPost, TrafficSign
from scenes.errors import UnknownName
from scenes.ontology import class_of

ALL = [(country, kind) for country, kinds in SIGNS.items() for kind in kinds]
each_sign = pytest.mark.parametrize(("country", "kind"), ALL, ids=[f"{c}-{k}" for c, k in ALL])


@pytest.mark.parametrize("country", SIGNS)
def test_a_country_has_at_least_25_kinds(country: str) -> None:
    assert len(SIGNS[country]) >= 25  # type: ignore[index]


def picture(sign: TrafficSign, size_px: int = 48) -> np.ndarray:
    """The face (size, size) as indices of films, drawn triangle by triangle."""
    face = sign.face()
    low, high = face.outline.min(axis=0), face.outline.max(axis=0)
    middle, reach = (low + high) / 2, float((high - low).max()) / 2
    at = (np.arange(size_px) + 0.5) / size_px * 2 - 1
    u, v = np.meshgrid(at * reach + middle[0], -at * reach + middle[1])
    out = np.zeros((size_px, size_px), dtype=np.int64)
    films = list(FILMS)
    for film, (points, faces) in face.layers:
        for a, b, c in points[faces]:
            inside = np.ones_like(u, dtype=bool)
            for p, q in ((a, b), (b, c), (c, a)):
                inside &= (q[0] - p[0]) * (v - p[1]) - (q[1] - p[1]) * (u - p[0]) >= 0
            out[inside] = 1 + films.index(f"film_{film}")
    return out


@pytest.mark.parametrize("country", SIGNS)
def test_no_two_signs_of_a_country_look_alike(country: str) -> None:
    signs = [TrafficSign(kind=kind, country=country) for kind in SIGNS[country]]  # type: ignore[arg-type, index]
    digests = {hashlib.sha1(picture(sign).tobytes() + sign.face().base.encode()).hexdigest() for sign in signs}
    assert len(digests) == len(signs)


@each_sign
def test_a_panel_stands_on_the_ground_of_its_frame_and_all_film_faces_the_reader(country: str, kind: str) -> None:
    asset = asset_of(TrafficSign(kind=kind, country=country))  # type: ignore[arg-type]
    mesh = asset.parts[0].mesh
    assert mesh.vertices_m[:, 2].min() == pytest.approx(0.0, abs=1e-6)
    films = [k for k, slot in enumerate(asset.slots) if slot.part == "panel"]
    front = np.isin(mesh.face_slot, films)
    np.testing.assert_allclose(mesh.corner_normals[front][..., 0], 1.0, atol=1e-5)
    assert mesh.vertices_m[mesh.faces[front]][..., 0].min() > mesh.vertices_m[mesh.faces[~front]][..., 0].max()
    assert class_of(asset.semantic).kind == "thing"


@each_sign
def test_no_layer_reaches_beyond_its_panel(country: str, kind: str) -> None:
    face = TrafficSign(kind=kind, country=country).face()  # type: ignore[arg-type]
    low, high = face.outline.min(axis=0) - 1e-9, face.outline.max(axis=0) + 1e-9
    for film, (points, _) in face.layers:
        assert ((points >= low) & (points <= high)).all(), film


@pytest.mark.parametrize(
    ("country", "kind", "width_m", "height_m"),
    [
        ("DE", "speed_limit", 0.60, 0.60),  # VwV-StVO to sections 39-43: size 2
        ("DE", "give_way", 0.90, 0.78),  # side less its rounded corners
        ("DE", "stop", 0.90, 0.90),
        ("DE", "crossing", 0.60, 0.60),
        ("DE", "beacon_board", 0.25, 1.00),
        ("US", "stop", 0.75, 0.75),  # MUTCD table 2B-1: 30 x 30 inches
        ("US", "speed_limit", 0.61, 0.762),  # 24 x 30 inches
        ("US", "one_way", 0.914, 0.305),  # 36 x 12 inches
    ],
)
def test_sizes_are_those_of_the_rules(country: str, kind: str, width_m: float, height_m: float) -> None:
    box = asset_of(TrafficSign(kind=kind, country=country)).box  # type: ignore[arg-type]
    assert (box.width_m, box.height_m) == pytest.approx((width_m, height_m), abs=0.035)
    assert box.length_m < 0.05


def test_sizes_scale_and_any_number_can_be_limited() -> None:
    small, large = (asset_of(TrafficSign(kind="speed_limit", words="100", size=s)).box.height_m for s in _ENDS)
    assert (small, large) == pytest.approx((0.42, 0.75), abs=1e-3)
    faces = {asset_of(TrafficSign(kind="speed_limit", words=str(n))).parts[0].mesh.key for n in range(5, 135, 5)}
    assert len(faces) == 26


_ENDS = ("small", "large")


@each_sign
def test_signs_shine_back_at_headlamps_where_they_are_not_black(country: str, kind: str) -> None:
    materials = dict(asset_of(TrafficSign(kind=kind, country=country)).materials)  # type: ignore[arg-type]
    films = {name: material for name, material in materials.items() if name.startswith("film_")}
    assert films
    for name, material in films.items():
        assert (material.retroreflection_cd_lx_m2 > 5.0) == (name != "film_black")


def test_every_letter_is_written_counter_clockwise_within_its_line() -> None:
    for letter in string.ascii_letters + string.digits + "ÄÖÜäöüß.,:-!%/'()":
        points, faces = text(letter, 0.7)
        a, b, c = (points[faces[:, k]] for k in range(3))
        turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
        assert turn.min() > -1e-9, letter
        assert points[:, 1].min() > -0.35 - 0.26, letter
        assert points[:, 1].max() < 0.35 + 0.3, letter


def test_capitals_are_as_high_as_told_and_wide_lines_are_narrowed() -> None:
    points, _ = text("HEIDE", 0.14)
    assert np.ptp(points[:, 1]) == pytest.approx(0.14, abs=1e-6)
    assert np.ptp(text("HEIDE", 0.14, widest_m=0.3)[0][:, 0]) == pytest.approx(0.3)
    assert np.ptp(placed(text("HEIDE", 0.14), 2.0)[0][:, 1]) == pytest.approx(0.28, abs=1e-6)


def test_unknown_kinds_and_letters_name_the_nearest() -> None:
    with pytest.raises(UnknownName, match="give_way"):
        TrafficSign(kind="giveway")
    with pytest.raises(UnknownName, match="letter"):
        text("Ω", 0.1)


@pytest.mark.parametrize("profile", ["tube", "channel"])
def test_posts_reach_into_the_ground(profile: str) -> None:
    asset = asset_of(SignPost(height_m=3.0, profile=profile))  # type: ignore[arg-type]
    assert asset.box.height_m == pytest.approx(3.0)
    assert asset.parts[0].mesh.vertices_m[:, 2].min() < 0.0
    assert max(asset.box.length_m, asset.box.width_m) < 0.11
